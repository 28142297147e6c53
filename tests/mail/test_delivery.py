"""A letter reaches each recipient at least once, is recorded before and after, and a repeat says that it is one."""

import random
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from connectors.landing.store import Landing
from connectors.mail import SmtpSession
from connectors.retrying import RetryPolicy
from pipeline.letters.outbox import Letter, send, send_all
from pipeline.province.environment import load_settings
from tests.patience import exit_code
from tests.provinces import province_of

NOW = datetime(2023, 9, 4, 0, 0, tzinfo=UTC)
STAFF, CHIEF, DEPUTY = "canbo@tinhdoan.example", "bithu@tinhdoan.example", "phobithu@tinhdoan.example"
LETTER = Letter("notice", "2023-08", "Thông báo tháng 8", "Kính gửi cán bộ dữ liệu,\n", None, (), (CHIEF, DEPUTY))


@pytest.fixture
def waits():
    return []


@pytest.fixture
def patient(waits):
    """A session whose waits take no time and are kept."""
    return partial(SmtpSession, retries=RetryPolicy(4, 1.0, 15.0, jitter=random.Random(1), sleep=waits.append))


def outcomes(landing):
    return [(one["recipient"], one["outcome"], one["possible_repeat"]) for one in landing.events("deliveries")]


def test_each_recipient_gets_it_once_and_it_is_on_record(settings, landing, box):
    first = send(province_of(settings, NOW, landing=landing), LETTER)
    again = send(province_of(settings, NOW + timedelta(days=1), landing=landing), LETTER)
    assert [who for who, _ in box.taken] == [CHIEF, DEPUTY]
    assert [(one.outcome, one.is_new) for one in first] == [("sent", True)] * 2
    assert [(one.outcome, one.is_new) for one in again] == [("sent", False)] * 2
    assert outcomes(landing) == [
        (CHIEF, "sending", False), (CHIEF, "sent", False), (DEPUTY, "sending", False), (DEPUTY, "sent", False),
    ]  # fmt: skip
    ((_, one), (_, other)) = box.letters()
    assert one["Message-ID"] == other["Message-ID"] == first[0].message_id
    assert one["Date"].datetime == NOW
    assert (one["From"], one["To"]) == ("baocao@tinhdoan.example", f"{CHIEF}, {DEPUTY}")


def test_a_letter_that_waited_bears_its_first_bytes(settings, landing, box, patient):
    box.answers[CHIEF] = ["451 try again later"] * 4
    failed, sent = send_all(province_of(settings, NOW, landing=landing), [LETTER], patient)
    assert (failed.outcome, failed.detail) == ("failed", f"{CHIEF}: 451 try again later")
    assert sent.outcome == "sent"
    (late, _) = send(province_of(settings, NOW + timedelta(hours=1), landing=landing), LETTER)
    assert (late.outcome, late.possible_repeat) == ("sent", False)
    assert box.taken[0][1] == box.taken[1][1]


def test_a_busy_server_is_asked_again_after_growing_waits(settings, landing, box, patient, waits):
    box.answers[CHIEF] = ["451 busy", "450 still busy"]
    chief, deputy = send_all(province_of(settings, NOW, landing=landing), [LETTER], patient)
    assert (chief.outcome, deputy.outcome) == ("sent", "sent")
    assert box.tried == [CHIEF, CHIEF, CHIEF, DEPUTY]
    assert [0.5 <= waits[0] <= 1, 1 <= waits[1] <= 2, len(waits)] == [True, True, 2]


def test_one_who_is_refused_leaves_the_others_their_letter(settings, landing, box, patient, waits):
    box.answers[CHIEF] = ["550 no such user"]
    chief, deputy = send_all(province_of(settings, NOW, landing=landing), [LETTER], patient)
    assert (chief.outcome, chief.detail, deputy.outcome, waits) == ("refused", "550 no such user", "sent", [])
    send(province_of(settings, NOW, landing=landing), LETTER)
    assert box.tried == [CHIEF, DEPUTY]


def test_a_later_letter_never_overtakes_an_earlier_one(settings, landing, box, patient):
    second = Letter("notice", "2023-09", "Thông báo tháng 9", "…", None, (), (CHIEF, DEPUTY))
    box.answers[CHIEF] = ["451 busy"] * 4
    send_all(province_of(settings, NOW, landing=landing), [LETTER, second], patient)
    send_all(province_of(settings, NOW, landing=landing), [LETTER, second], patient)
    subjects = [letter["Subject"] for who, letter in box.letters() if who == CHIEF]
    assert subjects == ["Thông báo tháng 8", "Thông báo tháng 9"]


def test_a_lost_answer_is_a_possible_repeat_with_one_message_id(settings, landing, box, patient):
    box.data_answers = ["hang up"]
    (chief, _) = send_all(province_of(settings, NOW, landing=landing), [LETTER], patient)
    assert (chief.outcome, chief.possible_repeat) == ("sent", True)
    ids = [letter["Message-ID"] for who, letter in box.letters() if who == CHIEF]
    assert ids == [chief.message_id] * 2


@pytest.mark.parametrize("answer", ["354 and more", "150 will see", "299 perhaps"])
def test_an_answer_that_is_no_yes_is_owed_and_goes_again_under_its_name(settings, landing, box, patient, waits, answer):
    letter = Letter("notice", "2023-08", LETTER.subject, LETTER.text, None, (), (CHIEF,))
    box.data_answers = [answer]
    (unknown,) = send_all(province_of(settings, NOW, landing=landing), [letter], patient)
    assert (unknown.outcome, unknown.possible_repeat, waits) == ("failed", True, [])
    assert answer[:3] in unknown.detail
    (again,) = send(province_of(settings, NOW + timedelta(hours=1), landing=landing), letter)
    assert (again.outcome, again.possible_repeat) == ("sent", True)
    assert [one["Message-ID"] for _, one in box.letters()] == [unknown.message_id] == [again.message_id]
    assert send(province_of(settings, NOW + timedelta(hours=2), landing=landing), letter)[0].is_new is False
    assert len(box.taken) == 1


def test_a_server_that_is_away_costs_one_round_of_tries(tmp_path, box, patient, waits, mail_section, smtp):
    config = tmp_path / "nongsan.toml"
    config.write_text(mail_section.replace(str(smtp[1]), "9"), encoding="utf-8")
    settings, landing = load_settings(config), Landing(tmp_path / "landing")
    found = send_all(province_of(settings, NOW, landing=landing), [LETTER], patient)
    assert [(one.outcome, one.detail) for one in found] == [("failed", "Connection refused")] * 2
    assert len(waits) == 3


def test_without_a_mail_host_it_is_said_once_and_nothing_is_recorded(tmp_path, capsys):
    config = tmp_path / "nongsan.toml"
    config.write_text("", encoding="utf-8")
    landing = Landing(tmp_path / "landing")
    province = province_of(load_settings(config), NOW, landing=landing)
    assert [send(province, LETTER) for _ in range(2)] == [(), ()]
    assert capsys.readouterr().err.count("nothing was sent: [mail] host is not set") == 1
    assert landing.events("deliveries") == []


def test_two_senders_at_once_send_once(settings, landing, box):
    threads = [
        threading.Thread(target=send, args=(province_of(settings, NOW, landing=landing), LETTER)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(who for who, _ in box.taken) == [CHIEF, DEPUTY]


CHILD = """
import sys
from pipeline.letters.outbox import Letter, send
from pipeline.province.environment import open_province
letter = Letter("notice", "2023-08", "Thông báo tháng 8", "Kính gửi cán bộ dữ liệu,\\n", None, (), (sys.argv[2],))
with open_province(sys.argv[1], "2023-09-04T07:00:00+07:00") as province:
    send(province, letter)
"""


@pytest.mark.parametrize(("stage", "copies"), [("RCPT", 1), ("DATA", 1), ("QUEUED", 2)])
def test_a_kill_loses_nothing_and_the_repeat_is_recorded(settings, landing, box, stage, copies):
    box.kill_at = stage
    child = subprocess.Popen([sys.executable, "-c", CHILD, settings.config_path, CHIEF])
    box.victim = child.pid
    box.is_victim_known.set()
    assert exit_code(child) == -9
    assert outcomes(landing) == [(CHIEF, "sending", False)]
    letter = Letter("notice", "2023-08", LETTER.subject, LETTER.text, None, (), (CHIEF,))
    (again,) = send(province_of(settings, NOW + timedelta(days=3), landing=landing), letter)
    assert (again.outcome, again.possible_repeat) == ("sent", True)
    assert len(box.taken) == copies
    assert {content for _, content in box.taken} == {box.taken[-1][1]}
    assert outcomes(landing)[1:] == [(CHIEF, "sending", True), (CHIEF, "sent", True)]
