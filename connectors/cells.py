"""The cells of one tab as arrays, exactly as a backend read them and before anything is understood.

Every backend fills it, the landing stores it, `connectors/reading` interprets it.
"""

import hashlib
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa

from connectors.appearance import PLAIN, Appearance
from connectors.limits import TEXT_LENGTH
from connectors.seen_text import seen_text
from vietnamese.text import encodable

EMPTY, NUMBER, TEXT, BOOL, ERROR = range(5)
NO_RESULT = "#(chưa có kết quả)"  # what stands for a formula whose result no program has stored
SPREADSHEET_ERRORS = frozenset(
    {"#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!", "#SPILL!", "#CALC!"} | {NO_RESULT}
)
NO_NUMBER = "#NUM!"  # as a spreadsheet shows a number that it can't hold
FAILED = "#ERROR!"  # what stands for every error without a sign of its own, an import's among them
LOADING_CELL = "Loading…"  # as the online service shows a function that it is still working on
_SCHEMA = pa.schema(
    [("row", pa.int32()), ("col", pa.int16()), ("kind", pa.uint8()), ("number", pa.float64()),
     ("text", pa.string()), ("format", pa.string())]
)  # fmt: skip

Value = None | bool | int | float | str


@dataclass(frozen=True, eq=False)
class CellGrid:
    """One tab: arrays of shape (rows, columns), hidden rows by 1-based sheet row, and how the cells look."""

    kinds: np.ndarray
    numbers: np.ndarray
    texts: np.ndarray
    formats: np.ndarray
    hidden_rows: frozenset[int] = frozenset()
    appearance: Appearance = PLAIN

    @classmethod
    def blank(
        cls, n_rows: int, n_cols: int, hidden_rows: Iterable[int] = (), appearance: Appearance = PLAIN
    ) -> "CellGrid":
        """A grid of `n_rows` × `n_cols` empty cells."""
        shape = (n_rows, n_cols)
        return cls(
            kinds=np.zeros(shape, np.uint8),
            numbers=np.full(shape, np.nan),
            texts=np.full(shape, None, object),
            formats=np.full(shape, None, object),
            hidden_rows=frozenset(hidden_rows),
            appearance=appearance,
        )

    @classmethod
    def from_rows(
        cls,
        rows: Sequence[Sequence[Value]],
        formats: Mapping[tuple[int, int], str] | None = None,
        hidden_rows: Iterable[int] = (),
        appearance: Appearance = PLAIN,
    ) -> "CellGrid":
        """Build a grid from plain values; `formats` maps 0-based (row, col) to a number format."""
        grid = cls.blank(len(rows), max((len(row) for row in rows), default=0), hidden_rows, appearance)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                grid._put(r, c, value)
        for (r, c), number_format in (formats or {}).items():
            grid.formats[r, c] = encodable(number_format)
        return grid

    def _put(self, r: int, c: int, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.kinds[r, c], self.numbers[r, c] = BOOL, float(value)
        elif isinstance(value, str):
            self.kinds[r, c] = ERROR if value in SPREADSHEET_ERRORS else TEXT
            self.texts[r, c] = encodable(value)
        elif (number := _finite(value)) is None:
            self.kinds[r, c], self.texts[r, c] = ERROR, NO_NUMBER
        else:
            self.kinds[r, c], self.numbers[r, c] = NUMBER, number

    def set_text(self, row0: int, col0: int, text: str) -> None:
        """Put a text into a cell of a grid that is the caller's own copy; "" empties the cell."""
        self.kinds[row0, col0] = TEXT if text else EMPTY
        self.texts[row0, col0] = text or None
        self.numbers[row0, col0], self.formats[row0, col0] = np.nan, None
        object.__setattr__(self, "appearance", self.appearance.of_text_typed_at((row0, col0)))

    @cached_property
    def bounded(self) -> "CellGrid":
        """What may be searched for headers, titles and totals: over-long texts cut, struck parts and marks left out.

        A cell that was cut is still refused, and one with struck parts remarked on, when its column is read.
        """
        if not self.appearance.runs:
            return self.shortened
        grid = replace(self.shortened.copy(), appearance=replace(self.appearance, runs={}))
        for place, runs in self.appearance.runs.items():
            if place[0] < self.n_rows and place[1] < self.n_cols and self.kinds[place] == TEXT:
                text = grid.texts[place]
                grid.texts[place] = seen_text(text, runs).left.strip() or text
        return grid

    @cached_property
    def shortened(self) -> "CellGrid":
        """This grid, or a copy with its over-long texts cut: what may be shown of it."""
        rows, cols = over_long(self.kinds, self.texts)
        if not len(rows):
            return self
        grid = self.copy()
        grid.texts[rows, cols] = [text[:TEXT_LENGTH] for text in self.texts[rows, cols].tolist()]
        return grid

    def copy(self) -> "CellGrid":
        """A grid with arrays of its own: changing it leaves this one as it is."""
        arrays = (self.kinds, self.numbers, self.texts, self.formats)
        return CellGrid(*(array.copy() for array in arrays), self.hidden_rows, self.appearance)

    @property
    def n_rows(self) -> int:
        """Rows of the sheet, hidden and empty ones included."""
        return self.kinds.shape[0]

    @property
    def n_cols(self) -> int:
        """Columns of the sheet, empty ones included."""
        return self.kinds.shape[1]

    def value(self, row0: int, col0: int) -> Value:
        """The cell as a plain value; None where empty or outside."""
        if row0 >= self.n_rows or col0 >= self.n_cols:
            return None
        kind = self.kinds[row0, col0]
        if kind in (TEXT, ERROR):
            return self.texts[row0, col0]
        if kind == BOOL:
            return bool(self.numbers[row0, col0])
        return float(self.numbers[row0, col0]) if kind == NUMBER else None

    def to_arrow(self) -> pa.Table:
        """Long form, one row a filled cell in row-major order; the metadata holds shape, hidden rows and appearance."""
        rows, cols = np.nonzero(self.kinds)
        metadata = {
            "shape": f"{self.n_rows}x{self.n_cols}",
            "hidden_rows": ",".join(map(str, sorted(self.hidden_rows))),
        }
        if not self.appearance.is_plain:
            metadata["appearance"] = self.appearance.to_json()
        arrays = [
            pa.array(rows.astype(np.int32)),
            pa.array(cols.astype(np.int16)),
            pa.array(self.kinds[rows, cols]),
            pa.array(self.numbers[rows, cols], from_pandas=True),
            pa.array(self.texts[rows, cols], pa.string()),
            pa.array(self.formats[rows, cols], pa.string()),
        ]
        return pa.Table.from_arrays(arrays, schema=_SCHEMA.with_metadata(metadata))

    @classmethod
    def from_arrow(cls, table: pa.Table) -> "CellGrid":
        """The grid that `to_arrow` made this table of; KeyError or ValueError where its metadata is no grid's."""
        metadata = {key.decode(): text.decode() for key, text in (table.schema.metadata or {}).items()}
        n_rows, n_cols = (int(part) for part in metadata["shape"].split("x"))
        hidden = (int(part) for part in metadata["hidden_rows"].split(",") if part)
        appearance = Appearance.from_json(metadata.get("appearance", ""), n_rows, n_cols)
        grid = cls.blank(n_rows, n_cols, hidden, appearance)
        at = (table["row"].to_numpy(), table["col"].to_numpy())
        grid.kinds[at] = table["kind"].to_numpy()
        grid.numbers[at] = table["number"].to_numpy()
        grid.texts[at] = table["text"].to_numpy(zero_copy_only=False)
        grid.formats[at] = table["format"].to_numpy(zero_copy_only=False)
        return grid

    def content_hash(self) -> str:
        """sha256 over the filled cells, the hidden rows, the shape and what stands out, however the grid is stored."""
        rows, cols = np.nonzero(self.kinds)
        numbers = np.nan_to_num(self.numbers[rows, cols], nan=0.0)
        digest = hashlib.sha256(f"{self.n_rows}x{self.n_cols}:{sorted(self.hidden_rows)}".encode())
        for array, kind in ((rows, "<i4"), (cols, "<i4"), (self.kinds[rows, cols], "u1"), (numbers, "<f8")):
            digest.update(array.astype(kind).tobytes())
        for texts in (self.texts[rows, cols], self.formats[rows, cols]):
            encoded = [(text or "").encode() for text in texts.tolist()]
            digest.update(np.array([len(one) for one in encoded], "<i4").tobytes())
            digest.update(b"".join(encoded))
        digest.update(self.appearance.to_json().encode())
        return digest.hexdigest()


def over_long(kinds: np.ndarray, texts: np.ndarray) -> tuple[np.ndarray, ...]:
    """Where texts stand that are longer than a cell may be, as `np.nonzero` tells it."""
    filled = np.nonzero(kinds == TEXT)
    is_long = np.fromiter((len(text) > TEXT_LENGTH for text in texts[filled].tolist()), bool, len(filled[0]))
    return tuple(places[is_long] for places in filled)


def _finite(value: float) -> float | None:
    """A number as a cell can hold it, None where it is infinite, none at all, or beyond the largest there is."""
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def parquet_bytes(table: pa.Table, compression: str) -> bytes:
    """A table as a Parquet file."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression=compression)
    return buffer.getvalue()


def parquet_table(content: bytes) -> pa.Table:
    """A Parquet file's table; raises OSError or ValueError (ArrowInvalid) when it is none."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)


def raw_text(grid: CellGrid, row0: int, col0: int) -> str | None:
    """A cell as text, numbers in their shortest form; None where empty."""
    kind = grid.kinds[row0, col0]
    if kind in (TEXT, ERROR):
        return str(grid.texts[row0, col0])
    value = grid.value(row0, col0)
    if kind == NUMBER and isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return None if value is None else str(value).upper()


EPOCH = date(1899, 12, 30)
_LAST_SERIAL = 2_958_466


def serial_day(serial: float) -> date | None:
    """The day of a serial number (Excel's 1900 system, Google's too), None outside the calendar."""
    return EPOCH + timedelta(days=int(serial)) if 0 <= serial < _LAST_SERIAL else None
