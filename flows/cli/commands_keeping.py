"""What the commands do that look after the units' spreadsheets and after what a run depends on."""

from pathlib import Path

from connectors.landing.store import Landing
from connectors.sheets.protocol import SheetUnavailable
from flows.cli.commands import Outcome
from pipeline.province.console import CONSOLE
from pipeline.province.environment import load_settings
from pipeline.province.settings import ConfigError, Settings


def _asked(settings: Settings, unit: str | None) -> list[str]:
    from pipeline.intake.spreadsheets import units_now

    codes = [one.unit_code for one in units_now(settings)]
    if unit is not None and unit not in codes:
        raise ConfigError(f"unknown unit {unit!r}: units.csv has {', '.join(codes)}")
    return [unit] if unit else codes


def sheets_prepare(config: Path, unit: str | None, dry_run: bool) -> Outcome:
    """Make or repair spreadsheets from the contracts; exit code 1 where a person has to do something."""
    from pipeline.intake.spreadsheets import sheet_backend

    settings = load_settings(config)
    if settings.sheets.backend == "workbooks" and not dry_run:
        settings.sheets_folder.mkdir(parents=True, exist_ok=True)
    backend = sheet_backend(settings)
    document: dict[str, dict] = {}
    lines: list[str] = []
    for code in _asked(settings, unit):
        try:
            done, problems = backend.prepare(code, dry_run=dry_run)
        except SheetUnavailable as error:
            done, problems = [], [error.problem]
        document[code] = {"done": done, "problems": problems}
        said = "would do: " if dry_run else ""
        lines += [f"{code}: {said}{what}" for what in done] or ([] if problems else [f"{code}: nothing to do"])
        lines += [f"{code}: by hand: {problem}" for problem in problems]
    failed = any(one["problems"] for one in document.values())
    return Outcome({"units": document, "dry_run": dry_run}, lines, 1 if failed else 0)


def sheets_feedback(config: Path, unit: str | None, dry_run: bool) -> Outcome:
    """Write what the last build found into the units' spreadsheets, or show it; exit code 1 where one refused."""
    from pipeline.feedback.write_back import feed_back

    settings = load_settings(config)
    if not dry_run and not settings.sheets.write_back:
        raise ConfigError("[sheets] write_back is off: give --dry-run to see the feedback, or turn it on to write it")
    landing = Landing(settings.landing_folder)
    result = feed_back(settings, landing, units=_asked(settings, unit), dry_run=dry_run)
    for code, problem in result.skipped.items():
        CONSOLE.warn(f"unit {code}: {problem}")
    lines = [line for written in result.written for line in written.lines()] if dry_run else []
    lines += [f"{one.unit_code}: {_counted(one.count())}" for one in result.written]
    document = {
        "written": {one.unit_code: one.count() for one in result.written},
        "skipped": result.skipped,
        "dry_run": dry_run,
    }
    return Outcome(document, lines or ["nothing new to say"], 1 if result.skipped else 0)


def _counted(count: dict[str, int]) -> str:
    return f"{count['marked']} cell(s) marked, {count['cleared']} cleared, {count['row_ids']} Mã filled"


def doctor(config: Path, now_option: str | None) -> Outcome:
    """Everything a run depends on, one line each; exit code 1 where something fails."""
    from pipeline.oversight.doctor import FAILS, examine

    findings = examine(load_settings(config), now_option)
    document = {"findings": [{"what": one.what, "state": one.state, "detail": one.detail} for one in findings]}
    failed = any(one.state == FAILS for one in findings)
    return Outcome(document, [one.line() for one in findings], 1 if failed else 0)
