"""The other tabs of a unit: activities, teams, difficulties and the monthly confirmations.

What is dated in a month is typed by that month's closing; unions without any activity report nil.
"""

from datetime import date, timedelta

from connectors.demo.lots import Lot
from connectors.demo.people import commune_text, person, phone
from connectors.demo.records import Cells, Record
from connectors.demo.schedule import MONTHS, Diary
from connectors.demo.world import DemoUnit, World

ACTIVITY_WEIGHTS = {
    "communication": 5, "social_media": 7, "livestream": 2, "sales_point": 3, "trade_conference": 1,
    "volunteer_drive": 3, "survey": 3, "other": 1,
}  # fmt: skip
ONLINE = frozenset({"social_media", "livestream"})
READY, PREPARING, PAUSED = "ready", "preparing", "paused"


class OtherTabsMaker:
    """Rows of one unit that are not trade; `silent_months` are those without any activity."""

    def __init__(self, world: World, unit: DemoUnit, diary: Diary, silent_months: set[int]) -> None:
        self.world, self.unit, self.diary = world, unit, diary
        self.silent_months = silent_months
        self.chance = world.stream("doings", unit.unit_code)
        self.communes = world.communes_of(unit)

    def _day(self, month: int) -> date:
        return date(self.world.year, month, self.chance.randint(1, 28))

    def _record(self, table: str, on: date, cells: Cells) -> Record:
        return Record(table, self.unit.unit_code, self.diary.report(on), cells)

    def activities(self) -> list[Record]:
        busy = (4, 9) if self.unit.is_district else (2, 4)
        records = []
        for month in MONTHS:
            if month not in self.silent_months:
                records += [self._activity(self._day(month)) for _ in range(self.chance.randint(*busy))]
        return sorted(records, key=lambda record: (record.typed_at, record.cells["held_on"]))

    def _activity(self, on: date) -> Record:
        chance = self.chance
        kind = chance.choices(list(ACTIVITY_WEIGHTS), list(ACTIVITY_WEIGHTS.values()))[0]
        commune, is_online = chance.choice(self.communes), kind in ONLINE
        sentence = chance.choice(self.world.texts["activities"][kind])
        number, product = chance.randrange(10**6), self._in_season(on.month)
        cells: Cells = {
            "held_on": on,
            "activity_type": kind,
            "commune": None if is_online else commune_text(commune, chance),
            "description": sentence.format(product=product, commune=commune.full_name),
            "quantity": chance.randint(2, 12) if kind == "social_media" else chance.choice([None, None, 1]),
            "participants": None if is_online else chance.randint(15, 180),
            "volunteers": chance.randint(4, 40) if chance.random() < 0.7 else None,
            "reach": chance.randint(200, 6000) if is_online else None,
            "link": f"https://trang-doan.example/bai-viet/{number}" if is_online and chance.random() < 0.6 else None,
        }
        return self._record("activities", on, cells)

    def _in_season(self, month: int) -> str:
        crops = [self.world.crops[product] for product in self.unit.lots]
        names = [crop["typed"][-1].lower() for crop in crops if month in crop["months"]]
        return self.chance.choice(names or ["nông sản"])

    def teams(self) -> list[Record]:
        chance, records = self.chance, []
        homes = self.communes if self.unit.is_district else [None]
        for commune in homes:
            place = commune.full_name if commune else self.unit.name
            cells: Cells = {
                "commune": commune_text(commune, chance) if commune else None,
                "team_name": f"Đội hình thanh niên hỗ trợ tiêu thụ nông sản {place}",
                "leader": person(self.world, chance),
                "phone": phone(chance),
                "members": chance.randint(8, 32),
                "location": f"Nhà văn hóa {place}" if commune else "Trụ sở cơ quan",
                "readiness": chance.choice([READY, READY, PREPARING]),
                "facilities": chance.choice(self.world.texts["facilities"]) if chance.random() < 0.7 else None,
            }
            on = date(self.world.year, 2, 1) + timedelta(days=chance.randint(0, 35))
            record = Record("teams", self.unit.unit_code, self.diary.session(on), cells)
            if cells["readiness"] == PREPARING:
                later = self.diary.session(on + timedelta(days=chance.randint(25, 110)), hour=19)
                record.edits.append((later, {"readiness": chance.choice([READY, READY, READY, PAUSED])}))
            records.append(record)
        return sorted(records, key=lambda record: record.typed_at)

    def difficulties(self, lots: list[Lot]) -> list[Record]:
        records = []
        for month in MONTHS:
            around = [lot for lot in lots if lot.start.month == month] or lots
            if around and month not in self.silent_months:
                count = self.chance.choice([0, 1, 1, 2])
                records += [self._difficulty(self._day(month), self.chance.choice(around)) for _ in range(count)]
        return sorted(records, key=lambda record: record.typed_at)

    def _difficulty(self, on: date, lot: Lot) -> Record:
        chance = self.chance
        trouble, proposal = chance.choice(self.world.texts["difficulties"])
        words = {
            "product": str(lot.record.cells["product"]).lower(),
            "commune": lot.producer.commune.full_name.lower()[:2] + lot.producer.commune.full_name[2:],
        }
        product = lot.record.cells["product"]
        if lot.product.startswith("rice_"):
            product = self.world.crops[lot.product]["typed"][-1]
        cells: Cells = {
            "raised_on": on,
            "commune": commune_text(lot.producer.commune, chance),
            "producer_name": lot.producer.name if chance.random() < 0.6 else None,
            "product": product,
            "difficulty": trouble.format(**words),
            "proposal": proposal.format(**words),
            "status": "new",
        }
        record = self._record("difficulties", on, cells)
        self._progress(record, on)
        return record

    def _progress(self, record: Record, on: date) -> None:
        handled = self.diary.session(on + timedelta(days=self.chance.randint(10, 30)), hour=19)
        solved = self.diary.session(on + timedelta(days=self.chance.randint(31, 80)), hour=19)
        if handled > record.typed_at:
            record.edits.append((handled, {"status": "in_progress"}))
        if self.chance.random() < 0.7 and solved > max(handled, record.typed_at) and solved.year == self.world.year:
            record.edits.append((solved, {"status": "resolved", "resolved_on": solved.date()}))

    def confirmations(self) -> list[Record]:
        keeper, records = person(self.world, self.chance), []
        for month in MONTHS:
            closing = self.diary.closings[month]
            is_nil = month in self.silent_months
            if not is_nil and self.chance.random() < 0.2:
                continue
            cells: Cells = {
                "month": month if self.chance.random() < 0.8 else f"Tháng {month}",
                "nil_report": True if is_nil else None,
                "prepared_by": keeper,
                "confirmed_on": closing.date(),
            }
            records.append(Record("confirmations", self.unit.unit_code, closing, cells))
        return sorted(records, key=lambda record: record.typed_at)
