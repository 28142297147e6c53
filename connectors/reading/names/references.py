"""The reference data a reader needs, loaded from the seeds for one date and extended by the data staff's own files.

Every table of names is effective-dated because codes and names are reused over time; a lookup sees only what is valid
that day. Units of measure have not changed in the time of any plan.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from connectors.measurement_units import MeasurementUnits
from connectors.reading.names.catalogue import Alias, Catalogue
from connectors.reading.names.communes import Communes
from connectors.reading.names.place_names import Place
from connectors.reading.names.places import Places, PlaceTables
from connectors.reading.names.reference_rows import (
    ALWAYS,
    PRODUCT_NUMBERS,
    ReferencesInvalid,
    Row,
    check_aliases,
    check_extensions,
    day_of,
    extended_rows,
    is_valid_row,
    known_codes,
    seed_rows,
)
from connectors.reading.outcome import Reading, UnitScope, refuse
from connectors.reading.wording import quoted

__all__ = ["References", "ReferencesInvalid", "check_extensions", "known_codes"]


@dataclass(frozen=True)
class References:
    """Places, products and units of measure as of one date; satisfies `outcome.ReferenceData`."""

    places: Places
    communes: Communes
    catalogue: Catalogue
    aliases: tuple[Alias, ...]
    units: MeasurementUnits

    @classmethod
    def load(cls, seeds_dir: Path, extensions_dir: Path | None = None, *, on: date) -> "References":
        """Read the seeds and, where given, products.csv and aliases.csv of the extensions folder.

        Raises ReferencesInvalid where an extension has unknown columns or gives an alias to a second product.
        """
        products = extended_rows(seeds_dir, extensions_dir, "products")
        alias_rows = extended_rows(seeds_dir, extensions_dir, "product_aliases")
        aliases = tuple(_alias(row) for row in alias_rows)
        check_aliases(products, alias_rows, on)
        successors = seed_rows(seeds_dir / "commune_successors.csv")
        tables = PlaceTables(
            provinces=tuple(_place(row, "province") for row in seed_rows(seeds_dir / "provinces.csv")),
            districts=tuple(_place(row, "district") for row in seed_rows(seeds_dir / "districts.csv")),
            communes=tuple(_place(row, "commune") for row in seed_rows(seeds_dir / "communes.csv")),
            successors=tuple((row["old_commune_code"], row["new_commune_code"]) for row in successors),
        )
        places, units = Places(tables, on), MeasurementUnits.load(seeds_dir)
        return cls(places, Communes(tables, places, on), Catalogue(_frame(products, on), aliases, on), aliases, units)

    @property
    def products(self) -> pd.DataFrame:
        """The products valid that day, one row each, columns of the seed; numbers as float with nan for unknown."""
        return self.catalogue.frame

    def commune(self, text: str, scope: UnitScope) -> Reading:
        """See `Communes.commune`; refused where the unit's province has no code of that day."""
        return self._homeless(text, scope.province_code) or self.communes.commune(text, scope)

    def commune_example(self, scope: UnitScope) -> str | None:
        """See `Communes.example`."""
        return self.communes.example(scope)

    def district(self, text: str, province_code: str | None = None) -> Reading:
        """See `Places.district`; refused where the province has no code of that day."""
        return self._homeless(text, province_code) or self.places.district(text, province_code)

    def province(self, text: str) -> Reading:
        """See `Places.province`."""
        return self.places.province(text)

    def _homeless(self, text: str, province_code: str | None) -> Reading | None:
        """The refusal of a place within a province nobody knows, or None."""
        if province_code is None or province_code in self.places.provinces:
            return None
        message = f"ghi {quoted(text)}, nhưng không có tỉnh, thành phố nào mang mã {province_code}. Hãy báo tổ dữ liệu."
        return refuse("unknown_province", message)

    def product(self, text: str, season: str | None = None) -> Reading:
        """See `Catalogue.product`."""
        return self.catalogue.product(text, season)


def _place(row: Row, level: str) -> Place:
    return Place(
        code=row[f"{level}_code"],
        name=row[f"{level}_name"],
        kind=row[f"{level}_type"],
        province_code=row["province_code"],
        district_code=row.get("district_code") or None,
        valid_from=day_of(row["valid_from"]) or ALWAYS,
        valid_to=day_of(row["valid_to"]),
        aliases=tuple(name for name in row.get("aliases", "").split(";") if name),
    )


def _alias(row: Row) -> Alias:
    return Alias(row["alias"], row["product_code"], day_of(row["valid_from"]) or ALWAYS, day_of(row["valid_to"]))


def _frame(products: list[Row], on: date) -> pd.DataFrame:
    valid = [row for row in products if is_valid_row(row, on)]
    frame = pd.DataFrame(valid).replace("", None)
    for name in PRODUCT_NUMBERS:
        frame[name] = pd.to_numeric(frame[name])
    return frame.drop_duplicates("product_code", keep="last").reset_index(drop=True)
