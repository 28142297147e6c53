"""How many cells a second one core reads, against the bounds of the specification (section 16), and a usual tab.

Run by `make bench`; it prints, for each kind of column, the rate and its ratio to the bound, and asserts nothing of
them; that a usual tab is read for less than its workbook is opened for, it does.
"""

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import xlsxwriter

from connectors.cells import CellGrid, Value
from connectors.measurement_units import MeasurementUnits
from connectors.reading.outcome import ReadContext, Reading, UnitScope
from connectors.reading.read_column import read_column
from connectors.reading.tabs import read_tab
from connectors.sheets.workbooks.backend import WorkbookBackend
from expectations.contract import Column
from tests.bench.measures import cost, hold
from tests.grids.gallery import CONTRACTS, SUPPLY, SUPPLY_DATES, Snapshot, context, lot

ROWS, ROWS_OF_A_TAB = 200_000, 300
READ_AT = datetime(2023, 9, 5, 1, tzinfo=UTC)
CLEAN, DIRTY = 1_000_000, 200_000
_STYLES = ("{} tấn", "{} tạ", "{},5 tấn", "{} kg", "khoảng {} tấn", "{}-9999 tấn", "{} tấn 2 tạ", "{}.500", "{}", "x")


class EveryName:
    """Reference lists that know every name, so that only the reading's own work is measured."""

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


def usual_tab() -> tuple[float, float]:
    """Seconds to open a workbook of one tab of 300 lots, and to make its cells rows and issues; the least of five."""
    rows = [SUPPLY, *(lot(f"SUP-{number:04d}", name=f"Nguyễn Văn {number}") for number in range(ROWS_OF_A_TAB))]
    formats = {(row, col): "dd/mm/yyyy" for row in range(1, ROWS_OF_A_TAB + 1) for col in SUPPLY_DATES}
    grid, snapshot, out = CellGrid.from_rows(rows, formats), Snapshot("906", "Nguồn cung"), BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(out)
    where = (CONTRACTS["supply"], grid, snapshot, context(), CONTRACTS.values())
    opened = min(cost(lambda: openpyxl.load_workbook(BytesIO(out.getvalue())))[0] for _ in range(5))
    return opened, min(cost(lambda: read_tab(*where))[0] for _ in range(5))


def bordered(rows: int) -> bytes:
    """A workbook of the lots of `usual_tab`'s size under a border that is pulled down to a row."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, border = book.add_worksheet("Nguồn cung"), book.add_format({"border": 1})
    for row in range(ROWS_OF_A_TAB):
        sheet.write_row(row, 0, [f"SUP-{row:04d}", "Định Hòa", "Khóm", 12.5, 3, 4, 5, 6])
    for row in range(ROWS_OF_A_TAB, rows):
        for col in range(8):
            sheet.write_blank(row, col, None, border)
    book.close()
    return out.getvalue()


def reading_files(folder: Path, contents: Sequence[bytes]) -> list[float]:
    """Seconds to read each of these workbooks, the least of three."""
    seconds = []
    for content in contents:
        (folder / "906.xlsx").write_bytes(content)
        backend = WorkbookBackend(folder)
        seconds.append(min(cost(lambda backend=backend: backend.read_tabs("906", READ_AT))[0] for _ in range(3)))
    return seconds


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        large = bordered(60_000)
        lean, full = reading_files(Path(folder), [bordered(ROWS_OF_A_TAB), large])
    whole = min(cost(lambda: openpyxl.load_workbook(BytesIO(large)))[0] for _ in range(2))
    hold("empty cells to row 60 000, beyond the table, as a share of parsing them", (full - lean) / whole, 0.3)
    opened, understood = usual_tab()
    hold("reading a usual tab, as a share of opening its workbook", understood / opened, 0.6)
    chance = random.Random(2023)
    context = ReadContext(UnitScope("899", "district", "899", "91"), EveryName(), 2023, date(2023, 9, 5))
    print(f"{'cells':32}{'M cells/s':>10}{'x bound':>9}")
    for name, bound, column, cell in _cases(chance):
        rate = measure(column, [cell(row) for row in range(ROWS)], context)
        print(f"{name:32}{rate / 1e6:10.2f}{rate / bound:9.1f}")


if __name__ == "__main__":
    main()
