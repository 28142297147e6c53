"""The reference data a reader needs, loaded from the seeds for one date and extended by the data staff's own files.

Every table is effective-dated because codes and names are reused over time; a lookup sees only what is valid that day.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from connectors.reading.catalogue import Alias, Catalogue
from connectors.reading.communes import Communes
from connectors.reading.names import words_only
from connectors.reading.outcome import Reading, UnitScope
from connectors.reading.place_names import Place
from connectors.reading.places import Places, PlaceTables
from connectors.reading.text import spelling_key

PRODUCT_NUMBERS = (
    "shelf_life_days_min", "shelf_life_days_max", "yield_low_t_ha", "yield_high_t_ha", "reference_price_vnd_kg",
)  # fmt: skip
_NEEDED = {"products": ("product_code", "product_name"), "product_aliases": ("alias", "product_code")}
_EXTENSIONS = {"products": "products.csv", "product_aliases": "aliases.csv"}
_ALWAYS = date(1900, 1, 1)

Row = dict[str, str]


class ReferencesInvalid(ValueError):
    """An extension file cannot be used; the message names the file, the line and the fix."""


@dataclass(frozen=True)
class References:
    """Places and products as of one date; satisfies `outcome.Names`."""

    places: Places
    communes: Communes
    catalogue: Catalogue
    aliases: tuple[Alias, ...]

    @classmethod
    def load(cls, seeds_dir: Path, extensions_dir: Path | None = None, *, on: date) -> "References":
        """Read the seeds and, where given, products.csv and aliases.csv of the extensions folder.

        Raises ReferencesInvalid where an extension has unknown columns or gives an alias to a second product.
        """
        products = _extended(seeds_dir, extensions_dir, "products")
        aliases = tuple(_alias(row) for row in _extended(seeds_dir, extensions_dir, "product_aliases"))
        _check_aliases(products, [alias for alias in aliases if alias.is_valid(on)])
        successors = _rows(seeds_dir / "commune_successors.csv")
        tables = PlaceTables(
            provinces=tuple(_place(row, "province") for row in _rows(seeds_dir / "provinces.csv")),
            districts=tuple(_place(row, "district") for row in _rows(seeds_dir / "districts.csv")),
            communes=tuple(_place(row, "commune") for row in _rows(seeds_dir / "communes.csv")),
            successors=tuple((row["old_commune_code"], row["new_commune_code"]) for row in successors),
        )
        places = Places(tables, on)
        return cls(places, Communes(tables, places, on), Catalogue(_frame(products, on), aliases, on), aliases)

    @property
    def products(self) -> pd.DataFrame:
        """The products valid that day, one row each, columns of the seed; numbers as float with nan for unknown."""
        return self.catalogue.frame

    def commune(self, text: str, scope: UnitScope) -> Reading:
        """See `Communes.commune`."""
        return self.communes.commune(text, scope)

    def district(self, text: str, province_code: str | None = None) -> Reading:
        """See `Places.district`."""
        return self.places.district(text, province_code)

    def province(self, text: str) -> Reading:
        """See `Places.province`."""
        return self.places.province(text)

    def product(self, text: str, season: str | None = None) -> Reading:
        """See `Catalogue.product`."""
        return self.catalogue.product(text, season)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _place(row: Row, level: str) -> Place:
    return Place(
        code=row[f"{level}_code"],
        name=row[f"{level}_name"],
        kind=row[f"{level}_type"],
        province_code=row["province_code"],
        district_code=row.get("district_code") or None,
        valid_from=_day(row["valid_from"]) or _ALWAYS,
        valid_to=_day(row["valid_to"]),
        aliases=tuple(name for name in row.get("aliases", "").split(";") if name),
    )


def _alias(row: Row) -> Alias:
    return Alias(row["alias"], row["product_code"], _day(row["valid_from"]) or _ALWAYS, _day(row["valid_to"]))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _extended(seeds_dir: Path, extensions_dir: Path | None, table: str) -> list[Row]:
    """Seed rows, then the extension's; a row of the extension replaces the seed's of the same code and start."""
    rows = _rows(seeds_dir / f"{table}.csv")
    path = extensions_dir / _EXTENSIONS[table] if extensions_dir else None
    if path is None or not path.exists():
        return rows
    added = _extension_rows(path, table, tuple(rows[0]))
    if table == "products":
        replaced = {(row["product_code"], row["valid_from"]) for row in added}
        rows = [row for row in rows if (row["product_code"], row["valid_from"]) not in replaced]
    return rows + added


def _extension_rows(path: Path, table: str, columns: tuple[str, ...]) -> list[Row]:
    added = []
    for line, row in enumerate(_rows(path), start=2):
        strangers = sorted(str(name) for name in row if name not in columns)
        if strangers:
            raise ReferencesInvalid(f"{path.name}: unknown columns {', '.join(strangers)}; use {', '.join(columns)}")
        filled = {name: (row.get(name) or "").strip() for name in columns}
        missing = [name for name in _NEEDED[table] if not filled[name]]
        if missing:
            raise ReferencesInvalid(f"{path.name} line {line}: {', '.join(missing)} is empty")
        try:
            _day(filled["valid_from"]), _day(filled["valid_to"])
            [float(filled[name]) for name in PRODUCT_NUMBERS if filled.get(name)]
        except ValueError as error:
            raise ReferencesInvalid(f"{path.name} line {line}: {error}; dates are YYYY-MM-DD, numbers plain") from error
        if table == "products":
            filled |= {
                "group_code": filled["group_code"] or filled["product_code"],
                "urgency_class": filled["urgency_class"] or "C",
            }
        added.append(filled)
    return added


def _check_aliases(products: list[Row], aliases: Iterable[Alias]) -> None:
    """An alias belongs to one code, and to one that exists."""
    codes = {row["product_code"] for row in products}
    owner = {_spelling(row["product_name"]): row["product_code"] for row in products}
    for alias in aliases:
        if alias.product_code not in codes:
            raise ReferencesInvalid(f"alias {alias.text!r} names an unknown product {alias.product_code!r}")
        spelling = _spelling(alias.text)
        if owner.setdefault(spelling, alias.product_code) != alias.product_code:
            raise ReferencesInvalid(
                f"alias {alias.text!r} belongs to {owner[spelling]!r}, not to {alias.product_code!r} as well"
            )


def _spelling(text: str) -> str:
    return spelling_key(words_only(text))


def _frame(products: list[Row], on: date) -> pd.DataFrame:
    valid = [
        row
        for row in products
        if (_day(row["valid_from"]) or _ALWAYS) <= on and (_day(row["valid_to"]) or date.max) >= on
    ]
    frame = pd.DataFrame(valid).replace("", None)
    for name in PRODUCT_NUMBERS:
        frame[name] = pd.to_numeric(frame[name])
    return frame.drop_duplicates("product_code", keep="last").reset_index(drop=True)
