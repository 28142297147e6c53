"""How much of anything is read at all: the bounds that every reader holds before it spends work on what it was given.

They lie far above what a province's sheets and feeds ever hold, and low enough that a small machine reads on.
"""

from typing import Final

TEXT_LENGTH: Final = 10_000
"""Characters of one cell's text; a longer one is refused at its cell before any pattern sees it."""

WORKBOOK_CELLS: Final = 500_000
"""Cells of a unit's spreadsheet over all tabs: those written down, with or without content, and those merged."""

GRID_PLACES: Final = 5_000_000
"""Rows times columns over all tabs of a spreadsheet, each tab to its last filled cell."""

SPREADSHEET_CHARACTERS: Final = 64_000_000
"""Characters of all cells of a spreadsheet and of their number formats together, a shared text once a cell."""

APPEARANCE_MARKS: Final = 100_000
"""Spans of struck or raised cells, parts of texts, merged areas and hidden columns of one tab, together."""

FEED_CELLS: Final = 2_000_000
"""Cells of a price file over all its tables, with those that spans and jumps fill."""

SPREADSHEET_BYTES: Final = 64 * 1024 * 1024
"""Bytes of one answer of the spreadsheets' service, unpacked."""

ANSWER_SECONDS: Final = 170.0
"""Seconds for one answer of that service, from the request to its last byte; Google itself gives up after 180."""

ANSWER_OBJECTS: Final = 2_500_000
"""Objects in such an answer, a cell with its value, formats and colours several, counted before it is parsed."""
