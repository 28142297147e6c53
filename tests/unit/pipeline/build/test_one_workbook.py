"""A workbook's verdict before anything lands: the counts, the cells, what to do first, and nothing left behind."""

import openpyxl
import pytest

from connectors.sheets.protocol import SheetUnavailable
from flows.cli.app import execute
from flows.cli.sheets import sheets_check
from pipeline.build.one_workbook import check_sheet
from tests.golden.province import write_book
from tests.provinces import province_of
from tests.unit.pipeline.lived_province import LivedProvince, hour

SUPPLY = "Nguồn cung"


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    return LivedProvince(tmp_path_factory.mktemp("verdict") / "province")


@pytest.fixture(scope="module")
def outcome(lived):
    return sheets_check("907", lived.settings.config_path, hour(0).isoformat())


def test_every_tab_with_its_counts(outcome):
    counts = {
        tab["tab"]: (tab["rows_seen"], tab["accepted"], tab["quarantined"], tab["skipped"])
        for tab in outcome.document["tabs"]
    }
    assert counts == {
        "Nguồn cung": (10, 6, 2, 2),
        "Nhu cầu": (6, 4, 1, 1),
        "Kết quả": (9, 5, 3, 1),
        "Hoạt động": (4, 3, 0, 1),
        "Đội hình": (4, 3, 0, 1),
        "Khó khăn": (4, 3, 0, 1),
        "Xác nhận tháng": (2, 1, 0, 1),
    }
    assert (
        "Tab Nhu cầu: 6 dòng đọc được, 4 đạt, 1 bị giữ lại, 1 bỏ qua (tiêu đề, dòng trống, dòng cộng)" in outcome.lines
    )


def test_errors_name_their_cells_and_the_last_line_says_what_comes_first(outcome):
    assert outcome.lines[0] == "Huyện đoàn Gò Quao (907), tệp 907.xlsx, xem lúc 08:00 ngày 04/04/2023"
    cells = [(issue["cell"], issue["severity"]) for tab in outcome.document["tabs"] for issue in tab["issues"]]
    assert cells == [
        ("L6", "error"), ("K7", "error"), ("N6", "error"), ("B7", "error"), ("L8", "error"), ("A9", "error"),
    ]  # fmt: skip
    assert outcome.lines[-1] == "Việc cần làm trước tiên: sửa ô L6 của tab Nguồn cung; sau đó còn 5 lỗi nữa."
    assert outcome.exit_code == 0


def test_nothing_lands(lived, outcome):
    assert list(lived.settings.data_folder.iterdir()) == []


def test_an_edit_is_seen_while_the_clock_stands_still(tmp_path):
    lived = LivedProvince(tmp_path / "province")
    lived.sync(hour(0))
    path = lived.settings.sheets_folder / "907.xlsx"
    book = openpyxl.load_workbook(path)
    book[SUPPLY]["L2"] = "khoảng bao nhiêu đó"
    book.save(path)
    verdict = check_sheet(province_of(lived.settings, hour(0)), "907")
    assert "L2" in [issue.cell for tab in verdict.tabs for issue in tab.issues]


def test_lost_rows_show_before_they_land(tmp_path):
    lived = LivedProvince(tmp_path / "province")
    lived.sync(hour(0))
    before = lived.landing.fingerprint()
    lived.books["907"][SUPPLY] = lived.rows("907", SUPPLY)[:2]
    write_book(lived.settings.sheets_folder / "907.xlsx", lived.books["907"])
    verdict = check_sheet(province_of(lived.settings, hour(1)), "907")
    assert verdict.tabs[0].issues[0].rule == "tab_shrunk"
    assert (verdict.tabs[0].rows_seen, verdict.tabs[0].accepted) == (2, 1)
    assert lived.landing.fingerprint() == before


@pytest.mark.parametrize("left", [1, 0], ids=["header only", "wiped"])
def test_a_loss_that_has_landed_is_still_one(tmp_path, left):
    lived = LivedProvince(tmp_path / "province")
    lived.sync(hour(0))
    lived.books["907"][SUPPLY] = lived.rows("907", SUPPLY)[:left]
    lived.sync(hour(1))
    held = {row.rule: row.message for row in lived.checked(hour(2)).issues.itertuples() if row.tab == SUPPLY}
    for at in (hour(2), hour(20)):
        verdict = check_sheet(province_of(lived.settings, at), "907")
        first = verdict.tabs[0].issues[0]
        assert (first.rule, first.severity) == ("tab_shrunk" if left else "empty_tab", "error")
        assert first.message == held[first.rule]
        assert "vẫn được giữ" in first.message
        assert verdict.lines()[-1].startswith("Việc cần làm trước tiên: sửa tab Nguồn cung theo lỗi ghi ở trên")


def test_a_tab_that_cannot_be_read_is_not_counted_as_titles(tmp_path):
    lived = LivedProvince(tmp_path / "province")
    rows = lived.rows("907", SUPPLY)
    rows[0] = [f"Cột {place}" for place, _ in enumerate(rows[0])]
    write_book(lived.settings.sheets_folder / "907.xlsx", lived.books["907"])
    verdict = check_sheet(province_of(lived.settings, hour(0)), "907")
    assert not verdict.tabs[0].is_read
    assert "Tab Nguồn cung: cả tab chưa đọc được (10 dòng)" in verdict.lines()
    assert verdict.tabs[1].is_read


def test_a_file_of_almost_the_same_name_is_pointed_out(tmp_path):
    lived = LivedProvince(tmp_path / "province")
    folder = lived.settings.sheets_folder
    for name in ("907 (bản mới).xlsx", "907.xls", "1907.xlsx", "~$907.xlsx", "907.txt"):
        (folder / name).write_bytes(b"")
    write_book(folder / "907.xlsx", lived.books["907"])
    verdict = check_sheet(province_of(lived.settings, hour(0)), "907")
    hint = (
        'Trong thư mục có tệp tên gần giống: "907 (bản mới).xlsx", "907.xls"; hệ thống chỉ đọc 907.xlsx, '
        "nếu cần thì hãy đổi tên."
    )
    assert verdict.lines()[1].strip() == hint
    assert verdict.document()["similar_files"] == ["907 (bản mới).xlsx", "907.xls"]
    (folder / "907.xlsx").unlink()
    with pytest.raises(SheetUnavailable) as failed:
        check_sheet(province_of(lived.settings, hour(0)), "907")
    assert str(failed.value) == (
        "Chưa xem được bảng tính của Huyện đoàn Gò Quao (907): không thấy tệp 907.xlsx trong thư mục bảng tính. "
        f"Hãy đặt tệp vào đó và đặt đúng tên 907.xlsx. {hint}"
    )


def test_a_clean_workbook_needs_nothing(lived):
    verdict = check_sheet(province_of(lived.settings, hour(0)), "K01")
    assert verdict.lines()[-1] == "Bảng tính không có lỗi, không phải làm gì thêm."
    assert (verdict.document()["errors"], verdict.document()["warnings"]) == (0, 0)


CASES = {
    "unknown unit": ("999", 2, "unknown unit '999': units.csv has 907, K01"),
    "not a workbook": ("K01", 1, "(K01): tệp K01.xlsx bị hỏng hoặc không phải tệp Excel. Hãy mở lại bằng Excel"),
}


@pytest.mark.parametrize(("unit", "code", "said"), CASES.values(), ids=CASES)
def test_what_cannot_be_judged_is_one_line(tmp_path, capsys, unit, code, said):
    lived = LivedProvince(tmp_path / "province")
    (lived.settings.sheets_folder / "K01.xlsx").write_bytes(b"PK not really")
    arguments = ["sheets", "check", unit, "--config", str(lived.settings.config_path)]
    assert execute(arguments) == code
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""
    assert len(shown.err.strip().splitlines()) == 1


def test_one_cause_is_one_line_and_every_cell_stays_an_issue(tmp_path):
    """The telephones of six lots are typed wrong: six issues, one line."""
    lived = LivedProvince(tmp_path / "province")
    rows = lived.rows("907", SUPPLY)
    for row in rows[1:7]:
        row[5] = "12345"
    write_book(lived.settings.sheets_folder / "907.xlsx", lived.books["907"])
    verdict = check_sheet(province_of(lived.settings, hour(0)), "907")
    phones = [issue.cell for issue in verdict.tabs[0].issues if issue.rule == "invalid_phone"]
    assert phones == ["F2", "F3", "F4", "F5", "F6", "F7"]
    said = [line for line in verdict.lines() if "F3" in line or "F2" in line]
    assert len(said) == 1
    assert said[0].startswith("  NHẮC: 6 ô cùng một lỗi: F2:F7. Ô F2 (Số điện thoại): ghi")


def test_a_workbook_without_its_tabs_is_one_line(tmp_path):
    lived = LivedProvince(tmp_path / "province")
    write_book(lived.settings.sheets_folder / "907.xlsx", {"Sổ tay": [["Việc cần nhớ"]]})
    verdict = check_sheet(province_of(lived.settings, hour(0)), "907")
    missing = [line for line in verdict.lines() if "Không thấy tab" in line]
    assert len(missing) == 1
    assert missing[0].startswith("  LỖI: 7 tab cùng một lỗi (Nguồn cung, Nhu cầu, Kết quả,")


def test_what_is_not_read_is_not_without_errors(tmp_path):
    lived = LivedProvince(tmp_path / "province")
    lived.books["K01"]["Sổ tay"] = [["Việc cần nhớ"], ["Bán 3 tấn khóm"]]
    write_book(lived.settings.sheets_folder / "K01.xlsx", lived.books["K01"])
    verdict = check_sheet(province_of(lived.settings, hour(0)), "K01")
    assert verdict.lines()[-1] == (
        'Phần đã đọc không có lỗi, nhưng tab "Sổ tay" không được đọc; hãy xem lại tab Sổ tay theo lỗi ghi ở trên.'
    )


def test_results_by_month_are_an_error_of_the_workbook(tmp_path):
    lived = LivedProvince(tmp_path / "province")
    header, *rows = lived.rows("K01", "Kết quả")
    lived.books["K01"]["Kết quả T2"] = [header, [None, *rows[0][1:4], "HTX Khác", *rows[0][5:]]]
    write_book(lived.settings.sheets_folder / "K01.xlsx", lived.books["K01"])
    verdict = check_sheet(province_of(lived.settings, hour(0)), "K01")
    assert [(issue.rule, issue.severity, issue.tab) for issue in verdict.workbook] == [
        ("unread_table", "error", "Kết quả T2")
    ]
    assert verdict.lines()[-1] == "Việc cần làm trước tiên: sửa tab Kết quả T2 theo lỗi ghi ở trên."
