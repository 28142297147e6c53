"""`make fuzz MINUTES=…`: every property test again and again with examples drawn anew, until the time is up.

A round takes what is left of the time; the first property that fails ends it all, with the example that breaks it and
the line that draws it again.
"""

import argparse
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_END = 60
OF_A_ROUND = ("-q", "-x", "-n", "2", "-m", "hypothesis", "--hypothesis-profile=fuzz")


def rounds(minutes: float, arguments: list[str]) -> tuple[int, int]:
    """Whole rounds until the time is up, and the exit code: 0, or that of the round in which a property failed."""
    ends, whole = time.monotonic() + 60 * minutes, 0
    while (left := ends - time.monotonic()) > 0:
        command = [sys.executable, "-m", "pytest", *OF_A_ROUND, f"--hypothesis-seed={time.time_ns()}", *arguments]
        with subprocess.Popen(command, cwd=ROOT) as pytest:
            try:
                code = pytest.wait(left)
            except subprocess.TimeoutExpired:
                return whole, _ended(pytest)
        if code != 0:
            return whole, code
        whole += 1
    return whole, 0


def _ended(pytest: subprocess.Popen) -> int:
    """Ask a round to end as Ctrl-C does: what failed by then is still told and counts."""
    pytest.send_signal(signal.SIGINT)
    try:
        code = pytest.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        pytest.kill()
        code = pytest.wait()
    return 1 if code == 1 else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, required=True)
    given, others = parser.parse_known_args()
    whole, code = rounds(given.minutes, others)
    print(f"{whole} whole round(s) in {given.minutes:g} minute(s): {'a property failed' if code else 'nothing fell'}")
    return code


if __name__ == "__main__":
    sys.exit(main())
