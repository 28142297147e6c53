"""The seed is the only table of units: sizes worked out by hand, spellings that no two units share."""

import pytest

from connectors.measurement_units import MeasurementUnit, MeasurementUnits
from tests.seed_units import ROWS, SEEDS, UNITS
from vietnamese.text import fold

TAN = MeasurementUnit("tấn", "mass", 1000, has_legal_weight=True, bare_rest_digits=3)
TA = MeasurementUnit("tạ", "mass", 100, may_be_local=True, bare_rest_digits=2)
KG = MeasurementUnit("kg", "mass", 1, has_legal_weight=True)


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("tấn", TAN), ("tan", TAN), ("ta", TA),
        ("cân", KG), ("kí lô", KG), ("lạng", MeasurementUnit("lạng", "mass", 0.1)),
        ("công tầm lớn", MeasurementUnit("công tầm lớn", "area", 1296)),
        ("mẫu tây", MeasurementUnit("ha", "area", 10_000)),
        ("mẫu", MeasurementUnit("mẫu", "regional_area", 0)), ("giạ lúa", MeasurementUnit("giạ lúa", "container", 0)),
        ("thúng", MeasurementUnit("thúng", "container", 0)), ("con", MeasurementUnit("con", "piece", 0)),
        ("qua", MeasurementUnit("quả", "piece", 0)),
        ("chục trái", MeasurementUnit("chục trái", "dozen", 0)), (" kg. ", KG),
        ("vnđ", MeasurementUnit("đồng", "money", 1)),
    ],
)  # fmt: skip
def test_a_unit_is_found_by_how_it_is_typed(words, unit):
    assert UNITS.find(words) == unit


@pytest.mark.parametrize("words", ["tần", "lb", "mt", "quintal", "", "thời gian", "mớ rau"])
def test_other_words_are_no_unit_of_a_sheet(words):
    assert UNITS.find(words) is None


def test_feeds_have_their_own_spellings_of_mass():
    weights = UNITS.feed_weights
    assert {name: weights[name].size for name in ("metric ton", "quintal", "can", "gr", "lb")} == {
        "metric ton": 1000, "quintal": 100, "can": 1, "gr": 0.001, "lb": 0.45359237,
    }  # fmt: skip
    assert all(spelling == fold(spelling) for spelling in weights)
    assert "gia" not in weights


def test_the_seed_says_how_a_unit_is_treated():
    assert [UNITS.of_measure(measure).name for measure in ("t", "ha", "vnd")] == ["tấn", "ha", "đồng"]
    assert [UNITS.feed_weights[name].may_be_local for name in ("ta", "quintal")] == [True, False]
    assert [row["unit_name"] for row in ROWS if row["may_be_local"] == "true"] == ["tạ"]
    assert [row["unit_name"] for row in ROWS if row["bare_rest_digits"]] == ["tấn", "tạ"]
    legal = [row["unit_name"] for row in ROWS if row["has_legal_weight"] == "true"]
    assert legal == ["tấn", "kg", "gam", "lb", "quintal"]


def test_a_spelling_without_accents_that_two_units_share_is_doubtful():
    """cân is kg, cần a basket; tạ is written ta by its own row, tá is not."""
    assert [UNITS.is_doubtful(words) for words in ("can", "cân", "cần", "ta", "tạ", "cong")] == [True] * 3 + [False] * 3
    assert [UNITS.is_name(words) for words in ("Thùng", "thung", "cần xé", "kilô")] == [True, True, False, False]


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
    again, fewer = MeasurementUnits.load(SEEDS), MeasurementUnits(ROWS[1:])
    assert (again == UNITS, hash(UNITS) == hash(again), fewer == UNITS, UNITS == "kg") == (True, True, False, False)
