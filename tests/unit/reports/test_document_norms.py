"""The seventeen machine checks of the Youth Union's document form, run on the Word file itself.

Each check reads the file as Word would: styles resolved, tables by their cells, page by its section.
"""

import io
import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from reports.charts.draw import draw
from reports.formats.docx import write_docx
from reports.month import build_document
from reports.tables import OFF
from tests.unit.reports.plan_to_date import as_december

pytestmark = pytest.mark.slow

VARIANTS = {
    "released": {},
    "provisional": {"is_provisional": True, "units_left_out": ("Huyện đoàn Kiên Hải",), "verdict": "blocked"},
    "corrected": {
        "revision": 2,
        "number": 12,
        "warnings": ("Giá của ttns_rice đã 0.5 tháng chưa cập nhật.",),
        "changes": ({"name": "Sản lượng tiêu thụ", "old": "4.900,1 tấn", "new": "4.943,3 tấn", "unit": "Hòn Đất"},),
    },
    "reserved": {"reservations": ("Trần Văn A", "Chấp nhận thiếu một đơn vị, gọi 0918 123 456.")},
    "upward": {"addressees": "Ban Thường vụ Tỉnh ủy; Văn phòng Trung ương Đoàn"},
    "december": {"month": date(2023, 12, 1), "as_of": datetime(2024, 1, 5, 1, 30, tzinfo=UTC)},
}


_drawn = {}


def _drawing(name, chart):
    """Most charts are the same in every variant, so each picture is drawn once."""
    key = (name, repr(chart.points))
    if key not in _drawn:
        _drawn[key] = draw(chart)
    return _drawn[key]


class Written:
    """A report's Word file beside the document it was made from."""

    def __init__(self, document, as_of):
        drawings = {chart.caption: _drawing(chart.name, chart) for chart in document.charts()}
        self.document = document
        self.raw = write_docx(document, drawings, as_of)
        self.open(self.raw)

    def open(self, raw):
        self.word = docx.Document(io.BytesIO(raw))
        self.section = self.word.sections[0]

    def tables(self):
        return self.word.tables

    def data_tables(self):
        """All tables but the letterhead, the signature and the boxed notices."""
        tables = [table for table in self.word.tables[1:] if len(table.rows) > 1 or len(table.columns) > 1]
        return [table for table in tables if not table.rows[0].cells[0].text.startswith("Nơi nhận")]

    def cell_paragraphs(self):
        for table in self.word.tables:
            for element in table._tbl.iter(qn("w:p")):
                yield docx.text.paragraph.Paragraph(element, table)

    def paragraphs(self):
        yield from self.word.paragraphs
        yield from self.cell_paragraphs()
        yield from self.section.header.paragraphs

    def text(self):
        return "\n".join(paragraph.text for paragraph in self.paragraphs())


def make_written(variant, rows, make_context):
    context = make_context(**VARIANTS[variant])
    given = as_december(rows) if variant == "december" else rows
    return Written(build_document(given, context), context.as_of)


@pytest.fixture(scope="module", params=VARIANTS, ids=str)
def written(request, rows, make_context):
    return make_written(request.param, rows, make_context)


def style_chain(paragraph):
    style = paragraph.style
    while style is not None:
        yield style
        style = style.base_style


def resolved(run, paragraph, attribute):
    for font in (run.font, *(style.font for style in style_chain(paragraph))):
        value = getattr(font, attribute)
        if value is not None:
            return value
    return None


def resolved_side(paragraph):
    for layout in (paragraph.paragraph_format, *(style.paragraph_format for style in style_chain(paragraph))):
        if layout.alignment is not None:
            return layout.alignment
    return None


def is_bold(paragraph):
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(resolved(run, paragraph, "bold") for run in runs)


def twips(length):
    return length.twips


def test_L1_paper_is_a4_portrait(written):
    assert abs(twips(written.section.page_width) - 11906) <= 20
    assert abs(twips(written.section.page_height) - 16838) <= 20


def test_L2_margins(written):
    section = written.section
    assert 1134 <= twips(section.top_margin) <= 1417
    assert 1134 <= twips(section.bottom_margin) <= 1417
    assert 1701 <= twips(section.left_margin) <= 1984
    assert 850 <= twips(section.right_margin) <= 1134


def test_L3_every_run_is_times_new_roman(written):
    for paragraph in written.paragraphs():
        for run in paragraph.runs:
            assert resolved(run, paragraph, "name") == "Times New Roman", paragraph.text
    fonts = written.word.styles.element.iter(qn("w:rFonts"))
    assert {value for font in fonts for value in font.attrib.values()} == {"Times New Roman"}


def test_L4_body_is_13_to_14_points(written):
    checked = 0
    for paragraph in written.word.paragraphs:
        for run in paragraph.runs:
            assert 13 <= resolved(run, paragraph, "size").pt <= 14, paragraph.text
            checked += 1
    assert checked > 30


def test_L5_page_number_is_above_from_page_two(written):
    section = written.section
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert section.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert "PAGE" not in section.first_page_header._element.xml


def test_L6_right_of_the_letterhead_names_the_union_in_bold(written):
    right = written.tables()[0].rows[0].cells[1]
    assert right.text == "ĐOÀN TNCS HỒ CHÍ MINH"
    assert is_bold(right.paragraphs[0])


def test_L7_left_of_the_letterhead(written):
    lines = [paragraph.text for paragraph in written.tables()[0].rows[0].cells[0].paragraphs]
    assert "KIÊN GIANG" in lines[0]
    assert lines[1] == "***"
    assert lines[2].startswith("Số:")


def test_L8_number_line(written):
    line = written.tables()[0].rows[0].cells[0].paragraphs[2].text
    assert re.fullmatch(r"Số:\s?\d{2,}-BC/TĐTN(-[A-ZĐ]+)?", line)


def test_L9_date_line(written):
    paragraph = written.tables()[0].rows[1].cells[1].paragraphs[0]
    assert all(run.italic for run in paragraph.runs)
    pattern = r"Kiên Giang, ngày (0[1-9]|[12]\d|3[01]) tháng (0?[1-9]|1[0-2]) năm (20\d\d)"
    assert re.fullmatch(pattern, paragraph.text)
    day, month, year = re.fullmatch(pattern, paragraph.text).groups()
    assert date(int(year), int(month), int(day)) in {date(2023, 9, 5), date(2024, 1, 5)}
    assert month.startswith("0") == (int(month) < 3)


def test_L10_title_and_subject(written):
    paragraphs = written.word.paragraphs
    place = next(place for place, paragraph in enumerate(paragraphs) if paragraph.text == "BÁO CÁO")
    for paragraph in paragraphs[place : place + 2]:
        assert is_bold(paragraph)
        assert resolved_side(paragraph) == WD_ALIGN_PARAGRAPH.CENTER
    subject = r"Kết quả kết nối hỗ trợ tiêu thụ nông sản tháng (8|12) năm 2023"
    assert re.fullmatch(subject, paragraphs[place + 1].text)


def test_L11_nothing_forbidden_is_printed(written):
    text = written.text()
    for forbidden in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do", "TBD", "None", "{{"):
        assert forbidden not in text
    assert not re.search(r"\bnan\b", text)


def test_L12_signature(written):
    lines = [paragraph for paragraph in signature_cells(written)[1].paragraphs if paragraph.text]
    assert lines[0].text == "TM. BAN THƯỜNG VỤ TỈNH ĐOÀN"
    assert lines[1].text in {"BÍ THƯ", "PHÓ BÍ THƯ"}
    assert lines[2].text == "Phan Đình Nhân"
    assert is_bold(lines[2])


def signature_cells(written):
    return next(table for table in written.tables() if table.rows[0].cells[0].text.startswith("Nơi nhận")).rows[0].cells


def test_L13_recipients(written):
    label, *lines = signature_cells(written)[0].paragraphs
    assert label.text == "Nơi nhận:"
    assert all(run.bold and run.italic and run.font.size.pt == 12 for run in label.runs)
    for line in lines:
        assert all(resolved(run, line, "size").pt == 11 for run in line.runs)
    assert all(re.fullmatch(r"- .+;", line.text) for line in lines[:-1])
    assert re.fullmatch(r"- Lưu.*\.", lines[-1].text)


def test_L14_text_is_nfc_without_invisible_characters(written):
    text = written.text()
    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & {"\u00ad", "\u200b", "\ufeff"}


def test_L15_no_decimal_point(written):
    for paragraph in written.paragraphs():
        prose = re.sub(r"^(\d+\.)+\s", "", paragraph.text)
        assert not re.search(r"\d+\.\d{1,2}(?!\d)", prose), paragraph.text


SAID_WITHOUT_FIGURE = re.compile(
    r"ngày \d\d/\d\d?/\d{4}|\d{1,2} giờ \d\d|tháng \d\d?|năm \d{4}|Bảng \d+|Biểu đồ \d+|PHỤ LỤC \d|Phụ lục \d|"
    r"^\d\. |8 TUẦN|8 tuần|\d\d/\d\d?–\d\d/\d\d?|lần thứ \d+"
)


def test_L16_every_number_in_prose_is_a_figure_of_the_run(written):
    figures = {token for figure in written.document.figures() for token in re.findall(r"\d[\d.,]*", figure.text)}
    checked = 0
    for paragraph in written.word.paragraphs:
        prose = SAID_WITHOUT_FIGURE.sub("", paragraph.text)
        for token in re.findall(r"\d[\d.,]*\d|\d", prose):
            assert token in figures, (token, paragraph.text)
            checked += 1
    assert checked > 30


def decimal(text):
    return Decimal(text.replace(".", "").replace(",", "."))


def test_L17_header_rows_repeat_and_totals_add_up(written):
    tables, added, exact = written.data_tables(), 0, 0
    assert len(tables) >= 12
    for table in tables:
        assert table._tbl.findall(qn("w:tr"))[0].find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        *rows, last = [[cell.text for cell in row.cells] for row in table.rows[1:]]
        if last[0] != "Tổng cộng":
            continue
        for column, total in enumerate(last[1:], start=1):
            if total and total != "–":
                parts = [decimal(row[column]) for row in rows if row[column] != "–"]
                off = abs(sum(parts) - decimal(total))
                half = Decimal(5).scaleb(decimal(total).as_tuple().exponent - 1)
                assert off <= half * (len(parts) + 1)
                assert off == 0 or OFF in _note_below(table)
                added, exact = added + 1, exact + (off == 0)
    assert added > 30
    assert exact > added * 0.6


def _note_below(table):
    paragraph = table._tbl.getnext()
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def test_supply_is_what_is_placed_and_what_is_not_in_every_row(written):
    checked = 0
    for table in written.data_tables():
        header, *rows = [[cell.text for cell in row.cells] for row in table.rows]
        if "Đã có đầu ra (tấn)" not in header:
            continue
        at = [header.index(f"{label} (tấn)") for label in ("Dự kiến thu hoạch", "Đã có đầu ra", "Chưa có đầu ra")]
        for row in rows:
            whole, *parts = (decimal(row[place]) if row[place] != "–" else 0 for place in at)
            assert abs(whole - sum(parts)) <= (Decimal("0.1") if OFF in _note_below(table) else 0), row
            checked += 1
    assert checked > 30


def test_phone_numbers_are_masked(written):
    assert "0918" not in written.text()
    assert "[số điện thoại]" in written.text()


def test_a_banner_stands_before_the_first_chapter(rows, make_context):
    context = make_context(**VARIANTS["provisional"])
    written = Written(build_document(rows, context), context.as_of)
    body = [element for element in written.word.element.body if element.tag in {qn("w:p"), qn("w:tbl")}]
    texts = ["".join(node.text or "" for node in element.iter(qn("w:t"))) for element in body]
    banner = next(place for place, text in enumerate(texts) if text.startswith("BẢN TẠM THỜI"))
    assert banner < next(place for place, text in enumerate(texts) if text.startswith("I. TÌNH HÌNH"))
    assert "Huyện đoàn Kiên Hải" in texts[banner]
