"""A landing with hostile cells, feeds and bytes is built whole and each is named; what is mended is open no more."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest

from flows.cli.app import execute
from pipeline.build.checked import check_readings
from pipeline.build.readings import read_everything, references_at
from pipeline.ledgers.exceptions import load_acceptances
from pipeline.oversight.status import UnreadPlace, status_of
from pipeline.province.inputs import load_inputs
from tests.golden.office import QUIET, Office
from tests.unit.connectors.damage import with_part

MARCH = date(2023, 3, 1)
FEED = """\
name: tin_gia
file: prices/tin_gia.json
columns: {price_date: d, item: i, price: p}
constants: {currency: VND, unit: đ/kg}
date_order: ymd
"""
PLACEHOLDER = 987654321
HOSTILE = {("Kết quả", "J6"): 500_000_000_000, ("Kết quả", "K6"): 5e14, ("Nguồn cung", "I2"): PLACEHOLDER}
SOUND = {("Kết quả", "J6"): 1, ("Kết quả", "K6"): 6000, ("Nguồn cung", "I2"): 4}
DAMAGED = {
    UnreadPlace("K01", "Hoạt động", "damaged_snapshot"),
    UnreadPlace("feed bang_gia", "prices/bang_gia.csv", "damaged"),
}


def with_number(workbook: bytes, old: int, new: str) -> bytes:
    """The workbook with one number as no spreadsheet program would write it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        found = {name: archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")}
    name = next(name for name, part in found.items() if f"<v>{old}</v>".encode() in part)
    return with_part(workbook, name, found[name].replace(f"<v>{old}</v>".encode(), f"<v>{new}</v>".encode()))


def quotes(price: str) -> str:
    return f'[{{"d": "2023-03-02", "i": "Khóm", "p": 8000}}, {{"d": "2023-03-03", "i": "Khóm", "p": {price}}}]'


@pytest.fixture(scope="module")
def poisoned(built_province, tmp_path_factory):
    """The golden province a day later, with cells and a price beyond all bounds and two landed files cut short."""
    office = Office.copy(built_province, tmp_path_factory.mktemp("poisoned") / "province")
    office.now += timedelta(days=1)
    for (tab, cell), value in HOSTILE.items():
        office.type_cell("907", tab, cell, value)
    path = office.folder / "sheets" / "907.xlsx"
    path.write_bytes(with_number(path.read_bytes(), PLACEHOLDER, "1e400"))
    (office.folder / "feeds" / "tin_gia.yml").write_text(FEED, encoding="utf-8")
    (office.folder / "prices" / "tin_gia.json").write_text(quotes("9" * 5000), encoding="utf-8")
    union, (prices,) = office.landing.unit_snapshots("K01"), office.landing.blobs("feeds", "bang_gia")
    activities = next(one for one in union if one.title == "Hoạt động")
    office.cut = {
        path: path.read_bytes()
        for path in (
            office.landing.folder / "sheets" / "K01" / "tabs" / f"{activities.sha256}.parquet",
            office.landing.folder / "feeds" / "bang_gia" / "blobs" / prices.sha256,
        )
    }
    for path, content in office.cut.items():
        path.write_bytes(content[:100])
    office.refresh()
    return office


def open_cells(office: Office) -> set[tuple[str, str | None]]:
    found = office.warehouse.table("quality.issues", ("rule", "cell"), where={"cleared_at": None})
    return {(one["rule"], one["cell"]) for one in found}


def sold(office: Office) -> dict:
    columns = ("unit_code", "quantity_t")
    rows = office.warehouse.table("marts.mart_outcomes", columns, where={"month": MARCH, "kind": "Thường xuyên"})
    return {row["unit_code"]: row["quantity_t"] for row in rows}


def test_it_is_built_whole_and_each_place_is_named(poisoned):
    assert {("too_large", "J6"), ("too_large", "K6"), ("spreadsheet_error", "I2")} <= open_cells(poisoned)
    assert sold(poisoned) == {"907": pytest.approx(6.75)}  # as without the poison, see test_golden_month.py
    refused = poisoned.warehouse.table("raw.price_quarantine", ("reason", "detail"), where={"source": "tin_gia"})
    assert [one["reason"] for one in refused] == ["unparsable"]
    assert "is not a number between" in refused[0]["detail"]
    prices = poisoned.warehouse.table("raw.price_observations", ("native_price",), where={"source": "tin_gia"})
    assert prices == [{"native_price": 8000.0}]


def test_status_counts_and_names_what_could_not_be_read(poisoned):
    found = status_of(poisoned.province)
    assert set(found.unread) == DAMAGED
    (line,) = [one for one in found.lines() if one.startswith("unreadable: ")]
    assert line.startswith("unreadable: 2, the rest was read: K01 Hoạt động damaged_snapshot; feed bang_gia ")


def test_a_past_in_which_it_stood_is_built_too(poisoned):
    office = Office(poisoned.folder)
    office.now = poisoned.now + timedelta(days=30)
    inputs = load_inputs(office.province, poisoned.now)
    readings = read_everything(inputs, references_at(inputs, poisoned.now), poisoned.now, QUIET)
    checked = check_readings(inputs, readings, load_acceptances(office.landing, poisoned.now), poisoned.now)
    assert "damaged_snapshot" in set(checked.issues["rule"])
    seen = checked.totals()
    assert seen["seen"] == seen["accepted"] + seen["quarantined"] + seen["skipped"] > 0


def test_what_is_mended_is_gone(poisoned, capsys):
    poisoned.now += timedelta(days=1)
    for (tab, cell), value in SOUND.items():
        poisoned.type_cell("907", tab, cell, value)
    (poisoned.folder / "prices" / "tin_gia.json").write_text(quotes("8100"), encoding="utf-8")
    poisoned.sync()
    for path, content in poisoned.cut.items():
        path.write_bytes(content)
    config, now = str(poisoned.folder / "nongsan.toml"), poisoned.now.isoformat()
    assert execute(["maintain", "--repair", "--config", config, "--now", now, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (len(document["unread"]["before"]), document["unread"]["after"], document["damaged"]) == (2, [], [])
    assert not {("too_large", "J6"), ("spreadsheet_error", "I2"), ("precision_lost", "J6")} & open_cells(poisoned)
    assert poisoned.warehouse.table("raw.price_quarantine", ("reason",), where={"source": "tin_gia"}) == []
    assert status_of(poisoned.province).unread == ()
