"""Text files as people's programs save them: Notepad's byte-order mark and UTF-16, Excel's semicolons and empty rows.

What can be read without a guess is read; what cannot, as an ANSI file whose letters depend on the machine that wrote
it, is named with what to do.
"""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_DELIMITERS = ",;\t|"
_HINT = "sep="


class SavedWrongly(ValueError):
    """A file that is no text, or no table, that can be read; the message follows the file's name, with the fix."""


@dataclass(frozen=True)
class SavedRow:
    """A filled row of a CSV: the line it begins in (1-based), its cells by column, the filled cells beyond them."""

    line: int
    cells: dict[str, str]
    beyond: tuple[str, ...] = ()


def saved_text(content: bytes) -> str:
    """The text of a file, without its byte-order mark; raises SavedWrongly where it is neither UTF-8 nor UTF-16."""
    try:
        text = content.decode(_codec(content)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SavedWrongly(_not_unicode(content, error)) from error
    if "\0" in text:
        raise SavedWrongly("is no text file: it holds bytes that no text has")
    return text


def _codec(content: bytes) -> str:
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return codec
    if content[1:2] == b"\0" and content[3:4] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if content[:1] == b"\0" and content[2:3] == b"\0" else "utf-8"


def _not_unicode(content: bytes, error: UnicodeDecodeError) -> str:
    if error.encoding != "utf-8" or b"\0" in content:
        return f"is no text file: byte {error.start} is not {error.encoding}"
    line = content.count(b"\n", 0, error.start) + 1
    return (
        f"is not UTF-8 but saved as ANSI (line {line}), in which Vietnamese letters are lost or doubtful: "
        "save it as UTF-8 (Notepad: Save as, Encoding UTF-8; Excel: CSV UTF-8)"
    )


def saved_rows(content: bytes, needed: Collection[str]) -> tuple[tuple[str, ...], list[SavedRow]]:
    """Columns and filled rows of a CSV, whichever of comma, semicolon and tab parts it.

    `needed`: columns that it is to have, by which the separator is known. Raises SavedWrongly.
    """
    text = saved_text(content)
    lines = text.splitlines(keepends=True)
    skipped = 1 if lines and lines[0].lower().startswith(_HINT) and len(lines[0].strip()) == len(_HINT) + 1 else 0
    text = "".join(lines[skipped:])
    delimiter = max(_DELIMITERS, key=lambda one: _fit(_header(text, one), needed))
    try:
        return _table(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), skipped)
    except csv.Error as error:
        raise SavedWrongly(f"is not sound CSV: {error}") from error


def _table(reader: Any, skipped: int) -> tuple[tuple[str, ...], list[SavedRow]]:
    columns: tuple[str, ...] = ()
    rows: list[SavedRow] = []
    begun = skipped
    for cells in reader:
        line, begun = begun + 1, skipped + reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _without_blank_end(cells)
            continue
        beyond = tuple(cell for cell in cells[len(columns) :] if cell.strip())
        filled = [*cells[: len(columns)], *[""] * (len(columns) - len(cells))]
        rows.append(SavedRow(line, dict(zip(columns, filled, strict=True)), beyond))
    return columns, rows


def _fit(header: Collection[str], needed: Collection[str]) -> tuple[int, int]:
    """How well a separator fits: by the needed columns under it, then by how many columns there are at all."""
    return len(set(needed) & set(header)), len(header)


def _header(text: str, delimiter: str) -> tuple[str, ...]:
    """The columns that the first filled line has under a separator."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return next((_without_blank_end(row) for row in rows if any(cell.strip() for cell in row)), ())
    except csv.Error:
        return ()


def _without_blank_end(cells: list[str]) -> tuple[str, ...]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)
