"""A manifest that somebody edited is refused with one line, and no figure's lineage ends in a traceback."""

import json
from datetime import date

import pyarrow as pa
import pytest

from connectors.warehouse import Warehouse, unpublished_warehouse
from pipeline.editions.changes import headline_changes
from pipeline.ledgers.damage import ManifestDamaged
from pipeline.ledgers.manifests import read_manifest
from pipeline.lineage.figure_ids import parse_lineage
from pipeline.lineage.verify_files import figures_by_rows
from pipeline.province.settings import ConfigError

MARCH = date(2023, 3, 1)
FIGURE = {"id": "headline.sold_t", "value": 12.5, "printed": "12,5 tấn", "lineage": "marts.x[month=2023-03-01].value"}
WHOLE = {"files": {}, "snapshots": [], "figures": [FIGURE, {**FIGURE, "value": None}]}


def written(folder, content):
    (folder / "manifest.json").write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return folder


def test_a_whole_manifest_is_read(tmp_path):
    manifest = read_manifest(written(tmp_path, WHOLE))
    assert manifest.document == WHOLE
    assert [(one.printed, one.value) for one in manifest.figures] == [("12,5 tấn", 12.5), ("12,5 tấn", None)]


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        {**WHOLE, "files": None},
        {**WHOLE, "figures": [{**FIGURE, "value": "12.5"}]},
        {**WHOLE, "figures": [{name: FIGURE[name] for name in ("id", "value", "printed")}]},
        {**WHOLE, "figures": ["headline.sold_t"]},
    ],
)
def test_what_is_none_is_refused_by_its_path(tmp_path, content):
    with pytest.raises(ManifestDamaged, match=r"manifest\.json was changed"):
        read_manifest(written(tmp_path, content))


@pytest.mark.parametrize("lineage", ["rubbish", "marts.x[].value", "marts.x[month=March].value"])
def test_a_lineage_without_a_month_is_none(lineage):
    with pytest.raises(ConfigError, match="is not a lineage"):
        parse_lineage(lineage)


def test_a_figure_whose_row_does_not_exist_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.lineage.verify_files._totals", lambda warehouse, month: {})
    with unpublished_warehouse(tmp_path, tmp_path) as unpublished:
        unpublished.load({"raw.units": (pa.table({"unit_code": ["907"]}), {"unit_code": "varchar"})})
    lost = [{**FIGURE, "lineage": "marts.nothing[month=2023-03-01].value"}, {**FIGURE, "lineage": "rubbish"}]
    check = figures_by_rows(Warehouse(tmp_path / "warehouse.duckdb"), MARCH, {"figures": lost})
    assert check.passed is False
    assert check.problems == (
        "figure headline.sold_t: the manifest says 12.5, marts.nothing[month=2023-03-01].value is None",
        "figure headline.sold_t: rubbish names no row of a report",
    )


def test_the_order_of_a_sum_is_no_change():
    old, new = 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1
    assert old != new
    assert headline_changes({"headline.sold_t": old}, {"headline.sold_t": new}) == {}
    assert headline_changes({"headline.sold_t": 0.6}, {"headline.sold_t": 0.601}) == {"headline.sold_t": (0.6, 0.601)}
    assert headline_changes({}, {"headline.sold_t": 0.0}) == {"headline.sold_t": (None, 0.0)}
