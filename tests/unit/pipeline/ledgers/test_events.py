"""Events of the ledgers as values: what is recorded is read back alike, old ones have what they then meant."""

from datetime import UTC, date, datetime

import pytest

from connectors.landing.store import Landing
from pipeline.ledgers.editions import edition_folder, editions, next_number
from pipeline.ledgers.events import (
    DeliveryEvent,
    EarlierEntry,
    EditionEvent,
    LedgerDamaged,
    NoticeEvent,
    PlanEvent,
    QuickReportEvent,
    ReminderEvent,
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
    PlanEvent(as_of=AT, links=(("907/SUP-1", "907/DEM-1", 1500),)),
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
    with pytest.raises(
        LedgerDamaged, match=r"landing/ledger/reports: the event of 2023-04-05T03:30:00\+00:00 .* revision"
    ):
        editions(landing)
