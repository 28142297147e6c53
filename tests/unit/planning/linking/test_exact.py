"""The plan against solvers that share nothing with HiGHS: enumeration, and a network simplex on exact integers."""

import hashlib
import itertools
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.linking import solver
from planning.linking.plan import plan_links
from planning.linking.problem import COSTS, KG, RANKS, REVENUE, URGENCY, read_problem
from tests.examples import examples
from tests.unit.planning.linking.link_tables import TODAY, lot, random_tables, request, tables

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
BIG = 10**12
SEEDS = st.integers(0, 2**32 - 1)


def planned(made, problem):
    """Whole kilograms of each edge of the problem."""
    kilograms = {(row.lot_id, row.request_id): round(row.quantity_t * KG) for row in made.links.itertuples()}
    lots, requests = problem.lots["lot_id"], problem.requests["request_id"]
    return [kilograms.get((lots[edge.lot], requests[edge.request]), 0) for edge in problem.edges.itertuples()]


def network(problem, weight):
    """Source, lots, requests, sink; `weight(edge)` is an exact integer."""
    graph = nx.DiGraph()
    graph.add_node("s")
    graph.add_node("t")
    graph.add_edge("s", "t", weight=0)
    for one in problem.lots.itertuples():
        graph.add_edge("s", ("lot", one.Index), capacity=one.supply_kg, weight=0)
    for one in problem.requests.itertuples():
        graph.add_edge(("request", one.Index), "t", capacity=one.demand_kg, weight=0)
    for edge in problem.edges.to_dict("records"):
        graph.add_edge(("lot", edge["lot"]), ("request", edge["request"]), weight=-weight(edge))
    return graph


def exact_plan(problem):
    """All objectives weighed at once with powers of a number no plan can reach, in integers of any length."""

    def weight(edge):
        urgency, revenue, ranks, mixed = (round(100 * edge[name]) for name in COSTS)
        return ((urgency * BIG + revenue) * BIG + ranks) * BIG + mixed

    graph = network(problem, weight)
    total = int(problem.lots["supply_kg"].sum())
    graph.nodes["s"]["demand"], graph.nodes["t"]["demand"] = -total, total
    _, flow = nx.network_simplex(graph)
    return [flow[("lot", edge.lot)][("request", edge.request)] for edge in problem.edges.itertuples()]


@examples(30)
@given(seed=SEEDS, round_to=st.integers(0, 1))
def test_the_plan_is_the_network_simplexs_to_the_kilogram(seed, round_to):
    """The objectives in their order are one exact optimum; half of the markets trade whole tonnes, which ties a lot."""
    frames = random_tables(seed, lots=12, requests=7, round_to=round_to)
    problem = read_problem(*frames, discount=False)
    made = plan_links(*frames, as_of_date=TODAY)
    assert planned(made, problem) == exact_plan(problem)


@pytest.mark.parametrize("options", [{}, {"district_floor": 0.6, "smallholder_floor": 0.5}], ids=["free", "floors"])
@pytest.mark.parametrize("seed", range(3))
def test_a_model_that_starts_with_few_columns_ends_at_the_same_plan(monkeypatch, seed, options):
    frames = random_tables(600 + seed, lots=30, requests=20)
    whole = plan_links(*frames, as_of_date=TODAY, **options)
    let_in = []
    add = solver.LexicographicSolver._let_in
    monkeypatch.setattr(solver, "WHOLE_MODEL", 0)
    monkeypatch.setattr(solver, "FIRST_OF_LOT", 1)
    monkeypatch.setattr(
        solver.LexicographicSolver, "_let_in", lambda *given: (let_in.append(given[1]), add(*given))
    )  # fmt: skip
    few = plan_links(*frames, as_of_date=TODAY, **options)
    assert let_in
    assert few.links.drop(columns="stage").equals(whole.links.drop(columns="stage"))
    assert np.allclose(few.certificate["primal"], whole.certificate["primal"])


@examples(8)
@given(seed=SEEDS)
def test_no_whole_plan_at_all_is_better(seed):
    """Two lots and three requests of 1 to 3 kg: every plan there is, one by one."""
    chance = np.random.default_rng(seed)
    sellers = [lot(f"u/{one}", chance.integers(1, 4) / KG, shelf=int(chance.choice([3, 9]))) for one in range(2)]
    buyers = [request(f"b/{one}", chance.integers(1, 4) / KG, price=float(chance.integers(5, 9))) for one in range(3)]
    net = {(f"u/{one}", f"b/{other}"): float(chance.integers(4, 9)) for one in range(2) for other in range(3)}
    frames = tables(sellers, buyers, net)
    problem = read_problem(*frames, discount=False)
    edges = problem.edges
    costs = edges[[URGENCY, REVENUE, RANKS]].to_numpy()
    best = None
    for plan in itertools.product(range(4), repeat=len(edges)):
        sold = np.bincount(edges["lot"], plan, len(problem.lots))
        bought = np.bincount(edges["request"], plan, len(problem.requests))
        if (sold <= problem.lots["supply_kg"]).all() and (bought <= problem.requests["demand_kg"]).all():
            best = max(best or (-1.0,), tuple(np.array(plan) @ costs))
    made = plan_links(*frames, as_of_date=TODAY)
    assert tuple(np.array(planned(made, problem)) @ costs) == best
    assert tuple(made.certificate["primal"])[:3] == best


@examples(6)
@given(seed=SEEDS)
def test_as_many_tonnes_are_placed_as_can_be(seed):
    frames = random_tables(seed, lots=20, requests=8)
    problem = read_problem(*frames, discount=False)
    graph = network(problem, lambda edge: 0)
    graph.remove_edge("s", "t")
    most = nx.maximum_flow_value(graph, "s", "t")
    assert round(plan_links(*frames, as_of_date=TODAY).links["quantity_t"].sum() * KG) == most


def digest(made):
    """One number of everything in a plan."""
    parts = [getattr(made, name).to_csv(index=False) for name in made.__dataclass_fields__]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@pytest.mark.parametrize("options", [{}, {"district_floor": 0.4, "smallholder_floor": 0.3}], ids=["free", "floors"])
def test_the_order_of_rows_is_nothing(options):
    frames = random_tables(7, lots=40, requests=15, min_lots=True, round_to=0)
    first = plan_links(*frames, as_of_date=TODAY, **options)
    assert len(first.links) > 20
    for seed in range(3):
        shuffled = [one.sample(frac=1, random_state=seed) for one in frames]
        assert digest(plan_links(*shuffled, as_of_date=TODAY, **options)) == digest(first)


def test_another_process_makes_the_same_plan_and_prints_nothing_of_its_own():
    code = (
        "from tests.unit.planning.linking.link_tables import *\n"
        "from tests.unit.planning.linking.test_exact import digest, plan_links\n"
        "print(digest(plan_links(*random_tables(7, lots=40, requests=15, min_lots=True), as_of_date=TODAY)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONHASHSEED": "11", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    here = digest(plan_links(*random_tables(7, lots=40, requests=15, min_lots=True), as_of_date=TODAY))
    assert told.stdout == here + "\n"


@examples(5)
@given(seed=SEEDS)
def test_with_min_lots_every_truck_is_full_enough_and_no_capacity_is_broken(seed):
    lots, requests, candidates = random_tables(seed, lots=40, requests=15, min_lots=True)
    made = plan_links(lots, requests, candidates, as_of_date=TODAY)
    sold = made.links.groupby("lot_id")["quantity_t"].sum()
    assert (sold <= lots.set_index("lot_id")["available_t"].reindex(sold.index) + 1e-9).all()
    bought = made.links.groupby("request_id")["quantity_t"].sum()
    assert (bought <= requests.set_index("request_id")["quantity_t"].reindex(bought.index) + 1e-9).all()
    least = requests.set_index("request_id")["min_lot_t"].fillna(0)
    alone = made.links[made.links["pool_id"].isna()]
    assert (alone["quantity_t"].to_numpy() >= least.loc[alone["request_id"]].to_numpy()).all()
    together = made.links.dropna(subset="pool_id").groupby("pool_id").agg({"request_id": "first", "quantity_t": "sum"})
    assert (together["quantity_t"].to_numpy() >= least.loc[together["request_id"]].to_numpy() - 1e-9).all()
    placed = made.unplaced.set_index("lot_id")["unplaced_t"].add(sold, fill_value=0)
    assert np.allclose(placed, lots.set_index("lot_id")["available_t"].loc[placed.index])
