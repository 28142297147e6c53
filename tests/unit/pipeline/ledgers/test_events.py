"""Events of the ledgers as values: what is recorded is read back alike, old ones have what they then meant."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.landing.compaction import MIN_FILES, compact
from connectors.landing.store import Landing
from pipeline.ledgers.editions import edition_folder, editions, next_number
from pipeline.ledgers.events import (
    LEDGERS,
    AcceptanceEvent,
    DeliveryEvent,
    EarlierEntry,
    EditionEvent,
    NoticeEvent,
    PlanEvent,
    QuickReportEvent,
    ReminderEvent,
    SetAsideEvent,
    damaged_events,
)
from pipeline.province.environment import load_settings
from reports.changes import EarlierChange, FigureChange

AT = datetime(2023, 4, 5, 3, 30, tzinfo=UTC)
LATER = datetime(2023, 5, 5, 3, 30, tzinfo=UTC)
EDITION = EditionEvent(
    month="2023-03",
    revision=2,
    number=7,
    as_of=AT,
    verdict="released",
    provisional=False,
    seal="5" * 64,
    code_version="c" * 64,
    delivery="gửi qua thư điện tử",
    recipients=("bithu@tinhdoan.example",),
    corrections=(FigureChange(name="Sản lượng tiêu thụ (tấn)", old="21,2", new="22,2", unit="Huyện đoàn Gò Quao"),),
    earlier_changes=(
        EarlierEntry(
            month="2023-02",
            figure="headline.sold_t",
            old=1.5,
            new=None,
            printed=EarlierChange(month=date(2023, 2, 1), name="Sản lượng (tấn)", old="1,5", new="–"),
        ),
    ),
    judged={"verdict": "released", "units_missing": []},
    manifest_sha256="a" * 64,
)
EVENTS = [
    EDITION,
    EDITION.model_copy(update={"kind": "summary", "judged": None, "manifest_sha256": None}),
    DeliveryEvent(
        kind="report", key="2023-03/r2", recipient="a@b.example", message_id="<1@b>", outcome="sent",
        possible_repeat=True, detail="250 ok", dated_at=AT, at=LATER,
    ),
    NoticeEvent(
        kind="failure", key="k", subject="Tác vụ bị lỗi", text="t", html="h", at=AT, flow="f", sign="s", since=AT
    ),
    NoticeEvent(kind="trouble_over", key="k", area="sheets", ids=("907", "905")),
    ReminderEvent(
        moment="2023-03/-5", month="2023-03", offset=-5, unit_code="907", recipient="a@b.example", subject="Nhắc",
        text="t", html="h", until=LATER,
    ),
    QuickReportEvent(
        alerts=(("907", "pineapple", "2023-04-03"),), folder="20230405T033000Z", number=1, as_of=AT,
        delivery="chưa gửi", recipients=(), subject="KHẨN", text="t", html="h", files={"bao-cao.pdf": "b" * 64},
    ),
    SetAsideEvent(reads=("sheets/907/reads/x.json",), by="Trần Thị Duyệt", reason="đồng hồ"),
    PlanEvent(as_of=AT, links=(("907/SUP-1", "907/DEM-1", 1500),)),
    AcceptanceEvent(
        issue_id="i1", unit_code="907", table_name="sales", tab="Kết quả", row_key="SAL-1", column=None,
        rule="duplicate_row", raw_value="12,5", compared="{}", accepted_by="Trần Thị Duyệt", reason="đúng",
    ),
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_what_is_recorded_is_read_back(tmp_path, event):
    landing = Landing(tmp_path)
    event.record(landing, AT)
    (found,) = type(event).of(landing)
    assert found == event.model_copy(update={"recorded_at": AT})
    assert type(event).of(landing, datetime(2023, 4, 5, 3, 29, tzinfo=UTC)) == []


def test_instants_are_kept_with_their_offset(tmp_path):
    landing = Landing(tmp_path)
    EDITION.record(landing, AT)
    (kept,) = landing.events("reports")
    assert kept["as_of"] == "2023-04-05T03:30:00+00:00"
    assert "recorded_at" not in kept


def test_an_edition_that_says_neither_kind_nor_delivery_is_an_unsent_month(tmp_path):
    """As the first version of the platform recorded them."""
    landing = Landing(tmp_path)
    first = {
        "month": "2023-02", "revision": 1, "number": 1, "as_of": AT.isoformat(), "verdict": "released",
        "provisional": False, "seal": "5", "code_version": "c", "reservation_by": None, "reservation_reason": None,
    }  # fmt: skip
    landing.record("reports", first, AT)
    (event,) = editions(landing)
    assert (event.kind, event.delivery, event.recipients, event.judged) == ("month", "chưa gửi", (), None)
    assert event.place == "2023-02/r1"


def test_months_and_interim_reports_share_a_series_and_not_a_place(tmp_path):
    (tmp_path / "nongsan.toml").write_text("", encoding="utf-8")
    settings, landing = load_settings(tmp_path / "nongsan.toml"), Landing(tmp_path / "landing")
    EDITION.record(landing, AT)
    EDITION.model_copy(update={"kind": "summary", "revision": 1}).record(landing, LATER)
    months, interim = editions(landing), editions(landing, "summary")
    assert [one.place for one in (*months, *interim)] == ["2023-03/r2", "2023-tong-hop/r1"]
    assert next_number(landing, 10) == 12
    assert edition_folder(settings, interim[0]) == tmp_path / "data" / "reports" / "2023-tong-hop" / "r1"


def test_an_event_that_says_less_than_its_kind_is_named(tmp_path):
    landing = Landing(tmp_path)
    landing.record("reports", {"month": "2023-02"}, AT)
    (damaged,) = EditionEvent.ledger(landing).damaged
    (path,) = (tmp_path / "ledger" / "reports").glob("*.json")
    assert (editions(landing), damaged.path, damaged.at) == ([], path, AT)
    assert damaged.line().startswith(
        f"{path}: an event of the ledger reports can't be read (revision: Field required): restore it from a backup"
    )


def emptied(path):
    path.write_bytes(b"")


def cut(path):
    path.write_bytes(path.read_bytes()[:-40])


def garbled(path):
    path.write_bytes(bytes(range(256)))


def edited(path):
    path.write_bytes(path.read_bytes().replace(b"2023", b"2032"))


def folder_in_its_place(path):
    path.unlink()
    path.mkdir()


def rewritten(path, content):
    """Under the name that its bytes ask for."""
    path.unlink()
    digest = hashlib.sha256(content).hexdigest()[:16]
    (path.parent / f"{path.name.partition('-')[0]}-{digest}.json").write_bytes(content)


def of_another_kind(path):
    rewritten(path, json.dumps({"another": "form", "fetched_at": AT.isoformat()}).encode())


def nested(path):
    rewritten(path, b"[" * 100_000)


def a_list(path):
    rewritten(path, b"[1, 2]")


DAMAGES = (emptied, cut, garbled, edited, folder_in_its_place, of_another_kind, nested, a_list)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_event_of_any_ledger_names_itself_and_the_others_are_read(tmp_path, damage):
    landing = Landing(tmp_path)
    kinds = {type(event): event for event in EVENTS}
    assert set(kinds) == set(LEDGERS)
    for event in kinds.values():
        event.record(landing, AT)
        event.record(landing, LATER)
    for folder in (tmp_path / "ledger").iterdir():
        damage(min(folder.glob("*.json")))
    for kind, event in kinds.items():
        found = kind.ledger(landing)
        assert list(found.events) == [event.model_copy(update={"recorded_at": LATER})]
        ((damaged,), (path, _)) = found.damaged, sorted((tmp_path / "ledger" / kind.LEDGER).glob("*.json"))
        assert (damaged.path, damaged.at, found.count) == (path, AT, 2)
        assert damaged.line().startswith(f"{path}: an event of the ledger {kind.LEDGER} can't be read (")
        assert "\n" not in damaged.line()
        assert kind.ledger(landing, AT - timedelta(days=1)).damaged == ()
    assert len(damaged_events(landing)) == len(LEDGERS)


def test_what_is_no_event_is_ignored(tmp_path):
    landing = Landing(tmp_path)
    EDITION.record(landing, AT)
    folder, before = tmp_path / "ledger" / "reports", landing.fingerprint()
    for name in (".DS_Store", "foo.tmp", "thư mời.json", "zzz.json", "x.json~", "old.pack", "0.json"):
        (folder / name).write_bytes(b"what is this")
    (folder / "bản sao").mkdir()
    (tmp_path / "ledger" / ".DS_Store").write_bytes(b"")
    assert (len(editions(landing)), damaged_events(landing), landing.fingerprint()) == (1, [], before)
    EDITION.record(landing, AT)
    assert [event.recorded_at for event in editions(landing)] == [AT, AT + timedelta(microseconds=1)]


def test_a_damaged_pack_is_one_damaged_event_until_its_day_and_the_rest_goes_on(tmp_path):
    landing = Landing(tmp_path)
    for _ in range(MIN_FILES):
        EDITION.record(landing, AT)
    EDITION.record(landing, LATER)
    compact(landing, LATER)
    (pack,) = (tmp_path / "ledger" / "reports").glob("*.pack")
    pack.write_bytes(b"{")
    found = EditionEvent.ledger(landing)
    assert [event.recorded_at for event in found.events] == [LATER]
    assert [(one.path, one.at) for one in found.damaged] == [(pack, datetime(2023, 5, 6, tzinfo=UTC))]
    EDITION.record(landing, AT)
    assert [event.recorded_at for event in editions(landing)] == [LATER, AT]  # in the order of writing
    assert compact(landing, LATER).damaged == [pack]
