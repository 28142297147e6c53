"""The present of a province: how far a clock is believed, before anything is dated by it.

A clock that is put back or runs slow and reads made while one ran ahead look alike. Nothing here decides which it is:
nothing is read or built until the clock is set or a named person says that those reads count no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.landing.ahead import DatedRead, SetAside
from connectors.landing.receipts import instant_of
from pipeline.province.json_values import json_of
from pipeline.province.province import Province
from pipeline.province.sections import FIRST_YEAR, LAST_YEAR
from pipeline.province.settings import ConfigError, Settings

SET_ASIDE = "nongsan maintain --set-aside-ahead --by NAME --reason TEXT"


class ClockInDoubt(ConfigError):
    """Something is dated after the present; nothing is dated by it before somebody says which of the two is wrong."""


def said_of(reads: Sequence[DatedRead], province: Province) -> str:
    """Reads dated after the present of a province, in one line with the fix; at least one."""
    newest, shown = max(reads, key=lambda one: one.at), province.settings.shown
    return (
        f"{len(reads)} read(s) are dated after the present, {shown(province.now)} by --now, NONGSAN_NOW, [plan] now or "
        f"else this machine's clock: the newest {shown(newest.at)} in {newest.source}. Is that present wrong, correct "
        f"it; was the clock wrong then, set those reads aside: `{SET_ASIDE}`"
    )


def possible_now(name: str, at: datetime) -> datetime:
    """An instant (UTC) that `name` gives for the present; raises ConfigError outside FIRST_YEAR..LAST_YEAR."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ConfigError(f"{name}: the year {at.year} can't be the present: let the machine set its clock (NTP)")
    return at


def tolerance(settings: Settings) -> timedelta:
    """How far two clocks may differ before anybody asks."""
    return timedelta(minutes=settings.plan.clock_tolerance_minutes)


def reads_ahead(province: Province) -> list[DatedRead]:
    """What was read or accepted as of a time that lies further ahead than clocks may differ."""
    return province.landing.reads_after(province.now + tolerance(province.settings))


def demand_present(province: Province) -> None:
    """Called before anything is read or built as of now.

    Raises ConfigError where now is later than the machine's clock and `[plan] now`: time may be played again, not
    ahead. Raises ClockInDoubt where reads lie ahead of now.
    """
    machine, shown = province.machine, province.settings.shown
    latest = machine and max(machine, province.settings.plan_now or machine)
    if machine and latest and province.now > latest + tolerance(province.settings):
        raise ConfigError(
            f"{shown(province.now)} is still to come, by the machine's clock it is {shown(machine)}: "
            "nothing is dated later than that",
            "is still to come",
        )
    if ahead := reads_ahead(province):
        raise ClockInDoubt(said_of(ahead, province), "dated after the present")


def demand_past(province: Province, as_of: datetime) -> None:
    """Called before anything is issued of a built state; raises ClockInDoubt where it is dated ahead."""
    shown = province.settings.shown
    if as_of > province.now + tolerance(province.settings):
        raise ClockInDoubt(
            f"the published warehouse describes {shown(as_of)}, the present is {shown(province.now)}: "
            "set the clock, or run `nongsan build`, before anything is issued or sent of it",
            "the published warehouse describes",
        )


@dataclass(frozen=True)
class PutAside:
    """Which reads were set aside, by whom and why; `event`: the name under which the ledger keeps it."""

    reads: tuple[DatedRead, ...]
    by: str
    reason: str
    event: str = ""

    def lines(self, settings: Settings) -> list[str]:
        """The same for a person."""
        if not self.reads:
            return ["no read is dated after the present: nothing was set aside"]
        listed = [f"set aside: {one.source}, dated {settings.shown(one.at)}" for one in self.reads]
        return [
            *listed,
            f"by {self.by}: {self.reason}; the next sync reads these sources again",
            f"to take it back: `nongsan maintain --count-again {self.event} --by NAME --reason TEXT`",
        ]

    def document(self) -> dict[str, Any]:
        """The JSON object of the same."""
        return {
            "set_aside": [json_of(one) for one in self.reads],
            "by": self.by,
            "reason": self.reason,
            "event": self.event,
        }


def set_reads_aside(province: Province, by: str, reason: str) -> PutAside:
    """Let the reads dated after the present count no more.

    Raises ConfigError without a name and a reason, and where the clock can't be of the plan's time: one that lost its
    battery would set everything aside.
    """
    who, why = _given("--set-aside-ahead", by, reason)
    if province.now.year < province.settings.plan.year - 1:
        raise ConfigError(
            f"by this clock it is {province.settings.shown(province.now)}, long before the plan of "
            f"{province.settings.plan.year}: set the clock first"
        )
    reads = tuple(reads_ahead(province))
    if not reads:
        return PutAside((), who, why)
    province.landing.put_aside(SetAside(tuple(one.name for one in reads), who, why), province.now)
    return PutAside(reads, who, why, province.landing.asides()[-1].event)


@dataclass(frozen=True)
class CountedAgain:
    """Which reads count again from an instant (UTC) on, by whom and why."""

    reads: tuple[str, ...]
    at: datetime
    by: str
    reason: str

    def lines(self, settings: Settings) -> list[str]:
        """The same for a person."""
        since = f"what is built as of {settings.shown(self.at)} or later"
        return [
            *(f"counts again: {name}" for name in self.reads),
            f"by {self.by}: {self.reason}; for {since}; the next sync reads these sources again",
        ]

    def document(self) -> dict[str, Any]:
        """The JSON object of the same."""
        return json_of(self)


def let_count_again(province: Province, event: str, by: str, reason: str) -> CountedAgain:
    """Take back what an event of the ledger set aside; what was built until now is built without those reads for ever.

    Raises ConfigError without a name and a reason, where no such event is in effect, and while its reads lie ahead.
    """
    who, why = _given("--count-again", by, reason)
    known = {one.event: one for one in province.landing.asides()}
    if event not in known:
        there = "; ".join(f"{one.event}, {len(one.reads)} read(s) by {one.by}: {one.reason}" for one in known.values())
        raise ConfigError(f"--count-again {event!r}: nothing is set aside under that name; there is: {there or 'none'}")
    reads = [DatedRead(name, instant_of(name)) for name in known[event].reads]
    limit = province.now + tolerance(province.settings)
    if ahead := [one for one in reads if one.at > limit]:
        raise ClockInDoubt(said_of(ahead, province), "dated after the present")
    given = SetAside(known[event].reads, who, why)
    province.landing.count_again(known[event], given, province.now)
    return CountedAgain(given.reads, province.now, who, why)


def _given(option: str, by: str, reason: str) -> tuple[str, str]:
    if not by.strip() or not reason.strip():
        raise ConfigError(f"{option} needs --by and --reason: who says which reads count, and why")
    return by.strip(), reason.strip()
