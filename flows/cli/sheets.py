"""`nongsan issues …` and `nongsan sheets …`: what is to be mended in the spreadsheets, and the sheets themselves."""

from collections.abc import Mapping
from typing import Annotated

import typer

from connectors.sheets.protocol import SheetUnavailable
from flows.cli.options import DEFAULT_CONFIG, Config, DryRun, Now, OnlyUnit, Unit
from flows.cli.outcome import Outcome
from pipeline.province.environment import open_province, prepare_environment
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError


def issues_list(
    config: Config = DEFAULT_CONFIG,
    unit: OnlyUnit = None,
    with_cleared: Annotated[bool, typer.Option("--all", help="Cleared ones too.")] = False,
    now: Now = None,
) -> Outcome:
    """Every open issue with its id, its place, its age and what to write; the feeds that their declaration misfits."""
    from pipeline.feedback.open_issues import listed_issues
    from pipeline.oversight.status import unfit_feeds

    with open_province(config, now) as province:
        issues = listed_issues(province, unit, with_cleared=with_cleared)
        feeds = unfit_feeds(province) if unit is None else ()
    lines = [issue.line(province.now) for issue in issues] + [feed.line() for feed in feeds]
    document = {
        "issues": [issue.document(province.now) for issue in issues],
        "feeds": [{"source": feed.source, "problem": feed.problem} for feed in feeds],
    }
    return Outcome(document, lines or ["no issue is open" if not with_cleared else "no issue yet"])


def issues_accept(
    issue_id: Annotated[str, typer.Argument(metavar="ID", help="The id that `issues list` shows.")],
    by: Annotated[str, typer.Option("--by", help="Who accepts it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is true.")],
    config: Config = DEFAULT_CONFIG,
    now: Now = None,
) -> Outcome:
    """Let a true value that a rule refuses in, or a held tab: this row, rule and value only."""
    from pipeline.feedback.open_issues import accept_issue

    with open_province(config, now) as province:
        acceptance, is_new = accept_issue(province, issue_id, by, reason)
        day = f"{province.settings.local(acceptance.accepted_at):%Y-%m-%d}"
    document = {
        "issue_id": acceptance.issue_id,
        "unit_code": acceptance.unit_code,
        "tab": acceptance.tab,
        "rule": acceptance.rule,
        "raw_value": acceptance.raw_value,
        "by": acceptance.accepted_by,
        "reason": acceptance.reason,
        "accepted_at": acceptance.accepted_at.isoformat(),
        "changed": is_new,
    }
    said = "accepted; the next build applies it" if is_new else "nothing changed; accepted before"
    place = f"unit {acceptance.unit_code}, tab {acceptance.tab}, {acceptance.rule}"
    by_whom = f"by {acceptance.accepted_by} on {day}: {acceptance.reason}"
    return Outcome(document, [f"{acceptance.issue_id} ({place}): {said}", by_whom])


def sheets_check(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="The unit_code.")],
    config: Config = DEFAULT_CONFIG,
    now: Now = None,
) -> Outcome:
    """The verdict on a unit's workbook as it is on disk, in Vietnamese; nothing is landed."""
    with open_province(config, now) as province:
        prepare_environment(province.settings)
        from pipeline.build.one_workbook import check_sheet

        verdict = check_sheet(province, unit)
    return Outcome(verdict.document(), verdict.lines())


def _asked(province: Province, unit: str | None) -> list[str]:
    """The unit asked for, or all of units.csv; raises ConfigError on an unknown one."""
    from pipeline.intake.spreadsheets import units_now

    codes = [one.unit_code for one in units_now(province.settings)]
    if unit is not None and unit not in codes:
        raise ConfigError(f"unknown unit {unit!r}: units.csv has {', '.join(codes)}")
    return [unit] if unit else codes


def sheets_prepare(
    unit: Unit = None, config: Config = DEFAULT_CONFIG, dry_run: DryRun = False, now: Now = None
) -> Outcome:
    """Make or repair spreadsheets from the contracts: tabs, headers, drop-downs, protection; never touches data."""
    from pipeline.intake.spreadsheets import sheet_backend

    with open_province(config, now) as province:
        settings = province.settings
        if settings.sheets.backend == "workbooks" and not dry_run:
            settings.sheets_folder.mkdir(parents=True, exist_ok=True)
        backend = sheet_backend(province)
        document: dict[str, dict[str, list[str]]] = {}
        for code in _asked(province, unit):
            try:
                done, problems = backend.prepare(code, province.measurement_units, dry_run=dry_run)
            except SheetUnavailable as error:
                done, problems = [], [error.problem]
            document[code] = {"done": done, "problems": problems}
    lines = [line for code, found in document.items() for line in _prepared_lines(code, found, dry_run=dry_run)]
    failed = any(one["problems"] for one in document.values())
    return Outcome({"units": document, "dry_run": dry_run}, lines, 1 if failed else 0)


def _prepared_lines(code: str, found: Mapping[str, list[str]], *, dry_run: bool) -> list[str]:
    said = "would do: " if dry_run else ""
    lines = [f"{code}: {said}{what}" for what in found["done"]]
    lines += [f"{code}: by hand: {problem}" for problem in found["problems"]]
    return lines or [f"{code}: nothing to do"]


def sheets_feedback(
    unit: Unit = None, config: Config = DEFAULT_CONFIG, dry_run: DryRun = False, now: Now = None
) -> Outcome:
    """Write what the last build found into the spreadsheets; --dry-run shows every cell instead."""
    from pipeline.feedback.write_back import feed_back

    with open_province(config, now) as province:
        if not dry_run and not province.settings.sheets.write_back:
            raise ConfigError(
                "[sheets] write_back is off: give --dry-run to see the feedback, or turn it on to write it"
            )
        result = feed_back(province, units=_asked(province, unit), dry_run=dry_run)
        for code, problem in result.skipped.items():
            province.console.warn(f"unit {code}: {problem}")
    lines = [line for written in result.written for line in written.lines()] if dry_run else []
    lines += [f"{one.unit_code}: {_counted(one.count())}" for one in result.written]
    document = {
        "written": {one.unit_code: one.count() for one in result.written},
        "skipped": result.skipped,
        "dry_run": dry_run,
    }
    return Outcome(document, lines or ["nothing new to say"], 1 if result.skipped else 0)


def _counted(count: Mapping[str, int]) -> str:
    return f"{count['marked']} cell(s) marked, {count['cleared']} cleared, {count['row_ids']} Mã filled"
