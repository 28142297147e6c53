"""Kill a step at a random instant, look at what stands, let the next run go on, compare with an undisturbed run."""

import hashlib
import json
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash import world as worlds
from tests.crash.children import Moment, in_child, killed, measured
from tests.crash.post_office import PostOffice, open_post_office
from tests.crash.world import STEPS, World, make_world, refill

FULL_EVERY = 60


@dataclass(frozen=True)
class Trial:
    """One kill: how far the step had come, and whether all was as it should be afterwards; `faults` say what not."""

    step: str
    moment: Moment
    stage: str
    seconds: float
    repeats: int = 0
    faults: tuple[str, ...] = ()


@dataclass
class Stage:
    """The states around one step: before it, and after it when nothing disturbs it."""

    template: Path
    before: dict
    after: dict
    seconds: float
    operations: int


@dataclass
class Laboratory:
    """A world, its state before each step, and what an undisturbed day makes of it."""

    folder: Path
    post_office: PostOffice
    stages: dict[str, Stage] = field(default_factory=dict)
    known: dict[str, object] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return World(self.folder / "province")

    def close(self) -> None:
        self.post_office.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def at(self, step: str) -> World:
        """The world as it stands before a step."""
        refill(self.stages[step].template, self.world.folder)
        self.post_office.clear()
        return self.world

    def state(self) -> dict:
        found, self.known = in_child(state, self.world, self.post_office, self.known)
        return found


def state(world: World, post_office: PostOffice, known: dict[str, object]) -> tuple[dict, dict[str, object]]:
    """Everything that counts about a world, and what is known of files by now."""
    found = {
        "landed": worlds.landed(world),
        "built": worlds.built(world, known),
        "reported": worlds.reported(world),
        "delivered": worlds.delivered(world, post_office),
    }
    return found, known


def open_laboratory(folder: Path) -> Laboratory:
    """Make the world and live its day once undisturbed, keeping the state before each step."""
    office = open_post_office(folder / "mail")
    laboratory = Laboratory(folder, office)
    world = laboratory.world
    in_child(make_world, world.folder, office)
    office.clear()
    for step in STEPS:
        template = folder / f"before-{step}"
        shutil.copytree(world.folder, template)
        before = laboratory.state()
        seconds, operations = measured(world.step(step))
        laboratory.stages[step] = Stage(template, before, laboratory.state(), seconds, operations)
    return laboratory


def moments(stage: Stage, rng: random.Random) -> Iterator[Moment]:
    """By turns by the clock and at a file operation, drawn evenly over the step and a little beyond its end."""
    while True:
        yield Moment(seconds=rng.uniform(0.0, 1.05) * stage.seconds)
        yield Moment(operation=rng.randint(1, stage.operations))


def kill_trials(
    laboratory: Laboratory, step: str, count: int, rng: random.Random, full_every: int = FULL_EVERY
) -> Iterator[Trial]:
    """Trials until `count` kills came in time; every `full_every`-th day, if any, is lived to its end afterwards."""
    kills = 0
    for number, moment in zip(range(3 * count), moments(laboratory.stages[step], rng)):
        trial = kill_trial(laboratory, step, moment, is_full=bool(full_every) and number % full_every == 0)
        kills += trial.stage != "over"
        yield trial
        if kills == count:
            return


def kill_trial(laboratory: Laboratory, step: str, moment: Moment, *, is_full: bool = False) -> Trial:
    """One kill and its aftermath: what stands, the next run of the step, the next sync."""
    started = time.perf_counter()
    world = laboratory.at(step)
    was_killed = killed(world.step(step), moment)
    left = laboratory.state()
    stage = stage_of(laboratory, step, left) if was_killed else "over"
    faults = list(what_is_broken(laboratory, step, left))
    last = STEPS[-1] if is_full else step
    try:
        in_child(world.onwards, step) if is_full else in_child(world.step(step))
        in_child(world.sync)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        faults.append(f"the next run failed: {type(error).__name__}: {error}")
    else:
        faults += what_differs(laboratory, last, laboratory.state())
    repeats, unsaid = in_child(repeated, world, laboratory.post_office)
    return Trial(step, moment, stage, time.perf_counter() - started, repeats, (*faults, *unsaid))


def stage_of(laboratory: Laboratory, step: str, left: dict) -> str:
    """Whether what the step gives to others was there when it was killed: not yet, in part, wholly."""
    stage = laboratory.stages[step]
    part = {"sync": "landed", "build": "built", "feedback": "built", "report": "reported", "deliver": "delivered"}[step]
    if left[part] == stage.after[part]:
        return "after"
    return "before" if left == stage.before and not _is_begun(laboratory.world, step) else "during"


def _is_begun(world: World, step: str) -> bool:
    data = world.folder / "data"
    if step == "build":
        return (data / ".build" / "warehouse.duckdb").exists()
    if step == "deliver":
        return world.landing.events("deliveries")[-1]["outcome"] == "sending"
    return step == "report" and bool(list((data / "reports").glob("*/.*")))


def what_is_broken(laboratory: Laboratory, step: str, left: dict, after: dict | None = None) -> Iterator[str]:
    """What a reader would find broken right after the kill; `after`: what the step leads to, where not its own."""
    before, after = laboratory.stages[step].before, after or laboratory.stages[step].after
    if left["landed"]["damaged"]:
        yield f"landed files are damaged: {left['landed']['damaged']}"
    if left["built"]["warehouse"] not in (before["built"]["warehouse"], after["built"]["warehouse"]):
        yield "the warehouse is neither the old nor the new one"
    for name, book in left["built"]["books"].items():
        if book not in (before["built"]["books"][name], after["built"]["books"][name]):
            yield f"workbook {name} is neither the old nor the new one"
    for name, content in before["reported"]["files"].items():
        if left["reported"]["files"].get(name) != content:
            yield f"{name} of an earlier edition changed or is gone"
    yield from broken_editions(laboratory.world)


def broken_editions(world: World) -> Iterator[str]:
    """Editions in the ledger whose files do not have the hashes that their manifest states."""
    for event in world.landing.events("reports"):
        folder = world.folder / "data" / "reports" / event["month"] / f"r{event['revision']}"
        try:
            stated = json.loads((folder / "manifest.json").read_bytes())["files"]
            found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in stated}
        except (OSError, ValueError, KeyError) as error:
            yield f"{folder.name} can't be read: {error}"
        else:
            if stated != found:
                yield f"{folder.name} differs from its manifest"


def what_differs(laboratory: Laboratory, last: str, now: dict) -> list[str]:
    """In what the state differs from that of an undisturbed run up to a step."""
    wanted = laboratory.stages[last].after
    return [difference(part, wanted[part], now[part]) for part in wanted if now[part] != wanted[part]]


def difference(part: str, wanted: dict, found: dict) -> str:
    """Where two states of one part differ, in a few words."""
    keys = [key for key in wanted if found.get(key) != wanted[key]]
    names = []
    for key in keys:
        one, other = wanted[key], found.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            names += [f"{key}/{name}" for name in {*one, *other} if one.get(name) != other.get(name)]
        else:
            names.append(str(key))
    return f"{part} differs: {', '.join(sorted(names))[:300]}"


def repeated(world: World, post_office: PostOffice) -> tuple[int, list[str]]:
    """How many letters came more than once, and those of them that the ledger does not call a possible repeat."""
    said = {one["recipient"] for one in world.landing.events("deliveries") if one["possible_repeat"]}
    again = [who for who, count in post_office.counted().items() if count > 1]
    return len(again), [f"a repeat to {who} is not on record" for who in again if who not in said]
