"""One precision a unit, each number rounded by itself, and what rounding parts is noticed.

Every case is small enough to add up by hand.
"""

import pytest

from reports.rounding import NumberColumn, RoundedColumn, is_row_off, printed, round_column, round_table, too_small


def tonnes(parts, total=None):
    return NumberColumn("t", parts, total)


def test_one_decimal_even_for_whole_numbers():
    column = round_column(tonnes([12.0, 30.0, None, 0.0], 42.0), 1)
    assert column == RoundedColumn(1, ("12,0", "30,0", "–", "0"))


def test_ordinary_rounding_where_it_adds_up():
    assert round_column(tonnes([0.24, 0.76, 3.0], 4.0), 1) == RoundedColumn(1, ("0,2", "0,8", "3,0"))


def test_each_part_is_rounded_by_itself_and_a_total_that_rounding_parts_from_them_is_noticed():
    # 1,33 three times is 4,0, but 1,3 three times only 3,9
    column = round_column(tonnes([4 / 3, 4 / 3, 4 / 3, 0.0], 4.0), 1)
    assert column == RoundedColumn(1, ("1,3", "1,3", "1,3", "0"), is_off=True)


def test_a_total_that_is_not_the_sum_changes_nothing():
    assert round_column(tonnes([1.5, 2.5], 9.0), 1) == RoundedColumn(1, ("1,5", "2,5"))


def test_money_is_printed_in_millions():
    column = round_column(NumberColumn("vnd_million", [1250540000.0, 749540000.0], 2000080000.0), 1)
    assert column == RoundedColumn(1, ("1.250,5", "749,5"), is_off=True)  # 2.000,1


def test_tonnages_below_one_tonne_throughout_are_printed_to_the_kilogram():
    columns = {"sold_t": tonnes([0.25, 0.062]), "gift_t": tonnes([None, 0.9]), "area_ha": NumberColumn("ha", [0.25])}
    rounded = round_table(columns)
    assert [rounded[name].texts for name in columns] == [("0,250", "0,062"), ("–", "0,900"), ("0,3",)]
    columns["sold_t"] = tonnes([25.0, 0.062])
    rounded = round_table(columns)
    assert [rounded[name].texts for name in columns] == [("25,0", "0,1"), ("–", "0,9"), ("0,3",)]


def test_a_row_whose_parts_differ_from_their_whole_by_rounding_is_noticed():
    # 2,25 = 1,125 + 1,125 prints 2,3, 1,1 and 1,1
    columns = {"expected_t": tonnes([2.25]), "contracted_t": tonnes([1.125]), "unplaced_t": tonnes([1.125])}
    rounded = round_table(columns)
    assert [column.texts for column in rounded.values()] == [("2,3",), ("1,1",), ("1,1",)]
    assert is_row_off(list(rounded.values()))


def test_an_unstated_part_counts_as_nothing_and_stays_unstated():
    columns = {
        "expected_t": tonnes([1.25, 2.25, 0.5], 4.0),
        "contracted_t": tonnes([None, 1.0, 0.5], 1.5),
        "unplaced_t": tonnes([1.25, 1.25, 0.0], 2.5),
    }
    rounded = round_table(columns)
    assert [rounded[name].texts for name in columns] == [
        ("1,3", "2,3", "0,5"),
        ("–", "1,0", "0,5"),
        ("1,3", "1,3", "0"),
    ]
    assert not is_row_off(list(rounded.values()))
    # 1,3 + 2,3 + 0,5 is 4,1 and not 4,0; 1,0 + 0,5 is 1,5; 1,3 + 1,3 is 2,6 and not 2,5
    assert [column.is_off for column in rounded.values()] == [True, False, True]


def test_small_quantities_are_told_from_none():
    assert too_small(RoundedColumn(1, ("0", "–", "12,5")), "t") is None
    assert too_small(RoundedColumn(1, ("0", "0,0")), "t") == "0,0"
    assert too_small(RoundedColumn(1, ("0,0",)), "change_rate") is None


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "text"),
    [
        (0.125, "change_rate", 1, "+12,5"),
        (-0.125, "change_rate", 1, "-12,5"),
        (0.0001, "change_rate", 1, "0,0"),
        (0.944444, "rate", 1, "94,4"),
        (7350.4, "vnd_kg", 0, "7.350"),
        (0.0, "t", 2, "0"),
    ],
)
def test_printed(value, kind, decimals, text):
    assert printed(value, kind, decimals) == text
