"""Every choice that code tests, named by its key: those of the tabs' columns and those the platform publishes itself.

Labels are written once, in `contracts/<table>.yml` and `contracts/published.yml`; Python asks here, SQL asks the macros
`choice`, `choice_labels` and `choice_key`, which are fed by a projection of the same files.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from expectations.contract import CONTRACTS_DIR, ChoiceLabels, Contract, Key, load_contracts, read_mapping

PUBLISHED_PATH = CONTRACTS_DIR / "published.yml"
Choices = dict[str, dict[str, dict[str, str]]]
_PUBLISHED = TypeAdapter(dict[Key, dict[Key, ChoiceLabels]])


def load_published(path: Path = PUBLISHED_PATH) -> Choices:
    """The platform's own choices: labels by table, column and key; ValueError naming the file where it is unsound."""
    try:
        return _PUBLISHED.validate_python(read_mapping(path))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


def all_choices(contracts: Mapping[str, Contract], published: Choices) -> Choices:
    """Labels by table, column and key, of the tabs and then of the platform's own tables."""
    tabs = {
        table: {column.name: dict(column.choices) for column in contract.columns if column.choices}
        for table, contract in contracts.items()
    }
    return {table: columns for table, columns in tabs.items() if columns} | published


@lru_cache(maxsize=1)
def _known() -> Choices:
    return all_choices(load_contracts(), load_published())


def choice_labels(table: str, column: str) -> dict[str, str]:
    """The labels of a column's choices by their key, in the order in which they are offered; KeyError if unknown."""
    return dict(_known()[table][column])


def choice(table: str, column: str, key: str) -> str:
    """The label of one choice, as it stands in the cells and the marts; KeyError if unknown."""
    return _known()[table][column][key]
