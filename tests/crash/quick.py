"""`python -m tests.crash.quick` prints what a few kills of every step and each fault once came to, as JSON.

In a process of its own, because its children must not inherit the threads of a test session.
"""

import json
import random
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.crash.damage import damaged_files, stray_files
from tests.crash.faults import clock_set_back, full_disks, read_only_folders, two_at_once
from tests.crash.table import import_all_steps
from tests.crash.trials import Laboratory, kill_trials, open_laboratory, what_is_broken

KILLS = {"sync": 5, "build": 1, "feedback": 4, "report": 2, "deliver": 5}
FULL_EVERY = {"sync": 0}  # the day after a killed sync is that after a killed build, and as dear
QUICK = ("sync", "report", "deliver")
DAMAGED = {"sync": "garbage", "feedback": "truncated", "report": "empty", "deliver": "garbage"}
SEED = 7


def spoiled(laboratory: Laboratory) -> list[str]:
    """What the harness says of a world that was broken on purpose: one that can't find a fault proves nothing."""
    world = laboratory.at("report")
    pdf = world.folder / "data" / "reports" / "2023-03" / "r1" / "bao-cao.pdf"
    pdf.unlink()
    pdf.write_bytes(b"half")
    next((world.folder / "data" / "landing" / "sheets" / "907" / "tabs").glob("*.parquet")).write_bytes(b"half")
    other = laboratory.stages["deliver"].template / "sheets" / "K01.xlsx"
    (world.folder / "sheets" / "907.xlsx").write_bytes(other.read_bytes())
    return list(what_is_broken(laboratory, "report", laboratory.state()))


def main() -> None:
    import_all_steps()
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as folder:
        laboratory = open_laboratory(Path(folder))
        try:
            rng = random.Random(SEED)
            found = {
                "trials": [
                    asdict(one)
                    for step, count in KILLS.items()
                    for one in kill_trials(laboratory, step, count, rng, full_every=FULL_EVERY.get(step, count))
                ],
                "disk full": [asdict(one) for one in full_disks(laboratory, QUICK, most=1)],
                "read-only": [asdict(one) for one in read_only_folders(laboratory, QUICK)],
                "two at once": [asdict(one) for one in two_at_once(laboratory, QUICK)],
                "clock set back": [asdict(one) for one in clock_set_back(laboratory, QUICK)],
                "derived damaged": [
                    asdict(one)
                    for step, damage in DAMAGED.items()
                    for one in damaged_files(laboratory, (step,), (damage,))
                ],
                "strays": [asdict(one) for one in stray_files(laboratory, QUICK)],
                "spoiled": spoiled(laboratory),
            }
        finally:
            laboratory.close()
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
