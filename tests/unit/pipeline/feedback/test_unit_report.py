"""Which line stands on which cell, and what the tab Kết quả kiểm tra says."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from connectors.cells import CellGrid
from connectors.landing.store import SpreadsheetRead, TabRead
from pipeline.feedback.unit_report import ReportedUnit, tab_feedback, unit_report
from tests.seed_units import UNITS

AT = datetime(2023, 9, 5, 1, 0, tzinfo=UTC)
LOCAL = AT.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
GRID = CellGrid.from_rows(
    [
        ["DANH SÁCH ĐỘI HÌNH"],
        ["Tên đội hình", "Mã", "Số thành viên", "Tình trạng"],
        ["Đội Một", "TEA-0001", "nhiều", "Sẵn sàng"],
        ["Đội Hai", "TEA-0002", 5, "Sẵn sàng"],
    ]
)


def issue(message, cell="C3", severity="error", sheet_row=3, snapshot_id="s1", tab="Đội hình", column="members"):
    return {
        "tab": tab, "table_name": "teams", "sheet_row": sheet_row, "cell": cell, "column": column, "rule": "r",
        "severity": severity, "message": message, "raw_value": "nhiều", "snapshot_id": snapshot_id,
        "first_seen_at": datetime(2023, 9, 3, 20, 0, tzinfo=UTC),
    }  # fmt: skip


def marks(*issues):
    read = SpreadsheetRead("907", AT, (TabRead("Đội hình", GRID),))
    return tab_feedback(read, {"Đội hình": "s1"}, issues, UNITS)[0]


def test_a_cells_line_does_not_repeat_where_it_stands():
    found = marks(
        issue('Ô C3 (Số thành viên): ghi "nhiều"; hãy ghi số.'),
        issue("Ô C3 (Số thành viên): nên xem lại.", severity="warning"),
        issue('Ô C3 (Số thành viên): ghi "nhiều"; hãy ghi số.'),
    )
    assert found.remarks == {(2, 2): ('Lỗi: ghi "nhiều"; hãy ghi số.', "Lưu ý: nên xem lại.")}
    assert found.id_cells == {2: 1, 3: 1}


def test_an_issue_of_a_row_sits_on_its_mã_and_one_of_the_tab_on_no_cell():
    found = marks(issue("Dòng 4 (Xã/Phường): chưa ghi.", cell=None, sheet_row=4), issue("Tab: x", None, sheet_row=None))
    assert found.remarks == {(3, 1): ("Lỗi: chưa ghi.",)}


def test_issues_of_a_content_that_no_longer_stands_mark_nothing():
    assert marks(issue("Ô C3 (x): y", snapshot_id="s0")).remarks == {}


def test_the_report_gives_date_rates_and_issues_errors_first_with_links():
    state = ReportedUnit(
        "907",
        "Huyện đoàn Gò Quao",
        (issue("Ô C4 (Số thành viên): xem lại.", "C4", "warning", 4), issue("Ô C3 (Số thành viên): sửa.")),
        {"expected": 7, "received": 6, "on_time": 5, "usable": 4},
        {"accepted": 96, "quarantined": 4},
    )
    rows = unit_report(state, LOCAL)
    texts = [row[0].value for row in rows if row]
    assert texts[:7] == [
        "KẾT QUẢ KIỂM TRA – Huyện đoàn Gò Quao",
        "Số liệu đọc lúc 08:00 ngày 05/09/2023. Tab này do hệ thống ghi; không cần sửa ở đây.",
        "Đã nhận: 6/7 tháng (86%)",
        "Đúng hạn: 5/7 tháng (71%)",
        "Dùng được: 4/7 tháng (57%)",
        "Dòng số liệu: 96 dòng được tính, 4 dòng chờ sửa (96%)",
        "Đang có 1 lỗi cần sửa và 1 điều cần lưu ý.",
    ]
    assert [cell.value for cell in rows[-2]] == [
        1, "Lỗi", "Đội hình", "C3", "Số thành viên", "nhiều", "Ô C3 (Số thành viên): sửa.", "04/09/2023",
    ]  # fmt: skip
    assert (rows[-2][3].link, rows[-1][1].value) == (("Đội hình", "C3"), "Lưu ý")


def test_a_unit_without_issues_or_months_is_told_so():
    texts = [row[0].value for row in unit_report(ReportedUnit("907", "Gò Quao"), LOCAL) if row]
    assert texts[2:] == [
        "Chưa có tháng nào đến hạn báo cáo",
        "Dòng số liệu: 0 dòng được tính, 0 dòng chờ sửa (–)",
        "Đang có 0 lỗi cần sửa và 0 điều cần lưu ý.",
        "Không có lỗi nào. Cảm ơn đơn vị!",
    ]
