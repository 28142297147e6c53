"""Whose spreadsheet is read first: the one that was begun longest ago, so that no sync cut short starves anybody.

What is kept is an order and no times: it holds under a clock that stands, and a spreadsheet that hangs goes to the end
of it like one that was read. Without the file the landing's receipts say who was read when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.derived import keep, kept
from pipeline.province.province import Province

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Turns:
    """Units in the order in which their spreadsheets were last begun to be read."""

    units: tuple[str, ...]


def _file(province: Province) -> Path:
    return province.state_folder / "turns.json"


def _turns(province: Province) -> tuple[str, ...]:
    found = kept(_file(province), _Turns)
    return found.units if found else ()


def in_turn(province: Province, units: Iterable[str]) -> list[str]:
    """The units, those first of whom no turn is kept, then those whose turn was longest ago."""
    places = {unit: place for place, unit in enumerate(_turns(province))}
    asked = set(units)
    landed = {} if asked <= places.keys() else _landed(province)
    return sorted(asked, key=lambda unit: (places.get(unit, -1), landed.get(f"sheets/{unit}", _NEVER), unit))


def _landed(province: Province) -> dict[str, datetime]:
    """When something new was last read of each source (UTC)."""
    return {one.source: one.at for one in province.landing.reads_after(_NEVER)}


def note_turn(province: Province, unit: str) -> None:
    """Called before a unit's spreadsheet is read: whatever ends the sync, the others come first at the next."""
    keep(_file(province), _Turns((*(one for one in _turns(province) if one != unit), unit)))
