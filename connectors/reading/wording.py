"""How a remark on a cell is worded: what was written, then what to write instead, in the words of the people who type.

All readers build their sentences from here so that the same thing is always said the same way.
"""

_SHOWN_LENGTH = 60


def quoted(raw: object) -> str:
    """The cell's content as it may be shown: one line, cut where it is long."""
    text = " ".join(str(raw).split())
    if len(text) > _SHOWN_LENGTH:
        text = f"{text[:_SHOWN_LENGTH]}…"
    return f"“{text}”" if '"' in text else f'"{text}"'


def wrote(raw: object, detail: str) -> str:
    """`ghi "1.500", có thể là …`: every message has this shape."""
    return f"ghi {quoted(raw)}, {detail}"


def repaired(raw: object, text: str) -> str:
    """What is said of a text whose old font or broken encoding was undone."""
    return wrote(raw, f"chữ bị lỗi phông, đọc là {quoted(text)}. Hãy gõ lại bằng Unicode.")
