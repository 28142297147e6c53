"""Small lots together: which may share a truck, what happens to an allotment that is too small, who is paid what."""

from decimal import Decimal

import numpy as np

from planning.linking.plan import plan_links
from planning.linking.pools import POOL_COLUMNS, shared_out
from planning.linking.reasons import CAPACITY, MIN_LOT, REASONS, REST
from tests.unit.planning.linking.link_tables import TODAY, day, lot, request, tables


def plan(lots, requests, net=None):
    return plan_links(*tables(lots, requests, net), as_of_date=TODAY)


def tonnes(made):
    return {(row.lot_id, row.request_id): row.quantity_t for row in made.links.itertuples()}


def reasons(made):
    return dict(zip(made.unplaced["lot_id"], made.unplaced["reason"]))


def test_three_small_lots_make_the_min_lot_and_are_paid_to_the_dong():
    """2 + 2 + 1.5 t for a buyer that sends no truck for less than 5: all on the days the three have in common."""
    net = {("u/1", "b/1"): 10_000.0, ("u/2", "b/1"): 9_500.0, ("u/3", "b/1"): 9_333.33}
    lots = [lot("u/1", 2, first=1, last=10, shelf=5), lot("u/2", 2, first=4, last=12, shelf=5),
            lot("u/3", 1.5, first=6, last=20, shelf=5, producer_key="p u/1")]  # fmt: skip
    made = plan(lots, [request("b/1", 9, min_lot_t=5.0)], net)
    assert tonnes(made) == {("u/1", "b/1"): 2.0, ("u/2", "b/1"): 2.0, ("u/3", "b/1"): 1.5}
    assert set(made.links["pool_id"]) == {"b/1+1"}
    assert {tuple(row) for row in made.links[["from_on", "to_on"]].to_numpy()} == {(day(6), day(15))}
    assert made.pools.drop(columns="share").to_numpy().tolist() == [
        ["b/1+1", "b/1", "mango", "p u/1", 2, day(6), day(15), 3.5, 20_000_000 + 13_999_995, 5.5, 5.0],
        ["b/1+1", "b/1", "mango", "p u/2", 1, day(6), day(15), 2.0, 19_000_000, 5.5, 5.0],
    ]
    assert np.allclose(made.pools["share"], [3.5 / 5.5, 2 / 5.5])
    assert tuple(made.pools.columns) == POOL_COLUMNS


def test_without_a_stated_price_nothing_is_promised():
    made = plan([lot("u/1", 2), lot("u/2", 3)], [request("b/1", 9, min_lot_t=5.0, price=np.nan)])
    assert made.pools["payback_vnd"].isna().all()


def test_the_sum_to_share_out_is_whole_and_the_largest_remainders_take_the_rest():
    assert shared_out(100, [Decimal(1)] * 3) == [34, 33, 33]
    assert shared_out(10, [Decimal("1.9"), Decimal("1.2"), Decimal("6.9")]) == [2, 1, 7]
    assert shared_out(-10, [Decimal("-1.5"), Decimal("-8.5")]) == [-1, -9]
    assert shared_out(0, [Decimal(0), Decimal(0)]) == [0, 0]


def test_lots_without_a_common_day_do_not_share_a_truck():
    lots = [lot("u/1", 3, first=1, last=5, shelf=3), lot("u/2", 3, first=9, last=12, shelf=3)]
    made = plan(lots, [request("b/1", 9, min_lot_t=5.0)])
    assert made.links.empty
    assert reasons(made) == {"u/1": REASONS[MIN_LOT], "u/2": REASONS[MIN_LOT]}
    lots[1] = lot("u/2", 3, first=8, last=12, shelf=3)
    assert plan(lots, [request("b/1", 9, min_lot_t=5.0)]).links["from_on"].tolist() == [day(8), day(8)]


def test_two_products_do_not_share_a_truck():
    made = plan([lot("u/1", 3), lot("u/2", 3, product_code="mango_2")], [request("b/1", 9, min_lot_t=5.0)])
    assert made.links.empty


def test_only_neighbouring_districts_go_together():
    """Châu Thành and Tân Hiệp are 18 km apart, Châu Thành and Gò Quao 27."""
    places = {"905": (9.945, 105.169), "904": (10.092, 105.243), "907": (9.741, 105.295)}

    def at(lot_id, district):
        return lot(lot_id, 3, district_code=district, latitude=places[district][0], longitude=places[district][1])

    near = plan([at("905/1", "905"), at("904/1", "904")], [request("b/1", 9, min_lot_t=5.0)])
    assert set(near.links["pool_id"]) == {"b/1+1"}
    far = plan([at("905/1", "905"), at("907/1", "907")], [request("b/1", 9, min_lot_t=5.0)])
    assert reasons(far) == {"905/1": REASONS[MIN_LOT], "907/1": REASONS[MIN_LOT]}


def test_what_is_too_small_goes_along_with_a_pool_of_the_neighbours():
    """Châu Thành fills a truck of 5 t; of Tân Hiệp's 2 + 1 t, 1 t is there on its days, and Gò Quao's is too far."""
    chau_thanh, tan_hiep, go_quao = ((9.945, 105.169), (10.092, 105.243), (9.741, 105.295))

    def at(lot_id, tonnes, place, **days):
        return lot(lot_id, tonnes, district_code=lot_id[:3], latitude=place[0], longitude=place[1], **days)

    lots = [at("905/1", 6, chau_thanh, first=1, last=5, shelf=2), at("904/1", 1, tan_hiep, first=7, last=9, shelf=2),
            at("904/2", 2, tan_hiep, first=8, last=9, shelf=2), at("907/1", 1, go_quao, first=1, last=5)]  # fmt: skip
    made = plan(lots, [request("b/1", 20, min_lot_t=5.0)])
    assert tonnes(made) == {("904/1", "b/1"): 1.0, ("905/1", "b/1"): 6.0}
    assert {tuple(row) for row in made.links[["from_on", "to_on"]].to_numpy()} == {(day(7), day(7))}
    assert reasons(made) == {"904/2": REASONS[MIN_LOT], "907/1": REASONS[MIN_LOT]}


def test_a_lot_large_enough_goes_alone():
    made = plan([lot("u/1", 6)], [request("b/1", 9, min_lot_t=5.0)])
    assert tonnes(made) == {("u/1", "b/1"): 6.0}
    assert made.links["pool_id"].isna().all()
    assert made.pools.empty


def test_an_allotment_below_the_min_lot_is_taken_out_and_the_rest_solved_again():
    """The dear buyer takes 4 of 6 t; the 2 left are too few for the other's truck of 3."""
    made = plan([lot("u/1", 6)], [request("b/1", 4, price=20_000.0), request("b/2", 9, min_lot_t=3.0)])
    assert tonnes(made) == {("u/1", "b/1"): 4.0}
    assert reasons(made) == {"u/1": REASONS[MIN_LOT]}
    assert made.certificate.loc[0, "primal"] == 4_000 * 36
    assert made.certificate.loc[0, "candidates"] == 1


def test_the_smaller_of_two_pools_goes_first_and_its_demand_to_the_other():
    """Both districts' lots of 4 t want the 6 t; by the ids 4 + 2 are allotted, 2 is below 3, so the buyer gets 4."""
    lots = [lot("x/1", 4, district_code="x"), lot("y/1", 4, district_code="y")]
    made = plan(lots, [request("b/1", 6, min_lot_t=3.0)])
    assert tonnes(made) == {("x/1", "b/1"): 4.0}
    assert reasons(made) == {"y/1": REASONS[REST]}  # 2 t are asked still, less than any truck of that buyer


def test_where_the_buyer_of_a_min_lot_is_full_it_is_a_matter_of_capacity():
    lots = [lot("x/1", 4, district_code="x"), lot("y/1", 2, district_code="y")]
    assert reasons(plan(lots, [request("b/1", 4, min_lot_t=3.0)])) == {"y/1": REASONS[CAPACITY]}


def test_a_request_with_less_room_than_its_own_min_lot_takes_nobody():
    made = plan([lot("u/1", 9)], [request("b/1", 4, min_lot_t=5.0)])
    assert made.links.empty
    assert reasons(made) == {"u/1": REASONS[REST]}
