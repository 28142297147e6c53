"""How many cells a second one core reads, against the bounds of the specification (section 16).

Run by `make bench`; it prints, for each kind of column, the rate and its ratio to the bound, and asserts nothing.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from connectors.cells import CellGrid, Value
from connectors.measurement_units import MeasurementUnits
from connectors.reading.outcome import ReadContext, Reading, UnitScope
from connectors.reading.read_column import read_column
from expectations.contract import Column

ROWS = 200_000
CLEAN, DIRTY = 1_000_000, 200_000
_STYLES = ("{} tấn", "{} tạ", "{},5 tấn", "{} kg", "khoảng {} tấn", "{}-9999 tấn", "{} tấn 2 tạ", "{}.500", "{}", "x")


class EveryName:
    """Reference lists that know every name, so that only this room's own work is measured."""

    units = MeasurementUnits.load(Path(__file__).parents[2] / "dbt_project" / "seeds")

    def commune(self, text: str, scope: UnitScope) -> Reading:
        return Reading((text, text))

    def product(self, text: str, season: str | None) -> Reading:
        return Reading((text, text))

    def commune_example(self, scope: UnitScope) -> str | None:
        return "Tân Hòa" if scope.district_code else None

    def province(self, text: str) -> Reading:
        return Reading((text, text))


def _column(type_: str, **given: object) -> Column:
    return Column(**{"name": "measured", "header": "Cột", "type": type_, "description": "d", "example": "e", **given})


def _cases(chance: random.Random) -> list[tuple[str, int, Column, Callable[[int], Value]]]:
    tonnes = _column("decimal", measure="t", exclusive_minimum=0)
    choice = _column("choice", choices={"co_op": "Hợp tác xã", "group": "Tổ hợp tác", "household": "Hộ cá thể"})
    return [
        ("typed tonnes", CLEAN, tonnes, lambda row: chance.uniform(0.1, 99.0)),
        ("typed counts", CLEAN, _column("integer", measure="count", minimum=0), lambda row: row % 400),
        ("typed dates", CLEAN, _column("date"), lambda row: 45_000.0 + row % 300),
        ("choices", CLEAN, choice, lambda row: chance.choice(choice.choice_labels)),
        ("written tonnes, all different", DIRTY, tonnes, lambda row: f"{row},{row % 9 + 1} tấn"),
        (
            "written tonnes, every style",
            DIRTY,
            tonnes,
            lambda row: chance.choice(_STYLES).format(chance.randint(1, 400)),
        ),
        ("written dates", DIRTY, _column("date"), lambda row: f"{row % 28 + 1}/{row % 12 + 1}/2023"),
        ("names of people", DIRTY, _column("text"), lambda row: f"Nguyễn Văn {row % 3000}"),
        ("notes, all different", DIRTY, _column("text"), lambda row: f"Thiếu kho lạnh, cần {row} thùng"),
        ("phones, all different", DIRTY, _column("phone"), lambda row: f"0912 {row % 1000:03d} {row // 1000:03d}"),
        ("communes", DIRTY, _column("commune"), lambda row: f"Xã {row % 144}"),
    ]


def measure(column: Column, cells: Sequence[Value], context: ReadContext) -> float:
    """Cells a second of processor time, reading them as one column."""
    grid = CellGrid.from_rows([[cell] for cell in cells])
    arrays = [array[:, 0] for array in (grid.kinds, grid.numbers, grid.texts, grid.formats)]
    start = time.process_time()
    read_column(column, *arrays, context)
    return len(cells) / (time.process_time() - start)


def main() -> None:
    chance = random.Random(2023)
    context = ReadContext(UnitScope("899", "district", "899", "91"), EveryName(), 2023, date(2023, 9, 5))
    print(f"{'cells':32}{'M cells/s':>10}{'x bound':>9}")
    for name, bound, column, cell in _cases(chance):
        rate = measure(column, [cell(row) for row in range(ROWS)], context)
        print(f"{name:32}{rate / 1e6:10.2f}{rate / bound:9.1f}")


if __name__ == "__main__":
    main()
