"""The report as typed blocks, before any file format; what a block holds is all that a renderer may print.

Every number is a Figure with its id and lineage, so the manifest and the page can name where it comes from. Every other
text passes `clean` when its block is made: no format prints personal data or invisible characters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from vietnamese.phrases import clean

_ROWS_KEPT_TOGETHER: Final = 12
_LONGEST_KEPT_TOGETHER: Final = 80
Point = dict[str, str | float | int | bool | None]
Kind = Literal["text", "t", "vnd_million", "vnd_kg", "ha", "count", "rate", "change_rate", "mixed"]


def _clean(block: object, *names: str) -> None:
    """Clean texts of a block that is being made."""
    for name in names:
        if (text := getattr(block, name)) is not None:
            object.__setattr__(block, name, clean(text))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as computed (`value`, unrounded, in its own unit), as printed, and its way back to the warehouse."""

    figure_id: str
    value: float | int
    text: str
    lineage: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; when `figure` is given the text is that figure's."""

    text: str
    bold: bool = False
    italic: bool = False
    figure: Figure | None = None

    def __post_init__(self) -> None:
        if self.figure is None:
            _clean(self, "text")


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is 'I. …', level 2 is '1. …', level 3 an unnumbered run-in title."""

    level: int
    text: str

    def __post_init__(self) -> None:
        _clean(self, "text")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs of text that are printed as one paragraph, a bullet or a note."""

    runs: tuple[Run, ...]
    style: Literal["body", "bullet", "note"] = "body"

    @property
    def text(self) -> str:
        """The words of all runs, without their styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: a figure of a kind, or plain text."""

    text: str
    figure: Figure | None = None
    kind: Kind = "text"

    def __post_init__(self) -> None:
        if self.figure is None:
            _clean(self, "text")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A table column; `width` is its share of the page, `decimals` how many its numbers show."""

    label: str
    kind: Kind
    width: float
    decimals: int = 0

    def __post_init__(self) -> None:
        _clean(self, "label")

    @property
    def is_number(self) -> bool:
        """Whether its cells are set right-aligned as numbers."""
        return self.kind != "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; the total row equals the sum of the printed rows where it prints a number."""

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    note: str | None = None
    section: str = ""

    def __post_init__(self) -> None:
        _clean(self, "caption", "note")

    @property
    def stays_together(self) -> bool:
        """Whether a page break inside would cost more than the white space it saves: short tables of numbers."""
        if len(self.rows) > _ROWS_KEPT_TOGETHER or not any(column.is_number for column in self.columns):
            return False
        return all(len(cell.text) <= _LONGEST_KEPT_TOGETHER for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture drawn by `charts/draw.py` from `points`; `alt` says the same to who cannot see it."""

    name: Literal[
        "outcomes", "balance", "year_balance", "calendar", "prices", "price_history", "spread", "units", "unit_map",
        "rates",
    ]  # fmt: skip
    caption: str
    alt: str
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        _clean(self, "caption", "alt")
        points = tuple({name: _clean_value(value) for name, value in point.items()} for point in self.points)
        object.__setattr__(self, "points", points)


def _clean_value(value: str | float | bool | None) -> str | float | bool | None:
    return clean(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Banner:
    """A boxed statement on page 1 about how far the report may be relied on."""

    title: str
    lines: tuple[tuple[Run, ...], ...]

    def __post_init__(self) -> None:
        _clean(self, "title")


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands above the body: organisation, number, date, title and addressees."""

    organisation: str
    issuer: str
    number_line: str
    date_line: str
    title: str
    subject: str
    addressees: str | None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: on whose authority, in which office, under which name."""

    authority: str
    office: str
    name: str


@dataclass(frozen=True, slots=True)
class Annex:
    """One annex: its title, without its number, and its blocks."""

    title: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        _clean(self, "title")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet of the spreadsheet annex."""

    title: str
    table: Table

    def __post_init__(self) -> None:
        _clean(self, "title")


@dataclass(frozen=True, slots=True)
class Document:
    """One report as every format writes it."""

    letterhead: Letterhead
    banners: tuple[Banner, ...]
    body: tuple[Block, ...]
    recipients: tuple[str, ...]
    signature: Signature
    annexes: tuple[Annex, ...]
    sheets: tuple[Sheet, ...]

    def blocks(self) -> Iterator[Block]:
        """The blocks of the body, then those of each annex, in the order they are printed."""
        yield from self.body
        for annex in self.annexes:
            yield from annex.blocks

    def charts(self) -> tuple[Chart, ...]:
        """The charts of body and annexes in the order they are printed."""
        return tuple(block for block in self.blocks() if isinstance(block, Chart))

    def figures(self) -> tuple[Figure, ...]:
        """Every figure as printed, in order of first appearance, once per (id, printed text)."""
        tables = [sheet.table for sheet in self.sheets]
        seen: dict[tuple[str, str], Figure] = {}
        boxed = [Paragraph(line) for banner in self.banners for line in banner.lines]
        for block in [*boxed, *self.blocks(), *tables]:
            for figure in _figures_of(block):
                seen.setdefault((figure.figure_id, figure.text), figure)
        return tuple(seen.values())


def _figures_of(block: Block) -> Iterator[Figure]:
    if isinstance(block, Paragraph):
        yield from (run.figure for run in block.runs if run.figure)
    elif isinstance(block, Table):
        rows = [*block.rows, block.total] if block.total else block.rows
        yield from (cell.figure for row in rows for cell in row if cell.figure)
