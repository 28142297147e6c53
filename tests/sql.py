"""Questions of the tests to a built warehouse in SQL; the project itself reads tables by name and columns."""

from collections.abc import Sequence

import duckdb

from connectors.warehouse import Warehouse


def ask(warehouse: Warehouse, sql: str, parameters: Sequence = ()) -> list[dict]:
    """The answer's rows as plain Python values, instants in UTC."""
    with duckdb.connect(str(warehouse.path), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        result = connection.execute(sql, list(parameters))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
