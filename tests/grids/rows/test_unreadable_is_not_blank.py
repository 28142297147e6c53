"""Where a blank cell says something, one that can't be read is not taken for it: the row waits, or is read safely."""

import pytest

from tests.grids.gallery import CONTRACTS, SUPPLY_DATES, lot, messages, read, rules

SALE = {
    "sold_on": "3/4/2023", "commune": "Thạnh Hưng", "producer_name": "Nguyễn Văn A", "product": "Khóm",
    "channel": "Siêu thị", "kind": "Thường xuyên", "quantity_t": 3, "price_vnd_kg": 9000,
}  # fmt: skip
REQUEST = {
    "buyer_name": "Vựa Hai", "buyer_type": "Thương lái", "buyer_province": "Cần Thơ", "product": "Khóm",
    "quantity_t": 50, "window_start": "1/4/2023", "window_end": "30/4/2023", "status": "Đang tìm",
}  # fmt: skip
ACTIVITY = {"held_on": "3/4/2023", "activity_type": "Khảo sát", "description": "Đi các xã"}
CONFIRMED = {"month": 4, "prepared_by": "Lê Minh Châu"}
LOT = dict(zip([column.name for column in CONTRACTS["supply"].columns], lot("SUP-0001"), strict=True))


def one_row(table, row):
    columns = CONTRACTS[table].columns
    dates = SUPPLY_DATES if table == "supply" else ()
    return read(table, [[one.header for one in columns], [row.get(one.name) for one in columns]], dates=dates)


@pytest.mark.parametrize(
    ("table", "row", "name", "typed"),
    [
        ("supply", LOT, "origin_province", "Hậu Giang hay Cần Thơ"), ("supply", LOT, "contracted_t", "gần hết rồi"),
        ("supply", LOT, "contracted_t", "#N/A"), ("sales", SALE, "origin_province", "tỉnh nhà"),
        ("demand", REQUEST, "min_lot_t", "2 xe"), ("activities", ACTIVITY, "quantity", "nhiều bài"),
        ("confirmations", CONFIRMED, "nil_report", "xong rồi"), ("confirmations", CONFIRMED, "nil_report", "#REF!"),
        ("supply", LOT, "contracted_t", "?"), ("supply", LOT, "contracted_t", "？"),
        ("supply", LOT, "contracted_t", "Chưa rõ"), ("confirmations", CONFIRMED, "nil_report", "?"),
        ("sales", SALE, "origin_province", "(?)"), ("demand", REQUEST, "min_lot_t", "không rõ"),
        ("activities", ACTIVITY, "quantity", "??"),
    ],
)  # fmt: skip
def test_the_row_waits(table, row, name, typed):
    reading = one_row(table, row | {name: typed})
    of_cell = reading.issues[reading.issues["column"] == name]
    assert of_cell["severity"].tolist() == ["error"]
    blank = CONTRACTS[table].column(name).blank_means
    assert (
        of_cell["message"]
        .iloc[0]
        .endswith(
            f'Ô trống được hiểu là "{blank}", nên hệ thống không tự bỏ qua ô này; dòng chưa được tính cho đến khi sửa.'
        )
    )
    assert reading.rows["is_refused"].tolist() == [True]
    assert one_row(table, row | {name: None}).rows["is_refused"].tolist() == [False]


@pytest.mark.parametrize("typed", ["gấp lắm", "để mai coi", 7, "#VALUE!", "?", "chưa biết"])
def test_an_urgent_lot_keeps_its_flag(typed):
    reading = one_row("supply", LOT | {"needs_support": typed})
    assert reading.rows["needs_support"].tolist() == [True]
    assert reading.rows["is_refused"].tolist() == [False]
    assert rules(reading)[0][2] == "warning"
    assert messages(reading)[0].endswith("Tạm hiểu là có đánh dấu.")


@pytest.mark.parametrize("typed", ["–", "-", "không", "0", 0, "chưa có"])
def test_what_says_none_is_none(typed):
    reading = one_row("supply", LOT | {"contracted_t": typed})
    assert reading.rows["is_refused"].tolist() == [False]
    assert reading.rows["contracted_t"].fillna(0).tolist() == [0]


def test_what_is_not_known_is_blank_where_a_blank_has_no_meaning():
    assert one_row("sales", SALE | {"households": "?"}).issues.empty


@pytest.mark.parametrize("typed", ["ngâm giấm", "?"])
def test_a_form_that_is_not_known_is_not_counted_as_processed(typed):
    reading = one_row("sales", SALE | {"processed_form": typed})
    assert reading.rows["processed_form"].tolist() == [None]
    assert reading.rows["is_refused"].tolist() == [False]
    assert messages(reading)[0].endswith('Tạm hiểu là "chưa chế biến".')


def test_every_meaning_of_a_blank_has_its_rule():
    told = {(table, one.name) for table, contract in CONTRACTS.items() for one in contract.columns if one.blank_means}
    flags = {
        (table, one.name) for table, contract in CONTRACTS.items() for one in contract.columns if one.type == "flag"
    }
    provinces = {
        (table, one.name)
        for table, contract in CONTRACTS.items()
        for one in contract.columns
        if one.type == "province" and not one.required
    }
    assert flags | provinces <= told
