"""The command `nongsan`: its program, what each failure ends in, and how an outcome is printed.

Exit codes: 0 done, 1 failed, 2 bad usage or config, 3 the gate blocked the month.
"""

import inspect
import sys
from collections.abc import Callable
from functools import wraps

import typer
from typer.exceptions import Exit, TyperException

from flows.cli import build, lineage, oversight, plan, reports, serve, sheets
from flows.cli.failures import EXIT_CODES, explain
from flows.cli.options import Json
from flows.cli.outcome import Outcome
from pipeline.province.console import Console, set_up_logging
from pipeline.province.run import ProvinceRun

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From the districts' spreadsheets to the month's official report.",
)
contracts_app = typer.Typer(no_args_is_help=True, help="What is derived from the tab contracts.")
issues_app = typer.Typer(
    no_args_is_help=True, help="What is to be mended, and what is true although a rule refuses it."
)
sheets_app = typer.Typer(no_args_is_help=True, help="The units' workbooks.")
app.add_typer(contracts_app, name="contracts")
app.add_typer(issues_app, name="issues")
app.add_typer(sheets_app, name="sheets")

_COMMANDS: tuple[tuple[typer.Typer, str, Callable[..., Outcome]], ...] = (
    (app, "demo", oversight.demo),
    (app, "run", build.run),
    (app, "sync", build.sync),
    (app, "pull", build.pull),
    (app, "build", build.build),
    (app, "gate", build.gate),
    (app, "report", reports.report),
    (app, "remind", reports.remind),
    (app, "serve", serve.serve),
    (app, "status", oversight.status),
    (app, "alerts", plan.alerts),
    (app, "backtest", plan.backtest),
    (app, "trace", lineage.trace),
    (app, "verify", lineage.verify),
    (app, "plan", plan.plan),
    (app, "doctor", oversight.doctor),
    (app, "maintain", oversight.maintain),
    (issues_app, "list", sheets.issues_list),
    (issues_app, "accept", sheets.issues_accept),
    (sheets_app, "check", sheets.sheets_check),
    (sheets_app, "prepare", sheets.sheets_prepare),
    (sheets_app, "feedback", sheets.sheets_feedback),
    (contracts_app, "write", oversight.contracts_write),
    (contracts_app, "check", oversight.contracts_check),
)


def _printed(command: Callable[..., Outcome]) -> Callable[..., None]:
    """The command with the option `--json`, its outcome printed, and its known failures said in a line each."""
    own = inspect.signature(command)
    takes_json = "as_json" in own.parameters
    option = inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Json)
    parameters = [*own.parameters.values(), *([] if takes_json else [option])]

    @wraps(command)
    def run(**options: object) -> None:
        as_json = bool(options["as_json"] if takes_json else options.pop("as_json"))
        running = ProvinceRun()
        try:
            with running:
                outcome = command(**options)
        except tuple(EXIT_CODES) as error:
            code = next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
            raise Exit(_say_failure(explain(error), code, running.console, as_json=as_json)) from error
        outcome.show(running.console, as_json=as_json)
        if outcome.exit_code:
            raise Exit(outcome.exit_code)

    run.__signature__ = own.replace(parameters=parameters, return_annotation=None)
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


for group, name, function in _COMMANDS:
    group.command(name)(_printed(function))


def _say_failure(lines: list[str], exit_code: int, console: Console, *, as_json: bool) -> int:
    """Say what went wrong, on stdout too where one JSON object was asked for; returns the exit code."""
    for line in lines:
        console.fail(line)
    if as_json:
        console.answer_json({"error": lines, "exit_code": exit_code})
    return exit_code


def execute(arguments: list[str]) -> int:
    """Run the command on these arguments; returns its exit code, never shows a traceback for what a person can mend."""
    try:
        outcome = app(arguments, standalone_mode=False)
    except TyperException as error:
        lines = [" ".join(error.format_message().split())]
        return _say_failure(lines, error.exit_code, Console(), as_json="--json" in arguments)
    except KeyboardInterrupt:
        return _say_failure(["interrupted; what was published stands"], 130, Console(), as_json="--json" in arguments)
    return outcome if isinstance(outcome, int) else 0


def main() -> None:
    """Entry point of the command."""
    set_up_logging()
    sys.exit(execute(sys.argv[1:]))
