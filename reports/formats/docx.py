"""bao-cao.docx in the Youth Union's form: letterhead, body, signature, annexes, all in Times New Roman.

python-docx stamps zip entries with the clock, so the package is written again with the instant of the data.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports import look
from reports.charts.draw import Drawing
from reports.document import Banner, Block, Chart, Document, Heading, Paragraph, Run, Table
from reports.formats.docx_styles import STYLE_IDS, apply_styles, page_setup
from reports.formats.docx_tables import Box, Line, append_data_table, append_table, line

_NO_BREAK: Final = "\u00a0"
_RULE: Final = {"val": "single", "sz": "6", "space": "1", "color": "000000"}


def write_docx(document: Document, drawings: Mapping[str, Drawing], as_of: datetime) -> bytes:
    """The Word file; `drawings` by chart caption, `as_of` the only instant in it."""
    package = docx.Document()
    apply_styles(package)
    page_setup(package)
    writer = _Writer(package, drawings)
    writer.letterhead(document)
    for banner in document.banners:
        writer.banner(banner)
    writer.blocks(document.body)
    writer.signature(document)
    for annex in document.annexes:
        writer.annex(annex.title)
        writer.blocks(annex.blocks)
    _stamp(package, document, as_of)
    raw = io.BytesIO()
    package.save(raw)
    return _rezipped(raw.getvalue(), as_of)


def _stamp(package: Any, document: Document, as_of: datetime) -> None:
    moment = as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about = package.core_properties
    about.title = document.letterhead.subject
    about.author = about.last_modified_by = document.letterhead.issuer
    about.created = about.modified = moment
    about.language = "vi-VN"
    about.comments, about.revision = "", 1


def _rezipped(raw: bytes, as_of: datetime) -> bytes:
    moment = as_of.astimezone(UTC)
    stamp = (max(moment.year, 1980), moment.month, moment.day, moment.hour, moment.minute, moment.second)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            packed.writestr(entry, source.read(name))
    return target.getvalue()


class _Writer:
    """Appends the document's parts to one package."""

    def __init__(self, package: Any, drawings: Mapping[str, Drawing]) -> None:
        self._package = package
        self._drawings = drawings

    def letterhead(self, document: Document) -> None:
        head, style = document.letterhead, STYLE_IDS["Report Letterhead"]
        left = (line(head.issuer, style, "b"), line("***", style), line(head.number_line, style))
        rows = [
            [Box(left, merge="restart"), Box((line(head.organisation, style, "bu"),))],
            [Box((line("", style),), merge="continue"), Box((line(head.date_line, style, "i", before_pt=8),))],
        ]
        append_table(self._package, rows, (62.0, 98.0), "", head=0)
        self._add(head.title, "Report Title").paragraph_format.space_before = Pt(18)
        self._add(head.subject, "Report Title")
        self._short_rule()
        if head.addressees:
            self._add(f"Kính gửi: {head.addressees}", "Report Addressees")

    def banner(self, banner: Banner) -> None:
        style = STYLE_IDS["Report Notice"]
        stated = (Line(tuple((run.text, "") for run in runs), style) for runs in banner.lines)
        box = Box((line(banner.title, style, "b"), *stated), look.NOTICE_FILL)
        edge = f'w:val="single" w:sz="12" w:space="0" w:color="{look.NOTICE_EDGE}"'
        append_table(self._package, [[box]], [look.TEXT_WIDTH_MM], edge, head=0)
        self._gap()

    def blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            match block:
                case Heading():
                    self._add(block.text, f"Heading {block.level}")
                case Paragraph():
                    self._paragraph(block)
                case Table():
                    self._table(block)
                case Chart():
                    self._chart(block)

    def annex(self, title: str) -> None:
        for place, words in enumerate(title.split("\n")):
            self._add(words, "Report Title").paragraph_format.page_break_before = place == 0

    def signature(self, document: Document) -> None:
        """Nơi nhận and signature, never on a page of their own: the closing words go with them."""
        self._package.paragraphs[-1].paragraph_format.keep_with_next = True
        listed, style = STYLE_IDS["Report Recipients"], STYLE_IDS["Report Letterhead"]
        *others, last = document.recipients
        recipients = (
            line("Nơi nhận:", listed, "biL"),
            *(line(f"- {recipient};", listed) for recipient in others),
            line(f"- {last}.", listed),
        )
        signed = document.signature
        space = (line("", style) for _ in range(4))
        right = (line(signed.authority, style, "b"), line(signed.office, style, "b"), *space)
        boxes = [Box(recipients), Box((*right, line(signed.name, style, "b")))]
        append_table(self._package, [boxes], (66.0, 94.0), "", head=0)

    def _short_rule(self) -> None:
        rule = self._package.add_paragraph(style="Report Letterhead")
        rule.paragraph_format.left_indent = rule.paragraph_format.right_indent = Mm(look.TEXT_WIDTH_MM * 0.33)
        rule.paragraph_format.space_after = Pt(10)
        borders = OxmlElement("w:pBdr")
        top = OxmlElement("w:top")
        for name, value in _RULE.items():
            top.set(qn(f"w:{name}"), value)
        borders.append(top)
        rule._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")

    def _add(self, text: str, style: str) -> Any:
        return self._package.add_paragraph(text, style)

    def _gap(self) -> None:
        self._package.add_paragraph(style="Report Gap")

    def _paragraph(self, block: Paragraph) -> None:
        styles = {"body": "Report Body", "bullet": "Report Bullet", "note": "Report Note"}
        paragraph = self._package.add_paragraph(style=styles[block.style])
        if block.style == "bullet":
            paragraph.add_run("- ")
        self._runs(paragraph, block.runs)

    def _runs(self, paragraph: Any, runs: Sequence[Run]) -> None:
        for run in runs:
            written = paragraph.add_run(run.text.replace(" ", _NO_BREAK) if run.figure else run.text)
            written.bold = run.bold or None
            written.italic = run.italic or None

    def _table(self, block: Table) -> None:
        self._add(block.caption, "Report Caption").paragraph_format.keep_with_next = True
        append_data_table(self._package, block, STYLE_IDS["Report Table"])
        if block.note:
            self._add(block.note, "Report Note")
        self._gap()

    def _chart(self, block: Chart) -> None:
        drawing = self._drawings[block.caption]
        paragraph = self._package.add_paragraph(style="Report Picture")
        picture = paragraph.add_run().add_picture(
            io.BytesIO(drawing.png), width=Mm(look.TEXT_WIDTH_MM * drawing.share_of_page)
        )
        picture._inline.docPr.set("descr", block.alt)
        self._add(block.caption, "Report Caption").paragraph_format.space_after = Pt(10)
