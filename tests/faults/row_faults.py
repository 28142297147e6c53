"""Faults between the cells of a row, between rows, and between tabs and units.

Each is made from the row's own right values, so that exactly one thing is wrong.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from tests.faults.edits import Edit, Fault
from tests.faults.province import IN_PLAN, Row, clean_tabs

GIFT, RESOLVED = "Tặng", "Đã giải quyết"
EVENTS = {"sales": "sold_on", "activities": "held_on", "difficulties": "raised_on"}
WINDOWS = {"supply": ("harvest_start", "harvest_end"), "demand": ("window_start", "window_end")}
PRICES = {"supply": "farmgate_price_vnd_kg", "sales": "price_vnd_kg", "demand": "price_vnd_kg"}


def _outside_year(shift: int):
    def make(row: Row, chance: Random) -> Edit | None:
        name = EVENTS[row.tab.contract.table]
        on = row[name].date()
        return Edit({name: on.replace(year=on.year + shift)}, name, "error")

    return make


def _after_read(row: Row, chance: Random) -> Edit | None:
    name = EVENTS[row.tab.contract.table]
    day = date(2023, 11, 21) + timedelta(days=chance.randint(0, 39))
    return Edit({name: day}, name, "error") if row.tab.snapshot.fetched_at == IN_PLAN else None


def _confirmed_after_read(row: Row, chance: Random) -> Edit | None:
    read = row.tab.snapshot.fetched_at.date()
    return Edit({"confirmed_on": read + timedelta(days=chance.randint(1, 60))}, "confirmed_on", "error")


def _january(row: Row, _: Random) -> Edit:
    return Edit({"month": 1}, "month", "error")


def _closed_after_plan(name: str):
    def make(row: Row, chance: Random) -> Edit | None:
        if row.tab.snapshot.fetched_at == IN_PLAN or (name == "resolved_on" and row["status"] != RESOLVED):
            return None
        return Edit({name: date(2024, 2, chance.randint(1, 9))}, name, "error")

    return make


def _swapped(row: Row, chance: Random) -> Edit | None:
    start, end = WINDOWS[row.tab.contract.table]
    if row[start] == row[end]:
        return None
    return Edit({start: row[end].date(), end: row[start].date()}, end, "error")


def _wrong_year_in_window(row: Row, chance: Random) -> Edit | None:
    start, end = WINDOWS[row.tab.contract.table]
    if row[end].date() > row[start].date() + timedelta(days=300):
        return None
    return Edit({end: row[end].date() - timedelta(days=365)}, end, "error")


def _too_long(days: int):
    def make(row: Row, chance: Random) -> Edit | None:
        if row["season"] == "Quanh năm" and days < 366:
            return None
        return Edit({"harvest_end": row["harvest_start"].date() + timedelta(days=days)}, "harvest_end", "error")

    return make


def _over(name: str, factor: float):
    def make(row: Row, chance: Random) -> Edit | None:
        return Edit({name: round(row["expected_t"] * factor + 0.002, 3)}, name, "error")

    return make


def _odd_yield(factor: float):
    """The area is mistyped, so that the tonnes still fit what was harvested and sold."""

    def make(row: Row, chance: Random) -> Edit | None:
        if row["area_ha"] is None or row["product_code"] is None or not row.tab.notes["has_yield"].get(row.position):
            return None
        return Edit({"area_ha": round(row["area_ha"] * factor, 4)}, "expected_t", "warning")

    return make


def _odd_price(factor: float):
    def make(row: Row, chance: Random) -> Edit | None:
        name = PRICES[row.tab.contract.table]
        if row[name] is None or not row.tab.notes["has_reference"].get(row.position):
            return None
        cells = {name: round(row[name] * factor)}
        if row.tab.contract.table == "sales" and row.has("value_vnd"):
            cells["value_vnd"] = None
        return Edit(cells, name, "warning", float(cells[name]))

    return make


def _wrong_value(factor: float):
    def make(row: Row, chance: Random) -> Edit | None:
        if row["kind"] == GIFT or row["price_vnd_kg"] is None:
            return None
        value = row["quantity_t"] * 1000 * row["price_vnd_kg"] * factor
        return Edit({"value_vnd": round(value)}, "value_vnd", "error")

    return make


def _resolved_before(row: Row, chance: Random) -> Edit | None:
    if row["status"] != RESOLVED:
        return None
    return Edit({"resolved_on": row["raised_on"].date() - timedelta(days=chance.randint(1, 9))}, "resolved_on", "error")


def _resolved_while_open(row: Row, chance: Random) -> Edit | None:
    if row["status"] == RESOLVED:
        return None
    return Edit({"resolved_on": row["raised_on"].date() + timedelta(days=3)}, "resolved_on", "warning")


def _local_ta(text: str):
    def make(row: Row, chance: Random) -> Edit | None:
        if row["product_code"] != "sweet_potato" or row.tab.is_in_kilograms:
            return None
        name = "expected_t" if row.tab.contract.table == "supply" else "quantity_t"
        return Edit({name: text}, name, "error")

    return make


def _pasted_twice(without_id: bool, mends: tuple[str, ...] = ()):
    """The row above pasted over this one, perhaps without its Mã, perhaps with another note or phone."""

    def make(row: Row, chance: Random) -> Edit | None:
        above = row.above()
        if above is None:
            return None
        names = row.tab.reading.columns_at
        cells = {name: above.raw(name) for name in names if name not in ("row_id", *mends)}
        if without_id and "row_id" in names:
            cells["row_id"] = None
        at = row.tab.contract.columns[0].name
        return Edit(cells, at, "error", others=((row.tab.key, above.sheet_row),))

    return make


def _copied_id(row: Row, chance: Random) -> Edit | None:
    above = row.above()
    if above is None or above["row_id"] is None:
        return None
    typed = chance.choice([above["row_id"], above["row_id"].lower(), f" {above['row_id']} "])
    return Edit({"row_id": typed}, "row_id", "warning")


def _same_sale(row: Row, chance: Random) -> Edit | None:
    """This row tells a sale that another unit tells too."""
    others = [tab for tab in clean_tabs() if tab.contract.table == "sales" and tab.unit is not row.tab.unit]
    told = chance.choice([tab for tab in others if len(tab.reading.rows) > 5 and not tab.is_in_kilograms])
    twin = chance.choice(list(told.rows()))
    later = row.tab.snapshot.fetched_at < told.snapshot.fetched_at
    if GIFT in (row["kind"], twin["kind"]) or row.tab.is_in_kilograms or later or twin["product"].startswith("Lúa"):
        return None
    cells = {name: twin.raw(name) for name in ("sold_on", "producer_name", "product", "quantity_t", "price_vnd_kg")}
    cells |= {name: None for name in ("commune", "value_vnd") if row.has(name)}
    return Edit(cells, "row_id", "warning", others=((told.key, twin.sheet_row),))


def _oversold(factor: float):
    def make(row: Row, chance: Random) -> Edit | None:
        lots = row.tab.notes["lots_t"].get(row.position)
        if not lots or row.tab.is_in_kilograms:
            return None
        return Edit({"quantity_t": round(lots * factor, 2), "value_vnd": None}, "row_id", "warning")

    return make


def _nil_beside_content(row: Row, chance: Random) -> Edit | None:
    if not row.tab.notes["has_content"].get(row.position) or row["nil_report"]:
        return None
    return Edit({"nil_report": chance.choice(["x", True, "có"])}, "nil_report", "warning")


def _as_another_unit(name: str, factor: float):
    """A size written in a smaller or a larger unit, where enough rows of its product stand beside it."""

    def make(row: Row, chance: Random) -> Edit | None:
        value = row[name]
        if value is None or not row.has(name) or _rows_alike(row, name) < 12:
            return None
        cells = {name: round(value * factor, 6)}
        return Edit(cells, name, "warning", cells[name])

    return make


def _rows_alike(row: Row, name: str) -> int:
    """How many rows of the province with this measure are of the row's product or kind of activity."""
    key = "product_code" if "product_code" in row.tab.values else "activity_type"
    tabs = [tab for tab in clean_tabs() if tab.contract is row.tab.contract]
    pairs = (pair for tab in tabs for pair in zip(tab.values[key], tab.values[name], strict=True))
    return sum(kind == row[key] and value is not None for kind, value in pairs)


def _small_field(factor: float):
    """A field in another unit, of a product for which no band of yields is known."""

    def make(row: Row, chance: Random) -> Edit | None:
        if (
            row["area_ha"] is None
            or row["expected_t"] / row["area_ha"] < 5
            or row.tab.notes["has_yield"].get(row.position)
        ):
            return None
        return Edit({"area_ha": round(row["area_ha"] * factor, 4)}, "expected_t", "warning")

    return make


def _households(a_tonne: int):
    def make(row: Row, chance: Random) -> Edit | None:
        count = int(row["quantity_t"] * a_tonne) + 2
        return Edit({"households": count}, "households", "warning", float(count)) if count <= 5000 else None

    return make


def _another_year(year: int, severity: str):
    def make(row: Row, chance: Random) -> Edit | None:
        start, end = WINDOWS[row.tab.contract.table]
        first = date(year, 1, chance.randint(5, 25))
        return Edit({start: first, end: first + timedelta(days=20)}, start, severity)

    return make


def _nil_too_early(row: Row, chance: Random) -> Edit | None:
    if row.tab.snapshot.fetched_at != IN_PLAN:
        return None
    return Edit({"month": 12, "nil_report": "x", "confirmed_on": None}, "nil_report", "warning")


def _confirmed_twice(row: Row, chance: Random) -> Edit | None:
    above = row.above()
    if above is None or row["nil_report"] or row.raw("confirmed_on") == above.raw("confirmed_on"):
        return None
    return Edit({"month": above.raw("month")}, "month", "warning")


def _of_sizes() -> Iterator[Fault]:
    """Sizes and times that nobody would believe."""
    yield Fault("unusual_size", "kg for tonnes", ("supply",), _as_another_unit("expected_t", 1000.0))
    yield Fault("unusual_size", "kg for tonnes", ("demand",), _as_another_unit("quantity_t", 1000.0))
    yield Fault("unusual_size", "tonnes for kg", ("demand",), _as_another_unit("quantity_t", 0.0005))
    yield Fault("unusual_size", "m2 for ha", ("supply",), _as_another_unit("area_ha", 1000.0))
    yield Fault("unusual_size", "two zeros more", ("activities",), _as_another_unit("participants", 100.0))
    for factor in (0.01, 0.001):
        yield Fault("impossible_yield", f"area ×{factor}", ("supply",), _small_field(factor))
    for a_tonne in (150, 2000):
        yield Fault("many_households", f"{a_tonne} a tonne", ("sales",), _households(a_tonne))
    for year in (2012, 2032):
        yield Fault("window_outside_plan", f"in {year}", tuple(WINDOWS), _another_year(year, "error"))
    yield Fault("window_beside_plan", "in 2024", tuple(WINDOWS), _another_year(2024, "warning"))
    yield Fault("nil_too_early", "December in November", ("confirmations",), _nil_too_early)
    yield Fault("confirmed_twice", "the month above", ("confirmations",), _confirmed_twice)


def row_faults() -> Iterator[Fault]:
    """Every kind between cells, rows, tabs and units, in all its clothes."""
    dated, windowed, priced = tuple(EVENTS), tuple(WINDOWS), tuple(PRICES)
    yield Fault("outside_plan_year", "the year before", dated, _outside_year(-1))
    yield Fault("outside_plan_year", "the year after", dated, _outside_year(1))
    yield Fault("after_read", "an event to come", dated, _after_read)
    yield Fault("after_read", "confirmed in the future", ("confirmations",), _confirmed_after_read)
    yield Fault("after_plan", "confirmed in February", ("confirmations",), _closed_after_plan("confirmed_on"))
    yield Fault("after_plan", "resolved in February", ("difficulties",), _closed_after_plan("resolved_on"))
    yield Fault("ends_before_start", "ends swapped", windowed, _swapped)
    yield Fault("ends_before_start", "end in the year before", windowed, _wrong_year_in_window)
    for days in (201, 250, 367):
        yield Fault("window_too_long", f"{days} days", ("supply",), _too_long(days))
    for factor in (1.21, 2.0, 10.0):
        yield Fault("harvested_over_expected", f"×{factor}", ("supply",), _over("harvested_t", factor))
    for factor in (1.001, 1.5, 10.0):
        yield Fault("contracted_over_expected", f"×{factor}", ("supply",), _over("contracted_t", factor))
    for factor in (0.1, 10.0, 1000.0):
        yield Fault("unusual_yield", f"area ×{factor}", ("supply",), _odd_yield(factor))
        yield Fault("unusual_price", f"price ×{1 / factor:g}", priced, _odd_price(1 / factor))
    for factor in (0.001, 0.1, 0.98, 1.02, 10.0, 1000.0):
        yield Fault("value_mismatch", f"value ×{factor}", ("sales",), _wrong_value(factor))
    yield Fault("resolved_before_raised", "days before", ("difficulties",), _resolved_before)
    yield Fault("resolved_on_ignored", "a day while open", ("difficulties",), _resolved_while_open)
    for text in ("120 tạ", "85,5 tạ", "300 tạ khoai lang", "12 tấn 5 tạ"):
        yield Fault("local_ta", text, ("supply", "sales"), _local_ta(text))
    yield from _of_sizes()
    yield from _between_rows()


def _between_rows() -> Iterator[Fault]:
    """Kinds that take another row, tab or unit to see."""
    everywhere = ("supply", "demand", "sales", "activities", "teams", "difficulties", "confirmations")
    yield Fault("duplicate_row", "pasted, own Mã", everywhere, _pasted_twice(False))
    yield Fault("duplicate_row", "pasted, no Mã", everywhere[:-1], _pasted_twice(True))
    yield Fault("duplicate_row", "pasted, another note", ("supply", "sales", "demand"), _pasted_twice(True, ("note",)))
    yield Fault("copied_row_id", "the Mã above", everywhere[:-1], _copied_id)
    yield Fault("same_sale_elsewhere", "told by two units", ("sales",), _same_sale, "across")
    for factor in (1.25, 3.0, 20.0):
        yield Fault("sold_over_lots", f"lots ×{factor}", ("sales",), _oversold(factor), "across")
    yield Fault("nil_beside_content", "a tick", ("confirmations",), _nil_beside_content, "across")
    yield Fault("outside_plan_months", "January", ("confirmations",), _january)
