"""From a problem to its solved plan: product groups apart, floors together, and lots too small for a buyer taken out.

A floor ties every product group to the others, so with one the program is solved as a whole; without, group by group.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planning.linking.pools import TOO_SMALL, to_remove
from planning.linking.problem import COSTS, MIXED, RANKS, REVENUE, URGENCY, Problem, is_true
from planning.linking.solver import SHORTFALL, Block, LexicographicSolver, Solved

DISTRICT, SMALLHOLDER = "district", "smallholder"
STAGES = (SHORTFALL, *COSTS)
SETTLED = {URGENCY: 1, REVENUE: 2, RANKS: 3}
_NAMED = ["floor", "kind"]


@dataclass(frozen=True)
class Floors:
    """Part of the offered tonnes that each district, and the smallholders together, sell at least; 0 = off."""

    district: float = 0.0
    smallholder: float = 0.0

    def rows(self, problem: Problem, edges: np.ndarray) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
        """Floors (floor, its id; kind), their kilograms and membership (edges x floors); what nobody may buy is not
        offered."""
        if not (self.district > 0 or self.smallholder > 0):
            return pd.DataFrame(columns=_NAMED), np.zeros(0), np.zeros((len(edges), 0), dtype=bool)
        lots = problem.lots.loc[np.unique(problem.edges["lot"].to_numpy()[edges])]
        of_edge = problem.edges["lot"].to_numpy()[edges]
        held = []
        if self.district > 0:
            district = lots["district_code"].where(lots["district_code"].notna(), lots["unit_code"])
            codes = sorted(district.unique())
            held += [(f"{DISTRICT} {code}", DISTRICT, self.district, district == code) for code in codes]
        if self.smallholder > 0:
            inside = pd.Series(is_true(lots, "is_smallholder"), lots.index)
            held.append((SMALLHOLDER, SMALLHOLDER, self.smallholder, inside))
        kilograms = [np.floor(part * lots.loc[inside, "supply_kg"].sum()) for _, _, part, inside in held]
        members = [inside.loc[of_edge].to_numpy() for *_, inside in held]
        named = pd.DataFrame([(floor, kind) for floor, kind, *_ in held], columns=_NAMED)
        return named, np.array(kilograms, dtype=float), np.column_stack(members)


@dataclass(frozen=True)
class Solution:
    """`kilograms` (whole), `flow` (as solved), `is_open`, `is_mixed` (the last objective was
    needed) and `stage` per edge; `lot_duals`, `request_duals`: a column per
    stage, positions as in the problem; `floors`: floor, kind, kg, shortfall_kg and duals; `members`: floor, lot."""

    kilograms: np.ndarray
    flow: np.ndarray
    is_open: np.ndarray
    is_mixed: np.ndarray
    stage: np.ndarray
    lot_duals: pd.DataFrame
    request_duals: pd.DataFrame
    floors: pd.DataFrame
    members: pd.DataFrame


def solve_program(problem: Problem, pools: np.ndarray, floors: Floors) -> Solution:
    """The plan of a problem whose edges have these pools; raises LinkSolverFailed."""
    outcome = _nothing(problem)
    admitted = np.flatnonzero(pools != TOO_SMALL)
    together = floors.district > 0 or floors.smallholder > 0
    groups = np.zeros(len(admitted)) if together else problem.edges["group_code"].to_numpy()[admitted]
    for group in pd.unique(groups):
        edges = admitted[groups == group]
        named, kilograms, table = floors.rows(problem, edges)
        block, lots, requests = _block(problem, edges, kilograms, table)
        solved, is_open, whole = _solve_block(problem, block, edges, pools)
        outcome.kilograms[edges], outcome.is_open[edges] = whole, is_open
        outcome.flow[edges] = solved.x[: len(edges)]
        outcome.stage[edges], outcome.is_mixed[edges] = _settled(block, solved), MIXED in solved.duals
        for stage, dual in solved.duals.items():
            outcome.lot_duals.loc[lots, stage] = dual[: len(lots)]
            outcome.request_duals.loc[requests, stage] = dual[len(lots) : len(lots) + len(requests)]
        if len(named):
            return _with_floors(outcome, problem, edges, named, kilograms, table, solved)
    return outcome


def _nothing(problem: Problem) -> Solution:
    edges = len(problem.edges)
    empty = dict.fromkeys(STAGES, 0.0)
    return Solution(
        np.zeros(edges, dtype="int64"), np.zeros(edges), np.zeros(edges, dtype=bool), np.zeros(edges, dtype=bool),
        np.zeros(edges, dtype="int64"),
        pd.DataFrame(empty, index=problem.lots.index), pd.DataFrame(empty, index=problem.requests.index),
        pd.DataFrame(columns=[*_NAMED, "kg", "shortfall_kg", *STAGES]), pd.DataFrame(columns=["floor", "lot"]),
    )  # fmt: skip


def _block(
    problem: Problem, edges: np.ndarray, kilograms: np.ndarray, table: np.ndarray
) -> tuple[Block, np.ndarray, np.ndarray]:
    rows = problem.edges.loc[edges]
    lots, lot = np.unique(rows["lot"].to_numpy(), return_inverse=True)
    requests, request = np.unique(rows["request"].to_numpy(), return_inverse=True)
    supply, demand = problem.lots["supply_kg"].to_numpy()[lots], problem.requests["demand_kg"].to_numpy()[requests]
    costs = {name: rows[name].to_numpy(dtype=float) for name in COSTS}
    cap = np.concatenate([supply, demand]).astype(float)
    return Block(lot, len(lots) + request, cap, costs, kilograms, table), lots, requests


def _solve_block(
    problem: Problem, block: Block, edges: np.ndarray, pools: np.ndarray
) -> tuple[Solved, np.ndarray, np.ndarray]:
    """The last solution, which edges were open to it, and its whole kilograms: every used pool reaches its min lot."""
    solver, is_open = LexicographicSolver(block), np.ones(len(edges), dtype=bool)
    pool, request = pools[edges], problem.edges["request"].to_numpy()[edges]
    min_lot = problem.requests["min_lot_kg"].to_numpy()[request]

    def too_small(flow: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        whole = (np.floor(flow + 1e-6) if len(block.floor) else np.rint(flow)).astype("int64")
        return whole, np.isin(pool, to_remove(pool, request, whole, min_lot))

    has_pools = bool((pool >= 0).any())
    while True:
        while has_pools and (removed := too_small(solver.screen(is_open))[1]).any():
            is_open &= ~removed
        solved = solver.solve(is_open)
        whole, removed = too_small(solved.x[: len(edges)])
        if not removed.any():
            return solved, is_open, whole
        is_open &= ~removed


def _settled(block: Block, solved: Solved) -> np.ndarray:
    """The objective after which an edge's tonnes follow from rows that are full in every plan as good: 1, 2 or 3."""
    stage = np.full(len(block.lot), SETTLED[RANKS])
    for name in (REVENUE, URGENCY):
        free, tight = solved.faces[name]
        unknown = free[: len(block.lot)].copy()
        while True:
            left = np.flatnonzero(unknown)
            ends = block.lot[left], block.request[left]
            follows = tight & (sum(np.bincount(end, minlength=len(tight)) for end in ends) == 1)
            known = left[follows[ends[0]] | follows[ends[1]]]
            if not len(known):
                break
            unknown[known] = False
        stage[~unknown] = SETTLED[name]
    return stage


def _with_floors(
    outcome: Solution,
    problem: Problem,
    edges: np.ndarray,
    named: pd.DataFrame,
    kilograms: np.ndarray,
    table: np.ndarray,
    solved: Solved,
) -> Solution:
    count = len(named)
    duals = {stage: dual[len(dual) - count :] for stage, dual in solved.duals.items()}
    floors = named.assign(kg=kilograms, shortfall_kg=solved.x[len(edges) :], **duals)
    edge, floor = np.nonzero(table)
    lot = problem.edges["lot"].to_numpy()[edges][edge]
    members = pd.DataFrame({"floor": named["floor"].to_numpy()[floor], "lot": lot}).drop_duplicates()
    parts = {name: getattr(outcome, name) for name in outcome.__dataclass_fields__}
    return Solution(**(parts | {"floors": floors.reindex(columns=[*_NAMED, "kg", "shortfall_kg", *STAGES]).fillna(0.0),
                               "members": members}))  # fmt: skip
