"""Work done in forked children, so that it can be killed (-9) at any instant and the parent stays as it is.

The parent has imported everything and computed nothing: a child starts at once and with no threads of anybody.
"""

import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FILE_EVENTS = frozenset({"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.chmod", "os.listdir"})


@dataclass(frozen=True)
class Moment:
    """When to kill: after so many seconds, or at the n-th file operation."""

    seconds: float | None = None
    operation: int | None = None


def in_child(work: Callable, *arguments):
    """What `work` returns or raises, done in a child."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(writer, work, arguments)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    if not content:
        raise RuntimeError(f"{work} ended without a word")
    kind, value = pickle.loads(content)
    if kind == "error":
        raise value
    return value


def start(work: Callable, *arguments, killed_at: int | None = None) -> int:
    """Begin `work` in a child; `killed_at`: it kills itself at that file operation. Returns its pid."""
    child = os.fork()
    if child == 0:
        _silence()
        if killed_at is not None:
            count_operations(lambda number: number == killed_at and os.kill(os.getpid(), signal.SIGKILL))
        code = 1
        try:
            work(*arguments)
            code = 0
        except Exception:  # noqa: BLE001 - it is in the exit code and the log
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    return child


def killed(work: Callable, moment: Moment, *arguments) -> bool:
    """Do `work` in a child and kill it (-9) at that moment; False when it was over by then."""
    child = start(work, *arguments, killed_at=moment.operation)
    if moment.seconds is not None:
        time.sleep(moment.seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise RuntimeError(f"{work} failed by itself with {os.WEXITSTATUS(status)}")
    return os.WIFSIGNALED(status)


def count_operations(seen: Callable[[int], object]) -> None:
    """Call `seen` with the running number of each file operation of this process."""
    count = 0

    def hook(event: str, _: tuple) -> None:
        nonlocal count
        if event in FILE_EVENTS:
            count += 1
            seen(count)

    sys.addaudithook(hook)


def measured(work: Callable, *arguments) -> tuple[float, int]:
    """Seconds and file operations that `work` takes in a child."""

    def timed() -> tuple[float, int]:
        last = 0

        def note(number: int) -> None:
            nonlocal last
            last = number

        count_operations(note)
        started = time.perf_counter()
        work(*arguments)
        return time.perf_counter() - started, last

    return in_child(timed)


def _answer(writer: int, work: Callable, arguments: tuple) -> None:
    try:
        _silence()
        try:
            content = pickle.dumps(("value", work(*arguments)))
        except Exception as error:  # noqa: BLE001 - handed to the parent, which raises it
            content = pickle.dumps(("error", _sendable(error)))
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(content)
    finally:
        os._exit(0)


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - an error with its own constructor does not survive pickling
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _silence() -> None:
    """Send what a child prints into the file named by the environment's harness log, else nowhere."""
    sink = os.open(LOG or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(sink, 1)
    os.dup2(sink, 2)


LOG: Path | None = None
