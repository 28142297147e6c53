"""The one `batchUpdate` of a write-back: edits of cells, and the tab Kết quả kiểm tra written anew.

Texts go as string values, never as something a spreadsheet would work out; each request may be repeated unharmed.
"""

from collections.abc import Mapping

from connectors.sheets.feedback import FEEDBACK_TAB, Feedback, ReportCell
from connectors.sheets.google.cells import GoogleBook
from connectors.sheets.marks import CellEdit

_COLOURS = "userEnteredFormat.backgroundColor,userEnteredFormat.backgroundColorStyle"
_REPORT_FIELDS = "userEnteredValue,userEnteredFormat,note"
_WIDTHS = (45, 70, 110, 60, 170, 160, 560, 95)
_FIRST_ID = 1_700_000_001
_SPARE_ROWS = 20


def cell_range(sheet_id: int, row: int, col: int, rows: int = 1, cols: int = 1) -> dict:
    """A GridRange, ends excluded."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": row,
        "endRowIndex": row + rows,
        "startColumnIndex": col,
        "endColumnIndex": col + cols,
    }


def colour(text: str) -> dict:
    """Google's RGB of "RRGGBB": red, green and blue from 0 to 1."""
    parts = zip(("red", "green", "blue"), (text[:2], text[2:4], text[4:]), strict=True)
    return {name: int(part, 16) / 255 for name, part in parts}


def edit_requests(book: GoogleBook, edits: Mapping[str, list[CellEdit]]) -> list[dict]:
    """One `updateCells` a cell, naming only the fields that change."""
    return [_edit_request(book.tabs[title].sheet_id or 0, edit) for title, of_tab in edits.items() for edit in of_tab]


def _edit_request(sheet_id: int, edit: CellEdit) -> dict:
    cell: dict = {}
    fields = []
    if edit.value is not None:
        fields.append("userEnteredValue")
        cell |= {"userEnteredValue": {"stringValue": edit.value}} if edit.value else {}
    if edit.note is not None:
        fields.append("note")
        cell |= {"note": edit.note} if edit.note else {}
    if edit.fill is not None:
        fields.append(_COLOURS)
        cell |= {"userEnteredFormat": {"backgroundColorStyle": {"rgbColor": colour(edit.fill)}}} if edit.fill else {}
    place = cell_range(sheet_id, edit.row, edit.col)
    return {"updateCells": {"range": place, "rows": [{"values": [cell]}], "fields": ",".join(fields)}}


def report_requests(book: GoogleBook, feedback: Feedback) -> list[dict]:
    """Make the tab where it is missing, give it room, and write all of it; what stood there before is cleared."""
    width = len(_WIDTHS)
    sheet, rows = book.report_sheet, len(feedback.report) + _SPARE_ROWS
    if sheet is None:
        sheet_id = next(number for number in range(_FIRST_ID, _FIRST_ID + 1000) if number not in book.sheet_ids)
        size = {"rowCount": rows, "columnCount": width}
        added = {"sheetId": sheet_id, "title": FEEDBACK_TAB, "gridProperties": size}
        return [{"addSheet": {"properties": added}}, *_widths(sheet_id), _report(book, feedback, sheet_id, rows, width)]
    sheet_id, (had_rows, had_cols) = sheet.sheet_id or 0, sheet.size
    rows, cols = max(rows, had_rows), max(width, had_cols)
    requests = []
    if (rows, cols) != (had_rows, had_cols):
        size = {"sheetId": sheet_id, "gridProperties": {"rowCount": rows, "columnCount": cols}}
        fields = "gridProperties(rowCount,columnCount)"
        requests.append({"updateSheetProperties": {"properties": size, "fields": fields}})
    return [*requests, _report(book, feedback, sheet_id, rows, cols)]


def _widths(sheet_id: int) -> list[dict]:
    return [
        {
            "updateDimensionProperties": {
                "range": {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": col, "endIndex": col + 1},
                "properties": {"pixelSize": width},
                "fields": "pixelSize",
            }
        }
        for col, width in enumerate(_WIDTHS)
    ]


def _report(book: GoogleBook, feedback: Feedback, sheet_id: int, rows: int, cols: int) -> dict:
    written = [{"values": [_report_cell(book, cell) for cell in row]} for row in feedback.report]
    place = cell_range(sheet_id, 0, 0, rows, cols)
    return {"updateCells": {"range": place, "rows": written, "fields": _REPORT_FIELDS}}


def _report_cell(book: GoogleBook, cell: ReportCell) -> dict:
    if cell.value is None:
        return {}
    kind = "stringValue" if isinstance(cell.value, str) else "numberValue"
    text_format: dict = {"bold": True} if cell.is_bold else {}
    if cell.link is not None and cell.link[0] in book.tabs:
        sheet_id = book.tabs[cell.link[0]].sheet_id
        text_format["link"] = {"uri": f"#gid={sheet_id}&range={cell.link[1]}"}
    look = {"userEnteredFormat": {"textFormat": text_format}} if text_format else {}
    return {"userEnteredValue": {kind: cell.value}, **look}
