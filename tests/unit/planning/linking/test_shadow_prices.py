"""What a tonne of demand is worth, against the plan made again with that tonne."""

from datetime import timedelta

import numpy as np
import pytest

from planning.early_warning import monday
from planning.linking.plan import plan_links
from planning.linking.problem import KG, REVENUE, URGENCY
from planning.linking.shadow_prices import NEW_BUYER, OPEN_REQUESTS, SHADOW_COLUMNS
from tests.unit.planning.linking.link_tables import TODAY, lot, pairs, random_tables, request, tables

WEEK = monday(TODAY)


def objectives(frames):
    return plan_links(*frames, as_of_date=TODAY).certificate.set_index("stage")["primal"]


def prices(frames):
    return plan_links(*frames, as_of_date=TODAY).shadow_prices


def test_by_hand_a_full_buyer_and_one_with_room():
    """In week one the only buyer is full: a tonne more there sells at 20,000, not 15,000. The other has room: 0."""
    lots = [lot("u/1", 10, first=1, last=2, shelf=30)]
    frames = tables(lots, [request("b/1", 4, price=20_000.0, first=1, last=3),
                           request("b/2", 9, price=15_000.0, first=11, last=17)])  # fmt: skip
    table = prices(frames).set_index("week_start")
    assert tuple(prices(frames).columns) == SHADOW_COLUMNS
    first, second = table.loc[WEEK], table.loc[WEEK + timedelta(days=14)]
    assert (first["requests"], first["demand_t"], first["basis"]) == (1, 4.0, OPEN_REQUESTS)
    assert (first["value_vnd_t"], first["urgency"]) == (5_000_000.0, 0.0)
    assert (second["value_vnd_t"], second["urgency"]) == (0.0, 0.0)


def test_by_hand_a_week_without_a_buyer():
    """3 t have nobody; a new buyer of a tonne would take the lot in need, at the price it asks for at the farm gate."""
    lots = [lot("u/1", 2, first=1, last=2, shelf=3, farmgate_price_vnd_kg=9_000.0),
            lot("u/2", 1, first=1, last=2, shelf=3, needs_support=True, farmgate_price_vnd_kg=7_000.0)]  # fmt: skip
    table = prices(tables(lots, [request("b/1", 4, group_code="durian")]))
    mango = table[table["group_code"] == "mango"].iloc[0]
    assert (mango["requests"], mango["demand_t"], mango["basis"]) == (0, 0.0, NEW_BUYER)
    assert (mango["value_vnd_t"], mango["urgency"]) == (7_000_000.0, 240.0)
    assert table.loc[table["group_code"] == "mango", "unplaced_t"].sum() == pytest.approx(3.0)
    assert (table.loc[table["group_code"] == "durian", "value_vnd_t"] == 0).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_kilogram_more_of_demand_changes_the_plan_by_its_duals(seed):
    """The week's value is the mean of its requests' gains, weighed by their tonnes in the week; no ties by chance."""
    frames = random_tables(300 + seed, lots=12, requests=6)
    requests = frames[1]
    before, table = objectives(frames), prices(frames)
    gains = {one: gain(frames, before, one) for one in requests["request_id"]}
    rows = table[table["basis"] == OPEN_REQUESTS]
    assert (rows["value_vnd_t"] != 0).any()
    for row in rows.itertuples():
        weights = {one.request_id: in_week(one, row) for one in requests.itertuples()}
        asked = sum(weights.values())
        assert row.demand_t == pytest.approx(asked)
        value, urgency = (sum(weights[one] * gains[one][part] for one in gains) / asked for part in (0, 1))
        assert row.value_vnd_t == pytest.approx(KG * value, abs=1e-3)
        assert row.urgency == pytest.approx(urgency, abs=1e-6)


def in_week(asked, row):
    """Tonnes of a request that fall in the week of a row of its group."""
    first, last = max(asked.from_on, TODAY), asked.to_on
    inside = (min(last, row.week_start + timedelta(days=6)) - max(first, row.week_start)).days + 1
    return asked.quantity_t * max(0, inside) / ((last - first).days + 1) if asked.group_code == row.group_code else 0.0


def gain(frames, before, request_id):
    """Đồng and urgency that one kilogram more of a request brings, by planning again."""
    lots, requests, candidates = frames
    more = requests["quantity_t"] + np.where(requests["request_id"] == request_id, 1 / KG, 0.0)
    after = objectives((lots, requests.assign(quantity_t=more), candidates))
    return after[REVENUE] - before[REVENUE], after[URGENCY] - before[URGENCY]


@pytest.mark.parametrize("seed", range(3))
def test_a_new_buyers_kilogram_changes_the_plan_by_the_value_told(seed):
    """A request of one kilogram in the week, which pays each lot its farm-gate price."""
    lots, requests, _ = random_tables(400 + seed, lots=12, requests=3)
    lots["farmgate_price_vnd_kg"] = [8_000.0 + 100 * number for number in range(len(lots))]
    frames = (lots, requests, pairs(lots, requests))
    before, table = objectives(frames), prices(frames)
    rows = table[(table["basis"] == NEW_BUYER) & (table["unplaced_t"] > 0)]
    assert len(rows)
    for row in rows.head(3).itertuples():
        first = (max(row.week_start, TODAY) - TODAY).days + 1
        last = (row.week_start - TODAY).days + 7
        buyer = request("z/new", 1 / KG, price=0.0, group_code=row.group_code, first=first, last=last)
        asked = type(requests)([*requests.to_dict("records"), buyer])
        net = {(one.lot_id, "z/new"): one.farmgate_price_vnd_kg for one in lots.itertuples()}
        after = objectives((lots, asked, pairs(lots, asked, net)))
        assert row.value_vnd_t == pytest.approx(KG * (after[REVENUE] - before[REVENUE]), abs=1e-3)
        assert row.urgency == pytest.approx(after[URGENCY] - before[URGENCY], abs=1e-6)
