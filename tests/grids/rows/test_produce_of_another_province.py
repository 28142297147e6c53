"""Produce from another province: its commune is looked up there, or may be blank; at home it may not."""

from tests.grids.gallery import SUPPLY, SUPPLY_DATES, lot, messages, read


def from_province(province, commune):
    row = lot(None, commune)
    row[1] = province
    return row


def test_the_commune_follows_the_province():
    rows = [
        SUPPLY,
        from_province("Hậu Giang", "Vị Thanh"),
        from_province("Hậu Giang", None),
        from_province(None, None),
        from_province("tỉnh Kiên Giang", None),
        from_province("Hậu Giang", "Thạnh Hưng"),
    ]
    reading = read("supply", rows, dates=SUPPLY_DATES)
    assert reading.rows["origin_province_code"].tolist() == ["93", "93", None, "91", "93"]
    assert reading.rows["is_refused"].tolist() == [False, False, True, True, False]
    assert reading.rows["commune_code"][0] is not None
    assert reading.issues["cell"].tolist() == ["C4", "C5", "C6"]
    assert reading.issues["severity"].tolist() == ["error", "error", "warning"]
    assert (
        messages(reading)[0]
        == "Ô C4 (Xã/Phường): đang để trống; cột này bắt buộc với nông sản trong tỉnh. Hãy ghi tên xã, "
        'phường, thị trấn, ví dụ "Giồng Riềng".'
    )
