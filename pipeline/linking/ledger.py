"""Which linking plans the builds have published, so that a person sees what is new since the last different one.

A ledger beside the landing that no build reads: what was planned yesterday never decides what is planned today.
"""

from datetime import datetime

from connectors.landing.store import Landing
from pipeline.linking.rows import link_warehouse, planned_kilograms
from pipeline.province.province import Province

LEDGER = "link_plans"


def keep_plan(province: Province, as_of: datetime) -> bool:
    """Record the published plan if it differs from the last one recorded; returns whether it did."""
    links = planned_kilograms(link_warehouse(province))
    events = province.landing.events(LEDGER)
    if links == (events[-1]["links"] if events else []):
        return False
    province.landing.record(LEDGER, {"as_of": as_of.isoformat(), "links": links}, province.now)
    return True


def changes_since_last(landing: Landing, links: list[list], until: datetime | None = None) -> dict:
    """What `links` ([lot, request, kilograms]) adds, drops and changes against the last recorded plan that differs.

    since: the as-of instant of that plan, None where there was none. Plans recorded after `until` do not count.
    """
    before = next((one for one in reversed(landing.events(LEDGER, until)) if one["links"] != links), None)
    old = {(lot, request): kg for lot, request, kg in (before["links"] if before else ())}
    new = {(lot, request): kg for lot, request, kg in links}
    if before is None:
        return {"since": None, "new": [], "gone": [], "changed": []}
    return {
        "since": before["as_of"],
        "new": [_link(pair, new[pair]) for pair in new if pair not in old],
        "gone": [_link(pair, old[pair]) for pair in old if pair not in new],
        "changed": [
            {**_link(pair, kg), "before_t": old[pair] / 1000} for pair, kg in new.items() if old.get(pair, kg) != kg
        ],
    }


def _link(pair: tuple[str, str], kilograms: int) -> dict:
    return {"lot_id": pair[0], "request_id": pair[1], "quantity_t": kilograms / 1000}
