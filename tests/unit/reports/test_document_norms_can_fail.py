"""Each of the seventeen checks is seen to fail: the same Word file, broken in the one way the check is there for.

A check that a wrong document passes would be worth nothing, so every break below must be caught by its own check.
"""

import unicodedata

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.unit.reports import test_document_norms as norms


@pytest.fixture(scope="module")
def sound(rows, make_context):
    return norms.make_written("released", rows, make_context)


@pytest.fixture
def broken(sound):
    """The file opened anew, so that a break is gone with its test."""
    sound.open(sound.raw)
    return sound


def body(written):
    return next(paragraph for paragraph in written.word.paragraphs if paragraph.style.name == "Report Body")


def letterhead(written, row, column):
    return written.tables()[0].rows[row].cells[column].paragraphs


def set_text(paragraph, text):
    paragraph.runs[0].text = text
    for run in paragraph.runs[1:]:
        run.text = ""


def total_row(written):
    return next(row for table in written.data_tables() for row in table.rows if row.cells[0].text == "Tổng cộng")


def _wide_paper(written):
    written.section.page_width = Mm(216)


def _narrow_margin(written):
    written.section.left_margin = Mm(20)


def _other_font(written):
    body(written).runs[0].font.name = "Arial"


def _small_body(written):
    body(written).runs[0].font.size = Pt(11)


def _number_on_page_one(written):
    written.section.different_first_page_header_footer = False


def _state_letterhead(written):
    set_text(letterhead(written, 0, 1)[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")


def _light_organisation(written):
    letterhead(written, 0, 1)[0].runs[0].bold = False


def _no_stars(written):
    set_text(letterhead(written, 0, 0)[1], "-----")


def _short_number(written):
    set_text(letterhead(written, 0, 0)[2], "Số: 1-BC/TĐTN-BPT")


def _state_number(written):
    set_text(letterhead(written, 0, 0)[2], "Số: 01/BC-TĐTN")


def _upright_date(written):
    letterhead(written, 1, 1)[0].runs[0].italic = False


def _short_day(written):
    set_text(letterhead(written, 1, 1)[0], "Kiên Giang, ngày 5 tháng 9 năm 2023")


def _light_title(written):
    next(paragraph for paragraph in written.word.paragraphs if paragraph.text == "BÁO CÁO").runs[0].bold = False


def _doctor(written):
    set_text(norms.signature_cells(written)[1].paragraphs[-1], "Th.S Phan Đình Nhân")


def _other_office(written):
    set_text(norms.signature_cells(written)[1].paragraphs[1], "CHÁNH VĂN PHÒNG")


def _open_recipient(written):
    set_text(norms.signature_cells(written)[0].paragraphs[1], "- Văn phòng TW Đoàn")


def _large_recipients(written):
    norms.signature_cells(written)[0].paragraphs[2].runs[0].font.size = Pt(14)


def _header_once(written):
    mark = written.data_tables()[0]._tbl.find(".//" + qn("w:tblHeader"))
    mark.getparent().remove(mark)


def _wrong_total(written):
    cell = next(cell for cell in total_row(written).cells[1:] if cell.text)
    set_text(cell.paragraphs[0], "9.999.999")


def says(text):
    def say(written):
        body(written).add_run(text)

    say.__name__ = text
    return say


BREAKS = {
    norms.test_L1_paper_is_a4_portrait: [_wide_paper],
    norms.test_L2_margins: [_narrow_margin],
    norms.test_L3_every_run_is_times_new_roman: [_other_font],
    norms.test_L4_body_is_13_to_14_points: [_small_body],
    norms.test_L5_page_number_is_above_from_page_two: [_number_on_page_one],
    norms.test_L6_right_of_the_letterhead_names_the_union_in_bold: [_state_letterhead, _light_organisation],
    norms.test_L7_left_of_the_letterhead: [_no_stars],
    norms.test_L8_number_line: [_short_number, _state_number],
    norms.test_L9_date_line: [_upright_date, _short_day],
    norms.test_L10_title_and_subject: [_light_title],
    norms.test_L11_nothing_forbidden_is_printed: [
        _state_letterhead, says("Độc lập - Tự do"), says(" TBD"), says(" nan"), says(" None"), says("{{ tấn")
    ],
    norms.test_L12_signature: [_doctor, _other_office],
    norms.test_L13_recipients: [_open_recipient, _large_recipients],
    norms.test_L14_text_is_nfc_without_invisible_characters: [
        says(unicodedata.normalize("NFD", "ế")), says("\u200b"), says("\u00ad"), says("\ufeff")
    ],
    norms.test_L15_no_decimal_point: [says(" 2.5 tấn")],
    norms.test_L16_every_number_in_prose_is_a_figure_of_the_run: [says(" 987.654,3 tấn")],
    norms.test_L17_header_rows_repeat_and_totals_add_up: [_header_once, _wrong_total],
}  # fmt: skip
CASES = [(check, damage) for check, damages in BREAKS.items() for damage in damages]


@pytest.mark.parametrize(
    ("check", "damage"), CASES, ids=[f"{check.__name__.split('_')[1]} {damage.__name__}" for check, damage in CASES]
)
def test_the_check_catches_it(broken, check, damage):
    check(broken)
    damage(broken)
    with pytest.raises(AssertionError):
        check(broken)


def test_each_of_the_seventeen_checks_is_broken_here():
    assert sorted(int(check.__name__.split("_")[1][1:]) for check in BREAKS) == list(range(1, 18))
