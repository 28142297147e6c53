"""A size is unlike everything its unit and product, or the province, ever showed."""

import pandas as pd

from expectations.contract import load_contracts
from expectations.history import check_history

from .frames import columns_at, make_rows

USUAL = [2.0, 3.0, 4.0, 5.0, 6.0, 4.0, 3.0, 5.0]


def sales(tonnes, unit_code="906", product="rice_ht"):
    changes = [{"quantity_t": one, "value_vnd": None, "product_code": product, "households": None} for one in tonnes]
    return make_rows("sales", *changes, unit_code=unit_code, snapshot_id=f"s-{unit_code}")


def told(*frames, table="sales", prices=None):
    """(unit, cell, message) of every warning on the rows of one table."""
    rows = {one: pd.DataFrame(columns=["unit_code"]) for one in load_contracts()}
    rows[table] = pd.concat(frames)
    at = columns_at(table, *rows[table]["snapshot_id"].unique())
    found = check_history(rows, at, prices)
    assert {
        (rule, severity) for frame in found for rule, severity in zip(frame["rule"], frame["severity"], strict=True)
    } <= {("unusual_size", "warning")}
    columns = ("unit_code", "cell", "message")
    return [tuple(row) for frame in found for row in frame[list(columns)].itertuples(index=False)]


def test_kilograms_beside_tonnes_are_asked_about():
    # quartiles of 2, 3, 3, 4, 4, 5, 5, 6, 500 are 3 and 5; beyond 5 x 2 x 4 = 40
    assert told(sales([*USUAL, 500.0])) == [
        (
            "906",
            "J13",
            "Ô J13 (Sản lượng): đọc là 500 tấn; 8 dòng Lúa Hè Thu khác của đơn vị phần lớn từ 3 đến 5 tấn. 500 kg hay "
            '500 tấn? Nếu là kg thì ghi "500 kg"; nếu đúng thì giữ nguyên.',
        )
    ]
    assert told(sales([*USUAL, 40.0])) == []


def test_tonnes_read_as_kilograms_are_asked_about():
    # below 3 / 2 / 20 = 0.075
    ((_, cell, message),) = told(sales([*USUAL, 0.007]))
    assert cell == "J13"
    assert '0,007 tấn hay 7 tấn? Nếu là 7 tấn thì ghi "7 tấn"; nếu đúng thì giữ nguyên.' in message
    assert told(sales([*USUAL, 0.08])) == []


def test_a_quarter_of_the_rows_may_be_wrong():
    wrong = [4000.0, 3000.0, 5000.0]
    assert [cell for _, cell, _ in told(sales([*USUAL, 4.5, *wrong]))] == ["J14", "J15", "J16"]


def test_few_rows_are_compared_with_the_product_in_the_province():
    others = [sales(USUAL[:4], "907"), sales(USUAL[:4], "908")]
    ((unit, cell, message),) = told(*others, sales([300.0], "906"))
    assert (unit, cell) == ("906", "J5")
    assert "8 dòng Lúa Hè Thu khác trong tỉnh phần lớn từ 3 đến 5 tấn" in message
    assert told(sales(USUAL[:4], "907"), sales([300.0], "906")) == []  # nobody knows


def test_a_unit_that_is_a_thousandfold_throughout_is_apart_from_the_others():
    usual = [*USUAL, 4.0]  # nine rows, so that the unit has a history of its own
    others = [sales(usual, str(unit)) for unit in range(910, 914)]
    whole = sales([one * 1000 for one in usual], "906")
    assert {unit for unit, _, _ in told(*others, whole)} == {"906"}
    assert len(told(*others, whole)) == 9
    assert told(*others, sales([one * 10 for one in usual], "906")) == []  # a unit of large sales


def test_products_are_not_each_others_history():
    shrimp = [one / 100 for one in USUAL]
    assert told(sales([*USUAL, 4.0]), sales([*shrimp, 0.05], "906", "shrimp_su")) == []


def test_counts_and_areas_have_sizes_too():
    people = [{"participants": float(one)} for one in (40, 50, 60, 55, 45, 50, 60, 40, 5000)]
    ((_, cell, message),) = told(make_rows("activities", *people), table="activities")
    assert cell == "G13"
    assert "đọc là 5000; 8 dòng Điểm bán khác của đơn vị phần lớn từ 45 đến 60. Hãy xem có gõ thừa" in message
    fields = [{"area_ha": one, "expected_t": one * 5} for one in (0.5, 1.0, 0.8, 1.2, 0.6, 1.0, 0.7, 0.9, 15.0)]
    found = told(make_rows("supply", *fields), table="supply")
    assert [cell for _, cell, _ in found] == ["I13", "L13"]
    assert '15 ha hay 15 công? Nếu là công thì ghi "15 công"' in found[0][2]


def test_a_price_is_held_against_its_products_own_unless_its_reference_said_so():
    usual = [3000.0, 3200.0, 3400.0, 3000.0, 3100.0, 3300.0, 3500.0, 3000.0]
    given = [
        {"price_vnd_kg": one, "value_vnd": None, "quantity_t": 2.0, "households": None} for one in [*usual, 33000.0]
    ]
    rows = make_rows("sales", *given)
    ((_, cell, message),) = told(rows)
    assert cell == "K13"
    assert "đọc là 33000 đ/kg; 8 dòng Lúa Hè Thu khác của đơn vị phần lớn từ 3.000 đến 3.400 đ/kg" in message
    assert len(told(rows, prices=pd.Series({"rice_ht": 10_000.0}))) == 1  # within five times the reference
    assert told(rows, prices=pd.Series({"rice_ht": 6_322.0})) == []  # beyond: told by the reference already
