"""bao-cao.pdf through typst: the template never changes, the report travels beside it as JSON.

Because text is placed as data, nothing a unit typed can become markup; fonts come from this folder alone.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from reports import look
from reports.charts.draw import FONT, Drawing
from reports.document import Block, Cell, Chart, Document, Heading, Paragraph, Run, Table
from reports.glyphs import FONTS, printable

_TEMPLATE: Final = Path(__file__).parent / "templates" / "bao-cao.typ"


def write_pdf(document: Document, drawings: Mapping[str, Drawing], as_of: datetime) -> bytes:
    """The PDF/A-2b file; `drawings` by chart caption, `as_of` the only instant in it."""
    import typst

    content = printable(json.dumps(_content(document, drawings), ensure_ascii=False, sort_keys=True))
    return typst.compile(
        _TEMPLATE.read_bytes(),
        root=str(_TEMPLATE.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": content},
        timestamp=int(as_of.timestamp()),
        pdf_standards="a-2b",
    )


def _content(document: Document, drawings: Mapping[str, Drawing]) -> dict[str, Any]:
    head, signed = document.letterhead, document.signature
    *others, last = document.recipients
    return {
        "look": _look(),
        "letterhead": {name: getattr(head, name) for name in head.__slots__},
        "banners": [
            {"title": banner.title, "lines": [[_run(run) for run in line] for line in banner.lines]}
            for banner in document.banners
        ],
        "body": [_block(block, drawings) for block in document.body],
        "recipients": [*(f"- {recipient};" for recipient in others), f"- {last}."],
        "signature": {name: getattr(signed, name) for name in signed.__slots__},
        "annexes": [
            {"title": annex.title, "blocks": [_block(block, drawings) for block in annex.blocks]}
            for annex in document.annexes
        ],
    }


def _look() -> dict[str, Any]:
    return {
        "font": FONT,
        "top": look.MARGIN_TOP_MM,
        "bottom": look.MARGIN_BOTTOM_MM,
        "left": look.MARGIN_LEFT_MM,
        "right": look.MARGIN_RIGHT_MM,
        "body": look.BODY_PT,
        "caption": look.CAPTION_PT,
        "table": look.TABLE_PT,
        "recipients": look.RECIPIENTS_PT,
        "recipients_label": look.RECIPIENTS_LABEL_PT,
        "header": look.HEADER_FILL,
        "total": look.TOTAL_FILL,
        "notice": look.NOTICE_FILL,
        "notice_edge": look.NOTICE_EDGE,
        "edge": look.EDGE,
    }


def _block(block: Block, drawings: Mapping[str, Drawing]) -> dict[str, Any]:
    match block:
        case Heading():
            return {"type": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"type": "paragraph", "style": block.style, "runs": [_run(run) for run in block.runs]}
        case Table():
            return _table(block)
        case Chart():
            drawing = drawings[block.caption]
            stated = {"caption": block.caption, "alt": block.alt, "svg": drawing.svg, "width": drawing.share_of_page}
            return {"type": "chart", **stated}


def _run(run: Run) -> dict[str, Any]:
    return {"text": run.text, "bold": run.bold, "italic": run.italic, "figure": run.figure is not None}


def _table(table: Table) -> dict[str, Any]:
    return {
        "type": "table",
        "caption": table.caption,
        "note": table.note,
        "breaks": not table.stays_together,
        "columns": [
            {"label": column.label, "width": column.width, "number": column.is_number} for column in table.columns
        ],
        "rows": [_cells(row) for row in table.rows],
        "total": _cells(table.total) if table.total else None,
    }


def _cells(cells: Sequence[Cell]) -> list[dict[str, str]]:
    return [{"text": cell.text} for cell in cells]
