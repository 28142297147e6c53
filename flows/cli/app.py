"""The command `nongsan`: reads options, calls the flows or their plain functions, prints what came of it.

Exit codes: 0 done, 1 failed, 2 bad usage or config, 3 the gate blocked the month.
"""

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import Exit, TyperException

from flows.cli import commands, commands_keeping, commands_linking, commands_maintain, commands_sheets
from flows.cli.cli_lineage import register_lineage
from flows.cli.cli_mail import register_mail
from flows.cli.cli_serve import register_serve
from flows.cli.failures import EXIT_CODES, explain
from pipeline.province.console import CONSOLE, set_up_logging
from pipeline.province.settings import ConfigError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From the districts' spreadsheets to the month's official report.",
)
contracts_app = typer.Typer(no_args_is_help=True, help="What is derived from the tab contracts.")
app.add_typer(contracts_app, name="contracts")
issues_app = typer.Typer(
    no_args_is_help=True, help="What is to be mended, and what is true although a rule refuses it."
)
app.add_typer(issues_app, name="issues")
sheets_app = typer.Typer(no_args_is_help=True, help="The units' workbooks.")
app.add_typer(sheets_app, name="sheets")

Config = Annotated[Path, typer.Option("--config", help="The province's nongsan.toml.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Now = Annotated[str | None, typer.Option("--now", help="Take this ISO time for the clock.")]
Month = Annotated[str, typer.Option("--month", help="The report's month, YYYY-MM.")]
OneMonth = Annotated[str | None, typer.Option("--month", help="The report's month, YYYY-MM.")]
All = Annotated[bool, typer.Option("--all", help="Every month that is due, in order, and what is owed by mail.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Rebuild the state of this ISO time, into data/asof/.")]
Unit = Annotated[str | None, typer.Argument(metavar="[UNIT]", help="One unit_code; all units without it.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
DEFAULT_CONFIG = Path("nongsan.toml")


def _show(outcome: commands.Outcome, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(outcome.document, ensure_ascii=False, default=str) + "\n")
    else:
        for line in outcome.lines:
            sys.stdout.write(line + "\n")
    if outcome.exit_code:
        raise Exit(outcome.exit_code)


@app.command()
def demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another province.")] = 2023,
    until: Annotated[str, typer.Option("--until", help="The day at which the demo's clock stands.")] = "2023-09-05",
    as_json: Json = False,
) -> None:
    """Make a ready province: workbooks, feeds, config and a landing with the year's history."""
    _show(commands.demo(directory, seed, until), as_json)


@app.command()
def run(
    month: OneMonth = None,
    every: All = False,
    config: Config = DEFAULT_CONFIG,
    as_of: AsOf = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Sync, pull, build, judge and report one month or all that are due; says so when nothing changed."""
    if (month is None) != every:
        raise ConfigError("run needs either --month YYYY-MM or --all")
    if every and as_of:
        raise ConfigError("--as-of needs --month YYYY-MM")
    _show(commands.run(config, month, as_of, now), as_json)


@app.command()
def sync(
    config: Config = DEFAULT_CONFIG,
    unit: Annotated[str | None, typer.Option("--unit", help="Only this unit_code.")] = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Land the spreadsheets that changed."""
    _show(commands.sync(config, unit, now), as_json)


@app.command()
def pull(config: Config = DEFAULT_CONFIG, now: Now = None, as_json: Json = False) -> None:
    """Land the price feeds that changed."""
    _show(commands.pull(config, now), as_json)


@app.command()
def build(config: Config = DEFAULT_CONFIG, as_of: AsOf = None, now: Now = None, as_json: Json = False) -> None:
    """Build the warehouse from what has landed and publish it."""
    _show(commands.build(config, as_of, now), as_json)


@app.command()
def gate(month: Month, config: Config = DEFAULT_CONFIG, now: Now = None, as_json: Json = False) -> None:
    """Say whether the month's report may go out, and what stands in its way."""
    _show(commands.gate(config, month, now), as_json)


register_mail(app, _show)
register_serve(app, _show)


@app.command()
def status(config: Config = DEFAULT_CONFIG, now: Now = None, as_json: Json = False) -> None:
    """Units by month, freshness, open issues, verdicts, last runs."""
    _show(commands.status(config, now), as_json)


@app.command()
def alerts(config: Config = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """What may find no buyer in the coming weeks, why, and how far such warnings can be trusted."""
    _show(commands.alerts(config), as_json)


@app.command()
def backtest(config: Config = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """How good the alerts would have been so far, against two baselines."""
    _show(commands.backtest(config), as_json)


register_lineage(app, _show)


@app.command()
def plan(
    config: Config = DEFAULT_CONFIG,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Of a state that `build --as-of` rebuilt.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write its rows to this file as well.")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Against first come, first served and pro rata.")] = False,
    as_json: Json = False,
) -> None:
    """Who should sell what to whom, what is left and why, what one more buyer is worth, with the proof."""
    _show(commands_linking.plan(config, as_of, csv, compare), as_json)


@issues_app.command("list")
def issues_list(
    config: Config = DEFAULT_CONFIG,
    unit: Annotated[str | None, typer.Option("--unit", help="Only this unit_code.")] = None,
    with_cleared: Annotated[bool, typer.Option("--all", help="Cleared ones too.")] = False,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Every open issue with its id, its place, its age and what to write."""
    _show(commands_sheets.issues_list(config, unit, with_cleared, now), as_json)


@issues_app.command("accept")
def issues_accept(
    issue_id: Annotated[str, typer.Argument(metavar="ID", help="The id that `issues list` shows.")],
    by: Annotated[str, typer.Option("--by", help="Who accepts it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is true.")],
    config: Config = DEFAULT_CONFIG,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Let a true value that a rule refuses in, or a held tab: this row, rule and value only."""
    _show(commands_sheets.issues_accept(config, issue_id, by, reason, now), as_json)


@sheets_app.command("check")
def sheets_check(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="The unit_code.")],
    config: Config = DEFAULT_CONFIG,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """The verdict on a unit's workbook as it is on disk, in Vietnamese; nothing is landed."""
    _show(commands_sheets.sheets_check(config, unit, now), as_json)


@sheets_app.command("prepare")
def sheets_prepare(
    unit: Unit = None, config: Config = DEFAULT_CONFIG, dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Make or repair spreadsheets from the contracts: tabs, headers, drop-downs, protection; never touches data."""
    _show(commands_keeping.sheets_prepare(config, unit, dry_run), as_json)


@sheets_app.command("feedback")
def sheets_feedback(
    unit: Unit = None, config: Config = DEFAULT_CONFIG, dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Write what the last build found into the spreadsheets; --dry-run shows every cell instead."""
    _show(commands_keeping.sheets_feedback(config, unit, dry_run), as_json)


@app.command()
def doctor(config: Config = DEFAULT_CONFIG, now: Now = None, as_json: Json = False) -> None:
    """Look at every credential, sheet, feed, the mail server, fonts, clock and disk, and say the fix."""
    _show(commands_keeping.doctor(config, now), as_json)


@app.command()
def maintain(
    config: Config = DEFAULT_CONFIG,
    dry_run: DryRun = False,
    asof_days: Annotated[int, typer.Option("--asof-days", min=1, help="Keep rebuilt past states so long.")] = 90,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Pack old landed files, remove what killed processes left; every past state stays reproducible."""
    _show(commands_maintain.maintain(config, dry_run, asof_days, now), as_json)


@contracts_app.command("write")
def contracts_write(as_json: Json = False) -> None:
    """Write every file derived from the contracts."""
    _show(commands.contracts_write(), as_json)


@contracts_app.command("check")
def contracts_check(as_json: Json = False) -> None:
    """Fail when a derived file is stale."""
    _show(commands.contracts_check(), as_json)


def _failed(lines: list[str], exit_code: int) -> int:
    """Say what went wrong, on stdout too where one JSON object was asked for."""
    for line in lines:
        CONSOLE.fail(line)
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps({"error": lines, "exit_code": exit_code}, ensure_ascii=False) + "\n")
    return exit_code


def _guarded(command: Callable[[], object]) -> Callable[[], int]:
    @wraps(command)
    def guarded() -> int:
        try:
            outcome = command()
        except TyperException as error:
            return _failed([" ".join(error.format_message().split())], error.exit_code)
        except KeyboardInterrupt:
            CONSOLE.fail("interrupted; what was published stands")
            return 130
        except tuple(EXIT_CODES) as error:
            code = next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
            return _failed(explain(error), code)
        return outcome if isinstance(outcome, int) else 0

    return guarded


def main() -> None:
    """Entry point of the command; never shows a traceback for what a person can mend."""
    set_up_logging()
    sys.exit(_guarded(lambda: app(standalone_mode=False))())
