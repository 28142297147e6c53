"""Makes a spreadsheet at Google what the contracts describe, by asking for exactly what it lacks.

Cells below a header are never written to: only headers, notes on them, rules, protection, new tabs and the locale.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connectors.appearance import is_vietnamese
from connectors.measurement_units import MeasurementUnits
from connectors.reading.layout.workbook_tabs import assign_tabs
from connectors.sheets.google.cells import GoogleBook, read_book
from connectors.sheets.google.requests import cell_range
from connectors.sheets.marks import MarkedTab
from connectors.sheets.template import (
    HEADER_PROTECTION,
    ID_PROTECTION,
    NOTE_MARK,
    ROWS,
    Arrangement,
    CellRule,
    ColumnLayout,
    TabBeyondRepair,
    arrange,
    column_layout,
)
from expectations.contract import Contract, load_contracts

FIELDS = (
    "spreadsheetId,properties.locale,sheets(properties(sheetId,title,index,sheetType,gridProperties),protectedRanges,"
    "data(startRow,rowData.values(effectiveValue,note,dataValidation)))"
)
_CONDITIONS = {
    "list": "ONE_OF_LIST", "date": "DATE_IS_VALID", "above": "NUMBER_GREATER", "at_least": "NUMBER_GREATER_THAN_EQ",
    "between": "NUMBER_BETWEEN",
}  # fmt: skip
_FORMAT_TYPES = {"dd/mm/yyyy": "DATE", "#,##0": "NUMBER"}
LOCALE = "vi_VN"
_FIRST_ID = 1_700_100_001


@dataclass(frozen=True)
class Repair:
    """One thing to do: what it is, in words, and its requests."""

    what: str
    requests: tuple[dict, ...]


@dataclass(frozen=True)
class _Sheet:
    """A tab that exists: its answer from the service beside its cells."""

    document: Mapping
    tab: MarkedTab

    @property
    def sheet_id(self) -> int:
        return self.tab.sheet_id or 0

    def cell(self, row: int, col: int) -> Mapping:
        rows = (self.document.get("data") or [{}])[0].get("rowData", [])
        cells = rows[row].get("values", []) if row < len(rows) else []
        return cells[col] if col < len(cells) else {}


def plan_repairs(document: Mapping, email: str, units: MeasurementUnits) -> tuple[list[Repair], list[str]]:
    """What to do to the spreadsheet, and what can't be done by itself; [] and [] where all is well."""
    book = read_book(document)
    sheets = {one["properties"]["title"]: one for one in document.get("sheets", [])}
    grids = {title: tab.grid for title, tab in book.tabs.items()}
    assigned = assign_tabs(grids, grids.__getitem__, load_contracts().values(), units).tables
    repairs: list[Repair] = list(_locale(document))
    problems: list[str] = []
    for number, contract in enumerate(load_contracts().values()):
        title = assigned.get(contract.table) or (contract.tab if contract.tab in book.tabs else None)
        if title is None:
            repairs.append(_new_tab(contract, _free_id(book, number), email))
            continue
        try:
            repairs += _repairs_of(_Sheet(sheets[title], book.tabs[title]), contract, email, units)
        except TabBeyondRepair as error:
            problems.append(str(error))
    return repairs, problems


def _locale(document: Mapping) -> Iterator[Repair]:
    """Vietnamese order of day and month and decimal comma, for what will be typed from now on."""
    locale = document.get("properties", {}).get("locale", LOCALE)
    if not is_vietnamese(locale):
        request = {"updateSpreadsheetProperties": {"properties": {"locale": LOCALE}, "fields": "locale"}}
        yield Repair(f"set the locale to {LOCALE} (it is {locale})", (request,))


def _free_id(book: GoogleBook, number: int) -> int:
    return next(
        one for one in range(_FIRST_ID + 100 * number, _FIRST_ID + 100 * number + 100) if one not in book.sheet_ids
    )


def _new_tab(contract: Contract, sheet_id: int, email: str) -> Repair:
    layouts = [column_layout(column) for column in contract.columns]
    size = {"rowCount": ROWS, "columnCount": len(layouts), "frozenRowCount": 1}
    added = {"sheetId": sheet_id, "title": contract.tab, "gridProperties": size}
    arrangement = Arrangement(0, 0, {}, {one.name: col for col, one in enumerate(layouts)})
    requests: list[dict] = [{"addSheet": {"properties": added}}]
    for col, one in enumerate(layouts):
        requests += [_header_request(sheet_id, 0, col, one), _width_request(sheet_id, col, one.width)]
        if one.number_format:
            requests.append(_format_request(sheet_id, col, one.number_format))
        if one.rule:
            requests.append(_rule_request(sheet_id, 1, ROWS, col, one.rule))
    requests += [{"addProtectedRange": {"protectedRange": one}} for one in _protections(sheet_id, arrangement, email)]
    return Repair(f"make tab {contract.tab}", tuple(requests))


def _repairs_of(sheet: _Sheet, contract: Contract, email: str, units: MeasurementUnits) -> Iterator[Repair]:
    arrangement = arrange(sheet.tab.grid, contract, units)
    layouts = {column.name: column_layout(column) for column in contract.columns}
    where, sheet_id = f"tab {sheet.tab.title}", sheet.sheet_id
    rows, cols = sheet.tab.size
    needed = max(arrangement.all_columns.values()) + 1
    frozen = sheet.document["properties"].get("gridProperties", {}).get("frozenRowCount", 0)
    if needed > cols:
        yield Repair(f"{where}: make room for columns", (_grid_request(sheet_id, "columnCount", needed),))
    for name, col in arrangement.missing.items():
        request = _header_request(sheet_id, arrangement.bottom, col, layouts[name])
        yield Repair(f"{where}: add column {layouts[name].header}", (request,))
    if frozen < arrangement.bottom + 1 < rows:
        request = _grid_request(sheet_id, "frozenRowCount", arrangement.bottom + 1)
        yield Repair(f"{where}: freeze the header", (request,))
    yield from _notes(sheet, arrangement, layouts, where)
    yield from _rules(sheet, arrangement, layouts, where)
    yield from _protection(sheet, arrangement, email, where)


def _notes(
    sheet: _Sheet, arrangement: Arrangement, layouts: Mapping[str, ColumnLayout], where: str
) -> Iterator[Repair]:
    """The header's notes; a person's own note on a header stays."""
    requests = []
    for name, col in arrangement.columns.items():
        row = arrangement.bottom if sheet.tab.grid.value(arrangement.bottom, col) is not None else arrangement.top
        note = sheet.cell(row, col).get("note", "")
        if note != layouts[name].note and (not note or note.startswith(NOTE_MARK)):
            cell = {"values": [{"note": layouts[name].note}]}
            place = cell_range(sheet.sheet_id, row, col)
            requests.append({"updateCells": {"range": place, "rows": [cell], "fields": "note"}})
    if requests:
        yield Repair(f"{where}: explain {len(requests)} header(s)", tuple(requests))


def _rules(
    sheet: _Sheet, arrangement: Arrangement, layouts: Mapping[str, ColumnLayout], where: str
) -> Iterator[Repair]:
    first, rows = arrangement.bottom + 1, sheet.tab.size[0]
    for name, col in arrangement.all_columns.items():
        rule = layouts[name].rule
        if rule is None:
            continue
        wanted = _plain(_rule_document(rule))
        if any(_plain(sheet.cell(row, col).get("dataValidation", {})) != wanted for row in range(first, rows)):
            request = _rule_request(sheet.sheet_id, first, rows, col, rule)
            yield Repair(f"{where}: rule for {layouts[name].header}", (request,))


def _plain(rule: Mapping) -> dict:
    """A rule without what is false, which the service leaves out."""
    return {name: value for name, value in rule.items() if value}


def _protection(sheet: _Sheet, arrangement: Arrangement, email: str, where: str) -> Iterator[Repair]:
    there = {one.get("description"): one for one in sheet.document.get("protectedRanges", [])}
    for wanted in _protections(sheet.sheet_id, arrangement, email, sheet.tab.size):
        name = wanted["description"]
        if name not in there:
            yield Repair(f"{where}: protect ({name})", ({"addProtectedRange": {"protectedRange": wanted}},))
        elif _span(there[name]["range"]) != _span(wanted["range"]):
            moved = {"protectedRangeId": there[name]["protectedRangeId"], "range": wanted["range"]}
            request = {"updateProtectedRange": {"protectedRange": moved, "fields": "range"}}
            yield Repair(f"{where}: protect anew ({name})", (request,))


def _span(place: Mapping) -> tuple[int, ...]:
    names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    return tuple(place.get(name, 0) for name in names)


def _protections(
    sheet_id: int, arrangement: Arrangement, email: str, size: tuple[int, int] = (ROWS, 0)
) -> Iterator[dict]:
    """The header, for the platform's account alone (and the owner); the Mã, with a warning."""
    top, first = arrangement.top, arrangement.bottom + 1
    width = max(size[1], max(arrangement.all_columns.values()) + 1)
    header = {"range": cell_range(sheet_id, top, 0, first - top, width), "description": HEADER_PROTECTION}
    yield {**header, "warningOnly": False, "editors": {"users": [email]}}
    if (col := arrangement.all_columns.get("row_id")) is not None:
        place = cell_range(sheet_id, first, col, size[0] - first)
        yield {"range": place, "description": ID_PROTECTION, "warningOnly": True}


def _header_request(sheet_id: int, row: int, col: int, layout: ColumnLayout) -> dict:
    look = {"textFormat": {"bold": True}, "wrapStrategy": "WRAP", "verticalAlignment": "MIDDLE"}
    cell = {"userEnteredValue": {"stringValue": layout.header}, "note": layout.note, "userEnteredFormat": look}
    fields = "userEnteredValue,note,userEnteredFormat(textFormat.bold,wrapStrategy,verticalAlignment)"
    return {"updateCells": {"range": cell_range(sheet_id, row, col), "rows": [{"values": [cell]}], "fields": fields}}


def _width_request(sheet_id: int, col: int, width: int) -> dict:
    place = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": col, "endIndex": col + 1}
    size = {"pixelSize": width}
    return {"updateDimensionProperties": {"range": place, "properties": size, "fields": "pixelSize"}}


def _format_request(sheet_id: int, col: int, pattern: str) -> dict:
    """Only for a tab that is being made: the number format of a cell with data is its writer's."""
    look = {"userEnteredFormat": {"numberFormat": {"type": _FORMAT_TYPES[pattern], "pattern": pattern}}}
    place = cell_range(sheet_id, 1, col, ROWS - 1)
    return {"repeatCell": {"range": place, "cell": look, "fields": "userEnteredFormat.numberFormat"}}


def _grid_request(sheet_id: int, name: str, count: int) -> dict:
    properties = {"sheetId": sheet_id, "gridProperties": {name: count}}
    return {"updateSheetProperties": {"properties": properties, "fields": f"gridProperties.{name}"}}


def _rule_document(rule: CellRule) -> dict:
    condition: dict = {"type": _CONDITIONS[rule.kind]}
    if rule.values:
        condition["values"] = [{"userEnteredValue": value} for value in rule.values]
    return {"condition": condition, "inputMessage": rule.message, "strict": False, "showCustomUi": rule.kind == "list"}


def _rule_request(sheet_id: int, first: int, rows: int, col: int, rule: CellRule) -> dict:
    place = cell_range(sheet_id, first, col, rows - first)
    return {"setDataValidation": {"range": place, "rule": _rule_document(rule)}}
