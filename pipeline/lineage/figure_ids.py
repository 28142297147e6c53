"""What a figure id names: the report row it is a column of, and of which other figures it is made where it is derived.

Ids are those that manifests, HTML and XLSX carry; a figure that a report did not print can be asked for as well.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from connectors.warehouse import Warehouse
from expectations.figures import contract_of
from pipeline.ledgers.manifests import Manifest
from pipeline.province.settings import ConfigError
from reports.figures import PREFIX
from vietnamese.dates import month_before

COLUMNS = {
    "previous": "previous_value",
    "change": "change",
    "change_rate": "change_rate",
    "year_to_date": "year_to_date",
}
_LINEAGE = re.compile(r"(?P<schema>[a-z]+)\.(?P<model>[a-z_0-9]+)\[(?P<keys>.*)\]\.(?P<column>\w+)")
_KEY = re.compile(r"(?:^|,)(?P<name>[a-z_]+)=(?P<value>.*?)(?=,[a-z_]+=|$)")
_FIGURES = f"{PREFIX}figures"


@dataclass(frozen=True)
class FigureAsked:
    """A figure: its id, the row and column it stands in, and how the report printed it (empty where it did not)."""

    figure_id: str
    model: str
    keys: Mapping[str, str]
    column: str
    month: date
    printed: tuple[str, ...] = ()
    stated: float | None = None

    @property
    def base_id(self) -> str:
        """The figure id without `@column`."""
        return self.figure_id.partition("@")[0]

    @property
    def section(self) -> str:
        """The report's section: what stands before the first dot."""
        return self.base_id.split(".")[0]

    @property
    def name(self) -> str:
        """The figure's name in its section: what stands after the first dot."""
        return self.base_id.split(".")[1]

    @property
    def lineage(self) -> str:
        """`model[key=value,…].column`: the warehouse cell that the figure was printed from."""
        shown = ",".join(f"{name}={value}" for name, value in self.keys.items())
        return f"{self.model}[{shown}].{self.column}"

    def of_month(self, month: date) -> "FigureAsked":
        """The plain figure of another month."""
        return _from_figures(self.base_id, month)

    def sibling(self, name: str) -> "FigureAsked":
        """The figure of another name with the same keys, a column of the same row."""
        rest = self.base_id.split(".", 2)[2:]
        return replace(self, figure_id=".".join([self.section, name, *rest]), column=name, printed=(), stated=None)


def find_figure(figure_id: str, month: date, manifest: Manifest, warehouse: Warehouse) -> FigureAsked:
    """The figure of an edition by its id; raises ConfigError with the nearest ids where there is none."""
    printed = [one for one in manifest.figures if one.id == figure_id]
    if printed:
        place = parse_lineage(printed[0].lineage)
        texts = tuple(dict.fromkeys(one.printed for one in printed))
        return replace(place, figure_id=figure_id, printed=texts, stated=printed[0].value)
    base, _, suffix = figure_id.partition("@")
    rows = warehouse.table(f"marts.{_FIGURES}", ("figure_id",), where={"month": month})
    known = {row["figure_id"] for row in rows}
    if base in known and suffix in ("", *COLUMNS):
        asked = _from_figures(base, month)
        return replace(asked, figure_id=figure_id, column=COLUMNS.get(suffix, "value"))
    ids = known | {one.id for one in manifest.figures}
    raise ConfigError(f"unknown figure {figure_id!r} in {month:%Y-%m}; {_nearest(figure_id, ids)}")


def _nearest(figure_id: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(figure_id, sorted(known), n=4, cutoff=0.5)
    return f"nearest: {', '.join(near)}" if near else "the manifest of the edition lists all of them under `figures`"


def _from_figures(figure_id: str, month: date) -> FigureAsked:
    keys = {"month": month.isoformat(), "figure_id": figure_id}
    return FigureAsked(figure_id, f"marts.{_FIGURES}", keys, "value", month)


def parse_lineage(lineage: str) -> FigureAsked:
    """The row and column that a lineage names, `schema.model[key=value,...].column`; raises ConfigError."""
    match = _LINEAGE.fullmatch(lineage)
    keys = {one["name"]: one["value"] for one in _KEY.finditer(match["keys"])} if match else {}
    month = _day(keys.get("month", ""))
    if match is None or month is None:
        raise ConfigError(f"{lineage!r} is not a lineage like marts.rpt_monthly__figures[month=...].value")
    return FigureAsked(keys.get("figure_id", ""), f"{match['schema']}.{match['model']}", keys, match["column"], month)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def row_of(warehouse: Warehouse, asked: FigureAsked) -> Mapping[str, Any] | None:
    """The report row that a figure is a column of, by the columns of its model."""
    rows = warehouse.table(asked.model, where={"month": asked.month})
    return next((row for row in rows if all(str(row.get(name)) == value for name, value in asked.keys.items())), None)


def made_of(asked: FigureAsked, warehouse: Warehouse) -> tuple[str, list[FigureAsked]]:
    """How a figure is derived from others, and those; ("rows", []) where rows or facts stand behind it directly."""
    if asked.column in ("previous_value", "change", "change_rate") and asked.model.endswith(_FIGURES):
        before = asked.of_month(month_before(asked.month))
        how = asked.column.removesuffix("_value")
        return how, [before] if how == "previous" else [asked.of_month(asked.month), before]
    figure = contract_of(asked.base_id)
    derived = figure.derived if figure else None
    if derived is None:
        return "rows", []
    now = asked.sibling(derived.of[0][0])
    if derived.how == "share_of_total":
        return "share", [now, _from_figures(f"{now.section}.{now.name}", now.month)]
    if derived.how in ("previous", "change_rate"):
        before = replace(now, month=month_before(now.month), keys={**now.keys, "month": str(month_before(now.month))})
        return derived.how, [before] if derived.how == "previous" else [now, before]
    row = row_of(warehouse, asked) or {}
    chosen = [next((name for name in group if row.get(name) is not None), None) for group in derived.of]
    return derived.how, [asked.sibling(name) for name in chosen if name]
