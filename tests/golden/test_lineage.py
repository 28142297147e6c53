"""From figures to cells and back; issued editions rebuilt: what a tampered file is called, what another machine writes.

March 2023 of the small province, issued twice: K01's 12 t of melons become 13 t in the second edition.
"""

import json
import os
import shutil
import subprocess
import sys
from datetime import date, timedelta
from functools import partial

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME, Warehouse
from pipeline.ledgers.damage import LedgerDamaged
from pipeline.ledgers.manifests import MANIFEST
from pipeline.lineage import verify as verifying
from pipeline.lineage.cell import trace_cell
from pipeline.lineage.figure import Tracer, trace_figure
from pipeline.lineage.figure_ids import COLUMNS, find_figure
from pipeline.lineage.sheets import Sheets
from pipeline.lineage.states import chosen_edition, issued_editions, state_of
from pipeline.lineage.texts import trace_lines
from pipeline.lineage.traced import flattened
from pipeline.lineage.verify import chosen_editions, verify
from pipeline.lineage.verify_files import figures_by_rows, files_as_stated
from pipeline.province.asof import asof_folder_name
from pipeline.province.environment import load_settings
from pipeline.province.inputs import load_inputs
from pipeline.province.outgoing import outgoing_json, outgoing_text
from pipeline.province.settings import ConfigError
from tests.golden.office import MARCH, Office
from tests.provinces import province_of
from tests.sql import ask
from vietnamese.personal import PHONE_MASK

KG = 0.001
# sections whose last figure states a fact: days, probabilities, shadow prices
FACTS = {"feeds", "price_signals", "link_prices", "link_summary", "link_plan", "link_unplaced"}
STRANGE = """\
import sys
from functools import partial
import duckdb
duckdb.connect = partial(duckdb.connect, config={"threads": 1})
from flows.cli.app import main
sys.argv = ["nongsan", *sys.argv[1:]]
main()
"""


@pytest.fixture(scope="module")
def office(built_province, tmp_path_factory):
    """Two editions of March: r1 as the workbooks were typed, r2 after K01 corrected J2.

    What was once rebuilt of r1's state is damaged, so that whoever needs it begins with a file that is as good as none.
    """
    office = Office.copy(built_province, tmp_path_factory.mktemp("lineage") / "province")
    first = office.report()
    rebuilt = office.data / "asof" / asof_folder_name(first.as_of)
    rebuilt.mkdir(parents=True)
    for name in (FILE_NAME, f".report-{os.getpid()}.duckdb", ".report.lock"):
        (rebuilt / name).write_bytes(b"no warehouse" * 1000)
    office.now += timedelta(hours=2)
    office.type_cell("K01", "Kết quả", "J2", 13)
    office.refresh()
    office.report()
    return office


@pytest.fixture
def copied(office, tmp_path):
    """The settings of a copy of the province elsewhere, to be tampered with."""
    folder = tmp_path / "bản sao"
    shutil.copytree(office.folder, folder)
    return load_settings(folder / "nongsan.toml")


def traced(office, figure, revision=2):
    return trace_figure(province_of(office.settings, office.now), figure, MARCH, revision, None)


def rows_of(trace, part="sum"):
    return next(one.sheet_rows for one in trace.figure.parts if one.part == part)


def given(trace):
    return {(row.unit_code, row.place.row_id): pytest.approx(row.given, abs=KG) for row in rows_of(trace)}


def test_a_sale_is_walked_back_to_its_cell(office):
    trace = traced(office, "headline.sold_t")
    # 5.5 + 1.25 + 2.4 ("2,4 tấn") of 907 and the corrected 13 of K01; gifts are no sales
    assert given(trace) == {
        ("907", "SAL-0001"): 5.5, ("907", "SAL-0002"): 1.25, ("907", "SAL-0003"): 2.4, ("K01", "SAL-0001"): 13
    }  # fmt: skip
    assert (trace.figure.value, trace.figure.again) == (pytest.approx(22.15), pytest.approx(22.15))
    assert (trace.figure.printed[0], trace.figure.equals, trace.is_as_stated) == ("22,2 tấn", True, True)
    rescued = next(row for row in rows_of(trace) if row.place.row_id == "SAL-0003")
    (cell,) = rescued.cells
    assert (rescued.place.tab, rescued.place.sheet_row, cell.cell, cell.read) == ("Kết quả", 4, "J4", "2,4 tấn")
    assert float(cell.understood) == pytest.approx(2.4)
    assert cell.link == "sheets/907.xlsx#'Kết quả'!J4"
    takes = {one.row["product_code"]: one.given for one in trace.figure.parts[0].marts if one.row["kind"] != "Giải cứu"}
    assert takes == {"pineapple": pytest.approx(6.75)}
    assert any(
        "J4 quantity_t: read “2,4 tấn”, understood 2.4" in line for line in trace_lines(trace, office.settings.zone)
    )


def test_the_first_edition_is_traced_in_its_own_state(office):
    trace = traced(office, "outcomes_by_unit.sold_t.K01", revision=1)
    (row,) = rows_of(trace)
    assert (trace.figure.value, trace.figure.printed, row.cells[0].read) == (12, ("12,0",), "12")
    assert "asof" in trace.warehouse.parts


def test_a_window_spread_over_months_gives_its_share(office):
    # SUP-0001 31 t wholly in March, SUP-0002 10 of its 20 days: 5 of 10 t, SUP-0004 2 t
    trace = traced(office, "supply.expected_t.pineapple")
    assert given(trace) == {("907", "SUP-0001"): 31, ("907", "SUP-0002"): 5, ("907", "SUP-0004"): 2}
    half = next(row for row in rows_of(trace) if row.place.row_id == "SUP-0002")
    assert half.share == 0.5
    assert [cell.cell for cell in half.cells] == ["L3", "J3", "K3"]
    assert half.cells[1].understood == date(2023, 3, 22)


def test_a_rate_walks_to_the_units_and_what_decides_them(office):
    trace = traced(office, "headline.usable_rate")
    assert (trace.figure.kind, trace.figure.again) == ("ratio", 0.5)
    assert [row.unit_code for row in rows_of(trace, "numerator")] == ["K01"]
    district = next(row for row in rows_of(trace, "denominator") if row.unit_code == "907")
    assert (district.found["received"], district.found["complete"]) == (True, False)
    assert district.evidence.received_by.tab in ("Kết quả", "Hoạt động", "Khó khăn")
    assert ("Nguồn cung", "L6") in {(one.tab, one.cell) for one in district.evidence.open_errors}
    # of the tab Kết quả rows 2-5 count in March, 8 and 9 are quarantined; row 6 is of April; row 7 has no readable date
    # and counts in the months that were not released when it came, March among them
    assert district.evidence.accepted["Kết quả"] == "2-5"
    assert district.evidence.quarantined["Kết quả"] == "7-9"


def test_a_price_walks_to_its_observations(office):
    trace = traced(office, "prices.price_vnd_kg.pineapple.Kiên Giang.wholesale")
    rows = rows_of(trace, "numerator")
    # two quotes on 2 March share their day, the one of 9 March has its own: (8 000 + 9 000)/2 + 8 500, over two days
    seen = {(row.file, row.file_row, row.given) for row in rows}
    assert {(row.file_row, row.given) for row in rows} == {(2, 4000), (3, 4500), (4, 8500)}, seen
    assert trace.figure.again == pytest.approx(8500)


def test_comparisons_are_made_of_two_months(office):
    # banana: 1 t in February, 4 t of 42 t in March
    trace = traced(office, "headline.expected_supply_t@change")
    assert (trace.figure.kind, [one.value for one in trace.figure.of]) == (
        "change",
        [pytest.approx(42), pytest.approx(1)],
    )
    to_date = traced(office, "headline.expected_supply_t@year_to_date")
    assert to_date.figure.again == pytest.approx(43)


def test_every_section_says_where_its_figures_come_from(office):
    edition = chosen_edition(province_of(office.settings, landing=office.landing), MARCH, 2)
    state = state_of(province_of(office.settings, office.now), edition.as_of)
    tracer = Tracer(state, Sheets(office.settings, office.landing), 1)
    one_of_each = {one.id.split(".")[0]: one.id for one in edition.manifest.figures}
    kinds = {}
    for section, figure in one_of_each.items():
        figure_found = tracer.traced(find_figure(figure, MARCH, edition.manifest, state))
        assert all(one.equals for one in flattened([figure_found])), figure
        assert figure_found.kind != "fact" or figure_found.says, figure
        kinds[section] = figure_found.kind
    assert {section for section, kind in kinds.items() if kind in ("fact", "nothing")} <= FACTS
    assert (kinds["quality"], kinds["supply"], kinds["prices"]) == ("sum", "sum", "ratio")
    assert len(kinds) > 12
    warned = tracer.traced(find_figure("quality.gate_warnings", MARCH, edition.manifest, state))
    assert (warned.kind, warned.value) == ("checks", len(warned.checks))
    assert (str(warned.value),) == warned.printed
    # and all of them at once, by the check that verifying makes
    check = figures_by_rows(state, MARCH, edition.manifest.document)
    assert check.problems == ()
    assert check.detail.startswith(f"{len(edition.manifest.figures)} figures stand in the rebuilt report rows")


def test_an_unknown_figure_is_answered_with_the_nearest(office):
    with pytest.raises(ConfigError, match=r"unknown figure 'headline.sold'.*headline\.sold_t"):
        traced(office, "headline.sold")
    with pytest.raises(ConfigError, match="no revision r7: there are r1, r2"):
        traced(office, "headline.sold_t", revision=7)
    assert set(COLUMNS) == {"previous", "change", "change_rate", "year_to_date"}


def test_a_cell_leads_to_the_figures_it_feeds(office):
    traced_cell = trace_cell(province_of(office.settings, office.now), "K01!Kết quả!J2", None, None)
    assert (traced_cell.row.state, traced_cell.cell.column, traced_cell.cell.read) == ("accepted", "quantity_t", "13")
    editions = {one.edition: one for one in traced_cell.editions}
    assert (editions["2023-03 r1"].is_same_content, editions["2023-03 r1"].read) == (False, "12")
    fed = {one.figure: one for one in editions["2023-03 r2"].figures}
    assert (fed["headline.rescued_t"].given, fed["headline.rescued_t"].is_number) == ("13", True)
    producers = fed["headline.producers_supported"]
    assert (producers.given, producers.is_number) == ("1", False)
    assert "outcomes_by_unit.sold_t.907" not in fed
    first = trace_cell(province_of(office.settings, office.now), "K01!Kết quả!J2", MARCH, 1)
    assert first.cell.read == "12"
    assert {one.figure: one.given for one in first.editions[0].figures}["headline.sold_t"] == "12"


@pytest.mark.parametrize(
    ("cell", "state", "issue"),
    [
        ("907!nguồn cung!L6", "quarantined", "ambiguous_number"),
        ("907!Nguồn cung!A10", "skipped: the row is a total", None),
        ("907!Kết quả!C1", "skipped: the row is the header", None),
    ],
)
def test_a_cell_that_feeds_nothing_says_what_became_of_it(office, cell, state, issue):
    found = trace_cell(province_of(office.settings, office.now), cell, None, None)
    assert found.row.state == state
    assert [one.rule for one in found.issues if one.here] == ([issue] if issue else [])
    assert not any(one.figure == "headline.sold_t" for one in found.figures)


def test_a_telephone_is_traced_without_its_number(office):
    """Neither on a terminal nor as JSON, whether it was understood or not."""
    found = trace_cell(province_of(office.settings, office.now), "907!Nguồn cung!F2", None, None)
    assert (found.cell.column, found.cell.read) == ("phone", PHONE_MASK)
    told = outgoing_text("\n".join(found.lines(office.settings.zone))) + outgoing_json(found.document())
    assert "912345678" not in told
    assert PHONE_MASK in told


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("J2", "not a cell like UNIT!TAB!A1"),
        ("999!Kết quả!J2", "unknown unit '999': units.csv has 907, K01"),
        ("907!Kết qua kiểm tra!J2", "has no tab .* that is read; it has Hoạt động, "),
        ("907!Kết quả!2J", "not a cell like"),
    ],
)
def test_bad_addresses_get_one_line(office, cell, said):
    with pytest.raises(ConfigError, match=said) as refused:
        trace_cell(province_of(office.settings, office.now), cell, None, None)
    assert "\n" not in str(refused.value)


def test_rows_behind_every_figure_sum_to_it(office):
    warehouse = Warehouse(office.settings.data_folder / "warehouse.duckdb")
    assert differing_figures(warehouse) == []


def differing_figures(warehouse):
    """Figures whose rows do not give them, by a query of its own over all months."""
    return ask(
        warehouse,
        "with parts as (select month, figure_id, part, sum(cast(contribution as decimal(38, 12))) as total "
        "from marts.rpt_lineage group by all), "
        "again as (select month, figure_id, max(total) filter (part <> 'denominator') as above, "
        "max(total) filter (part = 'denominator') as below, bool_or(part = 'denominator') as is_ratio "
        "from parts group by all) "
        "select month, figure_id, value, above, below from marts.rpt_monthly__figures "
        "left join again using (month, figure_id) "
        "where section || '.' || name not in "
        "('prices.previous_price_vnd_kg', 'prices.change_rate', 'to_date_by_channel.sold_share') "
        "and section <> 'link_prices' "
        "and (section <> 'link_summary' or name not in ('lots', 'requests', 'units', 'pools', 'gap')) "
        "and abs(coalesce(value, 0) - coalesce(case when is_ratio then cast(above as double) "
        "/ nullif(cast(below as double), 0) else cast(above as double) end, 0)) > 1e-9 * greatest(1, abs(value))",
    )


def test_another_machine_on_another_day_writes_the_same_bytes(copied, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    environment = os.environ | {
        "TZ": "America/St_Johns", "HOME": str(home), "PYTHONHASHSEED": "4711", "LANG": "C",
        "NONGSAN_NOW": "2031-12-31T23:59:00+00:00",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", STRANGE, "verify", "2023-03", "r1", "--config", str(copied.config_path), "--json"],
        env=environment, cwd=home, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    editions = json.loads(run.stdout)["editions"]
    assert [one["edition"] for one in editions] == ["2023-03 r1"]
    checks = {check["check"]: check["passed"] for one in editions for check in one["checks"]}
    assert checks == dict.fromkeys(("landing", "files", "rebuild", "bytes", "manifest", "figures", "lineage"), True)


def test_without_a_month_every_edition_is_verified(office):
    assert [one.name for one in chosen_editions(office.province, None, None)] == ["2023-03 r1", "2023-03 r2"]
    assert [one.name for one in chosen_editions(office.province, MARCH, 2)] == ["2023-03 r2"]
    with pytest.raises(ConfigError, match="no such edition has been issued; there are: 2023-03 r1, 2023-03 r2"):
        chosen_editions(office.province, MARCH, 3)


def test_tampered_reports_are_named(copied, office, monkeypatch):
    monkeypatch.setattr(duckdb, "connect", partial(duckdb.connect, config={"threads": 4}))
    folder = copied.data_folder / "reports" / "2023-03" / "r2"
    pdf, manifest = folder / "bao-cao.pdf", json.loads((folder / "manifest.json").read_bytes())
    pdf.chmod(0o600)
    pdf.write_bytes(pdf.read_bytes().replace(b"%%EOF", b"%%EOf"))
    sold = next(one for one in manifest["figures"] if one["id"] == "outcomes_by_unit.sold_t.K01")
    sold["value"], sold["printed"], manifest["verdict"] = 31.0, "31,0", "released"
    (folder / "manifest.json").chmod(0o600)
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    (result,) = verify(province_of(copied, office.now), MARCH, 2)
    found = {one.name: one.problems for one in result.checks if one.passed is False}
    assert set(found) == {"files", "bytes", "manifest", "figures", "lineage"}
    assert found["files"][0] == "bao-cao.pdf: is not the file that the manifest names by hash; it was edited"
    assert found["files"][1].startswith("manifest.json: is not the one that was issued")
    assert {line.split(":")[0] for line in found["bytes"]} == {"bao-cao.pdf", "manifest.json"}
    (said,) = found["figures"]
    assert said.startswith("figure outcomes_by_unit.sold_t.K01: the manifest says value 31.0, re-derived 13.0; printed")
    (verdict,) = found["manifest"]
    assert verdict.startswith('verdict: the manifest says "released", written again it is "released_with_warnings"')


def edit_landed(landing, unit, title, cell, number):
    """Change one number of the tab as it stands now; returns the file."""
    snapshot = landing.spreadsheet_states(unit)[-1][1][title]
    path = landing.folder / "sheets" / unit / "tabs" / f"{snapshot.sha256}.parquet"
    table = pq.read_table(path)
    row, col = cell
    at = [one and two for one, two in zip(*((pa.compute.equal(table[name], value).to_pylist())
                                            for name, value in (("row", row), ("col", col))), strict=True)]  # fmt: skip
    numbers = [number if here else old for here, old in zip(at, table["number"].to_pylist(), strict=True)]
    pq.write_table(table.set_column(3, "number", pa.array(numbers, pa.float64())), path)
    return path


def test_an_edited_landing_file_is_named_to_the_cell(copied, office):
    landing = Landing(copied.landing_folder)
    edit_landed(landing, "907", "Kết quả", (1, 9), 55.0)
    for book in copied.sheets_folder.glob("907.xlsx*"):
        book.unlink()  # no other evidence of the only content that the tab ever had
    path = edit_landed(landing, "K01", "Kết quả", (1, 9), 130.0)
    (result,) = verify(province_of(copied, office.now), MARCH, 2)
    assert not result.passed
    problems = result.checks[0].problems
    assert "unit 907, tab Kết quả" in problems[0]
    assert "which ones can't be told" in problems[0]
    assert path.name in problems[1]
    assert problems[1].endswith("edited cell(s): J2 holds “130”, was read as “13”")
    assert "K01-20230404T030000" in problems[1]


def test_an_edited_receipt_or_ledger_is_named(copied, office):
    receipt = sorted((copied.landing_folder / "sheets" / "907" / "reads").glob("*.json"))[0]
    rewrite(receipt, '"907.xlsx"', '"908.xlsx"')
    (result,) = verify(province_of(copied, office.now), MARCH, 1)
    assert result.checks[0].problems == (
        f"landing/sheets/907/reads/{receipt.name}: the receipt does not hold what its name says; it was edited",
    )
    event = sorted((copied.landing_folder / "ledger" / "reports").glob("*.json"))[0]
    rewrite(event, '"number": 1', '"number": 9')
    with pytest.raises(LedgerDamaged, match=event.name):
        verify(province_of(copied, office.now), MARCH, 1)


def test_a_damaged_manifest_or_event_is_named_and_the_other_edition_is_told(copied, office):
    province = province_of(copied, office.now)
    first = copied.data_folder / "reports" / "2023-03" / "r1" / MANIFEST
    first.chmod(0o600)
    first.write_bytes(first.read_bytes()[:100])
    old, new = issued_editions(province)
    assert (old.manifest, new.manifest is None) == (None, False)
    check = files_as_stated(old.folder, old.manifest, old.event.manifest_sha256)
    assert check.problems == (f"{first} is gone or can't be read; `nongsan report` writes a lost edition again",)
    event = sorted((copied.landing_folder / "ledger" / "reports").glob("*.json"))[0]
    event.write_bytes(b"")
    assert [one.name for one in issued_editions(province)] == ["2023-03 r2"]
    assert chosen_edition(province, MARCH, None).name == "2023-03 r2"
    with pytest.raises(LedgerDamaged, match=f"{event}: an event of the ledger reports can't be read"):
        chosen_editions(province, MARCH, 1)
    assert verifying._unreadable_editions(province, None)[0].passed is False


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.chmod(0o600)
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_under_another_code_version_figures_are_re_derived(office, tmp_path, monkeypatch):
    edition = chosen_edition(province_of(office.settings, landing=office.landing), MARCH, 1)
    state = state_of(province_of(office.settings, office.now), edition.as_of)
    inputs = load_inputs(province_of(office.settings, landing=office.landing), edition.as_of)
    monkeypatch.setattr(verifying, "code_version", lambda: "0" * 64)
    checks = {one.name: one for one in verifying.compared(edition, verifying.Rebuilt(inputs, state, tmp_path))}
    assert {name: one.passed for name, one in checks.items()} == {
        "rebuild": True, "bytes": None, "figures": True, "lineage": True
    }  # fmt: skip
    assert checks["bytes"].detail.startswith("bytes are not comparable: written by code ")
    assert checks["figures"].detail.endswith("figures re-derived, value and print alike")
    sold = next(one for one in edition.manifest.document["figures"] if one["id"] == "headline.sold_t")
    sold["value"] += 1
    changed = verifying.compared(edition, verifying.Rebuilt(inputs, state, tmp_path / "again"))
    assert {one.name for one in changed if one.passed is False} == {"figures", "lineage"}
