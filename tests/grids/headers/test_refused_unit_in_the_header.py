"""A header whose unit no cell can be read in: its cells say so, each for the months of its row; a list says it once."""

import pytest

from pipeline.feedback.said_once import Cause, said_once
from tests.grids.gallery import messages, read, rules

LABELS = ["Ngày", "Chủ thể", "Nông sản", "Kênh tiêu thụ", "Hình thức", "Sản lượng (tấn)"]


def sales(label, *prices, kind="Thường xuyên"):
    rows = [[f"{3 + at}/4/2023", "Nguyễn Văn A", "Khóm", "Siêu thị", kind, 2, one] for at, one in enumerate(prices)]
    return read("sales", [[*LABELS, label], *rows])


def cause_of(issue):
    return Cause(issue.tab, issue.rule, issue.severity, issue.column, issue.cell, issue.message, issue.raw_value)


def of_header(reading):
    return [one for one in zip(rules(reading), messages(reading), strict=True) if one[0][1] == "header_unit"]


def test_every_cell_says_so_and_a_list_in_one_line():
    reading = sales("Giá bán (USD/kg)", 0.4, 0.5, 0.45)
    said = (
        '(Giá bán): tiêu đề ở ô G1 ghi "Giá bán (USD/kg)", là tiền nước ngoài, không tự đổi ra đồng được. Hãy ghi số '
        "tiền bằng đồng một kg. Nhớ sửa cả tiêu đề."
    )
    assert of_header(reading) == [((cell, "header_unit", "error"), f"Ô {cell} {said}") for cell in ("G2", "G3", "G4")]
    assert [rule for cell, rule, _ in rules(reading) if cell] == ["header_unit"] * 3
    (line,) = said_once(reading.issues[reading.issues["cell"].notna()].itertuples(), cause_of)
    assert (line.count, line.message) == (3, f'3 ô cùng một lỗi: G2:G4, ghi "0.4", "0.5", "0.45". Ô G2 {said}')
    assert reading.rows["is_refused"].tolist() == [True, True, True]
    assert reading.rows["price_vnd_kg"].isna().all()


def test_a_cell_that_says_its_own_unit_or_is_wrong_by_itself_is_no_matter_of_the_header():
    reading = sales("Giá bán (USD/kg)", "9.000 đ/kg", 0.5, "rẻ lắm", None)
    assert reading.rows["price_vnd_kg"].tolist()[0] == 9000.0
    assert reading.rows["is_refused"].tolist() == [False, True, True, True]
    assert [(cell, rule) for cell, rule, _ in rules(reading) if cell] == [
        ("G3", "header_unit"), ("G4", "not_a_number"), ("G5", "missing"),
    ]  # fmt: skip


def test_rows_that_may_leave_the_cell_blank_stay():
    reading = sales("Giá bán (USD/kg)", 0.4, kind="Tặng")
    assert of_header(reading)[0][0] == ("G2", "header_unit", "warning")
    assert reading.rows["is_refused"].tolist() == [False]


@pytest.mark.parametrize("unit", ["thùng", "trái", "chục", "giạ"])
def test_quantities_too(unit):
    rows = [[*LABELS[:5], f"Số lượng ({unit})", "Giá bán"]]
    rows += [["3/4/2023", "Nguyễn Văn A", "Khóm", "Siêu thị", "Thường xuyên", one, 9000] for one in (20, 30)]
    (place, message), (other, _) = of_header(read("sales", rows))
    assert (place, other) == (("F2", "header_unit", "error"), ("F3", "header_unit", "error"))
    assert f"không rõ 1 {unit} nặng bao nhiêu kg" in message


def test_a_unit_in_a_row_of_its_own_is_quoted_with_its_label():
    reading = read("sales", [[*LABELS[:5], "Sản lượng", "Giá bán"], [None] * 5 + ["(tấn)", "(USD)"], [
        "3/4/2023", "Nguyễn Văn A", "Khóm", "Siêu thị", "Thường xuyên", 2, 0.5]])  # fmt: skip
    ((place, message),) = of_header(reading)
    assert place[0] == "G3"
    assert message.startswith('Ô G3 (Giá bán): tiêu đề ở ô G2 ghi "Giá bán (USD)", là tiền nước ngoài')


@pytest.mark.parametrize("unit", ["đ/trái", "nghìn đồng/thùng", "đồng / chục"])
def test_a_price_of_what_has_no_weight_is_known_for_one(unit):
    (place, message), _ = of_header(sales(f"Giá bán ({unit})", 9000, 12000))
    assert place == ("G2", "header_unit", "error")
    assert "không có trọng lượng nên không tính ra đ/kg được" in message
