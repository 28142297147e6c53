"""Which linking plans the builds have published, so that a person sees what is new since the last different one.

A ledger beside the landing that no build reads: what was planned yesterday never decides what is planned today.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from connectors.landing.store import Landing
from pipeline.ledgers.events import PlanEvent, ledger_of
from pipeline.linking.rows import link_warehouse, planned_kilograms
from pipeline.province.province import Province

Links = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Link:
    """Tonnes of a lot for a request; `before_t`: what an earlier plan gave it, None where it is only in one plan."""

    lot_id: str
    request_id: str
    quantity_t: float
    before_t: float | None = None


@dataclass(frozen=True)
class PlanChanges:
    """A plan against the last different one; `since`: that one's as-of instant (UTC), None where there was none."""

    since: datetime | None
    new: tuple[Link, ...] = ()
    gone: tuple[Link, ...] = ()
    changed: tuple[Link, ...] = ()

    def document(self) -> dict[str, Any]:
        """JSON of the changes."""
        lists = {name: [_link_json(one) for one in getattr(self, name)] for name in ("new", "gone", "changed")}
        return {"since": self.since and self.since.isoformat(), **lists}


def _link_json(link: Link) -> dict[str, Any]:
    return {name: value for name, value in asdict(link).items() if value is not None}


def keep_plan(province: Province, as_of: datetime) -> bool:
    """Record the published plan if it differs from the last one recorded; returns whether it did."""
    links, events = planned_kilograms(link_warehouse(province)), ledger_of(province, PlanEvent).events
    if links == (events[-1].links if events else ()):
        return False
    PlanEvent(as_of=as_of, links=links).record(province.landing, province.now)
    return True


def changes_since_last(landing: Landing, links: Links, until: datetime | None = None) -> PlanChanges:
    """What `links` (lot, request, kilograms) adds, drops and changes against the last recorded plan that differs.

    Plans recorded after `until` do not count.
    """
    before = next((one for one in reversed(PlanEvent.of(landing, until)) if one.links != links), None)
    old = {(lot, request): kg for lot, request, kg in (before.links if before else ())}
    new = {(lot, request): kg for lot, request, kg in links}
    if before is None:
        return PlanChanges(None)
    return PlanChanges(
        before.as_of,
        tuple(Link(*pair, new[pair] / 1000) for pair in new if pair not in old),
        tuple(Link(*pair, old[pair] / 1000) for pair in old if pair not in new),
        tuple(Link(*pair, kg / 1000, old[pair] / 1000) for pair, kg in new.items() if old.get(pair, kg) != kg),
    )
