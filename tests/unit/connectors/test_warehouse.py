"""A build is published whole or not at all, and readers never meet half of one."""

import subprocess
import sys
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from connectors.warehouse import (
    EVERY_COLUMN,
    PRESENT,
    SCHEMAS,
    BuildInProgress,
    Is,
    Selection,
    Warehouse,
    WarehouseFailed,
    WarehouseMissing,
    unpublished_warehouse,
)


def build(folder, number):
    with unpublished_warehouse(folder) as unpublished:
        unpublished.load({"raw.sales": (pa.table({"quantity_t": [number]}), {"quantity_t": "DECIMAL(18,6)"})})


def test_a_build_is_published_and_replaced(tmp_path):
    build(tmp_path, 1.25)
    build(tmp_path, 2.5)
    assert Warehouse(tmp_path / "warehouse.duckdb").table("raw.sales") == [{"quantity_t": Decimal("2.500000")}]


def test_a_failed_build_leaves_the_last_good_one(tmp_path):
    build(tmp_path, 1.25)
    with pytest.raises(ZeroDivisionError), unpublished_warehouse(tmp_path) as unpublished:
        unpublished.load({"raw.sales": (pa.table({"quantity_t": [9.0]}), {"quantity_t": "DOUBLE"})})
        _ = 1 / 0
    assert Warehouse(tmp_path / "warehouse.duckdb").table("raw.sales") == [{"quantity_t": Decimal("1.250000")}]
    build(tmp_path, 3.0)


def test_a_second_builder_is_told_to_wait(tmp_path):
    with unpublished_warehouse(tmp_path) as unpublished:
        unpublished.load({})
        with pytest.raises(BuildInProgress), unpublished_warehouse(tmp_path, wait_seconds=0.3):
            pass


def test_a_killed_build_leaves_nothing_published(tmp_path):
    build(tmp_path, 1.25)
    script = (
        "import os, sys, pyarrow as pa\n"
        "from connectors.warehouse import unpublished_warehouse\n"
        "from pathlib import Path\n"
        "with unpublished_warehouse(Path(sys.argv[1])) as unpublished:\n"
        "    unpublished.load({'raw.sales': (pa.table({'quantity_t': [9.0]}), {'quantity_t': 'DOUBLE'})})\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == -9
    assert Warehouse(tmp_path / "warehouse.duckdb").table("raw.sales") == [{"quantity_t": Decimal("1.250000")}]
    build(tmp_path, 4.0)


@pytest.mark.parametrize("damage", ["empty", "half", "noise", "a folder"])
def test_a_damaged_warehouse_says_what_to_run_and_the_next_build_takes_its_place(tmp_path, damage):
    build(tmp_path, 1.25)
    published = tmp_path / "warehouse.duckdb"
    whole = published.read_bytes()
    for path in (published, tmp_path / ".build" / "warehouse.duckdb"):
        path.unlink(missing_ok=True)
        if damage == "a folder":
            path.mkdir()
        else:
            path.write_bytes({"empty": b"", "half": whole[: len(whole) // 2], "noise": bytes(range(256)) * 64}[damage])
    with pytest.raises(WarehouseFailed, match="`nongsan build` makes it anew"):
        Warehouse(published).table("raw.sales")
    build(tmp_path, 2.5)
    assert Warehouse(published).table("raw.sales") == [{"quantity_t": Decimal("2.500000")}]


def test_a_missing_warehouse_says_what_to_run(tmp_path):
    with pytest.raises(WarehouseMissing, match="nongsan build"):
        Warehouse(tmp_path / "warehouse.duckdb").table("raw.sales")


@pytest.fixture(scope="module")
def prices(tmp_path_factory):
    """Four prices in a table of a published warehouse; one has no product, one no price."""
    folder = tmp_path_factory.mktemp("prices")
    table = pa.table(
        {
            "source": ["fao", "fao", "wfp", "wfp"],
            "product": ["mango", None, "rice", "rice"],
            "price_date": [date(2023, 3, day) for day in (4, 1, 2, 3)],
            "price_vnd_kg": [9000.0, 5000.0, None, 7000.0],
        }
    )
    types = {"source": "VARCHAR", "product": "VARCHAR", "price_date": "DATE", "price_vnd_kg": "DOUBLE"}
    with unpublished_warehouse(folder) as unpublished:
        unpublished.load({"raw.prices": (table, types)})
    return Warehouse(folder / "warehouse.duckdb")


@pytest.mark.parametrize(
    ("where", "days"),
    [
        ({}, [4, 1, 2, 3]),
        ({"source": "wfp"}, [2, 3]),
        ({"product": None}, [1]),
        ({"product": PRESENT}, [4, 2, 3]),
        ({"product": ["rice", "mango"]}, [4, 2, 3]),
        ({"product": []}, []),
        ({"price_date": Is("<=", date(2023, 3, 2))}, [1, 2]),
        ({"price_vnd_kg": Is(">", 5000)}, [4, 3]),
        ({"source": Is("<>", "fao"), "price_vnd_kg": None}, [2]),
        ([{"source": "fao", "product": None}, {"price_vnd_kg": 7000}], [1, 3]),
        ([], []),
        ({"source": "fao' or 'a' = 'a"}, []),
    ],
)
def test_rows_are_chosen_by_what_their_columns_must_be(prices, where, days):
    assert [row["price_date"].day for row in prices.table("raw.prices", ("price_date",), where=where)] == days


@pytest.mark.parametrize(
    ("order_by", "days"),
    [
        (("price_date",), [1, 2, 3, 4]),
        (("-price_vnd_kg",), [4, 3, 1, 2]),  # the one without a price last, from whichever end
        (("price_vnd_kg",), [1, 3, 4, 2]),
        (("source", "-price_date"), [4, 1, 3, 2]),
        (EVERY_COLUMN, [4, 1, 2, 3]),
    ],
)
def test_rows_come_in_the_order_asked_for(prices, order_by, days):
    assert [row["price_date"].day for row in prices.table("raw.prices", order_by=order_by)] == days


def test_only_the_columns_asked_for_come_each_row_once_if_wished(prices):
    assert prices.table("raw.prices", ("product",), where={"source": "wfp"}) == [{"product": "rice"}] * 2
    assert prices.table("raw.prices", ("product",), where={"source": "wfp"}, distinct=True) == [{"product": "rice"}]


def test_several_tables_are_read_at_once_as_rows_or_as_frames(prices):
    asked = {"rice": Selection("raw.prices", ("price_date",), {"product": "rice"}), "all": Selection("raw.prices")}
    assert {name: len(rows) for name, rows in prices.tables(asked).items()} == {"rice": 2, "all": 4}
    frames = prices.frames(asked)
    assert list(frames["rice"].columns) == ["price_date"]
    assert frames["all"]["price_vnd_kg"].sum() == 21000


@pytest.mark.parametrize(
    ("name", "columns", "where", "order_by"),
    [
        ("prices", (), {}, ()),
        ("raw.prices; drop table raw.prices", (), {}, ()),
        ("raw.prices", ("source, 1",), {}, ()),
        ("raw.prices", (), {'source" is null or "source': "fao"}, ()),
        ("raw.prices", (), {}, ("source desc",)),
    ],
)
def test_what_is_no_name_is_refused(prices, name, columns, where, order_by):
    with pytest.raises(ValueError, match="is no name"):
        prices.table(name, columns, where=where, order_by=order_by)


@pytest.mark.parametrize(("operator", "value"), [("like", "f%"), ("<", None)])
def test_only_comparisons_of_the_list_are_made(operator, value):
    with pytest.raises(ValueError, match="no comparison"):
        Is(operator, value)


def test_an_unknown_table_or_column_fails_in_one_line(prices):
    for name, columns in (("raw.sales", ()), ("raw.prices", ("colour",))):
        with pytest.raises(WarehouseFailed, match=name.split(".")[1] if not columns else "colour") as failed:
            prices.table(name, columns)
        assert "\n" not in str(failed.value)


def test_tables_can_be_asked_for_by_name(prices):
    assert prices.has_table("raw.prices")
    assert not prices.has_table("raw.price")
    assert not prices.has_table("marts.prices")
    assert not prices.has_table("no table at all")
    assert prices.table_names("raw", "pri") == ["prices"]
    assert prices.table_names("raw", "x") == []


@pytest.mark.parametrize(
    "edit",
    [
        "update raw.sales set quantity_t = 2",
        "update intermediate.int_sales set quantity_t = 2",
        "create or replace view staging.stg_sales as select 2 * quantity_t as quantity_t from raw.sales",
        "create or replace view marts.mart_sales as select 2 * quantity_t as quantity_t from staging.stg_sales",
    ],
)
def test_the_hash_of_the_content_sees_every_edit_of_rows_and_of_views(tmp_path, edit):
    table = (pa.table({"quantity_t": [1.0]}), {"quantity_t": "DOUBLE"})
    with unpublished_warehouse(tmp_path) as unpublished:
        unpublished.load({"raw.sales": table, "intermediate.int_sales": table})
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("create view staging.stg_sales as select quantity_t from raw.sales")
        connection.execute("create view marts.mart_sales as select quantity_t from staging.stg_sales")
    before = warehouse.content_hash(SCHEMAS)
    assert warehouse.content_hash(SCHEMAS) == before
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute(edit)
    assert warehouse.content_hash(SCHEMAS) != before


TYPED = ("x' or '1'='1", "'; drop table raw.prices; --", 'mango"; select 1; --', "mango' union select 1 --", "%", "?")


@pytest.mark.parametrize("typed", TYPED)
def test_a_value_is_never_sql(prices, typed):
    """What people typed comes back as they typed it and chooses nothing else."""
    for where in ({"product": typed}, {"product": (typed, "none")}, {"product": Is(">=", f"zz{typed}")}):
        assert prices.table("raw.prices", where=where) == []
    assert len(prices.table("raw.prices")) == 4


def test_a_name_that_reads_like_sql_lands_and_comes_back(tmp_path):
    typed = "'); drop table raw.sales; --"
    with unpublished_warehouse(tmp_path) as unpublished:
        unpublished.load({"raw.sales": (pa.table({"buyer": [typed]}), {"buyer": "VARCHAR"})})
    assert Warehouse(tmp_path / "warehouse.duckdb").table("raw.sales", where={"buyer": typed}) == [{"buyer": typed}]
