"""What a person sees while work goes on: a progress line on a terminal, plain log lines elsewhere, always on stderr.

The only writer to stdout and stderr, so that what is written has passed `outgoing.py`. Also the stopwatch: every step's
seconds are kept for the time split that a run prints.
"""

import logging
import os
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console as RichConsole
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from connectors.barrier import logger as barrier
from connectors.durable import FILE_MODE, FOLDER_MODE
from pipeline.province.outgoing import guard_logs, outgoing_json, outgoing_line, outgoing_text

logger = logging.getLogger("nongsan")


class Console:
    """Progress, words and seconds of one command; `own`: addresses the platform writes to, which it may name."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.stderr = RichConsole(stderr=True, highlight=False, soft_wrap=True)
        self.quiet = quiet
        self.own: set[str] = set()
        self.seconds: dict[str, float] = {}
        self._said: set[str] = set()
        self._shown: Step | None = None

    @contextmanager
    def step(self, name: str, text: str) -> Iterator["Step"]:
        """Time a step under `name` (repeated names add up) and show `text` while it runs.

        A step within a step moves no bar of its own: its text stands beside the outer one's bar.
        """
        started = time.perf_counter()
        try:
            with self._display(text) as step:
                yield step
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    @contextmanager
    def _display(self, text: str) -> Iterator["Step"]:
        text = outgoing_line(text, self.own)
        if self._shown is not None:
            self._shown.note(text)
            yield Step(None, None)
        elif self.stderr.is_terminal and not self.quiet:
            columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(24),
                       TextColumn("{task.fields[count]}"), TimeElapsedColumn())  # fmt: skip
            with Progress(*columns, console=self.stderr, transient=True) as progress:
                self._shown = Step(progress, progress.add_task(text, total=None, count=""))
                try:
                    yield self._shown
                finally:
                    self._shown = None
        else:
            logger.info(text)
            yield Step(None, None)

    def warn(self, text: str) -> None:
        """One yellow line on stderr that starts with "warning:"."""
        self._say(f"warning: {text}", style="yellow")

    def note(self, text: str) -> None:
        """Something to know that is no warning."""
        self._say(text)

    def warn_once(self, text: str) -> None:
        """A warning that is said once, however often it is met."""
        if text not in self._said:
            self._said.add(text)
            self.warn(text)

    def fail(self, text: str) -> None:
        """One red line on stderr that starts with "error:"."""
        self._say(f"error: {text}", style="red")

    def _say(self, text: str, style: str | None = None) -> None:
        self.stderr.print(outgoing_text(text, self.own), markup=False, style=style)

    def answer(self, lines: Iterable[str]) -> None:
        """Lines on stdout: what a command was asked for."""
        sys.stdout.writelines(f"{outgoing_text(line, self.own)}\n" for line in lines)
        sys.stdout.flush()

    def answer_json(self, document: Any) -> None:
        """One JSON document on stdout, on one line."""
        sys.stdout.write(f"{outgoing_json(document, self.own)}\n")
        sys.stdout.flush()


class Step:
    """A running step; `total` and `advance` move its bar where there is one."""

    def __init__(self, progress: Progress | None, task: int | None) -> None:
        self._progress, self._task, self._done, self._total = progress, task, 0, 0

    def total(self, count: int) -> None:
        """How many items there are; shown from now on."""
        self._total = count
        self._show()

    def note(self, text: str) -> None:
        """Say what is going on inside the step: in its line where there is one, else in the log."""
        text = outgoing_line(text)
        if self._progress is not None:
            self._progress.update(self._task, description=text)
        else:
            logger.info(text)

    def advance(self, count: int = 1) -> None:
        """Count so many more items as done and show it."""
        self._done += count
        self._show()

    def _show(self) -> None:
        if self._progress is not None and self._total:
            count = f"{self._done}/{self._total}"
            self._progress.update(self._task, total=self._total, completed=self._done, count=count)


def set_up_logging() -> None:
    """One line a record on stderr, with the instant in UTC; libraries only when they have something to warn of."""
    guard_logs()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_UtcFormatter(_FORMAT, _DATE))
    handler.addFilter(lambda record: record.name == logger.name or record.levelno >= logging.WARNING)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logger.setLevel(logging.INFO if not sys.stderr.isatty() else logging.WARNING)


class _OwnersFile(logging.FileHandler):
    """A log that its owner alone may read, made with its folder when there is something to write."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return open(descriptor, self.mode, encoding=self.encoding, errors=self.errors)


@contextmanager
def barrier_logged(log_file: Path) -> Iterator[None]:
    """Within the block the tracebacks of what readers could not read go into a file, and nowhere else."""
    handler = _OwnersFile(log_file, encoding="utf-8", errors="backslashreplace", delay=True)
    handler.setFormatter(_OutgoingFormatter(_FORMAT, _DATE))
    barrier.addHandler(handler)
    try:
        yield
    finally:
        barrier.removeHandler(handler)
        handler.close()


_FORMAT, _DATE = "%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S"


class _UtcFormatter(logging.Formatter):
    """One line a record, with the instant in UTC."""

    converter = time.gmtime


class _OutgoingFormatter(_UtcFormatter):
    """The same for what holds the words of others, whether this process guards its logs or not."""

    def format(self, record: logging.LogRecord) -> str:
        return outgoing_text(super().format(record))


def log_unexpected(log_file: Path, console: Console) -> None:
    """Let an error that nobody foresaw end in one line, with its traceback in a file for whoever mends the code."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log_file.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        masked = outgoing_text("".join(traceback.format_exception(kind, error, trace)))
        with os.fdopen(os.open(log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE_MODE), "a") as file:
            file.write(masked)
        console.fail(f"unexpected {kind.__name__}: {error}; what was published stands; details in {log_file}")

    sys.excepthook = hook
