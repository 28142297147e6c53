"""What stands in brackets beside a name, found in one pass over the text.

A pattern that looks for each opening's end reads the rest of the text once an opening; texts of openings alone are
therefore cut off after the last closing bracket, where no opening has an end.
"""

import re
from typing import Final

_ASIDE: Final = re.compile(r"[(\[]([^)\]]*)[)\]]")


def asides(text: str) -> list[str]:
    """The parts from an opening bracket to the next closing one, of either kind, without them."""
    return _ASIDE.findall(_to_last_end(text))


def without_asides(text: str) -> str:
    """The text with a space in the place of each such part."""
    head = _to_last_end(text)
    return _ASIDE.sub(" ", head) + text[len(head) :]


def _to_last_end(text: str) -> str:
    return text[: max(text.rfind(")"), text.rfind("]")) + 1]
