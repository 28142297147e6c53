"""A figure's label and unit in print: in a heading, in a cell, in a list."""

import pytest

from expectations.figures import load_figures
from reports.headings import heading, in_a_cell, kind_of, unit_words, with_unit

FIGURES = load_figures()


@pytest.mark.parametrize(
    ("figure_id", "head", "kind", "words"),
    [
        ("outcomes_by_unit.sold_t", "Tiêu thụ (tấn)", "t", "tấn"),
        ("outcomes_by_unit.value_vnd", "Giá trị (triệu đồng)", "vnd_million", "triệu đồng"),
        ("supply.area_ha", "Diện tích (ha)", "ha", "ha"),
        ("supply.farmgate_price_vnd_kg", "Giá thu mua (đ/kg)", "vnd_kg", "đ/kg"),
        ("processing.processed_share", "Tỷ lệ chế biến (%)", "rate", "%"),
        ("headline.households", "Số hộ được hỗ trợ", "count", "hộ"),
    ],
)
def test_a_heading_states_the_unit(figure_id, head, kind, words):
    figure = FIGURES[figure_id]
    assert (heading(figure), kind_of(figure), unit_words(figure)) == (head, kind, words)


@pytest.mark.parametrize(
    ("figure_id", "value", "cell", "listed"),
    [
        ("headline.sold_t", 22.15, "22,2", "22,2 tấn"),
        ("headline.sold_value_vnd", 147_500_000, "147,5", "147,5 triệu đồng"),
        ("headline.received_rate", 17 / 18, "94,4", "94,4%"),
        ("headline.households", 1234, "1.234", "1.234 hộ"),
        ("headline.rescued_t", 0, "0", "0 tấn"),
    ],
)
def test_a_number_in_its_unit(figure_id, value, cell, listed):
    figure = FIGURES[figure_id]
    assert (in_a_cell(figure, value), with_unit(figure, value)) == (cell, listed)


def test_every_unit_has_its_words():
    assert all(unit_words(figure) for figure in FIGURES.values() if figure.unit != "count")
