"""Feedback in a local workbook: the same as online, written whole, and never at the price of what a file holds."""

import random
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from connectors.sheets.feedback import FEEDBACK_TAB
from connectors.sheets.marks import FILL
from connectors.sheets.protocol import SheetUnavailable
from connectors.sheets.row_ids import GivenIds, with_row_ids
from connectors.sheets.workbooks.backend import WorkbookBackend
from connectors.sheets.workbooks.marks import put_value
from connectors.sheets.workbooks.parts import parts_lost
from tests.google.team_books import HEADER, TEAMS, told, told_of
from tests.seed_units import UNITS

AT = datetime(2023, 9, 5, 1, 0, tzinfo=UTC)
NOTE = '[KT] Lỗi: ghi "nhiều"; hãy ghi số.'
ROWS = [
    ["TEA-0001", "Vĩnh Tuy", "Đội Một", 12, "Sẵn sàng"],
    [None, "Định An", "Đội Hai", "nhiều", "Sẵn sàng"],
]


def edit(path, change) -> None:
    book = openpyxl.load_workbook(path)
    change(book[TEAMS])
    book.save(path)


@pytest.fixture
def path(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = TEAMS
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    sheet["E2"].comment = Comment("của tôi\n [KT] nhé  ", "anh Ba")
    sheet["E2"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["B"].width = 33
    book.save(tmp_path / "907.xlsx")
    return tmp_path / "907.xlsx"


@pytest.fixture
def backend(path):
    return WorkbookBackend(path.parent)


def tell(backend):
    return backend.write_back(told(backend.read_tabs("907", AT)))


def test_marks_ids_and_report_beside_what_people_left(backend, path):
    old = path.read_bytes()
    written = tell(backend)
    assert written.count() == {"marked": 1, "cleared": 0, "row_ids": 1}
    sheet = openpyxl.load_workbook(path)[TEAMS]
    assert (sheet["D3"].comment.text, sheet["D3"].fill.fgColor.rgb) == (NOTE, f"FF{FILL}")
    assert (sheet["A3"].value, sheet["E2"].comment.text) == ("TEA-0002", "của tôi\n [KT] nhé  ")
    assert sheet["E2"].comment.author == "anh Ba"
    assert sheet["E2"].fill.fgColor.rgb == "FFFFFF00"
    assert (sheet.freeze_panes, sheet.column_dimensions["B"].width) == ("A2", 33)
    assert openpyxl.load_workbook(path)[FEEDBACK_TAB]["A1"].value == "Không có lỗi nào"
    assert (path.parent / "907.xlsx.bak").read_bytes() == old
    assert sorted(one.name for one in path.parent.iterdir()) == ["907.xlsx", "907.xlsx.bak"]


def test_its_own_write_is_no_edit(backend, path):
    backend.list_changed({"907": None})
    read = with_row_ids(backend.read_tabs("907", AT), {}, GivenIds(), UNITS)
    backend.write_back(told_of(read))
    version = backend.versions_after(["907"])["907"]
    assert backend.list_changed({"907": version}) == {}
    again = backend.read_tabs("907", AT)
    assert [tab.grid.content_hash() for tab in again.tabs] == [tab.grid.content_hash() for tab in read.tabs]
    written = path.read_bytes()
    assert tell(backend).is_nothing
    assert path.read_bytes() == written


def test_a_fixed_cell_is_as_it_was(backend, path):
    edit(path, lambda sheet: setattr(sheet["D3"], "comment", Comment("hỏi lại", "anh Ba")))
    tell(backend)
    assert openpyxl.load_workbook(path)[TEAMS]["D3"].comment.text == f"hỏi lại\n{NOTE}"
    edit(path, lambda sheet: setattr(sheet["D3"], "value", 7))
    tell(backend)
    cell = openpyxl.load_workbook(path)[TEAMS]["D3"]
    assert (cell.comment.text, cell.fill.fill_type, cell.value) == ("hỏi lại", None, 7)


def test_rows_that_moved_are_found_again(backend, path):
    feedback = told(backend.read_tabs("907", AT))
    edit(path, lambda sheet: sheet.insert_rows(2, 3))
    backend.write_back(feedback)
    sheet = openpyxl.load_workbook(path)[TEAMS]
    assert (sheet["A6"].value, sheet["D6"].comment.text) == ("TEA-0002", NOTE)


@pytest.mark.parametrize("lock", ["~$907.xlsx", ".~lock.907.xlsx#"])
def test_a_file_that_is_open_elsewhere_is_left_alone(backend, path, lock):
    path.with_name(lock).write_bytes(b"")
    before = path.read_bytes()
    with pytest.raises(SheetUnavailable, match="is open in another program"):
        tell(backend)
    assert path.read_bytes() == before


def test_a_file_with_formulas_is_left_alone(backend, path):
    edit(path, lambda sheet: setattr(sheet["G2"], "value", "=1+1"))
    before = path.read_bytes()
    with pytest.raises(SheetUnavailable, match="has the results of formulas, which saving it would lose"):
        tell(backend)
    assert path.read_bytes() == before
    assert not (path.parent / "907.xlsx.bak").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("xl/charts/chart1.xml", "charts"),
        ("xl/media/image1.png", "pictures"),
        ("xl/pivotTables/pivotTable1.xml", "pivot tables"),
        ("xl/vbaProject.bin", "macros"),
        ("xl/threadedComments/threadedComment1.xml", "threaded comments"),
        ("xl/mới/lạ.xml", "xl/mới/lạ.xml"),
    ],
)
def test_parts_a_save_would_lose_are_named(path, name, said):
    buffer = BytesIO(path.read_bytes())
    assert parts_lost(buffer.getvalue()) == []
    with ZipFile(buffer, "a") as archive:
        archive.writestr(name, b"x")
    assert parts_lost(buffer.getvalue()) == [said]


def test_an_edit_while_it_is_being_written_is_not_lost(backend, path, monkeypatch):
    feedback, saved = told(backend.read_tabs("907", AT)), WorkbookBackend._saved
    edits = iter([lambda: edit(path, lambda sheet: setattr(sheet["D2"], "value", 99))])

    def saved_meanwhile(self, *arguments):
        new = saved(self, *arguments)
        next(edits, lambda: None)()
        return new

    monkeypatch.setattr(WorkbookBackend, "_saved", saved_meanwhile)
    backend.write_back(feedback)
    sheet = openpyxl.load_workbook(path)[TEAMS]
    assert (sheet["D2"].value, sheet["D3"].comment.text) == (99, NOTE)


def test_fifty_random_rounds_keep_a_persons_notes(backend, path):
    dice, own = random.Random(5), {3: "", 2: ""}
    for _ in range(50):
        row = dice.choice([2, 3])
        if dice.random() < 0.5:
            value = dice.choice(["nhiều", 4])
            edit(path, lambda sheet, row=row, value=value: setattr(sheet.cell(row, 4), "value", value))
        else:
            own[row] = dice.choice(["gọi lại", " hai\n\ndòng "])
            note = Comment(own[row], "chị Tư")
            edit(path, lambda sheet, row=row, note=note: setattr(sheet.cell(row, 4), "comment", note))
        tell(backend)
        sheet = openpyxl.load_workbook(path)[TEAMS]
        for number, text in own.items():
            cell = sheet.cell(number, 4)
            said = NOTE if cell.value == "nhiều" else ""
            expected = f"{text}\n{said}" if text and said else text or said
            assert (cell.comment.text if cell.comment else "") == expected
            assert (cell.fill.fill_type == "solid") == bool(said)


def test_text_with_parts_that_look_different_keeps_them(backend, path):
    rich = CellRichText("Đội ", TextBlock(InlineFont(b=True), "Một"))
    edit(path, lambda sheet: setattr(sheet["C2"], "value", rich))
    tell(backend)
    assert openpyxl.load_workbook(path, rich_text=True)[TEAMS]["C2"].value == rich


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "+1-1", "@SUM(A1)", "-2+3", "\x1b=1"])
def test_what_is_written_into_a_cell_stays_text(tmp_path, text):
    book = openpyxl.Workbook()
    put_value(book.active["A1"], text)
    put_value(book.active["A2"], 12.5)
    book.save(tmp_path / "a.xlsx")
    cell, number = (openpyxl.load_workbook(tmp_path / "a.xlsx").active[at] for at in ("A1", "A2"))
    assert (cell.value, cell.data_type, number.value) == (text.removeprefix("\x1b"), "s", 12.5)
    assert cell.quotePrefix
