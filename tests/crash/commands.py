"""Kills of the real command `nongsan run`, Prefect and all: what stands, what comes next, what is left running."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.crash.children import Moment, in_child
from tests.crash.trials import Laboratory, Trial, difference, repeated, what_is_broken
from tests.patience import exit_code, patience

STEP = "nongsan run"
_COMMAND = [sys.executable, "-c", "from flows.cli.app import main; main()", "run", "--month", "2023-03", "--json"]


def run(laboratory: Laboratory) -> subprocess.Popen:
    world = laboratory.world
    options = ["--config", str(world.folder / "nongsan.toml"), "--now", world.now.isoformat()]
    with (laboratory.folder / "said").open("w") as said:
        return subprocess.Popen([*_COMMAND, *options], stdout=said, stderr=said, start_new_session=True)


def kill_commands(laboratory: Laboratory, count: int, rng: random.Random) -> Iterator[Trial]:
    """Kill the command itself, not its children, at random instants of a first whole run's length."""
    laboratory.at("sync")
    started = time.perf_counter()
    wanted = finished(laboratory)
    whole = time.perf_counter() - started
    for _ in range(count):
        yield kill_command(laboratory, Moment(seconds=rng.uniform(0.15, 1.0) * whole), wanted)


def finished(laboratory: Laboratory) -> dict:
    """What stands after the command ran whole."""
    process = run(laboratory)
    code, said = exit_code(process), (laboratory.folder / "said").read_text(encoding="utf-8")
    if code != 0 or "Traceback" in said:
        raise RuntimeError(f"nongsan run ended with {code}: {said[-2000:]}")
    return laboratory.state()


def kill_command(laboratory: Laboratory, moment: Moment, wanted: dict) -> Trial:
    started = time.perf_counter()
    world = laboratory.at("sync")
    process = run(laboratory)
    time.sleep(moment.seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = laboratory.state()
    faults = [f"process {pid} still runs: {what}" for pid, what in left_running(process.pid, patience(40))]
    faults += what_is_broken(laboratory, "sync", left, wanted)
    try:
        now = finished(laboratory)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        faults.append(str(error))
    else:
        faults += [difference(part, wanted[part], now[part]) for part in wanted if now[part] != wanted[part]]
    stage = "before" if left == laboratory.stages["sync"].before else "after" if left == wanted else "during"
    repeats, unsaid = in_child(repeated, world, laboratory.post_office)
    return Trial(STEP, moment, stage, time.perf_counter() - started, repeats, (*faults, *unsaid))


def left_running(session: int, patience: float) -> list[tuple[int, str]]:
    """Processes of a killed command's session, once they had time to notice that their master died."""
    until = time.monotonic() + patience
    while (found := _running(session)) and time.monotonic() < until:
        time.sleep(0.5)
    return found


def _running(session: int) -> list[tuple[int, str]]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(entry.name)) == session:
                found.append((int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:120]))
        except OSError:
            continue
    return found
