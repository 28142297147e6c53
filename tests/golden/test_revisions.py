"""Editions of a month: what stands, what is corrected in the open, what a person released, what was lost."""

import json
import shutil
import socket
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from connectors.warehouse import FILE_NAME, Warehouse
from expectations.gate import GateBlocked, Reservation
from pipeline.editions import quick
from pipeline.editions.quick import has_quick_work, quick_report
from pipeline.editions.summary import is_summary_due, report_summary
from pipeline.ledgers.events import AcceptanceEvent
from pipeline.province.settings import ConfigError
from tests.golden.office import MARCH, Office
from tests.mail.server import Mailbox, port_of, serve
from tests.provinces import province_of

APRIL, MAY = date(2023, 4, 1), date(2023, 5, 1)
DUYET = Reservation("Nguyễn Văn Duyệt", "Họp giao ban")


@pytest.fixture(scope="module")
def office(built_province, tmp_path_factory):
    return Office.copy(built_province, tmp_path_factory.mktemp("office") / "province")


def manifest(result):
    return json.loads(Path(result.files["manifest.json"]).read_bytes())


def test_the_first_edition_then_it_stands(office):
    first = office.report()
    again = office.report()
    assert (first.revision, first.number, first.changed) == (1, 1, True)
    assert (again.revision, again.number, again.changed) == (1, 1, False)
    assert again.files == first.files


def test_a_lost_folder_is_written_again_to_the_byte(office):
    before = {name: Path(path).read_bytes() for name, path in office.report().files.items()}
    shutil.rmtree(office.folder / "data" / "reports" / "2023-03")
    result = office.report()
    assert (result.revision, result.number) == (1, 1)
    assert {name: Path(path).read_bytes() for name, path in result.files.items()} == before
    assert len(office.landing.events("reports")) == 1


def test_a_release_takes_no_row_out_of_its_own_month(office):
    def counts():
        warehouse = Warehouse(office.settings.data_folder / FILE_NAME)
        state = {"unit_code": "907", "month": MARCH}
        return warehouse.table("marts.mart_reporting", ("accepted_rows", "quarantined_rows"), where=state)

    before = counts()
    office.now += timedelta(minutes=30)
    office.type_cell("K01", "Xác nhận tháng", "E2", "đã xem lại")
    assert office.refresh().changed
    assert counts() == before


def test_a_late_edit_is_corrected_in_the_open(office):
    # K01 sold 12 t, not 13: at 3 500 đ/kg that is 42 000 000 đ become 45 500 000 đ
    office.now += timedelta(hours=2)
    office.type_cell("K01", "Kết quả", "J2", 13)
    office.type_cell("907", "Nguồn cung", "Q3", "x")
    office.refresh()
    result = office.report()
    assert (result.revision, result.number, result.changed) == (2, 2, True)
    changes = {one["name"]: one for one in manifest(result)["changes"]}
    sold = changes["Sản lượng tiêu thụ (tấn)"]
    # 6.75 + 2.4 + 12 = 21.15 t before, 22.15 t after
    assert (sold["old"], sold["new"]) == ("21,2", "22,2")
    assert (sold["unit"], sold["cells"]) == ("Đoàn Khối Các cơ quan tỉnh", "Kết quả!J2")
    value = changes["Giá trị tiêu thụ (triệu đồng)"]
    assert (value["old"], value["new"]) == ("93,2", "96,7")
    assert "Nhu cầu thu mua đã nắm (tấn)" not in changes
    page = Path(result.files["bao-cao.html"]).read_text(encoding="utf-8")
    assert "lần thứ 2, thay thế Báo cáo số 01-BC/TĐTN-BPT ngày 04/4/2023." in page
    assert Path(office.folder / "data" / "reports" / "2023-03" / "r1" / "bao-cao.pdf").exists()


def mailed(settings, port):
    mail = {
        "host": "127.0.0.1",
        "port": port,
        "starttls": False,
        "sender": "a@b.example",
        "leadership": ("c@d.example",),
    }
    return settings.model_copy(update={"mail": settings.mail.model_copy(update=mail)})


def test_an_urgent_alert_is_told_and_mailed_once(office):
    # SUP-0002: 10 t of pineapple evenly over 22/3-10/4, half a tonne a day, 3.5 t in the week from 3/4, now urgent
    with socket.create_server(("127.0.0.1", 0)) as unused:
        dead = unused.getsockname()[1]
    told = quick_report(province_of(mailed(office.settings, dead), office.now))
    assert (told.alerts, told.number) == ((("907", "pineapple", "2023-04-03"),), 1)
    figures = {one["id"]: one["value"] for one in manifest(told)["figures"]}
    of_alert = {
        name.split(".")[1]: value for name, value in figures.items() if name.endswith("907.pineapple.2023-04-03")
    }
    # buyers of pineapple this year: Vựa Minh and Siêu thị Sao, none of them still asking; two ready teams of 12 and 8
    assert of_alert == {
        "at_risk_t": 3.5, "supply_t": 3.5, "unplaced_t": 3.5, "lots": 1, "days_to_harvest": 0, "shelf_life_days": 14,
        "open_buyers": 0, "open_demand_t": 0, "known_buyers": 2, "ready_teams": 2, "ready_members": 20,
    }  # fmt: skip
    page = Path(told.files["bao-cao.html"]).read_text(encoding="utf-8")
    assert "Số: 01-BCN/TĐTN-BPT" in page
    assert "Vựa Minh" not in page
    box = Mailbox()
    controller = serve(box)
    settings = mailed(office.settings, port_of(controller))
    assert has_quick_work(province_of(settings, landing=office.landing))
    again = [quick_report(province_of(settings, office.now)) for _ in range(2)]
    controller.stop()
    assert [one.number for one in again] == [None, None]
    assert [who for who, _ in box.letters()] == ["c@d.example"]
    attached = [part.get_filename() for part in box.letters()[0][1].iter_attachments()]
    assert attached == ["bao-cao.pdf", "bao-cao.docx", "bao-cao.html"]


def test_what_a_damaged_quick_report_told_is_not_told_again(office, capsys):
    (event,) = (office.landing.folder / "ledger" / "quick_reports").glob("*.json")
    whole = event.read_bytes()
    event.write_bytes(whole[:-1])
    assert not has_quick_work(office.province)
    assert f"{event}: an event of the ledger quick_reports can't be read" in " ".join(capsys.readouterr().err.split())
    told = quick._known(office.province)
    assert (told.count, told.alerts, told.is_all) == (1, {("907", "pineapple", "2023-04-03")}, True)
    (folder,) = (office.data / "reports" / "bao-cao-nhanh").iterdir()
    folder.rename(office.folder / "elsewhere")
    assert not has_quick_work(office.province)
    assert not quick._known(office.province).is_all
    (office.folder / "elsewhere").rename(folder)
    event.write_bytes(whole)


def test_an_edit_at_the_same_instant_is_not_lost(office):
    office.type_cell("K01", "Kết quả", "J2", 14)
    office.refresh()
    accepted = AcceptanceEvent(
        issue_id="i", unit_code="907", table_name="sales", tab="Kết quả", row_key=None, column=None,
        rule="duplicate_row", raw_value=None, compared=None, accepted_by="A", reason="B",
    )  # fmt: skip
    accepted.record(office.landing, office.now)
    (event,) = (office.landing.folder / "ledger" / "exceptions").glob("*.json")
    event.write_bytes(b"")
    stands = office.report()  # a row that was let in may be missing: nothing that is out is replaced
    assert (stands.revision, stands.changed, stands.held_back) == (2, False, None)
    event.unlink()
    result = office.report()
    assert result.revision == 3
    assert not has_quick_work(province_of(office.settings, landing=office.landing))
    assert {one["id"]: one["value"] for one in manifest(result)["figures"]}["headline.sold_t"] == pytest.approx(23.15)


def test_an_immaterial_edit_leaves_the_edition_standing(office):
    office.now += timedelta(hours=1)
    office.type_cell("K01", "Kết quả", "J2", 14.05)  # 0.05 t of 23.15 t is 0.2 %, under 1 %
    office.refresh()
    assert (office.report().revision, office.report().changed) == (3, False)


def test_a_blocked_month_waits_for_a_person_and_then_stands(office):
    with pytest.raises(GateBlocked, match=r"Chưa đến hạn chốt số liệu tháng 4/2023: 17 giờ 00 ngày 03/5/2023\."):
        office.report(APRIL)
    released = office.report(APRIL, DUYET)
    assert (released.verdict, released.revision, released.number) == ("blocked", 1, 4)
    assert manifest(released)["reservations"] == {"by": "Nguyễn Văn Duyệt", "reason": "Họp giao ban"}
    assert (released.is_early, manifest(released)["is_early"]) == (True, True)
    after = office.report(APRIL, DUYET)
    assert (after.revision, after.changed) == (1, False)
    with pytest.raises(GateBlocked):  # an early edition stands for nobody who does not release it
        office.report(APRIL)


def test_a_small_change_is_told_in_the_next_report(office):
    # March as last issued (r3): 6.75 + 2.4 + 14 = 23.15 t, of them 16.4 t rescued; since then 14.05 t instead of 14
    told = manifest(office.report(APRIL, DUYET))["earlier_changes"]
    assert [(one["month"], one["name"], one["old"], one["new"]) for one in told] == [
        ("2023-03-01", "Sản lượng tiêu thụ (tấn)", "23,15", "23,20"),
        ("2023-03-01", "Giá trị tiêu thụ (triệu đồng)", "100,2", "100,4"),
        ("2023-03-01", "Sản lượng giải cứu (tấn)", "16,4", "16,5"),
    ]
    assert {(one["unit"], one["cells"]) for one in told} == {("Đoàn Khối Các cơ quan tỉnh", "Kết quả!J2")}


def test_a_small_change_is_told_once_and_a_new_row_shifts_no_cell(office):
    office.now = datetime(2023, 11, 1, 1, tzinfo=UTC)
    path = office.folder / "sheets" / "907.xlsx"
    book = openpyxl.load_workbook(path)
    book["Kết quả"].insert_rows(2)
    sale = [
        None,
        date(2023, 3, 8),
        None,
        "Vĩnh Phước A",
        "Hộ Bảy",
        "Khóm",
        None,
        "Thương lái",
        "Thường xuyên",
        0.1,
        6000,
    ]
    for column, value in enumerate(sale, start=1):
        book["Kết quả"].cell(2, column, value)
    book.save(path)
    office.refresh()
    told = manifest(office.report(MAY, DUYET))["earlier_changes"]
    sold = [one for one in told if one["name"] == "Sản lượng tiêu thụ (tấn)"]
    assert [(one["old"], one["new"]) for one in sold] == [("23,2", "23,3")]
    assert {(one["unit"], one["cells"]) for one in sold} == {("Huyện đoàn Gò Quao", "Kết quả!J2 (dòng mới)")}
    assert not office.report(MARCH).changed


def test_the_interim_report_sums_up_the_closed_months(office):
    with pytest.raises(ConfigError, match="2023-10-30 07:00"):
        report_summary(province_of(office.settings, datetime(2023, 10, 29, tzinfo=UTC)), None, None)
    result = report_summary(province_of(office.settings, office.now), None, DUYET)
    assert (result.month, result.revision, result.number) == (date(2023, 9, 1), 1, 6)
    assert Path(result.files["bao-cao.pdf"]).parent == office.folder / "data" / "reports" / "2023-tong-hop" / "r1"
    figures = {one["id"]: one["value"] for one in manifest(result)["figures"]}
    # 907: 5.5 + 1.25 + 2.4 + 0.1 in March and 1 in April; K01: 14.05 in March
    expected = {
        "headline.sold_t": 24.3, "outcomes_by_unit.sold_t.907": 10.25, "outcomes_by_unit.sold_t.K01": 14.05,
        "headline.rescued_t": 2.4 + 14.05, "headline.gift_t": 0.3, "headline.households": 3 + 1 + 7,
        # 34.1 + 7.5 + 9.6 + 0.6 and 6 million of 907, 14.05 t at 3 500 đ/kg of K01
        "headline.sold_value_vnd": 106_975_000,
        # HTX Khóm A sold in March and in April and is one producer; with Hộ Bảy and Hộ Tư three
        "headline.producers_supported": 3, "headline.activities": 7, "headline.volunteers": 46,
        # two units, February to September; 907 reported March and April, K01 February and March, one of them in time
        "reporting.expected": 16, "reporting.received": 4, "headline.on_time_rate": 1 / 16,
        "difficulties.difficulties": 3, "difficulties.resolved": 2, "difficulties.open": 1,
        "trend.sold_t.2023-04-01": 1,
    }  # fmt: skip
    assert {name: figures[name] for name in expected} == pytest.approx(expected)
    assert not report_summary(province_of(office.settings, office.now), None, DUYET).changed
    assert not is_summary_due(province_of(office.settings, office.now, landing=office.landing))


def test_an_edition_comes_from_the_ledger_alone(office):
    issued = office.report(MAY, DUYET)
    before = {name: Path(path).read_bytes() for name, path in issued.files.items()}
    for month in ("2023-03", "2023-05"):
        shutil.rmtree(office.folder / "data" / "reports" / month)
    again = office.report(MAY, DUYET)
    assert {name: Path(path).read_bytes() for name, path in again.files.items()} == before


def test_numbers_follow_the_order_of_issue(office):
    events = office.landing.events("reports")
    assert [(one["month"], one["revision"], one["number"]) for one in events] == [
        ("2023-03", 1, 1), ("2023-03", 2, 2), ("2023-03", 3, 3), ("2023-04", 1, 4), ("2023-05", 1, 5),
        ("2023-09", 1, 6),
    ]  # fmt: skip


def test_an_early_edition_gives_way_once_its_deadline_has_passed(office):
    regular = office.report(APRIL)
    assert (regular.revision, regular.number, regular.is_early, regular.is_provisional) == (2, 7, False, True)
    assert manifest(regular)["replaces"] == {"number": 4, "dated": "2023-04-04", "is_early": True}
    assert not office.report(APRIL).changed


def test_a_row_that_a_check_refuses_is_named_by_the_cell_that_was_edited(built_province, tmp_path):
    # K01 sold 12 t at 3 500 đ/kg: a stated total of 1 đ contradicts it, so the row and its households fall out
    office = Office.copy(built_province, tmp_path / "province")
    office.report()
    office.now += timedelta(hours=2)
    office.type_cell("K01", "Kết quả", "L2", 1)
    office.refresh()
    changes = {one["name"]: one for one in manifest(office.report(MARCH, DUYET))["changes"]}
    sold, households = changes["Sản lượng tiêu thụ (tấn)"], changes["Số hộ được hỗ trợ (hộ)"]
    assert (sold["old"], sold["new"]) == ("21,2", "9,2")
    assert [(one["unit"], one["cells"]) for one in (sold, households)] == [
        ("Đoàn Khối Các cơ quan tỉnh", "Kết quả!L2")
    ] * 2
