"""Telephone numbers and dates are no amounts."""

import pytest


@pytest.mark.parametrize("typed", [912345678, "0912345678", "0387654321", 2973812345, "02973812345", "912345678"])
def test_a_telephone_is_no_count(read_cell, typed):
    value, remark = read_cell("people", typed)
    assert (value, remark.rule, remark.refused) == (None, "phone_in_number", True)
    assert "trông như số điện thoại. Hãy ghi một số đếm, ví dụ" in remark.message


@pytest.mark.parametrize(("kind", "typed"), [("price", 912345678), ("price", "0912345678"), ("value", "0912345678")])
def test_nor_is_it_money(read_cell, kind, typed):
    assert read_cell(kind, typed)[1].rule == "phone_in_number"


@pytest.mark.parametrize("typed", [20230803, 23082023, "03082023", "20230803", "8-2023", "08.2023", "12 - 2023"])
def test_a_date_is_no_count(read_cell, typed):
    value, remark = read_cell("people", typed)
    assert (value, remark.rule) == (None, "excel_date_in_number")
    assert remark.message.startswith(f'ghi "{typed}", trông như')


def test_a_day_is_shown_as_it_was_meant(read_cell):
    assert read_cell("people", "03082023")[1].message == (
        'ghi "03082023", trông như ngày 03/08/2023, không phải số đếm. Hãy ghi một số đếm, ví dụ "12".'
    )


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("people", 350_000, 350_000), ("people", "012", 12), ("people", 12_345_678, 12_345_678), ("people", 2023, 2023),
        ("value", 912345678, 912345678), ("value", "912.345.678", 912345678), ("people", 31_132_023, 31_132_023),
        ("people", "8-12", 8), ("price", "085000", 85_000),
    ],
)  # fmt: skip
def test_amounts_stay_amounts(read_cell, kind, typed, value):
    assert read_cell(kind, typed)[0] == value


@pytest.mark.parametrize("typed", ["12 đ.c", "12 Đ.C.", "12 đ/c", "12 đồng chí"])
def test_comrades_are_counted(typed, read_cell):
    value, remark = read_cell("people", typed)
    assert (value, remark.rule) == (12, None)


@pytest.mark.parametrize("typed", ["8 nam 4 nữ", "12 đồng chí, 5 nữ", "12 đ/c trong đó 5 nữ", "12 (5 nữ)", "12 NỮ"])
def test_men_and_women_apart_are_asked_for_together(typed, read_cell):
    value, remark = read_cell("people", typed)
    assert (value, remark.rule) == (None, "not_a_number")
    assert remark.message == (
        f'ghi "{typed}", có số nam, số nữ ghi riêng. Tất cả là bao nhiêu người? Hãy chỉ ghi một số đếm, ví dụ "12".'
    )
