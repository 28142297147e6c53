"""How the cost of reading grows with the length of a hostile text, reader by reader: a table of `make bench`.

For each reader the text that costs most at 16,000 characters among many made of one repeated piece, its milliseconds of
the processor at 1,000 to 32,000 characters, and how four times the length grows the cost, which a linear reader does by
four. A cell never has more than `limits.TEXT_LENGTH`; the readers are called beneath that bound.
"""

import time
from collections.abc import Callable, Iterator

import numpy as np

from connectors.cells import CellGrid
from connectors.feeds.price_units import parse_unit
from connectors.feeds.prices.dates import parse_date
from connectors.feeds.prices.numbers import read_price
from connectors.reading.amounts.columns import read_number_column
from connectors.reading.columns import ColumnCells
from connectors.reading.dates.columns import read_date_column
from connectors.reading.layout.labels import stated_units
from connectors.reading.words.columns import read_text_column
from expectations.contract import Column
from tests.bench.measures import hold, loop_seconds
from tests.grids.gallery import CONTRACTS, context
from tests.unit.vietnamese.test_personal import UNITS
from vietnamese.legacy_fonts import repair
from vietnamese.personal import mask_personal
from vietnamese.text import fold, normalise, tidy

LENGTHS = (1_000, 4_000, 16_000, 32_000)
WORST_GROWTH = 8.0
PIECES = (
    *UNITS, "()", "[", "((", "1()", "- ", "1-", "1/", "1 tấn ", "tấn ", "rưỡi ", "ngàn ", "triệu ", "một ",
    "năm mươi ", "1.000", "1,0", " ", "\u00a0", "\u0301", "ă", "a\u0306", "x", "x ", "1x", "1 x ", "+", "1+", "=", ";",
    "1;", "ngày ", "tháng 1 ", "1/2", "đến ", "từ 1 ", "khoảng ", "~1", "½", "²", "m2 ", "/kg", "đ/", "xã ", "xã a ",
    "ấp 1 ", "\n", "\t", "Ã¡", "μ", "\\", '"', "'", "e9", "1e", "%", "1% ", "…", "–", "0,", "\u200b", "\u202e",
)  # fmt: skip
Reader = Callable[[str], object]


def readers() -> Iterator[tuple[str, Reader]]:
    """Every reader that a text of a cell, a header or a feed reaches, by name."""
    for column in {column.type: column for one in CONTRACTS.values() for column in one.columns}.values():
        yield f"cell: {column.type}", lambda text, column=column: _read(column, text)
    for column in {column.measure: column for one in CONTRACTS.values() for column in one.columns}.values():
        if column.measure is not None:
            yield f"cell: number of {column.measure}", lambda text, column=column: _read(column, text)
    yield "feed: price", lambda text: read_price(text, None, {})
    yield "feed: date", lambda text: parse_date(text, "dmy")
    yield "feed: unit", lambda text: parse_unit(text, None, {})
    yield "header: stated units", stated_units
    yield "text: normalised", normalise
    yield "text: folded", lambda text: fold(tidy(text))
    yield "text: legacy font", repair
    yield "text: personal data", mask_personal


def _read(column: Column, text: str) -> object:
    """One cell by the reader of its column's type, beneath the bound on its length."""
    grid, here = CellGrid.from_rows([[text]]), context()
    cells = ColumnCells(*(array[:, 0] for array in (grid.kinds, grid.numbers, grid.texts, grid.formats)))
    if column.type in ("integer", "decimal", "money"):
        return read_number_column(column, cells, here.references.units, None)
    if column.type == "date":
        return read_date_column(column.window, cells, here.plan_year)
    return read_text_column(column, cells, here)


def milliseconds(reader: Reader, text: str, tries: int = 5) -> float:
    """The least of a few tries, in processor time."""
    taken = []
    for turn in range(tries):
        other = text[tries + turn :]  # no reader has met it, so none answers from memory
        started = time.process_time()
        reader(other)
        taken.append(time.process_time() - started)
    return 1000 * min(taken)


def growth(reader: Reader, floor: float) -> tuple[str, list[float], float]:
    """The piece whose text costs most, its milliseconds by length, and what four times the length costs at most.

    `floor`: milliseconds below which nothing can be told from the clock's own noise.
    """
    worst, most = PIECES[0], 0.0
    reader("1")
    for piece in PIECES:
        taken = milliseconds(reader, _text(piece, LENGTHS[2]), tries=1)
        worst, most = (piece, taken) if taken > most else (worst, most)
    taken = [milliseconds(reader, _text(worst, length)) for length in LENGTHS]
    return worst, taken, max(taken[2] / max(taken[1], floor), taken[3] / max(taken[2], floor) * 2)


def _text(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def main() -> None:
    floor = 1000 * loop_seconds() / 50
    print(f"{'reader':26}{'costliest text':18}" + "".join(f"{length:>10,}" for length in LENGTHS) + "   four times it")
    found = []
    for name, reader in readers():
        piece, taken, grown = growth(reader, floor)
        found.append((name, grown))
        print(f"{name:26}{piece!r:18}" + "".join(f"{one:>10.2f}" for one in taken) + f"{grown:>16.1f}")
    name, grown = max(found, key=lambda one: one[1])
    hold(f"growth with four times the length, worst reader ({name})", float(np.round(grown, 2)), WORST_GROWTH)


if __name__ == "__main__":
    main()
