"""Whatever stands in the cells below a header, reading never fails, never loses a row and never repeats one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.grids.gallery import CONTRACTS, read

NASTY = st.sampled_from(
    [None, "", " ", "\u200b", "x", "X", "I", "TỔNG CỘNG", "Cộng", "Ghi chú: a", "Người lập", "#REF!", "=A1", "-",
     "không", "Lúa", "Khoai lang", "120 tạ", "Bình An", "Vĩnh Thuận (Vĩnh Thuận)", "?", "H?a", "R¹ch Gi¸", "1.500",
     "12O", "24-26 ngàn", "31/4/2023", "tháng 4", "vụ Hè Thu", "SUP-0001", "sup-0001", "0912345678", "Hậu Giang", "108",
     0, 1, -5, 1e308, 45026, 0.1, 45026.75, True, False, '"', "nt", "Mã", "Nông sản", "a" * 300, "Đang tìm", "Tặng"]
)  # fmt: skip


@pytest.mark.parametrize("table", list(CONTRACTS))
@examples(25)
@given(data=st.data())
def test_rows_are_conserved(table, data):
    header = [column.header for column in CONTRACTS[table].columns]
    rows = data.draw(st.lists(st.lists(NASTY, max_size=len(header) + 2), max_size=12))
    hidden = data.draw(st.sets(st.integers(1, 15), max_size=3))
    reading = read(table, [header, *rows], hidden=hidden, dates=range(len(header)))
    assert reading.rows["sheet_row"].is_unique
    assert reading.rows["row_key"].is_unique
    assert reading.rows["row_key"].notna().all()
    refused = set(reading.rows.loc[reading.rows["is_refused"], "sheet_row"])
    errors = reading.issues[reading.issues["severity"] == "error"]
    assert refused == set(errors["sheet_row"].dropna())
