"""Data staff hear of each trouble once and of its end once, with the line of the runbook that says what to do."""

import errno
from datetime import date, timedelta
from pathlib import Path

import pytest

from connectors.landing.store import LandingCorrupt
from connectors.sheets.google.backend import NO_ANSWER, NOT_SHARED
from connectors.sheets.workbooks.backend import MISSING, UNREADABLE
from connectors.warehouse import BuildInProgress, WarehouseFailed, WarehouseMissing
from expectations.gate import GateBlocked, MonthState, SealBroken, Thresholds, verdict
from pipeline.build.dbt import NodeProblem, TransformFailed
from pipeline.intake.spreadsheets import UnreadSpreadsheet
from pipeline.ledgers.editions import EditionLost, NotCleared
from pipeline.letters.deliver import deliver
from pipeline.letters.notices import Withheld, notices, notify_blocked, notify_failure, notify_recovery
from pipeline.letters.runbook import OTHER, runbook_line, runbook_name
from pipeline.letters.troubles import notify_unread
from pipeline.province.environment import load_settings
from pipeline.province.settings import ConfigError, NothingLanded
from tests.mail.office import local
from tests.provinces import province_of

NOW = local("2023-05-03T18:00")
HOUR = timedelta(hours=1)
STAFF = "canbo@tinhdoan.example"
RUNBOOK = Path(__file__).resolve().parents[2] / "docs" / "runbook.md"
UNITS = """\
unit_code,unit_name,unit_kind,district_code,spreadsheet_id,email,valid_from,valid_to
907,Huyện đoàn Gò Quao,district,907,,,,
905,Huyện đoàn Giồng Riềng,district,906,,,,
"""


@pytest.fixture
def heard(box):
    """Subjects of what the staff got since it was asked last."""

    def since():
        found = [letter["Subject"] for who, letter in box.letters() if who == STAFF]
        box.taken.clear()
        return found

    return since


def test_an_outage_is_told_once_and_its_end_once(settings, heard):
    for hour in range(5):
        notify_failure(
            province_of(settings, NOW + hour * HOUR), "build-warehouse", f"dbt failed in 1 node(s): fct_sales at {hour}"
        )
    assert heard() == ["Tác vụ build-warehouse bị lỗi"]
    assert notify_recovery(province_of(settings, NOW + 6 * HOUR), "build-warehouse") is True
    assert notify_recovery(province_of(settings, NOW + 7 * HOUR), "build-warehouse") is False
    assert heard() == ["Tác vụ build-warehouse đã chạy lại bình thường"]
    notify_failure(province_of(settings, NOW + 8 * HOUR), "build-warehouse", "dbt failed in 1 node(s): fct_sales")
    assert heard() == ["Tác vụ build-warehouse bị lỗi"]


def test_another_problem_in_the_same_outage_is_news_and_another_flow_has_its_own(settings, heard):
    notify_failure(province_of(settings, NOW), "sync-sheets", "No space left on device")
    notify_failure(province_of(settings, NOW + HOUR), "sync-sheets", "Read-only file system")
    notify_failure(province_of(settings, NOW + 2 * HOUR), "sync-sheets", "No space left on device")
    notify_failure(province_of(settings, NOW + 2 * HOUR), "pull-prices", "No space left on device")
    assert heard() == ["Tác vụ sync-sheets bị lỗi"] * 2 + ["Tác vụ pull-prices bị lỗi"]
    assert notify_recovery(province_of(settings, NOW), "report-month") is False
    notify_recovery(province_of(settings, NOW + 3 * HOUR), "sync-sheets")
    assert heard() == ["Tác vụ sync-sheets đã chạy lại bình thường"]


def test_what_it_says(settings, box):
    failed = TransformFailed([NodeProblem("a", "error", "no"), NodeProblem("b", "error", "no")])
    notify_failure(province_of(settings, NOW), "build-warehouse", str(failed), runbook_name(failed))
    text = box.letters()[0][1].get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "Tác vụ build-warehouse dừng vì lỗi lúc 18 giờ 00 ngày 03/5/2023." in text
    assert "- dbt failed in 2 node(s): a: no\n" in text
    assert "Cách xử lý: xem docs/runbook.md, dòng “dbt failed in … node(s)”." in text


ERRORS = [
    GateBlocked(verdict(MonthState(date(2023, 4, 1), NOW, NOW, "f" * 64), [], [], Thresholds())),
    SealBroken(),
    TransformFailed([NodeProblem("a", "error", "no")]),
    WarehouseMissing(Path("warehouse.duckdb")),
    BuildInProgress(Path("data")),
    LandingCorrupt(Path("x.parquet")),
    NotCleared(),
    EditionLost(),
    NothingLanded(Path("landing")),
    OSError(errno.ENOSPC, "No space left on device"),
    WarehouseFailed(Path("warehouse.duckdb"), OSError("IO Error: Could not write file: Read-only file system")),
    ZeroDivisionError(),
]
SHEET_LINES = [
    UNREADABLE,
    MISSING,
    NOT_SHARED,
    NO_ANSWER,
    "(tab_shrunk, issue …)",
    "unknown key",
    "config file … not found",
]


@pytest.mark.parametrize("line", [*dict.fromkeys(map(runbook_name, ERRORS)), *SHEET_LINES])
def test_the_runbook_has_the_line(line):
    rows = [row.replace("`", "") for row in RUNBOOK.read_text(encoding="utf-8").splitlines() if row.startswith("|")]
    keys = [row.split("|")[1] for row in rows]
    assert any(all(part.strip() in key for part in line.split("…")) for key in keys)


def test_an_error_names_its_line_itself():
    assert "“nothing has landed in”" in runbook_line(runbook_name(NothingLanded(Path("/x"))))
    assert runbook_name(ZeroDivisionError("nothing has landed in")) == OTHER
    assert runbook_name(PermissionError(errno.EACCES, "Keine Berechtigung")) == "Read-only file system"
    assert runbook_name(ConfigError("[plan] year: too small")) == OTHER


def test_errors_of_the_config_name_their_line(tmp_path):
    with pytest.raises(ConfigError) as missing:
        load_settings(tmp_path / "nongsan.toml")
    (tmp_path / "nongsan.toml").write_text("[plan]\nyaer = 2023\n", encoding="utf-8")
    with pytest.raises(ConfigError) as misspelt:
        load_settings(tmp_path / "nongsan.toml")
    assert [runbook_name(one.value) for one in (missing, misspelt)] == ["config file … not found", "unknown key"]


def test_a_notice_that_could_not_be_sent_goes_out_later(settings, landing, box, heard):
    box.answers[STAFF] = ["550 mailbox moved"]
    notify_failure(province_of(settings, NOW), "sync-sheets", "No space left on device")
    assert heard() == []
    text = settings.config_path.read_text(encoding="utf-8")
    settings.config_path.write_text(text.replace(STAFF, "canbo.moi@tinhdoan.example"), encoding="utf-8")
    deliver(province_of(load_settings(settings.config_path), NOW + HOUR))
    assert [who for who, _ in box.taken] == ["canbo.moi@tinhdoan.example"]


def test_without_a_mail_server_it_is_in_the_log_and_the_ledger(tmp_path, landing, capsys):
    (tmp_path / "nongsan.toml").write_text("", encoding="utf-8")
    settings = load_settings(tmp_path / "nongsan.toml")
    notify_failure(province_of(settings, NOW), "sync-sheets", "No space left on device")
    assert "Tác vụ sync-sheets bị lỗi" in capsys.readouterr().err
    assert [one.delivery for one in notices(landing)] == ["chưa gửi"]


def test_an_unreadable_sheet_is_told_once_until_it_is_read_again(settings, heard):
    (settings.base_folder / "units.csv").write_text(UNITS, encoding="utf-8")
    broken = {"907": UnreadSpreadsheet("/x/907.xlsx is not a readable .xlsx workbook: it is empty", UNREADABLE)}
    for hour in range(3):
        notify_unread(province_of(settings, NOW + hour * HOUR), broken)
    assert heard() == ["Không đọc được bảng tính của 1 đơn vị"]
    notify_unread(
        province_of(settings, NOW + 4 * HOUR),
        broken | {"905": UnreadSpreadsheet("/x/905.xlsx does not exist: put it there", MISSING)},
    )
    assert heard() == ["Không đọc được bảng tính của 1 đơn vị"]
    notify_unread(province_of(settings, NOW + 5 * HOUR), {}, looked_at=["905"])
    notify_unread(province_of(settings, NOW + 6 * HOUR), broken)
    assert heard() == []
    notify_unread(province_of(settings, NOW + 7 * HOUR), {})
    notify_unread(province_of(settings, NOW + 8 * HOUR), broken)
    assert heard() == ["Không đọc được bảng tính của 1 đơn vị"]


def test_a_correction_that_is_kept_back_is_news_after_the_report_itself_was(settings, landing, heard):
    nobody = verdict(MonthState(date(2023, 4, 1), NOW, NOW, "f" * 64), [], [], Thresholds())
    province = province_of(settings, NOW, landing=landing)
    told = [
        notify_blocked(province, Withheld("Báo cáo tháng 4/2023", nobody, stands, "nongsan report"))
        for stands in (False, False, True, True)
    ]
    assert told == [True, False, True, False]
    assert len(heard()) == 2
