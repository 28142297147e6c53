"""A header whose unit no cell can be read in is said once, on the header; its rows wait."""

import pytest

from tests.grids.gallery import messages, read, rules

LABELS = ["Ngày", "Chủ thể", "Nông sản", "Kênh tiêu thụ", "Hình thức", "Sản lượng (tấn)"]


def sales(label, *prices, kind="Thường xuyên"):
    rows = [[f"{3 + at}/4/2023", "Nguyễn Văn A", "Khóm", "Siêu thị", kind, 2, one] for at, one in enumerate(prices)]
    return read("sales", [[*LABELS, label], *rows])


def of_header(reading):
    return [one for one in zip(rules(reading), messages(reading), strict=True) if one[0][1] == "header_unit"]


def test_one_line_and_not_one_a_cell():
    reading = sales("Giá bán (USD/kg)", 0.4, 0.5, 0.45)
    assert of_header(reading) == [
        (
            ("G1", "header_unit", "error"),
            'Ô G1 (tiêu đề): ghi "Giá bán (USD/kg)", là tiền nước ngoài, không tự đổi ra đồng được. Hãy ghi số tiền '
            "bằng đồng một kg. Nhớ sửa cả tiêu đề; vì nó mà 3 ô từ G2 đến G4 chưa được tính.",
        )
    ]
    assert [rule for cell, rule, _ in rules(reading) if cell and cell != "G1"] == []
    assert reading.rows["is_refused"].tolist() == [True, True, True]
    assert reading.rows["price_vnd_kg"].isna().all()


def test_a_cell_that_says_its_own_unit_or_is_wrong_by_itself_is_no_matter_of_the_header():
    reading = sales("Giá bán (USD/kg)", "9.000 đ/kg", 0.5, "rẻ lắm", None)
    assert reading.rows["price_vnd_kg"].tolist()[0] == 9000.0
    assert reading.rows["is_refused"].tolist() == [False, True, True, True]
    assert [(cell, rule) for cell, rule, _ in rules(reading) if cell] == [
        ("G4", "not_a_number"), ("G5", "missing"), ("G1", "header_unit"),
    ]  # fmt: skip
    assert "Nhớ sửa cả tiêu đề; vì nó mà ô G3 chưa được tính." in of_header(reading)[0][1]


def test_rows_that_may_leave_the_cell_blank_stay():
    reading = sales("Giá bán (USD/kg)", 0.4, kind="Tặng")
    assert of_header(reading)[0][0] == ("G1", "header_unit", "warning")
    assert reading.rows["is_refused"].tolist() == [False]


@pytest.mark.parametrize("unit", ["thùng", "trái", "chục", "giạ"])
def test_quantities_too(unit):
    rows = [[*LABELS[:5], f"Số lượng ({unit})", "Giá bán"]]
    rows += [["3/4/2023", "Nguyễn Văn A", "Khóm", "Siêu thị", "Thường xuyên", one, 9000] for one in (20, 30)]
    ((place, message),) = of_header(read("sales", rows))
    assert place == ("F1", "header_unit", "error")
    assert f"không rõ 1 {unit} nặng bao nhiêu kg" in message


def test_a_unit_in_a_row_of_its_own_is_quoted_with_its_label():
    reading = read("sales", [[*LABELS[:5], "Sản lượng", "Giá bán"], [None] * 5 + ["(tấn)", "(USD)"], [
        "3/4/2023", "Nguyễn Văn A", "Khóm", "Siêu thị", "Thường xuyên", 2, 0.5]])  # fmt: skip
    ((place, message),) = of_header(reading)
    assert place[0] == "G2"
    assert message.startswith('Ô G2 (tiêu đề): ghi "Giá bán (USD)", là tiền nước ngoài')


@pytest.mark.parametrize("unit", ["đ/trái", "nghìn đồng/thùng", "đồng / chục"])
def test_a_price_of_what_has_no_weight_is_known_for_one(unit):
    ((place, message),) = of_header(sales(f"Giá bán ({unit})", 9000, 12000))
    assert place == ("G1", "header_unit", "error")
    assert "không có trọng lượng nên không tính ra đ/kg được" in message
