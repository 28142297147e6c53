"""One key for a name, whoever makes it: the macro `fold` in SQL and `fold` in Python give the same on the same list."""

import re
from pathlib import Path

import duckdb
import pytest
from jinja2 import Environment

from connectors.reading.names.names import name_key
from vietnamese.text import fold

MACROS = Path(__file__).parents[3] / "dbt_project" / "macros" / "engine.sql"
KEYS = {
    "HTX  Hoà BÌNH": "htx hoa binh",
    "Trần\u00a0Ánh": "tran anh",
    "ĐẶNG Thị Đào": "dang thi dao",
    "Ðông Xuân": "dong xuan",  # with the Icelandic letter that old keyboards type
    "Lê Thị Sáu, ấp 5": "le thi sau, ap 5",
    "Crème Brûlée": "creme brulee",
    "សុខា": "សុខា",
    "សុខុម": "សុខុម",
    "Danh សុខា (Ấp Sóc)": "danh សុខា (ap soc)",
    "ភ្នំ": "ភ្នំ",  # with the sign that puts one consonant under another
    "ꨌꩌ Chăm": "ꨌꩌ cham",
    "ไทย น้ำ": "ไทย น้ำ",
    "Нина Йо": "нина ио",
    "한국": "한국",
}


def in_sql(texts: list[str]) -> list[str]:
    macro = re.search(
        r"\{% macro duckdb__fold\(text\) -%\}(.*?)\{%- endmacro %\}", MACROS.read_text("utf-8"), re.DOTALL
    )
    expression = Environment().from_string(macro.group(1)).render(text="typed")
    with duckdb.connect() as connection:
        return [
            connection.execute(f"select {expression} from (select ? as typed)", [text]).fetchone()[0] for text in texts
        ]


@pytest.mark.parametrize(("typed", "key"), KEYS.items())
def test_python_folds_by_hand_worked_keys(typed, key):
    assert fold(typed) == key


def test_sql_folds_alike():
    assert in_sql(list(KEYS)) == list(KEYS.values())


def test_names_that_differ_in_a_khmer_vowel_are_two():
    """Without its vowels either would be the two consonants ស and ខ."""
    assert len({fold("សុខា"), fold("សុខី"), fold("សេខា")}) == 3
    assert len({name_key("សុខា"), name_key("សុខី"), name_key("សេខា")}) == 3
