"""Faults of names that only their surroundings decide: which unit writes, which Vụ, which district.

A name that is wrong everywhere is among the single cells.
"""

from collections.abc import Iterator
from random import Random

from tests.faults.edits import Edit, Fault, severity
from tests.faults.province import Row, clean_tabs

OWNERS = {
    "Bình An": ("902", "905"), "Thạnh Lộc": ("905", "906"), "Vĩnh Phú": ("906", "914"), "binh an": ("902", "905"),
}  # fmt: skip
LOOKALIKES = {"906": "Vĩnh Thanh", "899": "Vĩnh Thạnh", "904": "Tân Thạnh", "909": "Tân Thành"}


def _rice_without_season(row: Row, chance: Random) -> Edit | None:
    return Edit({"product": "Lúa", "season": None}, "product", "error") if row.has("season") else None


def _commune_of_another_district(row: Row, chance: Random) -> Edit | None:
    """The name of a commune that only one other district has: read, with a warning."""
    own = row.tab.unit.district_code
    others = [
        tab for tab in clean_tabs() if tab.contract.table == "supply" and tab.unit.district_code not in (None, own)
    ]
    if own is None or row["origin_province_code"] is not None:
        return None
    typed = chance.choice([row["commune"] for row in chance.choice(others).rows() if row["commune"]])
    names = row.tab.context.references.communes
    found = names.commune(typed, row.tab.context.unit)
    return Edit({"commune": typed}, "commune", "warning") if found.rule == "other_district" else None


def _ambiguous_commune(typed: str):
    """A name that several districts of the province have, none of them the unit's own."""

    def make(row: Row, chance: Random) -> Edit | None:
        if row.tab.unit.district_code in OWNERS[typed] or _is_from_elsewhere(row):
            return None
        return Edit({"commune": typed}, "commune", severity(row, "commune", is_refused=True))

    return make


def _commune_of_2025(typed: str):
    def make(row: Row, chance: Random) -> Edit | None:
        if _is_from_elsewhere(row):
            return None
        return Edit({"commune": typed}, "commune", severity(row, "commune", is_refused=True))

    return make


def _is_from_elsewhere(row: Row) -> bool:
    return row.tab.contract.table in ("supply", "sales") and row["origin_province_code"] is not None


def _lookalike(row: Row, chance: Random) -> Edit | None:
    """The unit's own commune with the marks of another district's."""
    typed = LOOKALIKES.get(row.tab.unit.district_code or "")
    return Edit({"commune": typed}, "commune", "warning") if typed else None


def _abbreviated_commune(row: Row, chance: Random) -> Edit | None:
    """The first word shortened to its letter, where that still says one commune of the district."""
    words = (row["commune"] or "").split()
    own = {tuple(one["commune"].split()) for one in _communes_of(row)}
    alike = {
        one for one in own if len(one) == len(words) and one[0][:1] == words[0][:1] and one[1:] == tuple(words[1:])
    }
    if len(words) < 2 or words[0][0] in "PXT" or row.tab.unit.district_code is None or len(alike) != 1:
        return None
    return Edit({"commune": f"{words[0][0]}.{' '.join(words[1:])}"}, "commune", "warning", row["commune"])


def _communes_of(row: Row) -> list[Row]:
    return [one for one in row.tab.rows() if one["commune"]]


def _ambiguous_product(row: Row, chance: Random) -> Edit | None:
    """Without its mark, pineapple (dứa) and coconut (dừa) are one word."""
    return Edit({"product": chance.choice(["Dua", "dua", "DUA", "trai dua"])}, "product", "error")


def name_faults() -> Iterator[Fault]:
    """Every kind of names in its surroundings, in all its clothes."""
    placed = ("supply", "sales", "activities", "teams")
    for name in OWNERS:
        yield Fault("ambiguous_commune", name, placed, _ambiguous_commune(name))
    for name in ("Núi Cấm", "An Cư", "Ba Chúc", "Thạnh Mỹ Tây"):
        yield Fault("post_2025_name", name, placed, _commune_of_2025(name))
    yield Fault("near_spelling", "another district's marks", placed, _lookalike)
    yield Fault("abbreviated_name", "first word shortened", placed, _abbreviated_commune)
    yield Fault("ambiguous_product", "dua", ("supply", "sales", "demand"), _ambiguous_product)
    yield Fault("season_needed", "Lúa, no Vụ", ("supply",), _rice_without_season)
    yield Fault("other_district", "another district's commune", ("supply",), _commune_of_another_district)
