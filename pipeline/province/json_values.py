"""Frozen values as JSON objects: what `document()` of an outcome gives the command that prints it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def json_of(value: "DataclassInstance") -> dict[str, Any]:
    """A dataclass, and all within it, as JSON values in the order of its fields; instants and days are ISO text."""
    return asdict(value, dict_factory=_object)


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in pairs}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
