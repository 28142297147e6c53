"""Hostile input read in a process of its own that may have little memory and little of the processor.

What was read without a bound ends there with MemoryError or by a signal, whatever machine the test runs on.
"""

import os
import resource
import traceback
from collections.abc import Callable

_SECONDS = 60


def confined(work: Callable[[], object], megabytes: int = 400) -> str:
    """What `work` gives, as text, in a fork that may have so many megabytes more than this process has now.

    An exception comes back as `Name: message`, the end by a signal as `signal N`.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.write(writer, _said(work, megabytes).encode()[:60_000])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else said


def _said(work: Callable[[], object], megabytes: int) -> str:
    with open("/proc/self/statm", encoding="ascii") as pages:
        has = int(pages.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + (megabytes << 20),) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    try:
        return str(work())
    except MemoryError:
        return "MemoryError"
    except BaseException as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}" if str(error) else traceback.format_exc()
