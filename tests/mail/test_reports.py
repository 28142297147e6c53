"""Reports on their way: who gets what, in which order, after which faults, and that nothing private goes along."""

import io
import json
import re
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from expectations.gate import Reservation
from flows.cli.outcome import all_months_lines
from pipeline.editions.due import report_due
from pipeline.editions.month import report
from pipeline.editions.outcome import RunOutcome
from pipeline.last_run import last_runs, recall, remember
from pipeline.ledgers.editions import NotCleared
from pipeline.letters.deliver import deliver
from pipeline.letters.troubles import notify_held
from pipeline.province.environment import load_settings
from tests.mail.office import SECRETS, local
from tests.provinces import province_of

STAFF, CHIEF, DEPUTY = "canbo@tinhdoan.example", "bithu@tinhdoan.example", "phobithu@tinhdoan.example"
NOW = local("2023-05-03T18:00")
FEBRUARY, MARCH, APRIL = (NOW.replace(month=number, day=1).date() for number in (2, 3, 4))
ALL = [CHIEF, DEPUTY, STAFF]
RELEASE = Reservation("Nguyễn Văn Duyệt", "Họp giao ban, gọi 0987 111 299")
FILES = ["bao-cao.pdf", "bao-cao.docx", "phu-luc.xlsx", "bao-cao.html"]


def plain(letter):
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def subjects(letters):
    """(subject, its recipients in the order of sending), in the order of sending."""
    found = {}
    for who, letter in letters:
        found.setdefault(letter["Subject"], []).append(who)
    return list(found.items())


def everything(letter):
    """All text of a letter: subject, bodies, and every attachment unpacked."""
    texts = [letter["Subject"], *(letter.get_body((kind,)).get_content() for kind in ("plain", "html"))]
    for part in letter.iter_attachments():
        content = part.get_payload(decode=True)
        if part.get_filename().endswith(".pdf"):
            texts += [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
        elif part.get_filename().endswith(("docx", "xlsx")):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                texts += [archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()]
        else:
            texts.append(content.decode("utf-8"))
    return "\n".join(texts)


@pytest.fixture(scope="module")
def issued(built, smtp, tmp_path_factory):
    """All that is due, then April released by a person: what came of it, and the letters that went out."""
    box, office = smtp[0], built.copy(tmp_path_factory.mktemp("issued") / "province")
    box.clear()
    due = report_due(province_of(office.settings, NOW))
    report(province_of(office.settings, NOW), APRIL, None, RELEASE)
    deliver(province_of(office.settings, NOW))
    return due, box.letters(), office


def test_what_is_due_goes_out_in_order_to_the_right_people(issued):
    due, letters, _ = issued
    assert [one.verdict for one in due.reports] == ["blocked", "released_with_warnings", "blocked"]
    assert [one.is_provisional for one in due.reports] == [True, False, False]
    about = "Báo cáo kết nối hỗ trợ tiêu thụ nông sản tháng"
    assert subjects(letters) == [
        ("Báo cáo tháng 4/2023 chưa được phát hành: số liệu chưa đủ điều kiện", [STAFF]),
        (f"BẢN TẠM THỜI: {about} 02 năm 2023 (số 01-BC/TĐTN-BPT)", ALL),
        (f"{about} 3 năm 2023 (số 02-BC/TĐTN-BPT)", ALL),
        (f"PHÁT HÀNH CÓ BẢO LƯU: {about} 4 năm 2023 (số 03-BC/TĐTN-BPT)", ALL),
    ]
    march = next(letter for _, letter in letters if letter["Subject"].startswith(f"{about} 3"))
    files = {Path(path).name: Path(path).read_bytes() for path in due.reports[1].files.values()}
    attached = {part.get_filename(): part.get_payload(decode=True) for part in march.iter_attachments()}
    assert attached == {name: files[name] for name in FILES}
    assert json.loads(files["manifest.json"])["delivery"] == "gửi qua thư điện tử"
    # 6.75 + 2.4 + 12 = 21.15 t sold, worked out in tests/golden
    assert "Sản lượng tiêu thụ: 21,2 tấn" in plain(march)


def test_once_is_enough(issued, box):
    office = issued[2]
    again = report_due(province_of(office.settings, NOW + timedelta(hours=13)))
    assert (again.delivered, box.taken) == ((), [])
    assert [(one.changed, one.revision) for one in again.reports] == [(False, 1)] * 3


def test_the_notice_names_what_fails_which_unit_and_what_mends_it(issued):
    text = re.sub(r"\s+", " ", plain(issued[1][0][1]))
    assert "1/2 đơn vị có số liệu tháng 4/2023 (50%; cần ít nhất 80%). Chưa có: Đoàn Khối Các cơ quan tỉnh." in text
    assert "đánh dấu Không phát sinh ở tab Xác nhận tháng" in text
    assert "Nếu đến 17 giờ 00 ngày 05/5/2023 vẫn chưa đủ điều kiện" in text
    assert "docs/runbook.md, dòng “exit code 3, blocked”" in text


def test_a_release_by_a_person_is_told(issued):
    text = plain(issued[1][-1][1])
    assert "người quyết định Nguyễn Văn Duyệt; lý do: Họp giao ban, gọi [số điện thoại]" in text


def test_nothing_private_leaves_the_house(issued):
    _, letters, office = issued
    texts = [everything(letter) for who, letter in letters if who == STAFF]
    texts += [path.read_text(encoding="utf-8") for path in office.folder.glob("data/reports/*/r1/manifest.json")]
    assert len(texts) == 7
    for text in texts:
        assert [name for name in SECRETS if name in text] == []
        assert not re.search(r"987111|2973811811|912345678", re.sub(r"[\s.()\-]", "", text))
    assert "[số điện thoại]" in "".join(texts)


def test_a_run_of_all_is_remembered_and_told_in_a_line_each(issued):
    due, _, office = issued
    province = province_of(office.settings, NOW)
    outcome = RunOutcome(None, NOW, True, False, due.reports, rows={}, seconds={"total": 1.0})
    remember(province, "made from this", outcome)
    known = recall(province, None, "made from this")
    assert known.document() == outcome.document()
    assert recall(province, None, "made from something else") is None
    assert last_runs(office.settings) == []
    lines = all_months_lines(known.unchanged().reports, office.settings)
    assert [line.split(": ")[0] for line in lines] == ["2023-02", "2023-03", "2023-04"]
    assert "nothing changed; provisional report r1 stands" in lines[0]
    assert lines[1].endswith("2023-03/r1/bao-cao.pdf")
    assert "blocked" in lines[2]
    assert "Chưa có: Đoàn Khối Các cơ quan tỉnh" in lines[2]


def test_a_crash_between_issuing_and_sending_loses_nothing(office, box):
    report(province_of(office.settings, NOW), FEBRUARY, None, None)
    report(province_of(office.settings, NOW), MARCH, None, None)
    assert box.taken == []
    deliver(province_of(office.settings, NOW + timedelta(days=1)))
    assert [subject.split(" (")[0][-17:] for subject, _ in subjects(box.letters())] == [
        "tháng 02 năm 2023",
        " tháng 3 năm 2023",
    ]
    assert box.letters()[0][1]["Date"].datetime == NOW


def test_an_unsent_edition_that_was_lost_and_replaced_holds_nothing_up(office, box):
    report(province_of(office.settings, NOW), MARCH, None, None)
    shutil.rmtree(office.settings.data_folder / "reports" / "2023-03" / "r1")
    with pytest.raises(NotCleared, match="2023-03/r1 is lost: `nongsan report --month 2023-03` writes it again"):
        deliver(province_of(office.settings, NOW))
    office.type_cell("K01", "Kết quả", "J2", 13)
    office.refresh(NOW + timedelta(hours=1))
    assert report(province_of(office.settings, NOW + timedelta(hours=1)), MARCH, None, None).revision == 2
    deliver(province_of(office.settings, NOW + timedelta(hours=1)))
    assert [(subject.split(":")[0], who) for subject, who in subjects(box.letters())] == [("BẢN ĐIỀU CHỈNH", ALL)]


def test_who_joins_later_gets_later_reports_only_and_a_mended_address_gets_what_it_missed(office, box):
    box.answers[CHIEF] = ["550 no such user"]
    report(province_of(office.settings, NOW), MARCH, None, None)
    deliver(province_of(office.settings, NOW))
    config = office.folder / "nongsan.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace(f'"{CHIEF}', '"bi.thu@tinhdoan.example'), encoding="utf-8")
    deliver(province_of(load_settings(config), NOW + timedelta(hours=1)))
    assert [who for who, _ in box.taken] == [DEPUTY, STAFF, "bi.thu@tinhdoan.example"]
    joined = config.read_text(encoding="utf-8").replace('staff = ["', 'staff = ["moi@tinhdoan.example", "')
    config.write_text(joined, encoding="utf-8")
    report(province_of(office.settings, NOW), FEBRUARY, None, None)
    deliver(province_of(load_settings(config), NOW + timedelta(hours=2)))
    assert "moi@tinhdoan.example" not in [who for who, letter in box.letters() if "tháng 02" in letter["Subject"]]


def test_without_a_mail_server_reports_stay_and_are_not_sent_when_one_is_added(office, box):
    config = office.folder / "nongsan.toml"
    whole = config.read_text(encoding="utf-8")
    config.write_text(whole.partition("[mail]")[0], encoding="utf-8")
    issued = report(province_of(load_settings(config), NOW), MARCH, None, None)
    assert json.loads(Path(issued.files["manifest.json"]).read_bytes())["delivery"] == "chưa gửi"
    config.write_text(whole, encoding="utf-8")
    deliver(province_of(load_settings(config), NOW + timedelta(hours=1)))
    assert box.taken == []
    assert office.landing.events("deliveries") == []


def test_a_late_edit_and_a_month_that_stays_blocked(office, box):
    """On 6 May: March is corrected in the open, April goes out as provisional, and a tab that lost its rows is told."""
    report_due(province_of(office.settings, NOW))
    box.clear()
    later = local("2023-05-06T07:00")
    office.type_cell("K01", "Kết quả", "J2", 13)
    office.clear_tab("907", "Nguồn cung")
    office.refresh(later)
    assert [notify_held(province_of(office.settings, later)) for _ in range(3)] == [True, False, False]
    ((_, notice),) = box.letters()
    assert notice["Subject"] == "1 tab mất nhiều dòng, đang được giữ lại"
    assert "Huyện đoàn Gò Quao, tab Nguồn cung" in plain(notice)
    box.clear()
    report_due(province_of(office.settings, later))
    assert [(subject.split(":")[0], who) for subject, who in subjects(box.letters())] == [
        ("BẢN ĐIỀU CHỈNH", ALL), ("BẢN TẠM THỜI", ALL),
    ]  # fmt: skip
    text = plain(box.letters()[0][1])
    assert "Sản lượng tiêu thụ (tấn): 21,2 thành 22,2 (Đoàn Khối Các cơ quan tỉnh)" in text
