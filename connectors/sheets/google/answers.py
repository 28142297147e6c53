"""One answer of Google's services, read within a bound before anything is made of it.

What a unit typed decides how large it is. Its bytes are counted while they come, its objects before they are parsed.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from requests import Response, codes

from connectors.barrier import printable
from connectors.limits import ANSWER_OBJECTS, SPREADSHEET_BYTES
from connectors.unpacking import ACCEPTED, unpacked

HEADERS: Mapping[str, str] = {"Accept-Encoding": ACCEPTED}
_STEP = 1 << 16
_TITLE = re.compile(rb'"title"\s*:\s*("(?:[^"\\]|\\.){0,1000}")')


class AnswerTooLarge(Exception):
    """Why a spreadsheet can't be read, in one line after its address; names the tab."""


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of an answer that was read to its end."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def ok(self) -> bool:
        """Whether the status is one of success; nothing is followed anywhere else."""
        return codes.ok <= self.status_code < codes.multiple_choices

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are none are shown as U+FFFD."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The JSON document; raises ValueError where it is none, AnswerTooLarge where it would fill the memory."""
        return self._document

    @cached_property
    def _document(self) -> Any:
        if self.content.count(b"{") > ANSWER_OBJECTS:
            raise AnswerTooLarge(
                f"has more cells, colours and notes than a spreadsheet may have, {_reached(self.content)}"
            )
        try:
            return json.loads(self.content)
        except RecursionError as error:
            raise ValueError("it is nested without end") from error


def read_answer(response: Response) -> Answer:
    """Read an answer that was asked for with `stream=True` and HEADERS.

    Raises AnswerTooLarge, AnswerTooSlow, errors of urllib3 where it breaks off, EncodingRefused and PackedWrongly.
    """
    content = bytearray()
    with response:
        packed = response.raw.stream(_STEP, decode_content=False)
        for piece in unpacked(packed, response.headers.get("Content-Encoding", "")):
            content += piece
            if len(content) > SPREADSHEET_BYTES:
                size = f"{SPREADSHEET_BYTES >> 20} MiB"
                raise AnswerTooLarge(
                    f"gives more than the {size} of texts and formats that are read, {_reached(content)}"
                )
    return Answer(response.status_code, response.headers, bytes(content))


def _reached(content: bytes | bytearray) -> str:
    """The tab at which the answer ended; titles stand before the cells."""
    found = _TITLE.match(content, max(content.rfind(b'"title"'), 0))
    if found is None:
        return "seen before its first tab"
    try:
        title = json.loads(found[1])
    except ValueError:
        title = found[1].decode("utf-8", "replace")
    return f"seen in tab '{printable(title)}'"
