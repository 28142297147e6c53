"""Dates as HTTP writes them, from headers that anybody may have sent."""

from datetime import datetime
from email.utils import parsedate_to_datetime


def http_date(text: str) -> datetime | None:
    """'Tue, 05 Sep 2023 01:00:30 GMT' as an instant; None where it is none, or names no time zone."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else None
