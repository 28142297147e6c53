"""How the cells of a tab look to their keeper beyond what they hold: struck out, raised, merged, hidden.

Every backend fills it beside the values, the landing keeps it with them, `connectors/reading` makes of it what the
keeper sees. It is sparse: of a tab in which nothing stands out there is nothing to say.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from connectors.limits import APPEARANCE_MARKS

Place = tuple[int, int]


class Look(StrEnum):
    """What sets a part of a text apart; a part that is struck and raised counts as struck."""

    STRUCK = "struck"
    RAISED = "raised"
    LOWERED = "lowered"


class TextRun(NamedTuple):
    """A part of a cell's text, characters `start` to before `stop`, that looks different."""

    start: int
    stop: int
    look: Look


class TextPiece(NamedTuple):
    """A part of a cell's text as a backend reads it, one after the other; look None: it looks as texts do."""

    text: str
    look: Look | None


class Area(NamedTuple):
    """Cells merged into one; 0-based, ends included. What it holds stands in its first cell."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, place: Place) -> bool:
        """Whether a cell is one of them."""
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right


class AppearanceTooLarge(Exception):
    """More of a tab stands out than may be kept; one line after 'it'."""


@dataclass(frozen=True)
class Appearance:
    """Places are 0-based (row, column).

    struck, raised: cells that are struck out, or raised or lowered, as a whole, also where they are empty; runs: parts
    of texts that are; locale: the spreadsheet's, where it is not Vietnamese.
    """

    struck: frozenset[Place] = frozenset()
    raised: frozenset[Place] = frozenset()
    runs: Mapping[Place, tuple[TextRun, ...]] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    locale: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing stands out."""
        return self == PLAIN

    def first_of(self, place: Place) -> Place:
        """Where what is seen in a cell stands: the first cell of the merged area that it lies in, else itself."""
        areas = (area for area in self.merged if area.holds(place))
        return next(((area.top, area.left) for area in areas), place)

    def of_text_typed_at(self, place: Place) -> "Appearance":
        """What is left once a program types a text into a cell: the parts that stood out are gone."""
        if place not in self.runs:
            return self
        runs = {at: run for at, run in self.runs.items() if at != place}
        return Appearance(self.struck, self.raised, runs, self.merged, self.hidden_columns, self.locale)

    def to_json(self) -> str:
        """One spelling of it, "" where nothing stands out: whole cells as spans of columns by row."""
        parts = {
            "struck": _spans(self.struck),
            "raised": _spans(self.raised),
            "runs": [[*place, self.runs[place]] for place in sorted(self.runs)],
            "merged": self.merged,
            "hidden_columns": sorted(self.hidden_columns),
            "locale": self.locale,
        }
        said = {name: part for name, part in parts.items() if part}
        return json.dumps(said, separators=(",", ":"), sort_keys=True) if said else ""

    @classmethod
    def from_json(cls, text: str, n_rows: int, n_cols: int) -> "Appearance":
        """What `to_json` wrote of a tab of that size; raises ValueError for anything else."""
        try:
            parts = json.loads(text) if text else {}
            return cls(
                frozenset(_places(parts.get("struck", []), n_rows, n_cols)),
                frozenset(_places(parts.get("raised", []), n_rows, n_cols)),
                {
                    (int(row), int(col)): tuple(
                        TextRun(int(start), int(stop), Look(look)) for start, stop, look in runs
                    )
                    for row, col, runs in parts.get("runs", [])
                },
                tuple(Area(*(int(one) for one in area)) for area in parts.get("merged", [])),
                frozenset(int(col) for col in parts.get("hidden_columns", [])),
                parts.get("locale"),
            )
        except (AttributeError, RecursionError, TypeError, ValueError) as error:
            raise ValueError(f"no appearance of a tab: {text[:80]!r}") from error


PLAIN = Appearance()


def _spans(places: Iterable[Place]) -> list[list[int]]:
    """Row, first and last column of each unbroken span."""
    spans = []
    for row, of_row in groupby(sorted(places), key=lambda place: place[0]):
        cols = [col for _, col in of_row]
        for _, span in groupby(enumerate(cols), key=lambda one: one[1] - one[0]):
            of_span = [col for _, col in span]
            spans.append([row, of_span[0], of_span[-1]])
    return spans


def _places(spans: Iterable[Iterable[int]], n_rows: int, n_cols: int) -> Iterator[Place]:
    for row, first, last in spans:
        if not (0 <= row < n_rows and 0 <= first <= last < n_cols):
            raise ValueError("a cell outside the tab")
        yield from ((row, col) for col in range(first, last + 1))


class AppearanceNotes:
    """What a backend notes down of one tab while it reads the cells, in whatever order."""

    def __init__(self) -> None:
        self._whole: dict[Look, set[Place]] = {look: set() for look in Look}
        self._runs: dict[Place, tuple[TextRun, ...]] = {}
        self._merged: list[Area] = []
        self._hidden: set[int] = set()

    def cell(self, place: Place, look: Look | None) -> None:
        """A cell that looks so as a whole."""
        if look is not None:
            self._whole[look].add(place)

    def text(self, place: Place, pieces: Iterable[TextPiece]) -> None:
        """A text by its parts; what all of them have in common is the whole cell's."""
        pieces = [piece for piece in pieces if piece.text]
        looks = {piece.look for piece in pieces if piece.text.strip()}
        if len(looks) < 2:
            self.cell(place, next(iter(looks), None))
            return
        runs, start = [], 0
        for look, same in groupby(pieces, key=lambda piece: piece.look):
            stop = start + sum(len(piece.text) for piece in same)
            if look is not None:
                runs.append(TextRun(start, stop, look))
            start = stop
        self._runs[place] = tuple(runs)

    def merge(self, area: Area) -> None:
        """Cells that are merged."""
        self._merged.append(area)

    def hide(self, columns: Iterable[int]) -> None:
        """Columns (0-based) that are hidden."""
        self._hidden.update(columns)

    def within(self, n_rows: int, n_cols: int, locale: str | None = None) -> Appearance:
        """All that lies in a tab of that size; raises AppearanceTooLarge.

        A Vietnamese locale is what a sheet is taken to have, and is not kept.
        """

        def inside(place: Place) -> bool:
            return place[0] < n_rows and place[1] < n_cols

        followers = _followers(self._merged, inside)
        struck, raised, lowered = (
            frozenset(place for place in self._whole[look] if inside(place) and place not in followers) for look in Look
        )
        found = Appearance(
            struck,
            raised | lowered,
            {place: runs for place, runs in self._runs.items() if inside(place) and place not in followers},
            tuple(sorted(area for area in set(self._merged) if inside((area.top, area.left)))),
            frozenset(col for col in self._hidden if col < n_cols),
            None if locale is None or is_vietnamese(locale) else locale,
        )
        if _marks(found) > APPEARANCE_MARKS:
            raise AppearanceTooLarge(f"has more than {APPEARANCE_MARKS} places that are struck out, raised or merged")
        return found


def is_vietnamese(locale: str) -> bool:
    """Whether a locale (vi, vi_VN) writes dates and numbers as Vietnam does."""
    return locale.replace("-", "_").partition("_")[0].lower() == "vi"


def _followers(areas: Iterable[Area], inside: Callable[[Place], bool]) -> set[Place]:
    """The cells of merged areas that hold nothing of their own: programs differ in what they keep of their looks."""
    return {
        (row, col)
        for area in areas
        for row in range(area.top, area.bottom + 1)
        for col in range(area.left, area.right + 1)
        if (row, col) != (area.top, area.left) and inside((row, col))
    }


def _marks(found: Appearance) -> int:
    """How much stands out, as it is kept."""
    runs = sum(map(len, found.runs.values()))
    return len(_spans(found.struck)) + len(_spans(found.raised)) + runs + len(found.merged) + len(found.hidden_columns)
