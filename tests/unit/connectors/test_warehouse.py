"""A build is published whole or not at all, and readers never meet half of one."""

import subprocess
import sys
from decimal import Decimal

import pyarrow as pa
import pytest

from connectors.warehouse import BuildInProgress, Warehouse, WarehouseMissing, build_aside


def build(folder, number):
    with build_aside(folder) as aside:
        aside.load({"raw.sales": (pa.table({"quantity_t": [number]}), {"quantity_t": "DECIMAL(18,6)"})})


def test_a_build_is_published_and_replaced(tmp_path):
    build(tmp_path, 1.25)
    build(tmp_path, 2.5)
    assert Warehouse(tmp_path / "warehouse.duckdb").rows("select * from raw.sales") == [
        {"quantity_t": Decimal("2.500000")}
    ]


def test_a_failed_build_leaves_the_last_good_one(tmp_path):
    build(tmp_path, 1.25)
    with pytest.raises(ZeroDivisionError), build_aside(tmp_path) as aside:
        aside.load({"raw.sales": (pa.table({"quantity_t": [9.0]}), {"quantity_t": "DOUBLE"})})
        _ = 1 / 0
    assert Warehouse(tmp_path / "warehouse.duckdb").rows("select * from raw.sales") == [
        {"quantity_t": Decimal("1.250000")}
    ]
    build(tmp_path, 3.0)


def test_a_second_builder_is_told_to_wait(tmp_path):
    with build_aside(tmp_path) as aside:
        aside.load({})
        with pytest.raises(BuildInProgress), build_aside(tmp_path, wait_seconds=0.3):
            pass


def test_a_killed_build_leaves_nothing_published(tmp_path):
    build(tmp_path, 1.25)
    script = (
        "import os, sys, pyarrow as pa\n"
        "from connectors.warehouse import build_aside\n"
        "from pathlib import Path\n"
        "with build_aside(Path(sys.argv[1])) as aside:\n"
        "    aside.load({'raw.sales': (pa.table({'quantity_t': [9.0]}), {'quantity_t': 'DOUBLE'})})\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == -9
    assert Warehouse(tmp_path / "warehouse.duckdb").rows("select * from raw.sales") == [
        {"quantity_t": Decimal("1.250000")}
    ]
    build(tmp_path, 4.0)


def test_a_missing_warehouse_says_what_to_run(tmp_path):
    with pytest.raises(WarehouseMissing, match="nongsan build"):
        Warehouse(tmp_path / "warehouse.duckdb").rows("select 1")
