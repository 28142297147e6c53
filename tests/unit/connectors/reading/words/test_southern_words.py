"""Words of the South and of the Union, in the columns they are met in: read for what they mean, or asked about."""

import pytest

from connectors.reading.amounts.cells import field_of, read_number
from connectors.reading.words.choices import Choices, read_flag
from tests.grids.gallery import CONTRACTS, references
from vietnamese.text import normalise


def amount(table, name, typed):
    return read_number(typed, field_of(CONTRACTS[table].column(name), references().units))


@pytest.mark.parametrize(
    ("typed", "count"),
    [("15 đ/c", 15), ("15 đồng chí", 15), ("15đc", 15), ("20 ĐỒNG CHÍ", 20), ("7 cán bộ", 7), ("12 dong chi", 12)],
)
def test_members_of_the_union_are_counted(typed, count):
    assert amount("teams", "members", typed) == (count, None, False)


AMOUNTS = [
    ("tấn rưỡi", 1.5, "number_words"),
    ("tạ rưỡi", 0.15, "number_words"),
    ("32 tấn 1 tạ", 32.1, None),
    ("2 tấn một tạ", 2.1, None),
    ("5 tạ 1 yến", 0.51, None),
    ("3 tấn 1 kg", 3.001, None),
]


@pytest.mark.parametrize(("typed", "tonnes", "rule"), AMOUNTS)
def test_amounts_as_they_are_said(typed, tonnes, rule):
    reading = amount("sales", "quantity_t", typed)
    assert reading.value == pytest.approx(tonnes)
    assert (reading.remark and reading.remark.rule) == rule


def test_a_rate_stays_one():
    assert amount("sales", "quantity_t", "3 triệu một tấn").remark.refused
    assert amount("sales", "price_vnd_kg", "25000 đồng 1 kg") == (25000.0, None, False)
    assert amount("sales", "price_vnd_kg", "900 ngàn một tạ").value == 9000.0


@pytest.mark.parametrize("typed", ["hết rồi", "chưa xong", "đã bán hết", "xong"])
def test_how_far_it_is_says_no_amount(typed):
    """A lot that is sold out has either nothing left or everything sold: the keeper is asked which."""
    remark = amount("supply", "contracted_t", typed).remark
    assert (remark.rule, remark.refused) == ("not_a_number", True)
    assert remark.message == (
        f'ghi "{typed}", chưa cho biết là bao nhiêu. Nếu là 0 thì hãy ghi 0; nếu không thì hãy ghi số tấn, ví dụ "2,5".'
    )


def flag(typed):
    column = CONTRACTS["supply"].column("needs_support")
    return read_flag(typed, column.yes_words, column.no_words)


@pytest.mark.parametrize("typed", ["gấp", "Gap", "CẦN GẤP", "rất gấp", "khẩn"])
def test_urgent_is_yes_where_help_is_asked_for(typed):
    assert flag(typed).value is True
    assert read_flag(typed).rule == "unknown_flag"  # a month is not nil because something is urgent


@pytest.mark.parametrize(("typed", "value"), [("không gấp", False), ("chưa cần", False), ("hết rồi", None)])
def test_not_urgent_is_no_and_the_rest_a_question(typed, value):
    assert flag(typed).value is value


@pytest.mark.parametrize(
    ("table", "name", "typed", "label"),
    [
        ("difficulties", "status", "chưa xong", "Đang xử lý"),
        ("teams", "readiness", "Chưa xong", "Đang chuẩn bị"),
        ("demand", "status", "hết rồi", None),
        ("demand", "status", "gấp", None),
        ("demand", "status", "§· kÕt nèi", "Đã kết nối"),
    ],
)
def test_states_in_short(table, name, typed, label):
    reading = Choices(CONTRACTS[table].column(name)).read(normalise(typed)[0])
    assert (reading.value, reading.refused) == (label, label is None)


PRODUCTS = {
    "tôm sú size 30": "shrimp_su",
    "Tôm sú cỡ 30-40 con/kg": "shrimp_su",
    "tôm thẻ 100 con/kg": "shrimp_the",
    "Khóm loại 1": "pineapple",
    "dưa hấu loại A": "watermelon",
}


@pytest.mark.parametrize(("typed", "code"), PRODUCTS.items())
def test_a_grade_makes_no_other_product(typed, code):
    reading = references().product(typed)
    assert (reading.value[0], reading.rule, reading.refused) == (code, "detail_ignored", False)


def test_a_name_of_two_regions_is_asked_about():
    reading = references().product("Củ sắn")
    assert (reading.value, reading.rule, reading.refused) == (None, "ambiguous_product", True)
    assert "nơi gọi là củ đậu, nơi gọi là Khoai mì" in reading.message
    assert references().product("khoai mì").value[0] == "cassava"


@pytest.mark.parametrize(
    ("typed", "named"), [("tôm càng xanh", "Tôm thẻ"), ("cua gạch", "Cua biển"), ("củ đậu", "Đậu")]
)
def test_an_unknown_product_names_those_of_its_kind(typed, named):
    assert f"gần giống: {named}" in references().product(typed).message


@pytest.mark.parametrize(("broken", "meant"), [("§· kÕt nèi", "Đã kết nối"), ("x· §Þnh Hßa", "xã Định Hòa")])
def test_a_capital_d_of_an_old_font_is_one(broken, meant):
    assert normalise(broken) == (meant, True)


@pytest.mark.parametrize("text", ["§ 5", "§·", "Điều § 12 kèm theo"])
def test_a_section_sign_by_itself_is_left_alone(text):
    assert normalise(text) == (text, False)
