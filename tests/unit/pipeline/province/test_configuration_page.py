"""docs/configuration.md has a row for every key of nongsan.toml, with the default and the bounds of sections.py."""

import json
import re
from datetime import time
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from pydantic.fields import FieldInfo

from pipeline.province.settings import Settings

PAGE = Path(__file__).resolve().parents[4] / "docs" / "configuration.md"
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", flags=re.M)
SECTION = re.compile(r"^## `\[(\w+)\]`", flags=re.M)
SECTIONS = {name: field.annotation for name, field in Settings.model_fields.items() if name != "config_path"}


def documented() -> dict[str, dict[str, tuple[str, str]]]:
    """Default and bounds as the page writes them, by section and key."""
    _, *parts = SECTION.split(PAGE.read_text(encoding="utf-8"))
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    return {name: {row[1]: (row[3], row[4]) for row in ROW.finditer(text)} for name, text in sections.items()}


def default(field: FieldInfo) -> str:
    """The default as the file would write it, a dash where the key has none."""
    value = field.default
    if value is None:
        return "–"
    if isinstance(value, time):
        return f'`"{value:%H:%M}"`'
    return f"`{json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)}`"


def bounds(field: FieldInfo) -> str | None:
    """What the type and its limits say of a value, None where a validator of the section's own says it."""
    if get_origin(field.annotation) is Literal:
        return " or ".join(f'`"{one}"`' for one in get_args(field.annotation))
    if field.annotation is bool:
        return "`true` or `false`"
    limits = {name: value for one in field.metadata for name, value in limit_of(one)}
    return SHAPES[frozenset(limits)].format(**limits) if limits else None


def limit_of(metadata: object) -> list[tuple[str, float]]:
    return [(name, getattr(metadata, name)) for name in ("ge", "le", "gt", "lt") if hasattr(metadata, name)]


SHAPES = {
    frozenset({"ge", "le"}): "{ge} to {le}",
    frozenset({"ge"}): "{ge} or more",
    frozenset({"gt", "lt"}): "more than {gt}, less than {lt}",
}


def test_the_page_has_every_section_and_no_other():
    assert list(documented()) == list(SECTIONS)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_has_its_row(section):
    fields = SECTIONS[section].model_fields
    rows = documented()[section]
    assert list(rows) == list(fields)
    assert {key: rows[key][0] for key in fields} == {key: default(field) for key, field in fields.items()}
    bounded = {key: said for key, field in fields.items() if (said := bounds(field))}
    assert {key: rows[key][1] for key in bounded} == bounded


def test_the_tolerance_of_clocks_by_hand():
    assert documented()["plan"]["clock_tolerance_minutes"] == ("`10`", "1 to 1440")
