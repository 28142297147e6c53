"""Every contract is complete and says one thing: what a volunteer reads and what the parser matches come from it."""

import re
import unicodedata

import pytest
from pydantic import ValidationError

from expectations.contract import TABLES, Column, Condition, Contract, load_contract, load_contracts

CONTRACTS = load_contracts()
COLUMNS = [(contract, column) for contract in CONTRACTS.values() for column in contract.columns]

HEADERS = {
    "supply": "Mã|Tỉnh/Thành phố|Xã/Phường|Chủ thể|Loại chủ thể|Số điện thoại|Nông sản|Vụ|Diện tích (ha)|Thu hoạch từ|"
    "Thu hoạch đến|Sản lượng dự kiến (tấn)|Đã thu hoạch (tấn)|Đã có đầu ra (tấn)|Giá thu mua (đ/kg)|"
    "Phí vận chuyển (đ/kg)|Cần hỗ trợ gấp|Ghi chú",
    "demand": "Mã|Đơn vị thu mua|Loại đơn vị|Tỉnh/Thành phố|Nông sản|Sản lượng cần (tấn)|Lô tối thiểu (tấn)|"
    "Giá mua (đ/kg)|Nơi giao nhận|Cần từ ngày|Cần đến ngày|Người liên hệ|Số điện thoại|Trạng thái|Ghi chú",
    "sales": "Mã|Ngày|Tỉnh/Thành phố|Xã/Phường|Chủ thể|Nông sản|Đơn vị mua|Kênh tiêu thụ|Hình thức|Sản lượng (tấn)|"
    "Giá bán (đ/kg)|Thành tiền (đ)|Số hộ được hỗ trợ|Hình thức chế biến|Ghi chú",
    "activities": "Mã|Ngày|Loại hoạt động|Xã/Phường|Nội dung|Số lượng|Số người tham gia|Số tình nguyện viên|"
    "Lượt tiếp cận|Đường dẫn",
    "teams": "Mã|Xã/Phường|Tên đội hình|Đội trưởng|Số điện thoại|Số thành viên|Địa điểm|Tình trạng|"
    "Điều kiện cơ sở vật chất|Ghi chú",
    "difficulties": "Mã|Ngày ghi nhận|Xã/Phường|Chủ thể|Nông sản|Khó khăn, vướng mắc|Đề xuất giải pháp|Tình trạng|"
    "Ngày giải quyết",
    "confirmations": "Tháng|Không phát sinh|Người lập|Ngày chốt|Ghi chú",
}
TABS = ["Nguồn cung", "Nhu cầu", "Kết quả", "Hoạt động", "Đội hình", "Khó khăn", "Xác nhận tháng"]
REQUIRED = {
    "supply": {
        "commune", "producer_name", "producer_type", "product", "harvest_start", "harvest_end", "expected_t",
    },
    "demand": {
        "buyer_name", "buyer_type", "buyer_province", "product", "quantity_t", "window_start", "window_end", "status",
    },
    "sales": {"sold_on", "producer_name", "product", "channel", "kind", "quantity_t"},
    "activities": {"held_on", "activity_type", "description"},
    "teams": {"team_name", "members", "readiness"},
    "difficulties": {"raised_on", "difficulty", "status"},
    "confirmations": {"month", "prepared_by"},
}  # fmt: skip


def offenders(holds):
    """`table.column` of every column for which the rule does not hold."""
    return [f"{contract.table}.{column.name}" for contract, column in COLUMNS if not holds(column)]


def folded(text):
    marks = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(char for char in marks if not unicodedata.combining(char))))


def without_unit(text):
    return re.sub(r"\([^)]*\)", "", text)


def test_the_tabs_are_the_seven_in_order():
    assert [contract.tab for contract in CONTRACTS.values()] == TABS
    assert tuple(CONTRACTS) == TABLES


def test_headers_are_printed_exactly_and_in_order():
    printed = {table: "|".join(column.header for column in one.columns) for table, one in CONTRACTS.items()}
    assert printed == HEADERS


def test_required_columns():
    required = {table: {column.name for column in one.columns if column.required} for table, one in CONTRACTS.items()}
    assert required == REQUIRED


def test_columns_required_only_in_some_rows():
    conditions = {
        (contract.table, column.name): column.required_when for contract, column in COLUMNS if column.required_when
    }
    assert conditions == {
        ("supply", "commune"): Condition(column="origin_province", home_province=True),
        ("sales", "price_vnd_kg"): Condition(column="kind", except_values=("gift",)),
        ("difficulties", "resolved_on"): Condition(column="status", values=("resolved",)),
    }


def test_every_column_is_described_with_an_example():
    undescribed = offenders(lambda one: len(one.description.split()) >= 5 and one.description.endswith("."))
    assert (undescribed, offenders(lambda one: one.example.strip())) == ([], [])


def test_every_text_of_a_column_is_nfc_without_blanks_around_it():
    def texts(one):
        return (one.header, one.description, one.example, *one.aliases, *one.choice_aliases)

    assert offenders(lambda one: all(text == unicodedata.normalize("NFC", text).strip() for text in texts(one))) == []


def test_an_example_obeys_its_own_column():
    def obeys(column):
        if column.choices:
            return column.example in column.choice_labels
        if column.type == "date":
            return re.fullmatch(r"\d{2}/\d{2}/2023", column.example)
        if column.type in ("decimal", "money", "integer"):
            value = float(column.example.replace(".", "").replace(",", "."))
            is_over = column.exclusive_minimum is None or value > column.exclusive_minimum
            return is_over and (column.minimum is None or value >= column.minimum)
        return True

    assert offenders(obeys) == []


@pytest.mark.parametrize("strip", [str, without_unit], ids=["as_written", "without_unit"])
def test_no_label_names_two_columns(strip):
    twice = []
    for contract in CONTRACTS.values():
        owners = {}
        for column in contract.columns:
            for text in column.labels:
                if owners.setdefault(folded(strip(text)), column.name) != column.name:
                    twice.append(f"{contract.table}: {text}")
    assert twice == []


def test_no_title_names_two_tabs():
    owners = {}
    for contract in CONTRACTS.values():
        for text in (contract.tab, *contract.tab_aliases):
            assert owners.setdefault(folded(text), contract.table) == contract.table, text


def test_no_choice_alias_means_two_choices():
    twice = []
    for contract, column in COLUMNS:
        meanings = {folded(label): key for key, label in column.choices.items()}
        if len(meanings) < len(column.choices):
            twice.append(f"{contract.table}.{column.name}: two labels read alike")
        for alias, key in column.choice_aliases.items():
            if meanings.setdefault(folded(alias), key) != key:
                twice.append(f"{contract.table}.{column.name}: {alias}")
    assert twice == []


def test_private_columns_are_marked():
    private = {f"{contract.table}.{column.name}" for contract, column in COLUMNS if column.personal}
    assert private == {
        "supply.phone", "demand.contact_name", "demand.phone", "teams.leader", "teams.phone",
        "confirmations.prepared_by",
    }  # fmt: skip
    assert all(column.personal for _, column in COLUMNS if column.type == "phone")


def test_keys_dates_and_prefixes():
    assert [contract.id_prefix for contract in CONTRACTS.values()] == ["SUP", "DEM", "SAL", "ACT", "TEA", "DIF", None]
    assert {contract.table: contract.event_date for contract in CONTRACTS.values() if contract.event_date} == {
        "sales": "sold_on", "activities": "held_on", "difficulties": "raised_on",
    }  # fmt: skip
    assert CONTRACTS["supply"].window == ("harvest_start", "harvest_end")
    assert CONTRACTS["demand"].window == ("window_start", "window_end")


def test_sql_columns_of_a_reference_are_its_name_and_code():
    assert CONTRACTS["sales"].column("product").sql_columns == {"product": "VARCHAR", "product_code": "VARCHAR"}
    assert CONTRACTS["sales"].sql_columns["quantity_t"] == "DECIMAL(18,6)"


def test_a_condition_states_one_way():
    with pytest.raises(ValidationError, match="exactly one"):
        Condition(column="kind", values=("a",), except_values=("b",))


def test_choices_belong_to_type_choice():
    with pytest.raises(ValidationError, match="choices belong"):
        Column(name="kind", header="Hình thức", type="text", choices={"a": "A"}, description="x", example="x")


def test_a_choice_is_named_by_its_key():
    assert CONTRACTS["sales"].choice("kind", "gift") == "Tặng"
    assert CONTRACTS["sales"].column("kind").choice_labels == ("Thường xuyên", "Giải cứu", "Tặng")
    with pytest.raises(KeyError, match="kind has no choice present; it has regular, rescue, gift"):
        CONTRACTS["sales"].choice("kind", "present")


def _kind(**given):
    return Column(name="kind", header="Hình thức", type="choice", description="x", example="x", **given)


def test_a_condition_names_its_choices_by_key_and_is_asked_by_label():
    contract = CONTRACTS["sales"]
    assert contract.condition_labels(contract.column("price_vnd_kg").required_when) == ("Tặng",)
    price = Column(
        name="price", header="Giá", type="money", description="x", example="1",
        required_when=Condition(column="kind", values=("Tặng",)),
    )  # fmt: skip
    with pytest.raises(ValidationError, match=r"price: its condition names unknown choices \['Tặng'\]"):
        Contract(
            table="t", tab="T", purpose="p", natural_key=("kind",), columns=(_kind(choices={"gift": "Tặng"}), price)
        )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"choices": {"gift": "Tặng", "given": "Tặng"}}, "label stands twice"),
        ({"choices": {"Tặng": "Tặng"}}, "should match pattern"),
        ({"choices": {"gift": "Tặng"}, "choice_aliases": {"Cho": "given"}}, "unknown choices"),
    ],
)
def test_a_choice_has_one_plain_key_and_one_label(given, message):
    with pytest.raises(ValidationError, match=message):
        _kind(**given)


def test_a_key_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "sales.yml"
    path.write_text("table: sales\nchoices: {gift: Tặng, gift: Cho}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"sales\.yml: line 2: gift stands twice"):
        load_contract(path)


def test_unknown_columns_in_a_key_are_refused():
    column = Column(name="month", header="Tháng", type="integer", description="x", example="4")
    with pytest.raises(ValidationError, match="unknown columns"):
        Contract(table="t", tab="T", purpose="p", natural_key=("mon",), columns=(column,))


def test_a_bad_file_is_named(tmp_path):
    path = tmp_path / "supply.yml"
    path.write_text("table: supply\ntab: Nguồn cung\nsurprise: 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"supply\.yml"):
        load_contract(path)
