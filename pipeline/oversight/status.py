"""`nongsan status`: who reported which month and how well, how fresh everything is, what is open, what was judged."""

import io
from collections import Counter
from dataclasses import asdict
from datetime import date, datetime

from rich.console import Console
from rich.table import Table

from connectors.warehouse import Selection
from pipeline.feedback.open_issues import age_days, held_notices
from pipeline.last_run import last_runs
from pipeline.ledgers.editions import SUMMARY
from pipeline.ledgers.events import EditionEvent
from pipeline.oversight import outlook
from pipeline.province.province import Province

LEGEND = (
    "U usable · C complete · R received · . nothing yet · - not expected · lower case: late · "
    "oldest: age of the oldest open issue"
)
SHOWN_ITEMS = 10
_STATES = ("expected", "received", "complete", "on_time", "usable")
_TABLES = {
    "run": Selection("raw.run", ("as_of",)),
    "units": Selection("marts.dim_units", ("unit_code", "unit_name"), order_by=("unit_code",)),
    "reporting": Selection("marts.mart_reporting", ("unit_code", "month", *_STATES), order_by=("unit_code", "month")),
    "issues": Selection("quality.issues", ("unit_code", "severity", "first_seen_at"), {"cleared_at": None}),
    "verdicts": Selection("quality.gate_verdicts", ("month", "verdict"), order_by=("month",)),
    "feeds": Selection(
        "raw.feeds",
        ("source", "last_price_date", "last_fetched_at", "stale_after_days", "grade_inversions"),
        order_by=("source",),
    ),
    "prices": Selection("raw.price_observations", ("source",)),
    "unmatched": Selection("raw.price_observations", ("source", "item_name", "price_date"), {"product_code": None}),
    "refused": Selection("raw.price_quarantine", ("source", "reason"), order_by=("source", "reason")),
}


def status_document(province: Province) -> dict:
    """Everything `status` shows, as plain values; raises WarehouseMissing before the first build."""
    settings = province.settings
    warehouse = province.warehouse
    found = warehouse.tables(_TABLES)
    open_issues = _open_issues(found["issues"], province.now)
    return {
        "now": province.now.isoformat(),
        "as_of": found["run"][0]["as_of"].isoformat(),
        "last_read_at": _iso(province.landing.newest(province.now)),
        "units": [
            {
                **unit,
                "months": _months(found["reporting"], unit["unit_code"]),
                **open_issues.get(unit["unit_code"], _NOTHING_OPEN),
            }
            for unit in found["units"]
        ],
        "verdicts": {f"{row['month']:%Y-%m}": row["verdict"] for row in found["verdicts"]},
        "feeds": _feeds(province, found),
        "unmatched_items": _unmatched_items(found["unmatched"]),
        "runs": [asdict(one) for one in last_runs(settings)],
        "held": held_notices(warehouse),
        "timezone": settings.plan.timezone,
        "server": outlook.server(province),
        "schedule": outlook.schedule(province),
        "mail": outlook.mail(province),
        "reports": [
            {
                "kind": event.kind,
                **{key: getattr(event, key) for key in ("month", "revision", "number", "verdict")},
            }
            for event in EditionEvent.of(province.landing)
        ],
    }


_NOTHING_OPEN = {"open_errors": 0, "open_warnings": 0, "oldest_issue_days": None}


def _open_issues(rows: list[dict], now: datetime) -> dict[str, dict]:
    """By unit: open errors, open warnings, days since the oldest of them was first seen."""
    units: dict[str, dict] = {}
    for row in rows:
        unit = units.setdefault(row["unit_code"], dict(_NOTHING_OPEN))
        unit[f"open_{row['severity']}s"] += 1
        days = max(unit["oldest_issue_days"] or 0, age_days(row["first_seen_at"], now))
        unit["oldest_issue_days"] = days
    return units


def _iso(at: object) -> str | None:
    return at.isoformat() if at is not None and hasattr(at, "isoformat") else None


def _feeds(province: Province, found: dict[str, list[dict]]) -> list[dict]:
    """Each feed with how fresh it is, how many prices it gave and how many were refused, by reason."""
    prices, unmatched = (Counter(row["source"] for row in found[name]) for name in ("prices", "unmatched"))
    refused = Counter((row["source"], row["reason"]) for row in found["refused"])
    return [
        {
            "source": row["source"],
            "last_price_date": _iso(row["last_price_date"]),
            "last_fetched_at": _iso(row["last_fetched_at"]),
            "is_stale": _is_stale(province, row),
            "observations": prices[row["source"]],
            "unmatched": unmatched[row["source"]],
            "grade_inversions": row["grade_inversions"],
            "quarantined": {reason: rows for (source, reason), rows in refused.items() if source == row["source"]},
        }
        for row in found["feeds"]
    ]


def _unmatched_items(rows: list[dict]) -> list[dict]:
    """Items without a product, the most frequent first, with the day of their newest price."""
    counts = Counter(row["item_name"] for row in rows)
    newest: dict[str, date] = {}
    for row in rows:
        newest[row["item_name"]] = max(row["price_date"], newest.get(row["item_name"], row["price_date"]))
    return [
        {"item_name": item, "prices": prices, "last_price_date": _iso(newest[item])}
        for item, prices in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]


def _is_stale(province: Province, row: dict) -> bool:
    last = row["last_price_date"]
    return last is None or (province.settings.local(province.now).date() - last).days > row["stale_after_days"]


def _months(rows: list[dict], unit_code: str) -> dict[str, dict]:
    return {
        f"{row['month']:%Y-%m}": {key: row[key] for key in _STATES} for row in rows if row["unit_code"] == unit_code
    }


def month_letter(month: dict | None) -> str:
    """How a unit stands in a month, in one letter of the legend."""
    if month is None or not month["expected"]:
        return "-"
    if not month["received"]:
        return "."
    letter = "U" if month["usable"] else "C" if month["complete"] else "R"
    return letter if month["on_time"] else letter.lower()


def status_lines(document: dict) -> list[str]:
    """The same as tables of text."""
    months = sorted({month for unit in document["units"] for month in unit["months"]})
    table = Table(
        "unit", *[month[5:] for month in months], "errors", "warnings", "oldest", title="units by month", box=None
    )
    for unit in document["units"]:
        letters = [month_letter(unit["months"].get(month)) for month in months]
        oldest = "" if unit["oldest_issue_days"] is None else f"{unit['oldest_issue_days']} d"
        counts = (str(unit["open_errors"]), str(unit["open_warnings"]), oldest)
        table.add_row(f"{unit['unit_code']} {unit['unit_name']}", *letters, *counts)
    verdicts = [f"{month} {verdict.replace('_', ' ')}" for month, verdict in document["verdicts"].items()]
    runs = [f"{one['month']} {one['verdict'].replace('_', ' ')} at {one['at']}" for one in document["runs"]]
    reports = [
        f"{'summary to ' * (one['kind'] == SUMMARY)}{one['month']} r{one['revision']} (no. {one['number']})"
        for one in document["reports"]
    ]
    return [
        f"warehouse as of {document['as_of']}, last read {document['last_read_at']}, clock {document['now']}",
        *_text(table),
        LEGEND,
        f"gate: {'; '.join(verdicts) or 'no month judged yet'}",
        *(_feed_lines(document["feeds"]) or ["feeds: none declared"]),
        f"items without a product, most frequent first: {_unmatched(document['unmatched_items'])}",
        f"reports issued: {'; '.join(reports) or 'none'}",
        f"last runs: {'; '.join(runs) or 'none'}",
        *[f"held: {notice}" for notice in document["held"]],
        *outlook.mail_lines(document["mail"]),
        outlook.server_line(document["server"]),
        *_schedule(document),
    ]


def _schedule(document: dict) -> list[str]:
    zone = document["timezone"]
    table = Table("flow", "last run", "ended", "next run", title=f"flows by the schedule, times of {zone}", box=None)
    for row in outlook.schedule_rows(document["schedule"], zone):
        table.add_row(*row)
    return _text(table)


def _feed_lines(feeds: list[dict]) -> list[str]:
    return [
        f"feed {one['source']}: newest price {one['last_price_date']}{' STALE' if one['is_stale'] else ''}, "
        f"{one['observations']} prices ({one['unmatched']} without a product), refused: "
        f"{', '.join(f'{reason} {rows}' for reason, rows in one['quarantined'].items()) or 'none'}"
        + (f"; {one['grade_inversions']} grade inversion(s)" if one["grade_inversions"] else "")
        for one in feeds
    ]


def _unmatched(items: list[dict]) -> str:
    shown = [f"{one['item_name']} ({one['prices']})" for one in items[:SHOWN_ITEMS]]
    return (", ".join(shown) or "none") + (f" and {len(items) - SHOWN_ITEMS} more" if len(items) > SHOWN_ITEMS else "")


def _text(table: Table) -> list[str]:
    console = Console(file=io.StringIO(), width=132, color_system=None)
    console.print(table)
    return console.file.getvalue().rstrip().splitlines()
