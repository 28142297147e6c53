"""Rice is written as "Lúa": with Vụ it is that season's product, without it the row is refused."""

from tests.grids.gallery import SUPPLY, SUPPLY_DATES, lot, messages, read


def rice(season):
    row = lot(None)
    row[6:8] = ["Lúa", season]
    return row


def test_vu_decides():
    reading = read("supply", [SUPPLY, rice("HT"), rice("Đông Xuân"), rice(None), rice("Quanh năm")], dates=SUPPLY_DATES)
    assert reading.rows["product_code"].tolist() == ["rice_ht", "rice_dx", None, None]
    assert reading.rows["is_refused"].tolist() == [False, False, True, True]
    assert reading.issues["rule"].tolist() == ["season_needed", "season_needed"]
    assert messages(reading)[0] == (
        'Ô G4 (Nông sản): ghi "Lúa", chưa rõ vụ. Hãy ghi thêm cột Vụ nếu tab có cột này, hoặc ghi rõ: "Lúa Đông Xuân", '
        '"Lúa Hè Thu", "Lúa Thu Đông", "Lúa Mùa / lúa trên đất tôm".'
    )
