"""What one cell alone cannot say: rice by its Vụ, a commune by its province, a tạ by what is weighed.

The cells of a row are read one by one; here the few that need their neighbours are read again with them.
"""

import numpy as np

from connectors.reading.outcome import ReadContext, Reading, UnitScope
from connectors.reading.read_column import ColumnReading
from expectations.contract import Contract

LOCAL_TA_PRODUCTS = frozenset({"sweet_potato"})


def resolve_across(contract: Contract, readings: dict[str, ColumnReading], context: ReadContext) -> None:
    """Read again, in place, the references and weights that depend on another column of their row."""
    for column in contract.columns:
        reading = readings[column.name]
        if column.type == "product" and reading.texts is not None and "season" in readings:
            _resolve_products(reading, readings["season"].values, context)
        if column.type == "commune" and reading.texts is not None and "origin_province" in readings:
            _resolve_communes(reading, readings["origin_province"].codes, context)
    products = next((readings[column.name].codes for column in contract.columns if column.type == "product"), None)
    if products is None:
        return
    for column in contract.columns:
        reading = readings[column.name]
        for row in [row for row in reading.local_ta if products[row] in LOCAL_TA_PRODUCTS]:
            reading.values[row] = np.nan
            reading.uppers.pop(row, None)
            reading.flags[row] = reading.local_ta[row]


def _resolve_products(reading: ColumnReading, seasons: np.ndarray, context: ReadContext) -> None:
    texts = reading.texts
    known: dict[tuple[str, str], Reading] = {}
    for row in [row for row, flag in reading.flags.items() if flag.rule == "season_needed"]:
        if texts is None or not texts[row] or not seasons[row]:
            continue
        asked = (texts[row], seasons[row])
        if asked not in known:
            known[asked] = context.references.product(*asked)
        _put(reading, row, known[asked])


def _resolve_communes(reading: ColumnReading, provinces: np.ndarray | None, context: ReadContext) -> None:
    texts, home = reading.texts, context.unit.province_code
    if provinces is None or texts is None:
        return
    for row in [row for row, code in enumerate(provinces.tolist()) if code and code != home and texts[row]]:
        scope = UnitScope(context.unit.unit_code, "affiliated", None, provinces[row])
        _put(reading, row, context.references.commune(texts[row], scope))


def _put(reading: ColumnReading, row: int, found: Reading) -> None:
    code, name = found.value if isinstance(found.value, tuple) else (None, None)
    reading.values[row] = name
    if reading.codes is not None:
        reading.codes[row] = code
    reading.flags.pop(row, None)
    if found.rule is not None:
        reading.flags[row] = found
