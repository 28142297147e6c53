"""The tags of an HTML page before a parser sees them: none may have attributes without end.

The parser compares each attribute of a tag with all before it, so that sixty kilobytes in one tag cost seconds.
"""

import re
from typing import Final

from connectors.feeds.fetching.sniff import FeedUnreadable

_MOST_ATTRIBUTES: Final = 200
_LONGEST_WORD: Final = 2_000
_OPENING: Final = re.compile(r"<[A-Za-z]")
_UNSEEN: Final = re.compile(r"<(?:!(--)|(script|style)\b)", re.IGNORECASE)
_ENDS: Final = {
    "--": re.compile("-->"),
    "script": re.compile(r"</script[^>]{0,2000}>", re.IGNORECASE),
    "style": re.compile(r"</style[^>]{0,2000}>", re.IGNORECASE),
}
_WORD: Final = rf"[^\s/>=]{{0,{_LONGEST_WORD}}}"
_NAME: Final = re.compile(rf"[^\s/>]{{0,{_LONGEST_WORD}}}")
_GAP: Final = re.compile(r"[\s/]*")
_ATTRIBUTE: Final = re.compile(rf"=?{_WORD}(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]{{0,{_LONGEST_WORD}}}))?")


def without_unseen(text: str) -> str:
    """The page without comments, scripts and styles, which no table stands in; one that never ends stays as it is."""
    kept, at = [], 0
    endless: set[str] = set()
    for opening in _UNSEEN.finditer(text):
        kind = (opening[1] or opening[2]).lower()
        if opening.start() < at or kind in endless:
            continue
        end = _ENDS[kind].search(text, opening.end())
        if end is None:
            endless.add(kind)
            continue
        kept.append(text[at : opening.start()])
        at = end.end()
    return "".join([*kept, text[at:]])


def check_tags(text: str) -> None:
    """Raise FeedUnreadable where a tag has more attributes, or longer ones, than any page's table.

    Every place where a tag could begin is looked at, inside texts and quotes too: parsers differ in what they skip.
    """
    for opening in _OPENING.finditer(text):
        at = _NAME.match(text, opening.end()).end()  # type: ignore[union-attr]
        for _ in range(_MOST_ATTRIBUTES):
            at = _GAP.match(text, at).end()  # type: ignore[union-attr]
            if at >= len(text) or text[at] == ">":
                break
            after = _ATTRIBUTE.match(text, at).end()  # type: ignore[union-attr]
            if after - at > _LONGEST_WORD and text[after - 1] not in "\"'":
                raise FeedUnreadable("has an HTML tag with a word that is too long for one")
            at = after
        else:
            raise FeedUnreadable(f"has an HTML tag with more than {_MOST_ATTRIBUTES} attributes")
