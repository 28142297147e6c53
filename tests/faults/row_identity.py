"""What people do to the rows of a tab between two syncs, and how many rows are known again afterwards.

Sessions are drawn from a seed over the clean province's tabs; the platform's write-back of Mã is played after each.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

from connectors.cells import CellGrid
from connectors.reading.tabs import TabReading
from tests.faults.province import CleanTab, Written, clean_tabs, put, read

VISITS, SESSIONS = 100, 3
# how often each is done, of 40 doings; a copied row is mostly pasted below its original and then changed
WEIGHTS = {"edit": 16, "insert": 11, "paste": 5, "delete": 4, "sort": 3, "paste_above": 1}
NEW = "NEW-"
_uids = count()


@dataclass
class Line:
    """A data row as it lies on the sheet: cells by contract column, and who it is whatever stands in them."""

    cells: dict[str, tuple[Written, str | None]]
    uid: int = field(default_factory=lambda: next(_uids))
    is_key_touched: bool = False


@dataclass
class Relinked:
    """Rows that outlived a session, those known again by their key, and those whose natural columns nobody touched.

    behind_a_copy: rows not known again because a copy of them, Mã and all, has come to stand above them.
    """

    rows: int = 0
    same: int = 0
    behind_a_copy: int = 0
    untouched: int = 0
    untouched_same: int = 0

    @property
    def share(self) -> float:
        return self.same / self.rows

    @property
    def untouched_share(self) -> float:
        return self.untouched_same / self.untouched


class Sheet:
    """A tab whose data rows can be moved; what stands above them stays."""

    def __init__(self, tab: CleanTab, keeps_ids: bool) -> None:
        self.tab, self.names = tab, tab.reading.columns_at
        self.head = int(tab.reading.rows["sheet_row"].min()) - 1
        self.lines = [self._line(int(row) - 1) for row in tab.reading.rows["sheet_row"]]
        self.given = count(1)
        self.keeps_ids = keeps_ids
        if not keeps_ids:
            for line in self.lines:
                line.cells["row_id"] = (None, None)

    def _line(self, row0: int) -> Line:
        grid = self.tab.grid
        return Line({name: (grid.value(row0, col), grid.formats[row0, col]) for name, col in self.names.items()})

    def grid(self) -> CellGrid:
        grid, old = CellGrid.blank(self.head + len(self.lines), self.tab.grid.n_cols), self.tab.grid
        for name in ("kinds", "numbers", "texts", "formats"):
            getattr(grid, name)[: self.head] = getattr(old, name)[: self.head]
        for row0, line in enumerate(self.lines, start=self.head):
            for name, (value, number_format) in line.cells.items():
                put(grid, row0, self.names[name], value)
                grid.formats[row0, self.names[name]] = number_format
        return grid

    def keys(self) -> dict[int, str]:
        """uid -> row key as the platform reads it now."""
        reading = self._read()
        by_row = dict(zip(reading.rows["sheet_row"], reading.rows["row_key"], strict=True))
        return {
            line.uid: by_row[row0 + 1] for row0, line in enumerate(self.lines, start=self.head) if row0 + 1 in by_row
        }

    def _read(self) -> TabReading:
        return read(self.tab.contract, self.grid(), self.tab.snapshot, self.tab.context)

    def write_back(self) -> None:
        """Give a Mã to the rows that have none of their own."""
        reading = self._read()
        own = {key for key in reading.rows["row_key"] if not key.startswith("~")}
        seen: set[str] = set()
        for line in self.lines:
            typed = line.cells["row_id"][0]
            if typed is None or typed in seen or typed not in own:
                line.cells["row_id"] = (f"{NEW}{next(self.given):04d}", None)
            seen.add(line.cells["row_id"][0])


def play(sheet: Sheet, chance: Random) -> None:
    """One session of a few doings."""
    for line in sheet.lines:
        line.is_key_touched = False
    for doing in chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=chance.randint(1, 6)):
        if len(sheet.lines) > 3:
            _DOINGS[doing](sheet, chance)


def _edit(sheet: Sheet, chance: Random) -> None:
    _change(sheet, chance.choice(sheet.lines), chance)


def _change(sheet: Sheet, line: Line, chance: Random) -> None:
    """Some cells get what stands in the same column of another row."""
    names = [name for name in sheet.names if name != "row_id"]
    for name in chance.sample(names, min(len(names), chance.randint(1, 3))):
        value = chance.choice(sheet.lines).cells[name]
        line.is_key_touched |= name in sheet.tab.contract.natural_key and value != line.cells[name]
        line.cells[name] = value


def _insert(sheet: Sheet, chance: Random) -> None:
    """A new row, its cells like those of other rows, at the end or between."""
    cells = {name: chance.choice(sheet.lines).cells[name] for name in sheet.names}
    place = len(sheet.lines) if chance.random() < 0.7 else chance.randint(0, len(sheet.lines))
    sheet.lines.insert(place, Line(cells | {"row_id": (None, None)}))


def _paste(sheet: Sheet, chance: Random) -> None:
    """A row copied with its Mã below itself or to the end, then changed."""
    place = chance.randrange(len(sheet.lines))
    copy = Line(dict(sheet.lines[place].cells))
    sheet.lines.insert(place + 1 if chance.random() < 0.5 else len(sheet.lines), copy)
    _change(sheet, copy, chance)


def _paste_above(sheet: Sheet, chance: Random) -> None:
    place = chance.randrange(len(sheet.lines))
    copy = Line(dict(sheet.lines[place].cells))
    sheet.lines.insert(place, copy)
    _change(sheet, copy, chance)


def _delete(sheet: Sheet, chance: Random) -> None:
    del sheet.lines[chance.randrange(len(sheet.lines))]


def _sort(sheet: Sheet, chance: Random) -> None:
    name, is_descending = chance.choice(sorted(sheet.names)), chance.random() < 0.3
    sheet.lines.sort(key=lambda line: _order(line.cells[name][0]), reverse=is_descending)


def _order(value: Written) -> tuple[int, float, str]:
    """Numbers before texts before blanks, as spreadsheets sort."""
    if value is None:
        return 2, 0.0, ""
    return (1, 0.0, value.casefold()) if isinstance(value, str) else (0, float(value), "")


_DOINGS = {
    "edit": _edit, "insert": _insert, "paste": _paste, "paste_above": _paste_above, "delete": _delete, "sort": _sort,
}  # fmt: skip


def relinked(*, keeps_ids: bool, seed: int = 2023) -> Relinked:
    """Rows known again over all sessions; without Mã nothing is written back and natural columns alone identify."""
    total = Relinked()
    for sheet, chance in _visits(keeps_ids, seed):
        for _ in range(SESSIONS):
            before = sheet.keys()
            play(sheet, chance)
            _count(sheet, before, sheet.keys(), total)
            if keeps_ids:
                sheet.write_back()
    return total


def _count(sheet: Sheet, before: dict[int, str], after: dict[int, str], total: Relinked) -> None:
    above: set[Written] = set()
    for line in sheet.lines:
        row_id = line.cells["row_id"][0]
        if line.uid in before:
            is_same = before[line.uid] == after.get(line.uid)
            total.rows, total.same = total.rows + 1, total.same + is_same
            total.behind_a_copy += not is_same and row_id in above
            total.untouched += not line.is_key_touched
            total.untouched_same += is_same and not line.is_key_touched
        above.add(row_id)


def _visits(keeps_ids: bool, seed: int) -> Iterator[tuple[Sheet, Random]]:
    """Sheets as often as they have rows: who has more, edits more."""
    tabs = [tab for tab in clean_tabs() if tab.contract.id_prefix and len(tab.reading.rows) > 3]
    chance = Random(f"{seed}/rows")
    for number, tab in enumerate(chance.choices(tabs, [len(tab.reading.rows) for tab in tabs], k=VISITS)):
        yield Sheet(tab, keeps_ids), Random(f"{seed}/rows/{number}")
