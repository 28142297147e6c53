"""What stands out in a sheet as the Sheets API answers it: struck cells and parts of texts, merges, hidden columns.

Raised and lowered parts do not exist there. Made to give the very appearance that a local workbook gives.
"""

from collections.abc import Iterator, Mapping, Sequence

from connectors.appearance import Appearance, AppearanceNotes, AppearanceTooLarge, Area, Look, TextPiece
from connectors.barrier import printable
from connectors.sheets.google.answers import AnswerTooLarge


def hidden_in(metadata: Sequence[Mapping]) -> list[int]:
    """Which rows or columns (0-based) a sheet's row or column metadata says are hidden."""
    return [at for at, one in enumerate(metadata) if one.get("hiddenByUser") or one.get("hiddenByFilter")]


def areas_of(sheet: Mapping) -> Iterator[Area]:
    """The merged areas of a sheet; an end that is not said is the sheet's own."""
    size = sheet.get("properties", {}).get("gridProperties", {})
    for one in sheet.get("merges", []):
        bottom, right = one.get("endRowIndex", size.get("rowCount")), one.get("endColumnIndex", size.get("columnCount"))
        top, left = one.get("startRowIndex", 0), one.get("startColumnIndex", 0)
        yield Area(top, left, (bottom or top + 1) - 1, (right or left + 1) - 1)


def cells_of(area: Area) -> int:
    """How many cells are merged."""
    return (area.bottom - area.top + 1) * (area.right - area.left + 1)


def appearance_of(sheet: Mapping, n_rows: int, n_cols: int, locale: str | None) -> Appearance:
    """What stands out within the first rows and columns of a sheet; raises AnswerTooLarge where it is too much."""
    notes, data = AppearanceNotes(), (sheet.get("data") or [{}])[0]
    for area in areas_of(sheet):
        notes.merge(area)
    notes.hide(hidden_in(data.get("columnMetadata", [])))
    for r, row in enumerate(data.get("rowData", [])[:n_rows]):
        for c, cell in enumerate(row.get("values", [])[:n_cols]):
            is_struck = _is_struck(cell.get("effectiveFormat", {}).get("textFormat", {}), is_cell_struck=False)
            if runs := cell.get("textFormatRuns"):
                notes.text((r, c), _pieces(_text(cell), runs, is_cell_struck=is_struck))
            elif is_struck:
                notes.cell((r, c), Look.STRUCK)
    try:
        return notes.within(n_rows, n_cols, locale)
    except AppearanceTooLarge as error:
        title = printable(sheet.get("properties", {}).get("title", ""))
        raise AnswerTooLarge(f"{error}, more than a spreadsheet may have, seen in tab '{title}'") from error


def _text(cell: Mapping) -> str:
    text = cell.get("effectiveValue", {}).get("stringValue", "")
    return text if text.strip() else ""


def _pieces(text: str, runs: Sequence[Mapping], *, is_cell_struck: bool) -> Iterator[TextPiece]:
    """Each run lasts to the start of the next, and looks as its cell where it does not say.

    Starts are counted in UTF-16, where some characters take two places.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    starts = [2 * run.get("startIndex", 0) for run in runs]
    yield TextPiece(_decoded(units[: starts[0]]), Look.STRUCK if is_cell_struck else None)
    for run, start, stop in zip(runs, starts, [*starts[1:], len(units)], strict=True):
        is_struck = _is_struck(run.get("format", {}), is_cell_struck=is_cell_struck)
        yield TextPiece(_decoded(units[start:stop]), Look.STRUCK if is_struck else None)


def _decoded(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")


def _is_struck(text_format: Mapping, *, is_cell_struck: bool) -> bool:
    return bool(text_format.get("strikethrough", is_cell_struck))
