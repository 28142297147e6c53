"""`nongsan doctor`: everything a run depends on, looked at without changing anything, one line each with its fix."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.fetch import FeedUnavailable, fetch
from connectors.http_dates import http_date
from connectors.landing.packs import LandingCorrupt
from connectors.mail import mail_problem
from connectors.sheets.protocol import SheetsUnreachable, SheetUnavailable
from connectors.sheets.workbooks.parts import lock_of, parts_lost
from pipeline.intake.feeds import declared_feeds, reading_of
from pipeline.intake.spreadsheets import sheet_backend, units_now
from pipeline.ledgers.events import damaged_events
from pipeline.ledgers.manifests import damaged_manifests
from pipeline.letters.outbox import mail_server
from pipeline.oversight.modes import open_orders, open_secrets
from pipeline.province.inputs import Unit
from pipeline.province.present import reads_ahead, said_of, tolerance
from pipeline.province.province import Province
from pipeline.province.settings import SOURCE_ROOT, ConfigError, Settings

OK, WARNING, FAILS = "ok", "warning", "FAILS"
FONTS = ("Regular", "Bold", "Italic", "BoldItalic")
_ENOUGH_BYTES = 1 << 30
_MOST_SKEW = 60.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, how it is (ok, warning, FAILS), and in words how it is or how to mend it."""

    what: str
    state: str
    detail: str

    def line(self) -> str:
        """One line for the terminal: state, what was looked at, what was found."""
        return f"{self.state:<8} {self.what}: {self.detail}"


def examine(province: Province) -> list[Finding]:
    """All findings in a fixed order; raises ConfigError where the units can't even be read."""
    settings = province.settings
    units = units_now(settings)
    sheets = _google(province, units) if settings.sheets.backend == "google" else _workbooks(province, units)
    others = [_fonts(), _disk(settings), *_modes(settings), *_ledgers(province)]
    return [*sheets, _clock(province), *_feeds(province), *_mail(settings), *others]


def _workbooks(province: Province, units: tuple[Unit, ...]) -> Iterator[Finding]:
    yield Finding("credentials", OK, "local workbooks need none")
    try:
        backend = sheet_backend(province)
    except ConfigError as error:
        yield Finding("sheets", FAILS, str(error))
        return
    for unit in units:
        path = province.settings.sheets_folder / f"{unit.unit_code}.xlsx"
        try:
            backend.read_tabs(unit.unit_code, datetime.now(UTC))
        except SheetUnavailable as error:
            yield Finding(f"sheet {unit.unit_code}", FAILS, error.problem)
            continue
        yield Finding(f"sheet {unit.unit_code}", *_writable(path))


def _writable(path: Path) -> tuple[str, str]:
    if lock := lock_of(path):
        return WARNING, f"{path} {lock}: feedback can't be written until it is free"
    if lost := parts_lost(path.read_bytes()):
        return WARNING, f"{path} has {', '.join(lost)}: no feedback is written into it, because a save would lose that"
    return OK, "can be read and written"


def _google(province: Province, units: tuple[Unit, ...]) -> Iterator[Finding]:
    from pipeline.intake.google import google_backend

    try:
        backend = google_backend(province, units)
        backend.list_changed({unit.unit_code: None for unit in units})
    except (ConfigError, SheetsUnreachable) as error:
        yield Finding("credentials", FAILS, str(error))
        return
    email = backend.account.email
    yield Finding("credentials", OK, f"Google accepts {email}")
    for unit in units:
        is_listed, may_edit = backend.is_listed(unit.unit_code), backend.may_edit(unit.unit_code)
        state, detail = _shared(unit, is_listed, may_edit, email)
        if state == OK and (locale := _foreign_locale(province, unit)):
            state, detail = (
                WARNING,
                (
                    f"was set to the locale {locale} when it was last read, where 3/8 is the 8th of March: "
                    f"nongsan sheets prepare {unit.unit_code} sets it to vi_VN"
                ),
            )
        yield Finding(f"sheet {unit.unit_code}", state, detail)
    yield _skew(backend.account.client.answered_at)


def _shared(unit: Unit, is_listed: bool, may_edit: bool | None, email: str) -> tuple[str, str]:
    if not unit.spreadsheet_id:
        return FAILS, "units.csv gives no spreadsheet_id: put the id of its spreadsheet there"
    address = f"https://docs.google.com/spreadsheets/d/{unit.spreadsheet_id}"
    if not is_listed:
        return FAILS, f"{address} is not shared: ask the unit to share it with {email} as Editor"
    if may_edit is False:
        return WARNING, f"{address} may be read but not written: ask the unit to make {email} an Editor"
    return OK, "can be read and written"


def _foreign_locale(province: Province, unit: Unit) -> str | None:
    """The locale of the unit's spreadsheet as it landed last, None where it is Vietnamese or nothing is known."""
    shape = province.landing.last_shape(unit.unit_code)
    try:
        return province.landing.grid(unit.unit_code, shape[0][1]).appearance.locale if shape else None
    except LandingCorrupt:
        return None


def _skew(answered_at: str | None) -> Finding:
    """The machine's clock against Google's, which refuses tokens of another time."""
    at = http_date(answered_at or "")
    if at is None:
        return Finding("clock against Google", WARNING, "Google did not say what time it is")
    seconds = abs((datetime.now(UTC) - at).total_seconds())
    if seconds > _MOST_SKEW:
        return Finding("clock against Google", FAILS, f"{seconds:.0f} s apart: let the machine set its clock (NTP)")
    return Finding("clock against Google", OK, "agrees")


def _clock(province: Province) -> Finding:
    settings = province.settings
    now = province.now
    shown = f"{settings.local(now):%Y-%m-%d %H:%M} in {settings.plan.timezone}"
    if ahead := reads_ahead(province):
        return Finding("clock", FAILS, said_of(ahead, province))
    machine, plan_now = province.machine, settings.plan_now
    if machine and plan_now and plan_now > machine + tolerance(settings):
        return Finding(
            "clock",
            WARNING,
            f"[plan] now holds {settings.shown(plan_now)}, and by the machine's clock it is {settings.shown(machine)}: "
            "what is read now is dated ahead, and stops reading once that key is left out; correct it or the clock",
        )
    if plan_now is not None:
        return Finding("clock", WARNING, f"{shown}, fixed by [plan] now: leave that key out in real use")
    if abs(now.year - settings.plan.year) > 1:
        fix = "what is read is dated by this clock: is it wrong, let the machine set it (NTP)"
        return Finding("clock", WARNING, f"{shown}, years from the plan of {settings.plan.year}; {fix}")
    return Finding("clock", OK, shown)


def _feeds(province: Province) -> Iterator[Finding]:
    feeds = declared_feeds(province.settings)
    if not feeds:
        yield Finding("feeds", WARNING, f"none is declared in {province.settings.feeds_folder}")
    for feed in feeds:
        yield _feed(province, feed)


def _feed(province: Province, feed: FeedDeclaration) -> Finding:
    settings, name = province.settings, f"feed {feed.name}"
    try:
        files = fetch(feed, settings.base_folder, settings.feeds.allowed_hosts, route=settings.feeds_route)
    except FeedUnavailable as error:
        return Finding(name, FAILS, f"{error}: correct feeds/*.yml or bring the file back")
    reading = reading_of(province, feed, files)
    if reading is not None and reading.problem:
        return Finding(name, FAILS if reading.observations.empty else WARNING, reading.problem)
    return Finding(name, OK, f"{len(files)} file(s) can be had")


def _mail(settings: Settings) -> Iterator[Finding]:
    mail, server = settings.mail, mail_server(settings)
    if server is None:
        yield Finding("mail", WARNING, "[mail] host is not set: reports and reminders are not sent")
        return
    if problem := mail_problem(server):
        fix = "correct [mail] host, port, starttls or username, or the password in NONGSAN_MAIL_PASSWORD"
        yield Finding("mail", FAILS, f"{mail.host}:{mail.port}: {problem}: {fix}")
    else:
        yield Finding("mail", OK, f"{mail.host}:{mail.port} answers" + (" and lets us in" if mail.username else ""))
    for name, who in (("staff", "notices"), ("leadership", "reports")):
        if not getattr(mail, name):
            yield Finding(f"mail {name}", WARNING, f"[mail] {name} is empty: {who} go to nobody")


def _fonts() -> Finding:
    folder = SOURCE_ROOT / "reports" / "fonts"
    missing = [name for name in FONTS if not (folder / f"LiberationSerif-{name}.ttf").is_file()]
    if missing:
        return Finding(
            "fonts", FAILS, f"{folder} lacks LiberationSerif {', '.join(missing)}: install the product again"
        )
    return Finding("fonts", OK, "Liberation Serif in four styles")


def _modes(settings: Settings) -> list[Finding]:
    found = [Finding("modes", FAILS, line) for line in open_secrets(settings)]
    found += [Finding("modes", WARNING, line) for line in open_orders(settings)]
    return found or [Finding("modes", OK, "nobody else on this machine reads a secret or changes the config")]


def _ledgers(province: Province) -> list[Finding]:
    found = [Finding("ledgers", FAILS, one.line()) for one in damaged_events(province.landing)]
    found += [Finding("reports", FAILS, str(one)) for one in damaged_manifests(province)]
    return found or [Finding("ledgers", OK, "every event and every edition's manifest can be read")]


def _disk(settings: Settings) -> Finding:
    folder = settings.data_folder if settings.data_folder.is_dir() else settings.base_folder
    free = shutil.disk_usage(folder).free
    if free < _ENOUGH_BYTES:
        return Finding("disk", FAILS, f"{free / 1e9:.1f} GB free at {folder}: make room for at least 1 GB")
    return Finding("disk", OK, f"{free / 1e9:.0f} GB free at {folder}")
