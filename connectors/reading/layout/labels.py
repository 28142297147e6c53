"""Header labels: which column of a contract a label names, and which unit of measure it states.

Columns are found by label, never by position; a label is compared on its folded words, with or without its unit.
"""

import re
from dataclasses import dataclass

from connectors.reading.names.names import name_key, words_only
from expectations.contract import Column, Contract
from vietnamese.brackets import asides, without_asides
from vietnamese.text import normalise

_UNITS = {
    "t": {"tan", "t", "kg", "ta", "yen", "gia", "kilogam", "ky", "ki", "nghin tan", "trai", "chuc", "thung", "bao"},
    "ha": {"ha", "hecta", "hec ta", "cong", "cong dat", "m2", "m²", "met vuong", "mau", "cong tam lon"},
    "vnd_kg": {
        f"{money}{per}"
        for money in ("d", "dong", "vnd", "nghin dong", "ngan dong", "nghin d", "ngan d", "1000d", "1000 d", "1 000d",
                      "1000 dong", "1 000 dong", "1000vnd", "k", "nghin", "ngan", "trieu dong", "trieu", "trd", "tr d")
        for per in ("", " kg", " 1kg", " 1 kg", " ta", " tan", " yen")
    },
    "count": {"nguoi", "ho", "ho dan", "luot", "dv", "doan vien", "tnv", "bai", "buoi", "cai", "lan", "thang", "so"},
}  # fmt: skip
_UNITS["vnd"] = {unit for unit in _UNITS["vnd_kg"] if not unit.endswith((" kg", " 1kg", " ta", " tan", " yen"))}
_UNITS["vnd"] |= {"ty dong", "ty", "trieu vnd", "nghin vnd"}
_OWN_UNITS = {
    "t": {"tan", "t"},
    "ha": {"ha", "hecta", "hec ta"},
    "vnd_kg": {"d kg", "dong kg", "vnd kg", "d 1kg", "dong 1kg", "d 1 kg", "dong 1 kg"},
    "vnd": {"d", "dong", "vnd"},
    "count": _UNITS["count"],
}
_NEUTRAL = re.compile(
    r"neu co|bat buoc|chon|chon trong danh sach|x|danh dau x|ghi ro|du kien|dd mm yyyy|d m yyyy|ngay thang nam|"
    r"ngay thang|khong bat buoc|tuy chon|so|chu|\d*"
)
_TAIL = re.compile(r"[,:;–-]\s*([^,:;–-]+)$")
_ORDINALS = frozenset({"stt", "tt", "so tt", "so thu tu", "thu tu", "no", "s t t"})
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Label:
    """What a header cell names. rank: 0 the contract's header, 1 an alias, 2 one of them but for its unit.

    unit: as written, where it is not the contract's own; states_unit: whether the label says any unit.
    """

    column: str
    rank: int
    unit: str | None = None
    states_unit: bool = False


class LabelBook:
    """The labels of one contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.required = frozenset(column.name for column in contract.columns if column.required)
        self._columns = {column.name: column for column in contract.columns}
        self._full: dict[str, tuple[str, int]] = {}
        self._bare: dict[str, str] = {}
        for rank in (0, 1):
            for column in contract.columns:
                for text in column.labels[:1] if rank == 0 else column.labels[1:]:
                    self._full.setdefault(name_key(text), (column.name, rank))
        for column in contract.columns:
            for text in column.labels:
                self._bare.setdefault(_without_unit(name_key(text), column.measure), column.name)
        self._known: dict[str, Label | None] = {}

    def match(self, text: str) -> Label | None:
        """The column a header cell names, or None."""
        if len(text) > _LONGEST_LABEL:
            return None
        if text not in self._known:
            self._known[text] = self._match(normalise(text)[0])
        return self._known[text]

    def _match(self, text: str) -> Label | None:
        key = name_key(text)
        if key in self._full:
            name, rank = self._full[key]
            return Label(name, rank, *self._unit(text, self._columns[name]))
        for column in self.contract.columns:
            bare = _without_unit(key, column.measure)
            if bare != key and (self._bare.get(bare) == column.name or self._full.get(bare, ("",))[0] == column.name):
                return Label(column.name, 2, *self._unit(text, column))
        return self._beside_aside(text)

    def _beside_aside(self, text: str) -> Label | None:
        """A label with a remark in brackets that changes nothing: "Giá bán (nếu có)"."""
        beside = [name_key(aside) for aside in asides(text)]
        name = self._full.get(name_key(without_asides(text)), (None,))[0]
        if not beside or name is None:
            return None
        neutral = all(_NEUTRAL.fullmatch(aside) for aside in beside)
        return Label(name, 2) if neutral or self._columns[name].measure is None else None

    def _unit(self, text: str, column: Column) -> tuple[str | None, bool]:
        """The unit the label states, as written, where it is not the contract's own; and whether it states one."""
        if column.measure is None:
            return None, False
        key = name_key(text)
        unit_key = key[len(_without_unit(key, column.measure)) :].strip()
        if not unit_key or unit_key in _OWN_UNITS[column.measure]:
            return None, bool(unit_key)
        words = words_only(text).split()
        written = [*asides(text), *_TAIL.findall(text), " ".join(words[-len(unit_key.split()) :])]
        return next((unit.strip() for unit in written if name_key(unit) == unit_key), unit_key), True

    def unit_fits(self, name: str, unit: str) -> str | None:
        """`unit` where it was stated apart from the label and can be this column's, but is not its own; else None."""
        measure = self._columns[name].measure
        key = name_key(unit)
        if measure is None or measure == "count" or key in _OWN_UNITS[measure]:
            return None
        return unit if key in _UNITS[measure] else None


def is_ordinal(text: str) -> bool:
    """A label of the running number column, which means nothing."""
    return name_key(text) in _ORDINALS


def stated_units(text: str) -> tuple[str, ...]:
    """Units of a line such as "Đơn vị tính: kg; đồng"; empty for any other text."""
    head, colon, tail = text.partition(":")
    if not colon or name_key(head) not in {"don vi tinh", "dvt", "don vi", "d v t"}:
        return ()
    return tuple(part.strip() for part in re.split(r"[,;]", tail) if part.strip())


def is_unit(text: str) -> bool:
    """Whether a text is a unit of measure and nothing else, brackets aside."""
    key = name_key(text)
    return any(key in units for units in _UNITS.values())


_BOOKS: dict[int, LabelBook] = {}


def book_of(contract: Contract) -> LabelBook:
    """The contract's labels, prepared once; the book keeps its contract alive, so the id stays its own."""
    if id(contract) not in _BOOKS:
        _BOOKS[id(contract)] = LabelBook(contract)
    return _BOOKS[id(contract)]


def _without_unit(key: str, measure: str | None) -> str:
    """The key without a unit of the measure at its end."""
    if measure is None:
        return key
    words = key.split()
    for size in (4, 3, 2, 1):
        if len(words) > size and " ".join(words[-size:]) in _UNITS[measure]:
            return " ".join(words[:-size])
    return key
