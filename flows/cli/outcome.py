"""What a command gives back: one JSON object, the same as lines for a person, and its exit code."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pipeline.editions.outcome import ReportResult, deliveries
from pipeline.ledgers.editions import SUMMARY
from pipeline.letters.outbox import Delivered
from pipeline.province.console import Console
from pipeline.province.settings import ConfigError, Settings, parse_instant

_MONTH = re.compile(r"^(\d{4})-(\d{2})$")


@dataclass(frozen=True)
class Outcome:
    """What a command found, for its caller to print."""

    document: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    exit_code: int = 0

    def show(self, console: Console, *, as_json: bool) -> None:
        """Print the JSON object, or the lines, on stdout."""
        if as_json:
            console.answer_json(self.document)
        else:
            console.answer(self.lines)


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


def optional_month(text: str | None, settings: Settings) -> date | None:
    """The plan month of an option that may be left out."""
    return parse_month(text, settings) if text else None


def optional_as_of(text: str | None, settings: Settings) -> datetime | None:
    """The instant (UTC) of `--as-of`, None where it was left out; raises ConfigError."""
    return parse_instant(text, settings.zone, name="--as-of") if text else None


def month_lines(one: ReportResult, settings: Settings, *, rebuilt: bool | None = None) -> list[str]:
    """The verdict on one month and the files of its report, or the reasons why there are none."""
    name, as_of = f"{one.month:%Y-%m}", settings.shown(one.as_of)
    if one.reasons:
        unchanged = "" if one.changed else "nothing changed; "
        return [f"{name}: {unchanged}blocked (as of {as_of})", *one.reasons]
    verdict = one.verdict.replace("_", " ")
    edition = f"{one.kind_of_edition}report r{one.revision}"
    kept = "no figure changed enough for another edition" if rebuilt else "nothing changed"
    said = f"{verdict}, {edition}" if one.changed else f"{kept}; {edition} stands ({verdict})"
    return [f"{name}: {said}, as of {as_of}", *(f"{file}: {path}" for file, path in one.files.items())]


def all_months_lines(
    reports: tuple[ReportResult, ...], settings: Settings, *, rebuilt: bool | None = None
) -> list[str]:
    """One line a report: the verdict and where its page is, or why there is none."""
    return [_short_line(one, settings, rebuilt) for one in reports] or ["no month has passed its deadline"]


def _short_line(one: ReportResult, settings: Settings, rebuilt: bool | None) -> str:
    first, *_ = month_lines(one, settings, rebuilt=rebuilt)
    if one.kind == SUMMARY:
        first = f"interim report up to {first}"
    return f"{first}: {' '.join(one.reasons) if one.reasons else one.files['bao-cao.pdf']}"


def mail_lines(delivered: tuple[Delivered, ...]) -> list[str]:
    """How each letter that was tried just now ended with its recipient."""
    return [
        f"mail {one['kind']} {one['key']} to {one['recipient']}: {one['outcome']}"
        + (" (possibly a second time)" if one["possible_repeat"] else "")
        for one in deliveries(delivered)
    ]
