"""The two ways of doing without a plan, by hand, and that the plan is never behind them."""

import pytest

from planning.linking.baselines import COMPARISON_COLUMNS, FIRST_COME, PLAN, PRO_RATA, compare_methods
from planning.linking.plan import plan_links
from tests.unit.planning.linking.link_tables import TODAY, lot, random_tables, request, tables


def compared(frames):
    made = plan_links(*frames, as_of_date=TODAY)
    return compare_methods(*frames, made.links).set_index("method")


def test_the_three_ways_by_hand():
    """By telephone the first lot takes the first buyer, who is full when the lot that spoils soonest comes.

    Pro rata b/1 shares 4 + 2 t and b/2 6 t; the first lot has 6 of those 10, so 2.4 + 3.6; then 1 t more of the second.
    """
    lots = [lot("u/1", 6, first=1, shelf=90), lot("u/2", 3, first=2, shelf=5, is_smallholder=True)]
    frames = tables(lots, [request("b/1", 6, price=10_000.0), request("b/2", 6, price=8_000.0)], {("u/2", "b/2"): None})
    table = compared(frames)
    assert tuple(table.reset_index().columns) == COMPARISON_COLUMNS
    assert table.loc[FIRST_COME].tolist() == [1, 6.0, 0.0, 60_000_000.0, 0.0]
    assert table.loc[PRO_RATA].tolist() == [3, 9.0, 3.0, 54_000_000.0 + 28_800_000.0, 1 / 3]
    assert table.loc[PLAN].tolist() == [3, 9.0, 3.0, 84_000_000.0, 1 / 3]


def test_a_baseline_holds_the_min_lots_too():
    """Pro rata gives each district 2 t, below 3: the first falls out, the other has all 4."""
    lots = [lot("x/1", 4, district_code="x"), lot("y/1", 4, district_code="y")]
    table = compared(tables(lots, [request("b/1", 4, min_lot_t=3.0)]))
    assert table["placed_t"].tolist() == [4.0, 4.0, 4.0]
    assert table.loc[PRO_RATA, "links"] == 1


@pytest.mark.parametrize("seed", range(5))
def test_without_min_lots_no_way_places_more_than_the_plan(seed):
    table = compared(random_tables(500 + seed, lots=30, requests=12))
    assert (table["placed_t"] <= table.loc[PLAN, "placed_t"]).all()
    assert (table.loc[[FIRST_COME, PRO_RATA], "placed_t"] > 0).all()


def test_nothing_placed_has_no_share():
    frames = tables([lot("u/1", 1)], [request("b/1", 0)])
    table = compared(frames)
    assert table["smallholder_share"].isna().all()
    assert (table["placed_t"] == 0).all()
