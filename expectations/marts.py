"""What must hold of every published mart: its key, the codes it uses, whether its months are the plan's.

`tables` checks it after every build; who walks from a figure back to its rows looks a mart's rows up by its key.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Mart:
    """What must hold of one mart: its key, the codes it uses in it or beside it, whether its months are the plan's."""

    key: tuple[str, ...]
    products: Literal["product", "group", None] = None
    is_monthly: bool = False
    others: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are checked: the key, and the codes beside it."""
        return self.key + self.others

    @property
    def has_units(self) -> bool:
        """Whether its rows belong to units, so that they can be added up by unit."""
        return "unit_code" in self.columns


MARTS: dict[str, Mart] = {
    "mart_supply": Mart(("month", "unit_code", "product_code"), "product", True),
    "mart_demand": Mart(("month", "unit_code", "buyer_type", "product_code"), "product", True),
    "mart_outcomes": Mart(("month", "unit_code", "product_code", "channel", "kind"), "product", True),
    "mart_activities": Mart(("month", "unit_code", "activity_type"), None, True),
    "mart_teams": Mart(("unit_code", "readiness")),
    "mart_difficulties": Mart(("month", "unit_code", "status"), None, True),
    "mart_reporting": Mart(("month", "unit_code"), None, True),
    "mart_prices": Mart(("price_date", "product_code", "market", "price_type"), "product"),
    "mart_balance": Mart(("week_start", "product_code"), "group"),
    "mart_price_signals": Mart(("month", "product_code", "market", "price_type"), "group"),
    "mart_price_spread": Mart(("month", "product_code"), "group"),
    "mart_alerts": Mart(("as_of_date", "unit_code", "product_code", "week_start"), "group"),
    "mart_link_plan": Mart(("lot_id", "request_id"), "product", others=("unit_code", "product_code")),
    "mart_link_unplaced": Mart(("lot_id",), "product", others=("unit_code", "product_code")),
}
