"""The worked cases of real Vietnamese practice, one by one, through `read_column`, which reads every cell.

Where a case overrides what the reference list says, its `why` names the sentence of the specification that decides.
Places, products, row kinds, checksums and feeds have their cases in the tests of those modules.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

with (Path(__file__).parent / "worked_cases.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


def _ids(case: dict[str, str]) -> str:
    return f"{case['column']}: {case['typed']}"


@pytest.mark.parametrize("case", CASES, ids=_ids)
def test_worked_case(case, read_cells):
    reading = read_cells(case["column"], [case["typed"]], header_unit=case["header_unit"] or None)
    value, remark = reading.values[0], reading.flags.get(0)
    assert (remark.rule if remark else "") == case["rule"]
    assert bool(remark and remark.refused) == (case["refused"] == "1")
    assert _same(value, case["value"])
    assert _same(reading.uppers.get(0), case["upper"])
    if remark:
        assert remark.message.startswith("ghi ")
        assert remark.message.endswith(".")


def _same(value: object, expected: str) -> bool:
    if expected == "":
        return value is None or bool(np.isnat(value) if isinstance(value, np.datetime64) else value != value)
    if isinstance(value, np.datetime64):
        return value == np.datetime64(expected)
    if isinstance(value, float):
        return value == pytest.approx(float(expected), abs=1e-9)
    return value == expected


def test_sweet_potato_is_marked_for_the_row_to_decide(read_cells):
    """`750.000 đ/tạ` is clear for every product but khoai lang, which the cell does not know."""
    reading = read_cells("price", ["750.000 đ/tạ", "750.000 đ/tạ (60 kg/tạ)", "7.500 đ/kg"])
    assert reading.values.tolist() == [7500.0, 12500.0, 7500.0]
    assert set(reading.local_ta) == {0}
    assert reading.local_ta[0].refused


def test_a_date_cell_in_a_number_column_shows_what_was_typed(read_cells):
    """2.5 typed where the sheet expects dates becomes 2 May 2023, serial 45048."""
    remark = read_cells("quantity", [45048.0], {0: "dd/mm/yyyy"}).flags[0]
    assert (remark.rule, remark.refused) == ("excel_date_in_number", True)
    assert "2,5" in remark.message


def test_ditto_in_text_copies_the_cell_above(read_cells):
    reading = read_cells("text", ["Hộ ông Ba", '"', "nt", None, "nt"])
    assert reading.values.tolist() == ["Hộ ông Ba", "Hộ ông Ba", "Hộ ông Ba", None, None]
    assert {row: (one.rule, one.refused) for row, one in reading.flags.items()} == {
        1: ("ditto", False),
        2: ("ditto", False),
        4: ("ditto", True),
    }
