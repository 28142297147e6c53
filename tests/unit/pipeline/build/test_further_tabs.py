"""A second tab with a full table: its rows are not read, so the months they speak of are in error, and only those."""

import copy
from datetime import date, datetime

import pytest

from pipeline.build.further_tabs import unread_tables
from pipeline.build.readings import read_everything, references_at
from pipeline.province.inputs import load_inputs
from tests.golden.province import BOOKS
from tests.provinces import province_of
from tests.unit.pipeline.lived_province import QUIET, LivedProvince, hour

SALES, SUPPLY = "Kết quả", "Nguồn cung"
FORM = "Câu trả lời biểu mẫu 1"


def sale(day, producer, tonnes):
    row = copy.deepcopy(BOOKS["907"][SALES][1])
    row[0], row[1], row[4], row[9] = None, day, producer, tonnes
    return row


def said(tmp_path, change):
    """(rule, severity, tab, month, message) of what is said of unit 907's workbook as a whole after a change."""
    lived = LivedProvince(tmp_path / "province")
    change(lived.books["907"])
    lived.sync(hour(0))
    issues = lived.checked(hour(0)).issues
    found = issues[(issues["table"] == "spreadsheet") & (issues["unit_code"] == "907")]
    return list(found[["rule", "severity", "tab", "touches_on", "message"]].itertuples(index=False, name=None))


def by_month(books):
    header = books[SALES][0]
    books[f"{SALES} T7"] = [header, sale(datetime(2023, 3, 5), "HTX Một", 4), sale(datetime(2023, 3, 9), "HTX Hai", 5)]
    books[f"{SALES} T7"].append(sale(datetime(2023, 2, 28), "HTX Ba", 2))


def test_each_month_of_the_unread_rows_is_an_error_of_its_own(tmp_path):
    found = said(tmp_path, by_month)
    assert [one[:4] for one in found] == [
        ("unread_table", "error", "Kết quả T7", date(2023, 2, 1)),
        ("unread_table", "error", "Kết quả T7", date(2023, 3, 1)),
    ]
    assert found[1][4] == (
        'Tab "Kết quả T7" có bảng như tab Kết quả nhưng không được đọc: 2 dòng của tháng 3/2023 chưa được tính. Hãy '
        'chép các dòng đó sang tab "Kết quả"; nếu là bản sao không dùng nữa thì hãy xóa tab "Kết quả T7".'
    )


def test_answers_of_a_form_are_a_further_table_too(tmp_path):
    def with_answers(books):
        books[FORM] = [["Dấu thời gian", *books[SALES][0]], [datetime(2023, 4, 1), *sale("một hôm", "HTX Bốn", 7)]]

    (found,) = said(tmp_path, with_answers)
    assert found[:4] == ("unread_table", "error", FORM, None)
    assert "1 dòng không rõ ngày chưa được tính" in found[4]


def window_of_three_months(books):
    lot = copy.deepcopy(books[SUPPLY][1])
    lot[0], lot[3], lot[9], lot[10] = None, "Hộ Năm Mới", datetime(2023, 3, 20), datetime(2023, 5, 2)
    books[f"{SUPPLY} xã"] = [books[SUPPLY][0], lot]


def test_a_window_lacks_in_every_month_it_touches(tmp_path):
    found = said(tmp_path, window_of_three_months)
    assert [one[3] for one in found] == [date(2023, 3, 1), date(2023, 4, 1), date(2023, 5, 1)]


COPIES = {
    "a copy left behind": (f"{SALES} (2)", lambda rows: rows),
    "a copy of fewer rows": (f"Bản sao của {SALES}", lambda rows: rows[:4]),
    "a header alone": (f"{SALES} T9", lambda rows: rows[:1]),
    "a template with an example": (f"Mẫu {SALES}", lambda rows: [rows[0], sale(datetime(2023, 3, 1), "HTX Ví Dụ", 1)]),
}


@pytest.mark.parametrize(("title", "of"), COPIES.values(), ids=COPIES)
def test_what_lacks_nothing_is_only_mentioned(tmp_path, title, of):
    def add(books):
        books[title] = copy.deepcopy(of(books[SALES]))

    assert [one[:4] for one in said(tmp_path, add)] == [("ignored_tab", "warning", title, None)]


def test_two_contents_are_compared_once_however_many_reads_they_stand_through(tmp_path, monkeypatch):
    lived = LivedProvince(tmp_path / "province")
    by_month(lived.books["907"])
    for number in range(3):
        lived.rows("907", "Nhu cầu")[1][1] = f"Bên mua {number}"
        lived.sync(hour(number))
    compared = []

    def compare(*given):
        compared.append((given[0], given[2]))
        return unread_tables(*given)

    monkeypatch.setattr("pipeline.build.readings.unread_tables", compare)
    inputs = load_inputs(province_of(lived.settings, landing=lived.landing))
    readings = read_everything(inputs, references_at(inputs, hour(3)), hour(3), QUIET)
    states = [one for one in readings.states if one.unit_code == "907"]
    assert [[one.key for one in state.unread] for state in states] == [["Kết quả T7|2023-02", "Kết quả T7|2023-03"]] * 3
    assert compared == [("Kết quả T7", "Kết quả")]
