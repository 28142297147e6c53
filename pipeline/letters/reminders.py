"""Remind units of a deadline: five days and one day before it and the day after, those that are not complete.

Each unit is reminded once for a month and a day; one that downtime missed goes out late as long as it still helps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME, Warehouse
from pipeline.intake.spreadsheets import units_now
from pipeline.letters.notices import notify
from pipeline.letters.outbox import UNSENT, Delivered, Letter, is_done, known_deliveries, post_all
from pipeline.province.console import CONSOLE
from pipeline.province.inputs import Unit
from pipeline.province.reminder_days import KIND, Moment, due_moments
from pipeline.province.settings import Settings

LEDGER = "reminders"
_UNIT_COLUMNS = (
    "unit_code", "unit_name", "expected", "received", "complete", "accepted_rows", "quarantined_rows",
)  # fmt: skip


@dataclass(frozen=True)
class Reminder:
    """One unit's letter, to the unit's address of units.csv."""

    moment: Moment
    unit_code: str
    letter: Letter


@dataclass(frozen=True)
class Reminded:
    """What a round of reminders came to: letters written, how those tried ended, units that have no address."""

    reminders: tuple[Reminder, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    without_address: tuple[str, ...] = ()


def remind(settings: Settings, landing: Landing, now: datetime, *, dry_run: bool = False) -> Reminded:
    """Write to each unit that is not complete and was not reminded yet; `dry_run` only says what would be sent.

    Units without an address are named to data staff, once a day of reminding. A letter is in the ledger before it is
    sent, so one that could not be sent goes out with the next round if it still helps. Raises WarehouseMissing.
    """
    known = {(event["moment"], event["unit_code"]) for event in landing.events(LEDGER)}
    due = [(moment, *one) for moment in due_moments(settings, now) for one in _incomplete(settings, moment)]
    fresh = tuple(
        _reminder(settings, landing, moment, unit, state, now)
        for moment, unit, state in due
        if unit.email and (moment.name, unit.unit_code) not in known
    )
    nobody = [(moment, unit.unit_name) for moment, unit, _ in due if not unit.email]
    names = tuple(name for _, name in nobody)
    if dry_run:
        return Reminded(fresh, (), names)
    _keep(settings, landing, fresh, now)
    for moment in dict.fromkeys(moment for moment, _ in nobody):
        _tell_staff(settings, landing, moment, [name for at, name in nobody if at == moment], now)
    return Reminded(fresh, deliver_reminders(settings, landing, now), names)


def _keep(settings: Settings, landing: Landing, fresh: Sequence[Reminder], now: datetime) -> None:
    """Put new letters into the ledger they are sent from; without a mail server they are only warned of."""
    if fresh and settings.mail.host is None:
        CONSOLE.warn_once(UNSENT)
        return
    for one in fresh:
        landing.record(LEDGER, _event(one), now)


def _event(one: Reminder) -> dict:
    return {
        "moment": one.moment.name,
        "month": f"{one.moment.month:%Y-%m}",
        "offset": one.moment.offset,
        "unit_code": one.unit_code,
        "recipient": one.letter.recipients[0],
        "subject": one.letter.subject,
        "text": one.letter.text,
        "html": one.letter.html,
        "until": one.moment.until.isoformat(),
    }


def deliver_reminders(settings: Settings, landing: Landing, now: datetime) -> tuple[Delivered, ...]:
    """Send every reminder of the ledger that its unit has not got and that still helps."""
    if settings.mail.host is None:
        return ()
    waiting = [event for event in landing.events(LEDGER) if now < datetime.fromisoformat(event["until"])]
    past = known_deliveries(landing) if waiting else {}
    letters = [_letter(event) for event in waiting]
    owed = [one for one in letters if not is_done(past.get((one.kind, one.key, one.recipients[0])))]
    return post_all(settings, landing, owed, now)


def _letter(event: Mapping) -> Letter:
    key = f"{event['moment']}/{event['unit_code']}"
    return Letter(KIND, key, event["subject"], event["text"], event["html"], (), (event["recipient"],),
                  dated_at=event["fetched_at"])  # fmt: skip


def _incomplete(settings: Settings, moment: Moment) -> list[tuple[Unit, Mapping]]:
    """Units expected to report the month whose data are not complete in the published state."""
    units = {unit.unit_code: unit for unit in units_now(settings)}
    expected = {"month": moment.month, "expected": True}
    rows = Warehouse(settings.data_folder / FILE_NAME).table(
        "marts.rpt_monthly__units", _UNIT_COLUMNS, where=expected, order_by=("unit_code",)
    )
    return [(units[row["unit_code"]], row) for row in rows if row["unit_code"] in units and not row["complete"]]


def _reminder(
    settings: Settings, landing: Landing, moment: Moment, unit: Unit, state: Mapping, now: datetime
) -> Reminder:
    from pipeline.letters.reminder_text import reminder_letter

    return Reminder(moment, unit.unit_code, reminder_letter(settings, landing, moment, unit, state, now))


def _tell_staff(settings: Settings, landing: Landing, moment: Moment, names: Sequence[str], now: datetime) -> None:
    from pipeline.letters.reminder_text import month_text

    month = month_text(moment.month)
    notice = {
        "kind": "no_address",
        "key": moment.name,
        "subject": f"Chưa nhắc được {len(names)} đơn vị về số liệu {month}: thiếu địa chỉ thư",
    }
    parts = [
        "Kính gửi cán bộ dữ liệu,",
        f"Các đơn vị sau chưa có đủ số liệu {month} nhưng không có địa chỉ thư trong units.csv nên hệ thống không nhắc "
        "được:",
        tuple(names),
        "Đề nghị nhắc các đơn vị này qua điện thoại và bổ sung cột email trong units.csv.",
    ]
    notify(settings, landing, notice, parts, now)
