"""Every row rule fires on the row that breaks it, says so in its cell, and keeps silent on the row that does not."""

import pandas as pd
import pytest

from expectations.rows import ISSUE_COLUMNS, check_rows
from expectations.suites import contract_suites

from .frames import CONTRACTS, PRODUCTS, columns_at, make_rows


def check(table, rows, province_code="91", at=None):
    return check_rows(
        CONTRACTS[table], rows, columns_at(table, *rows["snapshot_id"].unique()) if at is None else at, PRODUCTS, 2023,
        province_code,
    )  # fmt: skip


def found(table, *changes, **options):
    """(sheet row, cell, rule, severity) of every issue."""
    issues = check(table, make_rows(table, *changes, **options))
    return list(issues[["sheet_row", "cell", "rule", "severity"]].itertuples(index=False, name=None))


def only(table, *changes):
    issues = check(table, make_rows(table, *changes))
    assert len(issues) == 1, issues[["rule", "cell", "message"]].to_dict("records")
    return issues.iloc[0]


@pytest.mark.parametrize("table", CONTRACTS)
def test_clean_rows_have_no_issue(table):
    assert found(table, {}) == []


@pytest.mark.parametrize("table", CONTRACTS)
def test_no_rows_no_issues(table):
    issues = check(table, make_rows(table, {}).iloc[:0])
    assert issues.empty
    assert tuple(issues.columns) == ISSUE_COLUMNS


RULES = [
    # table, what is wrong, cell, rule, severity, message
    ("supply", {"harvest_end": "2023-06-28"}, "K5", "ends_before_start", "error",
     "Ô K5 (Thu hoạch đến): ghi 28/06/2023, trước ngày bắt đầu (01/07/2023). Hãy sửa một trong hai ngày."),
    ("supply", {"harvest_start": "2023-01-01", "harvest_end": "2023-07-21"}, "K5", "window_too_long", "error",
     "Ô K5 (Thu hoạch đến): từ 01/01/2023 đến 21/07/2023 là 201 ngày, nhiều nhất 200 ngày. "
     "Hãy sửa ngày, hoặc tách thành nhiều đợt, mỗi đợt một dòng."),
    ("supply", {"harvested_t": 13.3}, "M5", "harvested_over_expected", "error",
     "Ô M5 (Đã thu hoạch): đã thu hoạch 13,3 tấn, quá 1,2 lần sản lượng dự kiến (11 tấn). "
     "Hãy sửa số đã thu hoạch, hoặc nâng Sản lượng dự kiến."),
    ("supply", {"contracted_t": 11.5}, "N5", "contracted_over_expected", "error",
     "Ô N5 (Đã có đầu ra): đã có đầu ra 11,5 tấn, nhiều hơn sản lượng dự kiến (11 tấn). Hãy sửa một trong hai số."),
    ("supply", {"area_ha": 0.2}, "L5", "unusual_yield", "warning",
     "Ô L5 (Sản lượng dự kiến): 11 tấn trên 0,2 ha là 55 tấn/ha; Lúa Hè Thu thường từ 2,8 đến 8,4 tấn/ha. "
     "Hãy xem lại sản lượng (tấn) và diện tích (ha); nếu đúng thì giữ nguyên."),
    ("supply", {"farmgate_price_vnd_kg": 650.0}, "O5", "unusual_price", "warning",
     "Ô O5 (Giá thu mua): ghi 650 đ/kg, khác xa giá thường gặp của Lúa Hè Thu (khoảng 6.322 đ/kg). "
     "Nếu thừa hoặc thiếu số 0 hay nhầm đơn vị thì sửa; nếu đúng thì giữ nguyên."),
    ("demand", {"window_end": "2023-04-30"}, "K5", "ends_before_start", "error",
     "Ô K5 (Cần đến ngày): ghi 30/04/2023, trước ngày bắt đầu (01/05/2023). Hãy sửa một trong hai ngày."),
    ("demand", {"price_vnd_kg": 90000.0}, "H5", "unusual_price", "warning",
     "Ô H5 (Giá mua): ghi 90.000 đ/kg, khác xa giá thường gặp của Khóm (khoảng 8.000 đ/kg). "
     "Nếu thừa hoặc thiếu số 0 hay nhầm đơn vị thì sửa; nếu đúng thì giữ nguyên."),
    ("sales", {"value_vnd": 2_080_000.0}, "L5", "value_mismatch", "error",
     "Ô L5 (Thành tiền): ghi 2.080.000 đ, nhưng 3,2 tấn × 6.500 đ/kg = 20.800.000 đ. "
     "Hãy sửa số sai, hoặc xóa ô này để hệ thống tự tính."),
    ("sales", {"price_vnd_kg": 65000.0, "value_vnd": None}, "K5", "unusual_price", "warning",
     "Ô K5 (Giá bán): ghi 65.000 đ/kg, khác xa giá thường gặp của Lúa Hè Thu (khoảng 6.322 đ/kg). "
     "Nếu thừa hoặc thiếu số 0 hay nhầm đơn vị thì sửa; nếu đúng thì giữ nguyên."),
    ("sales", {"sold_on": "2022-07-15"}, "B5", "outside_plan_year", "error",
     "Ô B5 (Ngày): ghi 15/07/2022, ngoài năm kế hoạch 2023. Hãy ghi ngày trong năm 2023."),
    ("sales", {"sold_on": "2023-09-01"}, "B5", "after_read", "error",
     "Ô B5 (Ngày): ghi 01/09/2023, sau ngày hệ thống đọc bảng (31/08/2023). "
     "Chỉ ghi việc đã xảy ra; hãy sửa lại ngày."),
    ("activities", {"held_on": "2024-01-02"}, "B5", "outside_plan_year", "error",
     "Ô B5 (Ngày): ghi 02/01/2024, ngoài năm kế hoạch 2023. Hãy ghi ngày trong năm 2023."),
    ("activities", {"held_on": "2023-12-02"}, "B5", "after_read", "error",
     "Ô B5 (Ngày): ghi 02/12/2023, sau ngày hệ thống đọc bảng (31/08/2023). "
     "Chỉ ghi việc đã xảy ra; hãy sửa lại ngày."),
    ("difficulties", {"raised_on": "2021-05-12"}, "B5", "outside_plan_year", "error",
     "Ô B5 (Ngày ghi nhận): ghi 12/05/2021, ngoài năm kế hoạch 2023. Hãy ghi ngày trong năm 2023."),
    ("difficulties", {"resolved_on": "2023-05-11"}, "I5", "resolved_before_raised", "error",
     "Ô I5 (Ngày giải quyết): ghi 11/05/2023, trước ngày ghi nhận (12/05/2023). Hãy sửa một trong hai ngày."),
    ("difficulties", {"resolved_on": "2023-09-02"}, "I5", "after_read", "error",
     "Ô I5 (Ngày giải quyết): ghi 02/09/2023, sau ngày hệ thống đọc bảng (31/08/2023). "
     "Chỉ ghi việc đã xảy ra; hãy sửa lại ngày."),
    ("difficulties", {"status": "Đang xử lý"}, "I5", "resolved_on_ignored", "warning",
     'Ô I5 (Ngày giải quyết): có ngày giải quyết 20/05/2023 nhưng Tình trạng là "Đang xử lý", nên ngày này chưa được '
     'tính. Nếu xong rồi thì đổi Tình trạng thành "Đã giải quyết"; chưa xong thì xóa ngày.'),
    ("confirmations", {"confirmed_on": "2023-09-01"}, "D5", "after_read", "error",
     "Ô D5 (Ngày chốt): ghi 01/09/2023, sau ngày hệ thống đọc bảng (31/08/2023). "
     "Chỉ ghi việc đã xảy ra; hãy sửa lại ngày."),
    ("confirmations", {"month": 1.0}, "A5", "outside_plan_months", "error",
     "Ô A5 (Tháng): ghi 1, ngoài các tháng của kế hoạch (2 đến 12). Hãy sửa lại tháng."),
    # what the reading should have refused already
    ("supply", {"commune": None, "commune_code": None}, "C5", "missing", "error",
     "Ô C5 (Xã/Phường): ô bắt buộc đang trống. Hãy ghi, ví dụ: Thạnh Hưng."),
    ("sales", {"price_vnd_kg": None, "value_vnd": None}, "K5", "missing", "error",
     "Ô K5 (Giá bán): ô bắt buộc đang trống. Hãy ghi, ví dụ: 8.500."),
    ("difficulties", {"resolved_on": None}, "I5", "missing", "error",
     "Ô I5 (Ngày giải quyết): ô bắt buộc đang trống. Hãy ghi, ví dụ: 20/05/2023."),
    ("teams", {"members": 0.0}, "F5", "out_of_range", "error",
     "Ô F5 (Số thành viên): ghi 0, phải từ 1 trở lên."),
    ("supply", {"area_ha": 0.0, "expected_t": 5.0, "contracted_t": None, "product_code": "crab"}, "I5", "out_of_range",
     "error", "Ô I5 (Diện tích): ghi 0, phải lớn hơn 0."),
    ("confirmations", {"month": 13.0}, "A5", "out_of_range", "error",
     "Ô A5 (Tháng): ghi 13, phải từ 1 trở lên và không quá 12."),
    ("teams", {"readiness": "Xong"}, "H5", "unknown_choice", "error",
     'Ô H5 (Tình trạng): ghi "Xong", không có trong danh sách. '
     "Hãy chọn một trong: Sẵn sàng; Đang chuẩn bị; Tạm dừng."),
]  # fmt: skip


def checked_at_once(cases):
    """Issues of each case, every case a unit of its own; one validation a table."""
    issues = {}
    for table in {one[0] for one in cases}:
        of_table = [(at, one[1]) for at, one in enumerate(cases) if one[0] == table]
        rows = [make_rows(table, change, unit_code=str(at), snapshot_id=f"s{at}") for at, change in of_table]
        found = check(table, pd.concat(rows))
        issues |= {at: found[found["unit_code"] == str(at)] for at, _ in of_table}
    return issues


@pytest.fixture(scope="module")
def broken():
    return checked_at_once(RULES)


@pytest.mark.parametrize("at", range(len(RULES)), ids=[f"{one[0]}-{one[3]}-{one[2]}" for one in RULES])
def test_a_broken_row_is_named_by_its_cell(at, broken):
    issues = broken[at][["cell", "rule", "severity", "message"]]
    assert list(issues.itertuples(index=False, name=None)) == [RULES[at][2:]]


def test_an_issue_carries_what_others_need():
    issue = only("sales", {"value_vnd": 2_080_000.0, "row_id": "SAL-0007"})
    assert issue.drop("message").to_dict() == {
        "unit_code": "906", "tab": "Kết quả", "table": "sales", "sheet_row": 5, "column": "value_vnd", "cell": "L5",
        "row_id": "SAL-0007", "row_key": "key-5", "rule": "value_mismatch", "severity": "error",
        "raw_value": "2080000", "snapshot_id": "s1", "fetched_at": pd.Timestamp("2023-08-31T10:00:00Z"),
    }  # fmt: skip


AT_THE_EDGE = [
    ("supply", {"harvest_start": "2023-01-01", "harvest_end": "2023-07-20"}),  # 200 days
    ("supply", {"harvest_start": "2023-01-01", "harvest_end": "2024-01-02", "season": "Quanh năm"}),  # 366 days
    ("supply", {"harvest_end": "2023-07-01"}),
    ("supply", {"harvested_t": 13.2}),  # 1,2 × 11
    ("supply", {"contracted_t": 11.0}),
    ("supply", {"harvested_t": None, "contracted_t": None, "area_ha": None, "farmgate_price_vnd_kg": None}),
    ("supply", {"expected_t": 16.8}),  # 8,4 t/ha
    ("supply", {"expected_t": 5.51, "harvested_t": None, "contracted_t": None}),  # 2,755 t/ha
    ("supply", {"product": "Khóm", "product_code": "pineapple", "expected_t": 240.0}),  # its ceiling, no band known
    ("supply", {"farmgate_price_vnd_kg": 6322.0 / 5}),
    ("supply", {"farmgate_price_vnd_kg": 6322.0 * 5}),
    ("supply", {"product": "Cua biển", "product_code": "crab", "farmgate_price_vnd_kg": 350_000.0, "area_ha": None}),
    ("supply", {"origin_province": "Hậu Giang", "origin_province_code": "93", "commune": None, "commune_code": None}),
    ("sales", {"value_vnd": 20_592_000.0}),  # 1 % below
    ("sales", {"value_vnd": 21_008_000.0}),  # 1 % above
    ("sales", {"value_vnd": None}),
    ("sales", {"kind": "Tặng", "price_vnd_kg": None, "value_vnd": None}),
    ("sales", {"kind": "Tặng", "value_vnd": 0.0}),
    ("sales", {"sold_on": "2023-08-31"}),  # the day of the read
    ("sales", {"sold_on": "2023-01-01"}),
    ("difficulties", {"resolved_on": "2023-05-12"}),
    ("difficulties", {"status": "Mới", "resolved_on": None}),
    ("activities", {"quantity": None}),
]  # fmt: skip


@pytest.fixture(scope="module")
def at_the_edge():
    return checked_at_once(AT_THE_EDGE)


@pytest.mark.parametrize("at", range(len(AT_THE_EDGE)), ids=[f"{one[0]}-{'-'.join(one[1])}" for one in AT_THE_EDGE])
def test_a_row_on_the_right_side_of_the_edge_is_left_alone(at, at_the_edge):
    assert list(at_the_edge[at]["message"]) == []


def test_all_year_windows_have_a_limit_too():
    change = {"harvest_start": "2023-01-01", "harvest_end": "2024-01-03", "season": "Quanh năm"}
    assert found("supply", change) == [(5, "K5", "window_too_long", "error")]


def test_the_home_province_by_name_owes_a_commune():
    change = {"origin_province": "Kiên Giang", "origin_province_code": "91", "commune": None, "commune_code": None}
    assert found("supply", change) == [(5, "C5", "missing", "error")]


def test_the_value_rule_passes_anywhere_within_a_stated_range():
    rows = make_rows("sales", {"value_vnd": 22_400_000.0}, {"value_vnd": 22_700_000.0, "sold_on": "2023-07-16"})
    rows["price_vnd_kg_upper"] = [7000.0, 7000.0]  # 6.500-7.000 đ/kg: 20,8 to 22,4 million
    assert list(check("sales", rows)["sheet_row"]) == [6]


def test_the_day_of_the_read_is_the_local_one():
    late = pd.Timestamp("2023-07-31T18:00:00Z")  # 1 August, one in the morning, at the province
    assert found("sales", {"sold_on": "2023-08-01"}, fetched_at=late) == []
    early = pd.Timestamp("2023-07-31T16:00:00Z")
    assert found("sales", {"sold_on": "2023-08-01"}, fetched_at=early) == [(5, "B5", "after_read", "error")]


def test_a_closing_date_ends_with_january_of_the_next_year():
    read_at = pd.Timestamp("2024-03-01T00:00:00Z")
    assert found("difficulties", {"resolved_on": "2024-01-31"}, fetched_at=read_at) == []
    issues = check("difficulties", make_rows("difficulties", {"resolved_on": "2024-02-01"}, fetched_at=read_at))
    assert list(issues["message"]) == [
        "Ô I5 (Ngày giải quyết): ghi 01/02/2024, muộn nhất là 31/01/2024. Hãy sửa lại ngày."
    ]


def test_a_resolution_that_is_ignored_is_not_judged_further():
    change = {"status": "Mới", "resolved_on": "2023-12-30"}
    assert found("difficulties", change) == [(5, "I5", "resolved_on_ignored", "warning")]


def test_the_later_of_two_equal_rows_is_the_duplicate():
    same = {"note": "khác", "row_id": None}
    issues = check("sales", make_rows("sales", {}, same, {"producer_name": "nguyễn  văn tám"}, {"quantity_t": 3.21}))
    assert list(issues[["sheet_row", "cell", "rule"]].itertuples(index=False, name=None)) == [
        (6, "A6", "duplicate_row"), (7, "A7", "duplicate_row"),
    ]  # fmt: skip
    assert issues["message"].iloc[0] == (
        "Ô A6 (Mã): dòng này giống hệt dòng 5 (không kể Mã, Ghi chú) nên không được tính. Nếu ghi trùng "
        "thì xóa dòng 6; nếu là hai việc khác nhau thì sửa cho rõ khác nhau ở các cột còn lại."
    )


def test_the_lower_row_is_the_later_one_whatever_the_order_of_reading():
    rows = make_rows("teams", {}, {"phone": "+84912345678"}).iloc[::-1]
    assert list(check("teams", rows)["sheet_row"]) == [6]


def test_equal_rows_of_other_units_or_snapshots_are_no_duplicates():
    rows = pd.concat(
        [
            make_rows("sales", {}),
            make_rows("sales", {}, unit_code="907", snapshot_id="s2"),
            make_rows("sales", {}, snapshot_id="s3"),
        ]
    )
    assert check("sales", rows).empty


def test_rows_with_refused_cells_are_not_compared():
    refused = {"quantity_t": None, "value_vnd": None, "is_refused": True}
    assert found("sales", refused, refused) == []


@pytest.mark.parametrize(
    ("months", "refused"), [((2, 12), [1]), ((1, 12), []), ((3, 10), [1, 2, 11, 12]), ((7, 7), [1, 2, 3, 11, 12])]
)
def test_only_a_month_of_the_plan_is_confirmed(months, refused):
    months_over = pd.Timestamp("2024-01-10T10:00:00Z")
    changes = ({"month": float(month)} for month in (1, 2, 3, 7, 11, 12))
    rows = make_rows("confirmations", *changes, fetched_at=months_over)
    at = columns_at("confirmations", "s1")
    issues = check_rows(CONTRACTS["confirmations"], rows, at, PRODUCTS, 2023, "91", plan_months=months)
    assert set(issues["rule"]) <= {"outside_plan_months"}
    assert issues["raw_value"].astype(int).tolist() == refused
    said = f"ngoài các tháng của kế hoạch ({months[0]} đến {months[1]})"
    assert all(said in message for message in issues["message"])


def test_confirmations_without_an_id_carry_their_duplicate_on_the_month():
    issue = only("confirmations", {}, {"note": "lần hai"})
    assert (issue["column"], issue["cell"], issue["row_id"]) == ("month", "A6", None)


def test_a_column_the_tab_lacks_is_named_by_its_row():
    rows = make_rows("sales", {}, {})
    issues = check("sales", rows, at={"s1": {"sold_on": 0}})
    assert issues["cell"].iloc[0] is None
    assert issues["message"].iloc[0].startswith("Dòng 6: dòng này giống hệt dòng 5")


def test_columns_are_found_where_the_unit_keeps_them():
    rows = make_rows("sales", {"value_vnd": 1.0})
    assert check("sales", rows, at={"s1": {"value_vnd": 27}})["cell"].iloc[0] == "AB5"


def test_the_title_of_the_sheet_is_kept_when_known():
    rows = make_rows("sales", {"value_vnd": 1.0}).assign(tab="Kết quả tiêu thụ")
    assert check("sales", rows)["tab"].iloc[0] == "Kết quả tiêu thụ"


def test_suites_are_named_by_table_and_severity():
    assert [suite.name for suite in contract_suites(CONTRACTS["supply"], 2023)] == [
        "supply.blocking",
        "supply.advisory",
    ]


def test_all_units_are_checked_in_one_validation(monkeypatch):
    from expectations import validation

    calls = []
    original = validation._whole_frame
    monkeypatch.setattr(validation, "_whole_frame", lambda: calls.append(1) or original())
    rows = pd.concat(
        [make_rows("sales", {"value_vnd": 1.0}, unit_code=f"9{n:02}", snapshot_id=f"s{n}") for n in range(5)]
    )
    assert list(check("sales", rows)["unit_code"]) == ["900", "901", "902", "903", "904"]
    assert len(calls) == 1


def test_a_check_that_cannot_be_computed_is_an_error_not_a_pass():
    from expectations.rules import Between
    from expectations.suites import suite
    from expectations.validation import CheckNotEvaluated, failing_rows

    with pytest.raises(CheckNotEvaluated, match="gap"):
        failing_rows(pd.DataFrame({"a": [1.0]}), [suite("t.blocking", [("gap", Between("absent", 0, 1))])])


def test_the_context_neither_reports_nor_draws():
    from expectations.validation import quiet_context

    context = quiet_context()
    assert context.config.analytics_enabled is False
    assert context.variables.progress_bars.globally is False
