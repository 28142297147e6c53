"""`nongsan run`, `sync`, `pull`, `build`, `gate`: from what units keep to a judged warehouse, and all of it at once."""

from collections.abc import Mapping

from flows.cli.options import DEFAULT_CONFIG, All, AsOf, Config, Month, Now, OneMonth, OnlyUnit
from flows.cli.outcome import (
    Outcome,
    all_months_lines,
    mail_lines,
    month_lines,
    optional_as_of,
    optional_month,
    parse_month,
)
from pipeline.editions.outcome import RunOutcome
from pipeline.letters.outbox import UNSENT
from pipeline.province.environment import open_province
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError, Settings


def run(
    month: OneMonth = None, every: All = False, config: Config = DEFAULT_CONFIG, as_of: AsOf = None, now: Now = None
) -> Outcome:
    """Sync, pull, build, judge and report one month or all that are due; says so when nothing changed."""
    if (month is None) != every:
        raise ConfigError("run needs either --month YYYY-MM or --all")
    if every and as_of:
        raise ConfigError("--as-of needs --month YYYY-MM")
    from flows.run_all import RunRequest
    from flows.run_all import run as run_chain

    with open_province(config, now) as province:
        settings = province.settings
        request = RunRequest(optional_month(month, settings), optional_as_of(as_of, settings), now)
        day = settings.local(request.as_of or province.now).date()
        if request.month is not None and request.month > day:
            raise ConfigError(f"--month {month} has not begun by {day:%Y-%m-%d}")
        outcome = run_chain(province, request)
        _warn(province, outcome)
    return Outcome(outcome.document(), _run_lines(outcome, province.settings), 3 if outcome.is_blocked else 0)


def _warn(province: Province, outcome: RunOutcome) -> None:
    for warning in outcome.warnings:
        province.console.warn(warning)
    if outcome.is_unsent:
        province.console.warn_once(UNSENT)


def _run_lines(outcome: RunOutcome, settings: Settings) -> list[str]:
    seconds = ", ".join(f"{step} {spent:.1f}" for step, spent in outcome.seconds.items())
    if outcome.asked is None:
        lines = all_months_lines(outcome.reports, settings, rebuilt=outcome.rebuilt)
    else:
        lines = month_lines(outcome.reports[0], settings, rebuilt=outcome.rebuilt)
    return [*lines, *mail_lines(outcome.delivered), _rows_line(outcome.rows), f"seconds: {seconds}"]


def _rows_line(rows: Mapping[str, int]) -> str:
    return (
        f"rows: {rows['seen']} seen = {rows['accepted']} accepted + {rows['quarantined']} quarantined "
        f"+ {rows['skipped']} skipped"
    )


def sync(config: Config = DEFAULT_CONFIG, unit: OnlyUnit = None, now: Now = None) -> Outcome:
    """Land the spreadsheets that changed."""
    from flows.run_all import prepare_flows
    from pipeline.intake.spreadsheets import changed_units
    from pipeline.province.inputs import land_inputs

    with open_province(config, now) as province:
        land_inputs(province)
        units = changed_units(province, unit)
        if not units:
            return Outcome({"read": 0, "landed": [], "unavailable": {}}, ["no spreadsheet changed"])
        prepare_flows(province)
        from flows.sync_sheets import sync_sheets

        result = sync_sheets(str(config), now, unit, units)
        unread = {unit_code: one.problem for unit_code, one in result.unavailable.items()}
        for unit_code, problem in unread.items():
            province.console.warn(f"unit {unit_code}: {problem}; its last good snapshot stands")
    document = {"read": result.read, "landed": result.landed, "unavailable": unread}
    changed = ", ".join(result.landed) or "none"
    return Outcome(document, [f"{result.read} spreadsheet(s) read; with new content: {changed}"])


def pull(config: Config = DEFAULT_CONFIG, now: Now = None) -> Outcome:
    """Ask every price feed, due or not, and land what changed."""
    from flows.run_all import prepare_flows

    with open_province(config, now) as province:
        prepare_flows(province)
        from flows.pull_prices import pull_prices

        result = pull_prices(str(config), now, force=True)
        for warning in result.warnings():
            province.console.warn(warning)
    document = {
        "landed": result.landed,
        "unchanged": result.unchanged,
        "unavailable": result.unavailable,
        "unfit": result.unfit,
    }
    return Outcome(document, [f"{len(result.landed)} file(s) landed, {len(result.unchanged)} unchanged"])


def build(config: Config = DEFAULT_CONFIG, as_of: AsOf = None, now: Now = None) -> Outcome:
    """Build the warehouse from what has landed and publish it."""
    from flows.run_all import import_ahead, prepare_flows

    with open_province(config, now) as province:
        at = optional_as_of(as_of, province.settings)
        prepare_flows(province)
        import_ahead()
        from flows.build_warehouse import build_warehouse
        from flows.quick_report import quick_report_after_build

        result = build_warehouse(str(config), now, at)
        quick = quick_report_after_build(province, now) if at is None else None
    said = "warehouse" if result.changed else "nothing changed; warehouse"
    as_of_shown = province.settings.shown(result.as_of)
    lines = [f"{said} as of {as_of_shown}: {result.path}", _rows_line(result.rows)]
    document = {
        "as_of": result.as_of.isoformat(),
        "warehouse": str(result.path),
        "changed": result.changed,
        "quick_report": quick.document() if quick else None,
        "rows": result.rows,
    }
    return Outcome(document, lines)


def gate(month: Month, config: Config = DEFAULT_CONFIG, now: Now = None) -> Outcome:
    """Say whether the month's report may go out, and what stands in its way."""
    from pipeline.build.verdicts import kept_verdict

    with open_province(config, now) as province:
        kept = kept_verdict(province, parse_month(month, province.settings))
    return Outcome(kept.document(), kept.lines(province.settings), 3 if kept.is_blocked else 0)
