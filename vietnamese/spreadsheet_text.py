"""Text that a spreadsheet program will open: what it would take for a formula is marked as text, in CSV and in XLSX.

The only writer of CSV.
"""

import csv
import io
import re
from collections.abc import Iterable
from typing import Final

_OPENS_A_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9.,]*(?:e[+-]?[0-9]+)?")
_UNSEEN: Final = " \u00a0\u200b\u200c\u200d\u2060\ufeff\x00"


def is_like_formula(text: str) -> bool:
    """Whether a spreadsheet program may take the text for a formula, or for the start of another cell."""
    begins = text.lstrip(_UNSEEN)[:1]
    return begins != "" and begins in _OPENS_A_FORMULA


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV; a text that begins like a formula has an apostrophe before it, a number stands as it is."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")  # csv leaves a bare \r unquoted, and it would end the row
    return f"'{text}" if is_like_formula(text) and not _NUMBER.fullmatch(text) else text
