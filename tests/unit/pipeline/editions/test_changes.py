"""Which change of a headline figure asks for a revision, from plain values."""

import pytest

from pipeline.editions.changes import headline_changes, is_material, material_changes
from pipeline.ledgers.manifests import Manifest, PrintedFigure

SOLD, RATE = "headline.sold_t", "headline.received_rate"


@pytest.mark.parametrize(
    ("figure", "old", "new", "expected"),
    [
        (SOLD, 100.0, 101.0, False),  # one percent is the limit itself
        (SOLD, 100.0, 101.1, True),
        (SOLD, 100.0, 98.9, True),
        (SOLD, 0.0, 0.001, True),  # anything is more than a percent of nothing
        (SOLD, None, 0.0, True),
        (SOLD, 0.0, None, True),
        (SOLD, None, None, False),
        (RATE, 0.80, 0.84, False),  # of rates, five points
        (RATE, 0.80, 0.85, True),
        (RATE, 0.01, 0.02, False),
    ],
)
def test_the_materiality_limit(figure, old, new, expected):
    assert is_material(figure, old, new, 0.01) is expected


def manifest(**values):
    return Manifest(
        figures=tuple(
            PrintedFigure(id=f"headline.{name}", value=value, printed="…", lineage="…")
            for name, value in values.items()
        )
    )


def test_only_headline_figures_beyond_the_limit_count():
    old = manifest(sold_t=100.0, gift_t=1.0, unheard_of=1.0)
    new = {SOLD: 100.5, "headline.gift_t": 1.5, "headline.unheard_of": 9.0, "supply.lots": 4.0}
    assert headline_changes(old.values(), new) == {SOLD: (100.0, 100.5), "headline.gift_t": (1.0, 1.5)}
    assert material_changes(old, new, 0.01) == {"headline.gift_t": (1.0, 1.5)}
