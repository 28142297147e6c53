"""Sizes and times that nobody would believe, each said on its own cell."""

import pandas as pd
import pytest

from .frames import make_rows
from .test_rows import check, found, only

PINEAPPLE = {"product": "Khóm", "product_code": "pineapple", "season": None, "farmgate_price_vnd_kg": None}


def test_a_hectare_yields_no_hundreds_of_tonnes():
    issue = only("supply", PINEAPPLE | {"area_ha": 0.05, "expected_t": 11.0})
    assert (issue["cell"], issue["rule"], issue["severity"]) == ("L5", "impossible_yield", "warning")
    assert issue["message"] == (
        "Ô L5 (Sản lượng dự kiến): 11 tấn trên 0,05 ha là 220 tấn/ha; không nơi nào Khóm được quá 120 tấn/ha. 11 tấn "
        "hay 11 kg, 0,05 ha hay 0,05 công? Hãy xem lại đơn vị; nếu đúng thì giữ nguyên."
    )
    assert found("supply", PINEAPPLE | {"area_ha": 0.1, "expected_t": 11.0}) == []  # 110 t/ha


def test_a_product_without_a_ceiling_has_the_common_one():
    crab = PINEAPPLE | {"product": "Cua biển", "product_code": "crab", "expected_t": 11.0}
    assert [rule for *_, rule, _ in found("supply", crab | {"area_ha": 0.07})] == ["impossible_yield"]  # 157 t/ha
    assert found("supply", crab | {"area_ha": 0.08}) == []  # 137.5 t/ha


def test_a_product_with_a_band_is_told_once():
    assert [rule for *_, rule, _ in found("supply", {"area_ha": 0.02})] == ["unusual_yield"]


def test_many_households_for_few_kilograms():
    few = {"quantity_t": 0.5, "value_vnd": None}
    issue = only("sales", few | {"households": 120.0})
    assert (issue["cell"], issue["rule"], issue["severity"]) == ("M5", "many_households", "warning")
    assert issue["message"] == (
        "Ô M5 (Số hộ được hỗ trợ): ghi 120 hộ mà chỉ bán 0,5 tấn, mỗi hộ khoảng 4,2 kg. Hãy xem lại số hộ và sản lượng "
        "(kg hay tấn); nếu đúng thì giữ nguyên."
    )
    assert found("sales", few | {"households": 50.0}, few | {"quantity_t": 0.005, "households": 1.0}) == []


@pytest.mark.parametrize(
    ("table", "name", "most", "shown"),
    [
        ("sales", "households", 5_000, "5.000"), ("activities", "quantity", 500, "500"),
        ("activities", "participants", 20_000, "20.000"), ("activities", "volunteers", 10_000, "10.000"),
        ("activities", "reach", 10_000_000, "10.000.000"), ("teams", "members", 500, "500"),
        ("supply", "area_ha", 2_000, "2.000 ha"),
    ],
)  # fmt: skip
def test_more_than_any_row_was_ever_heard_of(table, name, most, shown):
    wide = {"quantity_t": 90.0, "value_vnd": None} if table == "sales" else {}
    wide |= {"expected_t": 8000.0} if table == "supply" else {}
    issue = only(table, wide | {name: float(most + 1)})
    assert (issue["column"], issue["rule"], issue["severity"]) == (name, "unusual_count", "warning")
    assert f"chưa thấy dòng nào quá {shown}. Hãy xem có gõ thừa số" in issue["message"]
    assert found(table, wide | {name: float(most)}) == []


@pytest.mark.parametrize(
    ("start", "end", "rule"),
    [
        ("2032-07-01", "2032-07-20", "window_outside_plan"), ("2022-07-01", "2022-07-20", "window_outside_plan"),
        ("2024-04-02", "2024-04-20", "window_outside_plan"), ("2024-01-05", "2024-02-20", "window_beside_plan"),
        ("2022-11-01", "2022-12-31", "window_beside_plan"),
    ],
)  # fmt: skip
def test_a_window_touches_the_plan_year(start, end, rule):
    issue = only("demand", {"window_start": start, "window_end": end})
    severity = "error" if rule == "window_outside_plan" else "warning"
    assert (issue["cell"], issue["rule"], issue["severity"]) == ("J5", rule, severity)
    assert "không có ngày nào trong năm kế hoạch 2023. Hãy xem lại năm của hai ngày." in issue["message"]


def test_a_window_that_reaches_into_the_plan_year_touches_it():
    ends = ({"window_start": "2022-12-01", "window_end": "2023-01-01"}, {"window_end": "2024-05-31"})
    assert found("demand", *ends) == []


def test_a_nil_report_of_a_month_that_has_not_ended():
    early = {"confirmed_on": None, "fetched_at": pd.Timestamp("2023-07-31T10:00:00Z")}
    issue = only("confirmations", early)
    assert (issue["column"], issue["rule"], issue["severity"]) == ("nil_report", "nil_too_early", "warning")
    assert "báo không phát sinh tháng 7 khi tháng chưa hết (hệ thống đọc bảng ngày 31/07/2023)" in issue["message"]
    assert found("confirmations", early | {"fetched_at": pd.Timestamp("2023-07-31T17:00:00Z")}) == []  # 1 August
    assert found("confirmations", early | {"nil_report": False}) == []


def test_two_confirmations_of_one_month():
    issues = check("confirmations", make_rows("confirmations", {}, {"nil_report": False}, {"month": 6.0}))
    assert [(row["cell"], row["rule"], row["severity"]) for _, row in issues.iterrows()] == [
        ("A6", "confirmed_twice", "warning")
    ]
    assert issues["message"].iloc[0] == (
        "Ô A6 (Tháng): tháng 7 đã có ở dòng 5. Mỗi tháng chỉ một dòng; hãy xóa một trong hai dòng, giữ dòng đúng."
    )
