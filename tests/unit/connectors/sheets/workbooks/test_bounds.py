"""Small workbooks that would become enormous: each is refused with one line, in a process that could not hold it."""

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from connectors.archives import ArchiveRefused, check_archive
from connectors.limits import WORKBOOK_CELLS
from connectors.sheets.workbooks.backend import WorkbookBackend
from tests.unit.confined import confined
from tests.unit.connectors.damage import with_part

AT = datetime(2023, 3, 1, tzinfo=UTC)
SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPES = "[Content_Types].xml"
STRINGS_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
TOO_MANY = f"has more than the {WORKBOOK_CELLS} cells a workbook may have"


def plain() -> bytes:
    book, out = openpyxl.Workbook(), BytesIO()
    book.active.append(["Mã", "Tên"])
    book.save(out)
    return out.getvalue()


def with_sheet(rows: str, after: str = "") -> bytes:
    sheet = f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>'
    return with_part(plain(), SHEET, sheet.encode())


def merged(*areas: str) -> bytes:
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return with_sheet('<row r="1"><c r="A1"><v>1</v></c></row>', f"<mergeCells>{cells}</mergeCells>")


def links(area: str) -> bytes:
    return with_sheet("", f'<hyperlinks><hyperlink ref="{area}" location="A1"/></hyperlinks>')


def styled_blanks(rows: int) -> bytes:
    row = '<c r="A1" s="0"/>' * 1000
    return with_sheet("".join(f'<row r="{number}">{row}</row>' for number in range(1, rows + 1)))


def one_sheet_as_many_tabs(count: int) -> bytes:
    rows = "".join(f'<row r="{number}">{"<c><v>1</v></c>" * 100}</row>' for number in range(1, 101))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    tabs = "".join(f'<sheet name="T{at}" sheetId="{at}" r:id="rId{at}"/>' for at in range(1, count))
    folders = {at: "/xl/worksheets" if at % 2 else "./worksheets" for at in range(1, count)}
    targets = "".join(
        f'<Relationship Id="rId{at}" Type="{kind}/worksheet" Target="{folder}/sheet1.xml"/>'
        for at, folder in folders.items()
    )
    book = with_part(
        with_sheet(rows),
        "xl/workbook.xml",
        f'<workbook {MAIN} xmlns:r="{kind}"><sheets>{tabs}</sheets></workbook>'.encode(),
    )
    return with_part(
        book, "xl/_rels/workbook.xml.rels", f"<Relationships {RELATIONS}>{targets}</Relationships>".encode()
    )


def one_text_in_many_cells(length: int, count: int) -> bytes:
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>x</t></is></c></row>' for row in range(1, 3))
    cells += "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(3, count))
    texts = f"<sst {MAIN}><si><t>{'x' * length}</t></si></sst>"
    book = with_part(with_sheet(cells), "xl/sharedStrings.xml", texts.encode())
    with zipfile.ZipFile(BytesIO(book)) as archive:
        types = archive.read(TYPES).replace(b"</Types>", STRINGS_TYPE.encode() + b"</Types>")
    return with_part(book, TYPES, types)


def far_cells(*places: str) -> bytes:
    rows = "".join(
        f'<row r="{place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{place}"><v>1</v></c></row>' for place in places
    )
    return with_sheet(rows)


HOSTILE = {
    "one merge of all cells": (merged("A1:XFD1048576"), f"{TOO_MANY}.*A1:XFD1048576; clear formats and merged areas"),
    "many merges": (merged(*[f"A{row}:XFD{row}" for row in range(1, 60)]), TOO_MANY),
    "one merge repeated": (merged(*["A1:XFD4"] * 20), TOO_MANY),
    "a link over all cells": (links("A1:XFD1048576"), TOO_MANY),
    "a link over whole columns": (links("A:XFD"), TOO_MANY),
    "empty styled cells": (styled_blanks(600), TOO_MANY),
    "one sheet as many tabs": (one_sheet_as_many_tabs(80), TOO_MANY),
    "a cell in the last corner": (far_cells("A1", "XFD1048576"), "tab 'Sheet' filled as far as row 1048576"),
    "one text in many cells": (one_text_in_many_cells(900_000, 2_000), "more than 64000000 characters in its cells"),
    "rows without cells": (with_sheet('<row r="1" ht="3"/>' * 400_001), "more rows, styles and notes"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_small_workbook_that_would_become_enormous_is_refused(tmp_path: Path, case: str) -> None:
    content, said = HOSTILE[case]
    assert len(content) < 100_000
    (tmp_path / "907.xlsx").write_bytes(content)
    found = confined(lambda: WorkbookBackend(tmp_path).read_tabs("907", AT))
    assert re.match(rf"SheetUnavailable: unit 907: .*{said}", found), found


def test_a_lone_cell_in_the_last_row_makes_no_others(tmp_path: Path) -> None:
    """Its grid is one of numbers alone: a million places, and no cell of openpyxl for any of them."""
    (tmp_path / "907.xlsx").write_bytes(far_cells("A1", "B1048576"))

    def shapes() -> list[tuple[int, int]]:
        return [tab.grid.kinds.shape for tab in WorkbookBackend(tmp_path).read_tabs("907", AT).tabs]

    assert confined(shapes) == "[(1048576, 2)]"


def test_a_lying_encoding_hides_nothing() -> None:
    sheet = f'<?xml version="1.0" encoding="cp037"?><worksheet {MAIN}/>'.encode()
    with pytest.raises(ArchiveRefused, match="in an encoding that no spreadsheet program uses"):
        check_archive(with_part(plain(), SHEET, sheet))


def test_the_parts_of_an_archive_are_counted_before_its_directory_is_read() -> None:
    with pytest.raises(ArchiveRefused, match="has more than the 5000 parts"):
        check_archive(plain() + b"PK\x01\x02" * 5_001)
