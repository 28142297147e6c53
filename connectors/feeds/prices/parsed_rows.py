"""One landed file as typed rows: date, price, unit and names read, and a reason on each row that can't be read.

Every distinct text is understood once and its meaning copied to its rows, so a million rows cost little more than their
distinct dates, units and prices.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from connectors.feeds.date_texts import parse_date
from connectors.feeds.declaration import PRICE_TYPES, FeedDeclaration
from connectors.feeds.fetching.sniff import FeedUnreadable
from connectors.feeds.price_units import PriceUnit, completed, parse_unit
from connectors.feeds.prices.dates import fitting_order, order_evidence, parse_dates
from connectors.feeds.prices.numbers import LARGEST_VND_KG, LEAST_PRICE, PriceReading, read_price
from connectors.feeds.tables.tables import HEADER_UNIT, read_table
from connectors.measurement_units import MeasurementUnit, MeasurementUnits
from vietnamese.text import fold, tidy

_DECIMALS = 6
_PLAIN_PRICE = 1000
"""From here on an amount with plain đồng beside it, in a column of thousands, may well be no thousands."""
_DTYPES: dict[str, str] = {
    "item": "object", "item_key": "object", "market": "object", "native_price_type": "object", "price_type": "object",
    "currency": "object", "native_unit": "object", "unit_key": "object", "native_price": "float64",
    "vnd_kg_factor": "float64", "unit_kg": "float64", "is_local_ta": "bool", "price_date": "datetime64[ns]",
    "day": "datetime64[ns]", "date_text": "object", "reason": "object", "detail": "object", "snapshot_id": "object",
    "source_file": "object", "source_row": "int64", "number": "int64", "order_evidence": "int8",
}  # fmt: skip


@dataclass(frozen=True)
class FeedFile:
    """One landed file: its bytes, its name within the feed, the snapshot it is, when it was fetched (aware).

    `content` is None where the landed file is damaged.
    """

    content: bytes | None
    source_file: str
    snapshot_id: str
    fetched_at: datetime
    charset: str | None = None


@dataclass(frozen=True)
class ParsedTable:
    """Typed rows of one file, how many `keep` left out, and why there is none where there is none."""

    rows: pd.DataFrame
    left_out: int
    nothing: str | None = None


def no_rows() -> pd.DataFrame:
    """An empty frame of parsed rows."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _DTYPES.items()})


def parse_file(
    file: FeedFile, number: int, declaration: FeedDeclaration, units: MeasurementUnits, zone: ZoneInfo
) -> ParsedTable:
    """What one file holds; `number` is its place among those of the feed.

    `reason` is null on a readable row, else `without_price` (not quoted, no fault), `unparsable`, `zero_price` or
    `future_date` (after the local day of the fetch). Raises FeedUnreadable naming the file.
    """
    try:
        table = read_table(file.content, declaration, file.charset)
    except FeedUnreadable as error:
        raise FeedUnreadable(f"feed {declaration.name}: {file.source_file or 'the file'} {error}") from error
    raw = table.frame
    if raw.empty:
        return ParsedTable(no_rows(), table.kept_out, table.nothing)
    texts = {name: _texts(raw, name) for name in ("item", "market", "price_type", "unit", "currency", HEADER_UNIT)}
    dates = raw["price_date"].to_numpy(dtype=object)
    rows = pd.DataFrame(
        {
            "item": texts["item"],
            "item_key": _mapped(texts["item"], lambda item: fold(item)),
            "market": texts["market"],
            "native_price_type": texts["price_type"],
            "price_type": _price_types(texts["price_type"], declaration),
            "native_unit": texts["unit"],
            "source_row": raw["source_row"].to_numpy(),
        }
    )
    day = parse_dates(dates, declaration.date_order).astype("datetime64[ns]")
    rows["price_date"], rows["day"] = day, day
    rows["date_text"] = np.where(np.isnat(day), _raw_texts(dates), None)
    rows["order_evidence"] = order_evidence(dates, day.astype("datetime64[D]"), declaration.date_order)
    problems = _add_prices(rows, raw["price"].to_numpy(dtype=object), texts, units, declaration)
    problems = np.where(pd.isna(table.problems), problems, table.problems)
    rows["reason"], rows["detail"] = _reasons(rows, problems, _last_day(file.fetched_at, zone))
    rows = _in_one_order(rows, dates, declaration.date_order)
    rows = rows.assign(snapshot_id=file.snapshot_id, source_file=file.source_file, number=number)
    rows = rows.astype(dict.fromkeys(("snapshot_id", "source_file"), "object"))[list(_DTYPES)]
    return ParsedTable(rows, table.kept_out)


def _in_one_order(rows: pd.DataFrame, dates: np.ndarray, order: str) -> pd.DataFrame:
    """Refuse every price of a file whose dates are in the other order."""
    if other := fitting_order(dates, order):
        is_priced = (rows["reason"] != "without_price").to_numpy()
        rows.loc[is_priced, "reason"] = "unparsable"
        rows.loc[is_priced, "detail"] = f"the file's dates fit date_order {other}, not {order}"
    return rows


def combined_codes(rows: pd.DataFrame, names: list[str]) -> np.ndarray:
    """One dense integer per distinct combination of the columns; nulls count as a value."""
    codes = np.zeros(len(rows), dtype=np.int64)
    for name in names:
        own, distinct = pd.factorize(rows[name], use_na_sentinel=False)
        codes = codes * (len(distinct) + 1) + own
        codes = pd.factorize(codes)[0].astype(np.int64)
    return codes


def _mapped(values: np.ndarray, read) -> np.ndarray:
    codes, distinct = pd.factorize(values)
    table = np.empty(len(distinct) + 1, dtype=object)
    table[:-1] = [read(value) for value in distinct]
    table[-1] = None
    return table[codes]


def _texts(raw: pd.DataFrame, name: str) -> np.ndarray:
    if name not in raw:
        return np.full(len(raw), None, dtype=object)
    return _mapped(raw[name].to_numpy(dtype=object), lambda value: _text(value) or None)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))


def _raw_texts(values: np.ndarray) -> np.ndarray:
    return _mapped(values, _text)


def _price_types(native: np.ndarray, declaration: FeedDeclaration) -> np.ndarray:
    known = {code: code for code in PRICE_TYPES} | {
        fold(tidy(key)): kind for key, kind in declaration.price_types.items()
    }
    types = _mapped(native, lambda value: known.get(value) or known.get(fold(value), "other"))
    types[pd.isna(types)] = "other"
    return types


def _last_day(fetched_at: datetime, zone: ZoneInfo) -> np.datetime64:
    return np.datetime64(fetched_at.astimezone(zone).date(), "D")


def _add_prices(
    rows: pd.DataFrame,
    prices: np.ndarray,
    texts: dict[str, np.ndarray],
    units: MeasurementUnits,
    declaration: FeedDeclaration,
) -> np.ndarray:
    """Fill price and unit columns; returns the problem of each price (None, 'missing', or words)."""
    weights, declared = units.feed_weights, declaration.constants.kg_per_unit
    names = ["unit", "currency", HEADER_UNIT]
    unit_codes = combined_codes(pd.DataFrame({name: texts[name] for name in names}), names)
    _, first = np.unique(unit_codes, return_index=True)
    stated = [_stated_unit(*(texts[name][at] for name in names), weights, declared) for at in first]
    price_codes, distinct = pd.factorize(prices)
    pairs, inverse = np.unique(price_codes.astype(np.int64) * len(stated) + unit_codes, return_inverse=True)
    readings = [
        _plausible(*_priced(distinct[pair // len(stated)] if pair >= 0 else None, stated[pair % len(stated)], weights))
        for pair in pairs.tolist()
    ]
    values = np.array([reading.value for reading, _ in readings])
    rows["native_price"] = values[inverse]
    kinds: dict[PriceUnit, int] = {}
    kind_of = np.array([kinds.setdefault(unit, len(kinds)) for _, unit in readings])[inverse]
    rows["vnd_kg_factor"] = np.array([unit.vnd_kg_factor or math.nan for unit in kinds])[kind_of]
    rows["unit_kg"] = np.array([unit.kg or math.nan for unit in kinds])[kind_of]
    rows["is_local_ta"] = np.array([unit.is_local_ta for unit in kinds])[kind_of]
    rows["currency"] = np.array([unit.currency for unit in kinds], dtype=object)[kind_of]
    rows["unit_key"] = np.array([_unit_key(unit) for unit in kinds], dtype=object)[kind_of]
    beside = np.array([unit.unit for unit in kinds], dtype=object)[kind_of]
    labels = np.array([unit.label for unit in kinds], dtype=object)[kind_of]
    rows["native_unit"] = np.where(pd.isna(rows["native_unit"]), beside, rows["native_unit"])
    rows["native_unit"] = np.where(pd.isna(labels), rows["native_unit"], labels)
    problems = np.array([_problem(reading) for reading, _ in readings], dtype=object)[inverse]
    is_worded = np.array([problem not in (None, "missing") for problem in problems])
    problems[is_worded] = [
        f"price '{_text(price)}' {problem}" for price, problem in zip(prices[is_worded], problems[is_worded])
    ]
    return problems


def _stated_unit(
    unit: str | None,
    currency: str | None,
    header: str | None,
    weights: Mapping[str, MeasurementUnit],
    declared: Mapping[str, float],
) -> PriceUnit:
    """The unit of a price's own fields, completed by the header of its column."""
    above = parse_unit(header, None, weights, declared) if header else None
    return completed(parse_unit(unit, currency, weights, declared), above)


def _plausible(reading: PriceReading, unit: PriceUnit) -> tuple[PriceReading, PriceUnit]:
    """The price and its unit, unless a kilogram comes to no price of anything, or unit and header both may hold."""
    if reading.problem is None and unit.is_contested and reading.value / (unit.kg or 1.0) >= _PLAIN_PRICE:
        own = f"its unit states {unit.currency}, the header of its column {unit.scale:g} {unit.currency}"
        return PriceReading(problem=f"has two scales: {own}; correct either"), unit
    per_kg = reading.value * (unit.vnd_kg_factor or math.nan)
    is_price = not reading.value or math.isnan(per_kg) or LEAST_PRICE <= per_kg <= LARGEST_VND_KG
    if reading.problem is None and not is_price:
        return PriceReading(problem=f"is no price: a kilogram comes to {per_kg:g} VND"), unit
    return reading, unit


def _priced(value: object, stated: PriceUnit, weights: Mapping[str, MeasurementUnit]) -> tuple[PriceReading, PriceUnit]:
    """A price read under its stated unit; a unit written beside the number fills a gap and may not contradict.

    A scale beside the number is the number's own: where the column states none, it goes into the value.
    """
    reading = read_price(value, stated.currency, weights)
    beside = reading.unit
    if beside is None:
        return reading, stated
    if problem := _contradiction(reading.value, beside, stated):
        return PriceReading(problem=problem), stated
    if beside.currency is None and beside.scale != 1 and stated.currency is None:
        stated = replace(stated, currency="VND")
    if beside.currency is not None and (stated.unit is None or (beside.unit and not stated.kg)):
        return reading, PriceUnit(
            beside.currency, beside.scale, beside.unit or stated.unit, beside.kg, beside.is_local_ta
        )
    if stated.unit is None or (beside.unit and not stated.kg):
        stated = replace(stated, unit=beside.unit or stated.unit, kg=beside.kg, is_local_ta=beside.is_local_ta)
    if beside.scale not in (1, stated.scale):
        reading = replace(reading, value=round(reading.value * beside.scale, _DECIMALS))
    return reading, replace(stated, currency=stated.currency or beside.currency)


def _contradiction(value: float, beside: PriceUnit, stated: PriceUnit) -> str | None:
    """Why a unit beside the number can't be true together with the one that its column states, or None."""
    if (stated.currency and beside.currency and stated.currency != beside.currency) or (
        stated.kg and beside.unit and (beside.kg != stated.kg)
    ):
        return "has another unit beside the number than its column states"
    is_plain = beside.currency is not None and beside.scale == 1 and value >= _PLAIN_PRICE
    if stated.scale != 1 and stated.unit is not None and (is_plain or beside.scale not in (1, stated.scale)):
        return "has another scale beside the number than its column states"
    return None


def _unit_key(unit: PriceUnit) -> str:
    return f"{unit.currency}|{unit.scale:g}|{unit.unit if unit.kg is None else ''}|{unit.kg}"


def _problem(reading: PriceReading) -> str | None:
    return "missing" if reading.is_missing else reading.problem


def _date_problem(text: str) -> str:
    if parse_date(text, "month") is not None:
        return f"date '{text}' is a month without a day; date_order month reads it"
    return f"date '{text}' can't be read"


def _reasons(rows: pd.DataFrame, problems: np.ndarray, last_day: np.datetime64) -> tuple[np.ndarray, np.ndarray]:
    reasons = np.full(len(rows), None, dtype=object)
    details = np.full(len(rows), None, dtype=object)
    day = rows["day"].to_numpy()
    no_date, no_item = np.isnat(day), pd.isna(rows["item"]).to_numpy()
    has_problem = ~pd.isna(problems)
    for mask, reason, texts in (
        (day.astype("datetime64[D]") > last_day, "future_date", f"dated after {last_day}, the day it was fetched"),
        ((rows["native_price"] == 0).to_numpy(), "zero_price", "a price of 0 means not quoted"),
        (no_item, "unparsable", "no item is named"),
        (no_date, "unparsable", [_date_problem(text) for text in rows["date_text"][no_date]]),
        (has_problem, "unparsable", problems[has_problem]),
    ):
        reasons[mask], details[mask] = reason, texts
    is_missing = problems == "missing"
    reasons[is_missing], details[is_missing] = "without_price", None
    return reasons, details
