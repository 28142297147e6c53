"""Every figure is described once and completely; a contract that can't be right is refused in one clear line."""

import shutil
import unicodedata
from pathlib import Path

import pytest
import yaml

from expectations.figures import FIGURES_DIR, GROUPS, FigureRefused, all_figures, contract_of, load_figures, read_groups
from expectations.figures.known_names import KnownNames, refuse_unknown_names
from flows.cli.derived import refuse_unknown_figures

MONTHLY, SUMMARY, QUICK = load_figures(), load_figures("summary"), load_figures("quick")
EVERY = [
    *MONTHLY.values(), *(one for name, one in SUMMARY.items() if MONTHLY.get(name) is not one), *QUICK.values()
]  # fmt: skip


def test_every_file_of_contracts_is_read():
    assert {path.stem for path in FIGURES_DIR.glob("*.yml")} == set(GROUPS)


def test_the_headline_figures_stand_in_the_order_of_their_table():
    assert [name.partition(".")[2] for name in MONTHLY if name.startswith("headline.")] == [
        "sold_t", "sold_value_vnd", "rescued_t", "gift_t", "processed_t", "households", "producers_supported",
        "expected_supply_t", "unplaced_t", "demand_t", "activities", "volunteers", "received_rate", "on_time_rate",
        "on_time_of_received_rate", "usable_rate",
    ]  # fmt: skip
    assert {one.section for one in EVERY if one.watched} == {"headline"}


def test_every_figure_is_described():
    for figure in EVERY:
        for text in (figure.label, figure.about):
            assert text == unicodedata.normalize("NFC", text).strip(), figure.figure_id
        assert not figure.about.endswith("."), figure.figure_id
        has_rows = figure.kind in ("derived", "fact") or figure.rows
        assert has_rows or figure.report in ("summary", "quick"), figure.figure_id


def test_a_unit_is_the_one_in_the_name():
    """The warehouse's names carry their unit; the contract states it, and both must agree."""
    ends = {"_vnd_kg": "vnd_kg", "_vnd": "vnd", "_ha": "ha", "_t": "t", "_rate": "rate", "_share": "rate"}
    for figure in EVERY:
        unit = next((unit for end, unit in ends.items() if figure.name.endswith(end)), None)
        assert unit in (None, figure.unit), figure.figure_id


def test_what_is_derived_by_the_reports_rows():
    """Comparisons left out: teams, the coming weeks and the linking plan stand as of now, whatever the month."""
    uncompared = {one.section for one in MONTHLY.values() if one.listed and not one.compared}
    assert uncompared == {
        "teams", "harvest_calendar", "balance", "link_plan", "link_unplaced", "link_summary", "link_prices",
    }  # fmt: skip
    assert {one.section for one in SUMMARY.values() if one.listed} == {
        "headline", "reporting", "communication", "supply", "demand", "farmgate", "outcomes_by_channel",
        "outcomes_by_product", "outcomes_by_unit", "rescue", "processing", "difficulties",
    }  # fmt: skip


def test_the_quick_report_has_its_own_figures():
    """Those of an alert bear its keys in the order of their ids; the one of the whole report has none."""
    assert list(QUICK) == [
        "quick.alerts", "quick.at_risk_t", "quick.supply_t", "quick.unplaced_t", "quick.lots", "quick.days_to_harvest",
        "quick.shelf_life_days", "quick.open_buyers", "quick.open_demand_t", "quick.known_buyers", "quick.ready_teams",
        "quick.ready_members",
    ]  # fmt: skip
    assert {figure.grains for name, figure in QUICK.items() if name != "quick.alerts"} == {
        (("unit_code", "product_code", "week_start"),)
    }
    assert QUICK["quick.alerts"].grains == ((),)
    assert {(one.report, one.model) for one in QUICK.values()} == {("quick", "rpt_quick__alerts")}
    assert [name for name in QUICK if name in MONTHLY or name in SUMMARY] == []


def test_a_printed_id_leads_to_its_figure():
    assert contract_of("outcomes_by_unit.sold_t.907").label == "Tiêu thụ"
    assert contract_of("headline.sold_t") is MONTHLY["headline.sold_t"]
    assert contract_of("headline.sold") is None


def test_a_figure_by_unit_is_the_same_measure():
    for figure in MONTHLY.values():
        if figure.by_unit:
            other = MONTHLY[figure.by_unit]
            assert (other.unit, other.measure, ("unit_code",) in other.grains) == (figure.unit, figure.measure, True)


def test_nothing_is_described_that_no_figure_needs():
    groups = read_groups(FIGURES_DIR)
    assert {name for group in groups.values() for name in group.rows} == {
        rows.name for one in EVERY for rows in one.rows
    }
    measures = [measure for one in EVERY for measure in (one.measure, *(part.measure for part in one.parts.values()))]
    unused = [name for group in groups.values() for name, one in group.measures.items() if one not in measures]
    assert unused == []


@pytest.fixture
def refused(tmp_path):
    """Why the contracts are refused after a change of one of their files."""
    folder = Path(shutil.copytree(FIGURES_DIR, tmp_path / "figures", ignore=shutil.ignore_patterns("*.py", "_*")))

    def change(name, old, new):
        path = folder / f"{name}.yml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(FigureRefused) as error:
            all_figures(read_groups(folder))
        return str(error.value)

    return change


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("sales", "{label: Tặng, unit: t,", "{unit: t,", "headline.yml: trend.gift_t: has no label"),
        ("sales", "{label: Tặng, unit: t,", "{label: Tặng,", "headline.yml: headline.gift_t: has no unit"),
        ("sales", "{label: Tặng, unit: t,", "{label: Tặng, unit: kg,", "sales.yml: measures.gift_t.unit: Input should"),
        ("sales", "households: {}", "farms: {}", "sales.yml: outcomes_by_channel.farms: unknown measure 'farms'"),
        ("headline", "sales.gift_t", "sale.gift_t", "headline.gift_t: unknown measure 'sale.gift_t'"),
        ("sales", "rows: rescued", "rows: saved", "sales.yml: rescue.sales: unknown rows 'saved'"),
        ("sales", "grains: [channel, all]", "grains: [channel, channel]", "a grain stands twice"),
        ("sales", "    grains: [channel, all]\n", "", "outcomes_by_channel.sales: has no grains, and neither"),
        ("headline", "outcomes_by_unit.gift_t", "outcomes_by_units.gift_t",
         "headline.yml: headline.gift_t: unknown figure outcomes_by_units.gift_t"),
        ("sales", "of: [sold_t]", "of: [sold_kg]", "to_date_by_channel.sold_share: unknown figure to_date_by_channel"),
        ("demand", "  demand_by_buyer_type:", "  supply:", "demand.yml: monthly section supply: described in"),
        ("demand", "rows:\n", "rows:\n  lots: {model: int_lineage_demand, about: Lots}\n",
         "demand.yml: rows lots: described in supply.yml already"),
        ("sales", "summary: true", "sumary: true", "sumary: Extra inputs are not permitted"),
        ("sales", "value_vnd: {}\n      gift_t: {}", "gift_t: {}\n      gift_t: {}", "sales.yml: line "),
        ("sales", "sections:", "sections: [", "sales.yml: "),
        ("sales", "members: producer_key,", "members: producer_key, fact: true,", "a measure is one of count, members"),
    ],
    ids=[
        "no label", "no unit", "an unknown unit", "an unknown measure", "of another file", "unknown rows",
        "a grain twice", "no grains", "an unknown figure by unit", "derived from nothing", "a section of another file",
        "rows of another file", "an unknown word", "a figure twice", "no YAML", "two kinds",
    ],
)  # fmt: skip
def test_a_contract_that_cannot_be_right(refused, name, old, new, said):
    reason = refused(name, old, new)
    assert said in reason
    assert "\n" not in reason


def known(**others):
    """Names that are all a little too few for one figure."""
    sold = MONTHLY["outcomes_by_unit.sold_t"]
    parts = {
        "models": {sold.model: {"month", "unit_code", "sold_t"}},
        "sql": {
            "int_lineage_outcomes": "with sold as (\n    select month, unit_code, sold_t from {{ ref('fct_sales') }}\n)"
        },
        "tables": {"sales": {"quantity_t", "kind"}},
        "choices": {"sales": {"kind": {"regular": "", "rescue": ""}}},
    }
    return KnownNames(**(parts | others))


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"models": {}}, "there is no model rpt_monthly__outcomes_by_unit"),
        ({"models": {"rpt_monthly__outcomes_by_unit": {"month", "unit_code"}}},
         "rpt_monthly__outcomes_by_unit has no column sold_t"),
        ({"models": {"rpt_monthly__outcomes_by_unit": {"month", "sold_t"}}},
         "rpt_monthly__outcomes_by_unit has no column unit_code"),
        ({"sql": {}}, "there is no lineage model int_lineage_outcomes"),
        ({"sql": {"int_lineage_outcomes": "with paid as (\n select unit_code, sold_t )"}},
         "int_lineage_outcomes has no CTE sold"),
        ({"sql": {"int_lineage_outcomes": "with sold as (\n    select unit_code from x\n)"}},
         "int_lineage_outcomes gives no column sold_t"),
        ({"tables": {}}, "there is no table sales"),
        ({"tables": {"sales": {"kind"}}}, "table sales has no column quantity_t"),
        ({"choices": {"sales": {"kind": {"regular": ""}}}}, "sales.kind has no choice rescue"),
    ],
)  # fmt: skip
def test_a_name_that_does_not_exist(others, said):
    figure = MONTHLY["outcomes_by_unit.sold_t"]
    refuse_unknown_names([figure], known())
    with pytest.raises(FigureRefused) as error:
        refuse_unknown_names([figure], known(**others))
    assert str(error.value) == f"sales.yml: outcomes_by_unit.sold_t: {said}"


def test_only_the_quick_report_s_model_is_of_no_month():
    figure = QUICK["quick.at_risk_t"]
    keys = {"unit_code", "product_code", "week_start"}
    refuse_unknown_names([figure], known(models={"rpt_quick__alerts": keys | {"at_risk_t"}}))
    with pytest.raises(FigureRefused, match=r"quick\.yml: quick\.at_risk_t: rpt_quick__alerts has no column at_risk_t"):
        refuse_unknown_names([figure], known(models={"rpt_quick__alerts": keys}))


def test_every_name_exists():
    refuse_unknown_figures()


def test_every_section_with_a_model_of_its_own_is_a_report_row():
    """A section is called as its model, so that the id of a printed cell and of a figure are one."""
    models = Path(FIGURES_DIR).parents[1] / "dbt_project" / "models" / "reports"
    described = {one["name"] for path in models.glob("*.yml") for one in yaml.safe_load(path.read_text())["models"]}
    own = {one.section for one in EVERY if one.report != "quick"} - {"headline", "reporting"}
    assert {name for name in own if not {f"rpt_monthly__{name}", f"rpt_summary__{name}"} & described} == set()
