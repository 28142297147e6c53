"""Where a declaration's labels stand in a grid of cells: the header row is found by its labels, never by position.

Title rows, units and codes in several header rows, and spelling variants of a label are normal; two columns that
answer to one label are not, and are refused.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from xlsxwriter.utility import xl_cell_to_rowcol

from connectors.feeds.date_texts import parse_date
from connectors.feeds.declaration import DAYS, FeedDeclaration
from connectors.feeds.fetching.sniff import FeedUnreadable
from vietnamese.text import fold, tidy

Rows = Sequence[Sequence[object]]
_LETTERS = re.compile(r"[A-Z]{1,2}")
_SEARCHED_ROWS = 60
_SEARCHED_COLUMNS = 16_384
_COMPARED_TEXTS, _COMPARED_LENGTH = 500, 100
_SHOWN_NAMES, _SHOWN_LENGTH = 12, 40
_ALIKE, _SHARED = 0.75, 0.5
_LETTER = re.compile(r"[^\W\d_]{2}")
_NOT_WORD = re.compile(r"[\W_]+")
LABEL_LENGTH = 300
"""Characters of a header's cell that are looked at: no label is as long."""


@dataclass(frozen=True)
class Located:
    """Columns by label (0-based), the texts above each column, and the 0-based row where data begins."""

    columns: dict[str, int]
    header_texts: dict[int, list[str]]
    first_row: int

    @property
    def day_names(self) -> list[str]:
        """The texts above each column, in order, of which those that are dates name a day's column."""
        return [text for several in self.header_texts.values() for text in several]

    def at(self, label: str) -> int:
        """The column of a label; raises FeedUnreadable where several columns answer to it."""
        found = self.columns.get(label)
        return found if found is not None else _position(label, self.header_texts) or 0


def wanted_labels(declaration: FeedDeclaration) -> list[str]:
    """Every label of the declaration that must stand in the table, once."""
    labels = [*declaration.columns.stated().values(), *declaration.keep, *declaration.melted_labels()]
    return list(dict.fromkeys(labels))


def with_days(declaration: FeedDeclaration, names: Iterable[str]) -> FeedDeclaration:
    """The declaration with the names that are dates in the place of `{dates}`, where it says so.

    Raises FeedUnreadable where none is.
    """
    if not declaration.melts_days:
        return declaration
    names = list(dict.fromkeys(names))
    days = [name for name in names if parse_date(name, declaration.date_order) is not None]
    if not days:
        raise FeedUnreadable(f"has no column headed by a date in date_order {declaration.date_order}{there_is(names)}")
    labels = [one for label in declaration.melt["price_date"] for one in (days if label == DAYS else [label])]
    return declaration.model_copy(update={"melt": {"price_date": tuple(dict.fromkeys(labels))}})


def locate(rows: Rows, declaration: FeedDeclaration) -> Located:
    """Find the header and the columns; raises FeedUnreadable naming what is missing and what is nearest to it."""
    labels = wanted_labels(declaration)
    if declaration.header_row == "auto":
        texts, first_row = _search(rows, labels, declaration.date_order if declaration.melts_days else None)
    else:
        numbers = declaration.header_row if isinstance(declaration.header_row, tuple) else (declaration.header_row,)
        if numbers[-1] > len(rows):
            raise FeedUnreadable(f"has {len(rows)} rows, so none at header_row {numbers[-1]}")
        texts, first_row = _header_texts([rows[number - 1] for number in numbers]), numbers[-1]
    columns = {label: _position(label, texts) for label in labels}
    if missing := [label for label, at in columns.items() if at is None]:
        raise FeedUnreadable(_missing_message(missing, texts))
    return Located({label: at for label, at in columns.items() if at is not None}, texts, first_row)


def _search(rows: Rows, labels: list[str], order: str | None) -> tuple[dict[int, list[str]], int]:
    """The first row with every label, else the row with most; column letters need no header at all.

    `order`: that of dates, where the headers of columns are dates too.
    """
    by_name = [label for label in labels if not _LETTERS.fullmatch(label)]
    if not by_name and order is None:
        return {}, 0
    best: tuple[int, int, dict[int, list[str]]] = (0, 0, _first_filled(rows))
    for number, row in enumerate(rows[:_SEARCHED_ROWS]):
        texts = _header_texts([row])
        said = [text for several in texts.values() for text in several]
        keys = {_key(text) for text in said}
        found = sum(_key(label) in keys for label in by_name)
        is_dated = order is None or any(parse_date(text, order) is not None for text in said[:_COMPARED_TEXTS])
        if found + (order is not None and is_dated) > best[0]:
            best = (found + (order is not None and is_dated), number, texts)
        if found == len(by_name) and is_dated:
            break
    return best[2], best[1] + 1


def _first_filled(rows: Rows) -> dict[int, list[str]]:
    """The texts of the first row that has any, for a table in which no label stands."""
    return next((texts for row in rows[:_SEARCHED_ROWS] if (texts := _header_texts([row]))), {})


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


def there_is(names: Iterable[str]) -> str:
    """What a table has instead of what was looked for: `; it has 'Ngày', 'Giá' and 3 more`; nothing of an empty one."""
    seen = list(dict.fromkeys(name for name in islice(names, _COMPARED_TEXTS) if name))
    shown = ", ".join(f"'{name[:_SHOWN_LENGTH]}'" for name in seen[:_SHOWN_NAMES])
    more = f" and {len(seen) - _SHOWN_NAMES} more" if len(seen) > _SHOWN_NAMES else ""
    return f"; it has {shown}{more}" if seen else ""


def nearest_label(label: str, names: Iterable[str]) -> str | None:
    """The name that is most like a label: by its signs, or by its words, of which one may be short for several."""
    known = {_key(name): name for name in islice(names, _COMPARED_TEXTS) if len(name) <= _COMPARED_LENGTH}
    if alike := get_close_matches(_key(label), list(known), n=1, cutoff=_ALIKE):
        return known[alike[0]]
    likeness = {key: _shared_words(_key(label), key) for key in known}
    best = max(likeness, key=lambda key: likeness[key], default=None)
    return known[best] if best is not None and likeness[best] >= _SHARED else None


def _shared_words(label: str, name: str) -> float:
    """Share of the label's words that stand in a name, in full or shortened: `vnm` in `viet namese`."""
    words, others = _NOT_WORD.split(label), _NOT_WORD.split(name)
    words = [word.lstrip("0") for word in words if word.lstrip("0")]
    joined = ["".join(others[at:]) for at in range(len(others))]
    return sum(max((_likeness(word, rest) for rest in joined), default=0) for word in words) / max(len(words), 1)


def _likeness(word: str, whole: str) -> float:
    """1 where `whole` begins with the word, half where its signs stand there in their order from the first one on."""
    if whole.startswith(word):
        return 1
    signs = iter(whole)
    return 0.5 if len(word) > 2 and whole[:1] == word[0] and all(sign in signs for sign in word) else 0


def _missing_message(missing: list[str], texts: dict[int, list[str]]) -> str:
    names = [text for several in texts.values() for text in several[: max(len(several) - 1, 1)] if _LETTER.search(text)]
    words = []
    for label in missing:
        nearest = nearest_label(label, names)
        words.append(f"'{label}'" + (f" (nearest: '{nearest}')" if nearest else ""))
    return f"has no column {', '.join(words)}{there_is(names)}"
