"""The records of a JSON feed: a list, a list under a path, or an object whose keys are themselves data.

Vietnamese price services answer in all three shapes, often with the date and the unit beside the list.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.sniff import FeedUnreadable
from connectors.feeds.tables.headers import nearest_label

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[(['\"])(.+?)\3\]")
_ABSENT = object()
_SHOWN_NAMES, _SHOWN_LENGTH = 40, 60


def follow(document: object, path: str) -> object:
    """The value at `$.field[0]['another field']`; raises FeedUnreadable naming the step that is not there."""
    if not path.startswith("$"):
        raise FeedUnreadable(f"table '{path}' is not a JSON path; write it as $.{path}")
    value, position = document, 1
    while position < len(path):
        step = _STEP.match(path, position)
        if step is None:
            raise FeedUnreadable(f"the path {path} can't be read at '{path[position:]}'")
        name = step[1] or step[4]
        value = _step(value, int(step[2]) if name is None else name)
        if value is _ABSENT:
            raise FeedUnreadable(f"has nothing at {path[: step.end()]}")
        position = step.end()
    return value


def _step(value: object, key: str | int) -> object:
    if isinstance(key, int):
        return value[key] if isinstance(value, list) and key < len(value) else _ABSENT
    return value.get(key, _ABSENT) if isinstance(value, Mapping) else _ABSENT


def read_records(document: object, declaration: FeedDeclaration) -> list[dict[str, Any]]:
    """One dict a record, by label of the declaration; a label that no record has raises FeedUnreadable."""
    labels = [*declaration.columns.stated().values(), *declaration.keep, *declaration.melted_labels()]
    root = {label: _scalar(follow(document, label)) for label in labels if label.startswith("$")}
    own = [label for label in labels if label not in root]
    records = [
        {**root, **{label: _field(key, value, label) for label in own}}
        for key, value in _entries(document, declaration)
    ]
    for label in own:
        if records and all(record[label] is _ABSENT for record in records):
            nearest = nearest_label(label, field_names(document, declaration))
            shown = f" (nearest: '{nearest}')" if nearest else ""
            raise FeedUnreadable(f"no record has the field '{label}'{shown}{_known_fields(document, declaration)}")
    return [{label: _scalar(value) for label, value in record.items()} for record in records]


def field_names(document: object, declaration: FeedDeclaration) -> list[str]:
    """The names of the fields that any record has, in the order of their first use."""
    records = (value for _, value in _entries(document, declaration) if isinstance(value, Mapping))
    return list(dict.fromkeys(str(name) for record in records for name in record))


def _entries(document: object, declaration: FeedDeclaration) -> list[tuple[object, object]]:
    path = declaration.table if isinstance(declaration.table, str) else "$"
    found = follow(document, path)
    if isinstance(found, list):
        return list(enumerate(found))
    keyed = any(label in ("{key}", "{value}") for label in declaration.columns.stated().values())
    if isinstance(found, Mapping):
        return list(found.items()) if keyed else [(0, found)]
    raise FeedUnreadable(f"has no list of records at {path}")


def _field(key: object, value: object, label: str) -> object:
    if label == "{key}":
        return key
    if label == "{value}":
        return value
    return value.get(label, _ABSENT) if isinstance(value, Mapping) else _ABSENT


def _scalar(value: object) -> object:
    """A cell: nested lists and objects, which no field can be, stay visible as their own JSON text."""
    if value is _ABSENT:
        return None
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | Mapping) else value


def _known_fields(document: object, declaration: FeedDeclaration) -> str:
    names = {
        str(name) for _, value in _entries(document, declaration)[:50] if isinstance(value, Mapping) for name in value
    }
    shown = [name[:_SHOWN_LENGTH] for name in sorted(names)[:_SHOWN_NAMES]]
    return f"; it has {', '.join(shown)}" if names else ""
