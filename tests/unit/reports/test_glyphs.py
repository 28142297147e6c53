"""Every Vietnamese letter is printed by the fonts that travel with the report, and what they lack stops nothing.

The letters are made from the alphabet itself: seven letters of their own and twelve vowels under five tones, twice.
"""

import io
import re
import unicodedata
from datetime import UTC, datetime

import pypdf
import pytest

from reports.document import Document, Heading, Letterhead, Paragraph, Run, Signature
from reports.formats.pdf import write_pdf
from reports.glyphs import letters, printable

TONES = ("\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
OWN = "ăâđêôơư"
LOWER = OWN + "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES)
VIETNAMESE = LOWER + LOWER.upper()
AS_OF = datetime(2023, 9, 5, tzinfo=UTC)


def document(*runs):
    """A report of one paragraph."""
    head = Letterhead("ĐOÀN TNCS HỒ CHÍ MINH", "BCH", "Số: 01", "ngày", "BÁO CÁO", "Kết quả", None)
    body = (Heading(1, "I."), Paragraph(runs), Paragraph((Run("./."),)))
    return Document(head, (), body, ("A", "Lưu: B"), Signature("TM.", "BÍ THƯ", "A"), (), ())


def pdf_of(*runs):
    return pypdf.PdfReader(io.BytesIO(write_pdf(document(*runs), {}, AS_OF)))


def test_there_are_134_letters():
    assert len(VIETNAMESE) == len(set(VIETNAMESE)) == 134
    assert all(len(letter) == 1 for letter in VIETNAMESE)


def test_every_face_has_every_letter():
    assert set(VIETNAMESE) <= letters()
    assert printable(VIETNAMESE) == VIETNAMESE


def test_the_pdf_prints_every_letter_in_every_face_and_embeds_the_faces():
    faces = [{"bold": bold, "italic": italic} for bold in (False, True) for italic in (False, True)]
    pdf = pdf_of(*(Run(f"{VIETNAMESE} ", **face) for face in faces))
    text = unicodedata.normalize("NFC", "".join(page.extract_text() for page in pdf.pages))
    assert {letter for letter in VIETNAMESE if text.count(letter) < len(faces)} == set()
    embedded = set()
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object())
            embedded.add(re.sub(r"^/\w{6}\+", "", inner["/BaseFont"]))
    assert embedded == {"LiberationSerif", *(f"LiberationSerif-{face}" for face in ("Bold", "Italic", "BoldItalic"))}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Xoài chín 🥭 rồi", "Xoài chín □ rồi"),
        ("👍🏽 tốt", "□ tốt"),
        ("❤️ 芒果", "□ □□"),
        ("½ tấn, 25 ₫, → chợ", "½ tấn, 25 ₫, → chợ"),
    ],
)
def test_a_sign_no_face_has_is_a_square(typed, printed):
    assert printable(typed) == printed
    assert printed in "".join(page.extract_text() for page in pdf_of(Run(typed)).pages)
