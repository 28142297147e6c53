"""What a unit types is printed, never run: templates, markup, code of Typst and fields of Word stay words."""

import io
import re
import zipfile
from html import unescape

import pypdf
import pytest

from reports.formats.render import render
from reports.month import build_document

ATTACKS = (
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    '#read("/etc/passwd") #eval("1+1") #import "@preview/a:0.1.0": *',
    '"]) #panic("ran") //',
    "\\u{202e} \\input{/etc/passwd} $#sys.version$",
    "<img src=x onerror=alert(1)> <script>alert(1)</script> </style><svg onload=alert(1)>",
    "</w:t></w:r><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe</w:instrText></w:r>",
    "&lt;b&gt; &#0; &amp; ]]> <!-- <![CDATA[",
    "${7*7} #{7*7} <%= 7*7 %> `id` $(id)",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(rows, context, tmp_path_factory):
    first, *others = rows["rpt_monthly__difficulties"]
    typed = [{**first, "difficulty": text, "proposal": text} for text in ATTACKS]
    folder = tmp_path_factory.mktemp("typed")
    render(build_document({**rows, "rpt_monthly__difficulties": [*typed, *others]}, context), folder, context.as_of)
    return folder


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("{{", "{").replace("}}", "}")


def test_word_holds_the_words_and_no_field(folder):
    with zipfile.ZipFile(folder / "bao-cao.docx") as package:
        xml = package.read("word/document.xml").decode()
        said = squeezed(unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", xml))))
        assert [text for text in ATTACKS[:4] if squeezed(text) not in said] == []
        assert "DDEAUTO" not in "".join(re.findall(r"<w:instrText[^>]*>([^<]*)", xml))
        assert not [name for name in package.namelist() if b'TargetMode="External"' in package.read(name)]


def test_typst_prints_the_words(folder):
    text = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(folder / "bao-cao.pdf").pages))
    for attack in ATTACKS[:4]:
        assert squeezed(attack) in text
    assert "root:x:0" not in text


def test_the_page_holds_no_element_of_theirs(folder):
    page = (folder / "bao-cao.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<img src=x|<svg onload|onerror=alert\(1\)>", page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nothing_was_worked_out(folder):
    page = (folder / "bao-cao.html").read_text(encoding="utf-8")
    assert "${7*7} #{7*7}" in page
    with zipfile.ZipFile(io.BytesIO((folder / "phu-luc.xlsx").read_bytes())) as package:
        strings = package.read("xl/sharedStrings.xml").decode()
    assert "${7*7} #{7*7}" in strings
