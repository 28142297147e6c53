"""Telephone numbers never leave the house: the report's words and the warehouse's macro mask the same texts.

The macro is rendered as dbt renders it and run by DuckDB.
"""

from pathlib import Path

import duckdb
import jinja2
import pytest

from tests.unit.vietnamese.phone_examples import AROUND, NO_PHONES, PHONES, SEVERAL
from vietnamese.phones import PHONE_MASK, mask_phones
from vietnamese.phrases import clean

MACROS = Path(__file__).parents[3] / "dbt_project" / "macros" / "engine.sql"


@pytest.fixture(scope="module")
def redacted():
    template = MACROS.read_text(encoding="utf-8") + "{{ redact_phones('given') }}"
    expression = jinja2.Environment(autoescape=False).from_string(template).render().strip()
    connection = duckdb.connect()

    def ask(text: str) -> str:
        return connection.execute(f"select {expression} from (select ? as given)", [text]).fetchone()[0]

    yield ask
    connection.close()


@pytest.fixture(params=["report", "warehouse"])
def masked(request, redacted):
    return {"report": mask_phones, "warehouse": redacted}[request.param]


@pytest.mark.parametrize("phone", PHONES)
def test_a_phone_is_masked_wherever_it_stands(masked, phone):
    for around in AROUND:
        expected = around.format(PHONE_MASK)
        assert masked(around.format(phone)) == expected


@pytest.mark.parametrize(("text", "between", "count"), SEVERAL)
def test_neighbours_are_all_masked(masked, text, between, count):
    assert masked(text) == between.join([PHONE_MASK] * count)


@pytest.mark.parametrize("text", NO_PHONES)
def test_what_only_looks_like_a_phone_stays(masked, text):
    for around in ("{}", "Bán {} cho vựa", "({})"):
        assert masked(around.format(text)) == around.format(text)


def test_a_number_beside_a_phone_stays(masked):
    assert masked("0912345678 5 tấn") == f"{PHONE_MASK} 5 tấn"
    assert masked("10 tấn 0912345678") == f"10 tấn {PHONE_MASK}"
    assert masked("") == ""


def test_the_paper_masks_what_it_cleans():
    assert clean("Gọi 0912.34.56.78\u200b nhé") == f"Gọi {PHONE_MASK} nhé"
