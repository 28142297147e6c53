"""Under the header stands the row "1 2 3=1x2" that official tables carry; it is not data."""

import pytest

from tests.grids.gallery import TEAMS, read, team


@pytest.mark.parametrize(
    "numbers",
    [
        list(range(1, 11)),
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)=4x5", "(7)", "(8)", "(9)", "(10)"],
        ["A", "B", 1, 2, 3, "4=2x3", 5, 6, 7, 8],
        [-1, -2, -3, -4, -5, -6, -7, -8, -9, -10],
    ],
)
def test_it_is_skipped(numbers):
    reading = read("teams", [TEAMS, numbers, team("TEA-0001")])
    assert reading.rows["sheet_row"].tolist() == [3]
    assert (reading.rows_seen, reading.skipped, len(reading.issues)) == (3, 2, 0)
