"""Which side of its symbol a name on a map goes, so that names cover neither symbols nor one another.

Each name in turn takes the side where it covers least, a few times over, always in the same order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

_ROUNDS: Final = 4
SIDES: Final = ("right", "left")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol's centre and radius and its name's box, all in pixels, y downwards."""

    x: float
    y: float
    radius: float
    width: float
    height: float


Box = tuple[float, float, float, float]


def sides(symbols: Sequence[Symbol], gap: float) -> list[str]:
    """A side for each symbol, in the order given; the right one where nothing is in the way."""
    chosen = [SIDES[0]] * len(symbols)
    for _, place in product(range(_ROUNDS), range(len(symbols))):
        others = [_name(other, chosen[at], gap) for at, other in enumerate(symbols) if at != place]
        others += [_disc(other) for other in symbols]
        covered = {side: sum(_overlap(_name(symbols[place], side, gap), box) for box in others) for side in SIDES}
        chosen[place] = min(SIDES, key=lambda side: (round(covered[side], 3), SIDES.index(side)))
    return chosen


def _name(symbol: Symbol, side: str, gap: float) -> Box:
    away = symbol.radius + gap
    left = symbol.x + away if side == "right" else symbol.x - away - symbol.width
    return left, symbol.y - symbol.height / 2, left + symbol.width, symbol.y + symbol.height / 2


def _disc(symbol: Symbol) -> Box:
    return symbol.x - symbol.radius, symbol.y - symbol.radius, symbol.x + symbol.radius, symbol.y + symbol.radius


def _overlap(one: Box, other: Box) -> float:
    """Square pixels two boxes share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0) * max(down, 0)
