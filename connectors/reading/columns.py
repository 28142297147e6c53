"""What a column comes to once it is read, and how readings of distinct contents are spread back over its rows.

Every column reader reads each distinct content once; this is the bookkeeping they share.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from connectors.cells import BOOL, EMPTY, ERROR, FAILED, LOADING_CELL, NO_RESULT, TEXT
from connectors.reading.outcome import Reading, Rule, refuse
from connectors.reading.wording import wrote

LOADING = frozenset(
    {LOADING_CELL, "Loading...", "loading...", "LOADING...", "Đang tải...", "Đang tải…", "#GETTING_DATA", "#BUSY!"}
)
"""What a cell shows while its function is still at work, in the languages of the programs people have."""


@dataclass(slots=True)
class ColumnReading:
    """A column as understood, one entry a data row.

    values: float64 (nan = null) for integer, decimal, money; datetime64[ns] (NaT) for dates; object (None = null) for
        the rest: str, True/False/None for flags, the official name for references.
    codes: object array of codes for reference columns, else None.
    uppers: row index -> upper bound, where a range was written.
    flags: row index -> Reading, only where there is something to remark (rule is not None).
    texts: the text as typed, ditto marks resolved (None where nothing is left of it), of reference columns, so that a
        row's other columns (Vụ) can help to resolve it; else None.
    local_ta: row index -> the refusal that replaces the value where the row's product is traded in a local tạ (khoai
        lang, 60 kg); only cells that were written in tạ without saying how many kg.
    wanted: what a blank cell asks for, where this tab wants something else than the contract's example.
    """

    values: np.ndarray
    codes: np.ndarray | None = None
    uppers: dict[int, object] = field(default_factory=dict)
    flags: dict[int, Reading] = field(default_factory=dict)
    texts: np.ndarray | None = None
    local_ta: dict[int, Reading] = field(default_factory=dict)
    wanted: str | None = None

    def flag(self, rows: Sequence[int] | np.ndarray, reading: Reading) -> None:
        """Put one remark on several rows, with its upper bound where it has one."""
        for row in np.asarray(rows).tolist():
            self.flags[row] = reading
            if reading.upper is not None:
                self.uppers[row] = reading.upper


class ColumnCells(NamedTuple):
    """One column of a CellGrid: 1-D arrays, one entry a data row."""

    kinds: np.ndarray
    numbers: np.ndarray
    texts: np.ndarray
    formats: np.ndarray

    def without(self, rows: np.ndarray) -> "ColumnCells":
        """The same cells with those of some rows empty."""
        if not len(rows):
            return self
        kinds, texts = self.kinds.copy(), self.texts.copy()
        kinds[rows], texts[rows] = EMPTY, None
        return self._replace(kinds=kinds, texts=texts)

    def rows(self, kind: int) -> np.ndarray:
        """Indices of the data rows whose cell is of that kind, ascending."""
        return np.flatnonzero(self.kinds == kind)


class Distinct(NamedTuple):
    """Distinct contents of some rows: `contents[codes]` are the rows' contents."""

    rows: np.ndarray
    codes: np.ndarray
    contents: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, rows: np.ndarray) -> "Distinct":
        """The different contents among `values[rows]` and, for each of these rows, which one it has."""
        codes, contents = pd.factorize(values[rows], use_na_sentinel=False)
        return cls(rows, codes, np.asarray(contents, dtype=object))

    def rows_by_content(self, positions: Sequence[int]) -> dict[int, np.ndarray]:
        """The rows of each of these contents (positions in `contents`), in one pass."""
        if not len(positions):
            return {}
        wanted = np.zeros(len(self.contents), bool)
        wanted[list(positions)] = True
        hits = np.flatnonzero(wanted[self.codes])
        order = hits[np.argsort(self.codes[hits], kind="stable")]
        starts = np.flatnonzero(np.diff(self.codes[order], prepend=-1))
        return {int(self.codes[part[0]]): self.rows[part] for part in np.split(order, starts[1:])}


def spread_readings(reading: ColumnReading, distinct: Distinct, readings: Sequence[Reading | None]) -> None:
    """Remarks of distinct contents onto their rows."""
    remarked = [position for position, one in enumerate(readings) if one is not None and one.rule is not None]
    for position, rows in distinct.rows_by_content(remarked).items():
        reading.flag(rows, readings[position])  # type: ignore[arg-type]


def refuse_errors(reading: ColumnReading, cells: ColumnCells, wanted: str) -> None:
    """Spreadsheet errors, and formulas that nobody has worked out, are refused in every column."""
    for row in cells.rows(ERROR).tolist():
        reading.flags[row] = _refused_error(cells.texts[row], wanted)


def _refused_error(shown: str, wanted: str) -> Reading:
    if shown == NO_RESULT:
        detail = "công thức chưa có kết quả, hãy mở tệp bằng Excel và lưu lại, hoặc ghi thẳng"
        return refuse(Rule.NO_RESULT, f"{detail} {wanted}.")
    fix = f"xóa công thức hỏng rồi ghi {wanted}."
    wait = "Nếu ô lấy số liệu từ bảng khác thì hãy đợi nạp xong; nếu không thì hãy" if shown == FAILED else "Hãy"
    return refuse(Rule.SPREADSHEET_ERROR, wrote(shown, f"là lỗi của bảng tính. {wait} {fix}"))


def loading_rows(cells: ColumnCells) -> np.ndarray:
    """Rows whose cell says that its function is still at work."""
    rows = cells.rows(TEXT)
    return rows[np.fromiter((text in LOADING for text in cells.texts[rows].tolist()), bool, len(rows))]


def still_loading(text: str) -> Reading:
    """The refusal of such a cell."""
    detail = "bảng tính chưa nạp xong số liệu của ô này. Hãy đợi nạp xong, hệ thống sẽ đọc lại."
    return refuse(Rule.STILL_LOADING, wrote(text, detail))


def refuse_booleans(reading: ColumnReading, cells: ColumnCells, rule: str, wanted: str) -> None:
    """A ticked box is neither a number nor a date."""
    for row in cells.rows(BOOL).tolist():
        shown = "TRUE" if cells.numbers[row] else "FALSE"
        reading.flags[row] = refuse(rule, wrote(shown, f"là ô đánh dấu. Hãy ghi {wanted}."))
