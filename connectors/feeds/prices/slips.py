"""Prices that contradict their own item's history: lost or extra zeros and decimal points, and days copied whole.

Both are common in published feeds and both would reach an average silently; a row is named here, never mended.
"""

import numpy as np
import pandas as pd

SLIP_REASONS = {1: "slip_x10", 2: "slip_x100", 3: "slip_x1000", 4: "slip_x10000"}
_FAR = 0.7
_TOLERANCE = {1: 0.3, 2: 0.4, 3: 0.5, 4: 0.5}
_CLUSTER_GAP = 0.6
_NEAR_DAYS = 100
_NEEDED = 3
_NEAREST = 9
_ROLLING = 11
_REPEATED_ITEMS = 4


def find_slips(prices: pd.DataFrame) -> pd.DataFrame:
    """Rows of `prices` that are 10, 100, 1 000 or 10 000 times too high or low: `reason`, `usual_price`, same index.

    `prices` needs series (item, market, price type and unit), pool (item and unit over all markets), day
    (datetime64) and native_price > 0. The usual price is the median, in logarithms, of the series' own prices within
    100 days, else of the pool's, else of the nearest nine; prices that form a minority apart from the bulk of their
    series (of their pool, where the series has no level of its own) are no reference, so a burst of slips can't vouch
    for itself. Fewer than three references: nothing is said. A slip lies near a power of ten from the usual price and
    five robust deviations (median/MAD) outside it.
    """
    logs = np.log10(prices["native_price"].to_numpy(dtype=float))
    history = _History(prices, logs)
    found: dict[object, tuple[str, float]] = {}
    for position in np.flatnonzero(_is_suspect(prices, logs)):
        if (reference := history.around(position)) is not None and (power := _power(logs[position], reference)):
            found[prices.index[position]] = (SLIP_REASONS[power], float(10 ** np.median(reference)))
    return pd.DataFrame.from_dict(found, orient="index", columns=["reason", "usual_price"])


def _power(log_price: float, reference: np.ndarray) -> int | None:
    usual = float(np.median(reference))
    deviation = 1.4826 * float(np.median(np.abs(reference - usual)))
    distance = abs(log_price - usual)
    power = min(max(round(distance), 1), 4)
    is_slip = distance >= max(_FAR, 5 * deviation) and abs(distance - power) <= _TOLERANCE[power]
    return power if is_slip else None


def _is_suspect(prices: pd.DataFrame, logs: np.ndarray) -> np.ndarray:
    """Cheap screen: far from the median of the series, of its pool, or of its neighbours in time."""
    column = pd.Series(logs, index=prices.index)
    far = np.zeros(len(prices), dtype=bool)
    for key in ("series", "pool"):
        usual = column.groupby(prices[key].to_numpy(), sort=False).transform("median")
        far |= np.abs(logs - usual.to_numpy()) >= _FAR - 0.1
    order = np.lexsort((prices["day"].to_numpy(), prices["series"].to_numpy()))
    ordered = pd.Series(logs[order])
    keys = prices["series"].to_numpy()[order]
    rolling = ordered.rolling(_ROLLING, center=True, min_periods=_NEEDED).median().to_numpy()
    inside = (keys == _shifted(keys, _ROLLING // 2)) & (keys == _shifted(keys, -(_ROLLING // 2)))
    far[order] |= inside & (np.abs(ordered.to_numpy() - rolling) >= _FAR - 0.1)
    return far


def _shifted(keys: np.ndarray, by: int) -> np.ndarray:
    shifted = np.full_like(keys, -1)
    if abs(by) < len(keys):
        shifted[max(by, 0) : len(keys) + min(by, 0)] = keys[max(-by, 0) : len(keys) - max(by, 0)]
    return shifted


def _clusters(keys: np.ndarray, logs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Prices of one key fall into clusters where their sorted values leave a gap of a factor 4.

    For each price: the size of its cluster, the size of its key's largest one, the number of prices of its key.
    """
    order = np.lexsort((logs, keys))
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = (np.diff(keys[order]) != 0) | (np.diff(logs[order]) > _CLUSTER_GAP)
    clusters = np.empty(len(order), dtype=np.int64)
    clusters[order] = np.cumsum(starts)
    size = np.bincount(clusters)[clusters]
    by_key = pd.DataFrame({"key": keys, "size": size}).groupby("key")["size"]
    return size, by_key.transform("max").to_numpy(), by_key.transform("size").to_numpy()


def _is_minority(keys: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Prices apart from a cluster that holds more than half of their key's."""
    size, largest, total = _clusters(keys, logs)
    return (size < largest) & (largest * 2 > total)


def _has_level(keys: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Series with a level of their own, whatever other markets pay: five prices and two thirds in one cluster."""
    _, largest, total = _clusters(keys, logs)
    return (largest >= 5) & (largest * 3 >= total * 2)


class _History:
    """Reference prices by series and by pool, each in order of time, without the minorities."""

    def __init__(self, prices: pd.DataFrame, logs: np.ndarray) -> None:
        self._days = prices["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
        self._logs = logs
        self._keys = {key: prices[key].to_numpy() for key in ("series", "pool")}
        in_pool = ~_is_minority(self._keys["pool"], logs)
        own, is_settled = _is_minority(self._keys["series"], logs), _has_level(self._keys["series"], logs)
        self._is_reference = {"series": np.where(is_settled, ~own, in_pool), "pool": in_pool}
        self._order = {key: np.lexsort((self._days, self._keys[key])) for key in self._keys}
        self._sorted = {key: self._keys[key][order] for key, order in self._order.items()}

    def around(self, position: int) -> np.ndarray | None:
        """Logs of the prices this one is compared with, or None when there are too few."""
        groups = {key: self._members(key, position) for key in ("series", "pool")}
        for members in groups.values():
            near = np.abs(self._days[members] - self._days[position]) <= _NEAR_DAYS
            if near.sum() >= _NEEDED:
                return self._logs[members[near]]
        for members in groups.values():
            if len(members) >= _NEEDED:
                distance = np.abs(self._days[members] - self._days[position])
                return self._logs[members[np.argsort(distance, kind="stable")[:_NEAREST]]]
        return None

    def _members(self, key: str, position: int) -> np.ndarray:
        value = self._keys[key][position]
        first, last = np.searchsorted(self._sorted[key], [value, value + 1])
        members = self._order[key][first:last]
        return members[self._is_reference[key][members] & (members != position)]


def find_repeated_days(prices: pd.DataFrame) -> np.ndarray:
    """Mask of rows on a day whose items (at least four) all stand at the prices of the day before in the series.

    The day before is the market's previous day with any price. `prices` needs market, day, item (codes) and quote
    (codes of item, price type, unit and price together); rows are compared within one source.
    """
    if prices.empty:
        return np.zeros(0, dtype=bool)
    frame = prices[["market", "item", "quote"]].reset_index(drop=True)
    frame["rank"] = prices["day"].reset_index(drop=True).groupby(frame["market"]).rank(method="dense").astype(np.int64)
    day = frame["market"].to_numpy() * (int(frame["rank"].max()) + 2) + frame["rank"].to_numpy()
    width = int(frame["quote"].max()) + 1
    quote = frame["quote"].to_numpy()
    is_same = np.isin((day - 1) * width + quote, day * width + quote)
    by_day = pd.DataFrame({"day": day, "is_same": is_same, "item": frame["item"]}).groupby("day")
    all_same = by_day["is_same"].transform("all").to_numpy()
    return all_same & (by_day["item"].transform("nunique").to_numpy() >= _REPEATED_ITEMS)


_BROKEN = r"^(?P<family>.+)_(?P<broken>\d+)pct$"
_QUOTE = ["price_date", "market", "price_type", "family"]
INVERSION_COLUMNS = [*_QUOTE, "better_code", "better_vnd_kg", "worse_code", "worse_vnd_kg"]


def find_grade_inversions(observations: pd.DataFrame) -> pd.DataFrame:
    """INVERSION_COLUMNS, one row for each better grade that is cheaper than the next worse one of its day and market.

    Grades are read from product codes that end in the share of broken kernels (`rice_export_5pct`); the smaller the
    share, the better the rice.
    """
    grades = observations["product_code"].astype("string").str.extract(_BROKEN)
    rows = observations.assign(**grades)[grades["broken"].notna().to_numpy() & observations["price_vnd_kg"].notna()]
    rows = rows.assign(broken=rows["broken"].astype(int))
    means = rows.groupby([*_QUOTE, "broken", "product_code"], as_index=False, dropna=False)["price_vnd_kg"].mean()
    means = means.sort_values([*_QUOTE, "broken"], ignore_index=True)
    following = means.groupby(_QUOTE, dropna=False)[["product_code", "price_vnd_kg"]].shift(-1)
    is_inverted = means["price_vnd_kg"] < following["price_vnd_kg"]
    found = means.assign(worse_code=following["product_code"], worse_vnd_kg=following["price_vnd_kg"])[is_inverted]
    named = found.rename(columns={"product_code": "better_code", "price_vnd_kg": "better_vnd_kg"})
    return named[INVERSION_COLUMNS].reset_index(drop=True)
