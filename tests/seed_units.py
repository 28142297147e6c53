"""The units of measure of the seed, as a province has them."""

import csv
from pathlib import Path

from connectors.measurement_units import SEED, MeasurementUnits

SEEDS = Path(__file__).parents[1] / "dbt_project" / "seeds"
ROWS = list(csv.DictReader((SEEDS / SEED).open(encoding="utf-8", newline="")))
UNITS = MeasurementUnits(ROWS)
