"""`nongsan report` and `nongsan remind`: both end in letters."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import DEFAULT_CONFIG, All, AsOf, Config, Now, OneMonth
from flows.cli.outcome import (
    Outcome,
    all_months_lines,
    mail_lines,
    month_lines,
    optional_as_of,
    optional_month,
)
from pipeline.editions.outcome import ReportResult, deliveries, reports_unsent
from pipeline.letters.outbox import UNSENT, Delivered
from pipeline.province.environment import open_province, prepare_environment
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError, Settings

if TYPE_CHECKING:
    from expectations.gate import Reservation

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent to whom.")]


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
) -> Outcome:
    """Issue the month's report, all that are due or the interim one from the warehouse, and send what is owed."""
    given = _reservation(release, by, reason)
    if [month is not None, every, summary].count(True) != 1 or (early and not summary):
        raise ConfigError("report needs one of --month YYYY-MM, --all and --summary; --early belongs to --summary")
    if every and (as_of or release):
        raise ConfigError("--as-of and --release belong to one report, not to --all")
    with open_province(config, now) as province:
        if summary:
            return _report_summary(province, as_of, given, early=early)
        return _report_months(province, month, as_of, given, now)


def _reservation(release: bool, by: str | None, reason: str | None) -> "Reservation | None":
    """A named person's release with reservations, or None; raises ConfigError where half of it is given."""
    if release and not (by and reason):
        raise ConfigError("--release needs --by NAME and --reason TEXT")
    if not release and (by or reason):
        raise ConfigError("--by and --reason belong to --release")
    if not (by and reason):
        return None
    from expectations.gate import Reservation

    return Reservation(by, reason)


def _report_months(
    province: Province, month: str | None, as_of: str | None, given: "Reservation | None", now: str | None
) -> Outcome:
    """One month's report or all that are due, by the flow `report-month`."""
    from flows.run_all import prepare_flows

    first, at = optional_month(month, province.settings), optional_as_of(as_of, province.settings)
    prepare_flows(province)
    from flows.report_month import report_month

    due = report_month(str(province.settings.config_path), first, at, given, now)
    if at is None:
        _warn_unsent(province, due.reports)
    mailed = {"deliveries": deliveries(due.delivered)}
    if first is None:
        document = {"reports": [one.document() for one in due.reports]} | mailed
        lines = all_months_lines(due.reports, province.settings)
    else:
        document, lines = due.reports[0].document() | mailed, month_lines(due.reports[0], province.settings)
    is_blocked = any(one.reasons for one in due.reports)
    return Outcome(document, [*lines, *mail_lines(due.delivered)], 3 if is_blocked else 0)


def _warn_unsent(province: Province, reports: tuple[ReportResult, ...]) -> None:
    if reports_unsent(reports, province.settings.mail.host):
        province.console.warn_once(UNSENT)


def _report_summary(province: Province, as_of: str | None, given: "Reservation | None", *, early: bool) -> Outcome:
    """The interim results report of the built warehouse; exit code 3 when the gate blocks it."""
    from expectations.gate import GateBlocked
    from pipeline.editions.summary import report_summary
    from pipeline.ledgers.editions import SUMMARY
    from pipeline.letters.deliver import deliver

    prepare_environment(province.settings)
    at = optional_as_of(as_of, province.settings)
    try:
        issued = report_summary(province, at, given, early=early)
    except GateBlocked as blocked:
        issued = ReportResult.blocked(blocked.verdict, SUMMARY)
    delivered: tuple[Delivered, ...] = ()
    if at is None:
        delivered = deliver(province)
        _warn_unsent(province, (issued,))
    document = issued.document() | ({"deliveries": deliveries(delivered)} if at is None else {})
    return Outcome(document, _summary_lines(issued, province.settings), 3 if issued.reasons else 0)


def _summary_lines(one: ReportResult, settings: Settings) -> list[str]:
    """The edition and its files, or the reasons why there is none."""
    name, as_of = f"interim report up to {one.month:%Y-%m}", settings.shown(one.as_of)
    if one.reasons:
        return [f"{name}: blocked (as of {as_of})", *one.reasons]
    edition = f"{one.kind_of_edition}r{one.revision}, no. {one.number}"
    said = edition if one.changed else f"no figure changed enough for another edition; {edition} stands"
    return [f"{name}: {said}, as of {as_of}", *(f"{file}: {path}" for file, path in one.files.items())]


def remind(config: Config = DEFAULT_CONFIG, dry_run: DryRun = False, now: Now = None) -> Outcome:
    """Write to the units whose data of a month are not complete as its deadline comes and passes."""
    from pipeline.letters.reminders import remind as write

    with open_province(config, now) as province:
        found = write(province, dry_run=dry_run)
    reminders = [
        {
            "month": f"{one.moment.month:%Y-%m}",
            "offset": one.moment.offset,
            "unit_code": one.unit_code,
            "recipient": one.letter.recipients[0],
            "subject": one.letter.subject,
            "text": one.letter.text,
        }
        for one in found.reminders
    ]
    document = {"dry_run": dry_run, "reminders": reminders, "deliveries": deliveries(found.delivered),
                "without_address": list(found.without_address)}  # fmt: skip
    said = "would be sent" if dry_run else "written"
    lines = [f"{one['unit_code']} ({one['recipient']}), {said}: {one['subject']}" for one in reminders]
    lines += mail_lines(found.delivered)
    lines += [f"no e-mail address: {name}" for name in found.without_address]
    return Outcome(document, lines or ["no unit is to be reminded now"])
