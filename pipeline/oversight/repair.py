"""Judge again all that ever landed: for a file restored from a backup, whose return no build would notice by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connectors.landing.compaction import damaged_files
from connectors.warehouse import WarehouseMissing
from pipeline.build.build import BuildResult, build
from pipeline.build.last_build import forget_build
from pipeline.oversight.status import UnreadPlace, unread_of
from pipeline.province.json_values import json_of
from pipeline.province.province import Province


@dataclass(frozen=True)
class Repaired:
    """What no reader could read before and after, landed files that still are damaged, the build that found it out."""

    before: tuple[UnreadPlace, ...]
    after: tuple[UnreadPlace, ...]
    damaged: tuple[str, ...]
    built: BuildResult

    def lines(self) -> list[str]:
        """The same for a person."""
        return [
            f"judged again: {len(self.before)} unreadable place(s) before, {len(self.after)} now",
            *_places("unreadable still", self.after),
            *_places("readable again", [one for one in self.before if one not in self.after]),
        ]

    def document(self) -> dict[str, Any]:
        """The JSON object of `nongsan maintain --repair`."""
        places = {"before": [json_of(one) for one in self.before], "after": [json_of(one) for one in self.after]}
        return {"unread": places, "damaged": list(self.damaged), "rows": self.built.rows}


def _places(said: str, unread: Sequence[UnreadPlace]) -> list[str]:
    return [f"{said}: {one.words()}" for one in unread]


def repair(province: Province) -> Repaired:
    """Build from everything landed, whatever the last build was made of; raises what `build` raises."""
    try:
        before = unread_of(province)
    except WarehouseMissing:
        before = ()
    forget_build(province.settings)
    built = build(province)
    damaged = tuple(str(path) for path in damaged_files(province.landing))
    return Repaired(before, unread_of(province), damaged, built)
