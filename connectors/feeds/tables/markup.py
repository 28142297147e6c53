"""Tables out of markup: HTML pages, HTML saved under an `.xls` name, and Excel 2003's XML spreadsheets.

Parsed without network, entities or document types, since the text comes from sites nobody here controls.
"""

from collections.abc import Iterator

from cssselect import HTMLTranslator, SelectorError
from lxml import etree, html

from connectors.feeds.fetching.sniff import FeedUnreadable
from connectors.feeds.tables.allowance import CellAllowance, check_marks
from connectors.feeds.tables.tags import check_tags, without_unseen

Rows = list[list[object]]
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MAX_SPAN = 1000
_SPAN_DIGITS, _COUNT_DIGITS = 6, 9


def html_tables(text: str, selector: str | None = None) -> list[Rows]:
    """Every table (or those at or inside the CSS selector's elements) as rows of cell texts, spans filled in."""
    text = without_unseen(text)
    check_marks(text.count("<"))
    check_tags(text)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, recover=True, huge_tree=True)
    root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    if selector is None:
        tables = list(root.iter("table"))
    else:
        tables = list(_tables_within(root, set(_chosen(root, selector))))
        if not tables:
            raise FeedUnreadable(f"has no table at {selector}")
    allowance = CellAllowance(len(text))
    return [_html_rows(table, allowance) for table in tables]


def _tables_within(root: html.HtmlElement, chosen: set[html.HtmlElement]) -> Iterator[html.HtmlElement]:
    """Tables that are chosen themselves or stand inside what is, in one walk over the document."""
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        depth += step * (element in chosen)
        if event == "start" and depth and element.tag == "table":
            yield element


def _chosen(root: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    try:
        return root.xpath(HTMLTranslator().css_to_xpath(selector))
    except (SelectorError, etree.XPathError) as error:
        raise FeedUnreadable(f"the selector '{selector}' can't be read: {error}") from error


def _html_rows(table: html.HtmlElement, allowance: CellAllowance) -> Rows:
    rows: Rows = []
    hanging: dict[int, tuple[int, object]] = {}
    for line in _own_rows(table):
        allowance.take(1 + len(hanging))
        row: list[object] = []
        fresh: dict[int, tuple[int, object]] = {}
        for cell in line.iterchildren("td", "th"):
            _take_hanging(row, hanging)
            text = allowance.repeat(cell.text if len(cell) == 0 else cell.text_content())
            wide, deep = allowance.take(_span(cell, "colspan")), _span(cell, "rowspan")
            if deep > 1:
                fresh.update({len(row) + step: (deep - 1, text) for step in range(wide)})
            row.extend([text] * wide)
        _take_hanging(row, hanging)
        rows.append(row)
        hanging = {at: (rest - 1, text) for at, (rest, text) in hanging.items() if rest > 1} | fresh
    return rows


def _own_rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Rows of this table, without those of tables nested in its cells."""
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")


def _take_hanging(row: list[object], hanging: dict[int, tuple[int, object]]) -> None:
    """Continue cells of earlier rows that reach down into this one."""
    while len(row) in hanging:
        row.append(hanging[len(row)][1])


def _span(cell: html.HtmlElement, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text[:_SPAN_DIGITS]), 1), _MAX_SPAN) if text.isdecimal() else 1


def xml_spreadsheets(content: bytes) -> dict[str, Rows]:
    """Sheets of an Excel 2003 XML file, by name, numbers as floats; raises FeedUnreadable where it isn't sound XML."""
    check_marks(content.count(b"<"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedUnreadable(f"is not sound XML: {' '.join(str(error).split())}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FeedUnreadable("carries a document type, which a price table has no use for")
    allowance = CellAllowance(len(content))
    sheets = root.iter(f"{_SS}Worksheet")
    return {sheet.get(f"{_SS}Name", ""): _xml_rows(sheet.find(f"{_SS}Table"), allowance) for sheet in sheets}


def _xml_rows(table: etree._Element | None, allowance: CellAllowance) -> Rows:
    rows: Rows = []
    for line in () if table is None else table.iterchildren(f"{_SS}Row"):
        rows.extend([] for _ in range(allowance.take(_gap(line, len(rows)))))
        allowance.take(1)
        row: list[object] = []
        for cell in line.iterchildren(f"{_SS}Cell"):
            row.extend([None] * allowance.take(_gap(cell, len(row))))
            row.append(_xml_value(cell.find(f"{_SS}Data")))
            row.extend([None] * allowance.take(_number(cell, "MergeAcross", 0)))
        rows.append(row)
    return rows


def _gap(element: etree._Element, position: int) -> int:
    """Cells or rows that an explicit ss:Index jumps over."""
    return max(_number(element, "Index", position + 1) - 1 - position, 0)


def _number(element: etree._Element, name: str, default: int) -> int:
    """An attribute that counts cells or rows; its default where it is none, more than any file may have where huge."""
    text = element.get(f"{_SS}{name}", "").strip()
    if not text.isdecimal():
        return default
    return int(text) if len(text) <= _COUNT_DIGITS else 10**_COUNT_DIGITS


def _xml_value(data: etree._Element | None) -> object:
    if data is None:
        return None
    text = "".join(data.itertext())
    if data.get(f"{_SS}Type") != "Number":
        return text or None
    try:
        return float(text)
    except ValueError:
        return text
