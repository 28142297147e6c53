"""What is struck out, and what is raised by its format: never part of a value.

A row that is struck out as a whole is read like a hidden one, and its keeper is told once.
"""

from collections.abc import Mapping

import numpy as np

from connectors.appearance import Appearance
from connectors.cells import EMPTY, TEXT, CellGrid
from connectors.limits import TEXT_LENGTH
from connectors.reading.outcome import Rule
from connectors.reading.seen.column import SeenColumn
from connectors.reading.wording import quoted, wrote
from connectors.seen_text import SeenText, seen_text

_BESIDE = frozenset({"row_id", "note"})
"""Columns that say nothing of whether a row is struck out: the Mã is the platform's, a note says why."""


def struck_rows(grid: CellGrid, columns: Mapping[str, int], rows: np.ndarray) -> frozenset[int]:
    """Which of these rows (0-based) are struck out as wholes: all their filled cells are."""
    struck = grid.appearance.struck
    told = [col for name, col in columns.items() if name not in _BESIDE]
    found = set()
    for row in sorted({row for row, _ in struck}.intersection(rows.tolist())):
        filled = [col for col in told if grid.kinds[row, col] != EMPTY]
        if filled and all((row, col) in struck for col in filled):
            found.add(row)
    return frozenset(found)


def leave_out_struck(seen: SeenColumn, appearance: Appearance, rows: frozenset[int]) -> None:
    """Refuse struck cells outside the struck `rows`; of texts that are struck or raised in part, keep the rest."""
    for row, place in enumerate(seen.origins):
        if not seen.is_filled(row):
            continue
        if place in appearance.struck and place[0] not in rows:
            detail = (
                "cả ô bị gạch ngang nên không được tính. Nếu còn đúng thì hãy bỏ gạch ngang; nếu không thì hãy xóa rồi "
                "ghi lại."
            )
            seen.refuse(row, Rule.STRUCK_CELL, wrote(seen.shown(row), detail))
        elif place in appearance.raised and (seen.is_numeric or seen.column.type == "date"):
            detail = "cả ô viết nâng lên hoặc hạ xuống như dấu chú thích. Nếu là số liệu thì hãy bỏ kiểu chữ đó."
            seen.refuse(row, Rule.FOOTNOTE_MARK, wrote(seen.shown(row), detail))
        elif place in appearance.runs and _is_read(seen, row):
            _keep_rest(seen, row, seen_text(seen.cells.texts[row], appearance.runs[place]))


def _is_read(seen: SeenColumn, row: int) -> bool:
    """Whether the cell holds a text that may be shown to a pattern."""
    return bool(seen.cells.kinds[row] == TEXT) and len(seen.cells.texts[row]) <= TEXT_LENGTH


def _keep_rest(seen: SeenColumn, row: int, found: SeenText) -> None:
    """Read what is left of a text, or refuse it where that is no value by itself."""
    if not found.struck and not found.marks:
        return
    text, left = seen.cells.texts[row], found.left.strip()
    rule = Rule.STRUCK_TEXT if found.struck else Rule.FOOTNOTE_MARK
    what = _what(found)
    if found.is_fraction and seen.is_numeric:
        detail = f'trong đó {what}, có thể là phân số. Hãy ghi số thập phân, ví dụ "{seen.column.example}".'
        seen.refuse(row, rule, wrote(text, detail))
        return
    if not left or (found.is_split and (seen.is_numeric or seen.column.type == "date")):
        rest = f"phần còn lại {quoted(left)} chưa rõ là bao nhiêu" if left else "ngoài ra không còn gì"
        seen.refuse(row, rule, wrote(text, f'trong đó {what}; {rest}. Hãy ghi lại, ví dụ "{seen.column.example}".'))
        return
    seen.put_text(row, left)
    ask = "Hãy xóa hẳn phần gạch ngang." if found.struck else "Hãy ghi chú thích ở cột Ghi chú."
    message = wrote(text, f"trong đó {what} nên bỏ, đọc là {quoted(left)}. {ask}")
    seen.remark(row, rule, message, f"Trong ô {what} nên đã bỏ khi đọc.")


def _what(found: SeenText) -> str:
    """`"15" bị gạch ngang, "1" là dấu chú thích`."""
    parts = []
    if found.struck:
        parts.append(f"{quoted(found.struck)} bị gạch ngang")
    if found.marks:
        parts.append(f"{quoted(found.marks)} viết nâng lên hoặc hạ xuống")
    return ", ".join(parts)
