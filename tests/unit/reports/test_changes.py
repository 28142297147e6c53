"""A corrected figure in print: the two numbers can be told apart, the cells can be found."""

from reports.changes import correction


def test_both_numbers_show_that_they_differ():
    change = correction("headline.sold_t", 23.41, 23.43)
    assert (change.name, change.old, change.new) == ("Sản lượng tiêu thụ (tấn)", "23,41", "23,43")
    assert correction("headline.sold_value_vnd", 100_000_000, 100_000_300).new == "100,0003"
    assert correction("headline.households", None, 5).old == "–"


def test_a_part_of_another_figure_stands_for_itself():
    assert correction("headline.rescued_t", 1.0, 2.0).name == "Sản lượng giải cứu (tấn)"


def test_cells_stand_under_their_unit_where_there_are_several():
    one = correction("headline.sold_t", 1.0, 2.0, ["Huyện đoàn A"], {"Huyện đoàn A": ["Kết quả!J2", "Kết quả!J5"]})
    assert (one.unit, one.cells) == ("Huyện đoàn A", "Kết quả!J2, Kết quả!J5")
    cells = {"Huyện đoàn A": ["Kết quả!J2"], "Huyện đoàn B": ["Kết quả!J3"]}
    two = correction("headline.sold_t", 1.0, 2.0, list(cells), cells)
    assert (two.unit, two.cells) == (
        "Huyện đoàn A và Huyện đoàn B", "Huyện đoàn A: Kết quả!J2; Huyện đoàn B: Kết quả!J3",
    )  # fmt: skip


def test_many_cells_are_counted():
    places = [f"Kết quả!J{row}" for row in range(2, 14)]
    assert correction("headline.sold_t", 1.0, 2.0, ["A"], {"A": places}).cells.endswith("Kết quả!J9, và 4 ô khác")
