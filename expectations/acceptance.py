"""Which rules a named person may set aside for one row, and what of the row the acceptance is bound to.

Only a value that was read can be let in: an illegible cell, or a date that no month of the plan could hold, is mended
in the sheet. When anything the rule compared changes, the acceptance lapses.
"""

import json
from collections.abc import Mapping
from typing import Any

from expectations.contract import Contract
from expectations.measures import NOT_COMPARED
from expectations.places import plain

_COMPARED: Mapping[str, tuple[str, ...]] = {
    "window_too_long": ("harvest_start", "harvest_end", "season"),
    "harvested_over_expected": ("harvested_t", "expected_t"),
    "contracted_over_expected": ("contracted_t", "expected_t"),
    "unusual_yield": ("expected_t", "area_ha", "product"),
    "unusual_price": ("product",),
    "unusual_size": ("product", "activity_type"),
    "impossible_yield": ("expected_t", "area_ha", "product"),
    "many_households": ("households", "quantity_t"),
    "value_mismatch": ("value_vnd", "quantity_t", "price_vnd_kg", "kind"),
    "same_sale_elsewhere": ("sold_on", "producer_name", "product", "quantity_t", "commune", "price_vnd_kg"),
    "sold_over_lots": ("sold_on", "producer_name", "product", "quantity_t"),
    "duplicate_row": (),
}
ROW_RULES = frozenset(_COMPARED)
HOLD_RULES = frozenset({"tab_shrunk", "unit_changed", "missing_tab", "empty_tab"})


def compared_values(contract: Contract, rule: str, column: str, row: Mapping[str, Any]) -> str:
    """The values of a row that a rule of `ROW_RULES` looked at, as canonical JSON text; `row` is typed, as read."""
    names, known = _COMPARED[rule], [one.name for one in contract.columns]
    whole = [name for name in known if name not in NOT_COMPARED]
    wanted = sorted({*names, column}.intersection(known) - NOT_COMPARED) if names else whole
    return json.dumps({name: plain(row.get(name)) for name in wanted}, ensure_ascii=False, sort_keys=True)
