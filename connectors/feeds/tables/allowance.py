"""How many cells a price file may still become: one count for all its tables, taken before any cell is made.

Spans, jumps to an index and gaps between rows let a small file ask for any number of cells, none of them wrong alone.
"""

from connectors.feeds.fetching.sniff import FeedUnreadable
from connectors.limits import FEED_CELLS


class CellAllowance:
    """The cells left, and the characters that cells may still repeat from other cells."""

    def __init__(self, characters: int, cells: int = FEED_CELLS) -> None:
        self._cells, self._characters = cells, 4 * characters + 1_000_000

    def take(self, cells: int) -> int:
        """So many more cells; returns their number, raises FeedUnreadable where there is no room for them."""
        self._cells -= cells
        if self._cells < 0:
            raise FeedUnreadable(
                f"has more than the {FEED_CELLS} cells a price file may have, with those its spans and jumps fill; "
                "split the file, or declare a smaller one"
            )
        return cells

    def repeat(self, text: str | None) -> str | None:
        """A text out of the markup, where tables inside tables may give it several times."""
        self._characters -= len(text or "")
        if self._characters < 0:
            raise FeedUnreadable("has tables inside tables that repeat their text without end")
        return text


def check_marks(count: int) -> None:
    """Raise FeedUnreadable where a document has more marks than its cells could ever need."""
    if count > 2 * FEED_CELLS:
        raise FeedUnreadable(
            f"has {count} marks, more than a price file of {FEED_CELLS} cells may have; split the file"
        )
