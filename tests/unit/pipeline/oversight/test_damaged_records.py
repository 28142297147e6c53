"""What of the records can't be read is told by `status` and `doctor`, and what is not known is not said to be none."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from connectors.warehouse import WarehouseMissing
from pipeline.ledgers.editions import edition_folder
from pipeline.ledgers.events import DeliveryEvent, EditionEvent
from pipeline.ledgers.manifests import damaged_manifests
from pipeline.oversight import doctor, outlook
from pipeline.oversight.status import status_of
from pipeline.province.environment import load_settings
from pipeline.province.inputs import land_inputs
from pipeline.province.province import Province
from reports.formats.render import MANIFEST
from tests.golden.province import write_province
from tests.provinces import province_of

NOW = datetime(2023, 4, 4, 1, tzinfo=UTC)
WHOLE = b'{"files": {}, "snapshots": [], "figures": []}'
EDITION = EditionEvent(
    month="2023-02", revision=1, number=1, as_of=NOW, verdict="released", provisional=False, seal="5" * 64,
    code_version="c" * 64,
)  # fmt: skip
LETTER = DeliveryEvent(
    kind="report", key="2023-02/r1", recipient="a@b.example", message_id="<1@b>", outcome="sent",
    possible_repeat=False, detail="", dated_at=NOW, at=NOW,
)  # fmt: skip


@pytest.fixture
def province(tmp_path):
    return province_of(load_settings(write_province(tmp_path / "province")), NOW)


def issue(province, month, *, with_hash=True):
    """An edition with its manifest: the path."""
    sha256 = hashlib.sha256(WHOLE).hexdigest() if with_hash else None
    event = EDITION.model_copy(update={"month": month, "manifest_sha256": sha256})
    event.record(province.landing, NOW)
    path = edition_folder(province.settings, event) / MANIFEST
    path.parent.mkdir(parents=True)
    path.write_bytes(WHOLE)
    return path


def ledger_file(province, ledger):
    (path,) = (province.landing.folder / "ledger" / ledger).glob("*.json")
    return path


@pytest.mark.parametrize(
    ("with_hash", "content"), [(True, b"{"), (True, WHOLE + b" "), (True, b""), (False, b"[" * 9), (False, b"\xff")]
)
def test_a_manifest_that_is_not_what_was_issued_is_named(province, with_hash, content):
    issue(province, "2023-02", with_hash=with_hash)
    path = issue(province, "2023-03", with_hash=with_hash)
    assert damaged_manifests(province) == []
    path.write_bytes(content)
    (damaged,) = damaged_manifests(province)
    said = f"{path} was changed: remove its folder, `nongsan report` writes the edition again"
    assert str(damaged) == said
    assert [(one.state, one.detail) for one in doctor._ledgers(province)] == [(doctor.FAILS, said)]


def test_a_manifest_that_a_folder_took_the_place_of_or_that_is_gone_is_named_and_a_lost_folder_is_none(province):
    paths = [issue(province, f"2023-0{month}") for month in (2, 3, 4)]
    paths[0].unlink()
    paths[0].mkdir()
    paths[1].unlink()
    paths[2].unlink()
    paths[2].parent.rmdir()
    assert [str(one).partition(" ")[0] for one in damaged_manifests(province)] == [str(path) for path in paths[:2]]


def test_before_the_first_build_status_says_what_stops_it_too(province, capsys):
    land_inputs(province_of(province.settings, NOW + timedelta(days=1)))
    manifest = issue(province, "2023-02")
    manifest.write_bytes(b"{")
    LETTER.record(province.landing, NOW)
    ledger_file(province, "deliveries").write_bytes(b"")
    with pytest.raises(WarehouseMissing):
        status_of(province)
    said = " ".join(capsys.readouterr().err.split())
    for line in (
        "read(s) are dated after the present, 2023-04-04T08:00:00+07:00 by --now",
        "an event of the ledger deliveries can't be read",
        f"{manifest} was changed: remove its folder",
    ):
        assert line in said


def test_letters_of_a_damaged_event_are_not_counted_as_none(province):
    assert outlook.mail(province).lines()[0] == "mail: 0 sent, 0 waiting, 0 refused"
    LETTER.record(province.landing, NOW)
    assert outlook.mail(province).lines()[0] == "mail: 1 sent, 0 waiting, 0 refused"
    ledger_file(province, "deliveries").write_bytes(b"")
    assert outlook.mail(province).lines()[0] == (
        "mail: 0 sent, 0 waiting, 0 refused, and 1 that can't be read: whether their letters went is not known"
    )


def test_how_many_a_damaged_pack_held_is_not_known(province):
    issue(province, "2023-02")
    assert EditionEvent.ledger(province.landing).unread is None
    pack = province.landing.folder / "ledger" / "reports" / "before-20230401-0123456789abcdef.pack"
    pack.write_bytes(b"\x00" * 40)
    assert EditionEvent.ledger(province.landing).unread == "at least 1 that can't be read"


@pytest.mark.parametrize(
    ("year", "state"),
    [(2021, "warning"), (2022, "ok"), (2023, "ok"), (2024, "ok"), (2025, "warning"), (2031, "warning")],
)
def test_a_clock_that_runs_years_from_the_plan_is_warned_of(province, year, state):
    plan = province.settings.plan.model_copy(update={"now": None})
    settings = province.settings.model_copy(update={"plan": plan})
    found = doctor._clock(province_of(settings, NOW.replace(year=year)))
    assert found.state == state
    told = (
        f"{year}-04-04 08:00 in Asia/Ho_Chi_Minh, years from the plan of 2023; what is read is dated by this clock: "
        "is it wrong, let the machine set it (NTP)"
    )
    assert (found.detail == told) == (state == "warning")


def test_a_config_that_holds_a_time_still_to_come_is_warned_of(province):
    """`[plan] now` of the province is the fourth of April, eight in the morning."""
    settings = province.settings
    before, after = NOW - timedelta(minutes=11), NOW - timedelta(minutes=10)
    warned = doctor._clock(Province.at(settings, NOW, machine=before))
    assert (warned.state, warned.detail) == (
        doctor.WARNING,
        "[plan] now holds 2023-04-04T08:00:00+07:00, and by the machine's clock it is 2023-04-04T07:49:00+07:00: what "
        "is read now is dated ahead, and stops reading once that key is left out; correct it or the clock",
    )
    plain = doctor._clock(Province.at(settings, NOW, machine=after))
    assert plain.detail == "2023-04-04 08:00 in Asia/Ho_Chi_Minh, fixed by [plan] now: leave that key out in real use"
