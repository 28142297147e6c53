"""The letter of an edition from plain values: subject, remarks, headline figures, and who still has to get it."""

import json
from datetime import UTC, date, datetime

import pytest

from connectors.landing.store import Landing
from pipeline.ledgers.editions import EditionLost, NotCleared
from pipeline.ledgers.events import DeliveryEvent, EditionEvent
from pipeline.letters.edition_letter import edition_letter, owed_editions
from pipeline.letters.outbox import BY_MAIL
from pipeline.province.environment import load_settings
from reports.changes import FigureChange, ReplacedEdition
from tests.provinces import province_of

CHIEF, DEPUTY, STAFF = "bithu@tinhdoan.example", "phobithu@tinhdoan.example", "canbo@tinhdoan.example"
CONFIG = f"""\
[mail]
host = "127.0.0.1"
sender = "baocao@tinhdoan.example"
leadership = ["{CHIEF}"]
staff = ["{STAFF}"]
"""
AT = datetime(2023, 4, 5, 1, tzinfo=UTC)
FIRST = EditionEvent(
    month="2023-03", revision=1, number=2, as_of=AT, verdict="released", provisional=False, seal="5", code_version="c",
    delivery=BY_MAIL, recipients=(CHIEF, STAFF), judged={"units_missing": ["Đoàn Khối"]}, manifest_sha256="a" * 64,
    recorded_at=AT,
)  # fmt: skip
CORRECTION = FigureChange(name="Sản lượng (tấn)", old="21,2", new="22,2", unit="Gò Quao")
FIGURES = {"sold_t": 21.15, "sold_value_vnd": 144_250_000, "rescued_t": 0.0, "received_rate": 0.0, "gift_t": 3.0}


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "nongsan.toml").write_text(CONFIG, encoding="utf-8")
    return load_settings(tmp_path / "nongsan.toml")


def issued(settings, event):
    folder = settings.data_folder / "reports" / event.place
    folder.mkdir(parents=True)
    figures = [
        {"id": f"headline.{name}", "value": value, "printed": "…", "lineage": "…"} for name, value in FIGURES.items()
    ]
    manifest = {"files": {}, "snapshots": [], "figures": figures}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return edition_letter(settings, event)


def test_a_first_edition_says_its_number_its_instant_and_its_figures(settings):
    letter = issued(settings, FIRST)
    assert letter.subject == "Báo cáo kết nối hỗ trợ tiêu thụ nông sản tháng 3 năm 2023 (số 02-BC/TĐTN-BPT)"
    assert (letter.key, letter.recipients, letter.dated_at) == ("2023-03/r1", (CHIEF, STAFF), AT)
    assert "số liệu tổng hợp đến 8 giờ 00 ngày 05/4/2023." in letter.text
    # 21.15 is a half: away from zero; no rescue is not worth a line, no report received is; gifts are no headline here
    figures = letter.text.split("Số liệu chính:\n\n")[1].split("\n\n")[0].splitlines()
    assert figures == [
        "- Sản lượng tiêu thụ: 21,2 tấn",
        "- Giá trị tiêu thụ: 144,3 triệu đồng",
        "- Đơn vị báo cáo / đơn vị phải báo cáo: 0%",
    ]


@pytest.mark.parametrize(
    ("change", "mark", "remark"),
    [
        ({"provisional": True}, "BẢN TẠM THỜI: ", "Chưa có số liệu của: Đoàn Khối."),
        (
            {"early": True, "reservation_by": "Nguyễn Văn A", "reservation_reason": "kịp họp."},
            "BẢN PHÁT HÀNH SỚM: ",
            "phát hành trước hạn chốt số liệu; người quyết định Nguyễn Văn A; lý do: kịp họp. Chưa có số liệu của: "
            "Đoàn Khối. Sau hạn sẽ có bản thay thế.",
        ),
        ({"revision": 2}, "BẢN ĐIỀU CHỈNH: ", "đây là bản phát hành lần thứ 2, thay thế bản trước."),
        (
            {"revision": 2, "replaces": ReplacedEdition(number=2, dated=date(2023, 4, 5))},
            "BẢN ĐIỀU CHỈNH: ",
            "bản phát hành lần thứ 2, thay thế Báo cáo số 02-BC/TĐTN-BPT ngày 05/4/2023.",
        ),
        (
            {"reservation_by": "Nguyễn Văn A", "reservation_reason": "kịp họp"},
            "PHÁT HÀNH CÓ BẢO LƯU: ",
            "người quyết định Nguyễn Văn A; lý do: kịp họp",
        ),
        (
            {"revision": 2, "corrections": (CORRECTION,)},
            "BẢN ĐIỀU CHỈNH: ",
            "- Sản lượng (tấn): 21,2 thành 22,2 (Gò Quao)",
        ),
    ],
)  # fmt: skip
def test_what_the_reader_must_know_stands_in_the_subject_and_before_the_figures(settings, change, mark, remark):
    letter = issued(settings, FIRST.model_copy(update=change))
    assert letter.subject.startswith(f"{mark}Báo cáo ")
    before, _ = letter.text.split("Số liệu chính:")
    assert remark in before


def test_the_interim_report_is_called_so(settings):
    letter = issued(settings, FIRST.model_copy(update={"kind": "summary"}))
    assert (letter.kind, letter.key) == ("summary", "2023-03/r1")
    assert "từ đầu năm đến hết tháng 3 năm 2023" in letter.subject


def test_an_edition_without_its_folder_or_its_verdict_has_no_letter(settings):
    with pytest.raises(EditionLost, match="is lost: `nongsan report --month 2023-03` writes it again"):
        edition_letter(settings, FIRST)
    with pytest.raises(NotCleared, match="issued without a kept verdict"):
        issued(settings, FIRST.model_copy(update={"judged": None}))


def delivered(landing, recipient, outcome):
    DeliveryEvent(
        kind="report", key="2023-03/r1", recipient=recipient, message_id="<1@x>", outcome=outcome,
        possible_repeat=False, detail="", dated_at=AT, at=AT,
    ).record(landing, AT)  # fmt: skip


def owed(settings, landing):
    return [(event.place, who) for event, who in owed_editions(province_of(settings, landing=landing))]


def test_an_edition_is_owed_to_those_it_was_meant_for_until_they_have_it(settings, tmp_path):
    landing = Landing(tmp_path / "landing")
    FIRST.model_copy(update={"recipients": (CHIEF, STAFF, "nghi@huu.example")}).record(landing, AT)
    assert owed(settings, landing) == [("2023-03/r1", (CHIEF, STAFF))]
    delivered(landing, CHIEF, "sent")
    delivered(landing, STAFF, "failed")
    assert owed(settings, landing) == [("2023-03/r1", (STAFF,))]
    delivered(landing, STAFF, "sent")
    assert owed(settings, landing) == []


def test_where_an_address_was_refused_those_who_came_since_get_it_too(settings, tmp_path):
    landing = Landing(tmp_path / "landing")
    FIRST.model_copy(update={"recipients": (DEPUTY, STAFF)}).record(landing, AT)
    delivered(landing, STAFF, "sent")
    assert owed(settings, landing) == []  # the chief came onto the list after it was issued
    FIRST.model_copy(update={"month": "2023-04", "recipients": (STAFF,)}).record(landing, AT)
    DeliveryEvent(
        kind="report", key="2023-04/r1", recipient=STAFF, message_id="<2@x>", outcome="refused", possible_repeat=False,
        detail="550", dated_at=AT, at=AT,
    ).record(landing, AT)  # fmt: skip
    assert owed(settings, landing) == [("2023-04/r1", (CHIEF,))]


def test_a_lost_edition_that_was_replaced_is_owed_to_nobody(settings, tmp_path):
    landing = Landing(tmp_path / "landing")
    FIRST.record(landing, AT)
    FIRST.model_copy(update={"revision": 2}).record(landing, AT)
    assert owed(settings, landing) == [("2023-03/r2", (CHIEF, STAFF))]
