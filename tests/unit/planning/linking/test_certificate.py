"""The proof is itself tested: a plan that is not the best, not possible, or a dual that is off, is refused."""

import pandas as pd
import pytest

from planning.linking import proof
from planning.linking.certificate import CERTIFICATE_COLUMNS, LinkGapExceeded, certify
from planning.linking.plan import plan_links
from tests.unit.planning.linking.link_tables import TODAY, random_tables

LIMITS = pd.DataFrame(
    [("lot a", "lot", "<=", 10.0, 0.0, 0.0), ("lot b", "lot", "<=", 5.0, 1.0, 0.0),
     ("request r", "request", "<=", 8.0, 2.0, 3.0)],
    columns=["row_id", "kind", "sense", "limit", "dual_one", "dual_two"],
)  # fmt: skip
FLOWS = pd.DataFrame(
    [(0, 3.0, 2.0, 3.0), (1, 5.0, 3.0, 3.0)], columns=["flow_id", "value", "cost_one", "cost_two"]
)  # fmt: skip
TERMS = pd.DataFrame(
    [(0, "lot a"), (0, "request r"), (1, "lot b"), (1, "request r")], columns=["flow_id", "row_id"]
)  # fmt: skip


def test_a_proof_by_hand():
    """Stage one: 3 x 2 + 5 x 3 = 21 = 5 x 1 + 8 x 2. Stage two: 24 = 8 x 3, lot b is an equation by then."""
    table = certify(LIMITS, FLOWS, TERMS, ["one", "two"])
    assert tuple(table.columns) == CERTIFICATE_COLUMNS
    assert table[["primal", "dual", "gap"]].to_numpy().tolist() == [[21.0, 21.0, 0.0], [24.0, 24.0, 0.0]]
    assert table[["lots", "requests", "candidates"]].to_numpy().tolist() == [[2, 1, 2]] * 2


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "message"),
    [
        ("flows", 0, "value", 2.9, "one: gap"),
        ("flows", 0, "value", 3.1, "one: gap"),
        ("flows", 0, "cost_one", 2.1, "one: gap"),
        ("limits", 2, "dual_one", 2.1, "one: gap"),
        ("limits", 1, "limit", 4.9, "one: gap"),
        ("limits", 2, "dual_two", 2.9, "two: gap"),
        ("limits", 0, "limit", 2.9, "one: primal_residual"),
        ("limits", 0, "dual_two", -0.1, "two: "),
    ],
)
def test_one_number_off_is_refused(table, row, column, value, message):
    limits, flows = LIMITS.copy(), FLOWS.copy()
    {"limits": limits, "flows": flows}[table].loc[row, column] = value
    with pytest.raises(LinkGapExceeded, match=message):
        certify(limits, flows, TERMS, ["one", "two"])


def test_the_same_value_by_another_way_is_refused_where_duals_say_so():
    """Moving a kilogram from b to a keeps request r full but loses 1 at stage one."""
    with pytest.raises(LinkGapExceeded, match="stage one"):
        certify(LIMITS, FLOWS.assign(value=[4.0, 4.0]), TERMS, ["one", "two"])


def test_duals_that_prove_nothing_are_refused():
    """Both objectives are equal, yet a candidate would pay more than its rows cost."""
    limits = LIMITS.assign(dual_one=[0.0, 1.0, 2.0], dual_two=0.0)
    flows = pd.concat([FLOWS, pd.DataFrame([(2, 0.0, 2.5, 0.0)], columns=FLOWS.columns)])
    terms = pd.concat([TERMS, pd.DataFrame([(2, "lot a"), (2, "request r")], columns=TERMS.columns)])
    with pytest.raises(LinkGapExceeded, match="one: dual_residual"):
        certify(limits, flows, terms, ["one"])


@pytest.mark.parametrize("options", [{}, {"district_floor": 0.5, "smallholder_floor": 0.4}], ids=["free", "floors"])
def test_a_plan_of_the_solver_is_proved_and_a_spoilt_one_is_not(monkeypatch, options):
    frames = random_tables(3, lots=30, requests=12, min_lots=True)
    table = plan_links(*frames, as_of_date=TODAY, **options).certificate
    assert (table[["gap", "primal_residual", "dual_residual", "complementarity"]] <= 1e-6).all(axis=None)
    assert ("shortfall" in set(table["stage"])) == bool(options)

    def spoilt(limits, flows, terms, stages):
        most = flows["value"].idxmax()
        return certify(limits, flows.assign(value=flows["value"].where(flows.index != most, 0.0)), terms, stages)

    monkeypatch.setattr(proof, "certify", spoilt)
    with pytest.raises(LinkGapExceeded):
        plan_links(*frames, as_of_date=TODAY, **options)
