"""Tables from rpt_ rows: which columns are worth printing, in which order, and what their notes must say.

The total row is never summed here; it is the figure '<section>.<column>' of rpt_monthly__figures.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reports.document import Cell, Figure, Kind, Table, TableColumn
from reports.figures import FigureBook, Row, as_number, key_text
from reports.headings import heading, kind_of
from reports.rounding import NumberColumn, RoundedColumn, is_row_off, printed, round_table, too_small
from vietnamese.numbers import NOTHING

OFF: Final = "Mỗi số được làm tròn riêng, nên tổng các phần có thể lệch ở chữ số cuối."
TOO_SMALL: Final = "“{}”: có phát sinh nhưng nhỏ hơn mức làm tròn."


@dataclass(frozen=True, slots=True)
class Text:
    """A column of words taken from a row."""

    name: str
    label: str
    width: float = 2.0
    show: Callable[[object], str] = key_text


@dataclass(frozen=True, slots=True)
class MeasureColumn:
    """A column of numbers; `adds_up` says whether a total over the rows has a meaning.

    Label and kind are those of the figure's contract unless given; without `states_unit` the caption tells the unit.
    """

    name: str
    label: str | None = None
    kind: Kind | None = None
    adds_up: bool = True
    width: float = 1.0
    states_unit: bool = True


@dataclass(frozen=True, slots=True)
class NumberHeading:
    """A measure with the label and kind that its table prints."""

    name: str
    label: str
    kind: Kind
    adds_up: bool
    width: float


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of one rpt_ model become a table; `balance` names a whole and its two parts in the same row."""

    section: str
    caption: str
    texts: tuple[Text, ...]
    measures: tuple[MeasureColumn, ...]
    keys: tuple[str, ...]
    order: Callable[[Row], object] | None = None
    note: str | None = None
    totalled: bool = True
    total_column: str = "value"
    total_section: str | None = None
    balance: tuple[str, str, str] | None = None


def build_table(book: FigureBook, layout: Layout, rows: Iterable[Row]) -> Table | None:
    """The table of `rows`, None where there is none; measures that are nothing in every row are left out."""
    ordered = sorted(rows, key=lambda row: (_rank(layout, row), *(key_text(row.get(key)) for key in layout.keys)))
    shown = [measure for measure in layout.measures if any(as_number(row.get(measure.name)) for row in ordered)]
    if not ordered:
        return None
    measures = [_headed(book, layout, measure) for measure in shown]
    given = {measure.name: _number_column(book, layout, measure, ordered) for measure in measures}
    rounded = round_table(given)
    columns = [TableColumn(text.label, "text", text.width) for text in layout.texts]
    cells = [[Cell(text.show(row.get(text.name)) or NOTHING) for text in layout.texts] for row in ordered]
    totals: list[Cell | None] = []
    for measure in measures:
        column = rounded[measure.name]
        columns.append(TableColumn(measure.label, measure.kind, measure.width, column.decimals))
        for row, text, line in zip(ordered, column.texts, cells, strict=True):
            line.append(_measured_cell(book, layout, measure, row, text))
        totals.append(_total_cell(book, layout, measure, column.decimals, ordered))
    return Table(
        layout.caption,
        tuple(columns),
        tuple(tuple(row) for row in cells),
        _total_row(len(layout.texts), totals),
        " ".join(_notes(layout, measures, rounded)) or None,
        layout.section,
    )


def _headed(book: FigureBook, layout: Layout, measure: MeasureColumn) -> NumberHeading:
    label, kind = measure.label, measure.kind
    if label is None or kind is None:
        figure = book.contract(f"{layout.section}.{measure.name}")
        label = label or (heading(figure) if measure.states_unit else figure.label)
        kind = kind or kind_of(figure)
    return NumberHeading(measure.name, label, kind, measure.adds_up, measure.width)


def _has_total(layout: Layout, measure: NumberHeading, rows: Sequence[Row]) -> bool:
    return layout.totalled and measure.adds_up and len(rows) > 1


def _total_id(layout: Layout, measure: NumberHeading) -> str:
    return f"{layout.total_section or layout.section}.{measure.name}"


def _number_column(book: FigureBook, layout: Layout, measure: NumberHeading, rows: Sequence[Row]) -> NumberColumn:
    has_total = _has_total(layout, measure, rows)
    total = book.number(_total_id(layout, measure), layout.total_column) if has_total else None
    return NumberColumn(measure.kind, [as_number(row.get(measure.name)) for row in rows], total)


def _total_cell(
    book: FigureBook, layout: Layout, measure: NumberHeading, decimals: int, rows: Sequence[Row]
) -> Cell | None:
    if not _has_total(layout, measure, rows):
        return None
    say = _printer(measure.kind, decimals)
    return figure_cell(book.figure(_total_id(layout, measure), layout.total_column, say), measure.kind)


def _notes(layout: Layout, measures: Iterable[NumberHeading], rounded: Mapping[str, RoundedColumn]) -> list[str]:
    """The layout's own note, and what the reader must know of the rounding."""
    notes = [layout.note] if layout.note else []
    notes += [OFF] if _is_off(layout, rounded) else []
    small = sorted({text for one in measures if (text := too_small(rounded[one.name], one.kind))})
    return notes + [TOO_SMALL.format("”, “".join(small))] * bool(small)


def _is_off(layout: Layout, rounded: Mapping[str, RoundedColumn]) -> bool:
    """Whether printed parts differ from their printed total, down a column or within a row."""
    if any(column.is_off for column in rounded.values()):
        return True
    if layout.balance is None or not set(layout.balance) <= set(rounded):
        return False
    return is_row_off([rounded[name] for name in layout.balance])


def _rank(layout: Layout, row: Row) -> object:
    return layout.order(row) if layout.order else 0


def _measured_cell(book: FigureBook, layout: Layout, measure: NumberHeading, row: Row, text: str) -> Cell:
    figure = book.cell_figure(layout.section, measure.name, row, layout.keys, lambda _: text)
    return figure_cell(figure, measure.kind)


def figure_cell(figure: Figure | None, kind: Kind) -> Cell:
    """The figure's cell of that kind, a dash where there is no figure."""
    return Cell(NOTHING) if figure is None else Cell(figure.text, figure, kind)


def _printer(kind: Kind, decimals: int) -> Callable[[float], str]:
    return lambda value: printed(value, kind, decimals)


def _total_row(n_texts: int, totals: Sequence[Cell | None]) -> tuple[Cell, ...] | None:
    if not any(total and total.figure for total in totals):
        return None
    label = (Cell("Tổng cộng"), *(Cell("") for _ in range(n_texts - 1)))
    return (*label, *(total or Cell("") for total in totals))


def most_first(column: str) -> Callable[[Row], float]:
    """Order by a measure, the greatest first and the unstated last."""
    return lambda row: -(as_number(row.get(column)) or 0)
