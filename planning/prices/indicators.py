"""The published price indicators on many monthly series at once: IFPA, ALPS and India's low-price triggers.

Each value of a month is made from that month and those before it only, so a past state can be computed again exactly.
"""

from dataclasses import dataclass

import numpy as np

MONTHS = 12
QUARTER = 3
IFPA_SHARE_OF_QUARTER = 0.4
IFPA_FROM_AGE = 36
ALPS_FROM_AGE = 35
MIN_OBSERVED_SHARE = 0.7
_RESIDUALS_FROM_AGE = 24
_MIN_PAIRS = 6
_FLAT = 1e-9


@dataclass(frozen=True)
class Indicators:
    """Arrays of shape (series, months): float with nan, or for the triggers 1, 0 and nan where not computable.

    `observed` counts the prices of a series up to the month; `persistence` is the lag-1 autocorrelation of ALPS over
    the months before it.
    """

    ifpa: np.ndarray
    alps: np.ndarray
    low_trigger_a: np.ndarray
    low_trigger_b: np.ndarray
    observed: np.ndarray
    persistence: np.ndarray


def indicators(prices: np.ndarray) -> Indicators:
    """All indicators of `prices`: shape (series, months), the first month a January, nan where nothing was observed."""
    prices = np.asarray(prices, dtype=float)
    if prices.ndim != 2 or prices.shape[1] % MONTHS:
        raise ValueError("prices are series by months, in whole calendar years")
    seen = ~np.isnan(prices)
    age = _age(seen)
    raw_alps = _alps(prices, seen, age)
    observed = np.cumsum(seen, axis=1)
    is_eligible = seen & (age >= ALPS_FROM_AGE) & (observed >= MIN_OBSERVED_SHARE * (age + 1))
    a, b = _triggers(prices)
    return Indicators(
        ifpa=np.where(age >= IFPA_FROM_AGE, _ifpa(prices), np.nan),
        alps=np.where(is_eligible, raw_alps, np.nan),
        low_trigger_a=a,
        low_trigger_b=b,
        observed=observed,
        persistence=_persistence(np.where(age >= _RESIDUALS_FROM_AGE, raw_alps, np.nan)),
    )


def _age(seen: np.ndarray) -> np.ndarray:
    """Months since the first observation: 0 in its own month, negative before it."""
    first = np.where(seen.any(axis=1), seen.argmax(axis=1), seen.shape[1])
    return np.arange(seen.shape[1])[None, :] - first[:, None]


def _shifted(values: np.ndarray, by: int) -> np.ndarray:
    shifted = np.full_like(values, np.nan)
    if by < values.shape[1]:
        shifted[:, by:] = values[:, :-by]
    return shifted


def _by_year(values: np.ndarray) -> np.ndarray:
    return values.reshape(values.shape[0], -1, MONTHS)


def _ifpa(prices: np.ndarray) -> np.ndarray:
    """0.4 of the quarterly and 0.6 of the yearly growth, each in deviations from its month's own past."""
    quarter = _standardised((prices / _shifted(prices, QUARTER)) ** (1 / QUARTER) - 1)
    year = _standardised((prices / _shifted(prices, MONTHS)) ** (1 / MONTHS) - 1)
    return IFPA_SHARE_OF_QUARTER * quarter + (1 - IFPA_SHARE_OF_QUARTER) * year


def _standardised(growth: np.ndarray) -> np.ndarray:
    """(CGR - mean_w) / sd_w of the same calendar month over strictly prior years, weights 1..n, the newest heaviest.

    The ramp starts in the first year whose growth is known; a year without one keeps its place and adds nothing.
    Two years with different growth are the least that has a deviation.
    """
    by_year = _by_year(growth)
    known = ~np.isnan(by_year)
    years = np.arange(by_year.shape[1])[None, :, None]
    started = np.where(known.any(axis=1), known.argmax(axis=1), 0)[:, None, :]
    weight = np.where(known, years - started + 1.0, 0.0)
    value = np.where(known, by_year, 0.0)
    count, total = _before(known.astype(float)), _before(weight)
    first, second = _before(weight * value), _before(weight * value * value)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = first / total
        variance = (second - first * mean) / (total * (count - 1) / count)
        result = (by_year - mean) / np.sqrt(variance)
    result[(count < 2) | ~(variance > _FLAT**2)] = np.nan
    return result.reshape(growth.shape)


def _before(values: np.ndarray) -> np.ndarray:
    """Sums over the years strictly before each."""
    sums = np.zeros_like(values)
    np.cumsum(values[:, :-1], axis=1, out=sums[:, 1:])
    return sums


def _alps(prices: np.ndarray, seen: np.ndarray, age: np.ndarray) -> np.ndarray:
    """(P - fitted P) / sd(e) of the fit of a trend and twelve months' levels to the data up to each month.

    Taking the months' levels out of price and time first leaves a regression of one slope (Frisch-Waugh-Lovell), and
    its sums grow month by month, so no system is solved. sd(e) is the sample deviation, over observations - 1.
    """
    first = np.take_along_axis(prices, seen.argmax(axis=1)[:, None], axis=1)
    y = np.where(seen, prices / first - 1, 0.0)
    x = np.where(seen, age / MONTHS, 0.0)
    count = _running(seen.astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_x, mean_y = _running(x) / count, _running(y) / count
        sxx, sxy, syy = (_within(left, right, seen, count) for left, right in ((x, x), (x, y), (y, y)))
        slope = np.where(sxx > 0, sxy / np.where(sxx > 0, sxx, 1), 0.0)
        deviation = np.sqrt(np.maximum(syy - slope * sxy, 0) / (np.cumsum(seen, axis=1) - 1))
        alps = (y - mean_y - slope * (x - mean_x)) / deviation
    return np.where(seen & (deviation > _FLAT * (1 + np.abs(y))), alps, np.nan)


def _running(values: np.ndarray) -> np.ndarray:
    """Sums over the same calendar month of all years up to and including each."""
    return np.cumsum(_by_year(values), axis=1).reshape(values.shape)


def _within(left: np.ndarray, right: np.ndarray, seen: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Products around the calendar months' means, summed up to each month from what each of them adds."""
    total = _running(left * right) - _running(left) * _running(right) / np.where(count > 0, count, 1)
    steps = _by_year(total).copy()
    steps[:, 1:] -= _by_year(total)[:, :-1]
    return np.cumsum(np.where(seen, steps.reshape(left.shape), 0.0), axis=1)


def _triggers(prices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(a) below the mean of the same month of the three years before, (b) below half of last year's."""
    last_year = _shifted(prices, MONTHS)
    usual = (last_year + _shifted(prices, 2 * MONTHS) + _shifted(prices, 3 * MONTHS)) / 3
    return _is_below(prices, usual), _is_below(prices, 0.5 * last_year)


def _is_below(prices: np.ndarray, bound: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(prices) | np.isnan(bound), np.nan, (prices < bound).astype(float))


def _persistence(alps: np.ndarray) -> np.ndarray:
    """Lag-1 autocorrelation over the months strictly before each; 1, the most cautious, with under six pairs."""
    known = ~np.isnan(alps)
    value = np.where(known, alps, 0.0)
    is_pair = np.zeros_like(known)
    is_pair[:, 1:] = known[:, 1:] & known[:, :-1]
    product = np.zeros_like(value)
    product[:, 1:] = value[:, 1:] * value[:, :-1]
    pairs, numerator = _until_last(is_pair.astype(float)), _until_last(np.where(is_pair, product, 0.0))
    counted, squares = _until_last(known.astype(float)), _until_last(value * value)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (numerator / pairs) / (squares / counted)
    return np.where(pairs >= _MIN_PAIRS, ratio, 1.0)


def _until_last(values: np.ndarray) -> np.ndarray:
    sums = np.zeros_like(values)
    np.cumsum(values[:, :-1], axis=1, out=sums[:, 1:])
    return sums
