"""The ledger of issued editions: the months' reports and the interim results report share it and its numbers.

Whoever asks for the editions of a month must not meet those of another kind that ends with the same month.
"""

from collections.abc import Mapping
from datetime import datetime

from connectors.landing import Landing

LEDGER = "reports"
MONTH, SUMMARY = "month", "summary"


def editions(landing: Landing, kind: str = MONTH, as_of: datetime | None = None) -> list[dict]:
    """Events of one kind in the order of issue; an event that names no kind is a month's."""
    return [event for event in landing.events(LEDGER, as_of) if event.get("kind", MONTH) == kind]


def edition_place(event: Mapping) -> str:
    """The folder of an edition under `reports`: `2023-08/r1`, for the interim report `2023-tong-hop/r1`."""
    month = event["month"]
    name = month if event.get("kind", MONTH) == MONTH else f"{month[:4]}-tong-hop"
    return f"{name}/r{event['revision']}"


def next_number(landing: Landing, start: int) -> int:
    """The number of the next edition of any kind: `start` and the order of issue."""
    return start + len(landing.events(LEDGER))
