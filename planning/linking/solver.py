"""The linear program of the plan in HiGHS, one objective after the other, each on what the one before left equal.

An objective is kept by complementary slackness, not by a row with a tolerance: where its reduced cost is not zero a
column stays at zero, where its dual is not zero a row stays tight. So capacities stay a network and whole kilograms
come out whole.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from highspy._core import _Highs

from planning.linking.problem import MIXED

TOLERANCE = 1e-3
PRICED_OUT = -5e-7
WHOLE_MODEL = 8_000
FIRST_OF_LOT, MORE_OF_LOT = 4, 2
DUAL, PRIMAL = 1, 4
_OPTIONS = {
    "output_flag": False, "threads": 1, "random_seed": 0, "solver": "simplex", "simplex_strategy": PRIMAL,
    "presolve": "off", "primal_simplex_bound_perturbation_multiplier": 0.0,
}  # fmt: skip
_AT_LOWER, _BASIC, _AT_UPPER = (
    highspy.HighsBasisStatus.kLower, highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kUpper,
)  # fmt: skip


class LinkSolverFailed(RuntimeError):
    """HiGHS did not end at an optimum."""


@dataclass(frozen=True)
class Block:
    """A linear program of its own: maximise the costs in turn, x >= 0.

    Columns: `lot` and `request` (row numbers) of each edge, then a shortfall per floor. Rows: lots and requests
    (<= `cap`), floors (>= `floor`, of the edges where `floor_of` (edges x floors) is true). `costs`: name -> per edge;
    with floors the shortfall is made least before all of them.
    """

    lot: np.ndarray
    request: np.ndarray
    cap: np.ndarray
    costs: dict[str, np.ndarray]
    floor: np.ndarray
    floor_of: np.ndarray


@dataclass(frozen=True)
class Solved:
    """`x` per column (kg), `duals` per stage and row; `faces`: after each stage, which columns are free to differ in
    another plan as good, and which rows are tight in all of them."""

    x: np.ndarray
    duals: dict[str, np.ndarray]
    faces: dict[str, tuple[np.ndarray, np.ndarray]]


SHORTFALL = "shortfall"


class LexicographicSolver:
    """Keeps one model, so that solving again with some edges closed starts from where the last solution ended.

    A large block starts with a few columns of each lot; those left out are priced after every run and the ones that
    would improve it are let in, so that the optimum is the whole block's. The bare class of highspy: its wrapper prints
    a banner on standard output.
    """

    def __init__(self, block: Block) -> None:
        self.block = block
        self.edges, self.floors = len(block.lot), len(block.floor)
        self.columns, self.rows = self.edges + self.floors, len(block.cap) + self.floors
        self.low = np.concatenate([np.full(len(block.cap), -np.inf), block.floor])
        self.high = np.concatenate([block.cap, np.full(self.floors, np.inf)])
        self._bound = np.concatenate([block.cap, block.floor])
        self._cost, self._screened = None, self._both_at_once()
        self._free, self._tight = np.ones(self.columns, dtype=bool), np.zeros(self.rows, dtype=bool)
        self._again = PRIMAL
        self._start, self._index = self._matrix()
        basic, charged, placed = self._greedy()
        self.inside = self._first_columns(basic)
        self._at = np.full(self.columns, -1)
        self._at[self.inside] = np.arange(len(self.inside))
        self.model = _Highs()
        for option, value in _OPTIONS.items():
            self.model.setOptionValue(option, value)
        self._pass_model()
        self.model.setBasis(self._first_basis(basic, charged, placed))

    def screen(self, is_open: np.ndarray) -> np.ndarray:
        """Kilograms per edge of one quick solution that weighs the first two objectives; only to see what is small."""
        free = np.concatenate([is_open, np.ones(self.floors, dtype=bool)])
        self.model.setOptionValue("simplex_strategy", self._again)
        self._again = DUAL
        x, _ = self._run(self._screened, free, np.zeros(self.rows, dtype=bool))
        self.model.setOptionValue("simplex_strategy", PRIMAL)
        return x[: self.edges]

    def solve(self, is_open: np.ndarray) -> Solved:
        """The unique plan on the open edges. Raises LinkSolverFailed."""
        free = np.concatenate([is_open, np.ones(self.floors, dtype=bool)])
        tight = np.zeros(self.rows, dtype=bool)
        duals, faces = {}, {}
        for stage, cost in self._stages():
            if stage == MIXED and self._is_unique(free, tight):
                break
            x, duals[stage] = self._run(cost, free, tight)
            free = free & (self._reduced(duals[stage], cost) <= TOLERANCE)
            tight = tight | (np.abs(duals[stage]) > TOLERANCE)
            faces[stage] = free, tight
        return Solved(x, duals, faces)

    def _both_at_once(self) -> np.ndarray:
        """One cost for the first two objectives: a unit of the first outweighs any price; shortfalls outweigh both."""
        first, second = list(self.block.costs.values())[:2]
        cost = first * (2 * np.abs(second).max() + 1) + second
        return np.concatenate([cost, np.full(self.floors, -10 * np.abs(cost).max() - 1)])

    def _stages(self) -> list[tuple[str, np.ndarray]]:
        still = np.zeros(self.floors)
        stages = [(stage, np.concatenate([cost, still])) for stage, cost in self.block.costs.items()]
        if self.floors:
            stages.insert(0, (SHORTFALL, np.concatenate([np.zeros(self.edges), still - 1])))
        return stages

    def _run(self, cost: np.ndarray, free: np.ndarray, tight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        model = self.model
        moved = np.flatnonzero((free != self._free) & (self._at >= 0))
        model.changeColsBounds(len(moved), self._at[moved], np.zeros(len(moved)), np.where(free[moved], np.inf, 0.0))
        turned = np.flatnonzero(tight != self._tight)
        low, high, bound = (one[turned] for one in (self.low, self.high, self._bound))
        held = tight[turned]
        model.changeRowsBounds(len(turned), turned, np.where(held, bound, low), np.where(held, bound, high))
        if cost is not self._cost:
            model.changeColsCost(len(self.inside), np.arange(len(self.inside)), cost[self.inside])
        self._cost, self._free, self._tight = cost, free, tight
        while True:
            value, dual = self._optimum()
            missing = self._missing(dual, cost, free)
            if not len(missing):
                x = np.zeros(self.columns)
                x[self.inside] = value
                return x, dual
            self._let_in(missing, cost)

    def _optimum(self) -> tuple[np.ndarray, np.ndarray]:
        self.model.run()
        if self.model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise LinkSolverFailed(f"the linking plan has no optimum: {self.model.getModelStatus()}")
        solution = self.model.getSolution()
        return np.array(solution.col_value), np.array(solution.row_dual)

    def _missing(self, dual: np.ndarray, cost: np.ndarray, free: np.ndarray) -> np.ndarray:
        """Columns outside that would improve the optimum: the best few of each lot."""
        if len(self.inside) == self.columns:
            return np.array([], dtype=int)
        reduced = self._reduced(dual, cost)
        outside = np.flatnonzero(free & (self._at < 0) & (reduced < PRICED_OUT))
        return self._best_of_lot(outside, -reduced[outside], MORE_OF_LOT)

    def _let_in(self, columns: np.ndarray, cost: np.ndarray) -> None:
        count = len(columns)
        sizes = self._start[columns + 1] - self._start[columns]
        rows = self._rows_of(columns)
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.model.addCols(
            count, cost[columns], np.zeros(count), np.full(count, np.inf), len(rows), starts, rows, np.ones(len(rows))
        )
        self.model.setOptionValue("simplex_strategy", PRIMAL)
        self._at[columns] = len(self.inside) + np.arange(count)
        self.inside = np.concatenate([self.inside, columns])

    def _rows_of(self, columns: np.ndarray) -> np.ndarray:
        sizes = self._start[columns + 1] - self._start[columns]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self._index[np.repeat(self._start[columns], sizes) + within]

    def _first_columns(self, basic: list[int]) -> np.ndarray:
        if self.edges <= WHOLE_MODEL:
            return np.arange(self.columns)
        second = list(self.block.costs.values())[1]
        best = self._best_of_lot(np.arange(self.edges), second, FIRST_OF_LOT)
        return np.union1d(np.union1d(best, basic), self.edges + np.arange(self.floors)).astype(int)

    def _best_of_lot(self, edges: np.ndarray, worth: np.ndarray, count: int) -> np.ndarray:
        lot = self.block.lot[edges]
        order = np.lexsort((edges, -worth, lot))
        _, first, sizes = np.unique(lot[order], return_index=True, return_counts=True)
        place = np.arange(len(order)) - np.repeat(first, sizes)
        return np.sort(edges[order[place < count]])

    def _reduced(self, dual: np.ndarray, cost: np.ndarray) -> np.ndarray:
        at_floors = dual[len(self.block.cap) :]
        edges = dual[self.block.lot] + dual[self.block.request] + self.block.floor_of @ at_floors
        return np.concatenate([edges, at_floors]) - cost

    def _is_unique(self, free: np.ndarray, tight: np.ndarray) -> bool:
        """Only a basis is left: whatever stands outside it would cost."""
        return int(free.sum()) + int((~tight).sum()) == self.rows

    def _pass_model(self) -> None:
        model = highspy.HighsLp()
        count = len(self.inside)
        model.num_col_, model.num_row_ = count, self.rows
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.zeros(count)
        model.col_lower_, model.col_upper_ = np.zeros(count), np.full(count, np.inf)
        model.row_lower_, model.row_upper_ = self.low, self.high
        sizes = self._start[self.inside + 1] - self._start[self.inside]
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)])
        model.a_matrix_.index_ = self._rows_of(self.inside)
        model.a_matrix_.value_ = np.ones(sizes.sum())
        self.model.passModel(model)

    def _matrix(self) -> tuple[np.ndarray, np.ndarray]:
        """Starts of the columns and the rows of their ones."""
        edge, floor = np.nonzero(self.block.floor_of)
        own = np.arange(self.edges)
        column = np.concatenate([own, own, edge, self.edges + np.arange(self.floors)])
        first = len(self.block.cap)
        row = np.concatenate([self.block.lot, self.block.request, first + floor, first + np.arange(self.floors)])
        order = np.lexsort((row, column))
        return np.searchsorted(column[order], np.arange(self.columns + 1)), row[order]

    def _first_basis(self, basic: list[int], charged: list[int], placed: np.ndarray) -> highspy.HighsBasis:
        """The basis of serving the most urgent lots first, each at its best price: feasible, and near the optimum."""
        column_status = np.full(len(self.inside), _AT_LOWER, dtype=object)
        row_status = np.full(self.rows, _BASIC, dtype=object)
        column_status[self._at[basic]] = _BASIC
        row_status[charged] = _AT_UPPER
        short = np.flatnonzero(placed @ self.block.floor_of < self.block.floor)
        column_status[self._at[self.edges + short]] = _BASIC
        row_status[len(self.block.cap) + short] = _AT_LOWER
        basis = highspy.HighsBasis()
        basis.col_status, basis.row_status, basis.valid = list(column_status), list(row_status), True
        return basis

    def _greedy(self) -> tuple[list[int], list[int], np.ndarray]:
        """Edges used, the row each of them filled, and their kilograms."""
        first, second = list(self.block.costs.values())[:2]
        left = self.block.cap.tolist()
        basic, charged, placed = [], [], np.zeros(self.edges)
        order = np.lexsort((-second, self.block.lot, -first))
        for edge, lot, request in zip(
            order.tolist(), self.block.lot[order].tolist(), self.block.request[order].tolist()
        ):
            taken = min(left[lot], left[request])
            if taken > 0:
                basic.append(edge)
                charged.append(lot if left[lot] <= left[request] else request)
                left[lot] -= taken
                left[request] -= taken
                placed[edge] = taken
        return basic, charged, placed
