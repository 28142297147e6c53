"""The bytes decide what a file is."""

import gzip

import pytest

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.sniff import FeedUnreadable, check_complete, check_kind, decode, sniff

SPREADSHEETML = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04....", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        ("<div><table>".encode("utf-16"), "html"),
        ("\ufeff<table>".encode("utf-16-be"), "html"),
        (b"\xef\xbb\xbf\r\n  <html>", "html"),
        (SPREADSHEETML, "spreadsheetml"),
        (b'<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"/>', "spreadsheetml"),
        (b"\xef\xbb\xbf[1]", "json"),
        (b' {"a": 1}', "json"),
        ("Ngày,Giá".encode("utf-16"), "csv"),
        (b"a;b", "csv"),
        (b" \r\n", "empty"),
    ],
)
def test_kinds(content: bytes, kind: str) -> None:
    assert sniff(content) == kind


@pytest.mark.parametrize(
    ("content", "encoding", "charset"),
    [
        ("Giá".encode(), "auto", None),
        ("Giá".encode("utf-8-sig"), "auto", "latin-1"),
        ("Giá".encode("utf-16"), "auto", None),
        ("Gia\u0301".encode("cp1258"), "cp1258", None),
        ("Gia\u0301".encode("cp1258"), "auto", "windows-1258"),
    ],
)
def test_encodings(content: bytes, encoding: str, charset: str | None) -> None:
    assert decode(content, encoding, charset) in ("Giá", "Gia\u0301")


def test_html_may_declare_its_own_encoding() -> None:
    assert decode('<meta charset="utf-16"><b>Giá'.encode()) == '<meta charset="utf-16"><b>Giá'
    assert decode(b'<?xml version="1.0" encoding="iso-8859-1"?><a>\xe1</a>').endswith("<a>á</a>")


def test_an_encoding_that_does_not_fit_names_the_byte() -> None:
    with pytest.raises(FeedUnreadable, match="byte 2 is not utf-8; set `encoding`"):
        decode(b"Gi\xe1,1")
    with pytest.raises(FeedUnreadable, match="'x-vps', which nobody knows"):
        decode(b'<meta charset="x-vps">')


@pytest.mark.parametrize(
    ("form", "content", "fits"),
    [
        ("html", SPREADSHEETML, True),
        ("xlsx", SPREADSHEETML, True),
        ("xlsx", b"\xd0\xcf\x11\xe0", True),
        ("csv", b"PK\x03\x04", False),
        ("json", b"a,b", False),
        ("auto", b"{}", True),
    ],
)
def test_a_declared_format_must_fit(form: str, content: bytes, fits: bool) -> None:
    declaration = FeedDeclaration.model_validate(
        {"name": "x", "file": "x", "format": form, "columns": {"price_date": "d", "item": "i", "price": "p"}}
    )
    if fits:
        check_kind(content, declaration)
        return
    with pytest.raises(FeedUnreadable, match=f"where {form} was expected"):
        check_kind(content, declaration)


@pytest.mark.parametrize(
    ("content", "is_whole"),
    [
        (b"<table><tr><td>1</td></tr></table>", True),
        (b"<table><tr><td>1</td></tr><tr><td>2", False),
        (b"<table><tr></tr></table><table><tr>", False),
        (SPREADSHEETML + b"\r\n", True),
        (SPREADSHEETML[:-5], False),
    ],
)
def test_markup_that_stops_in_the_middle_is_cut_short(content: bytes, is_whole: bool) -> None:
    declaration = FeedDeclaration.model_validate(
        {"name": "x", "file": "x", "columns": {"price_date": "d", "item": "i", "price": "p"}}
    )
    if is_whole:
        check_complete(content, sniff(content), declaration)
        return
    with pytest.raises(FeedUnreadable, match="is cut short"):
        check_complete(content, sniff(content), declaration)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(b"ngay,gia\n"), "a gzip archive"), (b"Rar!\x1a\x07\x01\x00", "a RAR archive"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"), (b"\xef\xbb\xbf\n%PDF-1.4", "a PDF document"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "a 7-Zip archive"), (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "an OpenDocument file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a workbook under a password"),
        (OLE + "WordDocument".encode("utf-16-le"), "a Word document"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["auto", "csv", "xlsx"])
def test_what_holds_no_table_is_called_by_its_name(form: str, content: bytes, said: str) -> None:
    declaration = FeedDeclaration.model_validate(
        {"name": "x", "file": "x", "format": form, "columns": {"price_date": "a", "item": "b", "price": "c"}}
    )
    with pytest.raises(FeedUnreadable) as caught:
        check_kind(content, declaration)
    assert str(caught.value) == f"is {said}, which no feed can be: give a csv, json, xlsx, xls or html file"
