"""Supply rows: what each district grows, when it is harvested, how much of it finds an outlet.

Tonnes, prices and windows follow the harvest calendar of crops.yml; part of the perishable lots stays unplaced.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from connectors.demo.people import Producer, Producers, commune_text
from connectors.demo.records import Cells, Record
from connectors.demo.schedule import Diary
from connectors.demo.world import DemoUnit, World

ALL_YEAR = "all_year"


@dataclass(frozen=True)
class Lot:
    """A lot and what the sales generator needs to know of it; tonnes and đ/kg."""

    record: Record
    product: str
    producer: Producer
    start: date
    end: date
    harvest_t: float
    price: int
    unplaced_share: float


def price_on(crop: dict, on: date, chance: Random) -> int:
    """Farm-gate price of a day in VND/kg: the usual price, the month's factor, a little chance, rounded as spoken."""
    factor = crop.get("dear", {}).get(on.month, 1) * crop.get("cheap", {}).get(on.month, 1)
    price = crop["vnd_kg"] * factor * chance.uniform(0.92, 1.08)
    step = 100 if price < 20000 else 500 if price < 60000 else 1000
    return round(price / step) * step


def rounded_t(tonnes: float) -> float:
    """Tonnes as a keeper rounds them."""
    return round(tonnes * 2) / 2 if tonnes >= 30 else round(tonnes, 1) if tonnes >= 1 else max(round(tonnes, 2), 0.05)


class LotMaker:
    """Makes one unit's lots; `make` draws the year's number of each product."""

    def __init__(self, world: World, unit: DemoUnit, diary: Diary, producers: Producers) -> None:
        self.world, self.unit, self.diary, self.producers = world, unit, diary, producers
        self.chance = world.stream("lots", unit.unit_code)

    def make(self) -> list[Lot]:
        lots = [self._lot(product) for product, count in self.unit.lots.items() for _ in range(count)]
        return sorted(lots, key=lambda lot: (lot.record.typed_at, lot.start))

    def _lot(self, product: str) -> Lot:
        crop, chance = self.world.crops[product], self.chance
        start = date(self.world.year, chance.choice(crop["months"]), chance.randint(1, 28))
        end = start + timedelta(days=chance.randint(*crop["days"]))
        producer = self.producers.pick(product, crop.get("who") == "cooperative")
        area = round(chance.uniform(*crop["ha"]), 1)
        expected = rounded_t(area * chance.uniform(*crop["t_ha"]))
        unplaced = chance.uniform(0.35, 0.95) if chance.random() < crop["glut"] else 0.0
        price = price_on(crop, start, chance)
        if unplaced:
            price = max(round(price * 0.8 / 100) * 100, 100)
        cells = self._cells(product, producer, start, end, area, expected, price)
        known = start - timedelta(days=chance.randint(12, 40))
        typed = self.diary.session(max(known, date(self.world.year, 2, 1)))
        record = Record("supply", self.unit.unit_code, typed, cells, product_code=product)
        harvest = rounded_t(expected * chance.uniform(0.88, 1.06))
        lot = Lot(record, product, producer, start, end, harvest, price, unplaced)
        self._progress(lot, expected)
        return lot

    def _cells(self, product, producer, start, end, area, expected, price) -> Cells:
        crop, chance = self.world.crops[product], self.chance
        typed = crop["typed"][0] if chance.random() < 0.7 else chance.choice(crop["typed"])
        season = crop.get("season") or (ALL_YEAR if len(crop["months"]) > 10 and chance.random() < 0.6 else None)
        return {
            "commune": commune_text(producer.commune, chance),
            "producer_name": producer.name,
            "producer_type": producer.kind,
            "phone": producer.phone if chance.random() < 0.8 else None,
            "product": typed,
            "season": season,
            "area_ha": area,
            "harvest_start": start,
            "harvest_end": end,
            "expected_t": expected,
            "farmgate_price_vnd_kg": price if chance.random() < 0.9 else None,
            "transport_cost_vnd_kg": round(chance.uniform(*crop["freight"]) / 50) * 50
            if chance.random() < 0.6
            else None,
            "note": chance.choice(self.world.texts["supply_notes"]) if chance.random() < 0.12 else None,
        }

    def _progress(self, lot: Lot, expected: float) -> None:
        """What the keeper writes as the harvest goes on: contracts, tonnes in, a cry for help."""
        record, chance = lot.record, self.chance
        placed = min(rounded_t(expected * (1 - lot.unplaced_share)), expected)
        if lot.unplaced_share or chance.random() < 0.45:
            record.cells["contracted_t"] = min(rounded_t(placed * chance.uniform(0.3, 0.7)), placed)
        middle = self.diary.session(lot.start + (lot.end - lot.start) / 2)
        ending = self.diary.session(lot.end + timedelta(days=1))
        if record.typed_at < middle < ending:
            half: Cells = {
                "harvested_t": rounded_t(lot.harvest_t * chance.uniform(0.35, 0.6)),
                "contracted_t": placed,
            }
            if lot.unplaced_share and chance.random() < 0.7:
                half["needs_support"] = True
            record.edits.append((middle, half))
        elif lot.unplaced_share and chance.random() < 0.6:
            record.cells["needs_support"] = True
        if ending > record.typed_at and ending.date() > lot.end:
            done: Cells = {"harvested_t": lot.harvest_t, "contracted_t": placed}
            record.edits.append((ending, done | {"needs_support": None}))
