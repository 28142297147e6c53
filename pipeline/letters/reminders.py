"""Remind units of a deadline: five days and one day before it and the day after, those that are not complete.

Each unit is reminded once for a month and a day; one that downtime missed goes out late as long as it still helps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.intake.spreadsheets import units_now
from pipeline.ledgers.events import NoticeEvent, ReminderEvent, ledger_of
from pipeline.letters.notices import notify
from pipeline.letters.outbox import UNSENT, Delivered, Letter, is_done, known_deliveries, send_all
from pipeline.province.inputs import Unit
from pipeline.province.province import Province
from pipeline.province.reminder_days import KIND, Moment, due_moments
from vietnamese.dates import month_and_year

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


def remind(province: Province, *, dry_run: bool = False) -> Reminded:
    """Write to each unit that is not complete and was not reminded yet; `dry_run` only says what would be sent.

    Units without an address are named to data staff, once a day of reminding. A letter is in the ledger before it is
    sent, so one that could not be sent goes out with the next round if it still helps. Raises WarehouseMissing.
    """
    known = {(event.moment, event.unit_code) for event in ledger_of(province, ReminderEvent).events}
    due = [
        (moment, *one)
        for moment in due_moments(province.settings, province.now)
        for one in _incomplete(province, moment)
    ]
    fresh = tuple(
        _reminder(province, moment, unit, state)
        for moment, unit, state in due
        if unit.email and (moment.name, unit.unit_code) not in known
    )
    nobody = [(moment, unit.unit_name) for moment, unit, _ in due if not unit.email]
    names = tuple(name for _, name in nobody)
    if dry_run:
        return Reminded(fresh, (), names)
    _keep(province, fresh)
    for moment in dict.fromkeys(moment for moment, _ in nobody):
        _tell_staff(province, moment, [name for at, name in nobody if at == moment])
    return Reminded(fresh, deliver_reminders(province), names)


def _keep(province: Province, fresh: Sequence[Reminder]) -> None:
    """Put new letters into the ledger they are sent from; without a mail server they are only warned of."""
    if fresh and province.settings.mail.host is None:
        province.console.warn_once(UNSENT)
        return
    for one in fresh:
        _event(one).record(province.landing, province.now)


def _event(one: Reminder) -> ReminderEvent:
    return ReminderEvent(
        moment=one.moment.name,
        month=f"{one.moment.month:%Y-%m}",
        offset=one.moment.offset,
        unit_code=one.unit_code,
        recipient=one.letter.recipients[0],
        subject=one.letter.subject,
        text=one.letter.text,
        html=one.letter.html or "",
        until=one.moment.until,
    )


def deliver_reminders(province: Province) -> tuple[Delivered, ...]:
    """Send every reminder of the ledger that its unit has not got and that still helps."""
    if province.settings.mail.host is None:
        return ()
    waiting = [event for event in ReminderEvent.of(province.landing) if province.now < event.until]
    past = known_deliveries(province.landing) if waiting else {}
    letters = [_letter(event) for event in waiting]
    owed = [one for one in letters if not is_done(past.get((one.kind, one.key, one.recipients[0])))]
    return send_all(province, owed)


def _letter(event: ReminderEvent) -> Letter:
    key = f"{event.moment}/{event.unit_code}"
    return Letter(KIND, key, event.subject, event.text, event.html, (), (event.recipient,), dated_at=event.recorded_at)


def _incomplete(province: Province, moment: Moment) -> list[tuple[Unit, Mapping]]:
    """Units expected to report the month whose data are not complete in the published state."""
    units = {unit.unit_code: unit for unit in units_now(province.settings)}
    expected = {"month": moment.month, "expected": True}
    rows = province.warehouse.table("marts.rpt_monthly__units", _UNIT_COLUMNS, where=expected, order_by=("unit_code",))
    return [(units[row["unit_code"]], row) for row in rows if row["unit_code"] in units and not row["complete"]]


def _reminder(province: Province, moment: Moment, unit: Unit, state: Mapping) -> Reminder:
    from pipeline.letters.reminder_text import reminder_letter

    return Reminder(moment, unit.unit_code, reminder_letter(province, moment, unit, state))


def _tell_staff(province: Province, moment: Moment, names: Sequence[str]) -> None:
    month = month_and_year(moment.month)
    subject = f"Chưa nhắc được {len(names)} đơn vị về số liệu {month}: thiếu địa chỉ thư"
    notice = NoticeEvent(kind="no_address", key=moment.name, subject=subject)
    parts = [
        "Kính gửi cán bộ dữ liệu,",
        f"Các đơn vị sau chưa có đủ số liệu {month} nhưng không có địa chỉ thư trong units.csv nên hệ thống không nhắc "
        "được:",
        tuple(names),
        "Đề nghị nhắc các đơn vị này qua điện thoại và bổ sung cột email trong units.csv.",
    ]
    notify(province, notice, parts)
