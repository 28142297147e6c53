"""What every figure of a report is, read from the contracts beside this file; needs pydantic and yaml only.

Labels, units, headline lists, figures by unit, the way back to rows: whoever needs one of them asks here.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import get_args

import yaml
from pydantic import ValidationError

from expectations.contract import read_mapping
from expectations.figures.figure import FigureContract, FigureRefused, figures_of
from expectations.figures.model import Group, Report

REPORTS: tuple[Report, ...] = get_args(Report)
FIGURES_DIR = Path(__file__).parent
GROUPS = (
    "headline", "reporting", "activities", "teams", "supply", "demand", "sales", "prices", "linking", "difficulties",
    "backtest", "summary", "quick",
)  # fmt: skip


def read_groups(folder: Path) -> dict[str, Group]:
    """Every file of figure contracts by its stem; raises FigureRefused."""
    return {name: _read(folder / f"{name}.yml") for name in GROUPS}


def _read(path: Path) -> Group:
    try:
        return Group.model_validate(read_mapping(path))
    except ValidationError as error:
        said = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise FigureRefused(f"{path.name}: {'; '.join(said)}") from error
    except (ValueError, yaml.YAMLError) as error:
        raise FigureRefused(f"{path.name}: {' '.join(str(error).split())}") from error


def all_figures(groups: Mapping[str, Group]) -> dict[Report, dict[str, FigureContract]]:
    """By report, every figure by its id; raises FigureRefused, in one line, for what can't be right."""
    _refuse_twice(groups)
    found: dict[Report, dict[str, FigureContract]] = {report: {} for report in REPORTS}
    for name, group in groups.items():
        found[group.report] |= {figure.figure_id: figure for figure in figures_of(name, group, groups)}
    for figure in chain.from_iterable(figures.values() for figures in found.values()):
        _refuse_strangers(figure, found["monthly"])
    shared = {figure_id: one for figure_id, one in found["monthly"].items() if one.summary}
    return found | {"summary": shared | found["summary"]}


def _refuse_twice(groups: Mapping[str, Group]) -> None:
    """A section of a report, and a kind of rows, is described in one file."""
    homes: dict[str, str] = {}
    for name, group in groups.items():
        described = [f"{group.report} section {section}" for section in group.sections]
        described += [f"rows {rows}" for rows in group.rows]
        if twice := [one for one in described if one in homes]:
            raise FigureRefused(f"{name}.yml: {twice[0]}: described in {homes[twice[0]]}.yml already")
        homes |= dict.fromkeys(described, name)


def _refuse_strangers(figure: FigureContract, known: Mapping[str, FigureContract]) -> None:
    """A figure by unit and what a figure is derived from are figures themselves."""
    of = figure.derived.of if figure.derived else ()
    mentioned = {f"{figure.section}.{name}" for names in of for name in names} | ({figure.by_unit} - {None})
    if unknown := sorted(mentioned - set(known)):
        raise FigureRefused(f"{figure.group}.yml: {figure.figure_id}: unknown figure {', '.join(unknown)}")


@lru_cache(maxsize=1)
def _loaded() -> dict[Report, dict[str, FigureContract]]:
    return all_figures(read_groups(FIGURES_DIR))


def load_figures(report: Report = "monthly") -> dict[str, FigureContract]:
    """Every figure of a report by `section.name`, in the order of the contracts."""
    return _loaded()[report]


def contract_of(figure_id: str) -> FigureContract | None:
    """The monthly report's figure that a printed id such as `outcomes_by_unit.sold_t.907` is one number of."""
    return load_figures().get(".".join(figure_id.split(".")[:2]))


def section_figures(section: str, report: Report = "monthly") -> list[FigureContract]:
    """The figures of a section in the order of its contract."""
    return [figure for figure in load_figures(report).values() if figure.section == section]
