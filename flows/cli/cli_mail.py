"""The options of `nongsan report` and `nongsan remind`, put beside the other commands on the same program.

Both end in letters; what they do is in `commands`, `commands_editions` and `commands_mail`.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated

import typer

from flows.cli import commands, commands_editions, commands_mail
from flows.cli.commands import Outcome
from pipeline.province.settings import ConfigError

Config = Annotated[Path, typer.Option("--config", help="The province's nongsan.toml.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Now = Annotated[str | None, typer.Option("--now", help="Take this ISO time for the clock.")]
OneMonth = Annotated[str | None, typer.Option("--month", help="The report's month, YYYY-MM.")]
All = Annotated[bool, typer.Option("--all", help="Every month that is due, in order, and what is owed by mail.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Rebuild the state of this ISO time, into data/asof/.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent to whom.")]
DEFAULT_CONFIG = Path("nongsan.toml")


def register_mail(app: typer.Typer, show: Callable[[Outcome, bool], None]) -> None:
    """Add both commands to the program; `show` prints what came of one."""
    for command in (report, remind):
        app.command()(_shown(command, show))


def _shown(command: Callable[..., Outcome], show: Callable[[Outcome, bool], None]) -> Callable[..., None]:
    @wraps(command)
    def run(**options: object) -> None:
        show(command(**options), bool(options["as_json"]))

    return run


def report(  # noqa: PLR0913 (one parameter an option)
    month: OneMonth = None,
    every: All = False,
    summary: Annotated[bool, typer.Option("--summary", help="The interim results report instead.")] = False,
    early: Annotated[bool, typer.Option("--early", help="Write it before the day it is due.")] = False,
    config: Config = DEFAULT_CONFIG,
    as_of: AsOf = None,
    release: Annotated[bool, typer.Option("--release", help="Release a blocked month with reservations.")] = False,
    by: Annotated[str | None, typer.Option("--by", help="Who releases it.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why it may go out.")] = None,
    now: Now = None,
    as_json: Json = False,
) -> Outcome:
    """Issue the month's report, all that are due or the interim one from the warehouse, and send what is owed."""
    del as_json
    _demand_names(release, by, reason)
    if [month is not None, every, summary].count(True) != 1 or (early and not summary):
        raise ConfigError("report needs one of --month YYYY-MM, --all and --summary; --early belongs to --summary")
    if every and (as_of or release):
        raise ConfigError("--as-of and --release belong to one report, not to --all")
    given = commands.reservation(by, reason)
    if summary:
        return commands_editions.report_summary(config, as_of, given, now, early=early)
    return commands.report(config, month, as_of, given, now)


def _demand_names(release: bool, by: str | None, reason: str | None) -> None:
    if release and not (by and reason):
        raise ConfigError("--release needs --by NAME and --reason TEXT")
    if not release and (by or reason):
        raise ConfigError("--by and --reason belong to --release")


def remind(config: Config = DEFAULT_CONFIG, dry_run: DryRun = False, now: Now = None, as_json: Json = False) -> Outcome:
    """Write to the units whose data of a month are not complete as its deadline comes and passes."""
    del as_json
    return commands_mail.remind(config, dry_run, now)
