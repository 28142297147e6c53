"""Dates: full ones, serials, phrases in windows, and everything that is refused."""

from datetime import date

import pandas as pd
import pytest

FULL = [
    "15/3/2023", "15-3-2023", "15.03.2023", "15 / 3 / 2023", "15/3/23", "2023-03-15", "2023/3/15",
    "2023-03-15 00:00:00", "2023-03-15T00:00:00Z", "15/3/2023 12:00:00 AM", "8h30 ngày 15/3/2023",
    "Thứ tư, 15/3/2023", "ngày 15/3/2023", "ngày 15 tháng 3 năm 2023", "15 thg 3, 2023", "15 tháng ba năm 2023",
    "15-Mar-23", "Mar 15, 2023", "15/3/2023 (dương lịch)",
]  # fmt: skip
PHRASES = [
    ("tháng 3", "2023-03-01", "2023-03-31"),
    ("T3/2024", "2024-03-01", "2024-03-31"),
    ("03/2023", "2023-03-01", "2023-03-31"),
    ("tháng năm", "2023-05-01", "2023-05-31"),
    ("cuối tháng 2/2024", "2024-02-21", "2024-02-29"),
    ("nửa đầu tháng 3", "2023-03-01", "2023-03-15"),
    ("quý IV", "2023-10-01", "2023-12-31"),
    ("Quý 2/2024", "2024-04-01", "2024-06-30"),
    ("tháng 3-5", "2023-03-01", "2023-05-31"),
    ("tháng 3 đến 5/2023", "2023-03-01", "2023-05-31"),
    ("từ 15/3 đến 20/4/2023", "2023-03-15", "2023-04-20"),
    ("15-20/3", "2023-03-15", "2023-03-20"),
    ("15/11-20/1", "2023-11-15", "2024-01-20"),
    ("15/11 - 20/1/2023", "2022-11-15", "2023-01-20"),
    ("đầu tháng 3 - cuối tháng 4", "2023-03-01", "2023-04-30"),
]
REFUSED = [
    ("29/2/2023", "invalid_date"),
    ("29/2", "invalid_date"),
    ("0/3/2023", "invalid_date"),
    ("tháng 13", "invalid_date"),
    ("15/3/2203", "invalid_date"),
    ("3-5", "invalid_date"),
    ("20/3/2023-15/3/2023", "invalid_date"),
    ("hôm qua", "invalid_date"),
    ("mùng 5 tháng 3", "lunar_date"),
    ("rằm tháng 7", "lunar_date"),
    ("tháng giêng", "lunar_date"),
    ("15/3 ÂL", "lunar_date"),
    ("hè thu", "season_word"),
    ("rải rác", "season_word"),
    ("cuối năm", "season_word"),
    ("nt", "ditto_in_number"),
    ("=TODAY()", "formula_text"),
]


@pytest.mark.parametrize("typed", FULL)
@pytest.mark.parametrize("kind", ["event", "window_start", "window_end"])
def test_full_dates(kind, typed, read_cell):
    value, remark = read_cell(kind, typed)
    assert (pd.Timestamp(value).date(), remark.rule) == (date(2023, 3, 15), None)


@pytest.mark.parametrize(("typed", "start", "end"), PHRASES)
def test_phrases_fill_a_window_and_not_an_event(typed, start, end, read_cell):
    assert read_cell("window_start", typed)[0] == pd.Timestamp(start)
    assert read_cell("window_end", typed)[0] == pd.Timestamp(end)
    assert not read_cell("window_end", typed)[1].refused
    value, remark = read_cell("event", typed)
    assert value is None
    assert remark.refused and remark.rule in ("partial_date", "date_range")


@pytest.mark.parametrize(("typed", "rule"), REFUSED)
@pytest.mark.parametrize("kind", ["event", "window_start"])
def test_refused_dates(kind, typed, rule, read_cell):
    value, remark = read_cell(kind, typed)
    assert (value, remark.rule, remark.refused) == (None, rule, True)


def test_a_season_in_a_window_asks_for_both_dates(read_cell):
    assert "ngày bắt đầu và ngày kết thúc" in read_cell("window_start", "quanh năm")[1].message


def test_a_missing_year_is_the_plan_year_and_said_so(read_cell):
    value, remark = read_cell("event", "15/3")
    assert (value, remark.rule, remark.refused) == (pd.Timestamp("2023-03-15"), "implied_year", False)
    assert "đọc là 15/03/2023." in remark.message


@pytest.mark.parametrize("typed", ["-", "chưa có", "không", " ", "…"])
def test_no_date_yet(typed, read_cell):
    value, remark = read_cell("event", typed)
    assert (value, remark.rule) == (None, None)


def test_serials(read_cells):
    """45000 is 15 March 2023 in the 1900 system; clock time is dropped."""
    reading = read_cells(
        "event",
        [45000.0, 45000.75, 45000, 32874, 32874, 15.3, 2023, 1e9],
        {0: "dd/mm/yyyy", 1: "d/m/yy h:mm", 3: "d/m/yyyy"},
    )
    assert [None if pd.isna(day) else str(day)[:10] for day in reading.values] == [
        "2023-03-15", "2023-03-15", "2023-03-15", "1990-01-01", None, None, None, None,
    ]  # fmt: skip
    assert {row: one.rule for row, one in reading.flags.items()} == {
        4: "invalid_date",
        5: "invalid_date",
        6: "partial_date",
        7: "invalid_date",
    }
    assert '"15/03/2023"' in reading.flags[5].message


def test_a_date_run_together_is_recognised(read_cells):
    reading = read_cells("event", [20230305, 20231345], {0: "dd/mm/yyyy", 1: "dd/mm/yyyy"})
    assert reading.flags[0].message == (
        'ghi "20230305", là một con số, không phải ngày. Nếu là 05/03/2023 thì hãy ghi "05/03/2023".'
    )
    assert '"20231345", là một con số' in reading.flags[1].message


def test_days_are_said_with_two_digits(read_cell):
    assert "đọc là 05/03/2023." in read_cell("event", "5/3")[1].message
    assert "lấy ngày đầu là 01/04/2023" in read_cell("window_start", "tháng 4")[1].message


@pytest.mark.parametrize(("typed", "day"), [("10-5", date(2023, 5, 10)), ("12 - 12", date(2023, 12, 12))])
def test_a_falling_pair_of_months_is_a_day_where_a_day_is_wanted(typed, day, read_cell):
    """Of an event no range of months could be meant; a window may still run from October to May."""
    value, remark = read_cell("event", typed)
    assert (pd.Timestamp(value).date(), remark.rule, remark.refused) == (day, "implied_year", False)
    assert read_cell("window_start", typed)[1].rule == "invalid_date"


ABOUT = [
    ("khoảng giữa tháng 9", "2023-09-11", "2023-09-20", "partial_date"),
    ("tầm tháng 8/2023", "2023-08-01", "2023-08-31", "partial_date"),
    ("tháng 8/2023", "2023-08-01", "2023-08-31", "partial_date"),
    ("8/2023", "2023-08-01", "2023-08-31", "partial_date"),
    ("Khoảng ngày 20/9/2023", "2023-09-20", "2023-09-20", "approximate"),
    ("chừng 20/9", "2023-09-20", "2023-09-20", "approximate"),
]


@pytest.mark.parametrize(("typed", "start", "end", "rule"), ABOUT)
def test_a_word_of_doubt_hinders_no_window_and_makes_no_event(typed, start, end, rule, read_cell):
    for kind, day in (("window_start", start), ("window_end", end)):
        value, remark = read_cell(kind, typed)
        assert (value, remark.rule, remark.refused) == (pd.Timestamp(day), rule, False)
    value, remark = read_cell("event", typed)
    assert (value, remark.rule, remark.refused) == (None, rule, True)


@pytest.mark.parametrize(
    ("kind", "typed", "day"),
    [
        ("window_start", "từ 8/2023", "2023-08-01"),
        ("window_start", "bắt đầu từ tháng 8", "2023-08-01"),
        ("window_end", "đến hết tháng 9", "2023-09-30"),
        ("window_end", "hết tháng 9/2023", "2023-09-30"),
        ("window_end", "đến 30/9/2023", "2023-09-30"),
    ],
)
def test_a_window_may_say_which_of_its_ends_it_is(kind, typed, day, read_cell):
    value, remark = read_cell(kind, typed)
    assert (value, remark.refused) == (pd.Timestamp(day), False)


def test_the_end_of_a_window_is_not_its_beginning(read_cell):
    assert read_cell("window_start", "đến hết tháng 9")[1].refused
    assert read_cell("window_end", "từ tháng 8")[1].refused


@pytest.mark.parametrize("typed", ["hết rồi", "xong rồi", "đã thu xong", "gấp", "chưa xong"])
def test_words_for_how_far_it_is_are_asked_for_the_day(typed, read_cell):
    remark = read_cell("window_end", typed)[1]
    assert (remark.rule, remark.refused) == ("season_word", True)
    assert "chưa cho biết ngày cụ thể" in remark.message
