"""A pack or a receipt that is not as it was written is known for one, whatever it says of itself."""

import json
from datetime import UTC, datetime

import pytest

from connectors.landing.packs import LandingCorrupt, names_in, read_afresh, read_named, write_pack
from connectors.landing.receipts import is_whole, read_receipts, receipt_names, write_receipt

ODD_SIZES = (-1, 0, 1, 10**15, 10**30, True, 1.5, "x", None, {})
ODD_PLACES = ([], [0], ["a", 0, "x"], [-5, 3, "s"], [0, 10**18, "s"], None, 5, "abc", {"a": 1})


@pytest.mark.parametrize(("key", "odd"), [*(("size", one) for one in ODD_SIZES), *(("0", one) for one in ODD_PLACES)])
def test_a_head_that_is_none_is_damage_and_no_other_error(tmp_path, key, odd):
    whole = write_pack(tmp_path, "before-20230401", {f"{number}": b"x" * 30 for number in range(3)})
    head, _, body = whole.read_bytes().partition(b"\n")
    stated = json.loads(head)
    (stated if key == "size" else stated["members"])[key] = odd
    pack = tmp_path / "odd" / whole.name
    pack.parent.mkdir()
    pack.write_bytes(json.dumps(stated).encode() + b"\n" + body)
    damaged = []
    assert (names_in(pack.parent, damaged), damaged) == ([], [pack])
    for work in (lambda: names_in(pack.parent), lambda: read_named(pack.parent, "0"), lambda: list(read_afresh(pack))):
        with pytest.raises(LandingCorrupt):
            work()


def test_a_name_in_a_pack_of_receipts_that_is_none_is_damage_and_the_others_are_listed(tmp_path):
    names = [f"2023040{day}T010000.000000Z-0123456789abcdef.json" for day in (1, 2)]
    strange = ["20231301T010000.000000Z-0123456789abcdef.json", "20230230T010000.000000Z-0123456789abcdef.json", "x"]
    pack = write_pack(tmp_path, "before-20230401", dict.fromkeys([*names, *strange], b"{}"))
    damaged = []
    assert (receipt_names(tmp_path, damaged), damaged) == (names, [pack])
    with pytest.raises(LandingCorrupt):
        receipt_names(tmp_path)


def test_a_receipt_under_another_instant_is_not_whole(tmp_path):
    write_receipt(tmp_path, datetime(2023, 4, 1, 1, tzinfo=UTC), {"a": 1})
    (path,) = tmp_path.glob("*.json")
    assert is_whole(path.name, path.read_bytes())
    other = path.rename(tmp_path / path.name.replace("20230401", "20230402"))
    assert not is_whole(other.name, other.read_bytes())
    damaged = []
    assert (list(read_receipts(tmp_path, None, damaged=damaged)), damaged) == ([], [other])
