"""Holds: a tab that suddenly lost much of its content is held back until somebody has had time to notice.

So is one whose header suddenly says another unit over the same numbers.

A pure function of what each content of a tab brought, when it was read and replaced, and who accepted it. Where a
spreadsheet lost all its tabs at once nobody noticing is no consent: only a person lets that in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from expectations.unit_changes import TabSizes, UnitChange, unit_change

LOST_SHARE = 0.5
LOST_ROWS = 5
PATIENCE = timedelta(hours=24)

Span = tuple[datetime, datetime | None]
"""From one instant (UTC) to another, None while it lasts."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a tab held from one read (UTC) to another; `is_gone`: the tab was deleted or entirely emptied.

    accepted: its accepted rows. superseded_at: when something else was read in its place, None while it is there.
    all_lost: when nothing was left in any tab of its spreadsheet, in order of time; there the clock stands still.
    sizes: what it says of its units, None where it can't be read.
    """

    key: str
    seen_at: datetime
    superseded_at: datetime | None
    accepted: int
    is_gone: bool = False
    all_lost: tuple[Span, ...] = ()
    sizes: TabSizes | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A content held back: accepted rows of the one that stands instead (`before`) and its own (`after`).

    until: when it was accepted, had been there for `PATIENCE`, or was replaced; None while it is held.
    is_released: it stands from `until` on; otherwise it never stood. is_of_all: every other tab of the spreadsheet is
    as empty, so that no time lets it in. change: the unit that changed, where that is why.
    """

    key: str
    before: int
    after: int
    since: datetime
    until: datetime | None
    is_released: bool
    is_of_all: bool = False
    change: UnitChange | None = None


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
    standing: Content | None = None
    for content in contents:
        before = standing.accepted if standing is not None else 0
        change = unit_change(standing.sizes, content.sizes) if standing is not None else None
        if change is not None or is_sudden_loss(before, content):
            hold = _hold(content, before, accepted_at.get(content.key), as_of, change)
            holds[content.key] = hold
            standing = content if hold.is_released else standing
        else:
            standing = content
    return holds


def _hold(
    content: Content, before: int, accepted_at: datetime | None, as_of: datetime, change: UnitChange | None
) -> Hold:
    end = content.superseded_at or as_of
    waited = _patience_ends(content)
    released = min((at for at in (waited, accepted_at) if at is not None and at <= end), default=None)
    until = released or content.superseded_at
    is_of_all = waited is None
    return Hold(content.key, before, content.accepted, content.seen_at, until, released is not None, is_of_all, change)


def _patience_ends(content: Content) -> datetime | None:
    """When the content had been there for `PATIENCE` beside something else; None where it never will as it is."""
    start = content.seen_at
    for since, until in content.all_lost:
        if since >= start + PATIENCE:
            break
        if until is None:
            return None
        start = max(start, until)
    return start + PATIENCE
