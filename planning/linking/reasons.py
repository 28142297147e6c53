"""Why a lot stays without a buyer, as the model found it: the filter that left it no choice, or the demand that is
full.

The Vietnamese labels live here, so that mart, page, command and call list say the same.
"""

from datetime import date

import numpy as np
import pandas as pd

from planning.linking.problem import KG, Problem, days
from planning.linking.program import Solution

UNPLACED_COLUMNS = ("lot_id", "unit_code", "product_code", "unplaced_t", "reason")
NO_BUYER, WINDOW, PRICE, MIN_LOT, REST, CAPACITY = "product", "window", "price", "min_lot", "rest", "capacity"
REASONS = {
    NO_BUYER: "chưa có nơi tìm mua nông sản này",
    WINDOW: "không nơi mua nào cần đúng thời gian lô hàng có bán",
    PRICE: "giá mua sau khi trừ vận chuyển thấp hơn giá thu mua tại vườn",
    MIN_LOT: "gom chưa đủ lô tối thiểu của bên mua",
    REST: "lượng bên mua còn cần ít hơn lô tối thiểu của chính bên mua",
    CAPACITY: "các nơi mua phù hợp đã nhận đủ sản lượng cần",
}


def unplaced_lots(problem: Problem, outcome: Solution, as_of: date) -> pd.DataFrame:
    """UNPLACED_COLUMNS of every lot with kilograms left, by lot_id.

    Min lot: the lot was refused for being below a buyer's min lot, and that buyer has room for one. Rest: the buyer has
    room, but for less than its min lot, so pooling more lots does not help. Capacity: every buyer that could take the
    lot is full (of a request still open to it the dual is above 0, for its own is 0, and only a full request's is). No
    candidates: the first of product, window and price that left it none.
    """
    lots, edges = problem.lots, problem.edges
    left = lots["supply_kg"].to_numpy() - np.bincount(edges["lot"], outcome.kilograms, len(lots))
    bought = np.bincount(edges["request"], outcome.kilograms, len(problem.requests))
    room = (problem.requests["demand_kg"].to_numpy() - bought)[edges["request"]]
    has_room = room >= np.maximum(1, problem.requests["min_lot_kg"].to_numpy()[edges["request"]])
    is_candidate = np.bincount(edges["lot"], minlength=len(lots)) > 0
    is_shut_out = np.bincount(edges["lot"], ~outcome.is_open & has_room, len(lots)) > 0
    is_over = np.bincount(edges["lot"], ~outcome.is_open & (room > 0), len(lots)) > 0
    reason = np.select([is_shut_out, is_over], [MIN_LOT, REST], CAPACITY).astype(object)
    shut = np.flatnonzero(~is_candidate)
    reason[shut] = _without_candidates(problem, shut, as_of)
    table = lots[["lot_id", "unit_code", "product_code"]].assign(
        unplaced_t=left / KG, reason=[REASONS[one] for one in reason]
    )
    return table.loc[left > 0, list(UNPLACED_COLUMNS)].reset_index(drop=True)


def _without_candidates(problem: Problem, shut: np.ndarray, as_of: date) -> list[str]:
    """The filter that left each of these lots no candidate: nobody asks, nobody asks then, or nobody pays its price."""
    today = np.datetime64(as_of)
    asked = {
        group: (np.maximum(days(rows["from_on"]), today), days(rows["to_on"]))
        for group, rows in problem.requests.groupby("group_code")
    }
    rows = problem.lots.loc[shut]
    found = []
    for group, first, last in zip(rows["group_code"], days(rows["from_on"]), days(rows["to_on"])):
        if group not in asked:
            found.append(NO_BUYER)
            continue
        opens, closes = asked[group]
        found.append(PRICE if (np.maximum(opens, first) <= np.minimum(closes, last)).any() else WINDOW)
    return found
