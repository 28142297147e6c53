"""The options of `nongsan trace` and `nongsan verify`, put beside the other commands on the same program.

They walk between issued figures and cells, both ways, and rebuild what was issued.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated

import typer

from flows.cli import commands_lineage
from flows.cli.commands import Outcome
from pipeline.province.settings import ConfigError

Config = Annotated[Path, typer.Option("--config", help="The province's nongsan.toml.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Now = Annotated[str | None, typer.Option("--now", help="Take this ISO time for the clock.")]
DEFAULT_CONFIG = Path("nongsan.toml")


def register_lineage(app: typer.Typer, show: Callable[[Outcome, bool], None]) -> None:
    """Add both commands to the program; `show` prints what came of one."""
    for command in (trace, verify):
        app.command()(_shown(command, show))


def _shown(command: Callable[..., Outcome], show: Callable[[Outcome, bool], None]) -> Callable[..., None]:
    @wraps(command)
    def run(**options: object) -> None:
        show(command(**options), bool(options["as_json"]))

    return run


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
    if cell is not None and figure is None:
        return commands_lineage.trace_back(config, cell, month, revision, now)
    if figure is None or cell is not None:
        raise ConfigError("name one figure, for example headline.sold_t, or one cell with --cell 'UNIT!TAB!A1'")
    return commands_lineage.trace(config, figure, month, revision, now, whole=whole or as_json)


def verify(
    month: Annotated[
        str | None, typer.Argument(metavar="[YYYY-MM]", help="One month; all editions without it.")
    ] = None,
    revision: Annotated[str | None, typer.Argument(metavar="[rN]", help="One revision of it.")] = None,
    config: Config = DEFAULT_CONFIG,
    now: Now = None,
    as_json: Json = False,
) -> Outcome:
    """Rebuild issued reports from the landing in a fresh place, compare every file and re-derive every figure."""
    return commands_lineage.verify(config, month, revision, now)
