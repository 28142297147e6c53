"""Spreadsheets as the service keeps them: sheets of cells, edited by people directly and by requests all or nothing."""

import copy
from dataclasses import dataclass, field

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.datetime import to_excel

from tests.google import masks

ERROR_TYPES = {"#REF!": "REF", "#N/A": "N_A", "#DIV/0!": "DIVIDE_BY_ZERO", "#VALUE!": "VALUE", "#NAME?": "NAME"}


class Invalid(Exception):
    """A request Google answers with 400 INVALID_ARGUMENT."""


def eight_bits(colour: dict) -> dict:
    """Colours come back in 8 bits, zeros left out."""
    parts = {name: round(round(255 * value) / 255, 8) for name, value in colour.items()}
    return {name: value for name, value in parts.items() if value}


@dataclass
class Sheet:
    """One tab; cells by 0-based (row, column) hold userEnteredValue, userEnteredFormat, note, dataValidation,
    textFormatRuns. merges: (top, left, bottom, right), ends left out; hidden_cols 0-based.
    """

    sheet_id: int
    title: str
    rows: int = 1000
    cols: int = 26
    frozen: int = 0
    cells: dict[tuple[int, int], dict] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    protected: dict[int, dict] = field(default_factory=dict)

    def put(self, row: int, col: int, value: object) -> None:
        """A person types a value; format and note stay, runs of text do not."""
        cell = self.cells.setdefault((row, col), {})
        cell.pop("userEnteredValue", None)
        cell.pop("textFormatRuns", None)
        if value is not None and value != "":
            cell["userEnteredValue"] = entered(value)
        self.rows, self.cols = max(self.rows, row + 1), max(self.cols, col + 1)

    def get(self, row: int, col: int) -> object:
        value = self.cells.get((row, col), {}).get("userEnteredValue", {})
        return next(iter(value.values()), None)

    def note(self, row: int, col: int, text: str) -> None:
        cell = self.cells.setdefault((row, col), {})
        cell.pop("note", None)
        if text:
            cell["note"] = text

    def strike(self, row: int, col: int, *struck: tuple[int, int]) -> None:
        """A person strikes a cell out, or parts of its text: (start, stop), counted in UTF-16."""
        cell = self.cells.setdefault((row, col), {})
        if not struck:
            cell.setdefault("userEnteredFormat", {})["textFormat"] = {"strikethrough": True}
            return
        runs = []
        for start, stop in struck:
            runs += [{"startIndex": start} if start else {}, {"startIndex": stop, "format": {}}]
            runs[-2]["format"] = {"strikethrough": True}
        cell["textFormatRuns"] = runs

    def fill(self, row: int, col: int, colour: dict | None) -> None:
        cell = self.cells.setdefault((row, col), {})
        look = cell.setdefault("userEnteredFormat", {})
        for name in ("backgroundColor", "backgroundColorStyle"):
            look.pop(name, None)
        if colour is not None:
            look["backgroundColorStyle"] = {"rgbColor": eight_bits(colour)}
            look["backgroundColor"] = eight_bits(colour)

    def last_row(self) -> int:
        return max((row for (row, _), cell in self.cells.items() if "userEnteredValue" in cell), default=-1)

    def reorder(self, order: list[int]) -> None:
        """Rows in another order: `order[new] = old`; what is on a row's cells goes with it."""
        place = {old: new for new, old in enumerate(order)}
        self.cells = {(place.get(row, row), col): cell for (row, col), cell in self.cells.items()}

    def insert_row(self, at: int) -> None:
        self.cells = {(row + (row >= at), col): cell for (row, col), cell in self.cells.items()}
        self.rows += 1

    def delete_row(self, at: int) -> None:
        self.cells = {(row - (row > at), col): cell for (row, col), cell in self.cells.items() if row != at}
        self.rows -= 1

    def copy(self) -> "Sheet":
        other = copy.copy(self)
        other.cells = {at: copy.deepcopy(cell) for at, cell in self.cells.items()}
        other.hidden_rows, other.protected = set(self.hidden_rows), copy.deepcopy(self.protected)
        other.hidden_cols, other.merges = set(self.hidden_cols), list(self.merges)
        return other


def entered(value: object) -> dict:
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"numberValue": value} if isinstance(value, int | float) else {"stringValue": str(value)}


def effective(value: dict) -> dict:
    text = value.get("stringValue")
    if text in ERROR_TYPES:
        return {"errorValue": {"type": ERROR_TYPES[text], "message": "error"}}
    return value


@dataclass
class Book:
    """A spreadsheet file: its sheets, who may do what, and how often it changed."""

    book_id: str
    title: str
    sheets: list[Sheet] = field(default_factory=list)
    role: str | None = "writer"
    version: int = 1
    modified: str = "2023-09-05T01:00:00.000Z"
    is_own: bool = False
    locale: str = "vi_VN"

    def sheet(self, title: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.title == title)

    def has(self, title: str) -> bool:
        return any(sheet.title == title for sheet in self.sheets)

    def touch(self, *, own: bool = False) -> None:
        """Somebody changed it: a person, or with `own` the account itself."""
        self.version += 1
        self.is_own = own

    def document(self) -> dict:
        """The whole answer of spreadsheets.get with grid data."""
        return {
            "spreadsheetId": self.book_id,
            "properties": {"title": self.title, "locale": self.locale, "timeZone": "Asia/Ho_Chi_Minh"},
            "sheets": [_sheet_document(sheet, index) for index, sheet in enumerate(self.sheets)],
            "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{self.book_id}/edit",
        }

    def apply(self, requests: list[dict]) -> list[dict]:
        """All requests or, raising Invalid, none."""
        before, locale = [sheet.copy() for sheet in self.sheets], self.locale
        try:
            return [self._one(number, request) for number, request in enumerate(requests)]
        except Invalid:
            self.sheets, self.locale = before, locale
            raise

    def _one(self, number: int, request: dict) -> dict:
        ((kind, body),) = request.items()
        handler = getattr(self, f"_do_{kind}", None)
        if handler is None:
            raise Invalid(f"Invalid JSON payload received. Unknown name \"{kind}\" at 'requests[{number}]'")
        try:
            return handler(body) or {}
        except Invalid as error:
            raise Invalid(f"Invalid requests[{number}].{kind}: {error}") from error

    def _of(self, sheet_id: int) -> Sheet:
        for sheet in self.sheets:
            if sheet.sheet_id == sheet_id:
                return sheet
        raise Invalid(f"No grid with id: {sheet_id}")

    def _do_updateSpreadsheetProperties(self, body: dict) -> None:
        named = {path[-1] for path in masks.leaves(masks.parse(body["fields"]))}
        for name in named:
            if name not in ("locale", "title"):
                raise Invalid(f"Unknown field {name}")
            setattr(self, name, body["properties"][name])

    def _do_addSheet(self, body: dict) -> dict:
        properties = body.get("properties", {})
        title = properties.get("title", f"Sheet{len(self.sheets) + 1}")
        if self.has(title):
            raise Invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
        taken = {sheet.sheet_id for sheet in self.sheets}
        sheet_id = properties.get("sheetId", max(taken, default=0) + 1)
        if sheet_id in taken:
            raise Invalid(f"A sheet with ID {sheet_id} already exists. Please use a different ID.")
        grid = properties.get("gridProperties", {})
        size = (grid.get("rowCount", 1000), grid.get("columnCount", 26))
        sheet = Sheet(sheet_id, title, *size, frozen=grid.get("frozenRowCount", 0))
        self.sheets.insert(properties.get("index", len(self.sheets)), sheet)
        return {"addSheet": {"properties": _properties(sheet, self.sheets.index(sheet))}}

    def _do_updateSheetProperties(self, body: dict) -> None:
        properties = body["properties"]
        sheet, grid = self._of(properties.get("sheetId", 0)), properties.get("gridProperties", {})
        named = {path[-1] for path in masks.leaves(masks.parse(body["fields"]))}
        for name, attribute in (("rowCount", "rows"), ("columnCount", "cols"), ("frozenRowCount", "frozen")):
            if name in named:
                setattr(sheet, attribute, grid.get(name, 0))
        if "title" in named:
            sheet.title = properties["title"]

    def _do_updateCells(self, body: dict) -> None:
        place = body.get("range") or body["start"]
        sheet = self._of(place.get("sheetId", 0))
        top, left = place.get("startRowIndex", place.get("rowIndex", 0)), place.get("startColumnIndex", 0)
        rows = body.get("rows", [])
        bottom = place.get("endRowIndex", top + len(rows))
        right = place.get("endColumnIndex", left + max((len(row.get("values", [])) for row in rows), default=0))
        if bottom > sheet.rows or right > sheet.cols:
            raise Invalid(f"Attempting to write row: {bottom}, beyond the last requested row of: {sheet.rows}")
        paths = list(masks.leaves(masks.parse(body["fields"])))
        for row in range(top, bottom):
            values = rows[row - top].get("values", []) if row - top < len(rows) else []
            for col in range(left, right):
                given = values[col - left] if col - left < len(values) else {}
                _write(sheet.cells.setdefault((row, col), {}), given, paths)

    def _do_repeatCell(self, body: dict) -> None:
        sheet, span = self._span(body["range"])
        paths = list(masks.leaves(masks.parse(body["fields"])))
        for at in span:
            _write(sheet.cells.setdefault(at, {}), body.get("cell", {}), paths)

    def _span(self, place: dict) -> tuple[Sheet, list[tuple[int, int]]]:
        sheet = self._of(place.get("sheetId", 0))
        rows = range(place.get("startRowIndex", 0), min(place.get("endRowIndex", sheet.rows), sheet.rows))
        cols = range(place.get("startColumnIndex", 0), min(place.get("endColumnIndex", sheet.cols), sheet.cols))
        return sheet, [(row, col) for row in rows for col in cols]

    def _do_setDataValidation(self, body: dict) -> None:
        sheet, span = self._span(body["range"])
        for at in span:
            cell = sheet.cells.setdefault(at, {})
            cell.pop("dataValidation", None)
            if "rule" in body:
                cell["dataValidation"] = body["rule"]

    def _do_updateDimensionProperties(self, body: dict) -> None:
        self._of(body["range"].get("sheetId", 0))

    def _do_addProtectedRange(self, body: dict) -> dict:
        protected = copy.deepcopy(body["protectedRange"])
        sheet = self._of(protected["range"].get("sheetId", 0))
        number = 1 + max((key for one in self.sheets for key in one.protected), default=100)
        sheet.protected[number] = protected | {"protectedRangeId": number}
        return {"addProtectedRange": {"protectedRange": sheet.protected[number]}}

    def _do_updateProtectedRange(self, body: dict) -> None:
        protected = body["protectedRange"]
        for sheet in self.sheets:
            if protected["protectedRangeId"] in sheet.protected:
                kept = sheet.protected[protected["protectedRangeId"]]
                for name, *_rest in masks.leaves(masks.parse(body["fields"])):
                    kept[name] = copy.deepcopy(protected.get(name))
                return
        raise Invalid(f"No protected range with ID: {protected['protectedRangeId']}")


def _write(cell: dict, given: dict, paths: list[tuple[str, ...]]) -> None:
    if ("userEnteredValue",) in paths:
        cell.pop("textFormatRuns", None)
    for path in paths:
        node, source = cell, given
        for name in path[:-1]:
            node, source = node.setdefault(name, {}), source.get(name, {})
        node.pop(path[-1], None)
        if path[-1] in source:
            node[path[-1]] = copy.deepcopy(source[path[-1]])
    look = cell.get("userEnteredFormat", {})
    rgb = look.get("backgroundColorStyle", {}).get("rgbColor", look.get("backgroundColor"))
    if rgb is not None:
        look["backgroundColorStyle"], look["backgroundColor"] = {"rgbColor": eight_bits(rgb)}, eight_bits(rgb)


def _properties(sheet: Sheet, index: int) -> dict:
    grid = {"rowCount": sheet.rows, "columnCount": sheet.cols}
    grid |= {"frozenRowCount": sheet.frozen} if sheet.frozen else {}
    return {
        "sheetId": sheet.sheet_id, "title": sheet.title, "index": index, "sheetType": "GRID", "gridProperties": grid,
    }  # fmt: skip


def _sheet_document(sheet: Sheet, index: int) -> dict:
    filled = {at: cell for at, cell in sheet.cells.items() if any(cell.values())}
    by_row: dict[int, dict[int, dict]] = {}
    for (row, col), cell in filled.items():
        by_row.setdefault(row, {})[col] = cell
    rows = []
    for row in range(max(by_row, default=-1) + 1):
        cells = by_row.get(row, {})
        width = max(cells, default=-1) + 1
        rows.append({"values": [_cell_document(cells.get(col, {})) for col in range(width)]} if width else {})
    metadata = [{"pixelSize": 21} | ({"hiddenByUser": True} if row + 1 in sheet.hidden_rows else {})
                for row in range(sheet.rows)]  # fmt: skip
    columns = [{"pixelSize": 100} | ({"hiddenByUser": True} if col in sheet.hidden_cols else {})
               for col in range(sheet.cols)]  # fmt: skip
    data = {"rowData": rows, "rowMetadata": metadata, "columnMetadata": columns}
    document = {"properties": _properties(sheet, index), "data": [data]}
    if sheet.merges:
        document["merges"] = [_grid_range(sheet, *merge) for merge in sheet.merges]
    if sheet.protected:
        document["protectedRanges"] = [_no_zero(one) for one in sheet.protected.values()]
    return document


def _grid_range(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> dict:
    place = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return place | ({"sheetId": sheet.sheet_id} if sheet.sheet_id else {})


def _no_zero(protected: dict) -> dict:
    """A GridRange leaves out the sheet id 0."""
    return protected | {
        "range": {name: value for name, value in protected["range"].items() if value or name != "sheetId"}
    }


def _cell_document(cell: dict) -> dict:
    document = {name: one for name, one in cell.items() if one}
    if value := document.get("userEnteredValue"):
        document["effectiveValue"] = effective(value)
        document["effectiveFormat"] = {"textFormat": {"strikethrough": False}}
    if look := document.get("userEnteredFormat"):
        document["effectiveFormat"] = document.get("effectiveFormat", {}) | look
    return document


def from_workbook(path, book_id: str) -> Book:
    """A spreadsheet that holds what a local workbook holds: values, formats, notes, fills, merges, what is hidden or
    struck out; raised and lowered parts are lost, as an import into Google loses them.
    """
    source = load_workbook(path, rich_text=True)
    book = Book(book_id, path.stem)
    for number, tab in enumerate(source.worksheets):
        sheet = Sheet(number, tab.title, max(tab.max_row + 50, 100), max(tab.max_column + 2, 26))
        sheet.hidden_rows = {row for row, size in tab.row_dimensions.items() if size.hidden}
        sheet.hidden_cols = {
            col - 1 for size in tab.column_dimensions.values() if size.hidden for col in range(size.min, size.max + 1)
        }
        sheet.merges = [(one.min_row - 1, one.min_col - 1, one.max_row, one.max_col) for one in tab.merged_cells.ranges]
        for cells in tab.iter_rows():
            for cell in cells:
                if not isinstance(cell, MergedCell):
                    _take(sheet, cell)
        book.sheets.append(sheet)
    return book


def _runs(text: CellRichText):
    """A run a part; one without a font of its own says nothing, so that it looks as its cell."""
    start = 0
    for part in text:
        given = {"strikethrough": bool(part.font.strike)} if isinstance(part, TextBlock) else {}
        yield ({"startIndex": start} if start else {}) | {"format": given}
        start += len(str(part).encode("utf-16-le")) // 2


def _take(sheet: Sheet, cell) -> None:
    at = (cell.row - 1, cell.column - 1)
    if cell.value is not None:
        value = to_excel(cell.value) if cell.is_date else cell.value
        sheet.put(*at, str(value) if isinstance(value, CellRichText) else value)
        if cell.number_format != "General" and not isinstance(value, str | bool):
            kind = "DATE" if cell.is_date else "NUMBER"
            sheet.cells[at]["userEnteredFormat"] = {"numberFormat": {"type": kind, "pattern": cell.number_format}}
    if cell.font.strike:
        sheet.strike(*at)
    if isinstance(cell.value, CellRichText):
        sheet.cells[at]["textFormatRuns"] = list(_runs(cell.value))
    if cell.comment is not None:
        sheet.note(*at, cell.comment.text)
    if cell.fill.fill_type == "solid":
        rgb = cell.fill.fgColor.rgb[-6:]
        parts = zip(("red", "green", "blue"), (rgb[:2], rgb[2:4], rgb[4:]), strict=True)
        sheet.fill(*at, {name: int(part, 16) / 255 for name, part in parts})
