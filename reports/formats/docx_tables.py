"""Word tables as XML in one go: python-docx looks every cell up again, which takes seconds on a full report.

All text is escaped; grid, widths and repeated header rows are stated outright so that every reader agrees on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reports import look
from reports.document import Cell, Table

_TWIPS_PER_MM: Final = 1440 / 25.4
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in a cell: text runs in a style, with what differs from the style."""

    runs: tuple[tuple[str, str], ...]
    style: str
    side: str | None = None
    before_pt: float = 0
    keeps_with_next: bool = False


def line(text: str, style: str, marks: str = "", side: str | None = None, before_pt: float = 0) -> Line:
    """One run; `marks` holds b (bold), i (italic), u (underlined), L (the size of the recipients' label)."""
    return Line(((text, marks),), style, side, before_pt)


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its paragraphs, fill colour, and place in a vertical merge {restart, continue}."""

    lines: tuple[Line, ...]
    fill: str | None = None
    merge: str | None = None


def append_table(package: Any, rows: Sequence[Sequence[Box]], widths_mm: Sequence[float], edge: str, head: int) -> None:
    """A table at the end of the document's body; `edge` is a border line or '', `head` rows repeat on each page."""
    twips = [round(width * _TWIPS_PER_MM) for width in widths_mm]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    borders = "".join(f"<w:{side} {edge}/>" for side in _SIDES) if edge else ""
    body = "".join(_row(row, twips, place < head) for place, row in enumerate(rows))
    margins = '<w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
    xml = (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )
    package.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def _row(boxes: Sequence[Box], twips: Sequence[int], is_head: bool) -> str:
    repeated = "<w:tblHeader/>" if is_head else ""
    cells = "".join(_cell(box, width) for box, width in zip(boxes, twips, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"


def _cell(box: Box, width: int) -> str:
    merge = f'<w:vMerge w:val="{box.merge}"/>' if box.merge else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{box.fill}"/>' if box.fill else ""
    lines = "".join(_paragraph(each) for each in box.lines)
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{merge}{fill}'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{lines}</w:tc>"


def _paragraph(each: Line) -> str:
    before = f'<w:spacing w:before="{round(each.before_pt * 20)}"/>' if each.before_pt else ""
    side = f'<w:jc w:val="{each.side}"/>' if each.side else ""
    runs = "".join(_run(text, marks) for text, marks in each.runs)
    kept = "<w:keepNext/>" if each.keeps_with_next else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{each.style}"/>{kept}{before}{side}</w:pPr>{runs}</w:p>'


def _run(text: str, marks: str) -> str:
    bold = "<w:b/>" if "b" in marks else ""
    italic = "<w:i/>" if "i" in marks else ""
    underline = '<w:u w:val="single"/>' if "u" in marks else ""
    size = f'<w:sz w:val="{round(look.RECIPIENTS_LABEL_PT * 2)}"/>' if "L" in marks else ""
    return f'<w:r><w:rPr>{bold}{italic}{size}{underline}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def append_data_table(package: Any, table: Table, style: str) -> None:
    """A table of the report: shaded header that repeats, numbers to the right, the total row bold."""
    share = look.TEXT_WIDTH_MM / sum(column.width for column in table.columns)
    sides = ["right" if column.is_number else "left" for column in table.columns]

    lines: list[tuple[Sequence[Cell], str | None]] = [(row, None) for row in table.rows]
    if table.total:
        lines.append((table.total, look.TOTAL_FILL))
    note_from = len(lines) - 1 if table.note else len(lines) + 1  # the last rows stay with the note below
    heads = [Cell(column.label) for column in table.columns]
    rows = [_boxes(heads, look.HEADER_FILL, ["center"] * len(sides), style, True)]
    for place, (cells, fill) in enumerate(lines, start=1):
        rows.append(
            _boxes(cells, fill, sides, style, (table.stays_together and place < len(lines)) or place >= note_from)
        )
    edge = f'w:val="single" w:sz="4" w:space="0" w:color="{look.EDGE}"'
    append_table(package, rows, [column.width * share for column in table.columns], edge, head=1)


def _boxes(cells: Sequence[Cell], fill: str | None, sides: Sequence[str], style: str, keeps: bool) -> list[Box]:
    marks = "b" if fill else ""
    return [
        Box((Line(((cell.text, marks),), style, side, keeps_with_next=keeps),), fill)
        for cell, side in zip(cells, sides, strict=True)
    ]
