"""Tabs without a header, without a required column, or without anything are refused whole, with what to do."""

import pytest

from connectors.reading.layout.headers import TabRejected
from connectors.reading.tabs import rejection_issue
from tests.grids.gallery import CONTRACTS, TEAMS, Snapshot, read, team


def refusal(table, rows):
    with pytest.raises(TabRejected) as caught:
        read(table, rows)
    return caught.value


def test_no_header():
    rejected = refusal("teams", [team("TEA-0001"), team("TEA-0002")])
    assert rejected.rule == "no_header"
    assert rejected.reason == (
        'không tìm thấy dòng tiêu đề. Dòng tiêu đề phải có các cột "Tên đội hình", "Số thành viên", "Tình trạng".'
    )


def test_a_required_column_was_deleted():
    rejected = refusal("teams", [["Danh sách"], [label for label in TEAMS if label != "Tình trạng"]])
    assert rejected.reason == 'dòng tiêu đề (dòng 2) thiếu cột bắt buộc "Tình trạng". Hãy thêm lại đúng tên cột.'


def test_an_empty_tab():
    assert refusal("teams", []).reason == "tab đang trống. Hãy chép lại dòng tiêu đề từ mẫu."


def test_a_second_header_without_a_required_column_refuses_the_tab():
    rejected = refusal("teams", [TEAMS, team("TEA-0001"), ["Mã", "Xã/Phường", "Tên đội hình", "Số thành viên"]])
    assert rejected.rule == "missing_column"


def test_the_refusal_is_one_issue_of_the_tab():
    rejected = refusal("teams", [])
    issues = rejection_issue(CONTRACTS["teams"], Snapshot("906", "Đội hình"), rejected)
    assert issues["message"].tolist() == ["Tab Đội hình: tab đang trống. Hãy chép lại dòng tiêu đề từ mẫu."]
    assert issues[["severity", "sheet_row", "cell"]].to_numpy().tolist() == [["error", None, None]]
