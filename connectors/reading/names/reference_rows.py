"""The rows of the seeds and of the data staff's products.csv and aliases.csv, checked before anything is built on them.

Plain CSV reading without frames, so that a command can refuse a wrong file or an unknown code at once.
"""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from connectors.reading.names.names import words_only
from connectors.saved_files import SavedRow, SavedWrongly, saved_rows
from vietnamese.text import spelling_key

PRODUCT_NUMBERS = (
    "shelf_life_days_min", "shelf_life_days_max", "yield_low_t_ha", "yield_high_t_ha", "yield_ceiling_t_ha",
    "reference_price_vnd_kg",
)  # fmt: skip
ALWAYS = date(1900, 1, 1)
_NEEDED = {"products": ("product_code", "product_name"), "product_aliases": ("alias", "product_code")}
_EXTENSIONS = {"products": "products.csv", "product_aliases": "aliases.csv"}

Row = dict[str, str]


class ReferencesInvalid(ValueError):
    """An extension file cannot be used; the message names the file, the line and the fix."""


def seed_rows(path: Path) -> list[Row]:
    """The rows of one seed; the seeds belong to the project and are sound."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day_of(text: str) -> date | None:
    """The day of an ISO date in a seed, None where the cell is empty; raises ValueError for any other text."""
    return date.fromisoformat(text) if text else None


def is_valid_row(row: Row, on: date) -> bool:
    """Whether a seed row is in force on that day; an empty end of its period is open."""
    return (day_of(row["valid_from"]) or ALWAYS) <= on <= (day_of(row["valid_to"]) or date.max)


def known_codes(seeds_dir: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Codes of the provinces and of the districts of the seeds, at whatever date they were in use."""
    provinces = frozenset(row["province_code"] for row in seed_rows(seeds_dir / "provinces.csv"))
    districts = frozenset(row["district_code"] for row in seed_rows(seeds_dir / "districts.csv"))
    return provinces, districts


def check_extensions(folder: Path, seeds_dir: Path) -> None:
    """Raise ReferencesInvalid, in one line, where products.csv or aliases.csv of `folder` could not be read with.

    They are checked on every day on which a row begins to hold, because a build may be of any date.
    """
    products = extended_rows(seeds_dir, folder, "products")
    aliases = extended_rows(seeds_dir, folder, "product_aliases")
    for on in sorted({day_of(row["valid_from"]) or ALWAYS for row in aliases}):
        check_aliases(products, aliases, on)


def extended_rows(seeds_dir: Path, extensions_dir: Path | None, table: str) -> list[Row]:
    """Seed rows, then the extension's; a row of the extension replaces the seed's of the same code and start."""
    rows = seed_rows(seeds_dir / f"{table}.csv")
    path = extensions_dir / _EXTENSIONS[table] if extensions_dir else None
    if path is None or not path.exists():
        return rows
    added = _extension_rows(path, table, tuple(rows[0]))
    if table == "products":
        replaced = {(row["product_code"], row["valid_from"]) for row in added}
        rows = [row for row in rows if (row["product_code"], row["valid_from"]) not in replaced]
    return rows + added


def _extension_rows(path: Path, table: str, columns: tuple[str, ...]) -> list[Row]:
    try:
        named, rows = saved_rows(path.read_bytes(), columns)
    except SavedWrongly as error:
        raise ReferencesInvalid(f"{path.name} {error}") from error
    if strangers := sorted(set(named) - set(columns)):
        raise ReferencesInvalid(f"{path.name}: unknown columns {', '.join(strangers)}; use {', '.join(columns)}")
    return [_checked(row, f"{path.name} line {row.line}", table, columns) for row in rows]


def _checked(row: SavedRow, place: str, table: str, columns: tuple[str, ...]) -> Row:
    """The row with every column of the table; raises ReferencesInvalid with the place."""
    if row.beyond:
        raise ReferencesInvalid(f"{place}: more cells than columns; a text with a comma stands in quotes")
    filled = {name: row.cells.get(name, "").strip() for name in columns}
    if missing := [name for name in _NEEDED[table] if not filled[name]]:
        raise ReferencesInvalid(f"{place}: {', '.join(missing)} is empty")
    try:
        day_of(filled["valid_from"]), day_of(filled["valid_to"])
        [float(filled[name]) for name in PRODUCT_NUMBERS if filled.get(name)]
    except ValueError as error:
        raise ReferencesInvalid(f"{place}: {error}; dates are YYYY-MM-DD, numbers plain") from error
    if table == "products":
        filled |= {
            "group_code": filled["group_code"] or filled["product_code"],
            "urgency_class": filled["urgency_class"] or "C",
        }
    return filled


def check_aliases(products: list[Row], aliases: Iterable[Row], on: date) -> None:
    """An alias valid that day belongs to one code, and to one that exists; raises ReferencesInvalid."""
    codes = {row["product_code"] for row in products}
    owner = {_spelling(row["product_name"]): row["product_code"] for row in products}
    for alias in aliases:
        text, code = alias["alias"], alias["product_code"]
        if not is_valid_row(alias, on):
            continue
        if code not in codes:
            raise ReferencesInvalid(f"alias {text!r} names an unknown product {code!r}")
        spelling = _spelling(text)
        if owner.setdefault(spelling, code) != code:
            raise ReferencesInvalid(f"alias {text!r} belongs to {owner[spelling]!r}, not to {code!r} as well")


def _spelling(text: str) -> str:
    return spelling_key(words_only(text))
