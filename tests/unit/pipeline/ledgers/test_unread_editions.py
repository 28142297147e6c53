"""Which months are kept back while an edition's event can't be read: only where the number it had is found again."""

import json
from datetime import UTC, datetime

import pytest

from connectors.landing import compaction
from pipeline.ledgers.damage import LedgerDamaged
from pipeline.ledgers.events import DeliveryEvent, EditionEvent
from pipeline.ledgers.unread_editions import unread_editions
from pipeline.province.environment import load_settings
from tests.golden.province import write_province
from tests.provinces import province_of

NOW = datetime(2023, 12, 1, tzinfo=UTC)


@pytest.fixture
def province(tmp_path):
    return province_of(load_settings(write_province(tmp_path / "province")), NOW)


def issue(province, month: str, number: int, *, is_recorded: bool = True) -> None:
    """An edition as it is written: its folder first, then its event."""
    folder = province.settings.data_folder / "reports" / month / "r1"
    folder.mkdir(parents=True)
    stated = {"files": {}, "snapshots": [], "figures": [], "number": number}
    (folder / "manifest.json").write_text(json.dumps(stated), encoding="utf-8")
    if is_recorded:
        at = datetime(2023, int(month[5:]) + 1, 5, tzinfo=UTC)
        EditionEvent(
            month=month, revision=1, number=number, as_of=at, verdict="released", provisional=False, seal="s",
            code_version="v",
        ).record(province.landing, at)  # fmt: skip


def damage(province, place: int) -> None:
    files = sorted((province.landing.folder / "ledger" / "reports").glob("*.json"))
    files[place].write_bytes(b"{}")


def kept_back(province, *months: str) -> list[str]:
    unread, found = unread_editions(province), []
    for month in months:
        try:
            unread.demand(month)
        except LedgerDamaged:
            found.append(month)
    return found


def test_the_month_whose_number_is_missing_is_kept_back_alone(province):
    issue(province, "2023-03", 1)
    issue(province, "2023-04", 2)
    damage(province, 0)
    assert kept_back(province, "2023-03", "2023-04", "2023-05") == ["2023-03"]


def test_a_folder_that_was_written_before_its_event_proves_nothing(province):
    """April's folder is lost; May's was written just before a kill and bears the number after April's."""
    issue(province, "2023-03", 1)
    issue(province, "2023-04", 2)
    issue(province, "2023-05", 3, is_recorded=False)
    (province.settings.data_folder / "reports" / "2023-04" / "r1" / "manifest.json").unlink()
    damage(province, 1)
    assert kept_back(province, "2023-03", "2023-04", "2023-05") == ["2023-03", "2023-04", "2023-05"]


def test_a_damaged_pack_keeps_every_month_back(province, monkeypatch):
    """Nobody knows how many events it held, and so neither the numbers that were given."""
    monkeypatch.setattr(compaction, "MIN_FILES", 2)
    for number, month in enumerate(("2023-02", "2023-03", "2023-04"), start=1):
        issue(province, month, number)
    compaction.compact(province.landing, NOW)
    (pack,) = (province.landing.folder / "ledger" / "reports").glob("*.pack")
    pack.write_bytes(b"x" + pack.read_bytes()[1:])
    assert kept_back(province, "2023-02", "2023-05") == ["2023-02", "2023-05"]


def test_a_damaged_event_is_no_later_than_what_was_recorded_after_it(province):
    """A clock that ran ahead dated it in December; the one after it, in June, says that it was there by then."""
    june = datetime(2023, 6, 5, tzinfo=UTC)
    for at in (NOW, june):
        DeliveryEvent(
            kind="report", key="k", recipient="a@b.example", message_id="m", outcome="sent", possible_repeat=False,
            detail="", dated_at=june, at=at,
        ).record(province.landing, at)  # fmt: skip
    first = sorted((province.landing.folder / "ledger" / "deliveries").glob("*.json"))[0]
    first.write_bytes(b"{}")
    assert [one.at for one in DeliveryEvent.ledger(province.landing).damaged] == [june]
