"""Files as Notepad and Excel save them: what is read, and what is refused in one line."""

import pytest

from connectors.saved_files import SavedRow, SavedWrongly, saved_rows, saved_text

NEEDED = ("mã", "tên")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_way_of_saving_unicode_is_read(codec: str) -> None:
    assert saved_text('name = "Gò Quao"\r\n'.encode(codec)) == 'name = "Gò Quao"\r\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a\nGo\u0300 Quao".encode("cp1258"), "is not UTF-8 but saved as ANSI \\(line 2\\), .*: save it as UTF-8"),
        (b"Gi\xe1", "is not UTF-8 but saved as ANSI \\(line 1\\)"),
        (b"\xff\xfea", "is no text file: byte 2 is not utf-16"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "is no text file"),
    ],
)
def test_what_is_no_unicode_is_named(content: bytes, said: str) -> None:
    with pytest.raises(SavedWrongly, match=said):
        saved_text(content)


@pytest.mark.parametrize(
    "text",
    [
        'mã,tên\n1,Gò Quao\n\n2,"Rạch, Giá"\n',
        "mã;tên\n1;Gò Quao\n;\n2;Rạch, Giá\n;;;\n\n",
        "mã\ttên\t\t\n1\tGò Quao\t\t\n\t\t\t\n2\tRạch, Giá\t\t\n",
    ],
)
def test_every_separator_is_known_by_the_columns_and_empty_rows_are_none(text: str) -> None:
    columns, rows = saved_rows(text.encode("utf-8-sig"), NEEDED)
    assert columns == NEEDED
    assert rows == [
        SavedRow(2, {"mã": "1", "tên": "Gò Quao"}), SavedRow(4, {"mã": "2", "tên": "Rạch, Giá"}),
    ]  # fmt: skip


def test_excels_own_hint_of_the_separator_is_no_row() -> None:
    assert saved_rows("sep=;\nmã;tên\n1;a\n".encode("utf-16"), NEEDED)[1] == [SavedRow(3, {"mã": "1", "tên": "a"})]


def test_cells_beyond_the_columns_are_told_and_missing_ones_are_empty() -> None:
    assert saved_rows("mã,tên\n1\n2,a,b,\n".encode(), NEEDED)[1] == [
        SavedRow(2, {"mã": "1", "tên": ""}), SavedRow(3, {"mã": "2", "tên": "a"}, ("b",)),
    ]  # fmt: skip


def test_an_empty_file_has_no_columns() -> None:
    assert saved_rows(b"\r\n  \r\n", NEEDED) == ((), [])
