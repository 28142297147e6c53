"""Columns of the kinds the contracts have, and one-column grids, for the tests of cell readers.

The names are looked up in a list of three so that these tests do not depend on the seeds of names.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from connectors.cells import CellGrid, Value
from connectors.measurement_units import MeasurementUnits
from connectors.reading.columns import ColumnReading
from connectors.reading.outcome import ReadContext, Reading, UnitScope, refuse
from connectors.reading.read_column import read_column
from expectations.contract import Column

KNOWN = {"Rạch Giá": "899", "Tân Hòa": "30860", "Khóm": "pineapple"}


class ThreeNames:
    """Reference lists of three names, matched exactly, and the real units."""

    units = MeasurementUnits.load(Path(__file__).parents[4] / "dbt_project" / "seeds")

    def commune(self, text: str, scope: UnitScope) -> Reading:
        return self.province(text)

    def product(self, text: str, season: str | None) -> Reading:
        return self.province(text)

    def commune_example(self, scope: UnitScope) -> str | None:
        return "Tân Hòa" if scope.district_code else None

    def province(self, text: str) -> Reading:
        if text in KNOWN:
            return Reading((KNOWN[text], text))
        return refuse("unknown_name", f"không có {text}")


CONTEXT = ReadContext(UnitScope("899", "district", "899", "91"), ThreeNames(), 2023, date(2023, 9, 5))


def column(type_: str, **given: object) -> Column:
    """A contract column with what a test does not care about filled in."""
    return Column(**{"name": "tested", "header": "Cột", "type": type_, "description": "d", "example": "e", **given})


COLUMNS = {
    "quantity": column("decimal", measure="t", exclusive_minimum=0),
    "stock": column("decimal", measure="t", minimum=0),
    "area": column("decimal", measure="ha", exclusive_minimum=0),
    "price": column("money", measure="vnd_kg", exclusive_minimum=0),
    "value": column("money", measure="vnd", minimum=0),
    "people": column("integer", measure="count", minimum=0),
    "month": column("integer", name="month", minimum=2, maximum=12),
    "event": column("date"),
    "window_start": column("date", window="start"),
    "window_end": column("date", window="end"),
    "text": column("text"),
    "choice": column("choice", choices={"co_op": "Hợp tác xã", "home": "Hộ cá thể"}, choice_aliases={"HTX": "co_op"}),
    "flag": column("flag"),
    "phone": column("phone", personal=True),
    "url": column("url"),
    "commune": column("commune"),
    "product": column("product"),
    "province": column("province"),
}


def _read_cells(
    kind: str, cells: Sequence[Value], formats: Mapping[int, str] | None = None, header_unit: str | None = None
) -> ColumnReading:
    """Read cells standing under one another; `formats` maps a row to its number format."""
    grid = CellGrid.from_rows(
        [[cell] for cell in cells] or [[None]], {(row, 0): code for row, code in (formats or {}).items()}
    )
    arrays = (array[:, 0] for array in (grid.kinds, grid.numbers, grid.texts, grid.formats))
    return read_column(COLUMNS[kind], *arrays, CONTEXT, header_unit)


@pytest.fixture(scope="session")
def read_cells() -> Callable[..., ColumnReading]:
    """read_cells(kind, cells, formats={row: number format}, header_unit=None) -> ColumnReading"""
    return _read_cells


@pytest.fixture(scope="session")
def read_cell() -> Callable[..., tuple[object, Reading]]:
    """read_cell(kind, cell, number_format=None, header_unit=None) -> (value or None, remark or an empty reading)"""

    def read(kind: str, cell: Value, number_format: str | None = None, header_unit: str | None = None):
        reading = _read_cells(kind, [cell], {0: number_format} if number_format else None, header_unit)
        value = reading.values[0]
        return None if pd.isna(value) else value, reading.flags.get(0, Reading(None))

    return read


@pytest.fixture(scope="session")
def columns() -> dict[str, Column]:
    """The column kinds by the name tests use for them."""
    return COLUMNS


@pytest.fixture(scope="session")
def units() -> MeasurementUnits:
    """The units of measure of the seed."""
    return ThreeNames.units
