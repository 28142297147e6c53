"""Folders that are swapped are there whole, old or new, at whatever file operation the swap is killed."""

import pytest

from connectors.durable import complete_swaps, half_swapped, make_way, publish_folder, staging_folder
from tests.crash.children import Moment, killed, measured

OLD, NEW = {"a": "old", "b": "old"}, {"a": "new", "c": "new"}


def filled(folder, texts):
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def content(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def two_states(root):
    target = filled(root / "2023-03" / "r1", OLD)
    return target, filled(staging_folder(target), NEW)


def test_a_swap_killed_at_any_file_operation_is_completed_by_the_next_command(tmp_path):
    def swap(root):
        publish_folder(*reversed(two_states(root)))

    _, operations = measured(swap, tmp_path / "whole")
    assert operations > 10
    gaps = 0
    for number in range(1, operations + 1):
        root = tmp_path / str(number)
        assert killed(swap, Moment(operation=number), root)
        target = root / "2023-03" / "r1"
        gaps += not target.exists() and bool(half_swapped(root))
        is_begun = staging_folder(target).exists() and len(list(staging_folder(target).iterdir())) == len(NEW)
        complete_swaps(root)
        if is_begun and target.exists():
            assert content(target) in (OLD, NEW)
            assert half_swapped(root) == []
    assert gaps == 1


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_gap_is_filled_by_the_new_folder_or_else_the_old(tmp_path, is_whole):
    target, temporary = two_states(tmp_path)
    target.rename(target.with_name(".r1.old"))
    if not is_whole:
        for path in temporary.iterdir():
            path.unlink()
        temporary.rmdir()
    complete_swaps(tmp_path)
    assert content(target) == (NEW if is_whole else OLD)
    assert [path.name for path in target.parent.iterdir()] == ["r1"]


def test_what_a_swap_left_behind_it_goes(tmp_path):
    target, _ = two_states(tmp_path)
    filled(target.with_name(".r1.old"), {"a": "older"})
    complete_swaps(tmp_path)
    assert content(target) == OLD
    assert half_swapped(tmp_path) == []


def test_a_folder_in_the_place_of_a_file_is_put_aside_and_not_lost(tmp_path):
    filled(tmp_path / "seen.json", {"a": "mine"})
    make_way(tmp_path / "seen.json")
    (temporary,) = tmp_path.iterdir()
    assert (temporary.name.startswith(".seen.json."), content(temporary)) == (True, {"a": "mine"})
