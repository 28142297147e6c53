"""Header labels: which column of a contract a label names, and which unit of measure it states.

Columns are found by label, never by position; a label is compared on its folded words, with or without its unit. Which
words are units, and of what, is reference data.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from connectors.measurement_units import MeasurementUnits
from connectors.reading.amounts.header_units import MEASURES, converts, stated_unit
from connectors.reading.amounts.targets import is_own_unit, target_of
from connectors.reading.amounts.units import Phrase
from connectors.reading.names.names import name_key
from expectations.contract import Column, Contract
from vietnamese.brackets import asides, without_asides
from vietnamese.keeping import keeping
from vietnamese.text import fold, normalise

_COUNTED = frozenset(
    {"nguoi", "ho", "ho dan", "luot", "dv", "doan vien", "tnv", "bai", "buoi", "cai", "lan", "thang", "so"}
)
"""What a column of counts may say it counts, which changes nothing about its cells.

They are no units and so not those of the seed: of its words for what is counted many are labels of other columns (xã,
tổ, đội, hoạt động).
"""
_NEUTRAL = re.compile(
    r"neu co|bat buoc|chon|chon trong danh sach|x|danh dau x|ghi ro|du kien|dd mm yyyy|d m yyyy|ngay thang nam|"
    r"ngay thang|khong bat buoc|tuy chon|so|chu|\d*"
)
_ORDINALS = frozenset({"stt", "tt", "so tt", "so thu tu", "thu tu", "no", "s t t"})
_WORD = re.compile(r"[\w%]+")
_EDGES = " ()[]{},;:/–—-*"
_LONGEST_LABEL = 80
REFUSED_UNIT = 3


@dataclass(frozen=True, slots=True)
class Label:
    """What a header cell names. rank: 0 the contract's header, 1 an alias, 2 one of them but for its unit, 3 with a
    unit that its cells are refused for.

    unit: as written, where it is not the contract's own; states_unit: whether the label says any unit.
    """

    column: str
    rank: int
    unit: str | None = None
    states_unit: bool = False


class _LabelWords(NamedTuple):
    """A label's text, the folded key of each of its words, and where each word ends."""

    text: str
    keys: tuple[str, ...]
    ends: tuple[int, ...]

    def before(self, at: int) -> str:
        """The key of the first `at` words."""
        return " ".join(self.keys[:at])

    def after(self, at: int) -> str:
        """What is written after them, with the marks that set it off."""
        return self.text[self.ends[at - 1] :]


@keeping(8192)
def _label_words(text: str) -> _LabelWords:
    found = list(_WORD.finditer(text))
    return _LabelWords(text, tuple(fold(one.group()) for one in found), tuple(one.end() for one in found))


class LabelBook:
    """The labels of one contract, whose units are these."""

    def __init__(self, contract: Contract, units: MeasurementUnits) -> None:
        self.contract = contract
        self.required = frozenset(column.name for column in contract.columns if column.required)
        self.units = units
        self._columns = {column.name: column for column in contract.columns}
        self._full: dict[str, tuple[str, int, int]] = {}
        self._bare: dict[str, str] = {}
        for rank in (0, 1):
            for column in contract.columns:
                for text in column.labels[:1] if rank == 0 else column.labels[1:]:
                    said, size = self._taken_apart(text, column)
                    self._full.setdefault(said.before(len(said.keys)), (column.name, rank, size))
        for column in contract.columns:
            for text in column.labels:
                said, size = self._taken_apart(text, column)
                self._bare.setdefault(said.before(size), column.name)
        self._first_words = frozenset(key.partition(" ")[0] for key in (*self._full, *self._bare))
        self._matched = keeping(8192)(self._match)

    def _taken_apart(self, text: str, column: Column) -> tuple[_LabelWords, int]:
        """A label of the contract, and how many of its words stand before the unit, which a mark sets off there."""
        said = _label_words(text)
        stating = (at for at in range(1, len(said.keys)) if self._is_unit(said.after(at), column))
        return said, next(stating, len(said.keys))

    def match(self, text: str) -> Label | None:
        """The column a header cell names, or None."""
        return None if len(text) > _LONGEST_LABEL else self._matched(text)

    def _match(self, text: str) -> Label | None:
        said = _label_words(normalise(text)[0])
        if (found := self._full.get(said.before(len(said.keys)))) is not None:
            name, rank, size = found
            return Label(name, rank, *self._unit(said.after(size), self._columns[name]))
        ends = range(1, len(said.keys) + 1) if self._first_words.intersection(said.keys[:1]) else ()
        found = (label for at in ends if (label := self._with_unit(said, at)) is not None)
        return next(found, None) or self._beside_aside(said.text)

    def _with_unit(self, said: _LabelWords, at: int) -> Label | None:
        """The column that the first words name, where the others state a unit of it; those before are no label."""
        bare, written = said.before(at), said.after(at)
        names = {self._bare.get(bare), self._full.get(bare, (None,))[0]} - {None}
        for column in self.contract.columns if names else ():
            if column.name in names and (label := self._stating(column, written)) is not None:
                return label
        return None

    def _stating(self, column: Column, written: str) -> Label | None:
        if column.measure == "count":
            return Label(column.name, 2, None, True) if name_key(written) in _COUNTED else None
        phrase = _phrase(written, column.measure, self.units)
        if column.measure is None or phrase is None or not (_is_set_off(written) or self._is_usual(phrase, written)):
            return None
        rank = 2 if converts(phrase, column.measure, self.units) else REFUSED_UNIT
        return Label(column.name, rank, *self._unit(written, column))

    def _is_unit(self, written: str, column: Column) -> bool:
        if column.measure == "count":
            return name_key(written) in _COUNTED
        return _is_set_off(written) and _phrase(written, column.measure, self.units) is not None

    def _is_usual(self, phrase: Phrase, written: str) -> bool:
        """Whether words that no mark sets off from the label are a unit and not the label's own: "Sản lượng cần"."""
        words = written.strip(_EDGES).lower()
        if phrase.unit is None or phrase.unit.dimension in ("mass", "area", "money", "local_ta", "regional_area"):
            return not self.units.is_doubtful(words)
        return self.units.is_name(words)

    def _beside_aside(self, text: str) -> Label | None:
        """A label with a remark in brackets that changes nothing: "Giá bán (nếu có)"."""
        beside = [name_key(aside) for aside in asides(text)]
        name = self._full.get(name_key(without_asides(text)), (None,))[0] if beside else None
        if name is None:
            return None
        neutral = all(_NEUTRAL.fullmatch(aside) for aside in beside)
        return Label(name, 2) if neutral or self._columns[name].measure is None else None

    def _unit(self, written: str, column: Column) -> tuple[str | None, bool]:
        """The unit that stands after the label, as written, where it is not the contract's own; whether one does."""
        if column.measure == "count":
            return None, name_key(written) in _COUNTED
        phrase = _phrase(written, column.measure, self.units)
        if column.measure is None or phrase is None:
            return None, False
        is_own = is_own_unit(phrase, target_of(column.measure, self.units))
        return None if is_own else written.strip(_EDGES), True

    def is_stated(self, name: str, stated: Sequence[str]) -> bool:
        """Whether any of the units stated apart from the labels holds for this column."""
        return any(_phrase(text, self._columns[name].measure, self.units) for text in stated)

    def unit_among(self, name: str, stated: Sequence[str]) -> str | None:
        """Of units stated apart from the labels the one that holds for this column; None where it is its own.

        Where several can, the first that its cells can be read in.
        """
        measure = self._columns[name].measure
        phrases = [(text, phrase) for text in stated if (phrase := _phrase(text, measure, self.units))]
        if measure is None or not phrases:
            return None
        own = target_of(measure, self.units)
        others = [(text, phrase) for text, phrase in phrases if not is_own_unit(phrase, own)]
        readable = [text for text, phrase in others if converts(phrase, measure, self.units)]
        refused = [text for text, _ in others] if len(others) == len(phrases) else []
        return next(iter([*readable, *refused]), None)


def _is_set_off(written: str) -> bool:
    """Whether a mark stands between a label and what is written after it."""
    first = written.lstrip(" )]}")[:1]
    return first != "" and not first.isalnum()


def _phrase(written: str, measure: str | None, units: MeasurementUnits) -> Phrase | None:
    """The unit of the measure that these words state; one that can be read also where its accents are wrong."""
    if measure is None:
        return None
    if (phrase := stated_unit(written, measure, units)) is not None:
        return phrase
    phrase = stated_unit(fold(written), measure, units)
    return phrase if phrase is not None and converts(phrase, measure, units) else None


def is_ordinal(text: str) -> bool:
    """A label of the running number column, which means nothing."""
    return name_key(text) in _ORDINALS


def stated_units(text: str) -> tuple[str, ...]:
    """Units of a line such as "Đơn vị tính: kg; đồng"; empty for any other text."""
    head, colon, tail = text.partition(":")
    if not colon or name_key(head) not in {"don vi tinh", "dvt", "don vi", "d v t"}:
        return ()
    return tuple(part.strip() for part in re.split(r"[,;]", tail) if part.strip())


def is_unit(text: str, units: MeasurementUnits) -> bool:
    """Whether a text is a unit that a contract's column can have and nothing else, brackets aside."""
    return name_key(text) in _COUNTED or any(_phrase(text, measure, units) is not None for measure in MEASURES)


@lru_cache(maxsize=64)
def book_of(contract: Contract, units: MeasurementUnits) -> LabelBook:
    """The contract's labels with these units, prepared once."""
    return LabelBook(contract, units)
