"""Files that a bad disk or a person's program leaves: derived ones damaged in every way, strays among landed ones.

Neither may change what comes of the day: what is derived is made anew, what nobody landed is nobody's.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from tests.crash.children import in_child
from tests.crash.faults import Case, outcome_of_any, went_on
from tests.crash.trials import Laboratory, what_is_broken
from tests.crash.world import STEPS, World

MARKS = ("seen.json", "row_ids.json", "pulled.json")
DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "truncated": lambda content: content[: len(content) // 2],
    "garbage": lambda content: bytes(range(256)),
}
STRAYS = (".DS_Store", "foo.tmp", "zzz.json", "zzz.json~", "old.pack", "Thumbs.db")


def derived_files(world: World) -> list[Path]:
    """Every small file that may be deleted at any time."""
    data = world.folder / "data"
    states = [path for path in sorted((data / ".state").rglob("*")) if path.is_file()]
    return [*states, *(path for name in MARKS for path in sorted((data / "landing").glob(f"*/*/{name}")))]


def _damage(damage: Callable[[bytes], bytes], world: World) -> int:
    paths = derived_files(world)
    for path in paths:
        path.write_bytes(damage(path.read_bytes()))
    return len(paths)


def _stray(world: World) -> int:
    landing = world.folder / "data" / "landing"
    folders = [landing, *(path for path in sorted(landing.rglob("*")) if path.is_dir())]
    for folder in folders:
        for name in STRAYS:
            (folder / name).write_bytes(b"what is this")
        (folder / "bản sao").mkdir()
    return len(folders)


def damaged_files(
    laboratory: Laboratory, steps: tuple[str, ...] = STEPS, damages: tuple[str, ...] = tuple(DAMAGES)
) -> Iterator[Case]:
    """Each step once with every derived file damaged in one way."""
    for step in steps:
        for name in damages:
            yield _lived(laboratory, step, "derived damaged", name, partial(_damage, DAMAGES[name]))


def stray_files(laboratory: Laboratory, steps: tuple[str, ...] = STEPS) -> Iterator[Case]:
    """Each step once with files and a folder in every folder of the landing that nobody landed."""
    for step in steps:
        yield _lived(laboratory, step, "strays", "in every landed folder", _stray)


def _lived(laboratory: Laboratory, step: str, kind: str, detail: str, spoil: Callable[[World], int]) -> Case:
    started = time.perf_counter()
    world = laboratory.at(step)
    spoilt = spoil(world)
    has_failed, said = in_child(outcome_of_any, world, step)
    faults = [f"it failed: {' '.join(said)}"] if has_failed else []
    faults += what_is_broken(laboratory, step, laboratory.state())
    faults += went_on(laboratory, step)
    return Case(kind, step, f"{detail}, {spoilt}", " ".join(said), time.perf_counter() - started, tuple(faults))
