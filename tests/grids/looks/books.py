"""A workbook typed as people do, read through the workbooks' own reader."""

from collections.abc import Callable
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from connectors.reading.tabs import TabReading
from connectors.sheets.workbooks.backend import WorkbookBackend
from tests.grids.gallery import CONTRACTS, read_grid


def struck(text: str) -> TextBlock:
    return TextBlock(InlineFont(strike=True), text)


def raised(text: str) -> TextBlock:
    return TextBlock(InlineFont(vertAlign="superscript"), text)


def lowered(text: str) -> TextBlock:
    return TextBlock(InlineFont(vertAlign="subscript"), text)


def parts(*given: str | TextBlock) -> CellRichText:
    return CellRichText(list(given))


def read_typed(folder, table: str, rows: list[list], then: Callable[[Worksheet], None] = lambda _: None) -> TabReading:
    """The rows as a tab of a saved workbook, after `then` did to the sheet what a person does with the mouse."""
    book = Workbook()
    sheet = book.active
    sheet.title = CONTRACTS[table].tab
    for row in rows:
        sheet.append(row)
    then(sheet)
    book.save(folder / "906.xlsx")
    read = WorkbookBackend(folder).read_tabs("906", datetime(2023, 5, 1, tzinfo=UTC))
    return read_grid(table, read.tabs[0].grid)
