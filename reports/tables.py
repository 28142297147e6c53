"""Tables from rpt_ rows: which columns are worth printing, and how many decimals make the printed column add up.

The total row is never summed here; it is the figure '<section>.<column>' of rpt_monthly__figures.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from reports.document import Cell, Column, Figure, Kind, Table
from reports.figures import FigureBook, Row, as_number, key_text
from reports.wording import NOTHING, number

MILLION: Final = Decimal(10) ** 6
_DEEPEST: Final = 3
ADJUSTED: Final = "Số hạng được làm tròn ở chữ số cuối để khớp với tổng số."
_SMALLEST_DECIMALS: Final[dict[Kind, int]] = {"t": 0, "ha": 0, "vnd_million": 0, "rate": 1, "change_rate": 1}


@dataclass(frozen=True, slots=True)
class Text:
    """A column of words taken from a row."""

    name: str
    label: str
    width: float = 2.0
    show: Callable[[object], str] = key_text


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of numbers; `adds_up` says whether a total over the rows has a meaning."""

    name: str
    label: str
    kind: Kind
    adds_up: bool = True
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of one rpt_ model become a table."""

    section: str
    caption: str
    texts: tuple[Text, ...]
    measures: tuple[Measure, ...]
    keys: tuple[str, ...]
    order: Callable[[Row], object] | None = None
    note: str | None = None
    totalled: bool = True
    total_column: str = "value"
    total_section: str | None = None


@dataclass(frozen=True, slots=True)
class RoundedColumn:
    """How a column is printed: its decimals, its texts in order, and whether a part was nudged to fit the total."""

    decimals: int
    texts: tuple[str, ...]
    is_adjusted: bool = False


def printed(value: float | int, kind: Kind, decimals: int) -> str:
    """A number as a cell prints it, without its unit, which the column's label carries; nothing at all is '0'."""
    if value == 0:
        return "0"
    amount = Decimal(str(value))
    if kind == "vnd_million":
        amount /= MILLION
    if kind in {"rate", "change_rate"}:
        amount *= 100
    text = number(amount, decimals)
    return f"+{text}" if kind == "change_rate" and amount > 0 and text.strip("0,") else text


def build_table(book: FigureBook, layout: Layout, rows: Iterable[Row]) -> Table | None:
    """The table of `rows`, None where there is none; measures that are nothing in every row are left out."""
    ordered = sorted(rows, key=lambda row: (_rank(layout, row), *(key_text(row.get(key)) for key in layout.keys)))
    measures = [measure for measure in layout.measures if any(as_number(row.get(measure.name)) for row in ordered)]
    if not ordered:
        return None
    columns = [Column(text.label, "text", text.width) for text in layout.texts]
    cells = [[Cell(text.show(row.get(text.name)) or NOTHING) for text in layout.texts] for row in ordered]
    totals: list[Cell | None] = []
    notes = [layout.note] if layout.note else []
    for measure in measures:
        total_id = f"{layout.total_section or layout.section}.{measure.name}"
        has_total = layout.totalled and measure.adds_up and len(ordered) > 1
        values = [as_number(row.get(measure.name)) for row in ordered]
        total = book.number(total_id, layout.total_column) if has_total else None
        column = round_column(values, total, measure.kind)
        columns.append(Column(measure.label, measure.kind, measure.width, column.decimals))
        for row, text, line in zip(ordered, column.texts, cells, strict=True):
            line.append(_measured_cell(book, layout, measure, row, text))
        say = _printer(measure.kind, column.decimals)
        totals.append(figure_cell(book.figure(total_id, layout.total_column, say), measure.kind) if has_total else None)
        if column.is_adjusted and ADJUSTED not in notes:
            notes.append(ADJUSTED)
    return Table(
        layout.caption,
        tuple(columns),
        tuple(tuple(row) for row in cells),
        _total_row(len(layout.texts), totals),
        " ".join(notes) or None,
        layout.section,
    )


def _rank(layout: Layout, row: Row) -> object:
    return layout.order(row) if layout.order else 0


def _measured_cell(book: FigureBook, layout: Layout, measure: Measure, row: Row, text: str) -> Cell:
    figure = book.cell_figure(layout.section, measure.name, row, layout.keys, lambda _: text)
    return figure_cell(figure, measure.kind)


def figure_cell(figure: Figure | None, kind: Kind) -> Cell:
    return Cell(NOTHING) if figure is None else Cell(figure.text, figure, kind)


def _printer(kind: Kind, decimals: int) -> Callable[[float], str]:
    return lambda value: printed(value, kind, decimals)


def _total_row(n_texts: int, totals: Sequence[Cell | None]) -> tuple[Cell, ...] | None:
    if not any(total and total.figure for total in totals):
        return None
    label = (Cell("Tổng cộng"), *(Cell("") for _ in range(n_texts - 1)))
    return (*label, *(total or Cell("") for total in totals))


def round_column(parts: Sequence[float | int | None], total: float | int | None, kind: Kind) -> RoundedColumn:
    """Print a column so that its printed parts add up to its printed total (None: there is no total).

    The fewest decimals (three at most) at which ordinary rounding adds up; where none does, three decimals with the
    parts of the largest remainders rounded up, so that no part is off by more than its last digit.
    """
    if kind not in _SMALLEST_DECIMALS:
        return RoundedColumn(0, tuple(_text(part, kind, 0) for part in parts))
    fewest = _SMALLEST_DECIMALS[kind] or int(any(_has_fraction(part, kind) for part in parts if part is not None))
    for decimals in range(fewest, _DEEPEST + 1):
        texts = tuple(_text(part, kind, decimals) for part in parts)
        if total is None or _sum(texts) == _parse(printed(total, kind, decimals)):
            return RoundedColumn(decimals, texts)
    shared = _shared_out(parts, total, kind)
    if _sum(shared) != _parse(printed(total, kind, _DEEPEST)):
        return RoundedColumn(_DEEPEST, texts)
    return RoundedColumn(_DEEPEST, shared, is_adjusted=True)


def _shared_out(parts: Sequence[float | int | None], total: float | int, kind: Kind) -> tuple[str, ...]:
    step = Decimal(1).scaleb(-_DEEPEST)
    scale = MILLION if kind == "vnd_million" else Decimal(1)
    exact = [None if part is None else Decimal(str(part)) / scale for part in parts]
    floors = [None if part is None else part.quantize(step, ROUND_FLOOR) for part in exact]
    missing = _parse(printed(total, kind, _DEEPEST)) - sum((low for low in floors if low is not None), Decimal(0))
    by_remainder = sorted(
        (index for index, part in enumerate(exact) if part is not None),
        key=lambda index: (floors[index] - exact[index], index),
    )
    raised = set(by_remainder[: max(0, int(missing / step))])
    return tuple(
        NOTHING if low is None else number(low + step if index in raised else low, _DEEPEST)
        for index, low in enumerate(floors)
    )


def _text(part: float | int | None, kind: Kind, decimals: int) -> str:
    return NOTHING if part is None else printed(part, kind, decimals)


def _sum(texts: Iterable[str]) -> Decimal:
    return sum((_parse(text) for text in texts if text != NOTHING), Decimal(0))


def _has_fraction(value: float | int, kind: Kind) -> bool:
    amount = Decimal(str(value)) / (MILLION if kind == "vnd_million" else 1)
    return round(amount, 1) != amount.to_integral_value()


def _parse(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", ".").replace("+", ""))


def most_first(column: str) -> Callable[[Row], float]:
    """Order by a measure, the greatest first and the unstated last."""
    return lambda row: -(as_number(row.get(column)) or 0)
