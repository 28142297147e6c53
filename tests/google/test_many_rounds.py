"""Many times somebody does something to the sheet and is told again: nobody's notes or fills are ever lost.

What people wrote is kept apart in a model by the name of the team; after each round the sheet must bear exactly that,
the platform's marks on exactly the bad cells, and one Mã a row that never changes and is never given twice.
"""

import random

import pytest
from hypothesis import settings

from connectors.sheets.marks import FILL
from connectors.sheets.row_ids import GivenIds, with_row_ids
from tests.examples import TESTS
from tests.google.server import Fault
from tests.google.team_books import AT, NUMBER_COLUMN, TEAMS, look, team_book, told_of
from tests.seed_units import UNITS

ROUNDS = 400 * settings.default.max_examples // TESTS  # and in `make fuzz` 12,000
TEXTS = ["gọi lại anh Ba", "[KT] là gì?", "đếm lại\nlần 2", "  cách đầu dòng", "xong  ", "\nxuống dòng", "=1+1"]
BAD, GOOD = ["nhiều", "khoảng chục", "?"], [3, 8, 21]
HUMAN_FILLS = [None, "FFFF00", "CFE2F3"]


class Keeper:
    """A person at the sheet, and what that person remembers having written on each team's cell."""

    def __init__(self, book) -> None:
        self.book, self.sheet = book, book.sheet(TEAMS)
        self.dice, self.made = random.Random(2023), 0
        self.notes: dict[str, str] = {}
        self.fills: dict[str, str | None] = {}
        self.ids: dict[str, str] = {}
        for _ in range(8):
            self.add()

    def rows(self) -> dict[str, int]:
        return {self.sheet.get(row, 2): row for row in range(1, self.sheet.last_row() + 1)}

    def one(self) -> tuple[str, int]:
        return self.dice.choice(sorted(self.rows().items()))

    def act(self) -> None:
        actions = [self.add, self.delete, self.sort, self.type_number, self.write_note, self.add_to_note, self.paint]
        self.dice.choice(actions)()
        self.book.touch()

    def add(self) -> None:
        self.made += 1
        name, row = f"Đội {self.made}", self.dice.randint(1, self.sheet.last_row() + 1)
        self.sheet.insert_row(row)
        for col, value in ((1, "Vĩnh Tuy"), (2, name), (3, self.dice.choice(BAD + GOOD)), (4, "Sẵn sàng")):
            self.sheet.put(row, col, value)
        self.notes[name], self.fills[name] = "", None

    def delete(self) -> None:
        if len(self.rows()) > 4:
            name, row = self.one()
            self.sheet.delete_row(row)
            del self.notes[name], self.fills[name]

    def sort(self) -> None:
        last = self.sheet.last_row()
        self.sheet.reorder([0, *self.dice.sample(range(1, last + 1), last)])

    def type_number(self) -> None:
        self.sheet.put(self.one()[1], NUMBER_COLUMN, self.dice.choice(BAD + GOOD))

    def write_note(self) -> None:
        name, row = self.one()
        self.notes[name] = self.dice.choice(["", *TEXTS])
        self.sheet.note(row, NUMBER_COLUMN, self.notes[name])

    def add_to_note(self) -> None:
        name, row = self.one()
        text, shown = self.dice.choice(TEXTS), look(self.sheet, row, NUMBER_COLUMN)[0]
        self.sheet.note(row, NUMBER_COLUMN, f"{shown}\n{text}" if shown else text)
        self.notes[name] = f"{self.notes[name]}\n{text}" if self.notes[name] else text

    def paint(self) -> None:
        name, row = self.one()
        self.fills[name] = fill = self.dice.choice(HUMAN_FILLS)
        parts = zip(("red", "green", "blue"), (0, 2, 4), strict=True)
        self.sheet.fill(row, NUMBER_COLUMN, fill and {part: int(fill[at : at + 2], 16) / 255 for part, at in parts})

    def check(self) -> None:
        for name, row in self.rows().items():
            value = self.sheet.get(row, NUMBER_COLUMN)
            said = f'[KT] Lỗi: ghi "{value}"; hãy ghi số.' if value in BAD else ""
            own = self.notes[name]
            note, fill = look(self.sheet, row, NUMBER_COLUMN)
            assert (note or "") == (f"{own}\n{said}" if own and said else own or said)
            assert fill == (self.fills[name] or (FILL if said else None))
            row_id = self.sheet.get(row, 0)
            assert row_id == self.ids.setdefault(name, row_id)
        assert len(set(self.ids.values())) == len(self.ids)
        assert None not in self.ids.values()


@pytest.mark.hypothesis
def test_many_rounds(server, make_backend):
    keeper = Keeper(server.add(team_book(rows=[])))
    backend, given, last = make_backend({"907": "B1"}), GivenIds(), {}
    for number in range(ROUNDS):
        keeper.act()
        read = with_row_ids(backend.read_tabs("907", AT), last, given, UNITS)
        if number % 10 == 0:
            server.faults.append(Fault("before", "write", act=keeper.sort))
        backend.write_back(told_of(read))
        last = {tab.title: tab.grid for tab in read.tabs}
        keeper.check()
        server.faults.clear()
    assert keeper.made > ROUNDS // 10
