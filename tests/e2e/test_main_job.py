"""The main job as data staff meet it: one command, a real report, nothing done twice, nobody stopped by a neighbour."""

import io
import json
import re
import time
from pathlib import Path

import duckdb
import pytest
from pypdf import PdfReader

from tests.e2e.command import nongsan

FILES = {"bao-cao.docx", "bao-cao.html", "bao-cao.pdf", "manifest.json", "phu-luc.xlsx"}


def config(folder):
    return str(folder / "nongsan.toml")


def mart(folder, sql):
    with duckdb.connect(str(folder / "data" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchone()[0]


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


def test_the_pdfs_figures_equal_the_marts(ran_demo):
    folder, finished = ran_demo
    text = pdf_text(finished.document["files"]["bao-cao.pdf"])
    where = "from marts.mart_outcomes where month = date '2023-08-01'"
    sold = mart(folder, f"select sum(quantity_t) {where} and kind <> 'Tặng'")
    rescued = mart(folder, f"select sum(quantity_t) {where} and kind = 'Giải cứu'")
    supply = mart(folder, "select sum(expected_t) from marts.mart_supply where month = date '2023-08-01'")
    activities = mart(folder, "select sum(activities) from marts.mart_activities where month = date '2023-08-01'")
    for value, decimals in ((sold, 1), (rescued, 1), (supply, 1), (activities, 0)):
        assert vietnamese(value, decimals) in text


def test_the_manifest_names_what_the_report_was_made_from(ran_demo):
    folder, finished = ran_demo
    manifest = json.loads(Path(finished.document["files"]["manifest.json"]).read_bytes())
    figures = {one["id"]: one["value"] for one in manifest["figures"]}
    value = mart(folder, "select sum(value_vnd) from marts.mart_outcomes where month = date '2023-08-01'")
    assert figures["headline.sold_value_vnd"] == pytest.approx(value, abs=0.5)
    assert len(manifest["snapshots"]) > 18 * 7
    assert "units/units.csv" in manifest["inputs"]
    assert set(manifest["files"]) == FILES - {"manifest.json"}


def test_the_same_run_again_does_nothing_and_says_so(province):
    again = nongsan("run", "--config", config(province), "--month", "2023-08", "--json")
    human = nongsan("run", "--config", config(province), "--month", "2023-08")
    assert again.code == human.code == 0
    assert again.document["changed"] is False
    assert again.cpu_seconds < 2
    assert "nothing changed; report r1 stands" in human.out


def test_a_corrupt_workbook_is_named_and_loses_nothing(small):
    before = mart(small, "select sum(quantity_t) from marts.mart_outcomes where unit_code = '907'")
    (small / "sheets" / "907.xlsx").write_bytes(b"PK\x03\x04 not a workbook any more")
    edited = small / "sheets" / "906.xlsx"
    add_sale(edited)
    sold = mart(small, "select sum(quantity_t) from marts.mart_outcomes where unit_code = '906'")
    finished = nongsan("run", "--config", config(small), "--month", "2023-08", "--now", "2023-09-05T10:00:00+07:00")
    assert finished.code == 0, finished.err
    assert re.search(r"warning: unit 907: .*907\.xlsx is not a readable", finished.err)
    assert "its last good snapshot stands" in finished.err
    assert "Traceback" not in finished.err
    assert mart(small, "select sum(quantity_t) from marts.mart_outcomes where unit_code = '907'") == pytest.approx(
        before, abs=1e-9
    )
    after = mart(small, "select sum(quantity_t) from marts.mart_outcomes where unit_code = '906'")
    assert after == pytest.approx(sold + 2.5)


def add_sale(path):
    """Append a sale of 2.5 t in August by copying an accepted one, as a keeper would."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book["Kết quả"]
    header = next(
        row for row in sheet.iter_rows(max_row=12) if any(str(cell.value or "").startswith("Ngày") for cell in row)
    )
    at = {re.sub(r"\s*\(.*", "", str(cell.value or "").strip()): cell.column for cell in header}
    source = next(
        row[0].row
        for row in sheet.iter_rows(min_row=header[0].row + 1)
        if sheet.cell(row[0].row, at["Hình thức"]).value == "Thường xuyên"
        and isinstance(sheet.cell(row[0].row, at["Sản lượng"]).value, int | float)
        and isinstance(sheet.cell(row[0].row, at["Giá bán"]).value, int | float)
    )
    target = max(cell.row for row in sheet.iter_rows() for cell in row if cell.value is not None) + 1
    for label, column in at.items():
        if label and label not in ("Mã", "Thành tiền", "Ghi chú", "STT"):
            value = sheet.cell(source, column).value
            sheet.cell(target, column, value).number_format = sheet.cell(source, column).number_format
    sheet.cell(target, at["Sản lượng"], 2.5)
    book.save(path)


def test_a_past_state_is_rebuilt_beside_the_published_one(small):
    published = (small / "data" / "warehouse.duckdb").read_bytes()
    finished = nongsan("run", "--config", config(small), "--month", "2023-06", "--as-of", "2023-07-06", "--json")
    assert finished.code in (0, 3), finished.err
    assert (small / "data" / "warehouse.duckdb").read_bytes() == published
    folder = small / "data" / "asof" / "20230705T170000Z"
    assert (folder / "warehouse.duckdb").exists()
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        newest = connection.execute("select max(fetched_at) <= timestamptz '2023-07-05 17:00:00+00' from raw.snapshots")
        assert newest.fetchone()[0]


def test_a_blocked_month_exits_3_and_says_what_to_mend(province):
    finished = nongsan("run", "--config", config(province), "--month", "2023-09", "--json")
    assert finished.code == 3
    document = finished.document
    assert (document["verdict"], document["files"]) == ("blocked", {})
    assert any("Cách xử lý" in reason for reason in document["reasons"])
    assert not (province / "data" / "reports" / "2023-09").exists()
    gate = nongsan("gate", "--config", config(province), "--month", "2023-09")
    assert gate.code == 3
    assert "FAILS gate.received" in gate.out
    released = nongsan(
        "report", "--config", config(province), "--month", "2023-09", "--release", "--by", "Nguyễn Văn Duyệt",
        "--reason", "Cần số liệu cho buổi họp", "--json",
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


def test_a_build_from_the_same_landing_is_the_same_build(small):
    before = (small / "data" / "reports" / "2023-08" / "r1" / "manifest.json").read_bytes()
    started = time.perf_counter()
    for folder in ("reports", ".state"):
        for path in sorted((small / "data" / folder).rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
    for event in (small / "data" / "landing" / "ledger" / "reports").iterdir():
        event.unlink()
    finished = nongsan("run", "--config", config(small), "--month", "2023-08", "--json")
    assert finished.code == 0, finished.err
    after = Path(finished.document["files"]["manifest.json"]).read_bytes()
    assert json.load(io.BytesIO(after))["files"] == json.load(io.BytesIO(before))["files"]
    assert after == before
    assert time.perf_counter() - started < 120
