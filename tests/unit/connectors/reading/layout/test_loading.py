"""Cells that wait for their spreadsheet: a formula without a result, a function still at work, a tab to come."""

import pytest

from connectors.cells import NO_RESULT
from connectors.reading.layout.headers import TabRejected
from tests.grids.gallery import SUPPLY, SUPPLY_DATES, lot, messages, read, rules


def test_a_formula_without_a_result_says_so_in_a_needed_and_in_an_optional_cell():
    row = lot("SUP-0001", tonnes=NO_RESULT)
    row[8] = NO_RESULT  # Diện tích, optional
    reading = read("supply", [SUPPLY, row], dates=SUPPLY_DATES)
    assert rules(reading) == [("I2", "no_result", "warning"), ("L2", "no_result", "error")]
    assert messages(reading)[1] == (
        "Ô L2 (Sản lượng dự kiến): công thức chưa có kết quả, hãy mở tệp bằng Excel và lưu lại, hoặc ghi thẳng số tấn, "
        'ví dụ "2,5".'
    )


def test_formulas_pulled_down_below_the_rows_are_no_rows():
    """Two rows of nothing but formulas, as a column filled in advance leaves them."""
    ahead = [None] * 11 + [NO_RESULT, None, NO_RESULT]
    reading = read("supply", [SUPPLY, lot("SUP-0001"), ahead, ahead], dates=SUPPLY_DATES)
    assert (reading.rows["sheet_row"].tolist(), rules(reading)) == ([2], [])


@pytest.mark.parametrize("shown", ["Loading…", "Loading...", "Đang tải..."])
def test_a_function_still_at_work_is_waited_for(shown):
    reading = read("supply", [SUPPLY, lot("SUP-0001", name=shown, tonnes=shown)], dates=SUPPLY_DATES)
    assert rules(reading) == [("D2", "still_loading", "error"), ("L2", "still_loading", "error")]
    assert "Hãy đợi nạp xong" in messages(reading)[0]
    assert reading.rows["is_refused"].tolist() == [True]


def test_an_error_that_may_be_an_imports_says_to_wait():
    (said,) = messages(read("supply", [SUPPLY, lot("SUP-0001", tonnes="#ERROR!")], dates=SUPPLY_DATES))
    assert "Nếu ô lấy số liệu từ bảng khác thì hãy đợi nạp xong; nếu không thì hãy xóa công thức hỏng" in said


@pytest.mark.parametrize("shown", ["Loading…", "#REF!"])
def test_a_tab_that_is_all_one_import_is_no_tab_without_a_header(shown):
    with pytest.raises(TabRejected) as refused:
        read("supply", [[shown]])
    assert refused.value.rule == "still_loading"
    assert refused.value.reason.startswith(f'ô A1 đang ghi "{shown}" nên chưa thấy bảng số liệu.')
    assert "đợi nạp xong" in refused.value.reason


def test_a_producer_of_that_name_in_a_longer_text_is_read():
    reading = read("supply", [SUPPLY, lot("SUP-0001", name="HTX Loading...")], dates=SUPPLY_DATES)
    assert (reading.rows["producer_name"].tolist(), rules(reading)) == (["HTX Loading..."], [])
