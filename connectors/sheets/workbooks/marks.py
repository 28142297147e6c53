"""Notes, fills, Mã and the tab Kết quả kiểm tra in a workbook that is already open; only cells and styles, no files."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from connectors.cells import CellGrid
from connectors.limits import GRID_PLACES
from connectors.sheets.feedback import FEEDBACK_TAB, Feedback, ReportCell
from connectors.sheets.marks import CellEdit, MarkedTab, Place
from connectors.sheets.workbooks.cells import last_filled
from connectors.sheets.workbooks.looks import keep_look
from vietnamese.spreadsheet_text import is_like_formula

AUTHOR = "nongsan"
_WIDTHS = (6, 10, 16, 10, 26, 24, 90, 14)
_NOTE_WIDTH, _LINE_HEIGHT = 320, 18


def marked_tab(sheet: Worksheet, grid: CellGrid) -> MarkedTab:
    """The sheet's notes and fills beside its cells."""
    notes: dict[Place, str] = {}
    fills: dict[Place, str] = {}
    for (row, column), cell in sheet._cells.items():
        at = (row - 1, column - 1)
        if isinstance(cell, MergedCell):
            continue
        if cell.comment is not None:
            notes[at] = cell.comment.text
        if cell.has_style and (fill := fill_of(cell)):
            fills[at] = fill
    return MarkedTab(sheet.title, grid, notes, fills, size=(sheet.max_row, sheet.max_column))


def fill_of(cell: Cell) -> str | None:
    """RRGGBB of a plain fill, a word for any other, None where there is none."""
    fill = cell.fill
    if fill is None or fill.fill_type is None:
        return None
    colour = fill.fgColor
    is_plain = fill.fill_type == "solid" and colour is not None and colour.type == "rgb"
    return str(colour.rgb)[-6:].upper() if is_plain else "other"


def can_bear(sheet: Worksheet, edit: CellEdit) -> bool:
    """A cell inside a merged area, but for its first, has no place for notes and fills."""
    return not isinstance(sheet.cell(edit.row + 1, edit.col + 1), MergedCell)


def put_value(cell: Cell, value: str | float | None) -> None:
    """The only writer of values into workbooks: text stays text, also where it begins like a formula and is edited."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.value = text
    cell.data_type = "s"
    if is_like_formula(text):
        cell.quotePrefix = True


def apply_edits(sheet: Worksheet, edits: list[CellEdit]) -> None:
    """Change values, notes and fills of an openpyxl sheet in place; None leaves one as it is, "" removes it."""
    for edit in edits:
        cell = sheet.cell(edit.row + 1, edit.col + 1)
        if edit.value is not None:
            put_value(cell, edit.value or None)
        if edit.note is not None:
            cell.comment = _comment(cell, edit.note) if edit.note else None
        if edit.fill is not None:
            keep_look(sheet, cell)
            cell.fill = PatternFill("solid", fgColor=f"FF{edit.fill}") if edit.fill else PatternFill()


def _comment(cell: Cell, text: str) -> Comment:
    author = cell.comment.author if cell.comment is not None else AUTHOR
    lines = sum(1 + len(line) // 48 for line in text.split("\n"))
    return Comment(text, author, height=_LINE_HEIGHT * (lines + 1), width=_NOTE_WIDTH)


def reported(book: Workbook) -> list[list[object]]:
    """The rows of the tab Kết quả kiểm tra as they are; [] where there is none that could be the platform's."""
    if FEEDBACK_TAB not in book.sheetnames:
        return []
    sheet = book[FEEDBACK_TAB]
    last_row, last_col = last_filled(sheet)
    if last_row * last_col > GRID_PLACES:
        return []
    rows: list[list[object]] = [[] for _ in range(last_row)]
    for (row, col), cell in sorted(sheet._cells.items(), key=lambda one: one[0]):
        if cell.value is not None:
            rows[row - 1].extend([None] * (col - 1 - len(rows[row - 1])))
            rows[row - 1].append(cell.value)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def write_report(book: Workbook, feedback: Feedback) -> None:
    """Write the tab anew at the place it has, at the end where there is none."""
    at = book.sheetnames.index(FEEDBACK_TAB) if FEEDBACK_TAB in book.sheetnames else len(book.sheetnames)
    if FEEDBACK_TAB in book.sheetnames:
        book.remove(book[FEEDBACK_TAB])
    sheet = book.create_sheet(FEEDBACK_TAB, at)
    for r, row in enumerate(feedback.report, start=1):
        for c, one in enumerate(row, start=1):
            if one.value is not None:
                _report_cell(sheet, sheet.cell(r, c), one, book)
    for col, width in zip("ABCDEFGH", _WIDTHS, strict=True):
        sheet.column_dimensions[col].width = width


def _report_cell(sheet: Worksheet, cell: Cell, one: ReportCell, book: Workbook) -> None:
    put_value(cell, one.value)
    if isinstance(one.value, str):
        cell.alignment = Alignment(vertical="top", wrap_text=cell.column == len(_WIDTHS) - 1)
    if one.is_bold:
        cell.font = Font(bold=True)
    if one.link is not None and one.link[0] in book.sheetnames:
        title, place = one.link
        quoted = title.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{place}")
        cell.font = Font(color="0563C1", underline="single")
