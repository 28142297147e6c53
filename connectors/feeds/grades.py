"""Grades of one product whose prices stand the wrong way round: better rice quoted below worse on the same day.

A swapped pair of rows looks exactly like this and no history shows it; both prices are kept, because a market may
really stand so for a while, and the feed's health counts them.
"""

import pandas as pd

_BROKEN = r"^(?P<family>.+)_(?P<broken>\d+)pct$"
_QUOTE = ["price_date", "market", "price_type", "family"]
INVERSION_COLUMNS = [*_QUOTE, "better_code", "better_vnd_kg", "worse_code", "worse_vnd_kg"]


def find_grade_inversions(observations: pd.DataFrame) -> pd.DataFrame:
    """INVERSION_COLUMNS, one row for each better grade that is cheaper than the next worse one of its day and market.

    Grades are read from product codes that end in the share of broken kernels (`rice_export_5pct`); the smaller the
    share, the better the rice.
    """
    grades = observations["product_code"].astype("string").str.extract(_BROKEN)
    rows = observations.assign(**grades)[grades["broken"].notna().to_numpy() & observations["price_vnd_kg"].notna()]
    rows = rows.assign(broken=rows["broken"].astype(int))
    means = rows.groupby([*_QUOTE, "broken", "product_code"], as_index=False, dropna=False)["price_vnd_kg"].mean()
    means = means.sort_values([*_QUOTE, "broken"], ignore_index=True)
    following = means.groupby(_QUOTE, dropna=False)[["product_code", "price_vnd_kg"]].shift(-1)
    is_inverted = means["price_vnd_kg"] < following["price_vnd_kg"]
    found = means.assign(worse_code=following["product_code"], worse_vnd_kg=following["price_vnd_kg"])[is_inverted]
    named = found.rename(columns={"product_code": "better_code", "price_vnd_kg": "better_vnd_kg"})
    return named[INVERSION_COLUMNS].reset_index(drop=True)
