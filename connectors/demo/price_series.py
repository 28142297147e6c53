"""Prices of the demo province by product and day: a level that rises over the years, a season, a slow wander.

Every feed quotes these with its own items, margins and faults.
"""

import math
from datetime import date, timedelta

from connectors.demo.world import World

BASE_YEAR = 2023
YEARLY_RISE = 1.035
RICE_SEASON = {1: 1.02, 2: 0.97, 3: 0.95, 4: 0.97, 7: 1.02, 8: 1.1, 9: 1.16, 10: 1.2, 11: 1.22, 12: 1.22}


class PriceSeries:
    """VND/kg at the farm gate for any day since 2018; `rice` is fresh paddy."""

    def __init__(self, world: World, gluts: dict[str, dict[int, float]]) -> None:
        self.world, self.gluts = world, gluts
        chance = world.stream("prices")
        self.waves = {
            product: [
                (chance.uniform(0.02, 0.05), chance.uniform(25, 160), chance.uniform(0, 2 * math.pi)) for _ in range(4)
            ]
            for product in [*world.crops, "rice"]
        }

    def price(self, product: str, on: date) -> float:
        days = (on - date(BASE_YEAR, 1, 1)).days
        wander = sum(
            size * math.sin(2 * math.pi * days / period + phase) for size, period, phase in self.waves[product]
        )
        level = self._usual(product) * YEARLY_RISE ** (on.year - BASE_YEAR) * (1 + wander)
        glut = self.gluts.get(product, {}).get(on.month, 1) if on.year == BASE_YEAR else 1
        return level * self._season(product, on) * glut

    def _usual(self, product: str) -> float:
        return 6500 if product == "rice" else self.world.crops[product]["vnd_kg"]

    def _season(self, product: str, on: date) -> float:
        """The month's factor, blended into the next one over the month."""
        after = (on.replace(day=1) + timedelta(days=32)).month
        now, then = self._month_factor(product, on.month), self._month_factor(product, after)
        return now + (then - now) * (on.day - 1) / 31

    def _month_factor(self, product: str, month: int) -> float:
        if product == "rice":
            return RICE_SEASON.get(month, 1)
        crop = self.world.crops[product]
        return crop.get("dear", {}).get(month, 1) * crop.get("cheap", {}).get(month, 1)


def quoted(price: float) -> int:
    """A price as people quote it: in hundreds below 20 000, in five hundreds above."""
    step = 50 if price < 8000 else 100 if price < 20000 else 500
    return max(round(price / step) * step, step)


def weekdays(year: int, last: date, weekday: int) -> list[date]:
    """Every such weekday (Monday 0) from the start of the year to `last`."""
    first = date(year, 1, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    found = []
    while day <= last:
        found.append(day)
        day += timedelta(days=7)
    return found
