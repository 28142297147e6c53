"""Sentences with figures in their places: a sentence whose figure is missing is not said at all.

Templates are plain text with {names}; values are words, runs or several runs, so no markup is ever parsed.
"""

from collections.abc import Iterable, Sequence
from string import Formatter
from typing import Literal

from reports.document import Paragraph, Run
from reports.figures import FigureBook
from vietnamese.dates import month_before, month_name
from vietnamese.numbers import percent, percentage_points
from vietnamese.phrases import named_together

InlineText = str | Run | tuple[Run, ...]

_TOO_STEEP = 3.0
_UNCHANGED = 0.0005
_MOST_NAMED = 6


def say(template: str, **places: InlineText | None) -> tuple[Run, ...]:
    """Runs of a template; empty where a place has nothing to put in it."""
    runs: list[Run] = []
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            runs.append(Run(literal))
        if name is None:
            continue
        words = places[name]
        if words is None or words == ():
            return ()
        runs.extend(_as_runs(words))
    return tuple(runs)


def _as_runs(words: InlineText) -> tuple[Run, ...]:
    if isinstance(words, str):
        return (Run(words),)
    return (words,) if isinstance(words, Run) else words


def joined(clauses: Iterable[tuple[Run, ...]], between: str = "; ") -> tuple[Run, ...]:
    """The clauses that have something to say, with a separator between them."""
    spoken = [clause for clause in clauses if clause]
    runs: list[Run] = []
    for clause in spoken:
        if runs:
            runs.append(Run(between))
        runs.extend(clause)
    return tuple(runs)


def paragraph(*sentences: tuple[Run, ...], style: Literal["body", "bullet", "note"] = "body") -> list[Paragraph]:
    """One paragraph of the sentences that have something to say; none where no sentence has."""
    runs = joined(sentences, " ")
    return [Paragraph(runs, style)] if runs else []


def plain(text: str, style: Literal["body", "bullet", "note"] = "body") -> list[Paragraph]:
    """One paragraph without figures or styled runs, in a list as chapters return them."""
    return [Paragraph((Run(text),), style)]


def listed_units(book: FigureBook, names: Sequence[str], count_id: str, where: str = "") -> tuple[Run, ...]:
    """Up to six units by name; of more only how many, a figure of the run, and `where` their names stand."""
    count = book.said(count_id)
    if len(names) <= _MOST_NAMED or count is None:
        return (Run(named_together(list(names))),) if names else ()
    if book.number(count_id) == book.number("reporting.expected"):
        return say("cả {n} đơn vị", n=count)
    return say("{n} đơn vị{where}", n=count, where=f" ({where})" if where else "")


def compared(book: FigureBook, figure_id: str, opening: str = ", ") -> tuple[Run, ...]:
    """', tăng 12,5% so với tháng 7', in the words that fit; nothing where there is nothing like it to compare with."""
    previous = book.number(figure_id, "previous_value")
    value = book.number(figure_id)
    if previous is None or value is None or book.is_partial:
        return ()
    last_month = month_name(month_before(book.month))
    if previous == 0:
        return (Run(f"{opening}{last_month} không phát sinh"),) if value else ()
    if book.measure(figure_id) == "rate":
        return _compared_rates(book, figure_id, opening, last_month)
    return _compared_amounts(book, figure_id, opening, last_month)


def _compared_rates(book: FigureBook, figure_id: str, opening: str, last_month: str) -> tuple[Run, ...]:
    change = book.number(figure_id, "change")
    if change is None:
        return ()
    if abs(change) < _UNCHANGED:
        return (Run(f"{opening}không đổi so với {last_month}"),)
    verb = "tăng" if change > 0 else "giảm"
    points = book.said(figure_id, "change", percentage_points)
    return say("{opening}{verb} {points} so với {month}", opening=opening, verb=verb, points=points, month=last_month)


def _compared_amounts(book: FigureBook, figure_id: str, opening: str, last_month: str) -> tuple[Run, ...]:
    rate = book.number(figure_id, "change_rate")
    if rate is None or rate > _TOO_STEEP:
        before = book.said(figure_id, "previous_value")
        return say("{opening}{month} là {before}", opening=opening, month=last_month, before=before)
    if abs(rate) < _UNCHANGED:
        return (Run(f"{opening}tương đương {last_month}"),)
    verb = "tăng" if rate > 0 else "giảm"
    size = book.said(figure_id, "change_rate", _size)
    return say("{opening}{verb} {size} so với {month}", opening=opening, verb=verb, size=size, month=last_month)


def _size(rate: float) -> str:
    return percent(abs(rate))
