"""`nongsan status`: who reported which month and how well, how fresh everything is, what is open, what was judged."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from connectors.barrier import UNREAD_REASONS, UNREAD_RULES, printable
from connectors.warehouse import Selection
from pipeline.feedback.open_issues import age_days, held_notices
from pipeline.last_run import LastRun, last_runs
from pipeline.ledgers.editions import SUMMARY
from pipeline.ledgers.events import EditionEvent, damaged_events
from pipeline.ledgers.manifests import damaged_manifests
from pipeline.oversight import outlook
from pipeline.oversight.refused import RefusedRuns, refused_runs
from pipeline.province.json_values import json_of
from pipeline.province.present import reads_ahead, said_of
from pipeline.province.province import Province
from pipeline.province.settings import shown_in

LEGEND = (
    "U usable · C complete · R received · . nothing yet · - not expected · lower case: late · "
    "oldest: age of the oldest open issue"
)
SHOWN_ITEMS = 10
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class MonthStatus:
    """How a unit stands in a month."""

    expected: bool
    received: bool
    complete: bool
    on_time: bool
    usable: bool

    @property
    def letter(self) -> str:
        """The same in one letter of the legend."""
        if not self.expected:
            return "-"
        if not self.received:
            return "."
        letter = "U" if self.usable else "C" if self.complete else "R"
        return letter if self.on_time else letter.lower()


@dataclass(frozen=True)
class UnitStatus:
    """A unit's months (YYYY-MM) and its open issues; `oldest_issue_days`: age of the oldest, None without any."""

    unit_code: str
    unit_name: str
    months: dict[str, MonthStatus]
    open_errors: int = 0
    open_warnings: int = 0
    oldest_issue_days: int | None = None

    @property
    def name(self) -> str:
        """Code and name."""
        return f"{self.unit_code} {self.unit_name}"

    def letter(self, month: str) -> str:
        """How it stands in a month, in one letter of the legend."""
        return self.months[month].letter if month in self.months else "-"


@dataclass(frozen=True)
class FeedState:
    """How fresh a price feed is, how many prices it gave, what was refused and why.

    unmatched: prices without a product. not_converted: without VND/kg. problem: why its declaration does not fit it.
    """

    source: str
    last_price_date: date | None
    last_fetched_at: datetime | None
    is_stale: bool
    observations: int
    unmatched: int
    grade_inversions: int
    quarantined: dict[str, int]
    not_converted: int = 0
    problem: str | None = None

    def line(self) -> str:
        """The feed on one line."""
        refused = ", ".join(f"{reason} {rows}" for reason, rows in self.quarantined.items())
        converted = f", {self.not_converted} without VND/kg" if self.not_converted else ""
        said = (
            f"feed {self.source}: newest price {self.last_price_date}{' STALE' if self.is_stale else ''}, "
            f"{self.observations} prices ({self.unmatched} without a product{converted}), refused: {refused or 'none'}"
        )
        said += f"; {self.grade_inversions} grade inversion(s)" if self.grade_inversions else ""
        return said + (f"; DOES NOT FIT: {self.problem}" if self.problem else "")


@dataclass(frozen=True)
class UnfitFeed:
    """A feed whose declaration does not fit what it gives, and why."""

    source: str
    problem: str

    def line(self) -> str:
        """The same on one line."""
        return f"feed {self.source}: {self.problem}"


@dataclass(frozen=True)
class UnmatchedItem:
    """A name in the feeds that no product bears, how many prices came under it, the day of the newest."""

    item_name: str
    prices: int
    last_price_date: date


@dataclass(frozen=True)
class UnreadPlace:
    """A cell, row or tab of a unit, or a file of a feed (`source`), at which its reader failed; `rule` says how."""

    source: str
    place: str
    rule: str

    def words(self) -> str:
        """The place in a few words."""
        return f"{self.source} {printable(self.place)} {self.rule}"


@dataclass(frozen=True)
class IssuedReport:
    """An edition: the month (YYYY-MM; of the interim report the last it covers), revision, number and verdict."""

    kind: str
    month: str
    revision: int
    number: int
    verdict: str

    def words(self) -> str:
        """The edition in a few words."""
        return f"{'summary to ' * (self.kind == SUMMARY)}{self.month} r{self.revision} (no. {self.number})"


@dataclass(frozen=True)
class Status:
    """Everything `nongsan status` shows, as of the published build (`as_of`); instants in UTC.

    `verdicts`: by month (YYYY-MM). `held`: a line on each tab that is held back. `timezone`: the plan's, by name.
    `clock`: a line on reads that are dated after the present. `damaged_events`, `damaged_manifests`: a line on each
    event of a ledger, on each edition's manifest, that can't be read. `unread_reports`: how many of the ledger of
    reports, in words.
    """

    now: datetime
    as_of: datetime
    last_read_at: datetime | None
    units: tuple[UnitStatus, ...]
    verdicts: dict[str, str]
    feeds: tuple[FeedState, ...]
    unmatched_items: tuple[UnmatchedItem, ...]
    runs: tuple[LastRun, ...]
    held: tuple[str, ...]
    timezone: str
    server: outlook.Server | None
    schedule: tuple[outlook.FlowState, ...]
    mail: outlook.MailState
    reports: tuple[IssuedReport, ...]
    refused_runs: RefusedRuns | None
    unread: tuple[UnreadPlace, ...] = ()
    damaged_events: tuple[str, ...] = ()
    clock: str | None = None
    damaged_manifests: tuple[str, ...] = ()
    unread_reports: str | None = None

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan status`."""
        return json_of(self)

    def lines(self) -> list[str]:
        """The same as tables of text."""
        verdicts = [f"{month} {verdict.replace('_', ' ')}" for month, verdict in self.verdicts.items()]
        shown = partial(shown_in, ZoneInfo(self.timezone))
        runs = [
            f"{one.month} {one.verdict.replace('_', ' ')} at {shown(datetime.fromisoformat(one.at))}"
            for one in self.runs
        ]
        read_at = self.last_read_at and shown(self.last_read_at)
        return [
            f"warehouse as of {shown(self.as_of)}, last read {read_at}, clock {shown(self.now)}",
            *_text(self._units_table()),
            LEGEND,
            f"gate: {'; '.join(verdicts) or 'no month judged yet'}",
            *([one.line() for one in self.feeds] or ["feeds: none declared"]),
            f"items without a product, most frequent first: {_unmatched(self.unmatched_items)}",
            f"reports issued: {self._issued()}",
            f"last runs: {'; '.join(runs) or 'none'}",
            *[f"held: {notice}" for notice in self.held],
            *([f"clock: {self.clock}"] if self.clock else []),
            *([f"unreadable: {_unread_line(self.unread)}"] if self.unread else []),
            *[f"unreadable: {line}" for line in (*self.damaged_events, *self.damaged_manifests)],
            *self.mail.lines(),
            outlook.server_line(self.server),
            *([self.refused_runs.line(ZoneInfo(self.timezone))] if self.refused_runs else []),
            *_text(self._schedule_table()),
        ]

    def _issued(self) -> str:
        """The editions in a few words each; which ones can't be known is said, and never that there is none."""
        known = [one.words() for one in self.reports]
        unread = [f"{self.unread_reports}: of which month is not known"] if self.unread_reports else []
        return "; ".join([*known, *unread]) or "none"

    def _units_table(self) -> Table:
        months = sorted({month for unit in self.units for month in unit.months})
        headers = ("unit", *[month[5:] for month in months], "errors", "warnings", "oldest")
        table = Table(*headers, title="units by month", box=None)
        for unit in self.units:
            letters = [unit.letter(month) for month in months]
            oldest = "" if unit.oldest_issue_days is None else f"{unit.oldest_issue_days} d"
            table.add_row(unit.name, *letters, str(unit.open_errors), str(unit.open_warnings), oldest)
        return table

    def _schedule_table(self) -> Table:
        title = f"flows by the schedule, times of {self.timezone}"
        table = Table("flow", "last run", "ended", "next run", title=title, box=None)
        for one in self.schedule:
            table.add_row(*one.row(ZoneInfo(self.timezone)))
        return table


def _unmatched(items: Sequence[UnmatchedItem]) -> str:
    shown = [f"{one.item_name} ({one.prices})" for one in items[:SHOWN_ITEMS]]
    return (", ".join(shown) or "none") + (f" and {len(items) - SHOWN_ITEMS} more" if len(items) > SHOWN_ITEMS else "")


def _unread_line(unread: Sequence[UnreadPlace]) -> str:
    shown = "; ".join(one.words() for one in unread[:SHOWN_ITEMS])
    more = f" and {len(unread) - SHOWN_ITEMS} more" if len(unread) > SHOWN_ITEMS else ""
    return f"{len(unread)}, the rest was read: {shown}{more}; tracebacks in data/logs/barrier.log"


def _text(table: Table) -> list[str]:
    console = Console(file=io.StringIO(), width=132, color_system=None)
    console.print(table)
    return console.file.getvalue().rstrip().splitlines()


_STATES = tuple(one.name for one in fields(MonthStatus))
_TABLES = {
    "run": Selection("raw.run", ("as_of",)),
    "units": Selection("marts.dim_units", ("unit_code", "unit_name"), order_by=("unit_code",)),
    "reporting": Selection("marts.mart_reporting", ("unit_code", "month", *_STATES), order_by=("unit_code", "month")),
    "issues": Selection("quality.issues", ("unit_code", "severity", "first_seen_at"), {"cleared_at": None}),
    "verdicts": Selection("quality.gate_verdicts", ("month", "verdict"), order_by=("month",)),
    "feeds": Selection(
        "raw.feeds",
        (
            "source",
            "last_price_date",
            "last_fetched_at",
            "stale_after_days",
            "grade_inversions",
            "not_converted",
            "problem",
        ),
        order_by=("source",),
    ),
    "prices": Selection("raw.price_observations", ("source",)),
    "unmatched": Selection("raw.price_observations", ("source", "item_name", "price_date"), {"product_code": None}),
    "unread": Selection(
        "quality.issues",
        ("unit_code", "tab", "cell", "sheet_row", "rule"),
        {"cleared_at": None, "rule": UNREAD_RULES},
        order_by=("unit_code", "tab", "sheet_row", "cell"),
    ),
    "unread_files": Selection(
        "raw.price_quarantine",
        ("source", "source_file", "reason"),
        {"reason": UNREAD_REASONS},
        order_by=("source", "source_file"),
    ),
    "refused": Selection("raw.price_quarantine", ("source", "reason"), order_by=("source", "reason")),
}


def status_of(province: Province) -> Status:
    """How the province stands; raises WarehouseMissing before the first build, having said what would stop that."""
    warehouse, reports = province.warehouse, EditionEvent.ledger(province.landing)
    clock, events, manifests = _clock(province), _damaged_events(province), _damaged_manifests(province)
    if not warehouse.path.exists():
        for line in (*filter(None, [clock]), *events, *manifests):
            province.console.warn(line)
    found = warehouse.tables(_TABLES)
    return Status(
        now=province.now,
        as_of=found["run"][0]["as_of"],
        last_read_at=province.landing.newest(province.now),
        units=_units(found, province.now),
        verdicts={f"{row['month']:%Y-%m}": row["verdict"] for row in found["verdicts"]},
        feeds=_feeds(province, found),
        unmatched_items=_unmatched_items(found["unmatched"]),
        runs=tuple(last_runs(province.settings)),
        held=tuple(held_notices(warehouse)),
        timezone=province.settings.plan.timezone,
        server=outlook.server(province),
        schedule=outlook.schedule(province),
        mail=outlook.mail(province),
        clock=clock,
        unread=_unread(found),
        damaged_events=events,
        damaged_manifests=manifests,
        reports=tuple(
            IssuedReport(one.kind, one.month, one.revision, one.number, one.verdict) for one in reports.events
        ),
        unread_reports=reports.unread,
        refused_runs=refused_runs(province.settings),
    )


def _clock(province: Province) -> str | None:
    ahead = reads_ahead(province)
    return said_of(ahead, province) if ahead else None


def _damaged_events(province: Province) -> tuple[str, ...]:
    return tuple(one.line() for one in damaged_events(province.landing))


def _damaged_manifests(province: Province) -> tuple[str, ...]:
    return tuple(str(one) for one in damaged_manifests(province))


def _units(found: Rows, now: datetime) -> tuple[UnitStatus, ...]:
    """Each unit with its months; open errors, open warnings, days since the oldest of them was first seen."""
    months: dict[str, dict[str, MonthStatus]] = {}
    for row in found["reporting"]:
        state = MonthStatus(**{name: row[name] for name in _STATES})
        months.setdefault(row["unit_code"], {})[f"{row['month']:%Y-%m}"] = state
    open_issues = Counter((row["unit_code"], row["severity"]) for row in found["issues"])
    oldest: dict[str, int] = {}
    for row in found["issues"]:
        days = age_days(row["first_seen_at"], now)
        oldest[row["unit_code"]] = max(days, oldest.get(row["unit_code"], days))
    return tuple(
        UnitStatus(
            unit_code=code,
            unit_name=row["unit_name"],
            months=months.get(code, {}),
            open_errors=open_issues[code, "error"],
            open_warnings=open_issues[code, "warning"],
            oldest_issue_days=oldest.get(code),
        )
        for row in found["units"]
        for code in (row["unit_code"],)
    )


def _feeds(province: Province, found: Rows) -> tuple[FeedState, ...]:
    """Each feed with how fresh it is, how many prices it gave and how many were refused, by reason."""
    prices, unmatched = (Counter(row["source"] for row in found[name]) for name in ("prices", "unmatched"))
    refused = Counter((row["source"], row["reason"]) for row in found["refused"])
    return tuple(
        FeedState(
            source=row["source"],
            last_price_date=row["last_price_date"],
            last_fetched_at=row["last_fetched_at"],
            is_stale=_is_stale(province, row),
            observations=prices[row["source"]],
            unmatched=unmatched[row["source"]],
            grade_inversions=row["grade_inversions"],
            not_converted=row["not_converted"],
            problem=row["problem"],
            quarantined={reason: rows for (source, reason), rows in refused.items() if source == row["source"]},
        )
        for row in found["feeds"]
    )


def unread_of(province: Province) -> tuple[UnreadPlace, ...]:
    """What no reader could read, as of the published build; raises WarehouseMissing before the first."""
    return _unread(province.warehouse.tables({name: _TABLES[name] for name in ("unread", "unread_files")}))


def unfit_feeds(province: Province) -> tuple[UnfitFeed, ...]:
    """The feeds whose declaration does not fit, as of the published build; raises WarehouseMissing before the first."""
    rows = province.warehouse.table("raw.feeds", ("source", "problem"), order_by=("source",))
    return tuple(UnfitFeed(row["source"], row["problem"]) for row in rows if row["problem"])


def _unread(found: Rows) -> tuple[UnreadPlace, ...]:
    """What the barrier caught and is not mended yet, units first."""
    places = [
        UnreadPlace(
            row["unit_code"], f"{row['tab']}!{row['cell'] or row['sheet_row'] or ''}".removesuffix("!"), row["rule"]
        )
        for row in found["unread"]
    ]
    files = [UnreadPlace(f"feed {row['source']}", row["source_file"], row["reason"]) for row in found["unread_files"]]
    return (*places, *files)


def _is_stale(province: Province, row: Mapping) -> bool:
    last = row["last_price_date"]
    return last is None or (province.settings.local(province.now).date() - last).days > row["stale_after_days"]


def _unmatched_items(rows: Sequence[Mapping]) -> tuple[UnmatchedItem, ...]:
    """Items without a product, the most frequent first, with the day of their newest price."""
    counts = Counter(row["item_name"] for row in rows)
    newest: dict[str, date] = {}
    for row in rows:
        newest[row["item_name"]] = max(row["price_date"], newest.get(row["item_name"], row["price_date"]))
    return tuple(
        UnmatchedItem(item, prices, newest[item])
        for item, prices in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
