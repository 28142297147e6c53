"""Local workbooks `<unit_code>.xlsx` in one folder: the backend that needs no server and no account.

The only module that reads district workbooks with openpyxl; whatever is wrong with one file stops no other.
"""

import hashlib
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from connectors.archives import MAX_PACKED, WORKBOOK_FAULTS, ArchiveRefused, check_archive
from connectors.landing.receipts import write_atomically
from connectors.landing.store import SpreadsheetRead, TabRead
from connectors.limits import WORKBOOK_CELLS
from connectors.measurement_units import MeasurementUnits
from connectors.sheets.feedback import Feedback, Written
from connectors.sheets.marks import CellEdit, MarkedTab, edited
from connectors.sheets.placing import plan_edits
from connectors.sheets.protocol import SheetUnavailable
from connectors.sheets.workbooks.cells import read_book
from connectors.sheets.workbooks.empty_cells import without_empty_cells
from connectors.sheets.workbooks.formulas import mark_without_result
from connectors.sheets.workbooks.kinds import demand_workbook, with_sheets
from connectors.sheets.workbooks.marks import apply_edits, can_bear, marked_tab, reported, write_report
from connectors.sheets.workbooks.parts import has_rich_text, lock_of, parts_lost
from connectors.sheets.workbooks.prepare import repair_book

_TRIES = 3
_NEW_MODE = 0o644
_KEPT_OPEN = 40
_MISSING = "-"
_UNREADABLE = (*WORKBOOK_FAULTS, InvalidFileException)
UNREADABLE, MISSING = "is not a readable .xlsx workbook", "xlsx does not exist"  # lines of docs/runbook.md


class WorkbookBackend:
    """Workbooks of a folder, versioned by the hash of the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._read: set[str] = set()
        self._written: dict[str, str] = {}
        self._books: dict[str, tuple[bytes, Workbook]] = {}

    def path(self, unit_code: str) -> Path:
        """Where a unit's workbook lies, whether or not there is one."""
        return self.folder / f"{unit_code}.xlsx"

    def list_changed(self, known: Mapping[str, str | None]) -> dict[str, str]:
        """Units whose workbook is not of the version known, each with its version now."""
        versions = {unit: self._version(unit) for unit in known}
        return {unit: version for unit, version in versions.items() if version != known[unit]}

    def _version(self, unit_code: str) -> str:
        try:
            with self.path(unit_code).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return _MISSING

    def read_tabs(self, unit_code: str, fetched_at: datetime) -> SpreadsheetRead:
        """The workbook's tabs as typed; raises SheetUnavailable, and nothing else, where the file can't give them."""
        content = self._content(unit_code)
        with self._readable(unit_code):
            book = self._opened(unit_code, content)
            mark_without_result(grids := read_book(book), content)
            tabs = tuple(TabRead(title, grid) for title, grid in grids.items())
        self._read.add(unit_code)
        link = self.path(unit_code).name
        return SpreadsheetRead(unit_code, fetched_at, tabs, source_version=_hash(content), link=link)

    def _opened(self, unit_code: str, content: bytes) -> Workbook:
        """The workbook for reading; one that could be saved is kept open for the feedback that is likely to follow."""
        _demand_sound(content)
        light = without_empty_cells(content)
        is_plain = light is content and not parts_lost(content)
        book = with_sheets(_load(light, editable=is_plain))
        kept = [book, *(one for _, one in self._books.values())]
        if is_plain and len(kept) <= _KEPT_OPEN and sum(map(_cell_count, kept)) <= WORKBOOK_CELLS:
            self._books[unit_code] = (content, book)
        return book

    def _reopened(self, unit_code: str, content: bytes) -> Workbook:
        kept, book = self._books.pop(unit_code, (b"", None))
        if book is not None and kept == content:
            return book
        _demand_sound(content)
        return with_sheets(_load(content, editable=True))

    def _says_all(self, unit_code: str, content: bytes, feedback: Feedback) -> bool:
        """Whether a workbook full of empty cells surely bears the feedback, found without making an object of each."""
        if unit_code in self._books:
            return False
        _demand_sound(content)
        light = without_empty_cells(content)
        if light is content:
            return False
        book = _load(light, editable=True)
        return _planned(book, _marked_tabs(book), feedback).is_nothing

    def has_read(self, unit_code: str) -> bool:
        """Whether this backend read the unit's workbook in this run, which writing to it needs."""
        return unit_code in self._read

    def write_back(self, feedback: Feedback, *, dry_run: bool = False) -> Written:
        """Write through a temporary file, leaving the one before as `<unit_code>.xlsx.bak`.

        A file that is open elsewhere, or holds what a save would lose, is left as it is: raises SheetUnavailable.
        """
        unit = feedback.unit_code
        for _ in range(_TRIES):
            content = self._content(unit)
            with self._readable(unit):
                if self._says_all(unit, content, feedback):
                    return Written(unit)
                book = self._reopened(unit, content)
                tabs = _marked_tabs(book)
            written = _planned(book, tabs, feedback)
            if written.is_nothing or dry_run:
                return written
            self._refuse_unsafe(unit, content)
            expected = {title: edited(tab, written.edits.get(title, [])) for title, tab in tabs.items()}
            new = self._saved(book, feedback, written.edits, expected)
            if self._content(unit) == content:
                self._replace(unit, content, new)
                return Written(unit, written.edits, written.has_new_report, is_written=True)
        raise SheetUnavailable(
            unit, f"{self.path(unit)} kept changing while feedback was written; it will be tried again"
        )

    def versions_after(self, units: Iterable[str]) -> dict[str, str]:
        """Versions of the workbooks that this backend wrote itself, by unit."""
        return {unit: self._written[unit] for unit in units if unit in self._written}

    def prepare(self, unit_code: str, units: MeasurementUnits, *, dry_run: bool = False) -> tuple[list[str], list[str]]:
        """Make the workbook where there is none, else repair it."""
        path = self.path(unit_code)
        content = self._content(unit_code) if path.exists() else b""
        with self._readable(unit_code):
            book = self._reopened(unit_code, content) if content else _empty_book()
            before = read_book(book)
        done, problems = repair_book(book, before, units)
        if done and not dry_run:
            if content:
                self._refuse_unsafe(unit_code, content)
            buffer = BytesIO()
            book.save(buffer)
            self._replace(unit_code, content, buffer.getvalue())
        return done, problems

    def _saved(
        self,
        book: Workbook,
        feedback: Feedback,
        edits: Mapping[str, list[CellEdit]],
        expected: Mapping[str, MarkedTab],
    ) -> bytes:
        """The workbook with the edits, after reading it again to see that it holds exactly what it should."""
        for title, of_tab in edits.items():
            apply_edits(book[title], of_tab)
        write_report(book, feedback)
        buffer = BytesIO()
        book.save(buffer)
        again = _marked_tabs(_load(buffer.getvalue(), editable=False))
        lost = next((title for title, tab in expected.items() if not _bears(again.get(title), tab)), None)
        if lost is not None:
            path = self.path(feedback.unit_code)
            raise SheetUnavailable(feedback.unit_code, f"{path}: tab {lost} would not survive a save: left as it is")
        return buffer.getvalue()

    def _refuse_unsafe(self, unit_code: str, content: bytes) -> None:
        path = self.path(unit_code)
        if lost := parts_lost(content):
            raise SheetUnavailable(
                unit_code, f"{path} has {', '.join(lost)}, which saving it would lose: left as it is"
            )
        if lock := lock_of(path):
            raise SheetUnavailable(unit_code, f"{path} {lock}: left as it is, it will be tried again")

    def _replace(self, unit_code: str, old: bytes, new: bytes) -> None:
        path = self.path(unit_code)
        mode = path.stat().st_mode & 0o777 if old else _NEW_MODE
        try:
            if old:
                write_atomically(path.with_name(f"{path.name}.bak"), old, mode)
            write_atomically(path, new, mode)
        except OSError as error:
            raise SheetUnavailable(unit_code, f"{path} can't be written ({error.strerror})") from error
        self._written[unit_code] = _hash(new)

    @contextmanager
    def _readable(self, unit_code: str) -> Iterator[None]:
        """Whatever a damaged file makes the parser raise is said of that file, with the fix."""
        path = self.path(unit_code)
        try:
            yield
        except ArchiveRefused as error:
            problem = f"{path} is not a readable .xlsx workbook: it {error}; {error.fix}"
            raise SheetUnavailable(unit_code, problem, UNREADABLE) from error
        except _UNREADABLE as error:
            problem = (
                f"{path} is not a readable .xlsx workbook ({type(error).__name__}): open and save it again as .xlsx"
            )
            raise SheetUnavailable(unit_code, problem, UNREADABLE) from error

    def _content(self, unit_code: str) -> bytes:
        path = self.path(unit_code)
        try:
            if (size := path.stat().st_size) > MAX_PACKED:
                problem = f"{path} has {size} bytes, more than the {MAX_PACKED} a workbook may have"
                raise SheetUnavailable(unit_code, problem)
            return path.read_bytes()
        except FileNotFoundError as error:
            problem = f"{path} does not exist: put the unit's workbook there or correct units.csv"
            raise SheetUnavailable(unit_code, problem, MISSING) from error
        except OSError as error:
            problem = f"{path} can't be opened ({error.strerror}): check its permissions"
            raise SheetUnavailable(unit_code, problem) from error


def _demand_sound(content: bytes) -> None:
    demand_workbook(content)
    check_archive(content, max_cells=WORKBOOK_CELLS)


def _load(content: bytes, *, editable: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(BytesIO(content), data_only=not editable, rich_text=has_rich_text(content))


def _cell_count(book: Workbook) -> int:
    return sum(len(sheet._cells) for sheet in book.worksheets)


def _empty_book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _marked_tabs(book: Workbook) -> dict[str, MarkedTab]:
    return {title: marked_tab(book[title], grid) for title, grid in read_book(book).items()}


def _planned(book: Workbook, tabs: Mapping[str, MarkedTab], feedback: Feedback) -> Written:
    edits: dict[str, list[CellEdit]] = {}
    for tab in feedback.tabs:
        if tab.title in tabs:
            planned = plan_edits(tabs[tab.title], tab)
            edits[tab.title] = [edit for edit in planned if can_bear(book[tab.title], edit)]
    return Written(feedback.unit_code, edits, reported(book) != feedback.report_values)


def _bears(found: MarkedTab | None, expected: MarkedTab) -> bool:
    if found is None:
        return False
    is_same = found.grid.content_hash() == expected.grid.content_hash()
    return is_same and found.notes == expected.notes and found.fills == expected.fills


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
