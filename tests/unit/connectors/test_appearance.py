"""What stands out in a tab: noted down piece by piece, kept as text, and part of what the tab's hash is of."""

import pytest

from connectors.appearance import PLAIN, Appearance, AppearanceNotes, AppearanceTooLarge, Area, Look, TextPiece, TextRun
from connectors.cells import CellGrid
from connectors.limits import APPEARANCE_MARKS

ROWS = [["Mã", "Sản lượng"], ["SAL-1", "1520"], ["SAL-2", 3]]
LOOKS = Appearance(
    struck=frozenset({(2, 0), (2, 1)}),
    raised=frozenset({(0, 1)}),
    runs={(1, 1): (TextRun(0, 2, Look.STRUCK),)},
    merged=(Area(1, 0, 2, 0),),
    hidden_columns=frozenset({1}),
    locale="en_US",
)
KEPT = (
    '{"hidden_columns":[1],"locale":"en_US","merged":[[1,0,2,0]],"raised":[[0,1,1]],'
    '"runs":[[1,1,[[0,2,"struck"]]]],"struck":[[2,0,1]]}'
)


def test_it_is_kept_as_one_text_and_comes_back():
    assert LOOKS.to_json() == KEPT
    assert Appearance.from_json(KEPT, 3, 2) == LOOKS
    assert (PLAIN.to_json(), Appearance.from_json("", 3, 2)) == ("", PLAIN)


def test_a_grid_comes_back_with_it_and_its_hash_tells_it():
    plain, grid = CellGrid.from_rows(ROWS), CellGrid.from_rows(ROWS, appearance=LOOKS)
    assert CellGrid.from_arrow(grid.to_arrow()).appearance == LOOKS
    assert CellGrid.from_arrow(plain.to_arrow()).appearance == PLAIN
    assert b"appearance" not in plain.to_arrow().schema.metadata
    assert grid.content_hash() != plain.content_hash()
    # a grid landed before anything was kept of its looks: its file goes by this name
    assert plain.content_hash() == "c6cf021272cb867ee1f6eb04d026e98fc62c1a21ea21e81498d215113713a252"


@pytest.mark.parametrize(
    "damaged",
    [
        "{", "[]", '"x"', "null", '{"struck":[[9,0,0]]}', '{"struck":[[0,0,99999999999]]}', '{"struck":[7]}',
        '{"runs":[[1,1,[[0,2,"bold"]]]]}', '{"runs":[[1]]}', '{"merged":[[1,2,3]]}', '{"merged":7}',
        '{"hidden_columns":["x"]}',
    ],
)  # fmt: skip
def test_what_is_none_is_refused(damaged):
    with pytest.raises(ValueError, match="no appearance of a tab"):
        Appearance.from_json(damaged, 3, 2)


def test_a_text_typed_over_parts_that_stood_out_has_none():
    grid = CellGrid.from_rows(ROWS, appearance=LOOKS)
    changed = grid.copy()
    changed.set_text(1, 1, "20")
    assert (changed.appearance.runs, grid.appearance.runs) == ({}, LOOKS.runs)
    assert changed.appearance.struck == LOOKS.struck


@pytest.mark.parametrize(
    ("pieces", "struck", "runs"),
    [
        ([("15", Look.STRUCK), ("20", None)], False, (TextRun(0, 2, Look.STRUCK),)),
        ([("15", Look.STRUCK), (" ", None)], True, None),
        ([("1", Look.STRUCK), ("5", Look.STRUCK), (" 20", None)], False, (TextRun(0, 2, Look.STRUCK),)),
        ([("500 m", None), ("2", Look.RAISED), ("(1)", Look.LOWERED)], False,
         (TextRun(5, 6, Look.RAISED), TextRun(6, 9, Look.LOWERED))),
        ([("20", None), ("", Look.STRUCK)], False, None),
    ],
)  # fmt: skip
def test_parts_that_look_alike_are_one_and_a_look_of_all_is_the_cells(pieces, struck, runs):
    notes = AppearanceNotes()
    notes.text((0, 0), [TextPiece(*one) for one in pieces])
    found = notes.within(1, 1)
    assert found.struck == (frozenset({(0, 0)}) if struck else frozenset())
    assert found.runs == ({(0, 0): runs} if runs else {})


def test_what_lies_outside_the_table_or_under_a_merge_is_not_noted():
    notes = AppearanceNotes()
    notes.merge(Area(0, 0, 1, 0))
    notes.merge(Area(9, 0, 9, 3))
    notes.hide([0, 7])
    for place in ((0, 0), (1, 0), (1, 1), (5, 0)):
        notes.cell(place, Look.STRUCK)
    found = notes.within(2, 2, "vi_VN")
    assert found == Appearance(
        struck=frozenset({(0, 0), (1, 1)}), merged=(Area(0, 0, 1, 0),), hidden_columns=frozenset({0})
    )


def test_more_than_may_be_kept_is_refused():
    notes = AppearanceNotes()
    for row in range(APPEARANCE_MARKS + 1):
        notes.cell((row, 0), Look.STRUCK)
    with pytest.raises(AppearanceTooLarge, match=r"has more than 100000 places that are struck out"):
        notes.within(APPEARANCE_MARKS + 1, 1)
