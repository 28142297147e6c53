"""Sales and requests: what happened to each lot after its harvest, and what buyers asked for.

Sales of a lot never pass what it yielded; what found no contract is sold cheap at the Union's stalls, or given away.
"""

from datetime import date, timedelta
from random import Random

from connectors.demo.lots import Lot, price_on, rounded_t
from connectors.demo.people import commune_text, person, phone
from connectors.demo.records import Cells, Record
from connectors.demo.schedule import Diary
from connectors.demo.world import PROVINCE_NAME, DemoUnit, World

BUYER_TYPES = frozenset({"trader", "wholesale_market", "supermarket", "shopping_centre", "processor"})
UNION_CHANNELS = ("union_outlet", "online", "supermarket", "other")
VINH_LONG = ("Vĩnh Long", "HTX Khoai lang Bình Tân")


class SaleMaker:
    """Sales of one unit."""

    def __init__(self, world: World, unit: DemoUnit, diary: Diary) -> None:
        self.world, self.unit, self.diary = world, unit, diary
        self.chance = world.stream("sales", unit.unit_code)

    def make(self, lots: list[Lot]) -> list[Record]:
        found = [record for lot in lots for record in self._of_lot(lot)]
        return sorted(found, key=lambda record: record.typed_at)

    def _of_lot(self, lot: Lot) -> list[Record]:
        chance = self.chance
        placed = lot.harvest_t * (1 - lot.unplaced_share)
        pieces = [(tonnes, False) for tonnes in split(placed * chance.uniform(0.85, 0.99), chance, most=3)]
        if lot.unplaced_share:
            rescued = lot.harvest_t * lot.unplaced_share * chance.uniform(0.35, 0.85)
            pieces += [(tonnes, True) for tonnes in split(rescued, chance, most=3)]
        records = []
        for tonnes, is_rescue in pieces:
            on = lot.start + timedelta(days=chance.randint(1, (lot.end - lot.start).days + 2))
            if on.year == self.world.year:
                records.append(self._sale(lot, on, tonnes, is_rescue))
        return records

    def _sale(self, lot: Lot, on: date, tonnes: float, is_rescue: bool) -> Record:
        cells: Cells = {
            "sold_on": on,
            "commune": commune_text(lot.producer.commune, self.chance) if self.chance.random() < 0.9 else None,
            "producer_name": lot.producer.name,
            "product": lot.record.cells["product"],
            "quantity_t": tonnes,
        }
        if lot.product.startswith("rice_"):
            cells["product"] = self.world.crops[lot.product]["typed"][-1]
        cells |= self._rescue(lot, tonnes) if is_rescue else self._ordinary(lot, on, tonnes)
        record = Record("sales", self.unit.unit_code, self.diary.report(on), cells, product_code=lot.product)
        return priced(record, self.chance)

    def _ordinary(self, lot: Lot, on: date, tonnes: float) -> Cells:
        chance, crop = self.chance, self.world.crops[lot.product]
        channel = chance.choice(crop["channels"])
        is_company = channel == "other" and lot.product != "veg_leafy"
        buyers = self.world.buyers["company" if is_company else channel]
        forms = crop.get("processed")
        form = chance.choice(forms) if forms and channel == "processor" else None
        return {
            "buyer_name": chance.choice(buyers)[0],
            "channel": channel,
            "kind": "regular",
            "price_vnd_kg": price_on(crop, on, chance),
            "households": chance.randint(1, 6) if chance.random() < 0.5 else None,
            "processed_form": form or ("fresh" if chance.random() < 0.4 else None),
        }

    def _rescue(self, lot: Lot, tonnes: float) -> Cells:
        chance = self.chance
        notes = self.world.texts["sale_notes"]
        if chance.random() < 0.14:
            gift: Cells = {
                "channel": "other",
                "kind": "gift",
                "quantity_t": min(tonnes, rounded_t(tonnes * 0.4)),
            }
            return gift | {"households": chance.randint(1, 4), "note": notes[2]}
        channel = chance.choices(UNION_CHANNELS, (6, 3, 2, 2))[0]
        buyer = {"supermarket": "Siêu thị Miền Biển Rạch Giá", "other": "Bếp ăn khu công nghiệp Thạnh Lộc"}.get(channel)
        return {
            "buyer_name": buyer,
            "channel": channel,
            "kind": "rescue",
            "price_vnd_kg": max(round(lot.price * chance.uniform(0.55, 0.8) / 100) * 100, 500),
            "households": chance.randint(1, 9),
            "processed_form": "fresh" if chance.random() < 0.3 else None,
            "note": chance.choice(notes) if chance.random() < 0.3 else None,
        }


def priced(record: Record, chance: Random) -> Record:
    """State the value of a sale in six cases of ten, as quantity times price in VND."""
    cells = record.cells
    if cells.get("price_vnd_kg") and chance.random() < 0.6:
        cells["value_vnd"] = round(cells["quantity_t"] * 1000 * cells["price_vnd_kg"])
    return record


def split(tonnes: float, chance: Random, most: int) -> list[float]:
    """Tonnes in one to `most` deliveries, rounded down so that they never pass the whole."""
    if tonnes < 0.05:
        return []
    count = min(most, 1 + int(tonnes > 2) + int(tonnes > 12 and chance.random() < 0.7))
    shares = [chance.uniform(0.6, 1.4) for _ in range(count)]
    pieces = [tonnes * share / sum(shares) for share in shares]
    return [int(piece * 20) / 20 for piece in pieces if piece >= 0.05]


def outside_sales(world: World, unit: DemoUnit, diary: Diary, months: list[int]) -> list[Record]:
    """What an affiliated union sold for growers of another province, on a stall or online."""
    chance = world.stream("outside", unit.unit_code)
    province, producer = VINH_LONG
    records = []
    for month in months:
        for _ in range(chance.randint(2, 5)):
            on = date(world.year, month, chance.randint(3, 26))
            cells: Cells = {
                "sold_on": on,
                "origin_province": province,
                "producer_name": producer,
                "product": "Khoai lang",
                "buyer_name": "Cán bộ, sinh viên đăng ký mua",
                "channel": chance.choice(UNION_CHANNELS[:2]),
                "kind": "rescue",
                "quantity_t": round(chance.uniform(0.4, 2.5), 1),
                "price_vnd_kg": chance.choice([5000, 5500, 6000]),
                "households": chance.randint(3, 12),
            }
            record = Record("sales", unit.unit_code, diary.report(on), cells, product_code="sweet_potato")
            records.append(priced(record, chance))
    return records


def outside_lots(world: World, unit: DemoUnit, diary: Diary, months: list[int]) -> list[Record]:
    """The lots of another province from which `outside_sales` come; they need no commune."""
    province, producer = VINH_LONG
    records = []
    for month in months:
        start = date(world.year, month, 2)
        cells: Cells = {
            "origin_province": province,
            "producer_name": producer,
            "producer_type": "cooperative",
            "product": "Khoai lang",
            "area_ha": 1.0,
            "harvest_start": start,
            "harvest_end": start + timedelta(days=25),
            "expected_t": 26.0,
            "farmgate_price_vnd_kg": 5000,
            "needs_support": True,
        }
        known = max(start - timedelta(days=20), date(world.year, 2, 1))
        done: Cells = {"harvested_t": 25.0, "contracted_t": 13.5, "needs_support": None}
        record = Record("supply", unit.unit_code, diary.session(known), cells, product_code="sweet_potato")
        record.edits.append((diary.session(start + timedelta(days=27)), done))
        records.append(record)
    return records


class RequestMaker:
    """Requests of buyers a unit has heard of."""

    def __init__(self, world: World, unit: DemoUnit, diary: Diary) -> None:
        self.world, self.unit, self.diary = world, unit, diary
        self.chance = world.stream("demand", unit.unit_code)

    def make(self, lots: list[Lot]) -> list[Record]:
        wanted = self.chance.sample(lots, len(lots) // 4)
        return sorted((self._request(lot) for lot in wanted), key=lambda record: record.typed_at)

    def _request(self, lot: Lot) -> Record:
        chance, crop = self.chance, self.world.crops[lot.product]
        kinds = [one for one in crop["channels"] if one in BUYER_TYPES]
        kind = chance.choice([*kinds, "company", kinds[0] if lot.product.startswith("rice_") else "other"])
        name, province = chance.choice(self.world.buyers[kind])
        start = lot.start - timedelta(days=chance.randint(0, 8))
        end = lot.end + timedelta(days=chance.randint(3, 30))
        known = max(start - timedelta(days=chance.randint(3, 25)), date(self.world.year, 2, 1))
        tonnes = rounded_t(lot.harvest_t * chance.uniform(0.3, 1.4))
        typed = self.world.crops[lot.product]["typed"]
        cells: Cells = {
            "buyer_name": name,
            "buyer_type": kind,
            "buyer_province": province if province != PROVINCE_NAME or chance.random() < 0.7 else f"Tỉnh {province}",
            "product": typed[-1] if lot.product.startswith("rice_") else typed[0],
            "quantity_t": tonnes,
            "min_lot_t": rounded_t(min(tonnes, chance.choice([0.5, 1, 2, 5]))) if chance.random() < 0.4 else None,
            "price_vnd_kg": price_on(crop, start, chance) if chance.random() < 0.8 else None,
            "delivery": chance.choice(["at_farm", "at_farm", "at_buyer"]),
            "window_start": start,
            "window_end": end,
            "contact_name": person(self.world, chance) if chance.random() < 0.7 else None,
            "phone": phone(chance) if chance.random() < 0.7 else None,
            "status": "seeking",
        }
        record = Record("demand", self.unit.unit_code, self.diary.session(known), cells, product_code=lot.product)
        self._progress(record, start, end)
        return record

    def _progress(self, record: Record, start: date, end: date) -> None:
        if self.chance.random() < 0.06:
            record.edits.append(
                (self.diary.session(start, hour=19), {"status": "cancelled", "note": "Bên mua đổi nguồn hàng"})
            )
        elif self.chance.random() < 0.75:
            record.edits.append((self.diary.session(start, hour=19), {"status": "connected"}))
            record.edits.append((self.diary.session(end, hour=19), {"status": "completed"}))
