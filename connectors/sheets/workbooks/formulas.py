"""Which formulas of a workbook have no stored result, as programs that only write files leave them.

Such a cell looks filled to its keeper, whose spreadsheet program works it out on opening, and is empty in the file.
"""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Final
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.exceptions import CellCoordinatesException

from connectors.cells import EMPTY, ERROR, NO_RESULT, CellGrid

_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_RELATION_ID: Final = "}id"

Place = tuple[int, int]


def without_result(content: bytes) -> dict[str, frozenset[Place]]:
    """Tab title -> places (1-based row, column) of formulas without a result; tabs without any are absent.

    For archives that were checked. A formula whose result is the empty text has one.
    """
    found: dict[str, frozenset[Place]] = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = frozenset(archive.namelist())
        for title, name in _sheets(archive).items():
            part = archive.read(name) if name in names else b""
            if _FORMULA.search(part) and (places := _places(part)):
                found[title] = places
    return found


def mark_without_result(grids: Mapping[str, CellGrid], content: bytes) -> None:
    """Put an error cell, in place, where a formula of the workbook has no result; `grids`: its tabs as they were read.

    What lies beyond a grid says nothing: nothing else stands in its row or column.
    """
    for title, places in without_result(content).items():
        grid = grids.get(title)
        for row, col in places if grid is not None else ():
            if row <= grid.n_rows and col <= grid.n_cols and grid.kinds[row - 1, col - 1] == EMPTY:
                grid.kinds[row - 1, col - 1], grid.texts[row - 1, col - 1] = ERROR, NO_RESULT


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Tab title -> the part that holds its cells."""
    targets = {one["Id"]: one["Target"] for one in _elements(archive.read(_RELATIONS), "Relationship")}
    sheets = {}
    for one in _elements(archive.read(_BOOK), "sheet"):
        relation = next((value for key, value in one.items() if key.endswith(_RELATION_ID)), "")
        target = targets.get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        sheets[one.get("name", "")] = path
    return sheets


def _elements(part: bytes, local: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate(namespace_separator="}")

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition("}")[2] == local:
            found.append(attributes)

    parser.StartElementHandler = start
    parser.Parse(part, True)
    return found


class _Cells:
    """The formulas of one sheet while it is gone through; cells without an address follow the one before."""

    def __init__(self) -> None:
        self.found: set[Place] = set()
        self._row = self._col = 0
        self._has_formula = self._has_result = self._is_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        if local == "row":
            self._row, self._col = int(attributes.get("r", self._row + 1)), 0
        elif local == "c":
            self._row, self._col = self._place(attributes.get("r"))
            self._has_formula, self._has_result = False, attributes.get("t") == "str"
        elif local == "f":
            self._has_formula = True
        elif local in ("v", "is"):
            self._is_value = True

    def text(self, data: str) -> None:
        self._has_result |= self._is_value and bool(data.strip())

    def end(self, name: str) -> None:
        local = name.rpartition("}")[2]
        if local in ("v", "is"):
            self._is_value = False
        elif local == "c" and self._has_formula and not self._has_result:
            self.found.add((self._row, self._col))

    def _place(self, address: str | None) -> Place:
        if address is None:
            return self._row, self._col + 1
        try:
            return coordinate_to_tuple(address)
        except CellCoordinatesException:
            return self._row, self._col + 1


def _places(part: bytes) -> frozenset[Place]:
    cells, parser = _Cells(), expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = cells.start, cells.end
    parser.CharacterDataHandler = cells.text
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise ValueError(f"a sheet is no sound XML: {error}") from error
    return frozenset(cells.found)
