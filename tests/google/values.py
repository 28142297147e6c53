"""The values collection: A1 ranges with quoted Vietnamese titles, trimmed answers, nothing beyond the grid."""

import re

from xlsxwriter.utility import xl_col_to_name

from tests.google.spreadsheets import Book, Invalid, Sheet

_RANGE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))(?:!([A-Z]+)?(\d+)?(?::([A-Z]+)?(\d+)?)?)?")
_PLAIN = re.compile(r"[A-Za-z0-9_]+")


def _col(letters: str | None, default: int) -> int:
    if not letters:
        return default
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _range(book: Book, text: str) -> tuple[Sheet, int, int, int, int]:
    match = _RANGE.fullmatch(text)
    title = (match[1] or "").replace("''", "'") or match[2] if match else None
    if match is None or not book.has(title):
        raise Invalid(f"Unable to parse range: {text}")
    sheet = book.sheet(title)
    is_cell = match[3] and match[4] and ":" not in text.rsplit("!", 1)[-1]
    top, left = int(match[4] or 1) - 1, _col(match[3], 0)
    bottom = top + 1 if is_cell else min(int(match[6] or sheet.rows), sheet.rows)
    right = left + 1 if is_cell else min(_col(match[5], sheet.cols - 1) + 1, sheet.cols)
    if top >= sheet.rows or left >= sheet.cols:
        raise Invalid(f"Range ({text}) exceeds grid limits. Max rows: {sheet.rows}, max columns: {sheet.cols}")
    return sheet, top, left, bottom, right


def _title(sheet: Sheet) -> str:
    quoted = sheet.title.replace("'", "''")
    return sheet.title if _PLAIN.fullmatch(sheet.title) else f"'{quoted}'"


def _one(book: Book, text: str) -> dict:
    sheet, top, left, bottom, right = _range(book, text)
    rows = [[_shown(sheet.get(row, col)) for col in range(left, right)] for row in range(top, bottom)]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    name = f"{_title(sheet)}!{xl_col_to_name(left)}{top + 1}:{xl_col_to_name(right - 1)}{bottom}"
    return {"range": name, "majorDimension": "ROWS"} | ({"values": rows} if rows else {})


def _shown(value: object) -> object:
    return "" if value is None else value


def a1_values(book: Book, call) -> dict:
    """values.get and values:batchGet, unformatted."""
    if call.path.endswith(":batchGet"):
        ranges = [_one(book, text) for text in call.params.get("ranges", [])]
        return {"spreadsheetId": book.book_id, "valueRanges": ranges}
    return _one(book, call.path.split("/values/", 1)[1])


def put_values(book: Book, call) -> dict:
    """values.update, RAW: nulls are skipped, an empty text clears."""
    sheet, top, left, bottom, right = _range(book, call.path.split("/values/", 1)[1])
    rows = call.body["values"]
    if top + len(rows) > sheet.rows:
        raise Invalid(
            f"Requested writing within range [{_title(sheet)}!A{top + 1}], but tried writing to row [{bottom}]"
        )
    count = 0
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.put(top + r, left + c, value)
                count += 1
    book.touch(own=True)
    name = f"{_title(sheet)}!{xl_col_to_name(left)}{top + 1}:{xl_col_to_name(right - 1)}{bottom}"
    return {"spreadsheetId": book.book_id, "updatedRange": name, "updatedRows": len(rows), "updatedCells": count}
