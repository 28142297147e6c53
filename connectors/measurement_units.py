"""The units of measure in use, as the seed lists them: what each measures, how large it is, how it is written.

The seed is their only home. The cells of a sheet and the price feeds spell units differently, so each has its own
column of spellings; what is read from the seed is passed on as reference data.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from vietnamese.text import fold

SEED = "measurement_units.csv"
_CALLED_AS_TYPED = frozenset({"piece", "dozen", "container", "volume", "time", "count", "foreign"})


class Unit(NamedTuple):
    """A unit: the name it is shown by, what it measures, its size in kg, m² or đồng (0 where it has no fixed one)."""

    name: str
    dimension: str
    size: float


class MeasurementUnits:
    """The units by their spellings; two tables of the same rows are equal, so that what was read with one is kept."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        """`rows`: the seed's, by column; of two units with one spelling the earlier row has it."""
        self._typed: dict[str, Unit] = {}
        self.feed_weights: dict[str, float] = {}
        for row in rows:
            self._add(row)
        for spelling, unit in list(self._typed.items()):
            self._typed.setdefault(fold(spelling), unit)
        self._key = tuple(self._typed.items()), tuple(self.feed_weights.items())
        self._hash = hash(self._key)

    @classmethod
    def load(cls, seeds_dir: Path) -> "MeasurementUnits":
        """Read the seed; raises FileNotFoundError without it."""
        with (seeds_dir / SEED).open(encoding="utf-8", newline="") as file:
            return cls(csv.DictReader(file))

    def _add(self, row: Mapping[str, str]) -> None:
        name, dimension, size = row["unit_name"], row["dimension"], float(row["to_base"] or 0)
        for spelling in _spellings(row["sheet_spellings"]):
            shown = spelling if dimension in _CALLED_AS_TYPED else name
            self._typed.setdefault(spelling, Unit(shown, dimension, size))
        if dimension == "mass":
            self.feed_weights |= dict.fromkeys(_spellings(row["feed_spellings"]), size)

    def find(self, words: str) -> Unit | None:
        """The unit typed in a sheet as `words` (lower case), with or without accents; other accents do not match."""
        return self._typed.get(words.strip(" .,;:"))

    def knows(self, words: str) -> bool:
        """Whether these words, exactly as they are, spell a unit."""
        return words in self._typed

    def size(self, name: str) -> float:
        """The size of a unit by its name; KeyError where there is none of that name."""
        return self._typed[name].size

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, MeasurementUnits) and self._key == other._key)

    def __hash__(self) -> int:
        return self._hash


def _spellings(listed: str) -> list[str]:
    return [one for one in listed.split(";") if one]
