"""`nongsan issues list` shows no telephone number, neither in its lines nor in its JSON."""

import json
from datetime import UTC, datetime

import duckdb
import pytest

from connectors.warehouse import FILE_NAME, Warehouse
from flows.cli.sheets import issues_list
from pipeline.feedback.open_issues import held_notices
from pipeline.province.environment import load_settings
from tests.golden.province import write_province

AT = datetime(2023, 8, 1, tzinfo=UTC)
NAMES = (
    "issue_id", "unit_code", "tab", "sheet_row", "column", "cell", "row_id", "rule", "severity", "message", "raw_value",
    "snapshot_id", "row_key", "table_name",
)  # fmt: skip
ISSUES = (
    ("i1", "907", "Nhu cầu", 5, "phone", "L5", "DEM-0001", "invalid_phone", "warning",
     'Ô L5 (Số điện thoại): ghi "091234567", không phải số điện thoại đúng.', "091234567", "s", "k1", "demand"),
    ("i2", "907", "Nhu cầu", 6, "contact_name", "K6", "DEM-0002", "repaired_text", "warning",
     'Ô K6 (Người liên hệ): ghi "Chị Ba 0912.34.56.78".', "Chị Ba 0912.34.56.78", "s", "k2", "demand"),
    ("i3", "907", "Kết quả", 7, "value_vnd", "L7", "SAL-0001", "value_mismatch", "error",
     "Ô L7 (Thành tiền): ghi 1.250.000.000 đ, nhưng 3,2 tấn × 6.500 đ/kg = 20.800.000 đ.", "1250000000", "s", "k3",
     "sales"),
    ("i4", "907", "Đội xung kích", 8, "phone", "E8", None, "old_phone_prefix", "warning",
     'Ô E8 (Số điện thoại): ghi "01234567890", là đầu số cũ, đã đổi thành 0834567890. Hãy ghi số mới.', "01234567890",
     "s", "k4", "teams"),
    ("i5", "907", "Kết quả", None, None, None, None, "empty_tab", "error", "Tab trống, hỏi 0297 3812 345.", "{}", "s",
     None, "sales"),
)  # fmt: skip


@pytest.fixture
def settings(tmp_path):
    made = load_settings(write_province(tmp_path))
    made.data_folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(made.data_folder / FILE_NAME)) as connection:
        connection.execute("create schema quality; create schema raw; create table raw.units (unit_code varchar)")
        connection.execute("insert into raw.units values ('907')")
        typed = ", ".join(f'"{name}" {"integer" if name == "sheet_row" else "varchar"}' for name in NAMES)
        connection.execute(f"create table quality.issues ({typed}, first_seen_at timestamptz, cleared_at timestamptz)")
        marks = ", ".join("?" for _ in NAMES)
        for issue in ISSUES:
            connection.execute(f"insert into quality.issues values ({marks}, ?, null)", [*issue, AT])
    return made


def test_no_number_is_listed(settings):
    outcome = issues_list(settings.config_path, "907", now="2023-08-05T00:00:00+00:00")
    shown = {issue["issue_id"]: (issue["message"], issue["raw_value"]) for issue in outcome.document["issues"]}
    mask = "[số điện thoại]"
    assert shown == {
        "i1": (f'Ô L5 (Số điện thoại): ghi "{mask}", không phải số điện thoại đúng.', mask),
        "i2": (f'Ô K6 (Người liên hệ): ghi "Chị Ba {mask}".', f"Chị Ba {mask}"),
        "i3": (ISSUES[2][9], "1250000000"),
        "i4": (f'Ô E8 (Số điện thoại): ghi "{mask}", là đầu số cũ, đã đổi thành {mask}. Hãy ghi số mới.', mask),
        "i5": (f"Tab trống, hỏi {mask}.", "{}"),
    }
    printed = "\n".join(outcome.lines) + json.dumps(outcome.document, ensure_ascii=False, default=str)
    for number in ("091234567", "0912.34.56.78", "01234567890", "0834567890", "0297 3812 345"):
        assert number not in printed


def test_a_held_tabs_notice_has_no_number_either(settings):
    (notice,) = held_notices(Warehouse(settings.data_folder / FILE_NAME))
    assert notice.endswith("(empty_tab, issue i5): Tab trống, hỏi [số điện thoại].")
