"""What is pressing: when an alert is urgent, and which of several comes first.

The warning, the linking plan, the reports and the command ask here, so that none of them calls urgent, or puts first,
what another does not.
"""

from datetime import date
from typing import Any

URGENT, ATTENTION = "urgent", "attention"
"""The keys of an alert's levels."""
URGENT_DAYS = 14
SHORT_SHELF_LIFE_DAYS = 7
PRESSING_DAYS = 3
"""Days to the harvest within which hours count."""

Order = tuple[object, ...]


def is_urgent(days_to_harvest: Any, shelf_life_days: Any, is_in_need: Any, is_price_low: Any = False) -> Any:
    """Whether a harvest is near of what keeps a short time, is in need or has an abnormally low price.

    Takes columns, numbers of days and booleans row by row, and gives booleans likewise.
    """
    presses = (shelf_life_days <= SHORT_SHELF_LIFE_DAYS) | is_in_need | is_price_low
    return (days_to_harvest <= URGENT_DAYS) & presses


def pressing_first(
    is_urgent: bool, week_start: date, days_to_harvest: float, shelf_life_days: float, at_risk_t: float
) -> Order:
    """Sort key for those who act: the urgent, the week that comes first, the first harvest, the shortest life, the most
    tonnes.
    """
    return (not is_urgent, week_start, days_to_harvest, shelf_life_days, -at_risk_t)


def heaviest_first(is_urgent: bool, at_risk_t: float) -> Order:
    """Sort key for those who weigh the weeks ahead: the urgent, then the most tonnes."""
    return (not is_urgent, -at_risk_t)
