"""What leaves for a terminal, a log or a table of the Prefect UI: all of it passes here, whoever wrote it.

A cell, the name of a file or a server's answer may hold what steers a terminal, and personal data; here the
one becomes an escape that can be seen, the other a mask. What a report prints passes `vietnamese.phrases.clean`.
"""

import json
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Any

from vietnamese.personal import mask_personal
from vietnamese.text import visible


def outgoing_line(text: str, own: Collection[str] = ()) -> str:
    """One line of text; a line end within it becomes an escape, so that nobody adds a line of their own to a log.

    `own`: addresses in lower case that the platform itself writes to; they may be named.
    """
    return visible(mask_personal(text, own), kept="\t")


def outgoing_text(text: str, own: Collection[str] = ()) -> str:
    """Text of several lines, for a terminal or a traceback's file."""
    return visible(mask_personal(text, own), kept="\t\n")


def outgoing(value: Any, own: Collection[str] = ()) -> Any:
    """A JSON value with every text in it, names of members too, fit to be shown; what JSON has no kind for as text."""
    return _mapped(value, lambda text: outgoing_line(text, own))


def outgoing_json(document: Any, own: Collection[str] = ()) -> str:
    """A JSON document on one line: its values are masked, and what can't be seen in them stands as an escape."""
    return visible(json.dumps(_mapped(document, lambda text: mask_personal(text, own)), ensure_ascii=False))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {change(str(name)): _mapped(one, change) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_mapped(one, change) for one in value]
    return change(str(value))


def guard_logs() -> None:
    """Let every record that this process logs, by whatever library and to whatever handler, pass here first."""
    logging.setLogRecordFactory(_record)


def _record(*given: Any, **more: Any) -> logging.LogRecord:
    record = logging.LogRecord(*given, **more)
    try:
        said = record.getMessage()
    except (TypeError, ValueError, KeyError):  # the words don't fit their arguments: the two beside each other
        said = record.msg = f"{record.msg} {record.args}"
        record.args = ()
    if (shown := outgoing_line(said)) != said:
        record.msg, record.args = shown, ()
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = outgoing_text(logging.Formatter().formatException(record.exc_info))
    return record
