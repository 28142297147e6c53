"""How people type the same thing differently: old fonts, decomposed letters.

The demo needs to write what `connectors/reading` must later understand, so these run the other way round.
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


def in_tcvn3(text: str) -> str:
    """The text as an old .VnTime document shows it once pasted into a modern sheet."""
    return "".join(TCVN3.get(letter, letter) for letter in text)


def decomposed(text: str) -> str:
    """The same letters in NFD, as some phones send them."""
    return unicodedata.normalize("NFD", text)
