"""Paragraphs and lists become plain text and HTML; telephones and markup that people typed do not get through."""

from pipeline.letters.layout import Linked, as_html, as_text

PARTS = [
    "Kính gửi đồng chí,",
    ("Ô J12: ghi 0912 345 678", Linked("Mở ô", "https://docs.example/d/1?range=J12&x=<1>")),
    "",
    "<b>Trân trọng</b> & cảm ơn",
]


def test_plain_text():
    assert as_text(PARTS) == (
        "Kính gửi đồng chí,\n\n- Ô J12: ghi [số điện thoại]\n- Mở ô\n  https://docs.example/d/1?range=J12&x=<1>\n\n"
        "<b>Trân trọng</b> & cảm ơn\n"
    )


def test_html_is_escaped_and_bears_the_address_as_it_is():
    page = as_html(PARTS)
    assert "<p>&lt;b&gt;Trân trọng&lt;/b&gt; &amp; cảm ơn</p>" in page
    assert '<a href="https://docs.example/d/1?range=J12&amp;x=&lt;1&gt;">Mở ô</a>' in page
    assert "0912" not in page
    assert page.count("<li>") == 2
