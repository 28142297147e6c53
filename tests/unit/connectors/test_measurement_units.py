"""The seed is the only table of units: sizes worked out by hand, spellings that no two units share."""

import csv
from pathlib import Path

import pytest

from connectors.measurement_units import SEED, MeasurementUnits, Unit
from vietnamese.text import fold

SEEDS = Path(__file__).parents[3] / "dbt_project" / "seeds"
UNITS = MeasurementUnits.load(SEEDS)
ROWS = list(csv.DictReader((SEEDS / SEED).open(encoding="utf-8", newline="")))


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("tấn", Unit("tấn", "mass", 1000)), ("tan", Unit("tấn", "mass", 1000)), ("ta", Unit("tạ", "mass", 100)),
        ("cân", Unit("kg", "mass", 1)), ("kí lô", Unit("kg", "mass", 1)), ("lạng", Unit("lạng", "mass", 0.1)),
        ("công tầm lớn", Unit("công tầm lớn", "area", 1296)), ("mẫu tây", Unit("ha", "area", 10_000)),
        ("mẫu", Unit("mẫu", "regional_area", 0)), ("giạ lúa", Unit("giạ lúa", "container", 0)),
        ("thúng", Unit("thúng", "container", 0)), ("con", Unit("con", "piece", 0)), ("qua", Unit("quả", "piece", 0)),
        ("chục trái", Unit("chục trái", "dozen", 0)), (" kg. ", Unit("kg", "mass", 1)),
        ("vnđ", Unit("đồng", "money", 1)),
    ],
)  # fmt: skip
def test_a_unit_is_found_by_how_it_is_typed(words, unit):
    assert UNITS.find(words) == unit


@pytest.mark.parametrize("words", ["tần", "lb", "mt", "quintal", "", "thời gian", "mớ rau"])
def test_other_words_are_no_unit_of_a_sheet(words):
    assert UNITS.find(words) is None


def test_feeds_have_their_own_spellings_of_mass():
    weights = UNITS.feed_weights
    assert {name: weights[name] for name in ("metric ton", "quintal", "can", "gr", "lb")} == {
        "metric ton": 1000, "quintal": 100, "can": 1, "gr": 0.001, "lb": 0.45359237,
    }  # fmt: skip
    assert all(spelling == fold(spelling) for spelling in weights)
    assert "gia" not in weights


@pytest.mark.parametrize("column", ["sheet_spellings", "feed_spellings"])
def test_no_spelling_stands_at_two_units(column):
    listed = [spelling for row in ROWS for spelling in row[column].split(";") if spelling]
    assert sorted(listed) == sorted(set(listed))
    assert all(spelling == spelling.strip().lower() for spelling in listed)


def test_only_units_of_a_fixed_size_have_one():
    sized = {row["dimension"] for row in ROWS if row["to_base"]}
    blank = {row["dimension"] for row in ROWS if not row["to_base"]}
    assert sized == {"mass", "local_ta", "area", "money", "count"}
    assert not sized & blank
    assert all(row["base_unit"] for row in ROWS if row["to_base"])


def test_two_tables_of_the_same_rows_are_one_key():
    again, fewer = MeasurementUnits(ROWS), MeasurementUnits(ROWS[1:])
    assert (again == UNITS, hash(UNITS) == hash(again), fewer == UNITS, UNITS == "kg") == (True, True, False, False)
