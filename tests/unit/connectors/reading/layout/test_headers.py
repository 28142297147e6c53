"""Where tables stand in a tab and what each row below a header is."""

import pytest

from connectors.cells import CellGrid
from connectors.reading.layout.headers import TabRejected, find_tables, last_row, recognised
from connectors.reading.layout.row_kinds import RowKind, classify, leading_kind
from expectations.contract import load_contracts
from tests.seed_units import UNITS

CONTRACTS = load_contracts()
HEADER = ["STT", "Mã", "Tên đội hình", "Số thành viên", "Tình trạng"]


def tables(*rows):
    grid = CellGrid.from_rows(rows)
    return grid, find_tables(grid, CONTRACTS["teams"], UNITS, CONTRACTS.values())


def kinds(*rows):
    grid, found = tables(*rows)
    return [RowKind(kind).name for kind in classify(grid, found, CONTRACTS["teams"])]


def test_the_header_is_the_first_row_with_every_required_label():
    _, (table,) = tables(["Tình trạng", "Mã"], [], HEADER, [1, None, "Đội A", 3, "Sẵn sàng"])
    assert (table.header.top, table.header.bottom, table.start, table.stop) == (2, 2, 3, 4)
    assert table.header.columns == {"row_id": 1, "team_name": 2, "members": 3, "readiness": 4}
    assert table.header.extra == ()


def test_cells_without_a_header_are_extra_only_where_filled():
    _, (table,) = tables([*HEADER, None, None], [1, None, "Đội A", 3, "Sẵn sàng", None, "hỏi lại"])
    assert table.header.extra == ((6, ""),)


def test_tables_end_where_the_next_begins():
    _, found = tables(HEADER, [1, None, "Đội A", 3, "Sẵn sàng"], [], HEADER, [1, None, "Đội B", 3, "Sẵn sàng"])
    assert [(table.start, table.stop) for table in found] == [(1, 3), (4, 5)]


def test_every_kind_of_row():
    assert kinds(
        ["DANH SÁCH ĐỘI HÌNH"],
        [],
        HEADER,
        [1, 2, 3, 4, 5],
        ["I", None, "Xã Thạnh Hưng"],
        [1, "TEA-0001", "Đội A", 3, "Sẵn sàng"],
        [None, None, "Tổng cộng", 3],
        ["Ghi chú: đội A mới lập"],
        [2, None, None, None, None],
        ["Người lập biểu"],
        ["Nguyễn Văn A"],
    ) == [
        "TITLE", "BLANK", "HEADER", "NUMBERING", "SECTION", "DATA", "TOTAL", "NOTE", "BLANK", "SIGNATURE", "SIGNATURE",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("TỔNG CỘNG", "TOTAL"), ("Tổng", "TOTAL"), ("Cộng", "TOTAL"), ("Tổng cộng:", "TOTAL"), ("Tổng số", "TOTAL"),
        ("Cộng I", "TOTAL"), ("Tổng cộng (I+II)", "TOTAL"), ("Lũy kế", "TOTAL"), ("Cộng xã Tân Hòa", "TOTAL"),
        ("Tổng công ty Lương thực", "DATA"), ("Tổng kho Rạch Giá", "DATA"), ("Cộng đồng Khmer", "DATA"),
        ("Ghi chú: ...", "NOTE"), ("(*) chưa đủ", "NOTE"), ("Lưu ý", "NOTE"), ("Nguồn: Hội Nông dân", "NOTE"),
        ("I", "SECTION"), ("II.", "SECTION"), ("A. Trong tỉnh", "SECTION"), ("Mục I", "SECTION"), ("SUP-0001", "DATA"),
        ("NGƯỜI LẬP BIỂU", "SIGNATURE"), ("TM. BAN THƯỜNG VỤ", "SIGNATURE"), ("BÍ THƯ", "SIGNATURE"),
        ("Hòn Đất, ngày 03 tháng 5 năm 2023", "SIGNATURE"), ("ngày … tháng … năm 2023", "SIGNATURE"),
        ("Nguyễn Văn A", "DATA"), ("HTX Khóm Tắc Cậu", "DATA"), ("Vĩnh Thuận", "DATA"),
    ],
)  # fmt: skip
def test_first_words(text, kind):
    assert leading_kind(text).name == kind


def test_a_tab_is_recognised_by_its_labels_alone():
    grid = CellGrid.from_rows([HEADER])
    assert recognised(grid, CONTRACTS["teams"], UNITS) == 4
    assert recognised(grid, CONTRACTS["sales"], UNITS) == 0
    assert recognised(CellGrid.blank(0, 0), CONTRACTS["teams"], UNITS) == 0


def test_a_sheet_of_nothing_but_text_is_refused():
    with pytest.raises(TabRejected, match="không tìm thấy dòng tiêu đề"):
        tables(["Kính gửi"], ["Ban Thường vụ", "Tỉnh đoàn"])


def test_the_last_row_is_the_last_filled_one():
    assert last_row(CellGrid.from_rows([["a"], [], [None, 1], []])) == 2
    assert last_row(CellGrid.blank(5, 5)) == -1
