"""The country's provinces and districts on one date, and which of them a typed name means.

Units, markets and origins are named in many ways; a name of another province or another date is recognised in order to
be refused with the right advice.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from connectors.reading.names.names import NameIndex, lossy_pattern, name_key
from connectors.reading.names.place_names import (
    COMMUNE_TYPES,
    Place,
    without_commune_type,
    without_district_type,
    without_province_type,
)
from connectors.reading.outcome import Reading, Rule, refuse
from connectors.reading.wording import quoted, repaired
from vietnamese.text import is_lossy, normalise

_ALL = re.compile(r"(?:toan|ca)(?: bo)? (?:tinh|dia ban tinh|huyen)|tinh")


@dataclass(frozen=True)
class PlaceTables:
    """The seeds of places as read: every row ever valid, and old to new communes by code."""

    provinces: tuple[Place, ...]
    districts: tuple[Place, ...]
    communes: tuple[Place, ...]
    successors: tuple[tuple[str, str], ...] = ()


class Places:
    """Lookups among the places valid on a date; every answer is a Reading of (code, official name)."""

    def __init__(self, tables: PlaceTables, on: date) -> None:
        self._tables = tables
        self._on = on
        self.provinces = {place.code: place for place in tables.provinces if place.is_valid(on)}
        self.districts = {place.code: place for place in tables.districts if place.is_valid(on)}
        self._district_indexes: dict[str | None, NameIndex[Place]] = {}

    # provinces

    def province(self, text: str) -> Reading:
        """The province a text names; rules unknown_province, former_name, lossy_encoding, repaired_text."""
        typed, was_repaired = normalise(text)
        if is_lossy(typed):
            return lossy(typed, self._province_index, "tỉnh, thành phố")
        for name in (typed, without_province_type(typed)):
            hits = self._province_index.find(name)
            if len(hits) == 1:
                return _accept(hits[0], text, typed, was_repaired)
        return self._no_province(typed)

    @cached_property
    def _province_index(self) -> NameIndex[Place]:
        return NameIndex((name, place) for place in self.provinces.values() for name in (place.name, *place.aliases))

    def _no_province(self, typed: str) -> Reading:
        name = without_province_type(typed)
        others = NameIndex((place.name, place) for place in self._tables.provinces if not place.is_valid(self._on))
        if others.find(name):
            return refuse(
                "former_name", f"ghi {quoted(typed)}, không phải là tỉnh, thành phố trong thời gian của kế hoạch."
            )
        nearest = [place.titled for place in self._province_index.nearest(name)]
        return refuse(
            "unknown_province",
            f"ghi {quoted(typed)}, không phải tên tỉnh, thành phố{advice_of(nearest)}. Hãy ghi lại tên.",
        )

    # districts

    def district(self, text: str, province_code: str | None = None) -> Reading:
        """The district of a province (of the country: None) a text or a unit's name means.

        "Toàn tỉnh" is the province itself with rule aggregate; names of other provinces are refused.
        """
        typed, was_repaired = normalise(text)
        if is_lossy(typed):
            return lossy(typed, self._district_index(province_code), "huyện, thành phố")
        if province_code and _ALL.fullmatch(name_key(typed)):
            home = self.provinces[province_code]
            return Reading(
                (home.code, home.name), "aggregate", message=f"ghi {quoted(typed)}, là cả tỉnh, không phải một huyện."
            )
        hits = self.districts_named(typed, province_code)
        if len(hits) == 1:
            return _accept(hits[0], text, typed, was_repaired)
        if hits:
            return refuse(
                "ambiguous_district",
                f"ghi {quoted(typed)}, có ở nhiều nơi: {self.listing(hits)}. Hãy ghi thêm tên tỉnh.",
            )
        return self._no_district(typed, province_code)

    def _district_index(self, province_code: str | None) -> NameIndex[Place]:
        if province_code not in self._district_indexes:
            self._district_indexes[province_code] = NameIndex(
                (place.name, place) for place in self.districts.values() if province_code in (None, place.province_code)
            )
        return self._district_indexes[province_code]

    def districts_named(self, typed: str, province_code: str | None) -> list[Place]:
        """Districts of that name, else of that abbreviation; of every province where the code is None."""
        index = self._district_index(province_code)
        bare = without_district_type(typed)
        for name in (typed, bare):
            if hits := index.find(name):
                return hits
        return index.abbreviated(bare)

    def _no_district(self, typed: str, province_code: str | None) -> Reading:
        index = self._district_index(province_code)
        home = self.provinces[province_code].titled if province_code else "cả nước"
        stated, name = without_commune_type(typed)
        newer = self.of_other_dates(name, province_code, stated) if stated == "Đặc khu" and province_code else []
        if newer:
            then = [place.titled for place in index.find(name)]
            return refuse(
                "post_2025_name", f"ghi {quoted(typed)}, là đơn vị chỉ có {newer[0].period}{counterparts_of(then)}."
            )
        if province_code and self.province(typed).value:
            return refuse("outside_province", f"ghi {quoted(typed)}, là một tỉnh khác, không phải huyện của {home}.")
        advice = advice_of([place.titled for place in index.nearest(without_district_type(typed))])
        return refuse(
            "unknown_district", f"ghi {quoted(typed)}, không có trong danh sách huyện, thành phố của {home}{advice}."
        )

    def of_other_dates(self, name: str, province_code: str, kind: str | None) -> list[Place]:
        """Communes of the province (by its code) that bear the name on another date; Đặc khu only where stated."""
        key = name_key(name)
        return [
            place
            for place in self._tables.communes
            if place.province_code == province_code
            and not place.is_valid(self._on)
            and name_key(place.name) == key
            and (kind not in COMMUNE_TYPES or kind == place.kind)
        ]

    # wording

    def with_district(self, place: Place) -> str:
        """ "xã Định An (Gò Quao)": the place with its district, alone where it has none."""
        district = self.districts.get(place.district_code or "")
        return f"{place.titled} ({district.name})" if district else place.titled

    def where(self, place: Place) -> str:
        """The district a place lies in, or its province: the words that tell namesakes apart."""
        above = self.districts.get(place.district_code or "") or self.provinces[place.province_code]
        return above.titled

    def listing(self, places: list[Place]) -> str:
        """At most three places with where they lie, and how many more there are, for a message."""
        shown = [f"{place.titled} ({self.where(place)})" for place in places[:3]]
        return ", ".join(shown) + (f" và {len(places) - 3} nơi khác" if len(places) > 3 else "")


def _accept(place: Place, text: str, typed: str, was_repaired: bool) -> Reading:
    value = (place.code, place.name)
    return Reading(value, Rule.REPAIRED_TEXT, message=repaired(text, typed)) if was_repaired else Reading(value)


def advice_of(names: list[str]) -> str:
    """ "; gần giống: …" with at most four names, empty where there are none."""
    more = f" và {len(names) - 4} đơn vị khác" if len(names) > 4 else ""
    return f"; gần giống: {', '.join(names[:4])}{more}" if names else ""


def counterparts_of(names: list[str]) -> str:
    """What stood in the same place in the plan's time."""
    return f"; tương ứng là: {', '.join(names)}. Hãy ghi tên tương ứng" if names else ". Hãy ghi tên đang dùng"


def lossy(typed: str, index: NameIndex[Place], what: str) -> Reading:
    """The refusal of a name whose letters became question marks, with up to three names it may have been."""
    fitting = index.matching(lossy_pattern(typed)) or index.nearest(typed)
    advice = advice_of([place.titled for place in fitting[:3]])
    return refuse(
        Rule.LOSSY_ENCODING, f"ghi {quoted(typed)}, đã mất chữ (dấu ?), không đọc được tên {what}{advice}. Hãy gõ lại."
    )
