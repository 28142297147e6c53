"""The typed model of a tab's contract, read from `contracts/<table>.yml`.

A column is described there once; the parser, the checks, the dbt sources, the sheet template and the guide are
projections of this model.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

CONTRACTS_DIR = Path(__file__).parent / "contracts"
TABLES = ("supply", "demand", "sales", "activities", "teams", "difficulties", "confirmations")

ColumnType = Literal[
    "text",
    "integer",
    "decimal",
    "money",
    "date",
    "choice",
    "flag",
    "phone",
    "url",
    "commune",
    "product",
    "province",
]
Measure = Literal["t", "ha", "vnd", "vnd_kg", "count"]
REFERENCE_TYPES = frozenset({"commune", "product", "province"})
SQL_TYPES: dict[str, str] = {
    "integer": "BIGINT",
    "decimal": "DECIMAL(18,6)",
    "money": "DECIMAL(18,2)",
    "date": "DATE",
    "flag": "BOOLEAN",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Strict):
    """In which rows a column is required, said of another column of the same row; exactly one of three ways.

    `values`: where the other column reads as one of them; `except_values`: where it reads as something else (a row
    whose other column could not be read meets neither); `home_province`: where the other column, a province, is
    blank or names the plan's own province.
    """

    column: str
    values: tuple[str, ...] = ()
    except_values: tuple[str, ...] = ()
    home_province: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> "Condition":
        if bool(self.values) + bool(self.except_values) + self.home_province != 1:
            raise ValueError("a condition states exactly one of values, except_values, home_province")
        return self


class Column(_Strict):
    """One column of a tab, as its keeper sees it and as the warehouse stores it.

    `required` alone: the tab must have the column and every row must fill it. `required_when`: a row must fill it only
    where the condition holds; `required` then says only that the tab must have the column.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    header: str
    aliases: tuple[str, ...] = ()
    type: ColumnType
    required: bool = False
    required_when: Condition | None = None
    measure: Measure | None = None
    choices: tuple[str, ...] = ()
    choice_aliases: dict[str, str] = {}
    minimum: float | None = None
    exclusive_minimum: float | None = None
    maximum: float | None = None
    window: Literal["start", "end"] | None = None
    personal: bool = False
    description: str
    example: str

    @model_validator(mode="after")
    def _choices_fit(self) -> "Column":
        if (self.type == "choice") != bool(self.choices):
            raise ValueError(f"column {self.name}: choices belong to type choice and to it alone")
        strangers = set(self.choice_aliases.values()) - set(self.choices)
        if strangers:
            raise ValueError(f"column {self.name}: choice_aliases point to unknown choices {sorted(strangers)}")
        return self

    @property
    def is_reference(self) -> bool:
        return self.type in REFERENCE_TYPES

    @property
    def labels(self) -> tuple[str, ...]:
        """Every text that names this column in a header row."""
        return (self.header, *self.aliases)

    @property
    def sql_columns(self) -> dict[str, str]:
        """Warehouse columns of this one: name -> DuckDB type; a reference gives its name and its code."""
        if self.is_reference:
            return {self.name: "VARCHAR", f"{self.name}_code": "VARCHAR"}
        return {self.name: SQL_TYPES.get(self.type, "VARCHAR")}


class Contract(_Strict):
    """One tab of the workbook: its title, its table, its columns in the order of the template.

    `strict_when`: a flag column; a row in which it is set is refused for any refused cell, required or not.
    """

    table: str
    tab: str
    tab_aliases: tuple[str, ...] = ()
    id_prefix: str | None = None
    purpose: str
    event_date: str | None = None
    strict_when: str | None = None
    window: tuple[str, str] | None = None
    natural_key: tuple[str, ...]
    columns: tuple[Column, ...]

    @model_validator(mode="after")
    def _names_exist(self) -> "Contract":
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"contract {self.table}: a column name stands twice")
        mentioned = {*self.natural_key, *(self.window or ()), *filter(None, (self.event_date, self.strict_when))}
        mentioned |= {column.required_when.column for column in self.columns if column.required_when}
        if unknown := mentioned - set(names):
            raise ValueError(f"contract {self.table}: unknown columns {sorted(unknown)}")
        return self

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.table} has no column {name}")

    @property
    def sql_columns(self) -> dict[str, str]:
        """Warehouse columns of the raw table, without the platform's own (unit_code, snapshot_id, ...)."""
        return {name: kind for column in self.columns for name, kind in column.sql_columns.items()}


def load_contract(path: Path) -> Contract:
    """Read and validate one contract file; raises ValueError naming the file."""
    try:
        return Contract.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


@lru_cache(maxsize=1)
def load_contracts() -> dict[str, Contract]:
    """The seven contracts by table, in the order of the workbook's tabs."""
    return {table: load_contract(CONTRACTS_DIR / f"{table}.yml") for table in TABLES}
