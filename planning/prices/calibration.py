"""How far an undisturbed price series strays by itself: the yardstick that turns an indicator into a probability.

The published bounds fire in a fifth to a third of the months in which nothing is wrong; these were found by a seeded
parametric bootstrap for each length and persistence of a series, and stand in `calibration.csv`.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist

import numpy as np

from planning.prices.indicators import MONTHS, indicators
from vietnamese.spreadsheet_text import csv_text

TABLE = Path(__file__).with_name("calibration.csv")
SEED = 20230201
YEARS = (3, 4, 5, 6, 8, 11, 15, 20)
PERSISTENCE_BOUNDS = (0.2, 0.4, 0.6, 0.8)
_UPPER_TAILS = (
    0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2,
    0.25, 0.3, 0.35, 0.4, 0.45,
)  # fmt: skip
TAILS = np.array([*_UPPER_TAILS, 0.5, *(1 - tail for tail in reversed(_UPPER_TAILS))])
NORMAL_SCORES = np.array([NormalDist().inv_cdf(1 - tail) for tail in TAILS])
STATISTICS = ("ifpa", "alps", "together")
_SERIES_EACH = 800
_TRUE_PERSISTENCE = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95)
_NOISE, _MONTHLY_RISE, _SEASON = 0.06, 0.003, 0.1


@dataclass(frozen=True)
class Calibration:
    """Quantiles by statistic: shape (years, persistence, tails), the value above which the tail lies.

    `together` is the sum of the two indicators' normal scores, which is far out only where they do not contradict
    each other: an abnormal growth back to the usual level is no abnormal price.
    """

    quantiles: dict[str, np.ndarray]

    def upper_tail(
        self, ifpa: np.ndarray, alps: np.ndarray, observed: np.ndarray, persistence: np.ndarray
    ) -> np.ndarray:
        """Probability that an undisturbed series of the same length and persistence stands at least this high.

        1-d arrays; `observed` is a count of months. Uses both indicators where both are known, either where one is;
        nan where none is. Bounded to [0.0005, 0.9995], the reach of the bootstrap; one minus it is the lower tail.
        """
        year = np.clip(np.searchsorted(YEARS, observed // MONTHS, side="right") - 1, 0, None)
        cell = year * (len(PERSISTENCE_BOUNDS) + 1) + np.searchsorted(PERSISTENCE_BOUNDS, persistence, side="right")
        result = np.full(len(cell), np.nan)
        for one in np.unique(cell):
            at = np.flatnonzero(cell == one)
            table = {name: self.quantiles[name][divmod(int(one), len(PERSISTENCE_BOUNDS) + 1)] for name in STATISTICS}
            result[at] = _in_cell(table, ifpa[at], alps[at])
        return result


def _in_cell(table: dict[str, np.ndarray], ifpa: np.ndarray, alps: np.ndarray) -> np.ndarray:
    together = _place(table["together"], _scores(table, ifpa, alps), TAILS)
    alone = np.fmin(_place(table["ifpa"], ifpa, TAILS), _place(table["alps"], alps, TAILS))
    return np.where(np.isnan(together), alone, together)


def _scores(table: dict[str, np.ndarray], ifpa: np.ndarray, alps: np.ndarray) -> np.ndarray:
    return _place(table["ifpa"], ifpa, NORMAL_SCORES) + _place(table["alps"], alps, NORMAL_SCORES)


def _place(quantiles: np.ndarray, value: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Where a value stands among the quantiles, on a scale given for each of them; nan stays nan."""
    return np.where(np.isnan(value), np.nan, np.interp(value, quantiles[::-1], scale[::-1]))


def undisturbed(chance: np.random.Generator, series: int, months: int, persistence: float) -> np.ndarray:
    """Prices with a trend, a season and autocorrelated noise and nothing else: shape (series, months)."""
    noise = chance.standard_normal((series, months))
    for month in range(1, months):
        noise[:, month] = persistence * noise[:, month - 1] + np.sqrt(1 - persistence**2) * noise[:, month]
    time = np.arange(months)
    phase = chance.uniform(0, 2 * np.pi, (series, 1))
    return np.exp(_MONTHLY_RISE * time + _SEASON * np.cos(2 * np.pi * time / MONTHS + phase) + _NOISE * noise)


def bootstrap() -> Calibration:
    """Simulate undisturbed series and note the quantiles of the indicators; takes a few seconds."""
    chance = np.random.default_rng(SEED)
    months = (YEARS[-1] + 1) * MONTHS
    prices = [undisturbed(chance, _SERIES_EACH, months, persistence) for persistence in _TRUE_PERSISTENCE]
    found = indicators(np.concatenate(prices))
    shape = (len(YEARS), len(PERSISTENCE_BOUNDS) + 1, len(TAILS))
    quantiles = {name: np.zeros(shape) for name in STATISTICS}
    for place, year in enumerate(YEARS):
        period = slice(year * MONTHS, (year + 1) * MONTHS)
        group = np.searchsorted(PERSISTENCE_BOUNDS, found.persistence[:, period], side="right")
        for bin_number in range(shape[1]):
            chosen = (group == bin_number) & ~np.isnan(found.ifpa[:, period])
            _note(quantiles, (place, bin_number), found.ifpa[:, period][chosen], found.alps[:, period][chosen])
    return Calibration(quantiles)


def _note(quantiles: dict[str, np.ndarray], place: tuple[int, int], ifpa: np.ndarray, alps: np.ndarray) -> None:
    for name, values in (("ifpa", ifpa), ("alps", alps)):
        quantiles[name][place] = np.quantile(values, 1 - TAILS)
    table = {name: quantiles[name][place] for name in ("ifpa", "alps")}
    quantiles["together"][place] = np.quantile(_scores(table, ifpa, alps), 1 - TAILS)


def as_text(calibration: Calibration) -> str:
    """The table as CSV: one row a length, persistence class and statistic, one column a tail."""
    rows: list[list[object]] = [["years", "persistence_class", "statistic", *(f"{tail:.4f}" for tail in TAILS)]]
    for place, year in enumerate(YEARS):
        for group in range(len(PERSISTENCE_BOUNDS) + 1):
            for name in STATISTICS:
                values = calibration.quantiles[name][place, group]
                rows.append([year, group, name, *(f"{value:.5g}" for value in values)])
    return csv_text(rows)


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """The committed table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    shape = (len(YEARS), len(PERSISTENCE_BOUNDS) + 1, len(TAILS))
    given = {name: [row[3:] for row in rows if row[2] == name] for name in STATISTICS}
    return Calibration({name: np.array(values, dtype=float).reshape(shape) for name, values in given.items()})
