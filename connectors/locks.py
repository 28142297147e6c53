"""Exclusive locks between processes: one empty file each, held by one process at a time.

The kernel keeps them (flock): a killed process holds none. A lock's file is never deleted, for whoever waits for the
lock waits for that very file.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from connectors.durable import FILE_MODE, make_folder

_POLL_SECONDS = 0.02
_QUESTIONS = 5


class LockHeld(Exception):
    """Another process holds the lock, or another thread of this one."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is held by another process")


@contextmanager
def exclusive(
    path: Path, wait_seconds: float | None = None, refusal: Callable[[], Exception] | None = None
) -> Iterator[None]:
    """Hold the lock that the file `path` stands for; the folder and the file are made where they are missing.

    Waits for whoever holds it, at most `wait_seconds` where given; then raises what `refusal` makes, else LockHeld.
    """
    from filelock import FileLock, Timeout

    make_folder(path.parent)
    lock = FileLock(path, mode=FILE_MODE, poll_interval=_POLL_SECONDS, fallback_to_soft=False)
    try:
        lock.acquire(timeout=-1 if wait_seconds is None else wait_seconds)
    except Timeout as error:
        raise (refusal() if refusal else LockHeld(path)) from error
    try:
        yield
    finally:
        lock.release()


def is_held(path: Path) -> bool:
    """Whether some process holds the lock now. Needs no right to write; asks a few times, lest it meets another asker.

    For the instant of a question the lock is taken, so a taker that other processes ask about should wait a little.
    """
    from filelock import lock_descriptor

    if not path.exists():
        return False
    with _opened(path) as handle:
        for _ in range(_QUESTIONS):
            if lock_descriptor(handle.fileno(), blocking=False):
                return False
            time.sleep(_POLL_SECONDS)
    return True


def _opened(path: Path) -> BinaryIO:
    """For writing where that is allowed, since NFS lets only a writer lock exclusively; else for reading."""
    try:
        return path.open("r+b")
    except OSError:
        return path.open("rb")
