"""Whether a declaration fits what its feed gives, in one line for whoever wrote it.

A wrong label, a login page, an empty list and a unit that nobody can convert look alike from afar: no price arrives.
"""

from collections.abc import Collection, Mapping

import pandas as pd

from connectors.barrier import UNREAD_REASONS
from connectors.feeds.declaration import FeedDeclaration

_SHOWN_UNITS, _SHOWN_LENGTH = 3, 40


def misfit(
    declaration: FeedDeclaration,
    observations: pd.DataFrame,
    quarantined: pd.DataFrame,
    nothing: Mapping[str, str | None],
    weighed: Collection[str],
) -> str | None:
    """Why the declaration does not fit, naming file and fix; None where it does, and where nothing has come yet.

    `nothing`: of each file by name, why its last content gave no row though it is the declared table. `weighed`: the
    stated units whose kilograms are known.
    """
    unfit = quarantined[quarantined["source_row"].isna() & ~quarantined["reason"].isin(UNREAD_REASONS)]
    if len(unfit):
        more = f" (and {len(unfit) - 1} more file(s))" if len(unfit) > 1 else ""
        said = str(unfit["detail"].iloc[-1]).removeprefix(f"feed {declaration.name}: ")
        return f"{said}{more}; correct feeds/*.yml or the file"
    if observations.empty:
        return _no_price(quarantined, nothing)
    return _no_conversion(observations, weighed)


def _no_price(quarantined: pd.DataFrame, nothing: Mapping[str, str | None]) -> str | None:
    refused = quarantined[quarantined["source_row"].notna()]
    if len(refused):
        first = refused.iloc[0]
        place = f"{first['source_file'] or 'the file'} row {first['source_row']}"
        return f"none of its {len(refused)} prices can be taken; {place}: {first['detail']}"
    empty = [f"{name or 'the file'} {why}" for name, why in nothing.items() if why]
    if empty:
        return f"gives no price: {empty[-1]}" + (f" (and {len(empty) - 1} more file(s))" if len(empty) > 1 else "")
    return "gives no price: every cell of its price column is blank or says that nothing is quoted" if nothing else None


def _no_conversion(observations: pd.DataFrame, weighed: Collection[str]) -> str | None:
    """Of prices of which none comes to VND/kg, unless all are in another currency."""
    is_foreign = observations["currency"].notna() & (observations["currency"] != "VND")
    if observations["price_vnd_kg"].notna().any() or is_foreign.all():
        return None
    own = observations[~is_foreign]
    shown = ", ".join(f"'{str(unit)[:_SHOWN_LENGTH]}'" for unit in own["native_unit"].dropna().unique()[:_SHOWN_UNITS])
    said = f"their unit is {shown}" if shown else "they state no unit"
    return f"none of its {len(observations)} prices comes to VND/kg: {said}; give {_wanted(own, weighed)}"


def _wanted(prices: pd.DataFrame, weighed: Collection[str]) -> str:
    """What the declaration is to say so that these prices come to VND/kg."""
    weight = "the weight of the unit in constants.kg_per_unit"
    units, has_currency = prices["native_unit"], prices["currency"].notna()
    if units.isna().all():
        return f"constants.unit, such as đ/kg, or {weight}"
    wanted = {
        weight: (units.notna() & (~units.isin(list(weighed)) | has_currency)).any(),
        "constants.currency, such as VND": not has_currency.all(),
    }
    return " and ".join(one for one, is_wanted in wanted.items() if is_wanted)
