"""What a numeric column wants: its measure, its unit, and the unit its header promised.

Everything that turns a written amount into the column's unit goes through a `Target`, so that a wrong dimension is
noticed in one place.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np

from connectors.measurement_units import MeasurementUnit, MeasurementUnits
from connectors.reading.amounts.header_units import header_phrases, stated_unit
from connectors.reading.amounts.units import BARE, Phrase
from connectors.reading.outcome import Rule, Unreadable
from vietnamese.numbers import number_as_typed, number_trimmed
from vietnamese.scale_words import NAMES

Amount = TypeVar("Amount", float, np.ndarray)
Basis = Mapping[MeasurementUnit, float]
"""What one tạ, thùng, … weighs in kg, where the cell states it."""


class Target(NamedTuple):
    """A numeric column as a goal of conversion.

    measure: t, ha, vnd, vnd_kg, count or month. size: of the column's unit in kg, m² or đồng. header: the phrase of the
    header where it differs from the contract (None: it cannot be understood). noun and example: what a good cell holds,
    by the header's unit. units: those its cells may be written in.
    """

    measure: str
    unit: str
    dimension: str
    size: float
    example: str
    noun: str
    units: MeasurementUnits
    header: Phrase | None = BARE

    @property
    def is_weight_or_area(self) -> bool:
        """Whether the column holds a quantity that is written with a unit of mass or area."""
        return self.dimension in ("mass", "area")


_TARGETS = {
    "t": ("2,5", "số tấn"),
    "ha": ("0,75", "số ha"),
    "vnd": ("30.000.000", "số tiền bằng đồng"),
    "vnd_kg": ("25.500", "số đồng một kg"),
    "count": ("12", "một số đếm"),
    "month": ("5", "số tháng"),
}
_WITHOUT_UNIT = {
    "vnd_kg": MeasurementUnit("đ/kg", "price", 1.0),
    "count": MeasurementUnit("", "count", 1.0),
    "month": MeasurementUnit("", "count", 1.0),
}
_EXAMPLES = {"t": 2.5, "ha": 0.75, "vnd": 30_000_000.0, "vnd_kg": 25_500.0}
_WHAT = {
    "mass": "khối lượng", "area": "diện tích", "money": "số tiền", "foreign": "số tiền", "percent": "phần trăm",
    "volume": "thể tích", "time": "thời gian", "yield": "năng suất", "count": "số đếm", "piece": "số đếm",
    "dozen": "số đếm", "container": "số đếm", "local_ta": "khối lượng", "regional_area": "diện tích",
    "price": "giá một kg",
}  # fmt: skip


@lru_cache(maxsize=256)
def target_of(measure: str | None, units: MeasurementUnits, header_unit: str | Phrase | None = None) -> Target:
    """The target of a column's measure (None = a plain count); the unit above its cells as written or understood."""
    measure = measure or "count"
    own = _WITHOUT_UNIT.get(measure) or units.of_measure(measure)
    target = Target(measure, own.name, own.dimension, own.size, *_TARGETS[measure], units)
    if not header_unit:
        return target
    header = header_unit if isinstance(header_unit, Phrase) else _understood(header_unit, measure, units)
    if header is not None and is_own_unit(header, target):
        return target
    return _in_header_unit(target._replace(header=header))


def _understood(written: str, measure: str, units: MeasurementUnits) -> Phrase | None:
    return stated_unit(written, measure, units) or next(iter(header_phrases(written, units)), None)


def _in_header_unit(target: Target) -> Target:
    """What a good cell holds under this header; with its unit where the header's has no size."""
    header = target.header
    if target.measure not in _EXAMPLES:
        return target
    try:
        size = None if header is None else convert(1.0, header, target, {})
    except Unreadable:
        size = None
    if not size or header is None:
        unit = f" {target.unit}".rstrip()
        return target._replace(example=f"{target.example}{unit}", noun=f"{target.noun}, kèm đơn vị")
    value = _EXAMPLES[target.measure] / size
    example = number_trimmed(value, 3) if target.dimension in ("money", "price") else number_as_typed(value, 3)
    unit_name = (header.unit or target.units.of_measure("vnd")).name
    scale_name = f"{NAMES[int(header.scale)]} " if header.scale in NAMES else ""
    per = [f" một {number_as_typed(header.per_amount)} {unit.name}".replace(" 1 ", " ") for unit in header.per]
    if target.dimension == "price" and not per:
        per = [" một kg"]
    return target._replace(example=example, noun=f"số {scale_name}{unit_name}{''.join(per)}")


def is_own_unit(phrase: Phrase, target: Target) -> bool:
    """The header names the contract's own unit."""
    if phrase.scale != 1.0 or phrase.half or phrase.unit is None:
        return phrase.is_bare
    if target.dimension == "price":
        return phrase.unit.dimension == "money" and len(phrase.per) < 2 and all(map(_is_base_weight, phrase.per))
    return not phrase.per and phrase.unit.dimension == target.dimension and phrase.unit.size == target.size


def _is_base_weight(unit: MeasurementUnit) -> bool:
    return unit.dimension == "mass" and unit.size == 1.0


def convert(value: Amount, phrase: Phrase, target: Target, basis: Basis) -> Amount:
    """An amount (or an array of them) and its phrase in the column's unit.

    basis: kg of one tạ, thùng, … where the cell states it. Raises Unreadable for what the column cannot hold.
    """
    phrase = with_header(phrase, target)
    amount = (value + 0.5 if phrase.half else value) * phrase.scale
    if target.dimension == "price":
        return _price(amount, phrase, target, basis)
    if phrase.per:
        raise Unreadable(Rule.WRONG_DIMENSION, _rate_detail(phrase, target))
    if phrase.unit is None:
        return amount
    return _exact(amount * _size(phrase.unit, target, basis), target.size)


def with_header(phrase: Phrase, target: Target) -> Phrase:
    """The phrase completed by what the header says; what the cell says itself comes first."""
    header = target.header
    if header is None and phrase.unit is not None:
        return phrase
    if header is None:
        raise Unreadable(Rule.UNKNOWN_UNIT, "nhưng đơn vị ở tiêu đề cột không rõ. " + _hint(target))
    if header.is_bare:
        return phrase
    if phrase.unit is None and phrase.scale == 1.0:
        return phrase._replace(
            scale=header.scale, unit=header.unit, per=phrase.per or header.per, per_amount=phrase.per_amount
        )
    return phrase._replace(per=phrase.per or header.per, unit=phrase.unit or header.unit)


def _price(amount: Amount, phrase: Phrase, target: Target, basis: Basis) -> Amount:
    """đồng per kg: the money over the weight it buys."""
    if phrase.unit is not None and phrase.unit.dimension != "money":
        _size(phrase.unit, target._replace(dimension="money"), {})
    if len(phrase.per) > 1:
        raise Unreadable(Rule.WRONG_DIMENSION, _rate_detail(phrase, target))
    if not phrase.per:
        return amount
    weight = _size(phrase.per[0], target._replace(dimension="mass"), basis, is_price=True)
    return _exact(amount, weight * phrase.per_amount)


def _exact(numerator: Amount, denominator: float) -> Amount:
    """Quotient without the dust of binary fractions."""
    if denominator == 1.0:
        return numerator
    quotient = numerator / denominator
    return round(quotient, 9) if isinstance(quotient, float) else np.round(quotient, 9)


def _size(unit: MeasurementUnit, target: Target, basis: Basis, is_price: bool = False) -> float:
    """Size of `unit` in the target's base unit; raises Unreadable where it has none there."""
    if target.dimension == "mass" and unit in basis:
        return basis[unit]
    if unit.dimension == target.dimension and unit.size:
        return unit.size
    if target.dimension == "count" and unit.dimension in ("piece", "container"):
        return 1.0
    raise _misfit(unit, target, is_price)


def _misfit(unit: MeasurementUnit, target: Target, is_price: bool) -> Unreadable:
    """Why this unit cannot be used here, and what to write."""
    name = unit.name
    if target.dimension == "mass" and unit.dimension == "local_ta":
        return Unreadable(Rule.LOCAL_TA, local_ta_detail(target, is_price))
    if target.dimension == "mass" and unit.dimension in ("piece", "dozen", "container"):
        return _weightless(unit, target, is_price)
    if target.dimension == "area" and unit.dimension == "regional_area":
        detail = f'nhưng 1 {name} mỗi nơi một khác. Hãy ghi bằng ha, công hoặc m2, ví dụ "0,75 ha".'
        return Unreadable(Rule.REGIONAL_UNIT, detail)
    if unit.dimension == "foreign" and target.dimension == "money":
        per_kg = " một kg" if target.measure == "vnd_kg" else ""
        detail = f"là tiền nước ngoài, không tự đổi ra đồng được. Hãy ghi số tiền bằng đồng{per_kg}."
        return Unreadable(Rule.FOREIGN_CURRENCY, detail)
    if target.dimension == "count" and unit.dimension == "dozen":
        return Unreadable(Rule.UNKNOWN_UNIT, f'nhưng 1 {name} mỗi nơi một khác. Hãy ghi số đếm, ví dụ "12".')
    if is_price:
        return Unreadable(Rule.WRONG_DIMENSION, f"là mức tính theo {name}, cột này cần giá một kg. {_hint(target)}")
    needed, found = _WHAT[target.dimension], _WHAT[unit.dimension]
    return Unreadable(Rule.WRONG_DIMENSION, f"là {found} ({name}), cột này cần {needed}. {_hint(target)}")


def _weightless(unit: MeasurementUnit, target: Target, is_price: bool) -> Unreadable:
    """Pieces and containers say nothing about kg."""
    is_container = unit.dimension == "container"
    rule = Rule.UNKNOWN_UNIT if is_container else Rule.NO_WEIGHT
    if is_price:
        detail = f"là giá một {unit.name}, không có trọng lượng nên không tính ra đ/kg được."
        return Unreadable(rule, f"{detail} {_hint(target)}")
    unknown = f"không có trọng lượng: không rõ 1 {unit.name} nặng bao nhiêu kg."
    if not is_container:
        return Unreadable(rule, f"{unknown} {_hint(target)}")
    stated = f'"10 {unit.name} (20 kg/{unit.name})"'
    return Unreadable(rule, f"{unknown} Hãy ghi {target.noun}, hoặc ghi rõ, ví dụ {stated}.")


def local_ta_detail(target: Target, is_price: bool | None = None) -> str:
    """Khoai lang is traded in tạ of 60 kg, everything else in tạ of 100 kg."""
    doubt = "nhưng tạ khoai lang có nơi tính 60 kg, có nơi tính 100 kg. Hãy ghi rõ, ví dụ"
    if target.dimension == "price" if is_price is None else is_price:
        return f'{doubt} "360.000 đ/tạ (60 kg/tạ)" hoặc "6.000 đ/kg".'
    return f'{doubt} "120 tạ (60 kg/tạ)" hoặc "7,2 tấn".'


def _rate_detail(phrase: Phrase, target: Target) -> str:
    rate = "/".join(unit.name for unit in phrase.per)
    if target.dimension == "price":
        return f'là mức tính theo {rate}, cột này cần giá một kg. Hãy ghi giá một kg, ví dụ "{target.example}".'
    return f"là mức tính theo {rate}, cột này cần tổng số. {_hint(target)}"


def _hint(target: Target) -> str:
    return f"Hãy ghi {wanted(target)}."


def wanted(target: Target) -> str:
    """`số tấn, ví dụ "2,5"`: what a good cell of this column holds."""
    return f'{target.noun}, ví dụ "{target.example}"'
