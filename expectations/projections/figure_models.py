"""dbt's part of the figures: the models that give every figure's numbers, the macros that give the rows behind it.

Only calls of the macros in figures.sql and lineage.sql are written; what a row gives, and every other piece of SQL,
stays in the models that those calls name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from expectations.figures import FigureContract
from expectations.figures.figure import NamedMeasure, RowSource

HEADER = "{# Generated from expectations/figures by `nongsan contracts write`; do not edit. #}\n"
MODELS = {
    "int_figure_sums": "Sums of the month, which add up over the plan's months.",
    "int_figure_states": "Numbers of a state, of another month or of the whole plan: they have no year to date.",
    "int_figure_ratios": "Rates and weighted means, as two sums.",
    "int_figure_members": "How many different lots, requests, producers, buyers or units there are.",
}
_WIDTH = 118

Call = tuple[str, ...]
"""A macro, its first arguments and its options; figures that agree in them share one call."""


def figure_models(figures: Iterable[FigureContract]) -> dict[str, str]:
    """By model, the text of `int_figure_*`: every listed figure of the monthly report once."""
    listed = [figure for figure in figures if figure.listed]
    return {
        name: f"{HEADER}{{# {about} #}}\n{{% set figures = [\n"
        + _calls(((one, _figure_call(one), _measured(one)) for one in listed if _model_of(one) == name), "    ")
        + "\n] %}\nwith final as (\n    {{ figures | join('union all') }}\n)\n\nselect * from final\n"
        for name, about in MODELS.items()
    }


def summary_macro(figures: Iterable[FigureContract]) -> str:
    """The text of the macro `figures_of_summary`: the listed figures that only the interim report has."""
    listed = [figure for figure in figures if figure.listed and figure.report == "summary"]
    calls = _calls(((one, _figure_call(one), _measured(one)) for one in listed), "        ")
    return f"{HEADER}{_macro('figures_of_summary', calls)}"


def lineage_macros(figures: Iterable[FigureContract]) -> str:
    """The text of the macros `lineage_of_*`: by the model whose CTEs hold the rows, the rows behind every figure."""
    behind: dict[str, list[tuple[FigureContract, Call, str]]] = {}
    for figure in figures:
        for rows in figure.rows if figure.parts else ():
            behind.setdefault(rows.model, []).append((figure, _lineage_call(figure, rows), _given_by(figure)))
    macros = (
        _macro(f"lineage_of_{model.removeprefix('int_lineage_')}", _calls(of_model, "        "))
        for model, of_model in behind.items()
    )
    return HEADER + "\n".join(macros)


def _macro(name: str, calls: str) -> str:
    return f"{{% macro {name}() %}}\n    {{{{ [\n{calls}\n    ] | join('union all') }}}}\n{{% endmacro %}}\n"


def _is_divided(figure: FigureContract) -> bool:
    """Whether a model gives the two sums of a ratio, and not the number itself."""
    return figure.kind == "ratio" and not figure.stated


def _model_of(figure: FigureContract) -> str:
    if figure.kind == "members":
        return "int_figure_members"
    if _is_divided(figure):
        return "int_figure_ratios"
    return "int_figure_sums" if figure.to_date else "int_figure_states"


def _figure_call(figure: FigureContract) -> Call:
    is_ratio, is_members = _is_divided(figure), figure.kind == "members"
    macro = "figure_members" if is_members else "figure_ratios" if is_ratio else "figure_sums"
    only = " and ".join(_condition(*one) for one in figure.measure.where.items())
    options = {
        "grains": _grains(figure),
        "only": _text(only) if only else None,
        "zero": "true" if figure.measure.zero else None,
        "to_date": None if figure.to_date or is_ratio else "false",
        "compared": None if figure.compared else "false",
        "summary": "true" if figure.summary else None,
    }
    return (macro, f"ref('{figure.model}')", _text(figure.section), *_options(options))


def _lineage_call(figure: FigureContract, rows: RowSource) -> Call:
    macro = {"members": "lineage_members", "ratio": "lineage_ratios"}.get(figure.kind, "lineage_sums")
    share = next(iter(figure.parts.values())).measure.share or rows.share
    options = {
        "grains": _grains(figure),
        "to_date": None if figure.to_date or figure.kind == "ratio" else "false",
        "share": _text(share) if share else None,
    }
    return (macro, _text(rows.name), _text(figure.section), *_options(options))


def _options(options: Mapping[str, str | None]) -> Iterator[str]:
    return (f"{name}={value}" for name, value in options.items() if value)


def _grains(figure: FigureContract) -> str:
    return _listed(_listed(map(_text, grain)) for grain in figure.grains)


def _listed(words: Iterable[str]) -> str:
    return f"[{', '.join(words)}]"


def _condition(column: str, value: bool | str) -> str:
    if isinstance(value, bool):
        return column if value else f"not {column}"
    return f"{column} = '{value}'"


def _measured(figure: FigureContract) -> str:
    """A figure's unit and, by another name than its own, what of the model's rows is summed, divided or counted."""
    unit = _text(figure.unit)
    if figure.kind == "members":
        return f"({unit}, {_text(figure.measure.members or '')})"
    if _is_divided(figure):
        return f"({unit}, {_divided(figure, _summed)})"
    summed = _flag(figure.measure.count) if figure.measure.count and not figure.stated else None
    given = summed or _text(figure.measure.column or figure.name)
    return unit if given == _text(figure.name) else f"({unit}, {given})"


def _given_by(figure: FigureContract) -> str:
    """What a row of the lineage gives to a figure, and the columns of its table that say so."""
    if figure.kind == "members":
        return f"({_text(figure.measure.members or '')}, {_columns(figure.parts['member'])})"
    if figure.kind == "ratio":
        return f"({_divided(figure, _given)})"
    return _given(figure.parts["sum"])


def _divided(figure: FigureContract, said: Callable[[NamedMeasure, int], str]) -> str:
    times = figure.measure.ratio.times if figure.measure.ratio else 1
    return f"{said(figure.parts['numerator'], 1)}, {said(figure.parts['denominator'], times)}"


def _summed(part: NamedMeasure, times: int) -> str:
    return _flag(part.measure.count) if part.measure.count else _multiplied(part.measure.column or part.name, times)


def _given(part: NamedMeasure, times: int = 1) -> str:
    is_flag = part.measure.count and not part.measure.given
    given = _flag(part.measure.count or "") if is_flag else _multiplied(part.measure.given or part.name, times)
    return f"({given}, {_columns(part)})"


def _columns(part: NamedMeasure) -> str:
    return _text(", ".join(part.measure.columns))


def _flag(flags: str) -> str:
    return "'1'" if flags == "rows" else f"flag({_text(flags)})"


def _multiplied(column: str, times: int) -> str:
    return _text(column if times == 1 else f"{column} * {times}")


def _text(value: str) -> str:
    return f'"{value}"' if "'" in value else f"'{value}'"


def _calls(figures: Iterable[tuple[FigureContract, Call, str]], margin: str) -> str:
    """The calls, one for all figures that agree in it, in the order of the contracts."""
    together: dict[Call, dict[str, str]] = {}
    for figure, call, said in figures:
        together.setdefault(call, {})[figure.name] = said
    return ",\n".join(_call(call, names, margin) for call, names in together.items())


def _call(call: Call, names: Mapping[str, str], margin: str) -> str:
    macro, source, section, *options = call
    words = [f"{_text(name)}: {said}" for name, said in names.items()]
    line = f"{margin}{macro}({source}, {section}, {{{', '.join(words)}}}, {', '.join(options)})"
    if len(line) <= _WIDTH:
        return line
    listed = _wrapped(words, f"{margin}    ")
    return f"{margin}{macro}({source}, {section}, {{\n{listed}\n{margin}}}, {', '.join(options)})"


def _wrapped(words: Iterable[str], margin: str) -> str:
    """Words joined by commas, in lines as long as may be."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(word) + 2 <= _WIDTH:
            lines[-1] += f", {word}"
        else:
            lines.append(f"{margin}{word}")
    return ",\n".join(lines)
