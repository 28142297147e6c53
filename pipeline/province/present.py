"""The present of a province: how far a clock is believed, before anything is dated by it.

A clock that is put back or runs slow and reads made while one ran ahead look alike. Nothing here decides which it is:
nothing is read or built until the clock is set or a named person says that those reads count no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.landing.ahead import DatedRead, SetAside
from pipeline.province.json_values import json_of
from pipeline.province.province import Province
from pipeline.province.sections import FIRST_YEAR, LAST_YEAR
from pipeline.province.settings import ConfigError, Settings

SET_ASIDE = "nongsan maintain --set-aside-ahead --by NAME --reason TEXT"


class ClockInDoubt(ConfigError):
    """Something is dated after the present; nothing is dated by it before somebody says which of the two is wrong."""


def said_of(reads: Sequence[DatedRead], now: datetime) -> str:
    """Reads dated after the present, in one line with the fix; at least one."""
    newest = max(reads, key=lambda one: one.at)
    return (
        f"{len(reads)} read(s) are dated after the present, {_shown(now)} by --now, NONGSAN_NOW, [plan] now or else "
        f"this machine's clock: the newest {_shown(newest.at)} in {newest.source}. Is that present wrong, correct it; "
        f"was the clock wrong then, set those reads aside: `{SET_ASIDE}`"
    )


def _shown(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


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
    machine = province.machine
    latest = machine and max(machine, province.settings.plan_now or machine)
    if machine and latest and province.now > latest + tolerance(province.settings):
        raise ConfigError(
            f"{_shown(province.now)} is still to come, by the machine's clock it is {_shown(machine)}: "
            "nothing is dated later than that",
            "is still to come",
        )
    if ahead := reads_ahead(province):
        raise ClockInDoubt(said_of(ahead, province.now), "dated after the present")


def demand_past(province: Province, as_of: datetime) -> None:
    """Called before anything is issued of a built state; raises ClockInDoubt where it is dated ahead."""
    if as_of > province.now + tolerance(province.settings):
        raise ClockInDoubt(
            f"the published warehouse describes {_shown(as_of)}, the present is {_shown(province.now)}: "
            "set the clock, or run `nongsan build`, before anything is issued or sent of it",
            "the published warehouse describes",
        )


@dataclass(frozen=True)
class PutAside:
    """Which reads were set aside, by whom and why."""

    reads: tuple[DatedRead, ...]
    by: str
    reason: str

    def lines(self) -> list[str]:
        """The same for a person."""
        if not self.reads:
            return ["no read is dated after the present: nothing was set aside"]
        listed = [f"set aside: {one.source}, dated {_shown(one.at)}" for one in self.reads]
        return [*listed, f"by {self.by}: {self.reason}; the next sync reads these sources again"]

    def document(self) -> dict[str, Any]:
        """The JSON object of the same."""
        return {"set_aside": [json_of(one) for one in self.reads], "by": self.by, "reason": self.reason}


def set_reads_aside(province: Province, by: str, reason: str) -> PutAside:
    """Let the reads dated after the present count no more.

    Raises ConfigError without a name and a reason, and where the clock can't be of the plan's time: one that lost its
    battery would set everything aside.
    """
    if not by.strip() or not reason.strip():
        raise ConfigError("--set-aside-ahead needs --by and --reason: who sets the reads aside, and why")
    if province.now.year < province.settings.plan.year - 1:
        raise ConfigError(
            f"by this clock it is {_shown(province.now)}, long before the plan of {province.settings.plan.year}: "
            "set the clock first"
        )
    done = PutAside(tuple(reads_ahead(province)), by.strip(), reason.strip())
    if done.reads:
        given = SetAside(tuple(one.name for one in done.reads), done.by, done.reason)
        province.landing.put_aside(given, province.now)
    return done
