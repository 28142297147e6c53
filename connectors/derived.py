"""Derived state: small files that may be deleted at any time, since all they say can be found out again.

So a damaged one is as good as none: empty, cut off, of another form, unreadable, a folder in its place. It is said once
and put away, and whoever needs it makes it anew.
"""

import logging
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from connectors.durable import discard, make_way, write_atomically

Kept = TypeVar("Kept")
logger = logging.getLogger("nongsan")


def keep(path: Path, memory: object) -> None:
    """Keep a model or a dataclass as JSON."""
    make_way(path)
    write_atomically(path, TypeAdapter(type(memory)).dump_json(memory, indent=1))


def kept(path: Path, form: type[Kept]) -> Kept | None:
    """What was kept in a file; None where there is none, or none that can be read as a `form`."""
    try:
        return TypeAdapter(form).validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        why = error.strerror or "it can't be read"
    except ValidationError as error:
        why = error.errors()[0]["msg"]
    logger.warning(f"{path} can't be used ({why}): it counts as none and is made anew")
    with suppress(OSError):
        discard(path)
    return None
