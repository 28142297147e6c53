"""The main job as data staff meet it: one command, a real report, nothing done twice, nobody stopped by a neighbour."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pytest
from pypdf import PdfReader

from tests.e2e.command import nongsan, open_to_others, state_of, witnessed

FILES = {"bao-cao.docx", "bao-cao.html", "bao-cao.pdf", "manifest.json", "phu-luc.xlsx"}
HEAVY = {"prefect", "dbt", "great_expectations", "pandas", "typst", "altair", "highspy"}


def config(folder):
    return str(folder / "nongsan.toml")


def mart(place, sql):
    """The one value that a query gives of a province, or of the file of a warehouse."""
    path = place if place.suffix == ".duckdb" else place / "data" / "warehouse.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchone()[0]


def exact_sum(column):
    """SQL of a sum that gives the same double in whatever order an engine's threads bring the rows."""
    return f"cast(sum(cast({column} as decimal(38, 12))) as double)"


def vietnamese(value, decimals):
    """1234.5 -> 1.234,5 as the report prints it."""
    return f"{value:,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def pdf_text(path):
    return re.sub(r"\s+", " ", "\n".join(page.extract_text() for page in PdfReader(path).pages))


def test_the_run_gives_a_report_and_says_where(ran_demo):
    _, finished = ran_demo
    document = finished.document
    assert set(document["files"]) == FILES
    assert all(Path(path).stat().st_size > 1000 for path in document["files"].values())
    assert document["month"] == "2023-08"
    assert document["verdict"] in ("released", "released_with_warnings")
    assert (document["revision"], document["changed"]) == (1, True)
    rows = document["rows"]
    assert rows["seen"] == rows["accepted"] + rows["quarantined"] + rows["skipped"] > 3000
    assert set(document["seconds"]) >= {"sync", "read", "checks", "dbt", "render"}
    assert "Traceback" not in finished.err


def test_what_a_run_leaves_is_its_owners_alone(ran_demo):
    """Prefect's temporary server made its database under the run's own mask, whatever that of the shell is."""
    folder, _ = ran_demo
    assert (folder / "data" / ".prefect" / "prefect.db").exists()
    assert open_to_others(folder / "data") == []


def test_a_damaged_database_of_prefect_is_set_aside_and_the_run_goes_on(ran_demo):
    folder, finished = ran_demo
    prefect = folder / "data" / ".prefect"
    assert (prefect / "prefect.db.damaged").read_bytes() == b"no database" * 1000
    assert (prefect / "prefect.db").read_bytes().startswith(b"SQLite format 3")
    (line,) = [line for line in finished.err.splitlines() if "prefect.db" in line]
    assert "can't be used (file is not a database): it is set aside as prefect.db.damaged" in line


def test_the_pdfs_figures_equal_the_marts(ran_demo):
    folder, finished = ran_demo
    text = pdf_text(finished.document["files"]["bao-cao.pdf"])
    where = "from marts.mart_outcomes where month = date '2023-08-01'"
    sold = mart(folder, f"select {exact_sum('quantity_t')} {where} and kind <> 'Tặng'")
    rescued = mart(folder, f"select {exact_sum('quantity_t')} {where} and kind = 'Giải cứu'")
    supply = mart(folder, f"select {exact_sum('expected_t')} from marts.mart_supply where month = date '2023-08-01'")
    activities = mart(folder, "select sum(activities) from marts.mart_activities where month = date '2023-08-01'")
    for value, decimals in ((sold, 1), (rescued, 1), (supply, 1), (activities, 0)):
        assert vietnamese(value, decimals) in text


def test_the_manifest_names_what_the_report_was_made_from(ran_demo):
    folder, finished = ran_demo
    manifest = json.loads(Path(finished.document["files"]["manifest.json"]).read_bytes())
    figures = {one["id"]: one["value"] for one in manifest["figures"]}
    value = mart(folder, f"select {exact_sum('value_vnd')} from marts.mart_outcomes where month = date '2023-08-01'")
    assert figures["headline.sold_value_vnd"] == pytest.approx(value, abs=0.5)
    assert len(manifest["snapshots"]) > 18 * 7
    assert "units/units.csv" in manifest["inputs"]
    assert set(manifest["files"]) == FILES - {"manifest.json"}


def test_the_same_run_again_does_nothing_and_says_so(small, tmp_path):
    """Nothing heavy is imported, no landed tab is read again, and no file of the province is written."""
    before = state_of(small)
    again, touched = witnessed(tmp_path / "witness", "run", "--config", config(small), "--month", "2023-03", "--json")
    human = nongsan("run", "--config", config(small), "--month", "2023-03")
    assert again.code == human.code == 0
    assert again.document["changed"] is False
    assert "nothing changed; report r1 stands" in human.out
    assert small / "nongsan.toml" in touched.files
    assert HEAVY & touched.packages == set()
    assert [path for path in touched.files if path.suffix == ".parquet"] == []
    assert state_of(small) == before


@pytest.fixture(scope="module")
def edited(ran_small, standing_server, tmp_path_factory):
    """A day later 907's workbook is broken and K01 sold 14.5 t instead of 12; the run after that, and how it ended."""
    folder = shutil.copytree(ran_small, tmp_path_factory.mktemp("edited") / "province")
    (folder / "sheets" / "907.xlsx").write_bytes(b"PK\x03\x04 not a workbook any more")
    book = openpyxl.load_workbook(folder / "sheets" / "K01.xlsx")
    book["Kết quả"]["J2"] = 14.5
    book.save(folder / "sheets" / "K01.xlsx")
    run = ("run", "--config", config(folder), "--month", "2023-03", "--now", "2023-04-05T08:00+07:00")
    return folder, nongsan(*run, environment=standing_server)


def sold(folder, unit):
    return mart(folder, f"select {exact_sum('quantity_t')} from marts.mart_outcomes where unit_code = '{unit}'")


def test_a_corrupt_workbook_is_named_and_loses_nothing(ran_small, edited):
    folder, finished = edited
    assert finished.code == 0, finished.err
    assert re.search(r"warning: unit 907: .*907\.xlsx is not a readable", finished.err)
    assert "its last good snapshot stands" in finished.err
    assert "Traceback" not in finished.err
    assert sold(folder, "907") == sold(ran_small, "907") > 0
    assert (sold(ran_small, "K01"), sold(folder, "K01")) == (12, 14.5)


def test_a_past_state_is_rebuilt_beside_the_published_one(edited, standing_server):
    folder, _ = edited
    published = (folder / "data" / "warehouse.duckdb").read_bytes()
    options = ("--as-of", "2023-04-04T12:00+07:00", "--now", "2023-04-05T09:00+07:00")
    run = ("run", "--config", config(folder), "--month", "2023-03", *options, "--json")
    finished = nongsan(*run, environment=standing_server)
    assert finished.code == 0, finished.err
    assert (folder / "data" / "warehouse.duckdb").read_bytes() == published
    past = folder / "data" / "asof" / "20230404T050000Z" / "warehouse.duckdb"
    assert (sold(folder, "K01"), sold(past, "K01")) == (14.5, 12)


def test_a_blocked_month_exits_3_and_says_what_to_mend(small, standing_server):
    run = ("run", "--config", config(small), "--month", "2023-04", "--json")
    finished = nongsan(*run, environment=standing_server)
    assert finished.code == 3
    document = finished.document
    assert (document["verdict"], document["files"]) == ("blocked", {})
    assert any("Cách xử lý" in reason for reason in document["reasons"])
    assert not (small / "data" / "reports" / "2023-04").exists()
    gate = nongsan("gate", "--config", config(small), "--month", "2023-04")
    assert gate.code == 3
    assert "FAILS gate.received" in gate.out
    released = nongsan(
        "report", "--config", config(small), "--month", "2023-04", "--release", "--by", "Nguyễn Văn Duyệt",
        "--reason", "Cần số liệu cho buổi họp", "--json", environment=standing_server,
    )  # fmt: skip
    assert released.code == 0, released.err
    text = pdf_text(released.document["files"]["bao-cao.pdf"])
    assert "Nguyễn Văn Duyệt" in text
    assert "Cần số liệu cho buổi họp" in text


def test_status_shows_units_by_month(ran_demo):
    folder, _ = ran_demo
    finished = nongsan("status", "--config", config(folder), "--json")
    assert finished.code == 0, finished.err
    units = {unit["unit_code"]: unit for unit in finished.document["units"]}
    assert len(units) == 18
    assert units["907"]["months"]["2023-08"]["received"] is True
    human = nongsan("status", "--config", config(folder))
    assert "907 Huyện đoàn Gò Quao" in human.out
    assert "08 released with warnings" in human.out.replace("2023-", "")


def test_the_linking_plan_adds_up_and_beats_what_a_district_would_do(ran_demo):
    config = ran_demo[0] / "nongsan.toml"
    shown = nongsan("plan", "--config", str(config), "--compare", "--json")
    assert shown.code == 0, shown.err
    plan = shown.document
    kilograms = {name: round(plan["totals"][name] * 1000) for name in ("placed_t", "unplaced_t", "available_t")}
    assert kilograms["placed_t"] > 0
    assert kilograms["placed_t"] + kilograms["unplaced_t"] == kilograms["available_t"]
    assert kilograms["unplaced_t"] == sum(round(one["unplaced_t"] * 1000) for one in plan["unplaced"])
    assert all(row["gap"] <= 1e-6 for row in plan["certificate"])
    placed = {row["method"]: row["placed_t"] for row in plan["comparison"]}
    assert placed["plan"] >= max(placed["first_come"], placed["pro_rata"])
    assert "+84" not in shown.out
    unbuilt = nongsan("plan", "--config", str(config), "--as-of", "2023-05-01")
    assert (unbuilt.code, "run `nongsan build --as-of" in unbuilt.err) == (2, True)
