"""A number's cell of the greatest length that may be read, made to slow the patterns down, is read all the same."""

from connectors.limits import TEXT_LENGTH
from connectors.measurement_units import MeasurementUnits
from connectors.reading.amounts.cells import field_of, read_number
from connectors.reading.amounts.row_units import units_named
from tests.grids.gallery import CONTRACTS, SEEDS
from tests.unit.confined import confined


def test_brackets_without_end_around_a_times_sign() -> None:
    """Once a search in a search in a search: minutes of the processor, where the process has one."""
    field = field_of(CONTRACTS["supply"].column("expected_t"), MeasurementUnits.load(SEEDS))
    text = "1" + "()" * (TEXT_LENGTH // 2 - 1) + "x"
    assert len(text) == TEXT_LENGTH
    assert confined(lambda: read_number(text, field).remark.refused) == "True"


def test_one_word_without_end() -> None:
    """Once a search from every letter of it to its end."""
    units = MeasurementUnits.load(SEEDS)
    assert confined(lambda: len(units_named("tấn" * 30 * TEXT_LENGTH, units))) == "0"
