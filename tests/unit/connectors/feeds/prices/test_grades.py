"""Grade inversions: the better rice below the worse on one day of one market, and nothing else."""

import pandas as pd

from connectors.feeds.prices.slips import INVERSION_COLUMNS, find_grade_inversions


def quotes(*rows: tuple[str, str, float | None], market: str = "Kiên Giang") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["price_date", "product_code", "price_vnd_kg"])
    return frame.assign(price_date=pd.to_datetime(frame["price_date"]), market=market, price_type="farmgate")


def test_the_better_grade_below_the_next_worse_one_is_named() -> None:
    found = find_grade_inversions(
        quotes(
            ("2023-05-17", "rice_export_5pct", 9022.0),
            ("2023-05-17", "rice_export_15pct", 9822.0),
            ("2023-05-17", "rice_export_25pct", 9722.0),
        )
    )
    assert found[["better_code", "better_vnd_kg", "worse_code", "worse_vnd_kg"]].values.tolist() == [
        ["rice_export_5pct", 9022.0, "rice_export_15pct", 9822.0]
    ]


def test_other_days_markets_families_and_ungraded_products_stay_apart() -> None:
    rows = pd.concat(
        [
            quotes(("2023-05-17", "rice_export_5pct", 9000.0), ("2023-05-18", "rice_export_15pct", 9800.0)),
            quotes(("2023-05-17", "rice_export_15pct", 9800.0), market="An Giang"),
            quotes(("2023-05-17", "rice_raw_material_15pct", 9900.0), ("2023-05-17", "pineapple", 1.0)),
            quotes(("2023-05-17", "rice_export_25pct", None)),
        ]
    )
    found = find_grade_inversions(rows)
    assert found.empty
    assert list(found.columns) == INVERSION_COLUMNS
    assert find_grade_inversions(rows.iloc[:0]).empty
