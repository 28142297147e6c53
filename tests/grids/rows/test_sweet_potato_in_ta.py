"""Sweet potato is traded in tạ of 60 kg: a tạ without its basis is refused for it and converted for others."""

from tests.grids.gallery import SUPPLY, SUPPLY_DATES, lot, read


def in_ta(product):
    row = lot(None, tonnes="120 tạ")
    row[6] = product
    return row


def test_the_product_decides():
    reading = read("supply", [SUPPLY, in_ta("Khoai lang"), in_ta("Dưa hấu")], dates=SUPPLY_DATES)
    assert reading.rows["is_refused"].tolist() == [True, False]
    assert reading.rows["expected_t"].tolist()[1] == 12
    assert reading.issues[["cell", "rule"]].to_numpy().tolist() == [["L2", "local_ta"]]
