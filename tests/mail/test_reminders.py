"""Reminders: on the right days, to the right units, once, late when missed, and never with what is private."""

import re
from datetime import timedelta

import pytest

from flows.cli.reports import remind as remind_command
from pipeline.letters.reminders import remind
from pipeline.province.environment import load_settings
from pipeline.province.reminder_days import due_moments, moments
from tests.mail.office import SECRETS, local
from tests.provinces import province_of

STAFF, UNIT = "canbo@tinhdoan.example", "doan-goquao@tinhdoan.example"
FIRST, SECOND, AFTER = (local(f"2023-{day}T08:00") for day in ("04-28", "05-02", "05-04"))


def got(box, who=UNIT):
    return [letter["Subject"] for recipient, letter in box.letters() if recipient == who]


def test_every_month_is_reminded_of_three_times(settings):
    """Deadlines are on the 3rd at 17:00: 5 and 1 days before and 1 day after, at eight."""
    days = [(f"{one.at.astimezone(settings.zone):%m-%d %H:%M}", one.name) for one in moments(settings)]
    assert len(days) == 33
    assert days[:3] == [("02-26 08:00", "2023-02/-5"), ("03-02 08:00", "2023-02/-1"), ("03-04 08:00", "2023-02/+1")]
    assert days[-1] == ("01-04 08:00", "2023-12/+1")


@pytest.mark.parametrize(
    ("at", "names"),
    [
        ("2023-04-28T07:59", []),
        ("2023-04-28T08:00", ["2023-04/-5"]),
        ("2023-05-01T23:00", ["2023-04/-5"]),
        ("2023-05-02T08:00", ["2023-04/-1"]),
        ("2023-05-03T16:59", ["2023-04/-1"]),
        ("2023-05-03T17:00", []),
        ("2023-05-04T08:00", ["2023-04/+1"]),
        ("2023-05-10T16:59", ["2023-04/+1"]),
        ("2023-05-10T17:00", []),
    ],
)
def test_one_that_was_missed_is_made_good_while_it_helps(settings, at, names):
    assert [one.name for one in due_moments(settings, local(at))] == names


def test_each_unit_once_a_day_that_counts(office, box):
    for now in (FIRST, FIRST + timedelta(hours=3), FIRST + timedelta(days=2), SECOND, AFTER, AFTER + timedelta(days=1)):
        remind(province_of(office.settings, now, landing=office.landing))
    due = "(hạn 17 giờ 00 ngày 03/5/2023)"
    assert got(box) == [
        f"Nhắc nộp số liệu tháng 4/2023: còn 5 ngày {due}",
        f"Nhắc nộp số liệu tháng 4/2023: còn 1 ngày {due}",
        f"Số liệu tháng 4/2023 đã quá hạn {due}",
    ]
    # K01 has no address: data staff are told, once a day that counts
    assert got(box, STAFF) == ["Chưa nhắc được 1 đơn vị về số liệu tháng 4/2023: thiếu địa chỉ thư"] * 3


def test_it_says_what_is_missing_and_which_cells_to_mend(office, box):
    remind(province_of(office.settings, FIRST, landing=office.landing))
    ((_, letter),) = [one for one in box.letters() if one[0] == UNIT]
    text = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.startswith("Kính gửi Huyện đoàn Gò Quao,\n")
    assert "- 2 trong 6 dòng của tháng 4/2023 chưa được tính vì còn lỗi.\n" in text
    assert '- Lỗi, tab Nguồn cung: Ô L6 (Sản lượng dự kiến): ghi "1.500"' in text
    html = letter.get_body(("html",)).get_content()
    assert [name for name in SECRETS if name in text + html] == []
    assert not re.search(r"987111|912345678", re.sub(r"[\s.()\-]", "", text + html))


def test_a_dry_run_says_it_and_sends_nothing(office, box):
    outcome = remind_command(office.settings.config_path, dry_run=True, now=FIRST.isoformat())
    assert [one["recipient"] for one in outcome.document["reminders"]] == [UNIT]
    assert outcome.document["without_address"] == ["Đoàn Khối Các cơ quan tỉnh"]
    assert (box.taken, office.landing.events("reminders"), office.landing.events("notices")) == ([], [], [])


def test_one_that_could_not_be_sent_goes_out_later_but_not_after_the_deadline(office, box):
    box.answers[UNIT] = ["550 no such user"]
    remind(province_of(office.settings, FIRST, landing=office.landing))
    assert got(box) == []
    config = office.folder / "units.csv"
    config.write_text(config.read_text(encoding="utf-8").replace(UNIT, "moi@tinhdoan.example"), encoding="utf-8")
    remind(province_of(load_settings(office.settings.config_path), SECOND, landing=office.landing))
    assert len(got(box, "moi@tinhdoan.example")) == 1
