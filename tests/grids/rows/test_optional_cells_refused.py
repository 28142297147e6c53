"""A bad optional cell is a warning and loads as nothing; a bad required one quarantines its row."""

from tests.grids.gallery import SUPPLY, SUPPLY_DATES, lot, read, rules


def test_severity_follows_the_contract():
    bad = lot("SUP-0001")
    bad[8], bad[11], bad[14] = "#REF!", "12O kg", "24.000-26.000"
    reading = read("supply", [SUPPLY, bad], dates=SUPPLY_DATES)
    assert rules(reading) == [
        ("I2", "spreadsheet_error", "warning"), ("L2", "letter_o", "error"), ("O2", "range", "warning"),
    ]  # fmt: skip
    row = reading.rows.iloc[0]
    assert (row["farmgate_price_vnd_kg"], row["farmgate_price_vnd_kg_upper"]) == (24000, 26000)
    assert reading.rows["area_ha"].isna().tolist() == [True]
    assert reading.issues["raw_value"].tolist() == ["#REF!", "12O kg", "24.000-26.000"]
    assert set(reading.issues["row_id"]) == {"SUP-0001"}
