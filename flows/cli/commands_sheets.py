"""What the commands about issues and workbooks do: settings in, an outcome to print out."""

from pathlib import Path

from flows.cli.commands import Outcome
from pipeline.province.environment import clock, load_settings, prepare_environment


def issues_list(config: Path, unit: str | None, with_cleared: bool, now_option: str | None) -> Outcome:
    """Open issues, or all there ever were."""
    from pipeline.feedback.open_issues import issue_line, listed_issues

    settings = load_settings(config)
    issues = listed_issues(settings, clock(settings, now_option), unit, with_cleared=with_cleared)
    lines = [issue_line(issue) for issue in issues] or ["no issue is open" if not with_cleared else "no issue yet"]
    return Outcome({"issues": [_plain(issue) for issue in issues]}, lines)


def _plain(issue: dict) -> dict:
    """Instants as ISO text."""
    at = ("first_seen_at", "cleared_at")
    return issue | {name: issue[name].isoformat() for name in at if issue[name] is not None}


def issues_accept(config: Path, issue_id: str, by: str, reason: str, now_option: str | None) -> Outcome:
    """Let a true value, or a held tab, in by name."""
    from pipeline.feedback.open_issues import accept_issue

    settings = load_settings(config)
    acceptance, is_new = accept_issue(settings, clock(settings, now_option), issue_id, by, reason)
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
    by_whom = f"{acceptance.accepted_by} on {settings.local(acceptance.accepted_at):%Y-%m-%d}: {acceptance.reason}"
    place = f"unit {acceptance.unit_code}, tab {acceptance.tab}, {acceptance.rule}"
    return Outcome(document, [f"{acceptance.issue_id} ({place}): {said}", f"by {by_whom}"])


def sheets_check(config: Path, unit: str, now_option: str | None) -> Outcome:
    """The verdict on a unit's workbook as it is on disk, in Vietnamese for its keeper."""
    settings = load_settings(config)
    prepare_environment(settings)
    from pipeline.build.one_workbook import check_sheet

    verdict = check_sheet(settings, unit, clock(settings, now_option))
    return Outcome(verdict.document(), verdict.lines())
