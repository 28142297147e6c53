"""How long the linking plan of a large province takes: 20,000 lots by 600 requests, half of them with a min lot.

Run by `make bench`; it prints the seconds, the gap, what the plan places beside the baselines, and the peak memory. It
asserts the proof and what the plan costs (5 s where a million turns of a plain loop take 0.05 s), which no busy machine
and no slow one fails.
"""

import resource
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import numpy as np
import pandas as pd

from planning.linking.baselines import PLAN, compare_methods
from planning.linking.plan import plan_links
from tests.bench.measures import cost, hold, loop_seconds

LOTS, REQUESTS, PRODUCTS = 20_000, 600, 25
AS_OF = date(2023, 6, 1)
BOUND_LOOPS, BOUND_GAP = 150.0, 1e-6
YEAR_DAYS = 210
PLACES = np.array(
    [(10.034, 105.108), (10.392, 104.512), (10.296, 104.656), (10.222, 104.941), (10.092, 105.243), (9.945, 105.169),
     (9.911, 105.367), (9.741, 105.295), (9.822, 105.047), (9.661, 104.937), (9.54, 105.239), (10.275, 103.991),
     (9.808, 104.636), (9.627, 105.126), (10.452, 104.673)]
)  # fmt: skip


def province(lots: int, requests: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Lots of a few tonnes and requests of a few hundred, with windows of weeks, prices and shelf lives by product."""
    chance = np.random.default_rng(seed)
    shelf, price = chance.choice([3, 7, 14, 30, 90], PRODUCTS), chance.integers(50, 600, PRODUCTS) * 100
    today = np.datetime64(AS_OF)
    product, district = chance.integers(0, PRODUCTS, lots), chance.integers(0, len(PLACES), lots)
    start = chance.integers(-20, YEAR_DAYS, lots)
    end = start + chance.integers(7, 60, lots)
    supply = pd.DataFrame(
        {
            "lot_id": [f"{899 + unit}/SUP-{number:05d}" for number, unit in enumerate(district)],
            "unit_code": (899 + district).astype(str), "district_code": (899 + district).astype(str),
            "latitude": PLACES[district, 0], "longitude": PLACES[district, 1],
            "product_code": [f"p{one:02d}" for one in product], "group_code": [f"p{one:02d}" for one in product],
            "producer_key": [f"h{number}" for number in range(lots)],
            "harvest_start": today + start, "harvest_end": today + end,
            "from_on": today + np.maximum(start, 0), "to_on": today + np.maximum(end + shelf[product], 1),
            "available_t": np.round(chance.lognormal(0.9, 0.9, lots), 1) + 0.1,
            "farmgate_price_vnd_kg": np.round(price[product] * chance.normal(0.95, 0.1, lots), -2),
            "transport_cost_vnd_kg": np.where(chance.random(lots) < 0.7, chance.integers(2, 20, lots) * 100, np.nan),
            "shelf_life_days": shelf[product], "days_to_harvest": np.maximum(start, 0),
            "needs_support": chance.random(lots) < 0.1, "is_smallholder": chance.random(lots) < 0.7,
        }
    )  # fmt: skip
    wanted = chance.integers(0, PRODUCTS, requests)
    opens = chance.integers(0, YEAR_DAYS, requests)
    demand = pd.DataFrame(
        {
            "request_id": [f"{899 + number % 15}/DEM-{number:04d}" for number in range(requests)],
            "group_code": [f"p{one:02d}" for one in wanted],
            "from_on": today + opens, "to_on": today + opens + chance.integers(10, 75, requests),
            "quantity_t": np.round(chance.lognormal(4.3, 0.8, requests), 0) + 5,
            "min_lot_t": np.where(chance.random(requests) < 0.5, chance.choice([2.0, 5.0, 10.0], requests), np.nan),
            "price_vnd_kg": np.where(
                chance.random(requests) < 0.9, np.round(price[wanted] * chance.normal(1.05, 0.12, requests), -2), np.nan
            ),
            "delivery": chance.choice(["Tại vườn", "Tại kho bên mua"], requests),
        }
    )  # fmt: skip
    return supply, demand, pairs(supply, demand)


def pairs(lots: pd.DataFrame, requests: pd.DataFrame) -> pd.DataFrame:
    """The candidates: one group, a common day, a net price not below the farm gate's."""
    asked = requests.rename(columns={"from_on": "opens", "to_on": "closes"})
    both = lots.merge(asked, on="group_code")
    both["from_on"], both["to_on"] = both[["from_on", "opens"]].max(axis=1), both[["to_on", "closes"]].min(axis=1)
    carried = both["transport_cost_vnd_kg"].fillna(0) * (both["delivery"] == "Tại kho bên mua")
    both["net_price_vnd_kg"] = both["price_vnd_kg"] - carried
    is_paid = ~(both["net_price_vnd_kg"] < both["farmgate_price_vnd_kg"])
    kept = both[(both["from_on"] <= both["to_on"]) & is_paid]
    return kept[["lot_id", "request_id", "from_on", "to_on", "net_price_vnd_kg"]]


def main() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        tables = apart.submit(province, LOTS, REQUESTS, 2023).result()
    before = _peak_mib()
    work, plan = cost(lambda: plan_links(*tables, as_of_date=AS_OF))
    gap = plan.certificate["gap"].max()
    print(f"{LOTS} lots x {REQUESTS} requests, {len(tables[2])} candidates, {len(plan.links)} links")
    print(f"plan {work:.2f} s of the processor")
    print(f"largest gap {gap:.1e} (bound {BOUND_GAP:.0e}), {len(plan.certificate)} stages")
    print(f"peak memory {_peak_mib():.0f} MiB, of it {_peak_mib() - before:.0f} MiB for the plan")
    compared = compare_methods(*tables, plan.links)
    print(compared.to_string(index=False, float_format=lambda one: f"{one:,.2f}"))
    placed = compared.set_index("method")["placed_t"]
    assert placed.idxmax() == PLAN
    assert gap <= BOUND_GAP
    hold("the plan, as so many times a million turns of a plain loop", work / loop_seconds(), BOUND_LOOPS)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
