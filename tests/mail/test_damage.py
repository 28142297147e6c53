"""One damaged event of a ledger: it names itself, what can't be known is held back, and everything else goes on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.cli.failures import EXIT_CODES, explain
from pipeline.editions.due import report_due
from pipeline.editions.month import report
from pipeline.ledgers.damage import LedgerDamaged, ManifestDamaged
from pipeline.ledgers.editions import NotCleared, editions
from pipeline.letters.edition_letter import deliver_reports
from pipeline.letters.notices import notify_failure, notify_recovery
from pipeline.letters.outbox import Letter, known_deliveries, send
from pipeline.letters.reminders import remind
from tests.mail.office import local
from tests.provinces import province_of

NOW = datetime(2023, 9, 4, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DUE = local("2023-05-03T18:00")
MARCH = DUE.replace(month=3, day=1).date()
STAFF, CHIEF, DEPUTY = "canbo@tinhdoan.example", "bithu@tinhdoan.example", "phobithu@tinhdoan.example"
UNIT = "doan-goquao@tinhdoan.example"
LETTER = Letter("notice", "2023-08", "Thông báo", "Kính gửi,\n", None, (), (CHIEF, DEPUTY), dated_at=NOW)


def events(landing, ledger):
    return sorted((landing.folder / "ledger" / ledger).glob("*.json"))


def names(landing, ledger):
    return [path.name for path in events(landing, ledger)]


def told(capsys):
    return capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b'{"kind": "no', b"\0" * 300], ids=["empty", "cut off", "noise"])
@pytest.mark.parametrize("lost", [(0,), (1,), (0, 1)], ids=["begun", "ended", "both"])
def test_a_letter_that_may_have_gone_is_held_back_and_the_others_go(settings, landing, box, capsys, content, lost):
    """Of CHIEF's two events the first says that it was begun, the second that it was sent."""
    send(province_of(settings, NOW, landing=landing), LETTER)
    before = names(landing, "deliveries")
    for place in lost:
        events(landing, "deliveries")[place].write_bytes(content)
    found = send(province_of(settings, NOW + DAY, landing=landing), LETTER)
    assert [who for who, _ in box.taken] == [CHIEF, DEPUTY]
    assert names(landing, "deliveries") == before
    if lost == (0,):  # what came of it is still known
        assert [one.outcome for one in found] == ["sent", "sent"]
        assert "held back" not in told(capsys)
    else:
        assert [one.recipient for one in found] == [DEPUTY]
        assert known_deliveries(landing).get(("notice", "2023-08", CHIEF)) is None or lost == (1,)
        path = events(landing, "deliveries")[lost[0]]
        assert f"mail notice 2023-08 to {CHIEF} is held back: {path}: an event of the ledger deliveries" in told(capsys)
    later = replace(LETTER, key="2023-09", dated_at=NOW + DAY)
    assert [one.outcome for one in send(province_of(settings, NOW + DAY, landing=landing), later)] == ["sent", "sent"]


def test_without_a_backup_it_goes_under_its_name_and_says_that_it_is_a_repeat(settings, landing, box):
    (first, _) = send(province_of(settings, NOW, landing=landing), LETTER)
    events(landing, "deliveries")[1].unlink()
    (again, _) = send(province_of(settings, NOW + DAY, landing=landing), LETTER)
    assert (again.outcome, again.possible_repeat, again.message_id) == ("sent", True, first.message_id)


def test_a_letter_that_is_known_to_have_failed_since_goes(settings, landing, box):
    box.answers[CHIEF] = ["550 not now"]
    alone = replace(LETTER, recipients=(DEPUTY,))
    send(province_of(settings, NOW, landing=landing), alone)
    events(landing, "deliveries")[0].write_bytes(b"")
    other = replace(LETTER, key="2023-07", recipients=(CHIEF,))
    assert send(province_of(settings, NOW + DAY, landing=landing), other) == ()
    third = replace(other, key="2023-10", dated_at=NOW + DAY)
    assert [one.outcome for one in send(province_of(settings, NOW + DAY, landing=landing), third)] == ["refused"]
    assert box.tried == [DEPUTY, CHIEF]


def test_an_outage_is_told_again_where_its_notice_is_lost_and_no_end_is_told_twice(settings, landing, box):
    def subjects():
        found = [letter["Subject"] for _, letter in box.letters()]
        box.taken.clear()
        return found

    def failed(hours):
        notify_failure(province_of(settings, NOW + timedelta(hours=hours)), "sync-sheets", "no answer")

    def works(hours):
        return notify_recovery(province_of(settings, NOW + timedelta(hours=hours)), "sync-sheets")

    failed(0)
    works(1)
    events(landing, "notices")[1].write_bytes(b"")  # whether the outage is over is not known
    assert subjects() == ["Tác vụ sync-sheets bị lỗi", "Tác vụ sync-sheets đã chạy lại bình thường"]
    failed(2)
    failed(3)
    assert subjects() == ["Tác vụ sync-sheets bị lỗi"]
    assert (works(4), works(5)) == (True, False)
    assert subjects() == []  # its name is the first outage's, and that letter has gone


def test_a_unit_is_reminded_once_although_the_reminder_is_lost(office, box, capsys):
    first = local("2023-04-28T08:00")
    remind(province_of(office.settings, first, landing=office.landing))
    box.taken.clear()
    (path,) = events(office.landing, "reminders")
    path.write_bytes(b"")
    remind(province_of(office.settings, first + timedelta(hours=1), landing=office.landing))
    assert [who for who, _ in box.taken if who == UNIT] == []
    assert f"{path}: an event of the ledger reminders can't be read" in told(capsys)


def test_a_month_whose_edition_cannot_be_told_is_kept_back_and_the_others_go_on(office, box, capsys):
    """March was issued as number 1 and sent; February is due as well, and its number stays free of March's."""
    province = province_of(office.settings, DUE, landing=office.landing)
    report(province, MARCH, None, None)
    deliver_reports(province)
    box.taken.clear()
    (path,) = events(office.landing, "reports")
    path.write_bytes(path.read_bytes()[:-9])
    pdf = office.settings.data_folder / "reports" / "2023-03" / "r1" / "bao-cao.pdf"
    before = pdf.read_bytes()
    with pytest.raises(LedgerDamaged, match=f"{path}: an event of the ledger reports can't be read") as raised:
        report_due(province)
    assert [(one.month, one.number) for one in editions(office.landing)] == [("2023-02", 2)]
    assert len([who for who, letter in box.letters() if "tháng 02 năm 2023" in letter["Subject"]]) == 3
    assert [letter["Subject"] for _, letter in box.letters() if "tháng 3 năm 2023" in letter["Subject"]] == []
    assert (pdf.read_bytes(), list(pdf.parent.parent.iterdir())) == (before, [pdf.parent])
    assert deliver_reports(province) == ()  # it has gone to all: nothing is owed that can't be told
    (line,) = explain(raised.value)
    assert EXIT_CODES[LedgerDamaged.__base__] == 1 and "\n" not in line


def test_an_edition_that_was_not_sent_stays_and_says_so_after_the_others(office, box):
    province = province_of(office.settings, DUE, landing=office.landing)
    report(province, MARCH, None, None)
    report(province, MARCH.replace(month=2), None, None)
    path = events(office.landing, "reports")[0]
    path.write_bytes(b"")
    with pytest.raises(LedgerDamaged, match=path.name):
        deliver_reports(province)
    assert {letter["Subject"].split("tháng ")[1][:2] for _, letter in box.letters()} == {"02"}


def test_a_damaged_manifest_keeps_back_its_own_month_only(office, box, capsys):
    province = province_of(office.settings, DUE, landing=office.landing)
    report(province, MARCH.replace(month=2), None, None)
    manifest = office.settings.data_folder / "reports" / "2023-02" / "r1" / "manifest.json"
    manifest.chmod(0o600)
    manifest.write_bytes(b'{"files": {')
    with pytest.raises(ManifestDamaged, match=f"{manifest} was changed: remove its folder") as raised:
        report(province, MARCH.replace(month=2), None, None)
    assert "\n" not in str(raised.value)
    with pytest.raises(NotCleared, match=r"manifest\.json was changed"):
        report_due(province)
    assert [one.month for one in editions(office.landing)] == ["2023-02", "2023-03"]
    assert {letter["Subject"] for who, letter in box.letters() if who == CHIEF} == {
        "Báo cáo kết nối hỗ trợ tiêu thụ nông sản tháng 3 năm 2023 (số 02-BC/TĐTN-BPT)"
    }
