"""Lots, requests and candidates of the linking tests, written as short rows, and random ones."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

TODAY = date(2023, 9, 1)


def day(number: int) -> date:
    """Day of a small calendar whose day 1 is TODAY."""
    return TODAY + timedelta(days=number - 1)


def lot(lot_id, tonnes, *, first=1, last=10, shelf=10, **more):
    """A mango lot of unit u harvested from day `first` to `last`, sold until its shelf life is over."""
    row = {
        "lot_id": lot_id, "unit_code": "u", "district_code": "899", "product_code": "mango", "group_code": "mango",
        "harvest_start": day(first), "harvest_end": day(last), "from_on": day(first), "to_on": day(last + shelf),
        "available_t": tonnes, "shelf_life_days": shelf, "days_to_harvest": max(0, first - 1), "needs_support": False,
        "is_smallholder": False, "producer_key": f"p {lot_id}", "farmgate_price_vnd_kg": np.nan,
        "transport_cost_vnd_kg": np.nan, "reliability": np.nan, "latitude": np.nan, "longitude": np.nan,
    }  # fmt: skip
    assert more.keys() <= row.keys()
    return row | more


def request(request_id, tonnes, *, price=10_000.0, first=1, last=60, **more):
    row = {
        "request_id": request_id, "buyer_key": f"b {request_id}", "group_code": "mango", "from_on": day(first),
        "to_on": day(last), "quantity_t": tonnes, "min_lot_t": np.nan, "price_vnd_kg": price, "delivery": None,
        "reliability": np.nan,
    }  # fmt: skip
    assert more.keys() <= row.keys()
    return row | more


def pairs(lots, requests, net=None):
    """The candidates of frames of lots and requests: one group, a common day, net price not below the farm gate's.

    `net`: (lot_id, request_id) -> net price, where it is not the request's; a pair with the value None is left out.
    """
    rows = []
    for seller in lots.to_dict("records"):
        for buyer in requests.to_dict("records"):
            price = (net or {}).get((seller["lot_id"], buyer["request_id"]), buyer["price_vnd_kg"])
            first, last = max(seller["from_on"], buyer["from_on"]), min(seller["to_on"], buyer["to_on"])
            if seller["group_code"] != buyer["group_code"] or first > last or price is None:
                continue
            if not price < seller["farmgate_price_vnd_kg"]:
                rows.append((seller["lot_id"], buyer["request_id"], first, last, price))
    return pd.DataFrame(rows, columns=["lot_id", "request_id", "from_on", "to_on", "net_price_vnd_kg"])


def tables(lots, requests, net=None):
    lots, requests = pd.DataFrame(lots), pd.DataFrame(requests)
    return lots, requests, pairs(lots, requests, net)


def random_tables(seed, lots=9, requests=5, min_lots=False, round_to=1):
    """A small market with prices, windows and needs by chance; `round_to` digits of a tonne: 0 makes many ties."""
    chance = np.random.default_rng(seed)
    sellers = [
        lot(
            f"{'vxu'[number % 3]}/{number}", float(np.round(chance.uniform(0.5, 9), round_to)) or 1.0,
            unit_code="vxu"[number % 3], district_code="vxu"[number % 3], first=int(chance.integers(1, 30)),
            last=int(chance.integers(30, 45)), shelf=int(chance.choice([3, 7, 14])),
            group_code=str(chance.choice(["mango", "durian"])), needs_support=bool(chance.random() < 0.3),
            is_smallholder=bool(chance.random() < 0.5),
            farmgate_price_vnd_kg=float(chance.integers(80, 120) * 100) if chance.random() < 0.8 else np.nan,
        )
        for number in range(lots)
    ]  # fmt: skip
    buyers = []
    for number in range(requests):
        opens = int(chance.integers(1, 40))
        buyers.append(
            request(
                f"b/{number}", float(np.round(chance.uniform(1, 14), round_to)) or 1.0, first=opens,
                last=opens + int(chance.integers(3, 25)), group_code=str(chance.choice(["mango", "durian"])),
                price=float(chance.integers(90, 130) * 100) if chance.random() < 0.8 else np.nan,
                min_lot_t=float(chance.choice([2.0, 5.0])) if min_lots and chance.random() < 0.7 else np.nan,
            )
        )  # fmt: skip
    sold, asked = pd.DataFrame(sellers), pd.DataFrame(buyers)
    net = {
        (seller, buyer): price - float(chance.integers(0, 8) * 100)
        for seller in sold["lot_id"]
        for buyer, price in zip(asked["request_id"], asked["price_vnd_kg"])
    }
    return sold, asked, pairs(sold, asked, net)
