"""The formulas of the marts and of the monthly report, on the small world whose values were worked out by hand.

Windows, means, rates, issue presences and the year to date are the places where a plausible query gives a wrong number.
"""

import pytest

from expectations.figures import load_figures

pytestmark = pytest.mark.builds
AUGUST = "month = '2023-08-01'"


@pytest.fixture
def figures(query) -> dict[str, tuple]:
    """Figures of August by id: value, month before, year to date."""
    sql = "select figure_id, value, previous_value, year_to_date from marts.rpt_monthly__figures"
    return {figure_id: numbers for figure_id, *numbers in query(f"{sql} where {AUGUST}")}


def test_build_passes_every_data_test(built):
    failed = [result.node.name for result in built.result.results if result.status not in ("success", "pass")]
    assert failed == []
    assert built.success


def test_unit_tests_of_the_sql_pass(dbt, built):
    outcome = dbt("test", "--select", "test_type:unit")
    assert [(result.node.name, result.message) for result in outcome.result.results if result.status != "pass"] == []
    assert len(outcome.result.results) == 4


def test_schemas_are_named_without_prefix(query):
    schemas = {name for (name,) in query("select distinct table_schema from information_schema.tables")}
    assert schemas == {"raw", "reference", "staging", "intermediate", "marts", "quality"}


def test_supply_is_spread_and_prices_are_weighted(query):
    """SUP-0001: 100 t over 22/8-10/9, 10 of 20 days in August; SUP-0002: 30 t on 31/8, same producer spelled otherwise.

    August: 50 + 30 t; unplaced 60 x 0.5 + 30; farm-gate (50 x 10 000 + 30 x 20 000) / 80; transport stated by one only.
    """
    rows = query("select * from marts.mart_supply order by month, unit_code")
    assert [row[3:] for row in rows] == [
        (1, 1, None, 5.0, None, 5.0, 0.0, None, None),
        (2, 1, 2.5, 80.0, None, 20.0, 60.0, 13750.0, 500.0),
        (1, 1, 2.5, 50.0, None, 20.0, 30.0, 10000.0, None),
        (1, 1, None, 4.0, None, None, 4.0, None, None),
    ]


def test_days_outside_the_year_are_one_number(query):
    """10 t over 27/12/2022-5/1 leave 5 outside, 8 t over 22/12-10/1/2024 leave 4."""
    sql = "select accepted_t, inside_year_t, outside_year_t from intermediate.int_spread_reconciled order by table_name"
    assert query(sql) == [(71.0, 71.0, 0.0), (148.0, 139.0, 9.0)]


def test_demand_leaves_cancelled_requests_out(query):
    """61 t over 61 days give August 31 t; 10 t without a price add tonnes only; 500 cancelled tonnes count nowhere."""
    sql = "select requests, buyers, quantity_t, price_vnd_kg from marts.mart_demand order by month"
    assert query(sql) == [(2, 1, 41.0, 12000.0), (1, 1, 30.0, 12000.0)]


def test_gifts_have_tonnes_and_no_value(query):
    sql = f"select kind, sales, quantity_t, value_vnd, households, processed_t from marts.mart_outcomes where {AUGUST}"
    assert sorted(query(sql), key=str) == [
        ("Giải cứu", 1, 1.5, 12e6, None, 0.0),
        ("Thường xuyên", 1, 2.0, 20e6, 3, 0.0),
        ("Thường xuyên", 1, 4.0, 100e6, None, 4.0),
        ("Tặng", 1, 0.5, 0.0, None, 0.0),
    ]


def test_activities_without_a_number_count_one(query):
    sql = "select activities, participants, volunteers, reach from marts.mart_activities order by month"
    assert query(sql) == [(3, None, 8, None), (1, None, None, 1200)]


def test_median_days_to_resolve(query):
    """2 and 5 days have the median 3.5; what is open has none."""
    sql = "select difficulties, resolved, median_days_to_resolve from marts.mart_difficulties order by status"
    assert query(sql) == [(1, 0, None), (2, 2, 3.5)]


def test_reporting_counts_and_rates(query):
    """902 in August: 2 lots, 3 requests (the cancelled one is a row too), 3 sales, 1 activity; 1 of 10 quarantined.

    K01: the swapped window counts in August and October, the undated row in every month not released; June's nil
    confirmation is quarantined, but the difficulties of June are content.
    """
    sql = "select received, complete, on_time, usable, accepted_rows, quarantined_rows from marts.mart_reporting"
    of_month = {
        month: query(f"{sql} where month = '2023-{month:02d}-01' order by unit_code") for month in (2, 6, 7, 8, 9, 10)
    }
    assert of_month == {
        2: [(False, False, False, False, 0, 0)],
        6: [(False, False, False, False, 1, 0), (True, True, False, False, 3, 0)],
        7: [(True, True, False, True, 1, 0), (True, True, True, True, 0, 0)],
        8: [(True, True, True, False, 9, 1), (True, False, False, False, 1, 2)],
        9: [(False, False, False, False, 2, 0), (False, False, False, False, 0, 1)],
        10: [(False, False, False, False, 0, 0), (False, False, False, False, 0, 2)],
    }


def test_the_evidence_names_the_rows_and_errors_behind_a_state(query):
    """The very rows counted above; K01's SUP-0004 has no date, so it counts in every month and its error in its own."""
    sql = "select table_name, kind, sheet_row, tab, cell from marts.mart_unit_evidence where {} order by all"
    rows = query(sql.format(f"unit_code = '902' and {AUGUST}"))
    assert [(table, kind, row) for table, kind, row, _, _ in rows if kind != "open_error"] == [
        ("activities", "accepted", 5),
        *(("demand", "accepted", row) for row in (5, 6, 7)),
        *(("sales", "accepted", row) for row in (5, 6, 7)),
        ("sales", "quarantined", 10),
        ("supply", "accepted", 5),
        ("supply", "accepted", 6),
    ]
    assert [row for row in rows if row[1] == "open_error"] == [("sales", "open_error", 10, "Kết quả", "K10")]
    assert query(sql.format("unit_code = 'K01' and month = '2023-09-01'")) == [
        ("supply", "open_error", 8, "Nguồn cung", "L8"),
        ("supply", "quarantined", 8, None, None),
    ]


def test_a_proposed_link_bears_the_names_and_terms_of_both_sides(query):
    """SUP-0001 has 100 t less 40 t contracted, DEM-0001 asks for 61 t; its buyer took what it asked for before."""
    sql = (
        "select lot_id, tab, sheet_row, unit_name, producer_name, product_name, quantity_t, request_key, holder_name, "
        "buyer_name, buyer_province_name, price_vnd_kg, pool_id, claimed, delivered from marts.mart_link_plan_named"
    )
    assert query(sql) == [
        (
            "902/SUP-0001", "Nguồn cung", 5, "Kiên Lương", "HTX Hòa Bình", "Xoài", 60.0, "DEM-0001", None,
            "Siêu thị Sao", "Kiên Giang", 12000.0, None, 1, 1,
        )
    ]  # fmt: skip


def test_issue_presences_are_islands_over_snapshots(query):
    """SUP-0003's error stands in snapshots 1 and 2, not in 3, again in 4: two presences, placed by the last one."""
    sql = """
        select sheet_row, cell, raw_value, snapshot_id, first_seen_at::varchar, cleared_at::varchar
        from quality.issues where row_key = 'SUP-0003' order by first_seen_at
    """
    assert query(sql) == [
        (8, "M8", "02/08/2023", "K01-supply-2", "2023-08-01 01:00:00+00", "2023-08-20 01:00:00+00"),
        (7, "M7", "2/8/2023", "K01-supply-4", "2023-09-03 10:00:01+00", None),
    ]


def test_issues_without_a_row_are_kept_apart(query):
    """Two totals of one column differ in snapshot 2 and one of them still in 3: no identity swallows the other."""
    sql = """
        select raw_value, cleared_at::varchar from quality.issues where rule = 'total_differs' order by cleared_at
    """
    assert query(sql) == [("12", "2023-08-20 01:00:00+00"), ("11", "2023-09-03 10:00:01+00")]


def test_issue_columns_are_the_published_ones(query):
    columns = [name for name, *_ in query("describe quality.issues")]
    published = """
        unit_code tab sheet_row column cell row_id rule severity message raw_value snapshot_id first_seen_at cleared_at
        row_key table_name issue_id
    """
    assert " ".join(columns) == " ".join(published.split())


def test_undated_issues_touch_the_local_month_they_were_first_seen(query):
    """The missing column was first seen at 17:30 UTC on 31/5, which is June in Vietnam.

    The unread table was seen in September and names June.
    """
    sql = "select rule, month::varchar from intermediate.int_issue_months order by all"
    assert query(sql) == [
        ("ambiguous_number", "2023-08-01"),
        ("end_before_start", "2023-08-01"),
        ("end_before_start", "2023-10-01"),
        ("invalid_date", "2023-09-01"),
        ("missing", "2023-06-01"),
        ("missing_column", "2023-06-01"),
        ("price_far", "2023-08-01"),
        ("unread_table", "2023-06-01"),
    ]


def test_prices_are_means_of_mapped_items(query):
    """1/8 has 10 000 and 14 000; the unconvertible and the unmapped observation are left out."""
    sql = (
        "select price_vnd_kg, observations from marts.mart_prices where price_date >= '2023-08-01' order by price_date"
    )
    assert query(sql) == [(12000.0, 2), (15000.0, 1)]
    columns = "price_vnd_kg, observations, previous_price_vnd_kg, change_rate"
    monthly = f"select {columns} from marts.rpt_monthly__prices order by month"
    assert query(monthly) == [(10000.0, 1, 8000.0, 0.25), (13500.0, 3, None, None)]


def test_difficulties_carry_theme_and_no_telephone_number(query):
    sql = f"select theme, difficulty, proposal from marts.rpt_monthly__difficulties where {AUGUST}"
    assert query(sql) == [("Vận chuyển", "Đường sá hư hỏng", "Gọi [số điện thoại]")]
    assert query("select count(*) from marts.rpt_monthly__difficulties where month = '2023-06-01'") == [(3,)]


def test_difficulties_of_the_month_are_told_from_older_ones_still_open(query):
    """All three were raised in June, two of them solved since; the third is still open in July and August."""
    sql = "select month::varchar, raised_on::varchar, status from marts.rpt_monthly__difficulties where {} order by all"
    assert query(sql.format("not is_raised_in_month and month in ('2023-07-01', '2023-08-01')")) == [
        ("2023-07-01", "2023-06-20", "Đang xử lý"),
        ("2023-08-01", "2023-06-20", "Đang xử lý"),
    ]
    assert query(sql.format("not is_raised_in_month and month < '2023-07-01'")) == []
    figures = "select value from marts.rpt_monthly__figures where figure_id = 'difficulties.{}' and month in {}"
    months = "('2023-06-01', '2023-08-01') order by month"
    assert query(figures.format("raised", months)) == [(3.0,), (0.0,)]
    assert query(figures.format("open", months)) == [(1.0,), (1.0,)]
    assert query(figures.format("open_units", months)) == [(1.0,), (1.0,)]


def test_headline_figures_with_month_before_and_year_to_date(figures):
    """January's tonne is not in the plan's year to date; its producer Lê Bình counts once, from July."""
    assert figures["headline.sold_t"] == [7.5, 1.0, 8.5]
    assert figures["headline.sold_value_vnd"] == [132e6, 9e6, 141e6]
    assert figures["headline.producers_supported"] == [2.0, 1.0, 3.0]
    assert figures["headline.activities"] == [1.0, 0.0, 4.0]
    assert figures["headline.volunteers"] == [None, None, 8.0]
    assert figures["headline.processed_t"] == [4.0, 0.0, 4.0]


def test_rates_to_date_divide_sums_over_the_months(figures):
    """13 unit-months expected from February to August, K01 from March; 5 received, 2 of them on time."""
    assert figures["headline.received_rate"] == [1.0, 1.0, pytest.approx(5 / 13)]
    assert figures["headline.on_time_rate"] == [0.5, 0.5, pytest.approx(2 / 13)]
    assert figures["headline.on_time_of_received_rate"] == [0.5, 0.5, pytest.approx(2 / 5)]
    assert figures["headline.usable_rate"] == [0.0, 1.0, pytest.approx(2 / 13)]


def test_every_table_cell_and_total_has_its_figure(figures):
    assert figures["outcomes_by_channel.sales.Siêu thị"][0] == 2.0
    assert figures["outcomes_by_channel.gift_t"][0] == 0.5
    assert figures["outcomes_by_product.average_price_vnd_kg.mango"][0] == 17600.0
    assert figures["supply.producers"][0] == 1.0
    assert figures["rescue.quantity_t.902.mango"][0] == 1.5
    assert figures["harvest_calendar.supply_t.mango.2023-09-04"][0] == 35.0
    assert figures["teams.teams.902.Sẵn sàng"] == [2.0, None, None]
    assert figures["teams.ready_units"] == [1.0, None, None]
    assert [figures[f"reporting.{name}"][0] for name in ("expected", "silent", "late", "unusable")] == [2, 0, 1, 2]
    assert figures["quality.issues.902.Kết quả.price_far.warning"][0] == 1.0


def test_every_figure_is_the_one_of_its_contract(query):
    """What is built is described, with the unit and the keys of the contract; what rows feed is a figure."""
    monthly, interim = load_figures(), load_figures("summary")
    found = query("select distinct section || '.' || name, measure from marts.rpt_monthly__figures")
    assert dict(found) == {name: monthly[name].unit for name, _ in found}
    assert len(found) > 100
    assert {name for name, _ in found} <= {name for name, figure in monthly.items() if figure.listed}
    of_summary = query("select distinct section || '.' || name, measure from marts.rpt_summary__figures")
    assert dict(of_summary) == {name: interim[name].unit for name, _ in of_summary}
    fed = query("select distinct section || '.' || name, part, table_name, source_columns from marts.rpt_lineage")
    assert len(fed) > 100
    for name, part, table, columns in fed:
        assert columns == ", ".join(monthly[name].parts[part].measure.columns), name
        assert {rows.table for rows in monthly[name].rows} & {table, None}, name


def test_keys_are_those_of_the_grains(query):
    """An id holds as many keys as its contract's grain has columns; choices of the small world have no dots."""
    grains = {name: {len(grain) for grain in figure.grains} for name, figure in load_figures().items()}
    ids = query("select figure_id, section || '.' || name from marts.rpt_monthly__figures")
    assert {figure_id for figure_id, name in ids if figure_id.count(".") - 1 not in grains[name]} == set()


def test_the_first_plan_month_has_none_before_it(query):
    sql = (
        "select value, previous_value, year_to_date from marts.rpt_monthly__figures where figure_id = 'headline.sold_t'"
    )
    assert query(f"{sql} and month = '2023-02-01'") == [(0.0, None, 0.0)]
    assert query(f"{sql} and month = '2023-01-01'") == [(1.0, None, None)]


def test_rows_and_printed_totals_agree_in_every_month(query):
    sql = """
        select count(*), max(abs(by_unit.sold_t - figures.value))
        from marts.rpt_monthly__figures as figures
        inner join (
            select month, cast(sum(cast(sold_t as decimal(38, 12))) as double) as sold_t
            from marts.rpt_monthly__outcomes_by_unit
            group by month
        ) as by_unit on figures.month = by_unit.month
        where figures.figure_id = 'headline.sold_t'
    """
    assert query(sql) == [(3, 0.0)]
