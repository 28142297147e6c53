"""The typed model of a tab's contract, read from `contracts/<table>.yml`.

A column is described there once; the parser, the checks, the dbt sources, the sheet template and the guide are
projections of this model.
"""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

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


def _each_once(labels: dict[str, str]) -> dict[str, str]:
    if len(set(labels.values())) != len(labels):
        raise ValueError("a choice's label stands twice")
    return labels


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
ChoiceLabels = Annotated[dict[Key, str], AfterValidator(_each_once)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Strict):
    """In which rows a column is required, said of another column of the same row; exactly one of three ways.

    `values`: where the other column, a choice, is one of these keys; `except_values`: where it is another one (a row
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
    where the condition holds; `required` then says only that the tab must have the column. `yes_words`, `no_words`:
    what else a flag is set or unset by.

    `choices`: the label that is typed and published, by the key that code and SQL know it by; `choice_aliases`: the key
    that another typed text stands for.

    `usual_maximum`: beyond it a value is loaded with a warning, because no row was ever heard of that holds as much.

    `blank_means`: what a blank cell says, in Vietnamese, where it says something. `if_unreadable`: what then holds of a
    cell that can't be read, which is never blank: the row waits until it is mended, or the cautious side is taken and
    said; that is a tick in a flag, and in any other column the meaning of a blank itself.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    header: str
    aliases: tuple[str, ...] = ()
    type: ColumnType
    required: bool = False
    required_when: Condition | None = None
    measure: Measure | None = None
    choices: ChoiceLabels = {}
    choice_aliases: dict[str, Key] = {}
    yes_words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    minimum: float | None = None
    exclusive_minimum: float | None = None
    maximum: float | None = None
    usual_maximum: float | None = None
    window: Literal["start", "end"] | None = None
    blank_means: str | None = None
    if_unreadable: Literal["row_waits", "cautious"] | None = None
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

    @model_validator(mode="after")
    def _blank_is_told_from_unreadable(self) -> "Column":
        if (self.blank_means is None) != (self.if_unreadable is None):
            raise ValueError(f"column {self.name}: blank_means and if_unreadable belong together")
        return self

    def choice(self, key: str) -> str:
        """The label of a choice; KeyError where the column has no such key."""
        if key not in self.choices:
            raise KeyError(f"{self.name} has no choice {key}; it has {', '.join(self.choices)}")
        return self.choices[key]

    @property
    def choice_labels(self) -> tuple[str, ...]:
        """The labels of the choices, in the order of the drop-down list."""
        return tuple(self.choices.values())

    @property
    def is_reference(self) -> bool:
        """Whether its cells name a row of a seed, so that the value comes with a code."""
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

    @model_validator(mode="after")
    def _conditions_name_choices(self) -> "Contract":
        for column in self.columns:
            if column.required_when is not None:
                named = {*column.required_when.values, *column.required_when.except_values}
                if unknown := named - set(self.column(column.required_when.column).choices):
                    raise ValueError(f"column {column.name}: its condition names unknown choices {sorted(unknown)}")
        return self

    def __hash__(self) -> int:
        """Of what tells contracts apart, so that what is prepared for one can be kept by it."""
        return hash((self.table, self.tab, tuple(column.header for column in self.columns)))

    def column(self, name: str) -> Column:
        """The column of that name; raises KeyError where the tab has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.table} has no column {name}")

    def choice(self, column: str, key: str) -> str:
        """The label of a choice of one of the columns; KeyError where there is no such column or key."""
        return self.column(column).choice(key)

    def condition_labels(self, condition: Condition) -> tuple[str, ...]:
        """The labels of the choices a condition names, of its `values` or its `except_values`."""
        other = self.column(condition.column)
        return tuple(other.choice(key) for key in condition.values or condition.except_values)

    @property
    def sql_columns(self) -> dict[str, str]:
        """Warehouse columns of the raw table, without the platform's own (unit_code, snapshot_id, ...)."""
        return {name: kind for column in self.columns for name, kind in column.sql_columns.items()}


class _UniqueKeys(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML in which a key stands once in its mapping, instead of the last one winning in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if twice := sorted({str(key) for key in keys if keys.count(key) > 1}):
            raise ValueError(f"line {node.start_mark.line + 1}: {', '.join(twice)} stands twice")
        return super().construct_mapping(node, deep)


def read_mapping(path: Path) -> dict:
    """The content of a YAML file of ours; ValueError where a key stands twice in a mapping."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506


def load_contract(path: Path) -> Contract:
    """Read and validate one contract file; raises ValueError naming the file."""
    try:
        return Contract.model_validate(read_mapping(path))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


@lru_cache(maxsize=1)
def load_contracts() -> dict[str, Contract]:
    """The seven contracts by table, in the order of the workbook's tabs."""
    return {table: load_contract(CONTRACTS_DIR / f"{table}.yml") for table in TABLES}
