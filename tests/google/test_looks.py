"""What stands out to a keeper is read alike from a local workbook and from Google, and a write of ours leaves it."""

import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from connectors.appearance import Appearance, Area, Look, TextRun
from connectors.sheets.row_ids import GivenIds, with_row_ids
from connectors.sheets.workbooks.backend import WorkbookBackend
from tests.google.spreadsheets import from_workbook
from tests.google.team_books import AT, HEADER, TEAMS, team_book, told, told_of
from tests.seed_units import UNITS

STRUCK = Font(strike=True)
PARTS = CellRichText([TextBlock(InlineFont(strike=True), "Đội 😀 Cũ"), " ", TextBlock(InlineFont(b=True), "Đội Mới")])


def typed(path, *, raised=False):
    """Row 2: an old name struck out beside the new one; row 3 struck as a whole; C4:C5 merged; column D hidden."""
    book = Workbook()
    sheet = book.active
    sheet.title = TEAMS
    for row in [
        HEADER,
        ["TEA-0001", "Vĩnh Tuy", PARTS, 12, "Sẵn sàng"],
        ["TEA-0002", "Định An", "Đội Hai", 9, "Sẵn sàng"],
        [None, "Định Hòa", "Đội Ba", 5, "Tạm dừng"],
        [None, "Vĩnh Phước", None, "nhiều", "Tạm dừng"],
    ]:
        sheet.append(row)
    for cell in sheet[3]:
        cell.font = STRUCK
    sheet["C4"].font = STRUCK
    sheet.merge_cells("C4:C5")
    sheet.column_dimensions["D"].hidden = True
    sheet["J99"].font = STRUCK
    if raised:
        sheet["D2"].font = Font(vertAlign="superscript")
        sheet["B2"] = CellRichText(["Vĩnh Tuy", TextBlock(InlineFont(vertAlign="superscript"), "1")])
    book.save(path)
    return path


SEEN = Appearance(
    struck=frozenset({(2, 0), (2, 1), (2, 2), (2, 3), (2, 4), (3, 2)}),
    runs={(1, 2): (TextRun(0, 8, Look.STRUCK),)},
    merged=(Area(3, 2, 4, 2),),
    hidden_columns=frozenset({3}),
)


def test_a_local_workbook_and_google_give_the_same_grid(server, make_backend, tmp_path):
    path = typed(tmp_path / "907.xlsx")
    server.add(from_workbook(path, "B1"))
    local = WorkbookBackend(tmp_path).read_tabs("907", AT).tabs[0].grid
    with server.counted() as counts:
        online = make_backend({"907": "B1"}).read_tabs("907", AT).tabs[0].grid
    assert counts == {"read": 1}
    assert local.texts[1, 2] == "Đội 😀 Cũ Đội Mới"
    assert (local.appearance, online.appearance) == (SEEN, SEEN)
    assert local.content_hash() == online.content_hash()


def test_raised_parts_and_cells_of_a_workbook(tmp_path):
    typed(tmp_path / "907.xlsx", raised=True)
    found = WorkbookBackend(tmp_path).read_tabs("907", AT).tabs[0].grid.appearance
    assert found.raised == {(1, 3)}
    assert found.runs[1, 1] == (TextRun(8, 9, Look.RAISED),)


def test_a_foreign_locale_is_noted_and_a_vietnamese_one_is_not(server, make_backend):
    server.add(team_book()).locale = "en_US"
    server.add(team_book("B2"))
    backend = make_backend({"907": "B1", "908": "B2"})
    locales = [backend.read_tabs(unit, AT).tabs[0].grid.appearance.locale for unit in ("907", "908")]
    assert locales == ["en_US", None]


def test_our_marks_leave_the_struck_parts_of_a_workbook(tmp_path):
    path = typed(tmp_path / "907.xlsx", raised=True)
    backend = WorkbookBackend(tmp_path)
    read = with_row_ids(backend.read_tabs("907", AT), {}, GivenIds(), UNITS)
    assert backend.write_back(told_of(read)).is_written
    sheet = load_workbook(path, rich_text=True)[TEAMS]
    assert [(part.text, bool(part.font.strike)) for part in sheet["C2"].value if isinstance(part, TextBlock)] == [
        ("Đội 😀 Cũ", True),
        ("Đội Mới", False),
    ]
    assert (sheet["D5"].comment is not None, sheet["A4"].value) == (True, "TEA-0003")
    again = WorkbookBackend(tmp_path).read_tabs("907", AT).tabs[0].grid
    assert again.content_hash() == read.tabs[0].grid.content_hash()


def test_our_marks_on_rows_whose_style_is_struck(tmp_path):
    """A style of a whole row is that of its cells without one, of the Mã that we write, and stays so under our fill."""
    path = tmp_path / "907.xlsx"
    book = Workbook()
    sheet = book.active
    sheet.title = TEAMS
    sheet.append(HEADER)
    sheet.append([None, "Vĩnh Tuy", "Đội Một", "nhiều", "Sẵn sàng"])
    sheet.append([None, "Định An", "Đội Hai", 9, "Sẵn sàng"])
    sheet.row_dimensions[2].font = STRUCK
    book.save(path)
    backend = WorkbookBackend(tmp_path)
    read = with_row_ids(backend.read_tabs("907", AT), {}, GivenIds(), UNITS)
    assert read.tabs[0].grid.appearance.struck == {(1, col) for col in range(5)}
    assert backend.write_back(told_of(read)).is_written
    assert (
        WorkbookBackend(tmp_path).read_tabs("907", AT).tabs[0].grid.content_hash() == read.tabs[0].grid.content_hash()
    )


def test_a_workbook_of_another_program_comes_through_a_save(tmp_path):
    """Rows struck by their format, columns hidden as a group, and texts of parts, as another library writes them."""
    book = xlsxwriter.Workbook(tmp_path / "907.xlsx")
    sheet, strike = book.add_worksheet(TEAMS), book.add_format({"font_strikeout": True})
    rows = [HEADER, ["", "Vĩnh Tuy", "", "nhiều", "Sẵn sàng"], ["", "Định An", "Đội Hai", 9, "Sẵn sàng"]]
    sheet.set_row(2, None, strike)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    sheet.write_rich_string(1, 2, strike, "Đội Cũ", " Đội Mới")
    sheet.set_column(1, 2, None, None, {"hidden": True})
    sheet.merge_range("E2:E3", "Sẵn sàng")
    book.close()
    backend = WorkbookBackend(tmp_path)
    read = with_row_ids(backend.read_tabs("907", AT), {}, GivenIds(), UNITS)
    assert read.tabs[0].grid.appearance == Appearance(
        struck=frozenset((2, col) for col in range(4)),
        runs={(1, 2): (TextRun(0, 6, Look.STRUCK),)},
        merged=(Area(1, 4, 2, 4),),
        hidden_columns=frozenset({1, 2}),
    )
    assert backend.write_back(told_of(read)).is_written
    again = WorkbookBackend(tmp_path).read_tabs("907", AT).tabs[0].grid
    assert again.content_hash() == read.tabs[0].grid.content_hash()


def test_our_marks_leave_the_struck_parts_of_a_spreadsheet(server, make_backend):
    book = server.add(team_book())
    sheet = book.sheet(TEAMS)
    sheet.strike(1, 2, (0, 3))
    sheet.strike(2, 3)
    sheet.merges.append((2, 1, 4, 2))
    book.locale = "en_US"
    backend = make_backend({"907": "B1"})
    before = backend.read_tabs("907", AT).tabs[0].grid
    assert backend.write_back(told(backend.read_tabs("907", AT))).is_written
    after = make_backend({"907": "B1"}).read_tabs("907", AT).tabs[0].grid
    assert before.appearance.runs == {(1, 2): (TextRun(0, 3, Look.STRUCK),)}
    assert after.appearance == before.appearance
    assert after.value(2, 0) == "TEA-0002"
