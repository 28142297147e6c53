"""What a file is, recognised by its bytes, because a price page's extension and content type are no evidence.

An HTML table named `.xls`, an error page served with status 200 and a file cut short are all caught here.
"""

import codecs
import json
import math
import re
from typing import Literal

from connectors.archives import ArchiveRefused, check_archive
from connectors.barrier import printable
from connectors.feeds.declaration import FeedDeclaration
from connectors.limits import FEED_CELLS

Kind = Literal["csv", "json", "xlsx", "xls", "html", "spreadsheetml", "empty"]
_BOMS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"),
         (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip
_DECLARED = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.I)
_LONGEST_WHOLE = 18
_TITLE = re.compile(r"<(?:title|h1)[^>]*>(.*?)</(?:title|h1)>", re.I | re.S)
_WORKBOOK = re.compile(r"<(?:\w+:)?Workbook\b")
_FITTING: dict[str, frozenset[str]] = {
    "csv": frozenset({"csv"}),
    "json": frozenset({"json"}),
    "xlsx": frozenset({"xlsx", "xls", "spreadsheetml"}),
    "html": frozenset({"html", "spreadsheetml"}),
    "auto": frozenset({"csv", "json", "xlsx", "xls", "html", "spreadsheetml"}),
}


_NOT_TABLES: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an XZ archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"MSCF", "a Windows cabinet archive"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\0", "an SQLite database"),
)
_INSIDE: tuple[tuple[bytes, bytes, str], ...] = (
    (b"PK", b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"PK", b"xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    (b"PK", b"word/document.xml", "a Word document"),
    (b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le"), "a workbook under a password"),
    (b"\xd0\xcf\x11\xe0", "WordDocument".encode("utf-16-le"), "a Word document"),
)
_BOOK = "ook".encode("utf-16-le")
"""Of the names, Workbook and Book, under which an old workbook keeps its sheets, whatever else it carries."""
_SLOW_CODECS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
"""Codecs that cost more than a pass over the bytes, or are none of a text; a site may not choose them."""


class FeedUnreadable(ValueError):
    """The content is not the table its declaration describes; the message says what differs, in one line."""


def decode(content: bytes, encoding: str = "auto", charset: str | None = None) -> str:
    """Text of a textual feed: byte-order mark, then what the content or the server declares, then UTF-8.

    A named `encoding` is taken as is. Raises FeedUnreadable naming the byte that does not fit.
    """
    codec = encoding if encoding != "auto" else _codec(content, charset)
    if encoding == "auto" and _is_slow(codec):
        raise FeedUnreadable(f"declares the encoding '{codec}', which no table is written in; set `encoding`")
    try:
        return content.decode(codec).removeprefix("\ufeff")
    except LookupError as error:
        raise FeedUnreadable(
            f"declares the encoding '{printable(codec)}', which nobody knows; set `encoding`"
        ) from error
    except UnicodeDecodeError as error:
        raise FeedUnreadable(
            f"byte {error.start} is not {codec}; set `encoding` to the codec it was saved in (cp1258: Windows ANSI)"
        ) from error
    except ValueError as error:
        raise FeedUnreadable(f"can't be decoded as '{printable(codec)}'; set `encoding`") from error


def _is_slow(codec: str) -> bool:
    """Whether Python knows a codec of this name that takes more than one pass."""
    try:
        return codecs.lookup(codec).name in _SLOW_CODECS
    except (LookupError, ValueError):
        return False


def _codec(content: bytes, charset: str | None) -> str:
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return codec
    head = content[:4096]
    if head[1:2] == b"\0" and head[3:4] == b"\0":
        return "utf-16-le"
    if head[:1] == b"\0" and head[2:3] == b"\0":
        return "utf-16-be"
    if head.lstrip()[:1] == b"<" and (declared := _DECLARED.search(head)):
        name = declared[1].decode("ascii")
        return "utf-8" if name.lower().startswith("utf-16") else name
    return charset or "utf-8"


def sniff(content: bytes) -> Kind:
    """The kind of the content by its first bytes."""
    if content.startswith(b"PK"):
        return "xlsx"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    head = _head_text(content)
    if not head:
        return "empty"
    if head.startswith("<"):
        return (
            "spreadsheetml"
            if "urn:schemas-microsoft-com:office:spreadsheet" in head and _WORKBOOK.search(head)
            else "html"
        )
    return "json" if head[0] in "{[" else "csv"


def _head_text(content: bytes) -> str:
    head = content[:8192]
    codec = _codec(content, None)
    if codec not in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        codec = "utf-8"
    return head.decode(codec, errors="replace").removeprefix("\ufeff").strip(" \t\r\n\0\ufffd")


def check_kind(content: bytes, declaration: FeedDeclaration) -> Kind:
    """The kind, where it is one the declaration can read; raises FeedUnreadable otherwise.

    An HTML page where data was declared, and HTML without any table, is an error page whatever its status was.
    """
    if named := _no_table(content):
        raise FeedUnreadable(f"is {named}, which no feed can be: give a csv, json, xlsx, xls or html file")
    kind = sniff(content)
    fitting = _FITTING["json" if declaration.is_keyed else declaration.format]
    if kind == "empty":
        raise FeedUnreadable("is empty")
    if kind not in fitting:
        if kind == "html":
            raise FeedUnreadable(f"is an HTML page{_title(content)} where {'/'.join(sorted(fitting))} was expected")
        raise FeedUnreadable(f"is {kind} where {'/'.join(sorted(fitting))} was expected")
    if kind == "html" and "<table" not in decode(content, declaration.encoding).lower():
        raise FeedUnreadable(f"is an HTML page{_title(content)} without a table")
    return kind


def _no_table(content: bytes) -> str | None:
    """What a file is that holds no table as it stands: packed, printed, drawn; None where it may hold one."""
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, name in _NOT_TABLES:
        if head.startswith(mark):
            return name
    if _BOOK in content:
        return None
    return next((name for mark, inside, name in _INSIDE if content.startswith(mark) and inside in content), None)


def check_complete(content: bytes, kind: Kind, declaration: FeedDeclaration) -> None:
    """Raise FeedUnreadable where the content is not whole by its own format: cut short, or changed on its way."""
    if kind == "xlsx":
        try:
            check_archive(content)
        except ArchiveRefused as error:
            raise FeedUnreadable(str(error)) from error
    if kind == "json":
        parse_json(content, declaration.encoding)
    if kind in ("html", "spreadsheetml"):
        text = decode(content, declaration.encoding).lower().rstrip(" \t\r\n\0")
        is_whole = text.rfind("</table") > text.rfind("<tr") if kind == "html" else text.endswith("workbook>")
        if not is_whole:
            raise FeedUnreadable("is cut short: the last table has no end")


def parse_json(content: bytes, encoding: str, charset: str | None = None) -> object:
    """The JSON document; raises FeedUnreadable with the place of the fault."""
    text = decode(content, encoding, charset)
    if (marks := sum(map(text.count, "[{,"))) > 2 * FEED_CELLS:
        raise FeedUnreadable(
            f"has {marks} values, more than a price file of {FEED_CELLS} cells may have; split the file"
        )
    try:
        return json.loads(text, parse_int=_whole, parse_float=_decimal, parse_constant=str)
    except json.JSONDecodeError as error:
        raise FeedUnreadable(f"is cut short or no JSON: {error.msg} at line {error.lineno}") from error
    except RecursionError as error:
        raise FeedUnreadable("nests lists and objects deeper than any table does") from error


def _whole(text: str) -> int | str:
    """A whole number, its text where it has more digits than a price or a date can have."""
    return int(text) if len(text) <= _LONGEST_WHOLE else text


def _decimal(text: str) -> float | str:
    """A decimal number, its text where it is beyond what a float can hold."""
    number = float(text)
    return number if math.isfinite(number) else text


def page_title(content: bytes) -> str:
    """`is the HTML page 'Đăng nhập' and `, to stand before what is wrong with a page; empty where it has no title."""
    title = _title(content).strip(" ()")
    return f"is the HTML page {title} and " if title else ""


def _title(content: bytes) -> str:
    found = _TITLE.search(_head_text(content))
    text = " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""
    return f" ('{text[:80]}')" if text else ""
