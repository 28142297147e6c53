"""Whatever lands, reading it ends in rows, issues and quarantined files that the warehouse can hold, never in an error.

Random and hostile bytes, cells and numbers go through every reader as a build calls it, and on into the columns that
DuckDB is given. `make fuzz` draws thirty times as many.
"""

import io
import json
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.appearance import Appearance, Area, Look, TextRun
from connectors.barrier import UNREAD_RULES, UNREADABLE_TAB
from connectors.cells import CellGrid
from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.prices.observations import parse_feed
from connectors.feeds.prices.parsed_rows import FeedFile
from connectors.feeds.prices.products import ProductMatcher
from connectors.landing.packs import LandingCorrupt
from connectors.landing.store import Landing, SpreadsheetRead, TabRead
from connectors.measurement_units import MeasurementUnits
from connectors.reading.layout.headers import TabRejected
from connectors.reading.tabs import read_tab
from connectors.sheets.google.cells import read_book
from connectors.sheets.protocol import SheetUnavailable
from connectors.sheets.workbooks.backend import WorkbookBackend
from pipeline.build.price_tables import price_tables
from pipeline.build.raw_tables import arrow_table, contract_types, platform_types
from tests.examples import examples
from tests.grids.gallery import CONTRACTS, GIONG_RIENG, SEEDS, Snapshot, context
from tests.unit.connectors.damage import damages, faults_of_programs, settled

DATA = Path(__file__).parent / "feeds" / "data"
AT = datetime(2023, 9, 5, 1, tzinfo=UTC)
UNITS, MATCHER = MeasurementUnits.load(SEEDS), ProductMatcher.load(SEEDS)
HUGE = ["9" * 400, "9" * 5000, "1e400", "-1e400", "1e308", "5e-324", "Infinity", "-Infinity", "NaN", "0.0000001",
        "99999999999", "1e11", "10000000000000000"]  # fmt: skip
TEXTS = st.sampled_from(
    [*HUGE, "\ud800", "Lúa \udfff",
     "\x00", "\x1b[31m", "²", "①/②/2023", "٣٤٥ tấn", "9999-12-31", "31/12/9999",
     "99999999999 tỷ", "1e30 tấn", "tháng " + "9" * 400, "=1+1", "(" * 300, "9" * 300 + " kg", "-" * 300, "2023-09-01",
     "VND/0 kg", "VND/" + "9" * 400 + " kg", "12 tạ", "Lúa", "Khóm", "0912345678"]
) | st.text(max_size=20)  # fmt: skip
NUMBERS = st.sampled_from([10**400, -(10**400), 10**30, float("inf"), float("nan"), -0.0, 45026, 2_958_466.0, 1e15]) | (
    st.floats() | st.integers()
)
CELLS = st.none() | st.booleans() | NUMBERS | TEXTS
FORMATS = st.sampled_from(
    [
        "dd/mm/yyyy",
        "0%",
        "\ud800",
        "[h]:mm",
        '0,"k"',
        "[$-zz]" * 20,
        "mm/yyyy",
        "m/d/yyyy",
        "0,,,,,",
        ";;;",
        '"9"' * 100,
    ]
)
PLACES = st.tuples(st.integers(0, 7), st.integers(0, 19))


@st.composite
def appearances(draw) -> Appearance:
    """Looks of any cells, also of such as the tab has not got, and of parts longer than their texts."""
    looks = st.sampled_from(list(Look))
    runs = {}
    for place in draw(st.lists(PLACES, max_size=5)):
        ends = sorted(set(draw(st.lists(st.integers(0, 12), min_size=2, max_size=4))))
        runs[place] = tuple(TextRun(start, stop, draw(looks)) for start, stop in pairwise(ends))
    merged = tuple(
        Area(top, left, top + draw(st.integers(0, 3)), left + draw(st.integers(0, 3)))
        for top, left in draw(st.lists(PLACES, max_size=4))
    )
    places = st.frozensets(PLACES, max_size=6)
    locale = draw(st.sampled_from([None, "en_US"]))
    return Appearance(draw(places), draw(places), runs, merged, frozenset({1, 30}), locale)


def held(table: pa.Table) -> None:
    """Every text of the table can be written as UTF-8, and no number is infinite."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    for column in table.columns:
        if pa.types.is_floating(column.type):
            assert all(value is None or abs(value) < 1e26 for value in column.to_pylist())


def read_as_a_build_does(table: str, grid: CellGrid) -> None:
    contract = CONTRACTS[table]
    try:
        reading = read_tab(contract, grid, Snapshot("906", contract.tab), context(GIONG_RIENG), CONTRACTS.values())
    except TabRejected as rejected:
        assert rejected.reason.encode()
        assert rejected.rule != UNREADABLE_TAB, "the barrier had to help"
        return
    assert not set(reading.issues["rule"]) & set(UNREAD_RULES), "the barrier had to help"
    assert reading.rows_seen == len(reading.rows) + reading.skipped
    accepted = reading.rows[~reading.rows["is_refused"].astype(bool)]
    held(arrow_table(accepted, contract_types(contract))[0])
    held(arrow_table(reading.issues.rename(columns={"table": "table_name"}), platform_types("issue_sightings"))[0])


@pytest.mark.parametrize("table", list(CONTRACTS))
@examples(20)
@given(data=st.data())
def test_cells_of_a_tab(table, data):
    header = [column.header for column in CONTRACTS[table].columns]
    good = [column.example for column in CONTRACTS[table].columns]
    width = st.lists(CELLS, max_size=len(header) + 1)
    bad = data.draw(st.lists(width, min_size=1, max_size=5))
    places = st.tuples(st.integers(1, len(bad)), st.integers(0, len(header) - 1))
    formats = data.draw(st.dictionaries(places, FORMATS, max_size=4))
    formats = {at: form for at, form in formats.items() if at[1] < len(header)}
    grid = CellGrid.from_rows([header, *bad, good], formats, appearance=data.draw(appearances()))
    read_as_a_build_does(table, grid)


@examples(30)
@given(data=st.data())
def test_odd_headers(data):
    header = [column.header for column in CONTRACTS["supply"].columns]
    odd = data.draw(st.lists(st.sampled_from(header) | TEXTS | NUMBERS, min_size=1, max_size=25))
    read_as_a_build_does("supply", CellGrid.from_rows([odd, *data.draw(st.lists(st.lists(CELLS), max_size=3)), header]))


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    """A landing with one tab, and the file that holds it."""
    landing = Landing(tmp_path_factory.mktemp("landing"))
    grid = CellGrid.from_rows([["Mã", "Nông sản"], ["SUP-0001", "Khóm"], [None, 12.5]])
    sha256 = landing.land_spreadsheet(SpreadsheetRead("907", AT, (TabRead("Nguồn cung", grid),)))["tabs"][0]["sha256"]
    path = landing.folder / "sheets" / "907" / "tabs" / f"{sha256}.parquet"
    return landing, path, path.read_bytes()


@examples(40)
@given(data=st.data())
def test_bytes_of_a_landed_tab(landed, data):
    landing, path, content = landed
    path.write_bytes(data.draw(st.binary(max_size=200) | damages(content)))
    try:
        landing.grid("907", path.stem)
    except LandingCorrupt as damaged:
        assert path.name in str(damaged)


@examples(40)
@given(data=st.data())
def test_bytes_of_a_workbook(tmp_path_factory, data):
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Mã", "Nông sản", 12.5])
    book.save(buffer)
    content = settled(buffer.getvalue())
    folder = tmp_path_factory.mktemp("books")
    (folder / "907.xlsx").write_bytes(
        data.draw(st.binary(max_size=200) | damages(content) | faults_of_programs(content))
    )
    try:
        read = WorkbookBackend(folder).read_tabs("907", AT)
    except SheetUnavailable as unread:
        assert unread.problem
    else:
        Landing(folder / "landing").land_spreadsheet(read)


@examples(40)
@given(values=st.lists(st.sampled_from(["numberValue", "stringValue", "boolValue"]), max_size=4), data=st.data())
def test_cells_of_an_answer_of_google(tmp_path_factory, values, data):
    cells = [{"effectiveValue": {kind: data.draw(NUMBERS | TEXTS)}} for kind in values if kind != "stringValue"]
    cells += [{"effectiveValue": {"stringValue": data.draw(TEXTS)}} for kind in values if kind == "stringValue"]
    starts = st.fixed_dictionaries({}, optional={"startIndex": st.integers(0, 9)})
    for cell in cells:
        cell["textFormatRuns"] = [one | {"format": {"strikethrough": True}} for one in data.draw(st.lists(starts))]
    title = data.draw(st.sampled_from(["Nguồn cung", "\ud800"]))
    sheet = {"properties": {"title": title}, "data": [{"rowData": [{"values": cells}]}]}
    tabs = tuple(TabRead(one.title, one.grid) for one in read_book({"sheets": [sheet]}).tabs.values())
    Landing(tmp_path_factory.mktemp("google")).land_spreadsheet(SpreadsheetRead("907", AT, tabs))


FIELDS = {"price_date": "d", "item": "i", "market": "m", "price_type": "t", "unit": "u", "price": "p"}
GOOD = {"d": '"2023-09-01"', "i": '"Lúa"', "m": '"Kiên Giang"', "t": '"Bán lẻ"', "u": '"VND/kg"', "p": "6000"}
JSON = st.sampled_from([*HUGE, "[[1]]", '{"a": 1}', "true", "null", r'"\ud800"', '"²"', "3.9e12", "253402300800"]) | (
    TEXTS.map(json.dumps)
)


def declared(**keys: object) -> FeedDeclaration:
    return FeedDeclaration.model_validate({"name": "gia", "file": "x", "columns": FIELDS, **keys})


def priced(content: bytes, declaration: FeedDeclaration, charset: str | None = None) -> tuple[int, int]:
    """Observations and quarantined rows of a feed of two files: the one given, and a sound one after it."""
    sound = ("[{" + ",".join(f'"{key}":{value}' for key, value in GOOD.items()) + "}]").encode()
    files = [FeedFile(content, "bad", "s1", AT, charset), FeedFile(sound, "good", "s2", AT)]
    tables = price_tables([parse_feed(files, declaration, UNITS)], MATCHER)
    for table, _ in tables.values():
        held(table)
    return tables["raw.price_observations"][0].num_rows, tables["raw.price_quarantine"][0].num_rows


@examples(25)
@given(bad=st.lists(st.tuples(st.sampled_from(sorted(GOOD)), JSON), min_size=1, max_size=8))
def test_values_of_a_json_feed(bad):
    records = [",".join(f'"{key}":{GOOD[key] if key != field else value}' for key in GOOD) for field, value in bad]
    content = "[" + ",".join(f"{{{record}}}" for record in records) + "]"
    observations, _ = priced(content.encode(errors="surrogatepass"), declared())
    assert observations  # the sound file's price at least


@examples(30)
@given(data=st.data())
def test_bytes_of_a_feed(data):
    name = data.draw(st.sampled_from(sorted(path.name for path in DATA.iterdir())))
    declaration = declared(encoding=data.draw(st.sampled_from(["auto", "utf-16", "punycode", "undefined", "cp1258"])))
    charset = data.draw(st.sampled_from([None, "hex", "\x00", "idna", "undefined", "é", "utf-7"]))
    observations, _ = priced(
        data.draw(damages((DATA / name).read_bytes()) | st.binary(max_size=200)), declaration, charset
    )
    assert observations or declaration.encoding in ("utf-16", "undefined", "punycode")


SPREADSHEET = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
)
SPANS = st.sampled_from(["²", "-1", "x", "1.5", "", "٣", "0"]) | st.text(max_size=3)


@examples(25)
@given(first=SPANS, second=SPANS, value=TEXTS, kind=st.sampled_from(["html", "xml", "csv"]))
def test_tables_with_odd_spans(first, second, value, kind):
    span, index, text = (
        one.encode("utf-8", "replace").decode().translate(str.maketrans("<>&\"'", "     "))
        for one in (first, second, value)
    )
    labels = list(FIELDS.values())
    match kind:
        case "html":
            head = "".join(f"<th>{label}</th>" for label in labels)
            table = f'<table><tr>{head}</tr><tr><td colspan="{span}" rowspan="{index}">{text}</td></tr></table>'
        case "xml":
            head = "".join(f'<Cell ss:Index="{span}"><Data>{label}</Data></Cell>' for label in labels)
            cell = f'<Cell ss:MergeAcross="{index}"><Data ss:Type="Number">{text}</Data></Cell>'
            rows = f"<Row>{head}</Row><Row>{cell}</Row>"
            table = f"<Workbook {SPREADSHEET}><Worksheet><Table>{rows}</Table></Worksheet></Workbook>"
        case _:
            table = f"{';'.join(labels)}\n{text};{span};{index}\n"
    assert priced(table.encode(), declared())[0]
