"""Small price files that would become enormous or take for ever: each is refused with one line before that work."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.sniff import FeedUnreadable, decode
from connectors.feeds.prices.observations import read_observations
from connectors.feeds.prices.products import ProductMatcher
from connectors.feeds.tables.tables import read_table
from connectors.limits import FEED_CELLS, TEXT_LENGTH
from connectors.measurement_units import MeasurementUnits
from tests.unit.confined import confined

COLUMNS = {"price_date": "Ngày", "item": "Mặt hàng", "price": "Giá"}
HEADER = "<tr><td>Ngày<td>Mặt hàng<td>Giá</tr>"
TOO_MANY = f"has more than the {FEED_CELLS} cells a price file may have"
DEEP = '<td colspan="1000" rowspan="1000">x</td>'
SS = 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns="urn:schemas-microsoft-com:office:spreadsheet"'


def declared(**keys: object) -> FeedDeclaration:
    return FeedDeclaration.model_validate({"name": "x", "file": "x", "columns": COLUMNS, **keys})


def page(body: str) -> bytes:
    return f"<html><body><table>{HEADER}{body}</table></body></html>".encode()


def spreadsheet(rows: str) -> bytes:
    sheet = f"<ss:Worksheet ss:Name='A'><ss:Table>{rows}</ss:Table></ss:Worksheet>"
    return f"<?xml version='1.0'?><Workbook {SS}>{sheet}</Workbook>".encode()


def nested(depth: int) -> bytes:
    text = "x" * 1000
    return page(f"<tr><td>{text}<table>" * depth + "<tr><td>1" + "</table></tr>" * depth)


HOSTILE = {
    "wide spans": (page('<tr><td colspan="1000">x</td></tr>' * 2_100), TOO_MANY),
    "deep and wide spans": (page("<tr>" + DEEP * 3 + "</tr>" + "<tr></tr>" * 999), TOO_MANY),
    "jumps to an index": (spreadsheet("<Row><Cell ss:Index='900000'/></Row>" * 3), TOO_MANY),
    "jumping rows": (spreadsheet("".join(f"<Row ss:Index='{at}000000'/>" for at in range(1, 4))), TOO_MANY),
    "a merge without end": (spreadsheet("<Row><Cell ss:MergeAcross='99999999999999'/></Row>"), TOO_MANY),
    "tables inside tables": (nested(1_000), "tables inside tables that repeat their text"),
    "attributes without end": (page(f"<tr><td {' '.join(f'a{at}' for at in range(60_000))}>x"), "more than 200 attrib"),
    "an attribute that is no word": (page(f"<tr><td a={'b' * 3_000} c=1>x"), "a word that is too long"),
    "marks": (page("<i>" * (2 * FEED_CELLS)), "has 40000.. marks, more than a price file"),
    "separators": (b"," * (FEED_CELLS + 1), TOO_MANY),
    "values": (b"[" + b"[]," * (2 * FEED_CELLS) + b"[]]", "has 8000002 values"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_would_become_enormous_is_refused(case: str) -> None:
    content, said = HOSTILE[case]
    found = confined(lambda: read_table(content, declared(table="$") if case == "values" else declared()))
    assert re.match(rf"FeedUnreadable: .*{said}", found), found


def test_a_value_of_the_whole_document_is_written_once_for_all_its_records() -> None:
    """Thirty kilobytes beside a thousand records stay thirty kilobytes."""
    content = b'{"beside": [%s1], "rows": [%s{"a": 1}]}' % (b"1," * 15_000, b'{"a": 1},' * 999)
    keys = {"columns": {"price_date": "$.beside", "item": "a", "price": "a"}, "table": "$.rows"}
    table = read_table(content, declared(**keys))
    assert len(table.frame) == 1_000
    assert table.frame["price_date"].map(len).max() <= 61
    assert table.problems[0] == (
        f"the field '$.beside' has 45003 characters, more than the {TEXT_LENGTH} a cell may have"
    )


@pytest.mark.parametrize("codec", ["punycode", "idna", "undefined"])
def test_a_site_may_not_choose_a_codec_that_costs_more_than_a_pass(codec: str) -> None:
    with pytest.raises(FeedUnreadable, match=f"declares the encoding '{codec}', which no table is written in"):
        decode(b"Ng\xc3\xa0y", charset=codec)


def test_a_row_with_a_cell_beyond_the_length_is_quarantined_and_the_others_stand() -> None:
    seeds = Path(__file__).parents[5] / "dbt_project" / "seeds"
    text = "Ngày,Mặt hàng,Giá\n14/8/2023,Khóm,9500\n14/8/2023," + "x" * TEXT_LENGTH + ",9500\n"
    text += "14/8/2023," + "x" * (TEXT_LENGTH + 1) + ",9600\n15/8/2023,Khóm," + "9" * 12_345 + "\n"
    observations, quarantined = read_observations(
        text.encode(), declared(format="csv"), ProductMatcher.load(seeds), MeasurementUnits.load(seeds), "s",
        datetime(2023, 8, 20, tzinfo=UTC),
    )  # fmt: skip
    assert observations["source_row"].tolist() == [2, 3]
    more = "characters, more than the 10000 a cell may have"
    assert quarantined[["source_row", "reason", "detail"]].to_numpy().tolist() == [
        [4, "unparsable", f"the field 'Mặt hàng' has 10001 {more}"],
        [5, "unparsable", f"the field 'Giá' has 12345 {more}"],
    ]


def test_what_a_page_does_not_show_is_no_tag() -> None:
    """A script of a thousand words with a comparison in it, commented-out openings, and the table between them."""
    script = "for (var i = 0; i <n; i++) { " + "x = y / 2 ; " * 1_000 + "}"
    around = f"<script>{script}</SCRIPT ><!-- <script> --><style>a <b{{}}</style><!-- <table> -->"
    content = around.encode() + page("<tr><td>1/8/2023<td>Khóm<td>9500") + f"<!-- never closed {script[:60]}".encode()
    assert read_table(content, declared()).frame["item"].tolist() == ["Khóm"]
