"""Styles, page and page number of bao-cao.docx, as the document norms give them.

Every style names Times New Roman itself, so no run can fall back to the template's own fonts.
"""

from dataclasses import dataclass
from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports import look

TYPEFACE: Final = "Times New Roman"
_INDENT_MM: Final = 12.7
_LEFT, _CENTRE, _BOTH = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_BLACK: Final = RGBColor(0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: points and lines; `indent` of the first line in mm."""

    size: float
    side: Any
    before: float = 0
    after: float = 0
    line: float = 1.0
    indent: float = 0
    is_bold: bool = False
    is_italic: bool = False
    keeps_with_next: bool = False


_STYLES: Final = {
    "Report Body": _Style(look.BODY_PT, _BOTH, after=6, line=1.15, indent=_INDENT_MM),
    "Report Bullet": _Style(look.BODY_PT, _BOTH, after=4, line=1.15, indent=_INDENT_MM),
    "Report Note": _Style(look.CAPTION_PT, _BOTH, before=2, after=4, is_italic=True),
    "Report Notice": _Style(look.CAPTION_PT, _CENTRE, before=2, after=2),
    "Report Letterhead": _Style(look.BODY_PT, _CENTRE),
    "Report Title": _Style(look.BODY_PT, _CENTRE, after=2, is_bold=True),
    "Report Addressees": _Style(look.BODY_PT, _CENTRE, after=10),
    "Report Caption": _Style(look.CAPTION_PT, _CENTRE, before=6, after=4, is_bold=True),
    "Report Picture": _Style(look.BODY_PT, _CENTRE, before=6, after=2, keeps_with_next=True),
    "Report Table": _Style(look.TABLE_PT, _LEFT, before=1, after=1),
    "Report Recipients": _Style(look.RECIPIENTS_PT, _LEFT),
    "Report Gap": _Style(look.CAPTION_PT, _LEFT, line=0.5),
}
STYLE_IDS: Final = {name: name.replace(" ", "") for name in _STYLES}


def apply_styles(package: Any) -> None:
    """Defines the report's styles and turns every style of the template to Times New Roman."""
    package.styles["Normal"].font.size = Pt(look.BODY_PT)
    for name, style in _STYLES.items():
        _define(package, name, style)
    for level in (1, 2, 3):
        _heading(package, level)
    for style in package.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH and style.element.rPr is not None:
            style.element.rPr.get_or_add_rFonts()
    for fonts in package.styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), TYPEFACE)


def _define(package: Any, name: str, wanted: _Style) -> None:
    style = package.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = package.styles["Normal"]
    style.font.size = Pt(wanted.size)
    style.font.bold = wanted.is_bold or None
    style.font.italic = wanted.is_italic or None
    layout = style.paragraph_format
    layout.alignment = wanted.side
    layout.space_before, layout.space_after = Pt(wanted.before), Pt(wanted.after)
    layout.line_spacing = wanted.line
    layout.first_line_indent = Mm(wanted.indent) if wanted.indent else None
    layout.keep_with_next = wanted.keeps_with_next or None


def _heading(package: Any, level: int) -> None:
    style = package.styles[f"Heading {level}"]
    style.font.size = Pt(look.BODY_PT)
    style.font.bold, style.font.italic, style.font.color.rgb = True, level == 3, _BLACK
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(12 if level == 1 else 8), Pt(4)
    layout.first_line_indent = Mm(_INDENT_MM)
    layout.keep_with_next = True


def page_setup(package: Any) -> None:
    """A4 portrait, the norms' margins, the page number centred above from the second page on."""
    section = package.sections[0]
    section.page_width, section.page_height = Mm(look.PAGE_MM[0]), Mm(look.PAGE_MM[1])
    section.top_margin, section.bottom_margin = Mm(look.MARGIN_TOP_MM), Mm(look.MARGIN_BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(look.MARGIN_LEFT_MM), Mm(look.MARGIN_RIGHT_MM)
    section.header_distance = section.footer_distance = Mm(9)
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    number = section.header.paragraphs[0]
    number.alignment = _CENTRE
    for kind, text in (("begin", None), (None, " PAGE "), ("separate", None), ("end", None)):
        run = number.add_run()
        run.font.size = Pt(look.BODY_PT)
        run._r.append(_field_part(kind, text))


def _field_part(kind: str | None, text: str | None) -> Any:
    if kind is None:
        part = OxmlElement("w:instrText")
        part.set(qn("xml:space"), "preserve")
        part.text = text
        return part
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    return part
