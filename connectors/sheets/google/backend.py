"""Spreadsheets at Google: the backend that lists once, reads once, and writes in one request."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from connectors.landing.store import SpreadsheetRead, TabRead
from connectors.measurement_units import MeasurementUnits
from connectors.sheets.feedback import Feedback, Written
from connectors.sheets.google.account import CallRefused, FileState, GoogleAccount, OutcomeUnknown, StillBusy
from connectors.sheets.google.answers import AnswerTooLarge
from connectors.sheets.google.cells import FIELDS, UPDATED_FIELDS, GoogleBook, read_book
from connectors.sheets.google.prepare import FIELDS as PREPARE_FIELDS
from connectors.sheets.google.prepare import plan_repairs
from connectors.sheets.google.requests import edit_requests, report_requests
from connectors.sheets.marks import CellEdit, edited
from connectors.sheets.placing import as_people_left_it, plan_edits
from connectors.sheets.protocol import SheetUnavailable

_MISSING = "-"
_TRIES = 3
_ADDRESS = "https://docs.google.com/spreadsheets/d/"
# lines of docs/runbook.md
NOT_SHARED, NO_ANSWER, TOO_LARGE = "is not shared", "Google gave no sound answer", "a spreadsheet may have"


class GoogleBackend:
    """Units' spreadsheets; `sheets` maps unit_code to the id that units.csv gives, None where it is blank."""

    def __init__(self, account: GoogleAccount, sheets: Mapping[str, str | None]) -> None:
        self.account, self.sheets = account, dict(sheets)
        self._listed: dict[str, FileState] = {}
        self._kept: dict[str, GoogleBook] = {}
        self._own: set[str] = set()

    def list_changed(self, known: Mapping[str, str | None]) -> dict[str, str]:
        """One listing for all units; raises SheetsUnreachable."""
        self._listed = self.account.list_spreadsheets()
        versions = {unit: self._version(unit) for unit in known}
        return {unit: version for unit, version in versions.items() if version != known[unit]}

    def _version(self, unit_code: str) -> str:
        state = self._listed.get(self.sheets.get(unit_code) or "")
        return state.version if state else _MISSING

    def is_listed(self, unit_code: str) -> bool:
        """Whether the last listing shows the unit's spreadsheet: it exists and is shared with the account."""
        return (self.sheets.get(unit_code) or "") in self._listed

    def may_edit(self, unit_code: str) -> bool | None:
        """What the last listing says of the account's right to write; None where it says nothing."""
        state = self._listed.get(self.sheets.get(unit_code) or "")
        return state.may_edit if state else None

    def read_tabs(self, unit_code: str, fetched_at: datetime) -> SpreadsheetRead:
        """Every tab with the version last listed and the link; raises SheetUnavailable, which names the fix."""
        book = self._get(unit_code)
        self._kept[unit_code] = book
        tabs = tuple(TabRead(title, tab.grid, tab.sheet_id) for title, tab in book.tabs.items())
        version = self._version(unit_code)
        link = book.link or f"{_ADDRESS}{self.sheets[unit_code]}"
        return SpreadsheetRead(unit_code, fetched_at, tabs, None if version == _MISSING else version, link)

    def _get(self, unit_code: str) -> GoogleBook:
        with self._within_bounds(unit_code):
            return read_book(self._document(unit_code, FIELDS))

    @contextmanager
    def _within_bounds(self, unit_code: str) -> Iterator[None]:
        """Make of what is too large for us to read a refusal that names the spreadsheet, the tab and the fix."""
        try:
            yield
        except AnswerTooLarge as error:
            address = f"{_ADDRESS}{self.sheets[unit_code]}"
            fix = "ask the unit to clear formats and long texts, and to delete rows, columns and tabs beyond its tables"
            raise SheetUnavailable(unit_code, f"{address} {error}: {fix}", TOO_LARGE) from error

    def _document(self, unit_code: str, fields: str) -> dict:
        spreadsheet_id = self.sheets.get(unit_code)
        if not spreadsheet_id:
            raise SheetUnavailable(unit_code, "units.csv gives no spreadsheet_id: put the id of its spreadsheet there")
        try:
            return self.account.get_spreadsheet(spreadsheet_id, fields)
        except CallRefused as error:
            raise SheetUnavailable(unit_code, self._refusal(unit_code, error), _refused(error)) from error
        except StillBusy as error:
            raise SheetUnavailable(
                unit_code, f"Google gave no sound answer ({error}): it will be tried again", NO_ANSWER
            ) from error

    def _refusal(self, unit_code: str, error: CallRefused, *, writing: bool = False) -> str:
        address = f"{_ADDRESS}{self.sheets[unit_code]}"
        if error.status == 403 and writing:
            return f"{address} may be read but not written: ask the unit to make {self.account.email} an Editor"
        if error.status in (403, 404):
            missing = "is not shared with the platform" if error.status == 403 else "does not exist or is not shared"
            return f"{address} {missing}: ask the unit to share it with {self.account.email} as Editor"
        if writing:
            return (
                f"Google refuses the feedback for {address} ({error}): protected cells must let {self.account.email} in"
            )
        return f"Google refuses {address} ({error}): check spreadsheet_id in units.csv"

    def has_read(self, unit_code: str) -> bool:
        """Whether this backend read the unit's spreadsheet in this run, which writing to it needs."""
        return unit_code in self._kept

    def write_back(self, feedback: Feedback, *, dry_run: bool = False) -> Written:
        """One read and at most one write; no call where the unit was just read and gets no new feedback."""
        unit = feedback.unit_code
        kept = self._kept.pop(unit, None)
        if kept is not None:
            written = _plan(kept, feedback)
            if written.is_nothing or dry_run:
                return written
        unsure: Written | None = None
        for _ in range(_TRIES):
            book = self._get(unit)
            written = _plan(book, feedback)
            if dry_run or written.is_nothing:
                return written if unsure is None else self._done(unit, unsure)
            try:
                after = self._send(unit, book, feedback, written)
            except OutcomeUnknown:
                unsure = written
                continue
            if after is None or not self._mend(unit, book, after, feedback, written.edits):
                return self._done(unit, written)
            return Written(unit, written.edits, written.has_new_report, is_written=True)
        raise SheetUnavailable(unit, "feedback was sent but Google gave no sound answer: it will be tried again")

    def _done(self, unit_code: str, written: Written) -> Written:
        self._own.add(unit_code)
        return Written(unit_code, written.edits, written.has_new_report, is_written=True)

    def _send(self, unit: str, book: GoogleBook, feedback: Feedback, written: Written) -> GoogleBook | None:
        """Write, and return the spreadsheet as the write left it, where the service says."""
        requests = edit_requests(book, written.edits)
        if written.has_new_report:
            requests += report_requests(book, feedback)
        return self._update(unit, requests)

    def _update(self, unit: str, requests: list[dict]) -> GoogleBook | None:
        body = {"requests": requests, "includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
        try:
            answer = self.account.batch_update(self.sheets[unit] or "", body, UPDATED_FIELDS)
        except CallRefused as error:
            raise SheetUnavailable(unit, self._refusal(unit, error, writing=True), _refused(error)) from error
        except StillBusy as error:
            raise SheetUnavailable(unit, f"Google is too busy for the feedback ({error}): later again") from error
        with self._within_bounds(unit):
            return read_book(answer["updatedSpreadsheet"]) if "updatedSpreadsheet" in answer else None

    def _mend(
        self, unit: str, before: GoogleBook, after: GoogleBook, feedback: Feedback, edits: Mapping[str, list[CellEdit]]
    ) -> bool:
        """Whether somebody edited between our read and our write; edits that hit a wrong row are then taken back."""
        touched = False
        repairs: dict[str, list[CellEdit]] = {}
        for tab in feedback.tabs:
            was, now = before.tabs.get(tab.title), after.tabs.get(tab.title)
            if was is None or now is None:
                touched = touched or was is not now
                continue
            of_tab = edits.get(tab.title, [])
            if now.grid.content_hash() == edited(was, of_tab).grid.content_hash():
                continue
            touched = True
            human = as_people_left_it(now, was, of_tab, tab.id_cells.values())
            repairs[tab.title] = plan_edits(now, tab, human)
        if any(repairs.values()):
            try:
                self._update(unit, edit_requests(after, repairs))
            except OutcomeUnknown as error:
                raise SheetUnavailable(
                    unit, "a correction of the feedback may be missing: it will be tried again"
                ) from error
        return touched

    def versions_after(self, units: Iterable[str]) -> dict[str, str]:
        """One more listing, where anything was written: own writes are distinguished from others' by who came last."""
        own = [unit for unit in units if unit in self._own]
        if not own:
            return {}
        listed = self.account.list_spreadsheets()
        states = {unit: listed.get(self.sheets.get(unit) or "") for unit in own}
        self._own.clear()
        return {
            unit: state.version for unit, state in states.items() if state is not None and state.is_own is not False
        }

    def prepare(self, unit_code: str, units: MeasurementUnits, *, dry_run: bool = False) -> tuple[list[str], list[str]]:
        """One read, and one write where something is lacking; each request is made anew from what is read."""
        for _ in range(_TRIES):
            with self._within_bounds(unit_code):
                document = self._document(unit_code, PREPARE_FIELDS)
                repairs, problems = plan_repairs(document, self.account.email, units)
            done = [repair.what for repair in repairs]
            if dry_run or not repairs:
                return done, problems
            try:
                self._update(unit_code, [request for repair in repairs for request in repair.requests])
            except OutcomeUnknown:
                continue
            return done, problems
        raise SheetUnavailable(unit_code, "Google gave no sound answer to the repairs: run this again")


def _plan(book: GoogleBook, feedback: Feedback) -> Written:
    edits = {tab.title: plan_edits(book.tabs[tab.title], tab) for tab in feedback.tabs if tab.title in book.tabs}
    return Written(feedback.unit_code, edits, book.report != feedback.report_values)


def _refused(error: CallRefused) -> str | None:
    """The runbook's line for a refusal."""
    return NOT_SHARED if error.status in (403, 404) else None
