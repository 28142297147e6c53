"""A unit is known by its properties, which the seed gives: no Python tells one by its name or by how it is spelt."""

import ast
from collections.abc import Iterator
from typing import get_args

from expectations.contract import Measure
from tests.seed_units import ROWS
from tests.unit.house.test_conventions import SOURCES, short
from vietnamese import scale_words

SIZED = {"mass", "local_ta", "area", "regional_area", "money"}


def words(row: dict[str, str]) -> set[str]:
    return {row["unit_name"], *row["sheet_spellings"].split(";"), *row["feed_spellings"].split(";")} - {""}


ALL = set().union(*map(words, ROWS))
UNITS = set().union(*(words(row) for row in ROWS if row["dimension"] in SIZED)) - set(get_args(Measure))
SCALES = set(scale_words.with_unmarked(scale_words.SPOKEN)) - {"ti"}


def literals(node: ast.expr) -> set[str]:
    """The texts of a literal: itself, or those of a list, tuple or set of them."""
    parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return {one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def told_apart(tree: ast.Module) -> Iterator[str]:
    """Texts that decide something: compared with, looked up by, a key of a table, a member of a set, a case."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left, _, others):
                sides = [left, *others]
                is_name = any(isinstance(side, ast.Attribute) and side.attr == "name" for side in sides)
                yield from set().union(*map(literals, sides)) & (ALL if is_name else UNITS)
            case ast.Dict(keys=keys):
                yield from set().union(*(literals(key) for key in keys if key is not None)) & (UNITS | SCALES)
            case ast.Set():
                yield from literals(node) & UNITS
            case ast.MatchValue(value):
                yield from literals(value) & UNITS


def test_the_scan_sees_a_name():
    source = """
if unit.name == "thùng" or word in ("tạ", "x") or {"tấn": 3, "nghìn": 1000}.get(word):
    match word:
        case "sào": pass
if measure == "t" or kind == "thùng" or word in {"yến"}: pass
"""
    assert sorted(set(told_apart(ast.parse(source)))) == ["nghìn", "sào", "thùng", "tạ", "tấn", "yến"]


def test_no_python_tells_a_unit_by_its_name():
    """In the packages that meet units: elsewhere such a text is a column, a measure or a heading."""
    found = {
        short(path): told
        for path, (_, tree) in SOURCES.items()
        if short(path).startswith(("connectors/", "pipeline/", "vietnamese/")) and (told := sorted(told_apart(tree)))
    }
    assert found == {
        "vietnamese/digit_groups.py": ["đ"],  # the letter
        "vietnamese/scale_words.py": sorted(scale_words.SPOKEN),
    }
