"""`python -m tests.bench.bench_personal`: how the search for personal data grows with the length of hostile texts.

Processor milliseconds for 1, 4, 16 and 32 thousand characters; exit code 1 where four times the text took more than
eight times the time.
"""

import sys
import time

from tests.unit.vietnamese.test_personal import UNITS
from vietnamese.personal import mask_personal

LENGTHS = (1_000, 4_000, 16_000, 32_000)
WORST_GROWTH = 8.0
TRIES = 3


def milliseconds(text: str) -> float:
    """The least of a few tries, in processor time."""
    taken = []
    for _ in range(TRIES):
        started = time.process_time()
        mask_personal(text)
        taken.append(time.process_time() - started)
    return 1000 * min(taken)


def main() -> int:
    print(f"{'text':<12}" + "".join(f"{length:>10,}" for length in LENGTHS) + f"{'16k/4k':>9}")
    is_linear = True
    for unit in UNITS:
        text = unit * (LENGTHS[-1] // len(unit) + 1)
        taken = [milliseconds(text[:length]) for length in LENGTHS]
        growth = taken[2] / max(taken[1], 0.01)
        is_linear = is_linear and growth <= WORST_GROWTH
        print(f"{unit!r:<12}" + "".join(f"{one:>10.2f}" for one in taken) + f"{growth:>9.1f}")
    return 0 if is_linear else 1


if __name__ == "__main__":
    sys.exit(main())
