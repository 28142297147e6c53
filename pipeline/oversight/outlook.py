"""The part of `nongsan status` that the warehouse does not know: who serves, what ran, what comes, what mail waits.

All of it comes from the schedule's rules, the marks of past runs and the ledgers; no server is asked.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.ledgers.events import DeliveryEvent
from pipeline.letters.outbox import BY_MAIL, FAILED, NOT_SENT, REFUSED, SENDING, SENT
from pipeline.oversight.served import serving
from pipeline.province import agenda, run_marks
from pipeline.province.province import Province

SHOWN_LETTERS = 5


def schedule(province: Province) -> list[dict]:
    """Each flow's last run and the instant (UTC) of its next; `is_overdue`: a due one passed and was not served."""
    settings = province.settings
    known, served = run_marks.marks(settings), run_marks.done_at(settings)
    overdue = dict(agenda.overdue(settings, served, province.now))
    found = []
    for flow in agenda.crons(settings):
        last, coming = known.get(flow), agenda.next_due(settings, flow, province.now)
        found.append(
            {
                "flow": flow,
                "last_started_at": last and last.started_at.isoformat(),
                "last_outcome": last and last.outcome,
                "last_note": last.note if last else "",
                "last_done_at": last and last.done_at and last.done_at.isoformat(),
                "next_due_at": coming and coming.isoformat(),
                "is_overdue": flow in overdue,
            }
        )
    return found


def server(province: Province) -> dict | None:
    """Where `nongsan serve` of this province listens, None when it does not run."""
    found = serving(province.settings)
    return found and {"address": found.address, "pid": found.pid}


def mail(province: Province) -> dict:
    """Letters by how they ended with each recipient: how many sent, which wait, which were refused for good."""
    ends = {(one.kind, one.key, one.recipient): one for one in DeliveryEvent.of(province.landing)}
    names = ("kind", "key", "recipient", "outcome", "detail", "possible_repeat")
    letters = [{name: getattr(event, name) for name in names} for event in ends.values()]
    return {
        "delivery": NOT_SENT if province.settings.mail.host is None else BY_MAIL,
        "sent": sum(letter["outcome"] == SENT for letter in letters),
        "possible_repeats": sum(letter["possible_repeat"] for letter in letters),
        "waiting": [letter for letter in letters if letter["outcome"] in (SENDING, FAILED)],
        "refused": [letter for letter in letters if letter["outcome"] == REFUSED],
    }


def _local(text: str, zone: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def schedule_rows(found: Iterable[dict], zone: str) -> list[tuple[str, str, str, str]]:
    """Columns flow, last run, how it ended, next run; instants in the time zone of that name."""
    return [
        (
            one["flow"],
            _local(one["last_started_at"], zone) if one["last_started_at"] else "never",
            _ended(one),
            _local(one["next_due_at"], zone) if one["next_due_at"] else "the plan is over",
        )
        for one in found
    ]


def _ended(one: dict) -> str:
    """How the last run ended; that a next one is overdue is news only where the schedule has run at all."""
    if one["last_outcome"] is None:
        return ""
    overdue = ", OVERDUE" if one["is_overdue"] else ""
    return f"{one['last_outcome']}{overdue} {one['last_note']}".rstrip()


def server_line(found: dict | None) -> str:
    """One line on who serves."""
    if found is None:
        return "schedules: not served now; `nongsan serve` runs them"
    return f"schedules: served at {found['address']} (process {found['pid']})"


def mail_lines(found: dict) -> list[str]:
    """Mail as a person reads it: counts, then the letters that did not arrive."""
    lines = [f"mail: {found['sent']} sent, {len(found['waiting'])} waiting, {len(found['refused'])} refused"]
    for name in ("waiting", "refused"):
        letters = found[name]
        lines += [f"  {name}: {_letter(letter)}" for letter in letters[:SHOWN_LETTERS]]
        if len(letters) > SHOWN_LETTERS:
            lines.append(f"  … and {len(letters) - SHOWN_LETTERS} more {name}")
    if found["delivery"] == NOT_SENT:
        lines.append("  [mail] host is not set: nothing is sent")
    return lines


def _letter(letter: dict) -> str:
    return f"{letter['kind']} {letter['key']} to {letter['recipient']}: {letter['detail'] or letter['outcome']}"
