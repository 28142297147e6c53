"""Holds: a tab that suddenly lost much of its content is held back until somebody has had time to notice.

A pure function of what each content of a tab brought, when it was read and replaced, and who accepted it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LOST_SHARE = 0.5
LOST_ROWS = 5
PATIENCE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Content:
    """What a tab held from one read (UTC) to another; `is_gone`: the tab was deleted or entirely emptied.

    accepted: its accepted rows. superseded_at: when something else was read in its place, None while it is there.
    """

    key: str
    seen_at: datetime
    superseded_at: datetime | None
    accepted: int
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """A content held back: accepted rows of the one that stands instead (`before`) and its own (`after`).

    until: when it was accepted, had been there for `PATIENCE`, or was replaced; None while it is held.
    is_released: it stands from `until` on; otherwise it never stood.
    """

    key: str
    before: int
    after: int
    since: datetime
    until: datetime | None
    is_released: bool


def is_sudden_loss(before: int, content: Content) -> bool:
    """Whether this content, read after one of `before` accepted rows, looks like a mishap.

    It lost at least half of the rows and at least five; a deleted or emptied tab needs no such number.
    """
    lost = before - content.accepted
    return lost > 0 and (content.is_gone or (lost >= LOST_ROWS and lost >= LOST_SHARE * before))


def find_holds(contents: Iterable[Content], accepted_at: Mapping[str, datetime], as_of: datetime) -> dict[str, Hold]:
    """The contents of one tab, oldest first, that were ever held back, by key; every other one stood when it was read.

    accepted_at: key of a content -> when a named person accepted it. All instants are UTC and at most `as_of`.
    """
    holds: dict[str, Hold] = {}
    before = 0
    for content in contents:
        if is_sudden_loss(before, content):
            hold = _hold(content, before, accepted_at.get(content.key), as_of)
            holds[content.key] = hold
            before = content.accepted if hold.is_released else before
        else:
            before = content.accepted
    return holds


def _hold(content: Content, before: int, accepted_at: datetime | None, as_of: datetime) -> Hold:
    end = content.superseded_at or as_of
    ways_out = [content.seen_at + PATIENCE, *([accepted_at] if accepted_at else [])]
    released = min((at for at in ways_out if at <= end), default=None)
    until = released or content.superseded_at
    return Hold(content.key, before, content.accepted, content.seen_at, until, released is not None)
