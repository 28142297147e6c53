"""The barrier around every reader of what came from outside: whatever one raises is caught, named and kept.

Readers refuse what they foresee in words of their own. What nobody foresaw must not end a build, because a build reads
all that ever landed; it becomes a refusal of the place it stands in. The one place that catches every exception.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
_SHOWN_LENGTH = 120

UNREADABLE_CELL, UNREADABLE_ROW, UNREADABLE_TAB = "unreadable_cell", "unreadable_row", "unreadable_tab"
DAMAGED_SNAPSHOT = "damaged_snapshot"
UNREAD_RULES = (UNREADABLE_CELL, UNREADABLE_ROW, UNREADABLE_TAB, DAMAGED_SNAPSHOT)
"""Codes of the issues that name what the barrier caught in a spreadsheet."""
READER_FAILED, DAMAGED = "reader_failed", "damaged"
UNREAD_REASONS = (READER_FAILED, DAMAGED)
"""Reasons of the quarantined files that name what it caught in a feed."""

# never on a terminal: a traceback holds what somebody sent; whoever opens a province gives this logger its file
logger = logging.getLogger("nongsan.barrier")
logger.propagate = False
logger.addHandler(logging.NullHandler())


def guarded(
    read: Callable[[], Found],
    place: str,
    refused: Callable[[Exception], Found],
    *,
    known: tuple[type[Exception], ...] = (),
) -> Found:
    """What `read` gives; where it raises, what `refused` makes of the error, with the traceback in the log.

    `place` names what was read, for the log. Errors of the kinds `known` are answers of the reader and pass.
    """
    try:
        return read()
    except known:
        raise
    except Exception as error:
        logger.warning("%s could not be read", printable(place), exc_info=error)
        return refused(error)


def printable(text: object) -> str:
    """A text of unknown origin as a log may hold it: one line, cut where it is long, nothing but printable signs."""
    line = "".join(sign if sign.isprintable() else " " for sign in str(text)[: 4 * _SHOWN_LENGTH])
    line = " ".join(line.split())
    return line if len(line) <= _SHOWN_LENGTH else f"{line[:_SHOWN_LENGTH]}…"


def reason(error: Exception) -> str:
    """An unforeseen error in a few words of one line."""
    return f"{type(error).__name__}: {printable(error)}".removesuffix(": ")
