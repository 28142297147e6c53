"""A contract is data: no tag in it makes Python do anything."""

import pytest
from yaml import YAMLError

from expectations.contract import load_contract, read_mapping

TAGS = (
    "!!python/object/apply:os.system ['touch {}']", "!!python/object/new:os.system ['touch {}']",
    "!!python/name:os.system", "!!python/module:os",
)  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_is_refused_and_nothing_runs(tmp_path, tag):
    path = tmp_path / "supply.yml"
    path.write_text(f"table: {tag.format(tmp_path / 'ran')}\n", encoding="utf-8")
    with pytest.raises(YAMLError, match="could not determine a constructor"):
        load_contract(path)
    assert not (tmp_path / "ran").exists()


def test_what_is_no_tag_is_read(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("a: '!!python/name:os.system'\n", encoding="utf-8")
    assert read_mapping(path) == {"a": "!!python/name:os.system"}
