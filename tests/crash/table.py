"""`python -m tests.crash.table` prints docs/crash_table.md: every kill and fault, and what came of it.

Takes a while: `--kills N` is the number of kills of each kind of step for a shorter look.
"""

import argparse
import logging
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.crash.commands import kill_commands
from tests.crash.damage import damaged_files, stray_files
from tests.crash.faults import Case, clock_set_back, full_disks, read_only_folders, two_at_once
from tests.crash.trials import Laboratory, Trial, kill_trials, open_laboratory

SEED = 2023
KILLS = {"sync": 70, "feedback": 40, "deliver": 60, "report": 36, "build": 10}
COMMANDS = 3
MEMORY = Path("/dev/shm")
_HEAD = """# Kills and other faults: what stands, what is lost

<!-- Made by `make crash`; do not edit. -->

A province of two units had its March reported and sent, then people edited its sheets and prices. Each step of the next
day is done by the functions that the flows call, in a process that is killed (-9): half of the kills at an instant
drawn evenly over the step, half at a file operation drawn evenly over all that it does; `nongsan run` is the real
command with its Prefect server. After each kill: the warehouse opens and is the old or the new one to the last row;
every edition in the ledger has the hashes that its manifest states; landed files match their names; each workbook is
the old or the new one. Then the step runs again, then the next sync, and all there is (landing, warehouse, workbooks,
bytes of the reports, ledgers, letters received) must equal what an undisturbed day gives.
"""
_LEGEND = """\
*Before*, *during*, *after*: nothing, a part, or all of what the step gives to others was there when it died.
{over} more were over before their instant came. A repeated letter bears the Message-ID of the first and is recorded
as a possible repeat.
"""


def import_all_steps() -> None:
    """Import all that a step needs, so that a child spends its time on the step."""
    import aiosmtpd.controller  # noqa: F401

    from flows.run_all import import_ahead

    logging.disable(logging.INFO)
    import_ahead()


def run_all(laboratory: Laboratory, kills: dict[str, int], commands: int) -> tuple[list[Trial], list[Case]]:
    """Everything, said on stderr as it goes."""
    rng, trials, cases = random.Random(SEED), [], []
    for step, count in kills.items():
        trials += _said(kill_trials(laboratory, step, count, rng))
    for found in (full_disks, read_only_folders, two_at_once, clock_set_back, damaged_files, stray_files):
        cases += _said(found(laboratory))
    if commands:
        trials += _said(kill_commands(laboratory, commands, rng))
    return trials, cases


def _said(found: Iterable[Trial | Case]) -> list:
    kept = []
    for one in found:
        print(one, file=sys.stderr, flush=True)
        kept.append(one)
    return kept


def _grid(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return ["| " + " | ".join(map(str, line)) + " |" for line in lines]


def _kills(trials: list[Trial]) -> list[str]:
    by_step: dict[str, list[Trial]] = defaultdict(list)
    for one in trials:
        by_step[one.step].append(one)
    rows = [_row(step, found) for step, found in by_step.items()]
    total = ("**all**", *(sum(row[place] for row in rows) for place in range(1, 8)))
    header = ("step", "kills", "before", "during", "after", "next run whole and equal", "lost", "letters repeated")
    return _grid(header, [*rows, total])


def _row(step: str, found: list[Trial]) -> tuple:
    killed = [one for one in found if one.stage != "over"]
    stages = [sum(one.stage == stage for one in killed) for stage in ("before", "during", "after")]
    good, repeats = sum(not one.faults for one in killed), sum(one.repeats for one in killed)
    return (step, len(killed), *stages, good, len(killed) - good, repeats)


def _cases(cases: list[Case], folder: Path) -> list[str]:
    rows = [
        (one.kind, one.step, one.detail, "no" if one.faults else "yes", one.said.replace(str(folder), "…"))
        for one in cases
    ]
    lines = [("fault", "step", "how", "all stands, next run whole and equal", "what was said"), ["---"] * 5, *rows]
    return ["| " + " | ".join(map(str, line)) + " |" for line in lines]


def page(trials: list[Trial], cases: list[Case], folder: Path, seconds: float) -> str:
    """The whole page."""
    bad = [one for one in [*trials, *cases] if one.faults]
    over = sum(one.stage == "over" for one in trials)
    parts = [
        [_HEAD, "## Kills", "", *_kills(trials), "", _LEGEND.format(over=over), "## Other faults", ""],
        [*_cases(cases, folder), "", "### Not as it should be", "", *([f"- {one}" for one in bad] or ["None."]), ""],
        [f"Seed {SEED}; {seconds / 60:.0f} minutes."],
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, help="so many kills of each step instead of the full number")
    parser.add_argument("--commands", type=int, default=COMMANDS, help="kills of the real command")
    given = parser.parse_args()
    started = time.perf_counter()
    import_all_steps()
    kills = dict.fromkeys(KILLS, given.kills) if given.kills is not None else KILLS
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        laboratory = open_laboratory(Path(folder))
        try:
            trials, cases = run_all(laboratory, kills, given.commands)
        finally:
            laboratory.close()
    print(page(trials, cases, Path(folder), time.perf_counter() - started), end="")


if __name__ == "__main__":
    main()
