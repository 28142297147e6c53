"""What else happens to a small server: a full disk, read-only folders, two of everything at once, a clock set back."""

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flows.cli.failures import EXIT_CODES, explain
from pipeline.province.present import ClockInDoubt
from tests.crash.children import in_child, start
from tests.crash.trials import Laboratory, repeated, what_differs, what_is_broken
from tests.crash.world import STEPS, World

SPARE = {"sync": (0, 3, 9), "build": (3_000,), "feedback": (0,), "report": (0, 200), "deliver": (0,)}
READ_ONLY = {
    "sync": ("data/landing",),
    "build": ("data",),
    "feedback": ("sheets", "data/.state"),
    "report": ("data/reports", "data/landing"),
    "deliver": ("data/landing",),
}
WAYS_BACK = 40 * 24


@cache
def is_root() -> bool:
    """Whether modes and quotas bind nobody here, so that a fault has to be mounted."""
    return os.geteuid() == 0


@cache
def may_mount() -> bool:
    """Whether this process may mount a file system; root in a container often may not."""
    if not is_root():
        return False
    with tempfile.TemporaryDirectory() as folder:
        try:
            _run("mount", "-t", "tmpfs", "tmpfs", folder)
        except (OSError, subprocess.CalledProcessError):
            return False
        _run("umount", folder)
    return True


@dataclass(frozen=True)
class Case:
    """One fault: what was done to which step, what the step said of it, and what was not as it should be."""

    kind: str
    step: str
    detail: str
    said: str
    seconds: float
    faults: tuple[str, ...]


def outcome(work: Callable[[], None]) -> tuple[bool, list[str]]:
    """Whether a step failed, and the lines a person would read of it; any other failure is a traceback: raised."""
    try:
        work()
    except tuple(EXIT_CODES) as error:
        return True, explain(error)
    return False, []


def _limited(work: Callable[[], None], size: int) -> tuple[bool, list[str]]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return outcome(work)


def _judged(laboratory: Laboratory, step: str, found: tuple[bool, list[str]], word: str) -> list[str]:
    """Complaints about what stands and about what was said."""
    has_failed, said = found
    faults = list(what_is_broken(laboratory, step, laboratory.state()))
    line = " ".join(said)
    if has_failed and not (len(said) == 1 and word in line and str(laboratory.folder) in line):
        faults.append(f"it should name the path and the fix: {line}")
    return faults


def went_on(laboratory: Laboratory, step: str) -> list[str]:
    """In what the world differs from an undisturbed one once the step has run again, and the next sync."""
    in_child(laboratory.world.step(step))
    in_child(laboratory.world.sync)
    return what_differs(laboratory, step, laboratory.state())


def full_disks(laboratory: Laboratory, steps: tuple[str, ...] = STEPS, most: int | None = None) -> Iterator[Case]:
    """Each step on a disk with so many KiB left; where no disk may be mounted, with files limited to that size."""
    for step in steps:
        for spare in SPARE[step][:most]:
            started = time.perf_counter()
            world = laboratory.at(step)
            if may_mount():
                with _small_disk(laboratory, step, spare) as grow:
                    found = in_child(outcome_of_any, world, step)
                    faults = _judged(laboratory, step, found, "free some space")
                    grow()
                    faults += went_on(laboratory, step)
            else:
                found = in_child(_limited, world.step(step), spare * 1024)
                faults = _judged(laboratory, step, found, "free some space") + went_on(laboratory, step)
            said = " ".join(found[1]) or "it had room enough"
            yield Case("disk full", step, f"{spare} KiB left", said, time.perf_counter() - started, tuple(faults))


@contextmanager
def _small_disk(laboratory: Laboratory, step: str, spare: int) -> Iterator[Callable[[], None]]:
    """The world on a disk of its own that has `spare` KiB left; the yielded function gives it more."""
    folder, template = laboratory.world.folder, laboratory.stages[step].template
    shutil.rmtree(folder)
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", str(folder))
    try:
        shutil.copytree(template, folder, dirs_exist_ok=True, copy_function=shutil.copy2)
        stat = os.statvfs(folder)
        used = (stat.f_blocks - stat.f_bfree) * stat.f_frsize
        _run("mount", "-o", f"remount,size={(used // 1024 + spare) // 4 * 4}k", str(folder))
        yield lambda: _run("mount", "-o", "remount,size=512m", str(folder))
    finally:
        _run("umount", "-l", str(folder))


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    """A folder nobody may write to: mounted so for root, by its modes for others."""
    if is_root():
        _run("mount", "--bind", str(folder), str(folder))
        _run("mount", "-o", "remount,ro,bind", str(folder))
    inside = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    modes = {path: path.stat().st_mode for path in inside}
    try:
        if not is_root():
            for path in inside:
                path.chmod(0o555)
        yield
    finally:
        if is_root():
            _run("umount", str(folder))
        else:
            for path in inside:
                path.chmod(modes[path])


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def read_only_folders(laboratory: Laboratory, steps: tuple[str, ...] = STEPS) -> Iterator[Case]:
    """Each step with one folder it writes to read-only; none as root who may not mount, whom no mode stops."""
    if is_root() and not may_mount():
        return
    for step in steps:
        for name in READ_ONLY[step]:
            started = time.perf_counter()
            world = laboratory.at(step)
            with _read_only(world.folder / name):
                found = in_child(outcome_of_any, world, step)
            faults = _judged(laboratory, step, found, "make it writable")
            if not found[1]:
                faults.append("nothing was said")
            faults += went_on(laboratory, step)
            said = " ".join(found[1])
            yield Case("read-only", step, name, said, time.perf_counter() - started, tuple(faults))


def outcome_of_any(world: World, step: str) -> tuple[bool, list[str]]:
    """A unit that can't be written to is a warning of the build, not its failure."""
    try:
        return outcome(world.step(step))
    except AssertionError as skipped:
        return False, [str(skipped)]


def two_at_once(laboratory: Laboratory, steps: tuple[str, ...] = STEPS) -> Iterator[Case]:
    """Each step twice at once; nothing is landed, published, numbered or sent twice."""
    for step in steps:
        started = time.perf_counter()
        world = laboratory.at(step)
        children = [start(world.step(step)) for _ in range(2)]
        codes = [os.waitpid(child, 0)[1] for child in children]
        faults = [] if codes == [0, 0] else [f"one of them failed: {codes}"]
        faults += what_differs(laboratory, step, laboratory.state())
        again, _ = in_child(repeated, world, laboratory.post_office)
        faults += [f"{again} letter(s) went out twice"] if again else []
        yield Case("two at once", step, f"two {step}s", "", time.perf_counter() - started, tuple(faults))


def clock_set_back(laboratory: Laboratory, steps: tuple[str, ...] = STEPS) -> Iterator[Case]:
    """A day lived again with the clock 40 days back, then with the right one: nothing new comes of it.

    What reads, builds or issues says that the clock is in doubt, what does none of these finds nothing to do.
    """
    started = time.perf_counter()
    world = laboratory.at("deliver")
    in_child(world.deliver)
    wanted, doubted = laboratory.stages["deliver"].after, {}
    for step in steps:
        doubted[step] = in_child(_is_doubted, World(world.folder, world.hours - WAYS_BACK).step(step))
    left = laboratory.state()
    kept = ("landed", "reported", "delivered")
    faults = [f"{part} changed while the clock was wrong" for part in kept if left[part] != wanted[part]]
    by_clock = ("sync", "build", "report")
    faults += [f"{step} went on by a wrong clock" for step in by_clock if not doubted.get(step, True)]
    for step in steps:
        in_child(world.step(step))
    faults += what_differs(laboratory, "deliver", laboratory.state())
    yield Case("clock set back", ", ".join(steps), "40 days", "", time.perf_counter() - started, tuple(faults))


def _is_doubted(step: Callable[[], None]) -> bool:
    """Whether a step refuses to work by this clock."""
    try:
        step()
    except ClockInDoubt:
        return True
    return False
