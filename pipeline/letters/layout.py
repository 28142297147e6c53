"""How a letter is laid out: paragraphs and lists become plain text and the same as HTML that any mail client shows.

All that is written here passes one gate: personal data and invisible characters are taken out here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from pipeline.province.settings import Settings
from vietnamese.phrases import clean

_PAGE = (
    '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width, initial-scale=1"></head>\n'
    '<body style="font-family: Arial, sans-serif; font-size: 15px; line-height: 1.5; color: #222; max-width: 40em">\n'
    "{}\n</body></html>\n"
)


@dataclass(frozen=True)
class Linked:
    """A line with the address it speaks of; the address is left as it is."""

    text: str
    address: str


@dataclass(frozen=True)
class Signed:
    """The last line: it may name the platform's own addresses, in lower case."""

    text: str
    addresses: frozenset[str]


Item = str | Linked
Part = str | Signed | tuple[Item, ...]


def as_text(parts: Sequence[Part]) -> str:
    """Paragraphs parted by blank lines, lists with a dash before each item."""
    blocks = [
        _said(part) if isinstance(part, str | Signed) else "\n".join(f"- {_item(one)}" for one in part)
        for part in parts
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def as_html(parts: Sequence[Part]) -> str:
    """The same as one small page without pictures or addresses of others."""
    blocks = [
        f"<p>{escape(_said(part))}</p>"
        if isinstance(part, str | Signed)
        else "<ul>" + "".join(f"<li>{_html_item(one)}</li>" for one in part) + "</ul>"
        for part in parts
        if part
    ]
    return _PAGE.format("\n".join(blocks))


def _said(part: str | Signed) -> str:
    return clean(part.text, part.addresses) if isinstance(part, Signed) else clean(part)


def _item(item: Item) -> str:
    return clean(item) if isinstance(item, str) else f"{clean(item.text)}\n  {item.address}"


def _html_item(item: Item) -> str:
    if isinstance(item, str):
        return escape(clean(item))
    return f'<a href="{escape(item.address)}">{escape(clean(item.text))}</a>'


def signature(settings: Settings) -> Signed:
    """The last line of every letter: who sent it and whom to ask."""
    staff = ", ".join(settings.mail.staff)
    ask = f" Mọi trao đổi xin gửi về {staff}." if staff else ""
    said = f"Thư này do hệ thống tổng hợp số liệu nông sản gửi tự động.{ask}"
    return Signed(said, frozenset(one.lower() for one in settings.mail.staff))
