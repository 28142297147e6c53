"""How people type the same thing differently: plain keys, old fonts, decomposed letters, Vietnamese decimals.

The demo needs to write what the reading room must later understand, so these run the other way round.
"""

import unicodedata

# Characters of the TCVN3 (.VnTime) font as they look when its bytes are read as Latin-1.
TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđĐÂÊÔƠƯĂ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ®§¢£¤¥¦¡",
        strict=True,
    )
)


def plain_key(text: str) -> str:
    """Lower case without marks, đ as d: two names with one key can be confused by a hurried reader."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def in_tcvn3(text: str) -> str:
    """The text as an old .VnTime document shows it once pasted into a modern sheet."""
    return "".join(TCVN3.get(letter, letter) for letter in text)


def decomposed(text: str) -> str:
    """The same letters in NFD, as some phones send them."""
    return unicodedata.normalize("NFD", text)


def comma_number(value: float) -> str:
    """1234.5 -> '1.234,5'."""
    return f"{value:,.3f}".rstrip("0").rstrip(".").replace(",", "\0").replace(".", ",").replace("\0", ".")
