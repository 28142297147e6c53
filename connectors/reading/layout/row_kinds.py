"""What each row below a header is: data, or one of the rows people add around data, which are counted and skipped.

A row is skipped only where its own words say what it is and it lacks what a data row has; in doubt it is data, so that
its author hears of it.
"""

import re
from enum import IntEnum
from itertools import pairwise

import numpy as np

from connectors.cells import BOOL, EMPTY, ERROR, NO_RESULT, NUMBER, TEXT, CellGrid
from connectors.reading.layout.headers import FoundTable
from connectors.reading.names.names import name_key
from expectations.contract import Contract
from vietnamese.keeping import keeping
from vietnamese.text import fold, normalise


class RowKind(IntEnum):
    """Kinds of rows of a tab; only DATA is loaded."""

    DATA = 0
    BLANK = 1
    TITLE = 2
    HEADER = 3
    NUMBERING = 4
    SECTION = 5
    TOTAL = 6
    NOTE = 7
    SIGNATURE = 8
    FOREIGN = 9


_MEASURED = frozenset({"integer", "decimal", "money"})
_ID = re.compile(r"[A-Z]{3}-\d+")
_TOTAL = re.compile(
    r"(?:tong cong|tong so|tong san luong|tong|cong don|cong|luy ke|sub ?total|grand total|total)"
    r"(?: (?:so|toan|muc|phan|i|ii|iii|iv|v|vi|[a-h]|cac|cong|nhom|xa|huyen|tinh|thang|quy|nam|trong|ngoai|\d+)\b.*)?"
)
_NOTE = re.compile(r"(?:ghi chu|luu y|chu thich|chu y|nguon so lieu|nguon|huong dan|vi du)\b.*")
_SIGNATURE = re.compile(
    r"(?:nguoi (?:lap|tong hop|bao cao|ky|xac nhan)|thu truong|tm|kt|tl|bi thu|pho bi thu|xac nhan|ky ten|ky ghi ro|"
    r"noi nhan|can bo (?:lap|tong hop)|dai dien|lanh dao|chu tich|giam doc|truong ban|ban thuong vu|bch|t m|k t)\b.*"
    r"|.*\bngay\b[ \d…_]*\bthang\b[ \d…_]*\bnam\b.*"
)
_ROMAN = re.compile(r"(?:[IVX]{1,5}|[A-H])[.)/:]?")
_ROMAN_TITLE = re.compile(r"(?:[IVX]{1,5}|[A-H])\s*[.):/-]\s*\S.*|(?:Mục|Phần|MỤC|PHẦN)\s+\S.*")
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?")


@keeping(65536)
def leading_kind(text: str) -> RowKind:
    """What a row's first words say it is; DATA where they say nothing."""
    if _ID.fullmatch(text):
        return RowKind.DATA
    text = normalise(text)[0]
    if _ROMAN.fullmatch(text) or _ROMAN_TITLE.fullmatch(text):
        return RowKind.SECTION
    key = name_key(text)
    if text.startswith(("*", "(*")) or _NOTE.fullmatch(key):
        return RowKind.NOTE
    if _TOTAL.fullmatch(key) and not key.startswith("tong cong ty"):
        return RowKind.TOTAL
    if _SIGNATURE.fullmatch(key):
        return RowKind.SIGNATURE
    return RowKind.DATA


def classify(grid: CellGrid, tables: list[FoundTable], contract: Contract) -> np.ndarray:
    """Kinds of all rows of a tab, row 1 to the last filled one, uint8."""
    grid = grid.bounded
    kinds = np.full(tables[-1].stop, RowKind.TITLE, np.uint8)
    for number, table in enumerate(tables):
        kinds[table.header.top : table.header.bottom + 1] = RowKind.HEADER
        span = slice(table.start, table.stop)
        if table.belongs_to is not None:
            kinds[span] = RowKind.FOREIGN
            continue
        rows = _Rows(grid, table, contract)
        kinds[span] = rows.classify(has_table_below=number + 1 < len(tables))
    blank = (kinds == RowKind.TITLE) & ~(grid.kinds[: len(kinds)] != EMPTY).any(axis=1)
    kinds[blank] = RowKind.BLANK
    return kinds


def says_something(kinds: np.ndarray, numbers: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """Cells that hold content of their own: not empty, not a space, not an unticked box, not a formula's idle zero.

    A formula without a result may come to nothing, so it says nothing by itself.
    """
    filled = (
        ((kinds == ERROR) & (texts != NO_RESULT))
        | ((kinds == BOOL) & (numbers == 1))
        | ((kinds == NUMBER) & (numbers != 0))
    )
    rows, cols = np.nonzero(kinds == TEXT)
    filled[rows, cols] = [not text.isspace() and text != "" for text in texts[rows, cols].tolist()]
    return filled


class _Rows:
    """The cells of one table, with the counts its rows are judged by."""

    def __init__(self, grid: CellGrid, table: FoundTable, contract: Contract) -> None:
        span = slice(table.start, table.stop)
        self.kinds, self.texts = grid.kinds[span], grid.texts[span]
        self.filled = says_something(self.kinds, grid.numbers[span], self.texts)
        self.numbers = grid.numbers[span]
        self.count = self.filled.sum(axis=1).tolist()
        columns = table.header.columns
        self.own = [col for name, col in columns.items() if name != "row_id"]
        self.id_col = columns.get("row_id")
        self.required = [columns[column.name] for column in contract.columns if column.required]
        self.wordy = [
            columns[column.name]
            for column in contract.columns
            if column.name in columns and column.name != "row_id" and column.type not in _MEASURED
        ]
        self.first_own = min(self.own)

    def classify(self, has_table_below: bool) -> np.ndarray:
        kinds = np.zeros(len(self.filled), np.uint8)
        own = self.filled[:, self.own].any(axis=1)
        kinds[~own] = RowKind.BLANK
        is_text = self.filled & (self.kinds == TEXT)
        first_text = np.where(is_text.any(axis=1), is_text.argmax(axis=1), -1)
        after_signature = False
        for row in np.flatnonzero(first_text >= 0).tolist():
            kind = self._kind(row, int(first_text[row]), after_signature)
            after_signature = kind == RowKind.SIGNATURE or (after_signature and kind != RowKind.DATA)
            kinds[row] = kind if own[row] or kind != RowKind.DATA else RowKind.BLANK
        for row in range(min(3, len(kinds))):
            if self._is_numbering(row):
                kinds[row] = RowKind.NUMBERING
        if has_table_below:
            self._mark_titles(kinds)
        return kinds

    def _mark_titles(self, kinds: np.ndarray) -> None:
        """The few lone texts directly above the next table's header are its title."""
        for row in range(len(kinds) - 1, max(-1, len(kinds) - 4), -1):
            is_lone = kinds[row] == RowKind.DATA and self.count[row] == 1 and not self._has_amounts(row)
            if kinds[row] not in (RowKind.BLANK, RowKind.SECTION, RowKind.NOTE) and not is_lone:
                return
            if kinds[row] != RowKind.BLANK:
                kinds[row] = RowKind.TITLE

    def _kind(self, row: int, col: int, after_signature: bool) -> RowKind:
        """Kind of a row whose first words stand in `col`."""
        said = leading_kind(self.texts[row, col])
        if said == RowKind.DATA and not after_signature and self.count[row] > 1:
            return RowKind.DATA
        if not self._is_sparse(row, col):
            return RowKind.DATA
        if said == RowKind.SECTION:
            return RowKind.SECTION if self._opens_section(row, col) else RowKind.DATA
        if said in (RowKind.NOTE, RowKind.SIGNATURE) and self._has_amounts(row):
            return RowKind.DATA
        if said != RowKind.DATA:
            return said
        if after_signature and not self._has_amounts(row):
            return RowKind.SIGNATURE
        return RowKind.SECTION if self._is_band(row, col) else RowKind.DATA

    def _is_sparse(self, row: int, col: int) -> bool:
        """Whether, its first words aside, the row lacks most of what every data row must have."""
        present = sum(bool(self.filled[row, one]) for one in self.required if one != col)
        wordy = sum(bool(self.filled[row, one]) for one in self.wordy if one != col)
        return 2 * present < len(self.required) and wordy <= max(1, len(self.required) // 3)

    def _opens_section(self, row: int, col: int) -> bool:
        """A numeral with a title beside it or after it; an X in a flag column opens nothing."""
        if _ROMAN_TITLE.fullmatch(normalise(self.texts[row, col])[0]):
            return True
        beside_table = col not in self.own
        return beside_table and bool(self.filled[row, col + 1 :].any())

    def _has_amounts(self, row: int) -> bool:
        return bool(((self.kinds[row] == NUMBER) & self.filled[row]).any())

    def _is_band(self, row: int, col: int) -> bool:
        """A lone text left of the table's own columns, merged over it as a heading."""
        return col < self.first_own and not _ID.fullmatch(self.texts[row, col]) and self.count[row] == 1

    def _is_numbering(self, row: int) -> bool:
        """The row "1 2 3 4=2x3" under a header: only small numbers or letters, ascending."""
        cols = np.flatnonzero(self.kinds[row] != EMPTY).tolist()
        if len(cols) < 3:
            return False
        seen: list[int] = []
        for col in cols:
            number = self._column_number(row, col)
            if number is None:
                return False
            seen.extend([number] if number else [])
        return len(seen) > 1 and all(later > earlier for earlier, later in pairwise(seen))

    def _column_number(self, row: int, col: int) -> int | None:
        """The number in the cell, 0 for a letter, None for anything else."""
        if self.kinds[row, col] == NUMBER:
            number = float(self.numbers[row, col])
            return int(abs(number)) if number.is_integer() and abs(number) < 100 else None
        if self.kinds[row, col] != TEXT or not _COLUMN_NUMBER.fullmatch(self.texts[row, col].strip()):
            return None
        digits = re.match(r"\(?(\d+)", fold(self.texts[row, col]))
        return int(digits[1]) if digits else 0
