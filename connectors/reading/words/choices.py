"""Cells with few possible contents: drop-down choices, yes/no flags, and links.

What is not on the list is refused with the whole list, so that the author need not ask.
"""

import re

from connectors.reading.names.names import nearest_keys
from connectors.reading.outcome import EMPTY_READING, Reading, Rule, refuse
from connectors.reading.wording import quoted, wrote
from expectations.contract import Column
from vietnamese.keeping import keeping
from vietnamese.text import fold, is_dash, is_formula, is_nothing, is_null_word, normalise

_TRUE = frozenset({"x", "co", "true", "1", "1.0", "✓", "✔", "☑", "√", "v", "yes", "dung"})
_FALSE = frozenset({"khong", "ko", "false", "0", "0.0", "no", "sai", "-", "–", "—", "☐", "□", ""})
_BETWEEN = re.compile(r"\s*[,;/+&]\s*|\s+(?:va|hoac|-)\s+")
_SCHEME = re.compile(r"https?://[^\s/$.?#][^\s]*", re.IGNORECASE)
_BARE_LINK = re.compile(r"(?:www\.|m\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[/?#][^\s]*)?", re.IGNORECASE)


class Choices:
    """The valid contents of one choice column, found by folded key."""

    def __init__(self, column: Column) -> None:
        self.labels = column.choice_labels
        self._by_key = {fold(alias): column.choice(key) for alias, key in column.choice_aliases.items()}
        self._by_key |= {fold(label): label for label in self.labels}

    def read(self, text: str) -> Reading:
        """The official label of a cleaned text, or a refusal that lists all labels."""
        key = fold(text).strip(" .,;:")
        if label := self._by_key.get(key):
            return Reading(label)
        if not key or is_dash(text) or is_null_word(text):
            return EMPTY_READING
        if len(several := self._several(key)) > 1:
            detail = f"là nhiều lựa chọn, ô này chỉ ghi một. Hãy chọn một trong: {', '.join(several)}."
            return refuse(Rule.UNKNOWN_CHOICE, wrote(text, detail))
        near = nearest_keys(key, self._by_key)
        hint = f" Có phải là {quoted(self._by_key[near[0]])}?" if near else ""
        listed = ", ".join(self.labels)
        return refuse(
            Rule.UNKNOWN_CHOICE, wrote(text, f"không có trong danh sách.{hint} Hãy chọn một trong: {listed}.")
        )

    def _several(self, key: str) -> list[str]:
        """The labels named side by side in a folded text; empty where any part of it is none."""
        parts = [part.strip(" .") for part in _BETWEEN.split(key)]
        return list(dict.fromkeys(self._by_key[part] for part in parts)) if set(parts) <= set(self._by_key) else []


@keeping(4096)
def read_flag(raw: str, yes_words: tuple[str, ...] = (), no_words: tuple[str, ...] = ()) -> Reading:
    """Read a yes/no cell's text; a blank cell means no. The column may have words of its own for both."""
    text = normalise(raw)[0]
    key = fold(text)
    if key in _TRUE or key in map(fold, yes_words):
        return Reading(True)
    if key in _FALSE or key in map(fold, no_words):
        return Reading(False)
    if is_null_word(text):
        return EMPTY_READING
    return refuse(Rule.UNKNOWN_FLAG, wrote(raw, 'không rõ là có hay không. Hãy ghi "x" nếu có, để trống nếu không.'))


@keeping(65536)
def read_url(raw: str) -> Reading:
    """Read one or more links; a missing https:// is added. Never raises, whatever the text."""
    text = normalise(raw)[0]
    if is_nothing(text):
        return EMPTY_READING
    if is_formula(text):
        return refuse(Rule.FORMULA_TEXT, wrote(raw, "là công thức ở dạng chữ. Hãy dán trực tiếp đường dẫn."))
    links = [_as_link(part) for part in re.split(r"[\s;]+|,\s+", text) if part]
    if None in links:
        detail = 'không phải đường dẫn. Hãy dán đường dẫn bắt đầu bằng "https://", ghi chữ ở cột Nội dung.'
        return refuse(Rule.INVALID_URL, wrote(raw, detail))
    return Reading(" ".join(link for link in links if link))


def _as_link(part: str) -> str | None:
    if _SCHEME.fullmatch(part):
        return part
    return f"https://{part}" if _BARE_LINK.fullmatch(part) else None
