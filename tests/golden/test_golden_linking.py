"""The linking plan of a two-unit province, worked out by hand, from the cells to the call list and the annex.

4 April 2023. Khóm: 20 t less 8 t contracted leave 12 (the 4 t sold are within the 8), Siêu thị Sao takes 10 at its
store, 7000 - 500. Chuối xiêm: 2 t and 1.5 t make the 3 t that Nhà máy Mít takes at least. Sầu riêng: nobody asks.
Gừng: 15 000 offered, 20 000 at the farm gate. Dưa hấu: keeps 14 days to 19 April, asked for from the 20th. Khoai lang:
6 of 10 t sold to Vựa Minh, which asked for 8 and is open for 2 more. Xoài: its 2000 do not pay the 3000 of
transport. The old lot of khóm kept until 3 April is past.
"""

import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest

from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME, Warehouse
from flows.cli.plan import plan as plan_command
from pipeline.build.build import build
from pipeline.build.dbt import TransformFailed
from pipeline.editions.month import report
from pipeline.feedback.write_back import feed_back
from pipeline.intake.spreadsheets import changed_units, land_units
from pipeline.linking.ledger import keep_plan
from pipeline.province.console import Step
from pipeline.province.environment import clock, load_settings, prepare_environment
from pipeline.province.inputs import land_inputs
from tests.golden.linking_province import BUYER_PHONES, write_linking_province
from tests.parse import lend_parse
from tests.provinces import province_of
from tests.sql import ask

D = date


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    """Synced, built, fed back and reported once."""
    settings = load_settings(write_linking_province(tmp_path_factory.mktemp("linked")))
    prepare_environment(settings)
    lend_parse(settings.data_folder)
    landing, now = Landing(settings.landing_folder), clock(settings)
    land_inputs(province_of(settings, landing=landing), now)
    land_units(
        province_of(settings, now, landing=landing),
        changed_units(province_of(settings, landing=landing)),
        Step(None, None),
    )
    built = build(province_of(settings, now))
    keep_plan(province_of(settings, now, landing=landing), built.as_of)
    return settings


@pytest.fixture(scope="module")
def told(linked):
    return feed_back(province_of(linked, landing=Landing(linked.landing_folder)))


def rows(settings, sql):
    return [tuple(row.values()) for row in ask(Warehouse(settings.data_folder / FILE_NAME), sql)]


def test_the_plan_to_the_kilogram(linked):
    sql = (
        "select lot_id, request_id, product_code, from_on, to_on, quantity_t, net_price_vnd_kg, pool_id is not null "
        "from marts.mart_link_plan where stage > 0 order by all"
    )
    assert rows(linked, sql) == [
        ("907/SUP-0001", "907/DEM-0001", "pineapple", D(2023, 4, 4), D(2023, 4, 20), 10.0, 6500.0, False),
        ("907/SUP-0002", "K01/DEM-0001", "banana_xiem", D(2023, 4, 8), D(2023, 4, 20), 2.0, 5000.0, True),
        ("907/SUP-0003", "K01/DEM-0001", "banana_xiem", D(2023, 4, 8), D(2023, 4, 20), 1.5, 5000.0, True),
        ("907/SUP-0007", "907/DEM-0004", "sweet_potato", D(2023, 4, 4), D(2023, 4, 20), 2.0, 5000.0, False),
    ]


def test_what_was_sold_before_is_stage_0_and_a_cancelled_request_has_no_link(linked):
    columns = "lot_id, request_id, from_on, to_on, quantity_t, net_price_vnd_kg"
    assert rows(linked, f"select {columns} from marts.mart_link_plan where stage = 0") == [
        ("907/SUP-0001", "907/DEM-0003", D(2023, 4, 3), D(2023, 4, 3), 3.0, 6400.0)
    ]


def test_each_lot_that_is_left_says_why(linked):
    found = rows(linked, "select lot_id, unplaced_t, reason from marts.mart_link_unplaced order by lot_id")
    reasons = {lot: (tonnes, reason) for lot, tonnes, reason in found}
    assert {lot: tonnes for lot, (tonnes, _) in reasons.items()} == {
        "907/SUP-0001": 2.0, "907/SUP-0004": 4.0, "907/SUP-0005": 3.0, "907/SUP-0006": 5.0, "907/SUP-0007": 2.0,
        "907/SUP-0009": 1.0,
    }  # fmt: skip
    assert "đã nhận đủ" in reasons["907/SUP-0001"][1]
    assert "chưa có nơi tìm mua" in reasons["907/SUP-0004"][1]
    assert "giá" in reasons["907/SUP-0005"][1]
    assert "thời gian" in reasons["907/SUP-0006"][1]
    assert "giá" in reasons["907/SUP-0009"][1]


def test_the_pool_is_paid_back_to_the_đồng(linked):
    sql = "select producer_key, quantity_t, payback_vnd, pool_t, min_lot_t from marts.mart_link_pools order by all"
    assert rows(linked, sql) == [
        ("907/ho bay", 2.0, 10_000_000, 3.5, 3.0),
        ("907/ho tam", 1.5, 7_500_000, 3.5, 3.0),
    ]


def test_the_proof_stands_beside_the_plan(linked):
    proof = rows(linked, "select objective, gap from marts.mart_link_certificate order by stage")
    assert [objective for objective, _ in proof][:3] == ["urgency", "revenue", "ranks"]
    assert all(gap <= 1e-6 for _, gap in proof)


def test_words_kept_are_counted(linked):
    sql = "select party_key, claimed, confirmed, delivered from marts.mart_link_reliability where party_type = 'buyer'"
    assert rows(linked, sql) == [("vua huy 0977 888 999", 1, 0, 0)]  # the only request whose time is over


def call_rows(settings, unit="907"):
    sheet = openpyxl.load_workbook(settings.sheets_folder / f"{unit}.xlsx")["Kết quả kiểm tra"]
    found = [row for row in sheet.iter_rows() if row[0].value is not None]
    heads = [place for place, row in enumerate(found) if row[0].value == "GỢI Ý KẾT NỐI TIÊU THỤ"]
    return found[heads[0] + 3 :] if heads else []


def test_the_unit_is_told_whom_to_phone_and_what_to_offer(linked, told):
    calls = {row[3].value: row for row in call_rows(linked)}
    assert list(calls) == ["A2", "A3", "A8", "A4"]  # the soonest deadline, then the most tonnes
    banana = calls["A3"]
    assert [banana[place].value for place in (1, 2, 4, 5, 7)] == [
        "2", "Chuối xiêm", "Nhà máy Mít (Kiên Giang)", "Chị Tư, 0912 345 678", "20/4/2023",
    ]  # fmt: skip
    assert banana[6].value == (
        "Chào 2 tấn của Hộ Bảy, giao tại vườn, từ 08/4/2023 đến 20/4/2023, bên mua trả 5.000 đ/kg. Gom chung 2 hộ, tổ, "
        "HTX thành lô 3,5 tấn vì bên mua lấy từ 3 tấn mỗi lô. Bên mua này chưa có lần mua nào để đánh giá."
    )
    assert "bên mua trả 7.000 đ/kg, trừ vận chuyển còn 6.500 đ/kg" in calls["A2"][6].value
    assert banana[3].hyperlink.location == "'Nguồn cung'!A3"
    assert call_rows(linked, "K01") == []


def test_an_unchanged_list_writes_nothing_and_is_no_edit(linked, told):
    landing = Landing(linked.landing_folder)
    assert [one.is_written for one in told.written] == [True, True]
    assert changed_units(province_of(linked, landing=landing)) == []
    assert feed_back(province_of(linked, landing=landing)).written == []


def text_of(path: Path) -> str:
    """Everything a reader or a search could find in a file."""
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return path.read_text(encoding="utf-8")


def test_the_annex_tells_the_plan_and_no_contact(linked):
    files = {
        name: Path(path)
        for name, path in report(province_of(linked, clock(linked)), D(2023, 3, 1), None, None).files.items()
    }
    page = " ".join(re.sub(r"<[^>]+>", " ", text_of(files["bao-cao.html"])).split())
    for said in ("PHƯƠNG ÁN KẾT NỐI CUNG CẦU", "Nhà máy Mít", "kiểm chứng độc lập", "15,5 tấn trong 32,5 tấn"):
        assert said in page
    digits = [re.sub(r"\D", "", phone) for phone in BUYER_PHONES]
    for name, path in files.items():
        text = text_of(path)
        assert "Chị Tư" not in text, name
        assert not any(number[-9:] in re.sub(r"[ .]", "", text) for number in digits), name


def test_the_command_shows_the_same_plan(linked, tmp_path):
    shown = plan_command(linked.config_path, csv=tmp_path / "plan.csv", compare=True)
    totals = shown.document["totals"]
    assert (totals["placed_t"], totals["unplaced_t"], totals["available_t"]) == (15.5, 17.0, 32.5)
    # 10 t x 6500 + 3.5 t x 5000 + 2 t x 5000
    assert totals["net_revenue_vnd"] == 65_000_000 + 17_500_000 + 10_000_000
    assert shown.document["changes"]["since"] is None
    assert len((tmp_path / "plan.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + 4 + 6
    assert "vua huy [số điện thoại]" in {row["party_key"] for row in shown.document["reliability"]}
    everything = str(shown.document) + "\n".join(shown.lines)
    assert not any(phone in everything for phone in (*BUYER_PHONES, "Chị Tư", "345678"))
    assert {row["method"]: row["placed_t"] for row in shown.document["comparison"]}["plan"] == 15.5


def test_another_plan_is_told_apart_from_the_last(linked):
    landing = Landing(linked.landing_folder)
    before = landing.fingerprint(("link_plans",))
    earlier = [["907/SUP-0001", "907/DEM-0001", 9000], ["907/SUP-0004", "907/DEM-0009", 1000]]
    landing.record("link_plans", {"as_of": "2023-04-01T01:00:00+00:00", "links": earlier}, clock(linked))
    assert landing.fingerprint(("link_plans",)) != before
    changes = plan_command(linked.config_path).document["changes"]
    assert changes["since"] == "2023-04-01T01:00:00+00:00"
    assert [one["lot_id"] for one in changes["new"]] == ["907/SUP-0002", "907/SUP-0003", "907/SUP-0007"]
    assert [one["request_id"] for one in changes["gone"]] == ["907/DEM-0009"]
    assert [(one["before_t"], one["quantity_t"]) for one in changes["changed"]] == [(9.0, 10.0)]


def test_a_plan_without_its_proof_is_not_published(linked, monkeypatch):
    published = linked.data_folder / FILE_NAME
    before = published.read_bytes()
    (linked.data_folder / ".state" / "build.json").unlink()
    monkeypatch.setattr("planning.linking.certificate.MAX_GAP", -1.0)  # no proof is tight enough any more
    with pytest.raises(TransformFailed, match=r"int_link_solved: Python model failed: .*LinkGapExceeded"):
        build(province_of(linked, clock(linked)))
    assert published.read_bytes() == before
