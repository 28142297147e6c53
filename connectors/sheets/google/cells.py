"""A spreadsheet as the Sheets API answers it, understood: cells, notes, fills, hidden rows, the report tab.

Made to give the very grids that a local workbook with the same content gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from connectors.barrier import printable
from connectors.cells import FAILED, LOADING_CELL, NO_NUMBER, CellGrid, Value
from connectors.limits import GRID_PLACES, WORKBOOK_CELLS
from connectors.sheets.feedback import FEEDBACK_TAB
from connectors.sheets.google.answers import AnswerTooLarge
from connectors.sheets.google.looks import appearance_of, areas_of, cells_of, hidden_in
from connectors.sheets.marks import MarkedTab, Place
from vietnamese.text import encodable

_HIDDEN = "(hiddenByUser,hiddenByFilter)"
_CELL = (
    "effectiveValue,note,effectiveFormat(numberFormat,textFormat.strikethrough),"
    "textFormatRuns(startIndex,format.strikethrough),userEnteredFormat(backgroundColor,backgroundColorStyle)"
)
_SHEETS = (
    "sheets(properties(sheetId,title,index,sheetType,hidden,gridProperties(rowCount,columnCount)),merges,"
    f"data(startRow,startColumn,rowData.values({_CELL}),rowMetadata{_HIDDEN},columnMetadata{_HIDDEN}))"
)
FIELDS = f"spreadsheetId,spreadsheetUrl,properties(title,locale,timeZone),{_SHEETS}"
UPDATED_FIELDS = f"spreadsheetId,updatedSpreadsheet(spreadsheetId,properties.locale,{_SHEETS})"
_ERRORS = {
    "NULL_VALUE": "#NULL!", "DIVIDE_BY_ZERO": "#DIV/0!", "VALUE": "#VALUE!", "REF": "#REF!", "NAME": "#NAME?",
    "NUM": "#NUM!", "N_A": "#N/A", "LOADING": LOADING_CELL,
}  # fmt: skip
_PATTERNS = {
    "DATE": "dd/mm/yyyy", "DATE_TIME": "dd/mm/yyyy hh:mm:ss", "TIME": "hh:mm:ss", "PERCENT": "0.00%",
    "CURRENCY": "#,##0", "NUMBER": "#,##0.00", "SCIENTIFIC": "0.00E+00",
}  # fmt: skip


@dataclass(frozen=True)
class GoogleBook:
    """A spreadsheet at one instant: its tabs by title in their order, the report tab apart, every sheet id in use."""

    tabs: dict[str, MarkedTab]
    report: list[list[object]] = field(default_factory=list)
    report_sheet: MarkedTab | None = None
    sheet_ids: frozenset[int] = frozenset()
    link: str | None = None


def read_book(document: Mapping) -> GoogleBook:
    """Understand an answer of `spreadsheets.get` (or that within one of `batchUpdate`); raises AnswerTooLarge."""
    _check_size(document)
    tabs: dict[str, MarkedTab] = {}
    report: list[list[object]] = []
    report_sheet = None
    ids, locale = set(), document.get("properties", {}).get("locale")
    for sheet in document.get("sheets", []):
        properties = sheet.get("properties", {})
        ids.add(properties.get("sheetId", 0))
        if properties.get("sheetType", "GRID") != "GRID":
            continue
        tab, rows = _tab(sheet, locale)
        if tab.title == FEEDBACK_TAB:
            report, report_sheet = [_whole(row) for row in rows], tab
        else:
            tabs[tab.title] = tab
    return GoogleBook(tabs, report, report_sheet, frozenset(ids), document.get("spreadsheetUrl"))


def _check_size(document: Mapping) -> None:
    """Raise AnswerTooLarge, before a grid is made, where the tabs have too many cells or cells too far apart."""
    cells = places = 0
    for sheet in document.get("sheets", []):
        title = printable(sheet.get("properties", {}).get("title", ""))
        rows = [row.get("values", []) for row in _data(sheet).get("rowData", [])]
        cells += sum(map(len, rows)) + sum(map(cells_of, areas_of(sheet)))
        if cells > WORKBOOK_CELLS:
            raise AnswerTooLarge(
                f"has more than the {WORKBOOK_CELLS} cells a spreadsheet may have, empty, coloured and merged ones "
                f"among them, seen in tab '{title}'"
            )
        widths = [_width(row) for row in rows]
        last_row = max((number for number, width in enumerate(widths, start=1) if width), default=0)
        last_col = max(widths, default=0)
        places += last_row * last_col
        if places > GRID_PLACES:
            raise AnswerTooLarge(
                f"has a tab '{title}' filled as far as row {last_row}, column {last_col}, more than the {GRID_PLACES} "
                "places a spreadsheet may have"
            )


def _data(sheet: Mapping) -> Mapping:
    return (sheet.get("data") or [{}])[0]


def _width(cells: list[Mapping]) -> int:
    """The number of the last cell of a row that holds a value."""
    numbers = range(len(cells), 0, -1)
    return next((one for one in numbers if _value(cells[one - 1].get("effectiveValue")) is not None), 0)


def _whole(row: list[Value]) -> list[object]:
    return [int(value) if isinstance(value, float) and value.is_integer() else value for value in row]


def _tab(sheet: Mapping, locale: str | None) -> tuple[MarkedTab, list[list[Value]]]:
    properties, data = sheet["properties"], _data(sheet)
    size = properties.get("gridProperties", {})
    rows: list[list[Value]] = []
    formats: dict[Place, str] = {}
    notes: dict[Place, str] = {}
    fills: dict[Place, str] = {}
    for r, row_data in enumerate(data.get("rowData", [])):
        row: list[Value] = []
        for c, cell in enumerate(row_data.get("values", [])):
            row.append(_value(cell.get("effectiveValue")))
            if note := cell.get("note"):
                notes[r, c] = note
            if fill := _fill(cell.get("userEnteredFormat", {})):
                fills[r, c] = fill
            number_format = _pattern(cell)
            if number_format and isinstance(row[-1], float):
                formats[r, c] = number_format
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    hidden = [at + 1 for at in hidden_in(data.get("rowMetadata", [])[: len(rows)])]
    appearance = appearance_of(sheet, len(rows), max(map(len, rows), default=0), locale)
    grid = CellGrid.from_rows(rows, formats, hidden, appearance)
    shape = (size.get("rowCount", grid.n_rows), size.get("columnCount", grid.n_cols))
    return MarkedTab(encodable(properties["title"]), grid, notes, fills, properties.get("sheetId", 0), shape), rows


def _value(value: Mapping | None) -> Value:
    if not value:
        return None
    if "numberValue" in value:
        return _number(value["numberValue"])
    if "boolValue" in value:
        return bool(value["boolValue"])
    if "errorValue" in value:
        return _ERRORS.get(value["errorValue"].get("type", ""), FAILED)
    text = value.get("stringValue", "")
    return text if text.strip() else None


def _number(given: object) -> Value:
    """A number of an answer, an error cell where it is none that a float can hold."""
    try:
        number = float(given)  # type: ignore[arg-type]
    except (OverflowError, TypeError, ValueError):
        return NO_NUMBER
    return number if isfinite(number) else NO_NUMBER


def _pattern(cell: Mapping) -> str | None:
    number_format = cell.get("effectiveFormat", {}).get("numberFormat")
    if not number_format or number_format.get("type") == "TEXT":
        return None
    return number_format.get("pattern") or _PATTERNS.get(number_format.get("type", ""))


def _fill(cell_format: Mapping) -> str | None:
    """RRGGBB of a background that was set on the cell, "other" for a colour of the theme, None where none was set."""
    style = cell_format.get("backgroundColorStyle", {})
    if "themeColor" in style:
        return "other"
    colour = style.get("rgbColor", cell_format.get("backgroundColor"))
    if colour is None:
        return None
    return "".join(f"{round(255 * colour.get(part, 0)):02X}" for part in ("red", "green", "blue"))
