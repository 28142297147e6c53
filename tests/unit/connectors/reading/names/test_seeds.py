"""The seeds carry their facts: counts of the official lists, one owner an alias, codes that are reused over time."""

import csv
from collections import Counter
from pathlib import Path

from connectors.reading.names.names import name_key

SEEDS = Path(__file__).parents[5] / "dbt_project" / "seeds"


def seed(name):
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_counts_of_the_official_lists():
    communes = seed("communes")
    old = [row for row in communes if row["valid_to"]]
    new = [row for row in communes if not row["valid_to"]]
    assert (len(old), len(new), len(seed("districts"))) == (10598, 3321, 705)
    assert sum(not row["valid_to"] for row in seed("provinces")) == 34
    kien_giang = Counter(row["commune_type"] for row in old if row["province_code"] == "91")
    assert kien_giang == {"Xã": 116, "Phường": 18, "Thị trấn": 10}
    assert sum(row["province_code"] == "91" for row in seed("districts")) == 15


def test_a_code_and_a_start_are_a_key():
    for name, code in (("provinces", "province_code"), ("districts", "district_code"), ("communes", "commune_code")):
        rows = seed(name)
        assert len({(row[code], row["valid_from"]) for row in rows}) == len(rows)


def test_every_old_commune_of_the_merged_province_has_one_default_successor():
    old = {row["commune_code"] for row in seed("communes") if row["valid_to"] and row["province_code"] in {"89", "91"}}
    default = Counter(row["old_commune_code"] for row in seed("commune_successors") if row["is_default"] == "true")
    assert set(default) == old
    assert set(default.values()) == {1}
    links = {(row["old_commune_code"], row["new_commune_code"]) for row in seed("commune_successors")}
    assert ("30730", "30742") in links


def test_an_alias_has_one_owner_and_is_no_word_for_something_else():
    aliases = seed("product_aliases")
    owners = {(row["alias"].lower(), row["product_code"]) for row in aliases}
    assert len({alias for alias, _ in owners}) == len(owners) == len(aliases)
    assert not {"sữa", "đài loan", "vụ 1", "vụ 2", "vụ 3", "bí đỏ"} & {alias for alias, _ in owners}


def test_yield_bands_and_prices_have_a_source():
    for row in seed("products"):
        assert bool(row["yield_low_t_ha"]) == bool(row["yield_high_t_ha"])
        assert not row["yield_low_t_ha"] or row["yield_source"]
        assert bool(row["reference_price_vnd_kg"]) == bool(row["reference_price_basis"])


def test_districts_of_a_product_are_districts():
    names = {row["district_name"] for row in seed("districts") if row["province_code"] == "91"}
    named = {name.strip() for row in seed("products") for name in row["districts"].split(";") if name.strip()}
    assert named <= names


def test_keywords_of_difficulties_are_folded_and_unique():
    keywords = [row["keyword"] for row in seed("difficulty_themes")]
    assert len(set(keywords)) == len(keywords)
    assert all(name_key(keyword) == keyword for keyword in keywords)
