"""The month's figures by id, each handed out as a printed `Figure` that knows its way back to the warehouse.

Comparisons come from the same row: the month before, the change and the year to date are figures too.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from expectations.figures import FigureContract, Report, load_figures
from reports.document import Figure, Run
from vietnamese.numbers import with_unit

Row = Mapping[str, Any]
Rows = Mapping[str, list[dict[str, Any]]]

PREFIX: Final = "rpt_monthly__"
SUMMARY_PREFIX: Final = "rpt_summary__"
OTHER: Final = "other"
"""The key of a theme or channel that stands for all the unnamed ones."""


def as_number(value: object) -> float | int | None:
    """A row's number, or None where nobody stated one (null or NaN)."""
    if value is None or isinstance(value, bool | str):
        return None
    amount = value if isinstance(value, int) else float(value)  # type: ignore[arg-type]
    return None if math.isnan(amount) or math.isinf(amount) else amount


def first_day(value: object) -> date | None:
    """The month of a row as a date, whatever date type the row carries."""
    if isinstance(value, datetime):
        value = value.date()
    return value.replace(day=1) if isinstance(value, date) else None


def lineage_of(model: str, month: date, keys: Iterable[tuple[str, object]], column: str) -> str:
    """'marts.rpt_monthly__supply[month=2023-08-01,product_code=pineapple].expected_t'."""
    others = [(name, value) for name, value in keys if name != "month"]
    places = ",".join(f"{name}={value}" for name, value in [("month", month), *others])
    return f"marts.{model}[{places}].{column}"


class FigureBook:
    """All rpt_ rows of a run, seen from the report's month; `prefix` says which report's models they are.

    is_partial: units are still missing from the month, so that a fall against the month before may be their absence
    alone, and is not told.
    """

    def __init__(self, rows: Rows, month: date, prefix: str = PREFIX, *, is_partial: bool = False) -> None:
        self._rows = rows
        self.is_partial = is_partial
        self._prefix = prefix
        self.month = month
        self._figures = {row["figure_id"]: row for row in self.of_month("figures")}

    def of_month(self, section: str) -> list[Row]:
        """Rows of the report's `<section>` model of its month, in the order given."""
        return [row for row in self.of_year(section) if first_day(row.get("month")) == self.month]

    def of_year(self, section: str) -> list[Row]:
        """Rows of the report's `<section>` model up to and including its month."""
        months = [(first_day(row.get("month")), row) for row in self._rows.get(self._prefix + section, [])]
        return [row for month, row in months if month and month <= self.month and month.year == self.month.year]

    def contract(self, figure_id: str) -> FigureContract:
        """What the report's figure `section.name` is; KeyError where the contracts describe no such one."""
        report: Report = "summary" if self._prefix == SUMMARY_PREFIX else "monthly"
        return load_figures(report)[figure_id]

    def number(self, figure_id: str, column: str = "value") -> float | int | None:
        """A column of the figure's row, in the figure's own unit; None where there is no row or value."""
        row = self._figures.get(figure_id)
        return None if row is None else as_number(row.get(column))

    def name(self, figure_id: str) -> str | None:
        """The name beside the figure in its row (a product's, a unit's); None where it has none."""
        row = self._figures.get(figure_id)
        return None if row is None else row.get("name")

    def measure(self, figure_id: str) -> str:
        """Which kind of number it is, so how it is printed; "count" where it has no row."""
        return str(self._figures.get(figure_id, {}).get("measure") or "count")

    def figure(self, figure_id: str, column: str = "value", say: Callable[[float], str] | None = None) -> Figure | None:
        """One column of a figure's row as printed, None where it has no value.

        `say` prints the value; by default it is said as in a sentence, with its unit.
        """
        value = self.number(figure_id, column)
        if value is None:
            return None
        text = say(value) if say else with_unit(value, self.measure(figure_id))
        printed_id = figure_id if column == "value" else f"{figure_id}@{column.removesuffix('_value')}"
        lineage = lineage_of(f"{self._prefix}figures", self.month, [("figure_id", figure_id)], column)
        return Figure(printed_id, value, text, lineage)

    def said(self, figure_id: str, column: str = "value", say: Callable[[float], str] | None = None) -> Run | None:
        """The figure as a run of a sentence, None where it has no value."""
        figure = self.figure(figure_id, column, say)
        return None if figure is None else Run(figure.text, figure=figure)

    def some(self, figure_id: str, column: str = "value") -> Run | None:
        """The figure as a run, None where it is zero or has no value: what need not be told."""
        return self.said(figure_id, column) if self.number(figure_id, column) else None

    def has(self, figure_id: str) -> bool:
        """Whether the figure has a value other than zero."""
        return bool(self.number(figure_id))

    def cell_figure(
        self, section: str, column: str, row: Row, keys: Iterable[str], say: Callable[[float], str]
    ) -> Figure | None:
        """A row's number as a figure '<section>.<column>.<keys…>', None where nobody stated it."""
        value = as_number(row.get(column))
        if value is None:
            return None
        named = [(key, key_text(row.get(key))) for key in keys]
        figure_id = ".".join([section, column, *(text for _, text in named)])
        month = first_day(row.get("month")) or self.month
        return Figure(figure_id, value, say(value), lineage_of(self._prefix + section, month, named, column))


def key_text(value: object) -> str:
    """A key as it stands in a figure id: a date without its time, empty for None."""
    if isinstance(value, datetime):
        value = value.date()
    return str(value) if value is not None else ""


def expected_units(book: FigureBook) -> list[Row]:
    """Rows of the units that owe a report of the month, in administrative order."""
    units = [row for row in book.of_month("units") if row.get("expected")]
    return sorted(units, key=lambda row: str(row["unit_code"]))


def named_units(rows: Iterable[Row]) -> list[str]:
    """Distinct unit names in administrative order."""
    return list(dict.fromkeys(str(row["unit_name"]) for row in sorted(rows, key=lambda row: str(row["unit_code"]))))
