"""A figure as everybody reads it: its contract with what its section and its measure leave unsaid filled in."""

from collections.abc import Mapping
from typing import Literal

from expectations.figures.model import (
    TOTAL,
    Derivation,
    Group,
    Kind,
    Measure,
    PlacedMeasure,
    Report,
    Section,
    Strict,
    Unit,
)


class FigureRefused(ValueError):
    """A figure contract that can't be right; its text is one line and names the file and the figure."""


class NamedMeasure(Strict):
    """A measure by the name it has in its group."""

    name: str
    measure: Measure


class RowSource(Strict):
    """Rows behind a figure: the CTE `name` of a lineage model, their table, and the mart that takes them up."""

    name: str
    model: str
    table: str | None
    mart: str | None
    share: str | None


class FigureContract(Strict):
    """One figure of a section; a printed figure's id is `section.name` and the keys of one of its grains.

    `report`: the one whose section it is; `short`: its label where a column has no room for the whole one, or no
    figure stands before it.
    `grains`: the columns that tell its numbers apart, () for the total. `model`: the dbt model with its numbers.
    `stated`: the model's column holds the number itself. `to_date`: it adds up over the plan's months. `compared`: with
    the month before. `listed`: it stands in the report's figures model, else in the rows of its own model only.
    `summary`: in the interim report too. `watched`: a change after issue is told. `letter`: the mail of an edition
    names it. `by_unit`: the figure that shows it unit by unit. `marts`: its rows come by the mart of their table.
    """

    group: str
    report: Report
    section: str
    section_about: str
    name: str
    label: str
    short: str | None
    unit: Unit
    counted: str | None
    about: str
    kind: Kind
    model: str
    measure: Measure
    parts: dict[Literal["sum", "member", "numerator", "denominator"], NamedMeasure]
    rows: tuple[RowSource, ...]
    grains: tuple[tuple[str, ...], ...]
    stated: bool
    to_date: bool
    compared: bool
    listed: bool
    summary: bool
    watched: bool
    letter: Literal["always", "when_any"] | None
    by_unit: str | None
    marts: bool

    @property
    def figure_id(self) -> str:
        """`section.name`, without the keys of a grain."""
        return f"{self.section}.{self.name}"

    @property
    def is_by_month(self) -> bool:
        """Whether an edition prints it for several months, each number under its own month."""
        return any("month" in grain for grain in self.grains)

    @property
    def derived(self) -> Derivation | None:
        """How it follows from other figures, None where it is computed from rows."""
        return self.measure.derived


def figures_of(name: str, group: Group, groups: Mapping[str, Group]) -> list[FigureContract]:
    """The figures of a file's sections; raises FigureRefused. `groups`: every file's, by the file's stem."""
    return [
        _figure(name, group, groups, section_name, figure_name)
        for section_name, section in group.sections.items()
        for figure_name in section.figures
    ]


def _figure(
    name: str, group: Group, groups: Mapping[str, Group], section_name: str, figure_name: str
) -> FigureContract:
    section = group.sections[section_name]
    placed = section.figures[figure_name]
    where = f"{name}.yml: {section_name}.{figure_name}"
    home, measure = _measure(where, name, groups, placed.measure or figure_name)
    said = {word: getattr(placed, word, None) or getattr(measure.measure, word) for word in _SAID}
    if missing := [word for word in _SAID if not said[word] and word != "counted"]:
        raise FigureRefused(f"{where}: has no {', no '.join(missing)}")
    return FigureContract(
        group=name,
        report=group.report,
        section=section_name,
        section_about=section.about,
        name=figure_name,
        kind=measure.measure.kind,
        measure=measure.measure,
        parts=_parts(where, home, groups, measure),
        short=placed.short,
        letter=placed.letter,
        by_unit=placed.by_unit,
        marts=section.marts,
        **said,
        **_place(where, section, placed, groups),
    )


_SAID = ("label", "unit", "counted", "about")


def _measure(where: str, home: str, groups: Mapping[str, Group], reference: str) -> tuple[str, NamedMeasure]:
    """The group and the measure that `group.name`, or a name of the own group, refers to."""
    group, _, name = reference.rpartition(".")
    group = group or home
    if group not in groups or name not in groups[group].measures:
        raise FigureRefused(f"{where}: unknown measure {reference!r}; {group}.yml has no such one")
    return group, NamedMeasure(name=name, measure=groups[group].measures[name])


def _parts(where: str, home: str, groups: Mapping[str, Group], measure: NamedMeasure) -> dict[str, NamedMeasure]:
    ratio = measure.measure.ratio
    if ratio is not None:
        names = {"numerator": ratio.numerator, "denominator": ratio.denominator}
        return {part: _measure(where, home, groups, name)[1] for part, name in names.items()}
    if measure.measure.derived or measure.measure.fact:
        return {}
    return {"member" if measure.measure.members else "sum": measure}


_DEFAULTS = {"stated": False, "to_date": True, "compared": True, "listed": True, "summary": False, "watched": False}


def _place(where: str, section: Section, placed: PlacedMeasure, groups: Mapping[str, Group]) -> dict[str, object]:
    def of(word: str) -> object:
        own = getattr(placed, word)
        return getattr(section, word) if own is None else own

    if missing := [word for word in ("model", "grains") if of(word) is None]:
        raise FigureRefused(f"{where}: has no {', no '.join(missing)}, and neither has its section")
    flags = {word: default if of(word) is None else of(word) for word, default in _DEFAULTS.items()}
    grains = tuple(() if grain == TOTAL else tuple(grain.split(".")) for grain in of("grains"))
    if len(set(grains)) < len(grains):
        raise FigureRefused(f"{where}: a grain stands twice")
    rows = tuple(_rows(where, name, groups) for name in of("rows") or ())
    return flags | {"model": of("model"), "grains": grains, "rows": rows}


def _rows(where: str, name: str, groups: Mapping[str, Group]) -> RowSource:
    for group in groups.values():
        if name in group.rows:
            rows = group.rows[name]
            table = rows.table or group.table
            mart = rows.mart or (group.mart if table == group.table else None)
            return RowSource(name=name, model=rows.model, table=table, mart=mart, share=rows.share)
    raise FigureRefused(f"{where}: unknown rows {name!r}")
