"""The files themselves: the same bytes each time, numbers as numbers, text as text, and nothing heavy on import.

A second process renders the same rows, so no clock, hash seed or cache can hide.
"""

import hashlib
import io
import json
import pickle
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest

from reports.formats.render import REPORT_FILES, render
from reports.manifest import write_manifest
from reports.month import build_document

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
NASTY = '=HYPERLINK("http://x")<script>alert(1)</script> #import "x" $a$ *b* @c \\ & {{d}}'
PERSONAL = (
    "Hỏi ０９１８ １２３ ４５６, O918/123/456, chuba@gmail.com, CCCD 091085001234, STK 1012345678, cũ 912.34.56.78"
)
OF_A_PERSON = ("０９１８", "918/123", "chuba", "091085001234", "1012345678")
SECOND = """
import pickle, sys
from pathlib import Path
from reports.manifest import write_manifest
from reports.month import build_document
from reports.formats.render import render
rows, context = pickle.loads(Path(sys.argv[1]).read_bytes())
document = build_document(rows, context)
hashes = render(document, Path(sys.argv[2]), context.as_of)
write_manifest(Path(sys.argv[2]), document, context, hashes=hashes, snapshots=["s1"], inputs={}, code_version="c")
"""


@pytest.fixture(scope="module")
def nasty_rows(rows):
    first, *others = rows["rpt_monthly__difficulties"]
    nasty = {**first, "product_name": "@x", "difficulty": NASTY, "proposal": "=1+1"}
    plus = {**first, "difficulty": '=HYPERLINK("http://x";"Chủ hộ")', "proposal": "+1"}
    someone = {**first, "difficulty": PERSONAL, "proposal": PERSONAL, "product_name": PERSONAL}
    return {**rows, "rpt_monthly__difficulties": [nasty, plus, someone, *others]}


@pytest.fixture(scope="module")
def folder(nasty_rows, context, tmp_path_factory):
    folder = tmp_path_factory.mktemp("r1")
    document = build_document(nasty_rows, context)
    hashes = render(document, folder, context.as_of)
    write_manifest(folder, document, context, hashes=hashes, snapshots=["s1"], inputs={}, code_version="c")
    return folder


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_five_files_and_no_leftovers(folder):
    assert set(contents(folder)) == {*REPORT_FILES, "manifest.json"}


def test_a_second_rendering_is_byte_identical(folder, nasty_rows, context, tmp_path):
    shuffled = {model: rows[::-1] for model, rows in nasty_rows.items()}
    document = build_document(shuffled, context)
    hashes = render(document, tmp_path, context.as_of)
    write_manifest(tmp_path, document, context, hashes=hashes, snapshots=["s1"], inputs={}, code_version="c")
    assert contents(tmp_path) == contents(folder)


def test_another_process_renders_the_same_bytes(folder, nasty_rows, context, tmp_path):
    given = tmp_path / "given.pickle"
    given.write_bytes(pickle.dumps((nasty_rows, context)))
    command = [sys.executable, "-c", SECOND, str(given), str(tmp_path / "out")]
    subprocess.run(command, check=True, cwd=ROOT, env={"PYTHONHASHSEED": "7", "TZ": "America/Lima"})
    assert contents(tmp_path / "out") == contents(folder)


def test_importing_the_report_imports_nothing_heavy():
    code = "import sys, reports.month, reports.formats.render, reports.manifest; print([n for n in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True).stdout
    for heavy in ("altair", "vl_convert", "typst", "'docx'", "xlsxwriter", "pandas"):
        assert heavy not in loaded


def test_zip_entries_carry_the_instant_of_the_data(folder):
    with zipfile.ZipFile(folder / "bao-cao.docx") as package:
        assert {entry.date_time for entry in package.infolist()} == {(2023, 9, 5, 1, 30, 0)}


def test_pdf(folder):
    pdf = pypdf.PdfReader(folder / "bao-cao.pdf")
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert pdf.metadata.creation_date == datetime.fromisoformat("2023-09-05T01:30:00+00:00")
    assert pdf.metadata.title == "Kết quả kết nối hỗ trợ tiêu thụ nông sản tháng 8 năm 2023"
    assert "ĐOÀN TNCS HỒ CHÍ MINH" in pdf.pages[0].extract_text()
    assert "$a$ *b* @c" in " ".join(text.split())
    assert "0918" not in text
    fonts = {font["/BaseFont"] for page in pdf.pages for font in map(resolve, page["/Resources"]["/Font"].values())}
    assert {re.sub(r"^/\w{6}\+|-\w+$", "", font) for font in fonts} == {"LiberationSerif"}
    assert [round(float(side) / 72 * 25.4) for side in pdf.pages[0].mediabox[2:]] == [210, 297]


def resolve(reference):
    return reference.get_object()


def test_no_format_tells_of_a_person(folder):
    """Page, letter of the law, annex and manifest take their words from the same blocks."""
    pdf = "".join(page.extract_text() for page in pypdf.PdfReader(folder / "bao-cao.pdf").pages)
    zipped = {name: zipfile.ZipFile(folder / name) for name in ("bao-cao.docx", "phu-luc.xlsx")}
    texts = {name: "".join(file.read(part).decode("utf-8", "replace") for part in file.namelist())
             for name, file in zipped.items()}  # fmt: skip
    texts |= {"bao-cao.pdf": pdf}
    texts |= {name: (folder / name).read_text(encoding="utf-8") for name in ("bao-cao.html", "manifest.json")}
    assert {(name, one) for name, text in texts.items() for one in OF_A_PERSON if one in text} == set()
    for name in ("bao-cao.docx", "phu-luc.xlsx", "bao-cao.html"):
        for mask in ("[số điện thoại]", "[thư điện tử]", "[số căn cước]", "[số tài khoản]"):
            assert mask in texts[name]


def test_html_is_self_contained_escaped_and_marked(folder):
    page = (folder / "bao-cao.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r'(?:src|href)="(?!data:)', page)
    assert "url(" not in page
    assert '<meta name="viewport"' in page
    assert 'data-figure="headline.sold_t"' in page
    ids = {figure["id"] for figure in json.loads((folder / "manifest.json").read_bytes())["figures"]}
    assert set(re.findall(r'data-figure="([^"]+)"', page)) <= ids


def test_every_table_number_of_the_page_is_marked(folder):
    page = (folder / "bao-cao.html").read_text(encoding="utf-8")
    cells = re.findall(r'<td class="number"([^>]*)>([^<]*)</td>', page)
    assert len(cells) > 200
    assert all("data-figure" in marks or text in {"–", ""} for marks, text in cells)


def test_spreadsheet_has_numbers_and_no_formulas(folder):
    raw = (folder / "phu-luc.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(raw))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == "=1+1" and cell.data_type == "s" for cell in cells)
    assert sum(cell.data_type == "n" for cell in cells) > 300
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        assert not [name for name in package.namelist() if b"<f>" in package.read(name)]
    for sheet in book:
        assert sheet.freeze_panes and sheet.print_area and sheet.print_title_rows


def test_text_like_a_formula_stays_text_even_when_it_is_edited(folder):
    book = openpyxl.load_workbook(folder / "phu-luc.xlsx")
    cells = {cell.value: cell for row in book["Khó khăn"].iter_rows() for cell in row if cell.value is not None}
    for text in ("=1+1", "+1", '=HYPERLINK("http://x";"Chủ hộ")'):
        assert (cells[text].data_type, cells[text].quotePrefix) == ("s", True)
    assert not cells["Khó khăn, vướng mắc"].quotePrefix
    assert not [sheet for sheet in book if sheet._hyperlinks]


def test_the_last_sheet_names_the_figure_of_every_number(folder):
    book = openpyxl.load_workbook(folder / "phu-luc.xlsx")
    *tables, sources = book.worksheets
    assert sources.title == "Nguồn số liệu"
    listed = {(row[0].value, row[1].value): row for row in sources.iter_rows(min_row=5)}
    numbers = {(sheet.title, cell.coordinate) for sheet in tables for row in sheet.iter_rows(min_row=5) for cell in row
               if cell.data_type == "n" and cell.value is not None}  # fmt: skip
    assert set(listed) == numbers
    stated = json.loads((folder / "manifest.json").read_bytes())["figures"]
    values = {(figure["id"], figure["lineage"]): figure["value"] for figure in stated}
    for row in listed.values():
        assert values[row[2].value, row[4].value] == pytest.approx(row[3].value)


def test_a_figure_tells_on_pointing_where_it_comes_from(folder):
    page = (folder / "bao-cao.html").read_text(encoding="utf-8")
    marks = re.findall(r'data-figure="([^"]+)"( title="([^"]+)")?', page)
    assert len(marks) > 300
    assert all(title.startswith(f"{figure_id} ← ") for figure_id, _, title in marks)
    assert 'title="headline.sold_t ← marts.rpt_monthly__figures[' in page


def test_the_page_keeps_its_form_without_its_style_sheet(folder):
    page = re.sub(r"<style>.*?</style>", "", (folder / "bao-cao.html").read_text(encoding="utf-8"), flags=re.S)
    tables = re.findall(r"<table[^>]*>", page)
    assert all('width="100%"' in table and "border=" in table for table in tables)
    assert all("bgcolor=" in head for head in re.findall(r"<th [^>]*>", page))
    assert all('align="right"' in cell for cell in re.findall(r'<td class="number"[^>]*>', page))


def test_spreadsheet_keeps_unrounded_values(folder):
    sheet = openpyxl.load_workbook(folder / "phu-luc.xlsx")["Nguồn cung"]
    pineapple = next(row for row in sheet.iter_rows() if str(row[0].value).startswith("Khóm"))
    expected = next(cell for cell in pineapple if cell.value == 1893.333333)
    assert expected.number_format == "#,##0.0"


def test_manifest_names_every_figure_and_hash(folder):
    stated = json.loads((folder / "manifest.json").read_bytes())
    assert stated["month"] == "2023-08"
    assert stated["as_of"] == "2023-09-05T01:30:00Z"
    assert (stated["verdict"], stated["revision"], stated["number"]) == ("released", "r1", 1)
    assert stated["delivery"] == "chưa gửi"
    for name in REPORT_FILES:
        assert stated["files"][name] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    sold = [figure for figure in stated["figures"] if figure["id"] == "headline.sold_t"]
    assert {figure["printed"] for figure in sold} == {"4.943,3 tấn", "4.943,3"}
    assert all(figure["value"] == pytest.approx(4943.275) for figure in sold)
    assert all(figure["lineage"].startswith(("marts.", "quality.")) for figure in stated["figures"])


def test_an_empty_month_renders_too(context, tmp_path):
    render(build_document({}, context), tmp_path, context.as_of)
    assert len(pypdf.PdfReader(tmp_path / "bao-cao.pdf").pages) < 6


def test_page_one_says_how_far_the_report_may_be_relied_on(make_context, tmp_path):
    left_out = ("Huyện đoàn Kiên Hải", "Thành đoàn Phú Quốc")
    context = make_context(
        verdict="blocked", revision=2, is_provisional=True, units_left_out=left_out, warnings=("a",),
        reservations=("Trần Văn A", "Họp giao ban sáng thứ Hai"),
    )  # fmt: skip
    render(build_document({}, context), tmp_path, context.as_of)
    first = " ".join(pypdf.PdfReader(tmp_path / "bao-cao.pdf").pages[0].extract_text().split())
    for words in (
        "chưa đạt yêu cầu phát hành chính thức", "BẢN TẠM THỜI", *left_out, "BẢN ĐIỀU CHỈNH", "lần thứ 2",
        "PHÁT HÀNH CÓ BẢO LƯU", "Trần Văn A", "Họp giao ban sáng thứ Hai", "LƯU Ý VỀ SỐ LIỆU",
    ):  # fmt: skip
        assert words in first


def test_a_naive_instant_is_refused(context, tmp_path):
    with pytest.raises(ValueError, match="timezone"):
        render(build_document({}, context), tmp_path, datetime(2023, 9, 5))
