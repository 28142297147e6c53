"""How large a workbook's parts would become in memory, counted while they are unpacked and before they are understood.

A few kilobytes can name a merged area of seventeen thousand million cells, and a parser makes each of them.
"""

import posixpath
import re
from collections import Counter
from typing import Final
from xml.parsers import expat

from openpyxl.utils import range_boundaries

_KNOWN_ENCODING: Final = re.compile(rb"utf-?(?:8|16(?:[lb]e)?)|(?:us-)?ascii|iso-8859-\d+|windows-125\d", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([^\"'>]*)")
BLANK_CELLS: Final = re.compile(rb'(?:<(?P<x>(?:\w+:)?)c r="[A-Z]{1,3}\d+"(?: s="\d+")? ?(?:/>|></(?P=x)c>))+')
"""Cells of a sheet with a format and nothing else, one after the other, as programs write them."""

_STARTS: Final = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<", b"\0<")
_SPREAD: Final = frozenset({"mergeCell", "hyperlink", "comment"})
_LIGHT: Final = frozenset({"c", "v", "f", "is", "t"})
_ELEMENTS_OF_A_CELL: Final = 4
_HEAVY_ELEMENTS: Final = 400_000
_LAST_ROW, _LAST_COL = 1_048_576, 16_384
_LONGEST_MARK: Final = 1 << 20
_LONGEST_TITLE: Final = 255
_RELATION_ID: Final = "}id"


class WorkbookTooLarge(Exception):
    """Why the workbook would not fit, in one line after 'it'."""


class WorkbookSize:
    """The cells and elements of one workbook, counted over all its parts.

    `max_cells` bounds the cells that are written down together with those of the areas that parsers make cell by cell:
    merged ones, links and notes over several cells, tables without columns. A part that several others refer to is
    read as often, and counts so.
    """

    def __init__(self, max_cells: int) -> None:
        self.max_cells = max_cells
        self._references: Counter[str] = Counter()
        self._parts: list[PartSize] = []
        self._sheet_ids: set[str] = set()

    def part(self, name: str) -> "PartSize":
        """A counter for the part of that name in the ZIP file, counted into this workbook."""
        self._parts.append(PartSize(self, name))
        return self._parts[-1]

    def refer(self, folder: str, target: str) -> None:
        """A part of `folder` refers to another."""
        self._references[posixpath.normpath(posixpath.join("/", folder, target))] += 1

    def name_sheet(self, title: str, relation: str) -> None:
        """Count a tab in; raises WorkbookTooLarge for a sheet that is named twice and for a name that is too long."""
        if relation in self._sheet_ids:
            raise WorkbookTooLarge("names one sheet as two tabs")
        if len(title) > _LONGEST_TITLE:
            raise WorkbookTooLarge(f"has a tab with a name longer than {_LONGEST_TITLE} characters")
        self._sheet_ids.add(relation)

    def check(self, *parts: "PartSize") -> None:
        """Raise WorkbookTooLarge where these parts, by default all, pass a bound, each as often as it is used."""
        cells = elements = heavy = 0
        for part in parts or self._parts:
            times = max(self._references[f"/{part.name}"], 1)
            cells += part.cells * times
            elements += part.elements * times
            heavy += part.heavy * times
            if cells > self.max_cells:
                raise WorkbookTooLarge(
                    f"has more than the {self.max_cells} cells a workbook may have, empty and merged ones among them, "
                    f"seen in {part.name} at {part.largest or 'its cells'}"
                )
            if elements > _ELEMENTS_OF_A_CELL * self.max_cells or heavy > _HEAVY_ELEMENTS:
                raise WorkbookTooLarge(
                    f"holds more rows, styles and notes than a workbook may have, seen in {part.name}"
                )


class PartSize:
    """One part while it is unpacked; what is no XML counts nothing.

    heavy: elements that each become an object of their own (rows, styles, rules, notes, merged areas). largest: the
    largest area that is made cell by cell.
    """

    def __init__(self, book: WorkbookSize, name: str) -> None:
        self._book, self.name = book, name
        self.cells = self.elements = self.heavy = 0
        self.largest, self._largest_cells = "", 1
        self._parser: expat.XMLParserType | None = None
        self._is_new, self._root = True, ""
        self._table: str | None = None
        self._since_mark = 0

    def feed(self, chunk: bytes) -> None:
        """Count the next bytes of the part; raises WorkbookTooLarge as soon as a bound is passed."""
        if self._is_new:
            self._is_new = False
            self._open(chunk)
        if self._parser is None:
            return
        self._since_mark += len(chunk) if (first := chunk.find(b"<")) < 0 else first
        if self._since_mark > _LONGEST_MARK:
            raise WorkbookTooLarge(f"has a single text or mark of more than {_LONGEST_MARK} bytes in {self.name}")
        if first >= 0:
            self._since_mark = len(chunk) - chunk.rfind(b"<")
        self._parse(BLANK_CELLS.sub(self._count_blanks, chunk), is_last=False)
        self._book.check(self)

    def close(self) -> None:
        """The part is read whole: count what is left of it; raises WorkbookTooLarge where a bound is passed."""
        self._parse(b"", is_last=True)
        if self._table is not None:
            self._add_area(self._table)
        self._book.check(self)

    def _count_blanks(self, cells: re.Match[bytes]) -> bytes:
        """Cells that are surely nothing more are counted without the parser, which takes ten times as long."""
        count = cells.group().count(b' r="')
        self.cells += count
        self.elements += count
        return b""

    def _open(self, chunk: bytes) -> None:
        if not chunk.lstrip(b" \t\r\n").startswith(_STARTS):
            return
        declared = _DECLARED.search(chunk[:400])
        if declared is not None and not _KNOWN_ENCODING.fullmatch(declared[1]):
            raise WorkbookTooLarge(f"writes {self.name} in an encoding that no spreadsheet program uses")
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype

    def _parse(self, chunk: bytes, *, is_last: bool) -> None:
        """A fault of the XML ends the count: a parser gets no further either."""
        if self._parser is None:
            return
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError:
            self._parser = None

    def _doctype(self, *_: object) -> None:
        raise WorkbookTooLarge("carries a document type, which a workbook has no use for")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        self.elements += 1
        if local == "c":
            self.cells += 1
            return
        self._root = self._root or local
        if local in _LIGHT or self._root == "sst":
            return
        self.heavy += 1
        if local in _SPREAD:
            self._add_area(attributes.get("ref", ""))
        elif local == "table":
            self._table = attributes.get("ref")
        elif local == "tableColumn":
            self._table = None
        elif local == "Relationship" and attributes.get("TargetMode") != "External":
            self._book.refer(posixpath.dirname(posixpath.dirname(self.name)), attributes.get("Target", ""))
        elif local == "sheet" and self._root == "workbook":
            relation = next((value for key, value in attributes.items() if key.endswith(_RELATION_ID)), "")
            self._book.name_sheet(attributes.get("name", ""), relation)

    def _add_area(self, reference: str) -> None:
        count = _cells_of(reference)
        self.cells += count
        if count > self._largest_cells:
            self.largest, self._largest_cells = reference[:40], count


def _cells_of(reference: str) -> int:
    """How many cells a reference such as A1:C5 or A:A covers; one where it can't be read."""
    try:
        first_col, first_row, last_col, last_row = range_boundaries(reference)
    except (ValueError, TypeError):
        return 1
    cols = (last_col or _LAST_COL) - (first_col or 1) + 1
    return max(cols * ((last_row or _LAST_ROW) - (first_row or 1) + 1), 1)
