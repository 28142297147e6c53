"""The fixed facts of the demo province: places from the seeds, people, buyers, crops and sentences from data files.

Chance is drawn from named streams of one seed, so leaving a unit out changes nothing in the others.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from vietnamese.text import fold

DATA = Path(__file__).parent / "data"
SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
PROVINCE = "91"
PROVINCE_NAME = "Kiên Giang"


@dataclass(frozen=True)
class Commune:
    """A commune, how its name may safely be typed alone, and its district."""

    name: str
    kind: str
    district_code: str
    needs_kind: bool
    is_unique: bool

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class DemoUnit:
    """A unit that keeps a workbook; `style` holds the words of districts.yml that layout.py knows."""

    unit_code: str
    name: str
    kind: str
    district_code: str | None
    place: str
    email: str
    lots: dict[str, int]
    style: dict[str, Any]

    @property
    def is_district(self) -> bool:
        return self.kind == "district"


@dataclass(frozen=True)
class World:
    """Everything the generators draw from."""

    seed: int
    year: int
    units: tuple[DemoUnit, ...]
    communes: dict[str, tuple[Commune, ...]]
    crops: dict[str, dict]
    people: dict
    buyers: dict[str, list]
    texts: dict

    def stream(self, *names: object) -> Random:
        """An independent source of chance for one purpose."""
        return Random("/".join(map(str, (self.seed, *names))))  # noqa: S311

    def communes_of(self, unit: DemoUnit) -> tuple[Commune, ...]:
        """A district's own communes; for an affiliated union those of the province with a name of their own."""
        if unit.district_code:
            return self.communes[unit.district_code]
        return tuple(one for district in self.communes.values() for one in district if one.is_unique)


@lru_cache
def read_data(name: str) -> dict:
    return yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8"))


def _seed_rows(seeds: Path, name: str, on: str) -> list[dict[str, str]]:
    with (seeds / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["province_code"] == PROVINCE]
    return [row for row in rows if row["valid_from"] <= on and (not row["valid_to"] or on <= row["valid_to"])]


def _communes(seeds: Path, on: str) -> dict[str, tuple[Commune, ...]]:
    rows = _seed_rows(seeds, "communes", on)
    keys = [fold(row["commune_name"]) for row in rows]
    within = [(row["district_code"], key) for row, key in zip(rows, keys, strict=True)]
    found: dict[str, list[Commune]] = {}
    for row, key in zip(rows, keys, strict=True):
        commune = Commune(
            name=row["commune_name"],
            kind=row["commune_type"],
            district_code=row["district_code"],
            needs_kind=within.count((row["district_code"], key)) > 1,
            is_unique=keys.count(key) == 1,
        )
        found.setdefault(row["district_code"], []).append(commune)
    return {code: tuple(communes) for code, communes in found.items()}


def _units(seeds: Path, on: str) -> tuple[DemoUnit, ...]:
    plans, affiliated = read_data("districts"), read_data("texts")["affiliated"]
    districts = {row["district_code"]: row for row in _seed_rows(seeds, "districts", on)}
    units = []
    for code, plan in plans.items():
        if code in districts:
            row = districts[code]
            name, place = f"{row['district_type']} đoàn {row['district_name']}", row["district_name"]
            name = name.replace("Thành phố đoàn", "Thành đoàn")
            email = f"doan-{fold(place).replace(' ', '')}@tinhdoan.example"
        else:
            name, place = affiliated[code]["name"], "Rạch Giá"
            email = f"{affiliated[code]['email']}@tinhdoan.example"
        kind = "district" if code in districts else "affiliated"
        district = code if code in districts else None
        units.append(DemoUnit(code, name, kind, district, place, email, plan["lots"], plan["style"]))
    return tuple(units)


def load_world(seed: int, year: int, seeds: Path = SEEDS) -> World:
    """The province as it was divided on 1 February of `year`; raises OSError where the seeds are missing."""
    on = f"{year}-02-01"
    return World(
        seed=seed,
        year=year,
        units=_units(seeds, on),
        communes=_communes(seeds, on),
        crops=read_data("crops"),
        people=read_data("people"),
        buyers=read_data("buyers"),
        texts=read_data("texts"),
    )
