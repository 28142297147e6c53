"""What holds for every cell: nothing raises, accepted styles come back, short cuts change nothing."""

import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.reading.amounts.cells import field_of, plain_values, read_number
from connectors.reading.amounts.scales import scale_remark
from vietnamese.numbers import number_as_typed
from vietnamese.text import fold, normalise

KINDS = (
    "quantity", "area", "price", "value", "people", "month", "event", "window_start", "text", "choice", "flag", "phone",
    "url", "commune",
)  # fmt: skip
PIECES = st.sampled_from(
    [*string.digits, *"-–~.,/()%+x×=*:;?\"'₫$ \u00a0\u200b½²", "tấn", "tạ", "kg", " công", "ha", "m2", "đ",
     "k", "triệu", "rưỡi", "khoảng ", "từ ", " đến ", "hai", " mươi", " lăm", "nửa ", "tháng ", "quý ", "ngày ", "năm ",
     "đầu ", "chục", "âm lịch", "khoai lang", "O", "E+", "1.500", "15/3", "2023", "0912345678", "R¹ch", "Giaù", "Ã¡",
     "=SUM(", "https://", "nt"]
)  # fmt: skip
MESSY = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=30))
UNITS = {"tấn": 1.0, "tạ": 0.1, "yến": 0.01, "kg": 0.001, " Tấn": 1.0, " KG": 0.001}
amounts = st.integers(1, 99_999_999).map(lambda cents: cents / 100)


@pytest.mark.parametrize("kind", KINDS)
@given(texts=st.lists(MESSY, min_size=1, max_size=6))
def test_no_text_raises_and_every_refusal_is_told(kind, texts, read_cells):
    reading = read_cells(kind, texts)
    assert len(reading.values) == len(texts)
    for remark in reading.flags.values():
        assert remark.rule and remark.message


@pytest.mark.parametrize("kind", KINDS)
@given(
    numbers=st.lists(st.floats(allow_nan=False) | st.booleans(), min_size=1, max_size=5),
    code=st.sampled_from(["General", "0%", "dd/mm/yyyy", '#,##0 "kg"', "[h]:mm", '0,"k"', "@", "$0"]),
)
def test_no_number_raises(kind, numbers, code, read_cells):
    read_cells(kind, numbers, {0: code})


@given(text=MESSY, kind=st.sampled_from(["quantity", "area", "price", "value", "people"]))
def test_a_value_in_doubt_is_never_kept(text, kind, read_cell):
    value, remark = read_cell(kind, text)
    assert not (remark.refused and value is not None)
    if value is not None:
        assert 0 <= value < 1e15


@given(amount=amounts, unit=st.sampled_from(sorted(UNITS)))
def test_tonnes_come_back(amount, unit, read_cell):
    value, remark = read_cell("quantity", f"{number_as_typed(amount)}{unit}")
    assert remark.rule == ("unusual_quantity" if value > 100_000 else None)
    assert value == pytest.approx(amount * UNITS[unit], rel=1e-9, abs=1e-9)


@given(dong=st.integers(1, 9_999_999), style=st.sampled_from(["plain", "dots", "commas", "spaces", "sign", "per"]))
def test_prices_come_back(dong, style, read_cell):
    grouped = f"{dong:,}"
    written = {
        "plain": str(dong), "dots": grouped.replace(",", "."), "commas": grouped, "spaces": grouped.replace(",", " "),
        "sign": f"₫{grouped.replace(',', '.')}", "per": f"{grouped.replace(',', '.')} đ/kg",
    }[style]  # fmt: skip
    assert read_cell("price", written)[0] == dong


@given(
    low=st.integers(1, 999), more=st.integers(1, 999), connector=st.sampled_from(["-", " - ", "–", " đến ", " tới "])
)
def test_ranges_keep_both_bounds(low, more, connector, read_cells):
    reading = read_cells("quantity", [f"{low}{connector}{low + more} tấn"])
    assert (reading.values[0], reading.uppers[0]) == (low, low + more)


@given(day=st.dates(min_value=np.datetime64("2022-01-01").item(), max_value=np.datetime64("2024-12-31").item()))
def test_dates_come_back(day, read_cells):
    styles = [f"{day.day}/{day.month}/{day.year}", f"{day:%d-%m-%y}", f"{day:%Y-%m-%d}",
              f"ngày {day.day} tháng {day.month} năm {day.year}"]  # fmt: skip
    serial = (day - np.datetime64("1899-12-30").item()).days
    values = read_cells("event", [*styles, serial]).values
    assert set(values.tolist()) == {np.datetime64(day, "ns").astype(int)}


@given(
    texts=st.lists(MESSY, min_size=1, max_size=10),
    kind=st.sampled_from(["quantity", "area", "price", "value", "people"]),
)
def test_the_short_cut_reads_as_the_long_way(texts, kind, columns, units):
    field = field_of(columns[kind], units)
    for text, value in zip(texts, plain_values(texts, field).tolist(), strict=True):
        if value == value:
            full = read_number(text, field)
            assert full.value == value or (full.value is None and full.remark.refused and not full.bare_ta)
            assert full.value is None or full.remark == scale_remark(value, text, field.target)


@given(text=MESSY)
def test_cleaning_is_stable(text):
    once = normalise(text)[0]
    assert normalise(once)[0] == once or normalise(once)[1]
    assert fold(fold(text)) == fold(text)
