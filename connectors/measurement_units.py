"""The units of measure in use, as the seed lists them: what each measures, how large it is, how it is written.

The seed is their only home, also of how one is treated: code asks for a property of a unit, never for its name. The
cells of a sheet and the price feeds spell units differently, so each has its own column of spellings; what is read from
the seed is passed on as reference data.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from vietnamese.text import fold

SEED = "measurement_units.csv"
_CALLED_AS_TYPED = frozenset({"piece", "dozen", "container", "volume", "time", "count", "foreign"})


class MeasurementUnit(NamedTuple):
    """A unit: the name it is shown by, what it measures, its size in kg, m² or đồng (0 where it has no fixed one).

    has_legal_weight: nobody can say in a cell that it weighs something else. may_be_local: it weighs less in the trade
    of sweet potato. bare_rest_digits: up to how many digits after it may be kg, as in `3 tấn 500`.
    """

    name: str
    dimension: str
    size: float
    has_legal_weight: bool = False
    may_be_local: bool = False
    bare_rest_digits: int = 0


class MeasurementUnits:
    """The units by their spellings; two tables of the same rows are equal, so that what was read with one is kept.

    feed_weights: the units of mass by how price feeds spell them, folded.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        """`rows`: the seed's, by column; of two units with one spelling the earlier row has it."""
        self._typed: dict[str, MeasurementUnit] = {}
        self._of_measure: dict[str, MeasurementUnit] = {}
        self._names: set[str] = set()
        self.feed_weights: dict[str, MeasurementUnit] = {}
        meant: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self._add(row)
            for spelling in _spellings(row["sheet_spellings"]):
                meant[fold(spelling)].add(row["unit_name"])
        self._doubtful = frozenset(key for key, names in meant.items() if len(names) > 1 and key not in self._typed)
        for spelling, unit in list(self._typed.items()):
            self._typed.setdefault(fold(spelling), unit)
        self._key = (
            tuple(tuple(kept.items()) for kept in (self._typed, self._of_measure, self.feed_weights)),
            frozenset(self._names),
        )
        self._hash = hash(self._key)

    @classmethod
    def load(cls, seeds_dir: Path) -> "MeasurementUnits":
        """Read the seed; raises FileNotFoundError without it."""
        with (seeds_dir / SEED).open(encoding="utf-8", newline="") as file:
            return cls(csv.DictReader(file))

    def _add(self, row: Mapping[str, str]) -> None:
        unit = _unit(row)
        self._names.add(fold(unit.name))
        for spelling in _spellings(row["sheet_spellings"]):
            shown = unit._replace(name=spelling) if unit.dimension in _CALLED_AS_TYPED else unit
            self._typed.setdefault(spelling, shown)
        if row["measure"]:
            self._of_measure[row["measure"]] = unit
        if unit.dimension == "mass":
            self.feed_weights |= dict.fromkeys(_spellings(row["feed_spellings"]), unit)

    def find(self, words: str) -> MeasurementUnit | None:
        """The unit typed in a sheet as `words` (lower case), with or without accents; other accents do not match."""
        return self._typed.get(words.strip(" .,;:"))

    def knows(self, words: str) -> bool:
        """Whether these words, exactly as they are, spell a unit."""
        return words in self._typed

    def is_name(self, words: str) -> bool:
        """Whether these words are a unit's own name and not another spelling of it, accents aside."""
        return fold(words) in self._names

    def is_doubtful(self, words: str) -> bool:
        """Whether these words without their accents spell two units, neither of which is ever written so: `can`."""
        return fold(words) in self._doubtful

    def of_measure(self, measure: str) -> MeasurementUnit:
        """The unit that columns of this measure of a contract (t, ha, vnd) hold; KeyError for others."""
        return self._of_measure[measure]

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, MeasurementUnits) and self._key == other._key)

    def __hash__(self) -> int:
        return self._hash


def _unit(row: Mapping[str, str]) -> MeasurementUnit:
    return MeasurementUnit(
        name=row["unit_name"],
        dimension=row["dimension"],
        size=float(row["to_base"] or 0),
        has_legal_weight=row["has_legal_weight"] == "true",
        may_be_local=row["may_be_local"] == "true",
        bare_rest_digits=int(row["bare_rest_digits"] or 0),
    )


def _spellings(listed: str) -> list[str]:
    return [one for one in listed.split(";") if one]
