"""How far a party's word can be relied on: of what it claimed, what was confirmed, and of that, what was delivered.

A party with three deals says little about itself, so its rate is drawn towards the rate of all, the more the less the
parties differ (Beta-Binomial shrinkage, its prior by the method of moments).
"""

import numpy as np
import pandas as pd

RELIABILITY_COLUMNS = (
    "party_key", "claimed", "confirmed", "delivered", "confirmed_rate", "delivered_rate", "reliability", "low", "high",
)  # fmt: skip
INTERVAL = 0.90
STRENGTH = (2.0, 50.0)
_GRID = 20_000


def party_reliability(parties: pd.DataFrame) -> pd.DataFrame:
    """RELIABILITY_COLUMNS per party of one kind (buyers or producers) from its counts: party_key, claimed, confirmed,
    delivered (deals, claimed >= confirmed >= delivered >= 0), by party_key.

    confirmed_rate: confirmed of claimed; delivered_rate: delivered of confirmed; reliability: delivered of claimed,
    with its 90 % interval low..high; each shrunk towards the rate of all. Raises ValueError on counts out of order.
    """
    parties = parties.sort_values("party_key", ignore_index=True)
    claimed, confirmed, delivered = (
        parties[name].to_numpy(dtype=float) for name in ("claimed", "confirmed", "delivered")
    )
    if (delivered < 0).any() or (confirmed < delivered).any() or (claimed < confirmed).any():
        raise ValueError("a party's deals must be claimed >= confirmed >= delivered >= 0")
    alpha, beta = _posterior(delivered, claimed)
    low, high = beta_interval(alpha, beta, INTERVAL)
    rates = {
        "confirmed_rate": _mean(*_posterior(confirmed, claimed)),
        "delivered_rate": _mean(*_posterior(delivered, confirmed)),
        "reliability": _mean(alpha, beta),
        "low": low,
        "high": high,
    }
    return parties.assign(**rates)[list(RELIABILITY_COLUMNS)]


def prior(successes: np.ndarray, trials: np.ndarray) -> tuple[float, float]:
    """Alpha and beta of the rate of all: its mean with one success and one failure added, its strength by moments.

    The strength stays in 2..50 trials; where the parties do not tell (fewer than two with trials), 2.
    """
    mean = (successes.sum() + 1) / (trials.sum() + 2)
    seen = trials > 0
    strength = STRENGTH[0]
    if seen.sum() >= 2:
        count, tried = trials[seen], trials[seen].sum()
        rate = successes[seen].sum() / tried
        spread = (count * (successes[seen] / count - rate) ** 2).sum()
        freedom = len(count) - 1
        room = tried - (count**2).sum() / tried - freedom
        if room > 0 and 0 < rate < 1:
            correlation = (spread / (rate * (1 - rate)) - freedom) / room
            strength = float(np.clip(1 / correlation - 1, *STRENGTH)) if correlation > 0 else STRENGTH[1]
    return mean * strength, (1 - mean) * strength


def _posterior(successes: np.ndarray, trials: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    alpha, beta = prior(successes, trials)
    return alpha + successes, beta + trials - successes


def _mean(alpha: np.ndarray, beta: np.ndarray) -> np.ndarray:
    return alpha / (alpha + beta)


def beta_interval(alpha: np.ndarray, beta: np.ndarray, inside: float) -> tuple[np.ndarray, np.ndarray]:
    """Equal-tailed bounds of Beta distributions, right to three places, summed over angles where x = sin(angle)^2.

    The first and the last piece are integrated as the powers they are: below one the density has no bound there.
    """
    angle = (np.arange(_GRID) + 0.5) * (np.pi / 2 / _GRID)
    log_sin, log_cos, x = np.log(np.sin(angle)), np.log(np.cos(angle)), np.sin(angle + np.pi / 4 / _GRID) ** 2
    tails = np.array([(1 - inside) / 2, (1 + inside) / 2])
    pairs, place = np.unique(np.column_stack([alpha, beta]), axis=0, return_inverse=True)
    bounds = np.empty((len(pairs), 2))
    for number, (one, other) in enumerate(pairs):
        weight = (2 * one - 1) * log_sin + (2 * other - 1) * log_cos
        weight[[0, -1]] += np.log(2.0) * (2 * np.array([one, other]) - 2) - np.log([one, other])
        total = np.cumsum(np.exp(weight - weight.max()))
        bounds[number] = np.interp(tails, total / total[-1], x)
    return bounds[place, 0], bounds[place, 1]
