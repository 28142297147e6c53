"""`nongsan trace` and `nongsan verify`: between issued figures and cells, both ways, and editions made again."""

import re
from typing import Annotated

import typer

from flows.cli.options import DEFAULT_CONFIG, Config, Json, Now
from flows.cli.outcome import Outcome, optional_month
from pipeline.province.environment import open_province
from pipeline.province.settings import ConfigError

ROWS_SHOWN = 12
PROBLEMS_SHOWN = 20
_REVISION = re.compile(r"r?([1-9]\d*)")


def parse_revision(text: str | None) -> int | None:
    """'r2' or '2' -> 2; raises ConfigError."""
    if text is None:
        return None
    match = _REVISION.fullmatch(text)
    if match is None:
        raise ConfigError(f"{text!r} is not a revision like r2")
    return int(match[1])


def trace(
    figure: Annotated[str | None, typer.Argument(metavar="[FIGURE]", help="A figure id of the report.")] = None,
    month: Annotated[str | None, typer.Option("--month", help="Its month, YYYY-MM; the last one issued.")] = None,
    revision: Annotated[str | None, typer.Option("--revision", help="Its revision, for example r2; the last.")] = None,
    cell: Annotated[str | None, typer.Option("--cell", help="The other way: UNIT!TAB!A1.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="Every row, not only those that give most.")] = False,
    config: Config = DEFAULT_CONFIG,
    now: Now = None,
    as_json: Json = False,
) -> Outcome:
    """Walk from a figure to the cells it comes from, or from a cell to the figures it feeds."""
    if (figure is None) == (cell is None):
        raise ConfigError("name one figure, for example headline.sold_t, or one cell with --cell 'UNIT!TAB!A1'")
    with open_province(config, now) as province:
        first, number = optional_month(month, province.settings), parse_revision(revision)
        if cell is not None:
            from pipeline.lineage.cell import trace_cell

            traced = trace_cell(province, cell, first, number)
            return Outcome(traced.document(), traced.lines(province.settings.zone))
        from pipeline.lineage.figure import trace_figure
        from pipeline.lineage.texts import trace_lines

        found = trace_figure(province, str(figure), first, number, None if whole or as_json else ROWS_SHOWN)
        return Outcome(found.document(), trace_lines(found, province.settings.zone))


def verify(
    month: Annotated[
        str | None, typer.Argument(metavar="[YYYY-MM]", help="One month; all editions without it.")
    ] = None,
    revision: Annotated[str | None, typer.Argument(metavar="[rN]", help="One revision of it.")] = None,
    config: Config = DEFAULT_CONFIG,
    now: Now = None,
) -> Outcome:
    """Rebuild issued reports from the landing in a fresh place, compare every file and re-derive every figure."""
    from pipeline.lineage.verify import verify as verified_editions

    with open_province(config, now) as province:
        first = optional_month(month, province.settings)
        found = verified_editions(province, first, parse_revision(revision))
    failed = [one.name for one in found if not one.passed]
    lines = [line for one in found for line in one.lines(PROBLEMS_SHOWN, province.settings.zone)]
    said = f"{len(failed)} of {len(found)} edition(s) NOT VERIFIED: {', '.join(failed)}"
    lines.append(said if failed else f"{len(found)} edition(s) verified")
    document = {"verified": not failed, "editions": [one.document() for one in found]}
    return Outcome(document, lines, 1 if failed else 0)
