"""Where a declaration's labels stand in a grid of cells: the header row is found by its labels, never by position.

Title rows, units and codes in several header rows, and spelling variants of a label are normal; two columns that
answer to one label are not, and are refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from xlsxwriter.utility import xl_cell_to_rowcol

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.sniff import FeedUnreadable
from vietnamese.text import fold, tidy

Rows = Sequence[Sequence[object]]
_LETTERS = re.compile(r"[A-Z]{1,2}")
_SEARCHED_ROWS = 60
_SEARCHED_COLUMNS = 16_384
_COMPARED_TEXTS, _COMPARED_LENGTH = 500, 100
LABEL_LENGTH = 300
"""Characters of a header's cell that are looked at: no label is as long."""


@dataclass(frozen=True)
class Located:
    """Columns by label (0-based), the texts above each column, and the 0-based row where data begins."""

    columns: dict[str, int]
    header_texts: dict[int, list[str]]
    first_row: int


def wanted_labels(declaration: FeedDeclaration) -> list[str]:
    """Every label of the declaration that must stand in the table, once."""
    labels = [*declaration.columns.stated().values(), *declaration.keep]
    labels += [label for names in declaration.melt.values() for label in names]
    return list(dict.fromkeys(labels))


def locate(rows: Rows, declaration: FeedDeclaration) -> Located:
    """Find the header and the columns; raises FeedUnreadable naming what is missing and what is nearest to it."""
    labels = wanted_labels(declaration)
    if declaration.header_row == "auto":
        texts, first_row = _search(rows, labels)
    else:
        numbers = declaration.header_row if isinstance(declaration.header_row, tuple) else (declaration.header_row,)
        if numbers[-1] > len(rows):
            raise FeedUnreadable(f"has {len(rows)} rows, so none at header_row {numbers[-1]}")
        texts, first_row = _header_texts([rows[number - 1] for number in numbers]), numbers[-1]
    columns = {label: _position(label, texts) for label in labels}
    if missing := [label for label, at in columns.items() if at is None]:
        raise FeedUnreadable(_missing_message(missing, texts))
    return Located({label: at for label, at in columns.items() if at is not None}, texts, first_row)


def _search(rows: Rows, labels: list[str]) -> tuple[dict[int, list[str]], int]:
    """The first row with every label, else the row with most; column letters need no header at all."""
    by_name = [label for label in labels if not _LETTERS.fullmatch(label)]
    if not by_name:
        return {}, 0
    best: tuple[int, int, dict[int, list[str]]] = (0, 0, {})
    for number, row in enumerate(rows[:_SEARCHED_ROWS]):
        texts = _header_texts([row])
        keys = {_key(text) for several in texts.values() for text in several}
        found = sum(_key(label) in keys for label in by_name)
        if found > best[0]:
            best = (found, number, texts)
        if found == len(by_name):
            break
    return best[2], best[1] + 1


def _header_texts(rows: Rows) -> dict[int, list[str]]:
    """Texts that name each column: its own cells from bottom to top, and the parents above joined to them."""
    width = min(max((len(row) for row in rows), default=0), _SEARCHED_COLUMNS)
    cells = [[_text(row[at]) if at < len(row) else "" for at in range(width)] for row in rows]
    filled = [_carried(row) for row in cells[:-1]] + cells[-1:]
    texts: dict[int, list[str]] = {}
    for at in range(width):
        own = [row[at] for row in reversed(cells) if row[at]]
        joined = " ".join(dict.fromkeys(row[at] for row in filled if row[at]))
        texts[at] = list(dict.fromkeys([*own, *([joined] if own else [])]))
    return {at: several for at, several in texts.items() if several}


def _carried(row: list[str]) -> list[str]:
    """A merged parent names every column up to the next one."""
    last, carried = "", []
    for text in row:
        last = text or last
        carried.append(last)
    return carried


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value)[:LABEL_LENGTH])


def _key(text: str) -> str:
    return " ".join(fold(tidy(text)).replace("_", " ").split())


def _position(label: str, texts: dict[int, list[str]]) -> int | None:
    for same in (lambda text: text == tidy(label), lambda text: _key(text) == _key(label)):
        found = [at for at, several in texts.items() if any(same(text) for text in several)]
        if len(found) > 1:
            raise FeedUnreadable(f"has {len(found)} columns called '{label}'; use a column letter")
        if found:
            return found[0]
    return xl_cell_to_rowcol(f"{label}1")[1] if _LETTERS.fullmatch(label) else None


def _missing_message(missing: list[str], texts: dict[int, list[str]]) -> str:
    short = (text for several in texts.values() for text in several if len(text) <= _COMPARED_LENGTH)
    known = {_key(text): text for text in islice(short, _COMPARED_TEXTS)}
    words = []
    for label in missing:
        nearest = get_close_matches(_key(label), list(known), n=1, cutoff=0.6)
        words.append(f"'{label}'" + (f" (nearest: '{known[nearest[0]]}')" if nearest else ""))
    return f"has no column {', '.join(words)}"
