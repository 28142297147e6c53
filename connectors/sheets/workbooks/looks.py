"""What stands out in a worksheet of a local workbook: struck and raised cells and texts, merges, hidden columns."""

from collections.abc import Iterator
from copy import copy
from typing import NamedTuple

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.fonts import Font
from openpyxl.utils import column_index_from_string
from openpyxl.workbook import Workbook
from openpyxl.worksheet.dimensions import ColumnDimension, RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from connectors.appearance import Appearance, AppearanceNotes, AppearanceTooLarge, Area, Look, TextPiece
from connectors.archives import ArchiveRefused

_VERTICAL = {"superscript": Look.RAISED, "subscript": Look.LOWERED}
_PLAIN_LOOKS = "clear what is struck out, raised or merged where it is not needed"


class _Styled(NamedTuple):
    """How whole rows (1-based) and columns (1-based) look, for the cells in them that have no style of their own."""

    rows: dict[int, Look]
    columns: dict[int, Look]


def font_looks(book: Workbook) -> dict[int, Look]:
    """The fonts of a workbook that make a cell stand out, by their numbers."""
    looks = {number: _look(font) for number, font in enumerate(book._fonts)}
    return {number: look for number, look in looks.items() if look is not None}


def _look(font: Font) -> Look | None:
    return Look.STRUCK if font.strike else _VERTICAL.get(font.vertAlign or "")


def appearance_of(sheet: Worksheet, n_rows: int, n_cols: int, fonts: dict[int, Look]) -> Appearance:
    """What stands out within the first rows and columns of a worksheet; raises ArchiveRefused where it is too much."""
    notes = AppearanceNotes()
    for area in sheet.merged_cells.ranges:
        notes.merge(Area(area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1))
    for letter, size in sheet.column_dimensions.items():
        if size.hidden:
            first = size.min or column_index_from_string(letter)
            notes.hide(range(first - 1, min(size.max or first, n_cols)))
    _note_cells(notes, sheet, fonts, n_cols)
    if fonts:
        _note_unstyled(notes, sheet, fonts, n_rows, n_cols)
    try:
        return notes.within(n_rows, n_cols)
    except AppearanceTooLarge as error:
        raise ArchiveRefused(f"{error} in tab '{sheet.title}'", _PLAIN_LOOKS) from error


def _note_cells(notes: AppearanceNotes, sheet: Worksheet, fonts: dict[int, Look], n_cols: int) -> None:
    """The cells that have a style of their own, and the texts of several parts."""
    for (row, col), cell in sheet._cells.items():
        if isinstance(cell, MergedCell) or col > n_cols:
            continue
        look = fonts.get(cell._style.fontId) if fonts else None
        if isinstance(cell.value, CellRichText):
            notes.text((row - 1, col - 1), _pieces(cell.value, look))
        else:
            notes.cell((row - 1, col - 1), look)


def _pieces(text: CellRichText, look: Look | None) -> Iterator[TextPiece]:
    """A part without a font of its own looks as its cell does, one with a font as that says."""
    for part in text:
        if isinstance(part, TextBlock):
            yield TextPiece(part.text or "", _look(part.font))
        else:
            yield TextPiece(str(part), look)


def _note_unstyled(notes: AppearanceNotes, sheet: Worksheet, fonts: dict[int, Look], n_rows: int, n_cols: int) -> None:
    """Cells without a style in rows and columns that are struck as wholes, also those that do not exist yet."""
    styled = _styled(sheet, fonts)
    for row, look in styled.rows.items():
        for col in range(1, n_cols + 1 if row <= n_rows else 0):
            if not _has_style(sheet, row, col):
                notes.cell((row - 1, col - 1), look)
    for col, look in styled.columns.items():
        for row in range(1, n_rows + 1 if col <= n_cols else 0):
            if row not in styled.rows and not _has_style(sheet, row, col):
                notes.cell((row - 1, col - 1), look)


def _styled(sheet: Worksheet, fonts: dict[int, Look]) -> _Styled:
    rows = {number: fonts.get(_font_of(size)) for number, size in sheet.row_dimensions.items()}
    columns = {}
    for letter, size in sheet.column_dimensions.items():
        if look := fonts.get(_font_of(size)):
            first = size.min or column_index_from_string(letter)
            columns |= dict.fromkeys(range(first, (size.max or first) + 1), look)
    return _Styled({row: look for row, look in rows.items() if look is not None}, columns)


def keep_look(sheet: Worksheet, cell: Cell) -> None:
    """Before a cell gets a style of its own: give it the font that it has from its row or column."""
    if cell.has_style:
        return
    row = sheet.row_dimensions.get(cell.row)
    columns = [one for one in sheet.column_dimensions.values() if (one.min or 0) <= cell.column <= (one.max or 0)]
    looks = font_looks(sheet.parent)
    number = next((_font_of(one) for one in (row, *columns) if one is not None and _font_of(one) in looks), None)
    if number is not None:
        cell.font = copy(sheet.parent._fonts[number])


def _font_of(size: RowDimension | ColumnDimension) -> int:
    """The number of a row's or column's font; 0, the workbook's own, where it has none."""
    return 0 if size._style is None else size._style.fontId


def _has_style(sheet: Worksheet, row: int, col: int) -> bool:
    cell: Cell | None = sheet._cells.get((row, col))
    return cell is not None and cell.has_style
