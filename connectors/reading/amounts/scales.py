"""Amounts of a scale that hardly exists: a kilogram for seven million đồng, a sale of two hundred thousand tonnes.

They are loaded, with a warning that asks for the unit; whether a price suits its product is the row checks' matter.
"""

import re

import numpy as np

from connectors.reading.amounts.targets import Target
from connectors.reading.outcome import Reading, Rule
from connectors.reading.wording import wrote
from vietnamese.numbers import number_trimmed

LOWEST_PRICE, HIGHEST_PRICE = 100.0, 10_000_000.0
HIGHEST_SPOKEN_PRICE = 1_000_000.0
LARGEST_QUANTITY_T = 100_000.0
_DIGIT = re.compile(r"\d")
_FULLY_WRITTEN = 7


def is_usual(values: np.ndarray, target: Target, highest_price: float = HIGHEST_PRICE) -> np.ndarray:
    """Mask of values (in the column's unit) of a usual scale; every value of columns that have none."""
    if target.measure == "vnd_kg":
        return (values >= LOWEST_PRICE) & (values <= highest_price)
    if target.measure == "t":
        return values <= LARGEST_QUANTITY_T
    return np.ones(len(values), bool)


def scale_remark(value: float, raw: object, target: Target) -> Reading | None:
    """The warning on one accepted value, None where its scale is usual.

    A price of more than a million is doubted only where words said it: `7tr` is mostly the price of a tonne.
    """
    spoken = isinstance(raw, str) and len(_DIGIT.findall(raw)) < _FULLY_WRITTEN
    if is_usual(np.array([value]), target, HIGHEST_SPOKEN_PRICE if spoken else HIGHEST_PRICE)[0]:
        return None
    shown = f"{number_trimmed(value, 6)} {target.unit}"
    if target.measure == "t":
        detail = f"đọc là {shown}, nhiều khác thường. Nếu là kg thì hãy ghi kèm đơn vị (kg); nếu đúng thì giữ nguyên."
        return Reading(value, Rule.UNUSUAL_QUANTITY, False, wrote(raw, detail))
    if value < LOWEST_PRICE:
        meant = number_trimmed(value * 1000, 6)
        advice = f'Nếu là {meant} đ/kg thì hãy ghi "{meant}"'
        detail = f"đọc là {shown}, thấp khác thường. {advice}; nếu đúng thì giữ nguyên."
    else:
        advice = "Nếu là giá một tấn hay cả lô thì hãy ghi lại giá một kg"
        detail = f"đọc là {shown}, cao khác thường. {advice}; nếu đúng thì giữ nguyên."
    return Reading(value, Rule.UNUSUAL_SCALE, False, wrote(raw, detail))
