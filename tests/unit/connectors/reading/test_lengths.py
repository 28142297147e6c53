"""A cell longer than 10,000 characters: refused at its place before any pattern sees it, whatever its column is."""

import pytest

from connectors.cells import CellGrid
from connectors.limits import TEXT_LENGTH
from connectors.reading.read_column import read_column
from tests.grids.gallery import CONTRACTS, SUPPLY, context, lot, read
from vietnamese.numbers import number

LONG = "1 " * (TEXT_LENGTH // 2) + "z"
SAID = "dài 10.001 ký tự, quá 10.000 ký tự mà một ô được ghi. Hãy ghi ngắn lại, phần dài để ở tài liệu riêng."
COLUMNS = {
    column.type: column for contract in CONTRACTS.values() for column in contract.columns if column.name != "row_id"
}


class Unread(str):
    """A text that no pattern may be shown: each of its methods but a look at its beginning fails."""

    __slots__ = ()

    def __getitem__(self, place: object) -> str:
        assert isinstance(place, slice) and place.stop is not None
        return str(self)[place]

    def _refused(self, *_: object) -> None:
        raise AssertionError("a text beyond the bound was read")

    strip = split = lower = casefold = replace = translate = isascii = startswith = encode = partition = _refused


@pytest.mark.parametrize("kind", sorted(COLUMNS))
def test_every_kind_of_column_refuses_the_cell_unread(kind: str) -> None:
    column = COLUMNS[kind]
    grid = CellGrid.from_rows([[LONG], [column.example]])
    grid.texts[0, 0] = Unread(LONG)
    arrays = [array[:, 0] for array in (grid.kinds, grid.numbers, grid.texts, grid.formats)]
    reading = read_column(column, *arrays, context())
    assert reading.values[0] is None or reading.values[0] != reading.values[0]
    flag = reading.flags[0]
    assert (flag.rule, flag.refused, flag.value) == ("text_too_long", True, None)
    assert flag.message == f'ghi "{LONG[:60]}…", {SAID}'
    assert 1 not in reading.flags or reading.flags[1].rule != "text_too_long"


def test_the_tab_says_it_at_the_cell_and_quarantines_only_what_it_must() -> None:
    producer, note = SUPPLY.index("Chủ thể"), SUPPLY.index("Ghi chú")
    rows = [SUPPLY, *(lot(f"SUP-000{at}", name=f"Danh Nol {at}") for at in range(1, 5))]
    rows[1][producer], rows[2][note], rows[3][note] = LONG, LONG, "ă" * TEXT_LENGTH
    reading = read("supply", rows)
    assert reading.rows["is_refused"].tolist() == [True, False, False, False]
    told = reading.issues.loc[reading.issues["rule"] == "text_too_long", ["cell", "severity", "message"]]
    assert told.to_numpy().tolist() == [
        ["D2", "error", f'Ô D2 (Chủ thể): ghi "{LONG[:60]}…", {SAID}'],
        ["R3", "warning", f'Ô R3 (Ghi chú): ghi "{LONG[:60]}…", {SAID}'],
    ]
    assert reading.rows["note"].tolist()[1] is None
    assert reading.rows["note"].tolist()[2] == "ă" * TEXT_LENGTH
    assert reading.issues["raw_value"].str.len().max() <= TEXT_LENGTH


def test_titles_headers_and_notes_without_end_hide_no_table() -> None:
    rows = [[LONG], [*SUPPLY, LONG], lot("SUP-0001"), [None] * len(SUPPLY), [f"Ghi chú: {LONG}"]]
    reading = read("supply", rows)
    assert reading.rows["row_id"].tolist() == ["SUP-0001"]
    assert not (reading.issues["rule"] == "text_too_long").any()


def test_the_bound_is_the_one_that_is_told() -> None:
    assert number(TEXT_LENGTH) == "10.000"
