"""The ways people mistype a row: each returns the cells as typed instead of the right ones, None where it can't be.

`is_error` says whether SPEC's rules refuse the row (an error) or read it with a warning or without remark.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from connectors.demo.records import Cells
from connectors.demo.wording import decomposed, in_tcvn3
from vietnamese.numbers import number, number_trimmed

Mistyping = Callable[[Cells, Random], Cells | None]
YEAR = 2023
QUANTITIES = ("expected_t", "quantity_t")
PRICES = ("farmgate_price_vnd_kg", "price_vnd_kg")
EVENTS = ("sold_on", "held_on", "raised_on")
UNKNOWN_PRODUCTS = ("Mãng cầu xiêm", "Thanh long ruột đỏ", "108", "Bồn bồn")
UNKNOWN_COMMUNES = ("Tân Lập", "Vĩnh Mỹ Đông", "Hòa Phước Tây")


@dataclass(frozen=True)
class Mistake:
    kind: str
    tables: tuple[str, ...]
    is_error: bool
    weight: int
    typed: Mistyping
    after_edits: bool = False


def _name(cells: Cells, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if cells.get(name) is not None), None)


def _quantity(cells: Cells, write: Callable[[float], str | float | None]) -> Cells | None:
    name = _name(cells, QUANTITIES)
    written = write(float(cells[name])) if name else None  # type: ignore[arg-type]
    return {name: written} if name and written is not None else None


def _ambiguous(cells: Cells, chance: Random) -> Cells | None:
    return _quantity(cells, lambda tonnes: f"{max(int(tonnes), 1)}.{chance.choice(['500', '250', '200'])}")


def _with_unit(cells: Cells, chance: Random) -> Cells | None:
    def write(tonnes: float) -> str | None:
        if tonnes < 1:
            return f"{tonnes * 1000:.0f}kg"
        return chance.choice([f"{number_trimmed(tonnes, 3)} tấn", f"{number_trimmed(tonnes, 3)} tan"])

    return _quantity(cells, write)


def _tonnes_and_quintals(cells: Cells, chance: Random) -> Cells | None:
    def write(tonnes: float) -> str | None:
        whole, rest = divmod(round(tonnes * 10), 10)
        return f"{whole} tấn {rest} tạ" if whole and rest and abs(whole + rest / 10 - tonnes) < 1e-9 else None

    return _quantity(cells, write) if not _is_sweet_potato(cells) else None


def _is_sweet_potato(cells: Cells) -> bool:
    return "khoai" in str(cells.get("product", "")).lower()


def _about(cells: Cells, chance: Random) -> Cells | None:
    return _quantity(
        cells, lambda tonnes: f"{chance.choice(['~', 'khoảng ', 'gần ', 'hơn '])}{number_trimmed(tonnes, 3)} tấn"
    )


def _quantity_range(cells: Cells, chance: Random) -> Cells | None:
    def write(tonnes: float) -> str | None:
        return f"{int(tonnes)}-{int(tonnes * 1.2) + 1} tấn" if tonnes >= 5 else None

    return _quantity(cells, write) if "value_vnd" not in cells else None


def _letter_o(cells: Cells, chance: Random) -> Cells | None:
    return _quantity(cells, lambda tonnes: f"{int(tonnes)}O" if tonnes >= 2 else None)


def _pieces(cells: Cells, chance: Random) -> Cells | None:
    is_counted = str(cells.get("product", "")).lower() in {"khóm", "dứa", "dừa khô", "dừa xiêm"}
    return _quantity(cells, lambda tonnes: f"{round(tonnes * 80)} chục") if is_counted else None


def _became_date(cells: Cells, chance: Random) -> Cells | None:
    name = _name(cells, QUANTITIES)
    return {name: date(YEAR, chance.randint(1, 12), chance.randint(1, 12))} if name else None


def _price_range(cells: Cells, chance: Random) -> Cells | None:
    name = _name(cells, PRICES)
    if name is None or "value_vnd" in cells:
        return None
    low = int(cells[name])  # type: ignore[arg-type]
    return {name: f"{number(low)}-{number(low + 1000)}"}


def _spoken_price(cells: Cells, chance: Random) -> Cells | None:
    name = _name(cells, PRICES)
    price = int(cells[name]) if name else 0  # type: ignore[arg-type]
    if not name or price % 100 or price < 1000:
        return None
    whole, rest = divmod(price // 100, 10)
    return {name: f"{whole}k{rest}" if rest else f"{whole}k"}


def _negotiable(cells: Cells, chance: Random) -> Cells | None:
    return {"farmgate_price_vnd_kg": "thỏa thuận"} if cells.get("farmgate_price_vnd_kg") else None


def _extra_zero(cells: Cells, chance: Random) -> Cells | None:
    price = cells.get("farmgate_price_vnd_kg")
    return {"farmgate_price_vnd_kg": price * 10} if isinstance(price, int) else None


def _zero_price(cells: Cells, chance: Random) -> Cells | None:
    return {"price_vnd_kg": 0, "value_vnd": None} if cells.get("price_vnd_kg") else None


def _no_price(cells: Cells, chance: Random) -> Cells | None:
    return {"price_vnd_kg": None, "value_vnd": None} if cells.get("price_vnd_kg") else None


def _value_mismatch(cells: Cells, chance: Random) -> Cells | None:
    value = cells.get("value_vnd")
    return {"value_vnd": round(value * chance.choice([0.1, 10, 0.8]))} if isinstance(value, int) else None


def _impossible_day(cells: Cells, chance: Random) -> Cells | None:
    name = _name(cells, (*EVENTS, "harvest_start", "window_start"))
    return {name: chance.choice([f"{day}/{YEAR}" for day in ("31/4", "30/2", "15/13", "31/6")])} if name else None


def _wrong_year(cells: Cells, chance: Random) -> Cells | None:
    on = cells.get("sold_on")
    return {"sold_on": on.replace(year=on.year + chance.choice([-1, 1]))} if isinstance(on, date) else None


def _month_words(cells: Cells, chance: Random) -> Cells | None:
    """Only where the phrase, read as its whole month, still begins and ends the window in order."""
    start, end = cells.get("harvest_start"), cells.get("harvest_end")
    if not isinstance(start, date) or not isinstance(end, date) or start.day > 5:
        return None
    return {"harvest_start": f"đầu tháng {start.month}"}


def _lunar(cells: Cells, chance: Random) -> Cells | None:
    start = cells.get("harvest_start")
    return {"harvest_start": f"tháng {max(start.month - 1, 1)} âm lịch"} if isinstance(start, date) else None


def _swapped(cells: Cells, chance: Random) -> Cells | None:
    for start, end in (("harvest_start", "harvest_end"), ("window_start", "window_end")):
        if isinstance(cells.get(start), date) and cells[start] != cells.get(end):
            return {start: cells[end], end: cells[start]}
    return None


def _resolved_before(cells: Cells, chance: Random) -> Cells | None:
    if not isinstance(cells.get("resolved_on"), date):
        return None
    on = cells["raised_on"]
    return {"resolved_on": on - timedelta(days=chance.randint(2, 9))} if isinstance(on, date) else None


def _resolved_without_day(cells: Cells, chance: Random) -> Cells | None:
    return {"resolved_on": None} if isinstance(cells.get("resolved_on"), date) else None


def _over(name: str, factor: float) -> Mistyping:
    def typed(cells: Cells, chance: Random) -> Cells | None:
        expected = cells.get("expected_t")
        return {name: round(expected * factor, 1)} if isinstance(expected, float) and expected >= 1 else None

    return typed


def _instead(name: str, words: tuple) -> Mistyping:
    def typed(cells: Cells, chance: Random) -> Cells | None:
        return {name: chance.choice(words)} if cells.get(name) is not None else None

    return typed


def _retyped(name: str, write: Callable[[str], str]) -> Mistyping:
    def typed(cells: Cells, chance: Random) -> Cells | None:
        text = cells.get(name)
        return {name: write(text)} if isinstance(text, str) and write(text) != text else None

    return typed


def _oversold(cells: Cells, chance: Random) -> Cells | None:
    """More than the producer's lots yielded; alone on its row, so without a stated value."""
    tonnes = cells.get("quantity_t")
    return {"quantity_t": round(tonnes * 4, 1), "value_vnd": None} if isinstance(tonnes, float) else None


def _nil_beside_content(cells: Cells, chance: Random) -> Cells | None:
    return {"nil_report": True} if not cells.get("nil_report") else None


def _old_font(cells: Cells, chance: Random) -> Cells | None:
    text = cells.get("commune")
    if not isinstance(text, str) or set(text) & set("ưừứửữựƯ") or in_tcvn3(text) == text:
        return None
    return {"commune": in_tcvn3(text)}


ERRORS = (
    Mistake("ambiguous_number", ("supply", "sales", "demand"), True, 5, _ambiguous),
    Mistake("letter_o", ("supply",), True, 2, _letter_o),
    Mistake("pieces", ("supply", "sales"), True, 2, _pieces),
    Mistake("date_in_number", ("supply", "sales"), True, 2, _became_date),
    Mistake("spreadsheet_error", ("supply", "sales"), True, 2, _instead("quantity_t", ("#REF!", "#VALUE!"))),
    Mistake("formula_text", ("sales",), True, 1, _instead("quantity_t", ("=SUM(K5:K9)",))),
    Mistake("ditto_in_number", ("sales",), True, 2, _instead("quantity_t", ('"', "nt"))),
    Mistake("negative", ("sales",), True, 1, _instead("quantity_t", (-1, -2.5))),
    Mistake("zero_price", ("sales",), True, 2, _zero_price),
    Mistake("missing_price", ("sales",), True, 2, _no_price),
    Mistake("value_mismatch", ("sales",), True, 4, _value_mismatch),
    Mistake("impossible_day", ("supply", "sales", "activities", "difficulties"), True, 4, _impossible_day),
    Mistake("wrong_year", ("sales",), True, 2, _wrong_year),
    Mistake("lunar_date", ("supply",), True, 1, _lunar),
    Mistake("swapped_window", ("supply", "demand"), True, 3, _swapped),
    Mistake("missing_commune", ("supply",), True, 3, lambda cells, chance: {"commune": None}),
    Mistake("missing_producer", ("sales",), True, 2, lambda cells, chance: {"producer_name": None}),
    Mistake("missing_description", ("activities",), True, 1, lambda cells, chance: {"description": None}),
    Mistake("unknown_product", ("supply", "sales"), True, 4, _instead("product", UNKNOWN_PRODUCTS)),
    Mistake("unknown_commune", ("supply",), True, 3, _instead("commune", UNKNOWN_COMMUNES)),
    Mistake("unknown_choice", ("activities",), True, 2, _instead("activity_type", ("Văn nghệ", "Thể thao"))),
    Mistake("over_harvested", ("supply",), True, 3, _over("harvested_t", 1.5)),
    Mistake("over_contracted", ("supply",), True, 3, _over("contracted_t", 1.3)),
    Mistake("resolved_too_early", ("difficulties",), True, 2, _resolved_before, after_edits=True),
    Mistake("resolved_without_day", ("difficulties",), True, 2, _resolved_without_day, after_edits=True),
)

OLD_FONT = Mistake("old_font", ("supply", "sales", "activities"), False, 4, _old_font)
ODDITIES = (
    Mistake("unit_in_cell", ("supply", "sales", "demand"), False, 8, _with_unit),
    Mistake("tonnes_and_quintals", ("supply", "sales"), False, 5, _tonnes_and_quintals),
    Mistake("approximate", ("supply", "demand"), False, 4, _about),
    Mistake("quantity_range", ("supply", "demand"), False, 3, _quantity_range),
    Mistake("price_range", ("supply", "sales", "demand"), False, 4, _price_range),
    Mistake("spoken_price", ("supply", "sales"), False, 5, _spoken_price),
    Mistake("negotiable", ("supply",), False, 2, _negotiable),
    Mistake("extra_zero", ("supply",), False, 2, _extra_zero),
    Mistake("month_words", ("supply",), False, 4, _month_words),
    OLD_FONT,
    Mistake("ditto_text", ("sales",), False, 4, _instead("buyer_name", ('"', "nt"))),
    Mistake("phone_with_name", ("supply", "teams"), False, 3, _retyped("phone", lambda text: f"{text} (anh Hai)")),
    Mistake("decomposed", ("supply", "sales"), False, 3, _retyped("producer_name", decomposed)),
    Mistake("zero_width", ("supply", "sales"), False, 3, _retyped("product", lambda text: f"\u200b{text}\u200b ")),
    Mistake("oversold", ("sales",), False, 2, _oversold),
    Mistake("nil_beside_content", ("confirmations",), False, 2, _nil_beside_content),
    Mistake(
        "capitals",
        ("supply", "sales", "activities"),
        False,
        3,
        _retyped("commune", lambda text: text.upper()),
    ),
)
