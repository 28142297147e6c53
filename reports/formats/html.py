"""bao-cao.html: one file that reads on a phone and in a mail client, pictures inside it, nothing fetched.

Every number sits in an element with data-figure, the id under which the manifest lists it, and says on pointing where
it comes from; what a mail client strips with the style sheet stands in plain attributes too.
"""

import base64
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final

from reports import look
from reports.charts.draw import Drawing
from reports.document import Annex, Banner, Block, Cell, Chart, Document, Figure, Heading, Paragraph, Run, Table

_STYLE: Final = Path(__file__).parent / "templates" / "bao-cao.css"
_FONTS: Final = "'Times New Roman',serif"
_PLAIN_TABLE: Final = 'border="0" cellpadding="4" cellspacing="0" width="100%"'
_RULED_TABLE: Final = 'border="1" cellpadding="4" cellspacing="0" width="100%" style="border-collapse:collapse"'
_CENTRED: Final = 'align="center" valign="top" width="50%"'
_BOX: Final = f"border:2px solid #{look.NOTICE_EDGE};background:#{look.NOTICE_FILL};text-align:center;padding:9px 12px"


def write_html(document: Document, drawings: Mapping[str, Drawing]) -> bytes:
    """The page, UTF-8; `drawings` by chart caption."""
    head = document.letterhead
    body = "".join(
        [
            _letterhead(document),
            *(_banner(banner) for banner in document.banners),
            *(_block(block, drawings) for block in document.body),
            _signature(document),
            *(_annex(annex, drawings) for annex in document.annexes),
        ]
    )
    page = (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(f'{head.title.capitalize()}: {head.subject}')}</title><style>{_css()}</style></head>"
        f'<body style="font-family:{_FONTS}"><main class="page">{body}</main></body></html>\n'
    )
    return page.encode("utf-8")


def _css() -> str:
    colours = {
        "header": look.HEADER_FILL,
        "total": look.TOTAL_FILL,
        "notice": look.NOTICE_FILL,
        "notice-edge": look.NOTICE_EDGE,
        "edge": look.EDGE,
    }
    css = _STYLE.read_text(encoding="utf-8")
    for name, colour in colours.items():
        css = css.replace(f"var(--{name})", f"#{colour}")
    return css


def _letterhead(document: Document) -> str:
    head = document.letterhead
    addressees = f'<p class="centre">Kính gửi: {escape(head.addressees)}</p>' if head.addressees else ""
    return (
        f'<table class="letterhead" role="presentation" {_PLAIN_TABLE}><tr>'
        f"<td {_CENTRED}><strong>{escape(head.issuer)}</strong><br>***<br>{escape(head.number_line)}</td>"
        f"<td {_CENTRED}><strong><u>{escape(head.organisation)}</u></strong><br>"
        f"<em>{escape(head.date_line)}</em></td></tr></table>"
        f'<h1 align="center">{escape(head.title)}<span class="subject">{escape(head.subject)}</span></h1>{addressees}'
    )


def _banner(banner: Banner) -> str:
    lines = "".join(f"<br>{_runs(line)}" for line in banner.lines)
    return f'<div class="notice" role="note" style="{_BOX}"><strong>{escape(banner.title)}</strong>{lines}</div>'


def _block(block: Block, drawings: Mapping[str, Drawing]) -> str:
    match block:
        case Heading():
            level = block.level + 1
            return f"<h{level}>{escape(block.text)}</h{level}>"
        case Paragraph():
            mark = "- " if block.style == "bullet" else ""
            return f'<p class="{block.style}">{mark}{_runs(block.runs)}</p>'
        case Table():
            return _table(block)
        case Chart():
            return _chart(block, drawings[block.caption])


def _runs(runs: Sequence[Run]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    text = _marked(run.text, run.figure)
    text = f"<strong>{text}</strong>" if run.bold else text
    return f"<em>{text}</em>" if run.italic else text


def _marked(text: str, figure: Figure | None) -> str:
    if figure is None:
        return escape(text)
    return f'<span class="figure"{_source(figure)}>{escape(text)}</span>'


def _source(figure: Figure | None) -> str:
    """The attributes that name a figure and, on pointing, the row of the warehouse it was read from."""
    if figure is None:
        return ""
    said = escape(f"{figure.figure_id} ← {figure.lineage}")
    return f' data-figure="{escape(figure.figure_id)}" title="{said}"'


def _table(table: Table) -> str:
    sides = ["number" if column.is_number else "text" for column in table.columns]
    heads = "".join(
        f'<th scope="col" bgcolor="#{look.HEADER_FILL}">{escape(column.label)}</th>' for column in table.columns
    )
    rows = "".join(_row(row, sides, "") for row in table.rows)
    mark = f' class="total" bgcolor="#{look.TOTAL_FILL}"'
    total = f"<tfoot>{_row(table.total, sides, mark)}</tfoot>" if table.total else ""
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<div class="wide"><table class="data" {_RULED_TABLE}><caption>{escape(table.caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>{total}</table></div>{note}"
    )


def _row(cells: Sequence[Cell], sides: Sequence[str], mark: str) -> str:
    inner = "".join(_cell(cell, side) for cell, side in zip(cells, sides, strict=True))
    return f"<tr{mark}>{inner}</tr>"


def _cell(cell: Cell, side: str) -> str:
    align = ' align="right"' if side == "number" else ""
    return f'<td class="{side}" valign="top"{align}{_source(cell.figure)}>{escape(cell.text)}</td>'


def _chart(chart: Chart, drawing: Drawing) -> str:
    content = base64.b64encode(drawing.png).decode("ascii")
    return (
        f'<div class="chart" align="center"><img alt="{escape(chart.alt)}" src="data:image/png;base64,{content}" '
        f'width="{drawing.width:.0f}" height="{drawing.height:.0f}">'
        f'<p class="caption">{escape(chart.caption)}</p></div>'
    )


def _signature(document: Document) -> str:
    *others, last = document.recipients
    lines = "<br>".join(escape(line) for line in (*(f"- {name};" for name in others), f"- {last}."))
    signed = document.signature
    return (
        f'<table class="signature" role="presentation" {_PLAIN_TABLE}><tr>'
        f'<td class="recipients" valign="top" width="50%"><strong><em>Nơi nhận:</em></strong><br>{lines}</td>'
        f"<td {_CENTRED}><strong>{escape(signed.authority)}<br>{escape(signed.office)}</strong>"
        f'<div class="room"></div><strong>{escape(signed.name)}</strong></td></tr></table>'
    )


def _annex(annex: Annex, drawings: Mapping[str, Drawing]) -> str:
    title = "<br>".join(escape(line) for line in annex.title.split("\n"))
    blocks = "".join(_block(block, drawings) for block in annex.blocks)
    return f'<section class="annex"><h2 class="centre" align="center">{title}</h2>{blocks}</section>'
