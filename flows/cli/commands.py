"""What each command does, without its options' syntax: settings in, an outcome to print out."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from connectors.landing.store import Landing
from pipeline.province.console import CONSOLE
from pipeline.province.environment import clock, load_settings
from pipeline.province.settings import ConfigError, Settings, parse_instant

_MONTH = re.compile(r"^(\d{4})-(\d{2})$")


@dataclass(frozen=True)
class Outcome:
    """What a command found: one JSON object, the same as lines for a person, and the exit code."""

    document: dict
    lines: list[str] = field(default_factory=list)
    exit_code: int = 0


def parse_month(text: str, settings: Settings) -> date:
    """First day of a plan month; raises ConfigError naming the months there are."""
    first, last = settings.plan_months[0], settings.plan_months[-1]
    match = _MONTH.match(text)
    if match is None or not 1 <= int(match[2]) <= 12:
        raise ConfigError(f"--month {text!r} is not a month like {first:%Y-%m}")
    month = date(int(match[1]), int(match[2]), 1)
    if month not in settings.plan_months:
        raise ConfigError(f"--month {text} is outside the plan, {first:%Y-%m} to {last:%Y-%m}")
    return month


def _as_of(settings: Settings, text: str | None) -> datetime | None:
    return parse_instant(text, settings.zone, name="--as-of") if text else None


def demo(directory: Path, seed: int, until_text: str) -> Outcome:
    """Make a demo province in an empty folder."""
    from flows.cli.demo import make_demo

    try:
        until = date.fromisoformat(until_text)
    except ValueError as error:
        raise ConfigError(f"--until {until_text!r} is not a day like 2023-09-05") from error
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise ConfigError(f"{directory} is not an empty folder: name a new one")
    try:
        summary = make_demo(directory, seed, until)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    lines = [
        f"{summary['workbooks']} workbooks, {summary['feeds']} feeds, {summary['reads']} landed reads in {directory}",
        f"its clock stands at {summary['now']}",
        f"next: nongsan run --config {directory}/nongsan.toml --month {summary['month']}",
    ]
    return Outcome(summary, lines)


def run(config: Path, month_text: str | None, as_of_text: str | None, now_option: str | None) -> Outcome:
    """The whole chain for one month, or for all that are due."""
    from flows.run_all import RunRequest
    from flows.run_all import run as run_chain

    settings = load_settings(config)
    month, now = parse_month(month_text, settings) if month_text else None, clock(settings, now_option)
    request = RunRequest(month, _as_of(settings, as_of_text), now, now_option)
    if month is not None and month > settings.local(request.as_of or now).date():
        raise ConfigError(f"--month {month_text} has not begun by {settings.local(request.as_of or now):%Y-%m-%d}")
    document = run_chain(settings, request)
    return Outcome(document, _run_lines(document), _exit_code(document))


def _run_lines(document: dict) -> list[str]:
    for warning in document["warnings"]:
        if not warning.startswith("nothing was sent"):
            CONSOLE.warn(warning)
        else:
            CONSOLE.warn_once(warning)
    seconds = ", ".join(f"{step} {spent:.1f}" for step, spent in document["seconds"].items())
    return [*report_lines(document), _rows_line(document["rows"]), f"seconds: {seconds}"]


def report_lines(document: dict) -> list[str]:
    """What came of the reports, one by one, and what was mailed."""
    reports = document.get("reports", [document])
    lines = [line for one in reports for line in _report_lines(one | {"rebuilt": document.get("rebuilt")})]
    if "reports" in document:
        lines = [_short_line(one, document.get("rebuilt")) for one in reports] or ["no month has passed its deadline"]
    return [*lines, *[mail_line(one) for one in document.get("deliveries", ())]]


def _short_line(one: dict, rebuilt: bool | None) -> str:
    """One report of several: its first line, and where its page is."""
    first, *_ = _report_lines(one | {"rebuilt": rebuilt})
    if one.get("kind") == "summary":
        first = f"interim report up to {first}"
    if one.get("reasons"):
        return f"{first}: {' '.join(one['reasons'])}"
    return f"{first}: {one['files']['bao-cao.pdf']}"


def mail_line(one: dict) -> str:
    """How a letter ended with one recipient."""
    again = " (possibly a second time)" if one["possible_repeat"] else ""
    return f"mail {one['kind']} {one['key']} to {one['recipient']}: {one['outcome']}{again}"


def _report_lines(document: dict) -> list[str]:
    """The verdict and the files, or the reasons why there are none."""
    month, verdict = document["month"], document["verdict"].replace("_", " ")
    if document.get("reasons"):
        unchanged = "" if document["changed"] else "nothing changed; "
        return [f"{month}: {unchanged}blocked (as of {document['as_of']})", *document["reasons"]]
    edition = f"{'provisional ' if document['provisional'] else ''}report r{document['revision']}"
    kept = "no figure changed enough for another edition" if document.get("rebuilt") else "nothing changed"
    said = f"{verdict}, {edition}" if document["changed"] else f"{kept}; {edition} stands ({verdict})"
    files = [f"{name}: {path}" for name, path in document["files"].items()]
    return [f"{month}: {said}, as of {document['as_of']}", *files]


def _exit_code(document: dict) -> int:
    return 3 if any(one.get("reasons") for one in document.get("reports", [document])) else 0


def sync(config: Path, unit: str | None, now_option: str | None) -> Outcome:
    """Land changed spreadsheets."""
    from flows.run_all import prepare_flows
    from pipeline.intake.spreadsheets import changed_units
    from pipeline.province.inputs import land_inputs

    settings = load_settings(config)
    landing = Landing(settings.landing_folder)
    land_inputs(settings, landing, clock(settings, now_option))
    units = changed_units(settings, landing, unit, clock(settings, now_option))
    if not units:
        return Outcome({"read": 0, "landed": [], "unavailable": {}}, ["no spreadsheet changed"])
    prepare_flows(settings)
    from flows.sync_sheets import sync_sheets

    result = sync_sheets(str(config), now_option, unit, units)
    for unit_code, problem in result.unavailable.items():
        CONSOLE.warn(f"unit {unit_code}: {problem}; its last good snapshot stands")
    document = {"read": result.read, "landed": result.landed, "unavailable": result.unavailable}
    changed = ", ".join(result.landed) or "none"
    return Outcome(document, [f"{result.read} spreadsheet(s) read; with new content: {changed}"])


def pull(config: Path, now_option: str | None) -> Outcome:
    """Ask every feed, due or not, and land what changed."""
    from flows.run_all import prepare_flows

    settings = load_settings(config)
    prepare_flows(settings)
    from flows.pull_prices import pull_prices

    result = pull_prices(str(config), now_option, force=True)
    for name, problem in result.unavailable.items():
        CONSOLE.warn(f"feed {name}: {problem}; its earlier prices stand")
    document = {"landed": result.landed, "unchanged": result.unchanged, "unavailable": result.unavailable}
    return Outcome(document, [f"{len(result.landed)} file(s) landed, {len(result.unchanged)} unchanged"])


def build(config: Path, as_of_text: str | None, now_option: str | None) -> Outcome:
    """Build and publish the warehouse."""
    from flows.run_all import prepare_flows, warm_up

    settings = load_settings(config)
    as_of = _as_of(settings, as_of_text)
    prepare_flows(settings)
    warm_up()
    from flows.build_warehouse import build_warehouse
    from flows.quick_report import tell_after_build

    result = build_warehouse(str(config), now_option, as_of)
    told = tell_after_build(settings, now_option) if as_of is None else None
    said = "warehouse" if result.changed else "nothing changed; warehouse"
    lines = [f"{said} as of {result.as_of.isoformat()}: {result.path}", _rows_line(result.rows)]
    document = {"as_of": result.as_of.isoformat(), "warehouse": str(result.path), "changed": result.changed}
    document["quick_report"] = told.document() if told else None
    return Outcome(document | {"rows": result.rows}, lines)


def _rows_line(rows: dict) -> str:
    return (
        f"rows: {rows['seen']} seen = {rows['accepted']} accepted + {rows['quarantined']} quarantined "
        f"+ {rows['skipped']} skipped"
    )


def gate(config: Path, month_text: str, now_option: str | None) -> Outcome:
    """The month's verdict as built; exit code 3 when it is blocked."""
    from pipeline.build.verdicts import kept_verdict

    settings = load_settings(config)
    month = parse_month(month_text, settings)
    kept = kept_verdict(settings, month)
    lines = [f"{month:%Y-%m}: {kept['verdict'].replace('_', ' ')} (as of {kept['as_of']})"]
    lines += [f"- {_mark(one)} {one['check_name']}: {one['detail']}" for one in kept["checks"]]
    return Outcome({"month": f"{month:%Y-%m}", **kept}, lines, 3 if kept["verdict"] == "blocked" else 0)


def _mark(check: dict) -> str:
    return "ok" if check["passed"] else "FAILS" if check["severity"] == "critical" else "warns"


def reservation(by: str | None, reason: str | None) -> object | None:
    """A named person's release with reservations, or None."""
    from expectations.gate import Reservation

    return Reservation(by, reason) if by and reason else None


def report(
    config: Path, month_text: str | None, as_of_text: str | None, given: object | None, now_option: str | None
) -> Outcome:
    """Issue the month's report, or all that are due, from the built warehouse, and send what is owed."""
    from flows.run_all import prepare_flows
    from pipeline.letters.deliver import deliveries, delivery_warnings

    settings = load_settings(config)
    month, as_of = parse_month(month_text, settings) if month_text else None, _as_of(settings, as_of_text)
    prepare_flows(settings)
    from flows.report_month import report_month

    due = report_month(str(config), month, as_of, given, now_option)
    for warning in delivery_warnings(settings, list(due.reports)) if as_of is None else ():
        CONSOLE.warn_once(warning)
    reports = {"reports": list(due.reports)} if month is None else due.reports[0]
    document = {**reports, "deliveries": deliveries(due.delivered)}
    return Outcome(document, report_lines(document), _exit_code(document))


def status(config: Path, now_option: str | None) -> Outcome:
    """Units by month, freshness, open issues, verdicts."""
    from pipeline.oversight.status import status_document, status_lines

    settings = load_settings(config)
    document = status_document(settings, clock(settings, now_option))
    return Outcome(document, status_lines(document))


def alerts(config: Path) -> Outcome:
    """The published warehouse's alerts with their back-test."""
    from pipeline.oversight.alerts import alert_lines, alerts_document

    document = alerts_document(load_settings(config))
    return Outcome(document, alert_lines(document))


def backtest(config: Path) -> Outcome:
    """The back-test of the published warehouse's alerts."""
    from pipeline.oversight.alerts import backtest_document, backtest_lines

    document = backtest_document(load_settings(config))
    return Outcome(document, backtest_lines(document["methods"]))


def contracts_write() -> Outcome:
    """Write what is derived from the contracts."""
    from flows.cli.derived import write_derived

    written = write_derived()
    return Outcome({"written": written}, [f"written: {path}" for path in written] or ["everything was fresh"])


def contracts_check() -> Outcome:
    """Compare what is derived from the contracts with what is on disk."""
    from flows.cli.derived import stale_files

    stale = stale_files()
    lines = [f"stale: {path}; run `nongsan contracts write`" for path in stale] or ["everything is fresh"]
    return Outcome({"stale": stale}, lines, 1 if stale else 0)
