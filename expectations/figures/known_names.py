"""Whether every name in the figure contracts exists: dbt models and their columns, CTEs, columns and choices of tables.

Asked before anything is written from the contracts; a build would refuse such a name too, but far from where it stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

import yaml

from expectations.figures.figure import FigureContract, FigureRefused, NamedMeasure, RowSource
from expectations.figures.model import Measure

WRITTEN_BY_THE_GATE = "gate_results"
WHOLE = frozenset({"row", "issue"})
_REF = re.compile(r"ref\('(\w+)'\)")
_WORD = re.compile(r"[a-z_][a-z0-9_]*")


class KnownNames(NamedTuple):
    """`models`: the columns of every dbt model; `sql`: the text of every lineage model; `tables`: the columns of every
    table that rows come from; `choices`: the keys of their choice columns, by table and column.
    """

    models: Mapping[str, set[str]]
    sql: Mapping[str, str]
    tables: Mapping[str, set[str]]
    choices: Mapping[str, Mapping[str, Iterable[str]]]


def known_names(
    described: Iterable[str], sql: Mapping[str, str], choices: Mapping[str, Mapping[str, Iterable[str]]]
) -> KnownNames:
    """The names of dbt's own descriptions; `described`: the texts of all yml files of the models and sources."""
    models, tables = {}, {"issues": set()}
    for text in described:
        document = yaml.safe_load(text)
        models |= {one["name"]: _columns(one) for one in document.get("models", ())}
        listed = chain.from_iterable(source["tables"] for source in document.get("sources", ()))
        tables |= {one["name"]: _columns(one) for one in listed}
    return KnownNames(models, sql, models | tables, choices)


def _columns(described: Mapping) -> set[str]:
    return {column["name"] for column in described.get("columns", ())}


def refuse_unknown_names(figures: Iterable[FigureContract], known: KnownNames) -> None:
    """Raises FigureRefused for the first name that does not exist."""
    for figure in figures:
        for problem in _problems(figure, known):
            raise FigureRefused(f"{figure.group}.yml: {figure.figure_id}: {problem}")


def _problems(figure: FigureContract, known: KnownNames) -> Iterator[str]:
    if figure.model != WRITTEN_BY_THE_GATE:
        yield from _of_model(figure, known.models)
    for rows in figure.rows:
        yield from _of_rows(figure, rows, known)


def _of_model(figure: FigureContract, models: Mapping[str, set[str]]) -> Iterator[str]:
    if figure.model not in models:
        yield f"there is no model {figure.model}"
        return
    month = set() if figure.report == "quick" else {"month"}
    wanted = {*month, *_grain_columns(figure), *_summed(figure), *figure.measure.where}
    for name in sorted(wanted - models[figure.model]):
        yield f"{figure.model} has no column {name}"


def _grain_columns(figure: FigureContract) -> set[str]:
    return {column for grain in figure.grains for column in grain}


def _summed(figure: FigureContract) -> set[str]:
    """The model's columns that the number is made of."""
    if figure.kind == "members":
        return {"unit_code", figure.measure.members or "", *(["is_plan_month"] if figure.to_date else [])}
    if figure.kind == "ratio" and not figure.stated:
        return {name for part in figure.parts.values() for name in _column_or_flags(part.name, part.measure)}
    return {figure.name} if figure.stated else _column_or_flags(figure.name, figure.measure)


def _column_or_flags(name: str, measure: Measure) -> set[str]:
    return _flags(measure) if measure.count else {measure.column or name}


def _flags(measure: Measure) -> set[str]:
    return set(_WORD.findall(measure.count or "")) - {"and", "not", "rows"}


def _of_rows(figure: FigureContract, rows: RowSource, known: KnownNames) -> Iterator[str]:
    sql = known.sql.get(rows.model)
    if sql is None:
        yield f"there is no lineage model {rows.model}"
        return
    if not re.search(rf"^(with )?{rows.name} as \(", sql, re.MULTILINE):
        yield f"{rows.model} has no CTE {rows.name}"
    given = {*_WORD.findall(sql), *(name for model in _REF.findall(sql) for name in known.models.get(model, ()))}
    wanted = {*_grain_columns(figure), *(name for part in figure.parts.values() for name in _given(part))}
    for name in sorted(wanted - given):
        yield f"{rows.model} gives no column {name}"
    yield from _of_table(figure, rows, known)


def _given(part: NamedMeasure) -> set[str]:
    if part.measure.members:
        return {part.measure.members}
    is_flag = part.measure.count and not part.measure.given
    named = _flags(part.measure) if is_flag else {part.measure.given or part.name}
    return named | ({part.measure.share} - {None})


def _of_table(figure: FigureContract, rows: RowSource, known: KnownNames) -> Iterator[str]:
    if rows.table is None:
        return
    columns = known.tables.get(rows.table)
    if columns is None:
        yield f"there is no table {rows.table}"
        return
    for part in figure.parts.values():
        for name in sorted({*part.measure.columns, *part.measure.only} - columns - WHOLE):
            yield f"table {rows.table} has no column {name}"
        for column, keys in part.measure.only.items():
            for key in sorted(set(keys) - set(known.choices.get(rows.table, {}).get(column, ()))):
                yield f"{rows.table}.{column} has no choice {key}"
