"""What one command or one scheduled flow run holds while it works, and gives back when it is closed."""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Self

from pipeline.province.console import Console

_ACTIVE: ContextVar["ProvinceRun | None"] = ContextVar("active_run", default=None)


class ProvinceRun:
    """The console with its stopwatch, results computed ahead of their use, and what must be ended with the run.

    Used as a context manager by whoever opens a province. A flow that a command calls in the same process joins the
    command's run, so that what was read ahead is found again and steps add up in one stopwatch.
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console()
        self._kept: dict[Hashable, Any] = {}
        self._endings: list[Callable[[], object]] = []

    def kept(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` returned the first time this run asked for `key`."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def forget(self, kind: str) -> None:
        """Let go of everything kept under a key whose first part is `kind`."""
        self._kept = {key: one for key, one in self._kept.items() if not (isinstance(key, tuple) and key[0] == kind)}

    def at_close(self, end: Callable[[], object]) -> None:
        """Call `end` when the run is closed; the last one added is called first."""
        self._endings.append(end)

    def close(self) -> None:
        """End what was started and let go of what was kept; closing twice does nothing."""
        while self._endings:
            self._endings.pop()()
        self._kept.clear()

    def __enter__(self) -> Self:
        self._token = _ACTIVE.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _ACTIVE.reset(self._token)
        self.close()


def active_run() -> ProvinceRun | None:
    """The run that this code is called from, None where nobody opened one."""
    return _ACTIVE.get()
