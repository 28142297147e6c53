"""Linking plans worked out by hand, to the kilogram: who is served, by whom, and why the rest is not."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from planning.linking.plan import FLOOR_COST_COLUMNS, LINK_COLUMNS, plan_links
from planning.linking.problem import LinkInputWrong
from planning.linking.reasons import CAPACITY, MIN_LOT, NO_BUYER, PRICE, REASONS, WINDOW
from tests.unit.planning.linking.link_tables import TODAY, day, lot, pairs, request, tables


def plan(lots, requests, net=None, **options):
    return plan_links(*tables(lots, requests, net), as_of_date=TODAY, **options)


def tonnes(made):
    return {(row.lot_id, row.request_id): row.quantity_t for row in made.links.itertuples()}


def reasons(made):
    return {row.lot_id: (row.unplaced_t, row.reason) for row in made.unplaced.itertuples()}


def test_two_lots_and_two_requests_the_urgent_lot_first():
    """13 t are asked for: all 10 t of the lot in need, 3 t of the other; the tie of who buys which goes by the ids."""
    made = plan(
        [lot("u/1", 10, needs_support=True), lot("u/2", 6)],
        [request("b/1", 8, price=20_000.0), request("b/2", 5, price=18_000.0)],
    )
    assert tonnes(made) == {("u/1", "b/1"): 8.0, ("u/1", "b/2"): 2.0, ("u/2", "b/2"): 3.0}
    assert reasons(made) == {"u/2": (3.0, REASONS[CAPACITY])}
    assert tuple(made.links.columns) == LINK_COLUMNS
    first = made.certificate.set_index("stage")["primal"]
    assert first["urgency"] == 10_000 * 72 + 3_000 * 36
    assert first["revenue"] == 8_000 * 20_000 + 5_000 * 18_000
    assert first["ranks"] == 8_000 * 4 + 2_000 * 2 + 3_000 * 1


def test_the_net_price_decides_where_urgency_does_not():
    """19,000 + 20,000 beats 20,000 + 15,000 for each kilogram, though the first lot alone would rather have 20,000."""
    net = {("u/1", "b/2"): 19_000.0, ("u/2", "b/2"): 15_000.0}
    lots = [lot("u/1", 5), lot("u/2", 5)]
    made = plan(lots, [request("b/1", 5, price=20_000.0), request("b/2", 5)], net)
    assert tonnes(made) == {("u/1", "b/2"): 5.0, ("u/2", "b/1"): 5.0}
    assert made.links["net_price_vnd_kg"].tolist() == [19_000.0, 20_000.0]


def test_each_link_names_the_objective_that_settled_it():
    """One buyer for one lot: nothing else places as much. Two prices: the dearer. Two alike: the ids."""
    assert plan([lot("u/1", 5)], [request("b/1", 5)]).links["stage"].tolist() == [1]
    dear = [request("b/1", 5), request("b/2", 5, price=20_000.0)]
    assert plan([lot("u/1", 5)], dear).links["stage"].tolist() == [2]
    alike = plan([lot("u/1", 5), lot("u/2", 5)], [request("b/1", 5), request("b/2", 5)])
    assert alike.links["stage"].tolist() == [3, 3]


def test_a_tonne_more_is_worth_more_than_any_price():
    """The second lot can only go to the dear buyer, so the first is sent to the cheap one and all is sold."""
    net = {("u/2", "b/2"): None}
    made = plan([lot("u/1", 5), lot("u/2", 5)], [request("b/1", 5, price=30_000.0), request("b/2", 5)], net)
    assert tonnes(made) == {("u/1", "b/2"): 5.0, ("u/2", "b/1"): 5.0}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"shelf": 3}, {"shelf": 30}),
        ({"first": 1}, {"first": 6}),
        ({"shelf": 20, "needs_support": True}, {"shelf": 11}),
        ({"shelf": 9}, {"shelf": 20, "needs_support": True}),
        ({"first": -30, "last": -18, "shelf": 28}, {"shelf": 20}),
    ],
    ids=[
        "shorter shelf life",
        "sooner harvest",
        "need halves the days",
        "but no more than halves them",
        "harvest over, 9 days left",
    ],
)
def test_what_is_lost_sooner_is_sold_first(one, other):
    made = plan([lot("u/1", 4, **other), lot("u/2", 4, **one)], [request("b/1", 4)])
    assert tonnes(made) == {("u/2", "b/1"): 4.0}


def test_equal_lots_and_requests_go_by_their_ids():
    made = plan([lot(f"u/{one}", 2) for one in (3, 1, 2)], [request(f"b/{one}", 2) for one in (2, 1)])
    assert tonnes(made) == {("u/1", "b/1"): 2.0, ("u/2", "b/2"): 2.0}


def test_the_reason_is_the_filter_that_left_no_choice():
    made = plan(
        [
            lot("u/1", 1, group_code="durian"),
            lot("u/2", 1, first=1, last=10, shelf=9),
            lot("u/3", 1, first=1, last=10, shelf=10, farmgate_price_vnd_kg=10_001.0),
            lot("u/4", 1, first=1, last=10, shelf=10, farmgate_price_vnd_kg=10_000.0),
            lot("u/5", 1, first=31, last=40),
        ],
        [request("b/1", 0.4, first=20, last=30)],
    )
    assert tonnes(made) == {("u/4", "b/1"): 0.4}
    assert made.links[["from_on", "to_on"]].to_numpy().tolist() == [[day(20), day(20)]]
    assert reasons(made) == {
        "u/1": (1.0, REASONS[NO_BUYER]),
        "u/2": (1.0, REASONS[WINDOW]),
        "u/3": (1.0, REASONS[PRICE]),
        "u/4": (0.6, REASONS[CAPACITY]),
        "u/5": (1.0, REASONS[WINDOW]),
    }


def test_a_request_that_is_full_already_is_a_matter_of_capacity():
    made = plan([lot("u/1", 1)], [request("b/1", 0)])
    assert reasons(made) == {"u/1": (1.0, REASONS[CAPACITY])}


def test_a_window_that_is_over_counts_no_more():
    lots, requests, _ = tables([lot("u/1", 1)], [request("b/1", 1, first=1, last=5)])
    made = plan_links(lots, requests, pairs(lots, requests).head(0), as_of_date=day(6))
    assert reasons(made) == {"u/1": (1.0, REASONS[WINDOW])}


def test_less_than_a_kilogram_is_not_sold_and_no_capacity_is_broken():
    made = plan([lot("u/1", 0.0009), lot("u/2", 1.0009)], [request("b/1", 0.7004), request("b/2", 5)])
    assert made.links["quantity_t"].sum() == 1.0
    assert tonnes(made)[("u/2", "b/1")] == 0.7


def test_a_price_not_stated_earns_nothing_and_is_taken_last():
    made = plan([lot("u/1", 4)], [request("b/1", 4, price=np.nan), request("b/2", 3, price=1.0)])
    assert tonnes(made) == {("u/1", "b/1"): 1.0, ("u/1", "b/2"): 3.0}
    assert made.links["net_price_vnd_kg"].isna().tolist() == [True, False]


def test_parties_are_discounted_only_when_asked():
    lots, requests = [lot("u/1", 10, reliability=0.5)], [request("b/1", 10, reliability=0.4)]
    assert tonnes(plan(lots, requests)) == {("u/1", "b/1"): 10.0}
    assert tonnes(plan(lots, requests, discount_reliability=True)) == {("u/1", "b/1"): 4.0}


def test_the_district_floor_and_what_it_costs():
    """10 t are asked for. Without a floor all are the urgent district's; 30 % of the other's 20 t are 6 t of them."""
    lots = [lot("x/1", 10, shelf=3, district_code="x"), lot("y/1", 20, shelf=30, district_code="y")]
    net = {("y/1", "b/1"): 9_000.0}
    made = plan(lots, [request("b/1", 10)], net, district_floor=0.3)
    assert tonnes(made) == {("x/1", "b/1"): 4.0, ("y/1", "b/1"): 6.0}
    assert reasons(made) == {"x/1": (6.0, REASONS[CAPACITY]), "y/1": (14.0, REASONS[CAPACITY])}
    assert made.costs_of_floors.to_numpy().tolist() == [["district", 0.3, 0.0, 0.0, 6.0, 6_000_000.0]]
    assert tuple(made.costs_of_floors.columns) == FLOOR_COST_COLUMNS


def test_the_smallholder_floor_and_what_it_costs():
    lots = [lot("u/1", 10, shelf=3), lot("u/2", 4, shelf=30, is_smallholder=True)]
    made = plan(lots, [request("b/1", 10)], smallholder_floor=0.5)
    assert tonnes(made) == {("u/1", "b/1"): 8.0, ("u/2", "b/1"): 2.0}
    assert made.costs_of_floors.to_numpy().tolist() == [["smallholder", 0.5, 0.0, 0.0, 2.0, 0.0]]


def test_floors_that_cannot_be_held_are_held_as_far_as_they_can():
    """Each of two districts is promised 80 % of 10 t, and only 10 t are asked for: 6 t of the 16 t are short."""
    lots = [lot("x/1", 10, district_code="x"), lot("y/1", 10, district_code="y")]
    made = plan(lots, [request("b/1", 10)], district_floor=0.8, smallholder_floor=0.5)
    assert made.links["quantity_t"].sum() == 10.0
    costs = made.costs_of_floors.set_index("floor")
    assert costs.loc["district", "shortfall_t"] == 6.0
    assert costs.loc["smallholder", "shortfall_t"] == 0.0


def test_nothing_to_plan_is_a_plan():
    lots, requests, candidates = tables([lot("u/1", 1)], [request("b/1", 1)])
    for sellers, buyers in ((lots.head(0), requests), (lots, requests.head(0)), (lots.head(0), requests.head(0))):
        made = plan_links(sellers, buyers, candidates.head(0), as_of_date=TODAY)
        assert made.links.empty
        assert made.pools.empty
        assert list(made.unplaced["reason"]) == [REASONS[NO_BUYER]] * len(sellers)
        assert (made.certificate["gap"] == 0).all()


def test_wrong_tables_are_refused_by_name():
    lots, requests, candidates = tables([lot("u/1", 1)], [request("b/1", 1)])
    for wrong, message in (
        ((lots.drop(columns="unit_code"), requests, candidates), "lacks unit_code"),
        ((pd.concat([lots, lots]), requests, candidates), "lot_id u/1 stands twice"),
        ((lots, requests, pd.concat([candidates, candidates])), "a candidate stands twice"),
        ((lots, requests, candidates.assign(lot_id="u/9")), "not in its table"),
        ((lots, requests.assign(group_code="durian"), candidates), "two product groups"),
    ):
        with pytest.raises(LinkInputWrong, match=message):
            plan_links(*wrong, as_of_date=TODAY)


def test_any_kind_of_date_will_do():
    lots, requests, candidates = tables([lot("u/1", 1)], [request("b/1", 1)])
    stamps = [one.assign(**{name: pd.to_datetime(one[name]) for name in ("from_on", "to_on")})
              for one in (lots, requests, candidates)]  # fmt: skip
    made = plan_links(*stamps, as_of_date=TODAY)
    assert made.links["from_on"].tolist() == [date(2023, 9, 1)]
    assert reasons(plan([lot("u/1", 5)], [request("b/1", 9, min_lot_t=6.0)])) == {"u/1": (5.0, REASONS[MIN_LOT])}
