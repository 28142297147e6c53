"""Nothing ugly: the control. A template filled as intended gives its rows and not one issue."""

from tests.grids.gallery import SUPPLY, SUPPLY_DATES, lot, read


def test_a_clean_tab_has_no_issue():
    reading = read(
        "supply", [SUPPLY, lot("SUP-0001"), lot("SUP-0002", "Ngọc Chúc", "HTX Hòa Lợi", 40)], dates=SUPPLY_DATES
    )
    assert len(reading.issues) == 0
    assert (reading.rows_seen, len(reading.rows), reading.skipped) == (3, 2, 1)
    row = reading.rows.iloc[1]
    assert (row["commune"], row["commune_code"]) == ("Ngọc Chúc", "30928")
    assert (row["product"], row["product_code"]) == ("Khoai lang", "sweet_potato")
    assert str(row["harvest_start"].date()) == "2023-04-10"
    assert (row["expected_t"], row["sheet_row"], row["row_key"], row["is_refused"]) == (40, 3, "SUP-0002", False)
    assert reading.columns_at["expected_t"] == 11
