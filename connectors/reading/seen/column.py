"""One column of a table between its landed cells and its reader: what its keeper sees of it, and what is to be said.

The readers get the cells as seen; what was left out or refused on the way is put beside what they made of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from connectors.cells import EMPTY, NUMBER, TEXT, serial_day
from connectors.reading.amounts.formats import is_date_format
from connectors.reading.columns import ColumnCells, ColumnReading, Distinct
from connectors.reading.outcome import Reading, refuse
from expectations.contract import Column
from vietnamese.dates import date_as_typed
from vietnamese.numbers import number_as_typed

NUMERIC = frozenset({"integer", "decimal", "money"})
Place = tuple[int, int]


class SeenNote(NamedTuple):
    """What is to be said of a cell whose look matters.

    message: the whole sentence, as `Reading` has it; aside: a sentence to add where its reader says something itself.
    """

    rule: str
    message: str
    is_refused: bool = False
    aside: str = ""


@dataclass
class SeenColumn:
    """A column's data cells, one entry a data row, changed in place; `origins`: where the content of each stands.

    Of a tab in which nothing stands out the origins are not asked for, and empty.
    """

    column: Column
    cells: ColumnCells
    origins: list[Place]
    notes: dict[int, SeenNote] = field(default_factory=dict)

    @property
    def is_numeric(self) -> bool:
        """Whether it holds numbers that are no dates."""
        return self.column.type in NUMERIC

    def formatted(self) -> Iterator[tuple[str, np.ndarray]]:
        """Each number format of the column's numbers, with the rows that have it."""
        rows = self.cells.rows(NUMBER)
        rows = rows[~pd.isna(self.cells.formats[rows])]
        if len(rows):
            distinct = Distinct.of(self.cells.formats, rows)
            for position, its_rows in distinct.rows_by_content(range(len(distinct.contents))).items():
                yield distinct.contents[position], its_rows

    def shown(self, row: int) -> str:
        """A cell as its keeper would type it."""
        if self.cells.kinds[row] == NUMBER:
            number = float(self.cells.numbers[row])
            day = serial_day(number) if is_date_format(self.cells.formats[row]) else None
            return number_as_typed(number) if day is None else date_as_typed(day)
        return str(self.cells.texts[row] or "")

    def is_filled(self, row: int) -> bool:
        """Whether there is anything in the cell."""
        return bool(self.cells.kinds[row] != EMPTY)

    def put_text(self, row: int, text: str) -> None:
        """Let the cell be read as this text; "" for nothing at all."""
        self.cells.kinds[row] = TEXT if text else EMPTY
        self.cells.texts[row], self.cells.formats[row] = text or None, None
        self.cells.numbers[row] = np.nan

    def take(self, row: int, kind: int, number: float, text: str | None, number_format: str | None) -> None:
        """Let the cell hold what another one holds."""
        self.cells.kinds[row], self.cells.numbers[row] = kind, number
        self.cells.texts[row], self.cells.formats[row] = text, number_format

    def refuse(self, row: int, rule: str, message: str) -> None:
        """The cell may not be used; its reader finds nothing there."""
        self.notes[row] = SeenNote(rule, message, is_refused=True)
        self.put_text(row, "")

    def remark(self, row: int, rule: str, message: str, aside: str) -> None:
        """The cell is read, and this is said of it; what was said before stays the first."""
        before = self.notes.get(row)
        note = SeenNote(rule, message, aside=aside)
        self.notes[row] = note if before is None else before._replace(message=f"{before.message} {aside}")


def settle(reading: ColumnReading, notes: Mapping[int, SeenNote]) -> None:
    """Put what is to be said of the cells' looks beside what their reader says."""
    for row, note in notes.items():
        flag = reading.flags.get(row)
        if note.is_refused:
            reading.flags[row] = refuse(note.rule, note.message)
        elif flag is None:
            reading.flags[row] = Reading(reading.values[row], note.rule, False, note.message)
        elif note.aside:
            reading.flags[row] = replace(flag, message=f"{flag.message} {note.aside}")
