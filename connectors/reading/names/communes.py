"""The communes of one date, and which of them a unit means by a typed name.

A commune is looked for in the unit's own district, then in its province; names of another date or another province are
recognised in order to be refused with the right advice.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cached_property

from connectors.reading.names.names import NameIndex, name_key
from connectors.reading.names.place_names import (
    Place,
    commune_names,
    read_commune_text,
    without_commune_type,
    without_province_type,
)
from connectors.reading.names.places import Places, PlaceTables, advice_of, counterparts_of, lossy
from connectors.reading.outcome import Reading, Rule, UnitScope, refuse
from connectors.reading.wording import quoted, repaired
from vietnamese.text import is_lossy, normalise

_OUTSIDE = "Hãy kiểm tra lại tên xã; nông sản của tỉnh khác thì ghi tên tỉnh ở cột Tỉnh/Thành phố."
_CHECK = "Hãy kiểm tra lại tên xã."


class Communes:
    """Lookups among the communes valid on a date; every answer is a Reading of (code, official name)."""

    def __init__(self, tables: PlaceTables, places: Places, on: date) -> None:
        self._tables = tables
        self._places = places
        self._on = on
        self._communes: dict[str, list[Place]] = defaultdict(list)
        for place in tables.communes:
            if place.is_valid(on):
                self._communes[place.province_code].append(place)
        self._commune_indexes: dict[tuple[str, str | None], NameIndex[Place]] = {}

    def commune(self, text: str, scope: UnitScope) -> Reading:
        """The commune a unit means by a text, its own district first.

        Refused: unknown_commune, ambiguous_commune, outside_province, post_2025_name, former_name, lossy_encoding.
        Accepted with a warning: other_district, abbreviated_name, repaired_text.
        """
        typed, was_repaired = normalise(text)
        if is_lossy(typed):
            return lossy(typed, self._commune_index(scope.province_code), "xã, phường, thị trấn")
        reading = self._commune(typed, scope)
        if was_repaired and not reading.refused and reading.rule is None:
            return replace(reading, rule=Rule.REPAIRED_TEXT, message=repaired(text, typed))
        return reading

    def example(self, scope: UnitScope) -> str | None:
        """A commune of the unit's own district that can be named alone; None where the unit has no district."""
        if scope.district_code is None:
            return None
        own = [one for one in self._communes[scope.province_code] if one.district_code == scope.district_code]
        names = [one.name for one in sorted(own, key=lambda one: one.code) if " " in one.name]
        return next((name for name in names if not self.commune(name, scope).rule), None)

    def _commune(self, typed: str, scope: UnitScope) -> Reading:
        asked = read_commune_text(typed)
        district_code, complaint = self._district_of(asked.places, scope)
        if complaint:
            return complaint
        named = self._communes_named(asked.name, asked.kind, scope.province_code, None)
        own = district_code or scope.district_code
        inside = self._communes_named(asked.name, asked.kind, scope.province_code, own) if own else []
        if district_code or inside:
            return self._near(self._choose(inside, typed, scope, district_code), inside, named, typed)
        if scope.district_code and (short := self._abbreviated(asked.name, scope)):
            message = f"ghi {quoted(typed)}, viết tắt, đọc là {short.titled}. Hãy ghi đủ tên."
            return Reading((short.code, short.name), "abbreviated_name", message=message)
        reading = self._choose(named, typed, scope, None)
        if reading.refused or scope.district_code not in self._places.districts:
            return reading
        home = self._places.districts[scope.district_code].titled
        message = f"ghi {quoted(typed)}, không thuộc {home} mà thuộc {self._places.where(named[0])}. Hãy kiểm tra lại."
        return replace(reading, rule="other_district", message=message)

    def _near(self, reading: Reading, inside: list[Place], named: list[Place], typed: str) -> Reading:
        """A warning where the unit's own commune was taken although another district's is spelled just as typed."""
        if reading.refused or inside[0] in named:
            return reading
        message = f"ghi {quoted(typed)}, đọc là {self._places.with_district(inside[0])}. Hãy gõ lại cho đúng dấu."
        return replace(reading, rule="near_spelling", message=message)

    def _district_of(self, places: tuple[str, ...], scope: UnitScope) -> tuple[str | None, Reading | None]:
        """The district stated beside the commune, or the refusal its text deserves."""
        code = None
        for text in places:
            if name_key(without_province_type(text)) == name_key(self._places.provinces[scope.province_code].name):
                continue
            hits = self._places.districts_named(text, scope.province_code)
            if len(hits) != 1:
                return None, replace(self._places.district(text, scope.province_code), rule="unknown_commune")
            code = hits[0].code
        return code, None

    def _communes_named(
        self, name: str, kind: str | None, province_code: str, district_code: str | None
    ) -> list[Place]:
        index = self._commune_index(province_code, district_code)
        for stated, bare in ((kind, name), without_commune_type(name)):
            hits = index.find(bare)
            of_kind = [place for place in hits if place.kind == stated]
            if hits and stated != "Đặc khu":
                return of_kind or hits
            if of_kind:
                return of_kind
        return []

    def _commune_index(self, province_code: str, district_code: str | None = None) -> NameIndex[Place]:
        key = (province_code, district_code)
        if key not in self._commune_indexes:
            self._commune_indexes[key] = NameIndex(
                (name, place)
                for place in self._communes[province_code]
                if district_code in (None, place.district_code)
                for name in commune_names(place)
            )
        return self._commune_indexes[key]

    def _abbreviated(self, name: str, scope: UnitScope) -> Place | None:
        index = self._commune_index(scope.province_code, scope.district_code)
        hits = index.abbreviated(without_commune_type(name)[1])
        return hits[0] if len(hits) == 1 else None

    def _choose(self, hits: list[Place], typed: str, scope: UnitScope, district_code: str | None) -> Reading:
        if len(hits) == 1:
            return Reading((hits[0].code, hits[0].name))
        if not hits:
            return self._no_commune(typed, read_commune_text(typed).name, scope, district_code)
        if len({place.district_code for place in hits}) == 1:
            kinds = " hoặc ".join(f'"{place.titled}"' for place in hits)
            return refuse("ambiguous_commune", f"ghi {quoted(typed)}, có thể là {kinds}. Hãy ghi rõ loại đơn vị.")
        example = (
            f"{hits[0].name} ({self._places.districts[hits[0].district_code].name})" if hits[0].district_code else ""
        )
        return refuse(
            "ambiguous_commune",
            f"ghi {quoted(typed)}, có ở nhiều nơi: {self._places.listing(hits)}. "
            f'Hãy ghi thêm huyện, ví dụ "{example}".',
        )

    def _no_commune(self, typed: str, name: str, scope: UnitScope, district_code: str | None) -> Reading:
        stated, bare = without_commune_type(name)
        if others := self._places.of_other_dates(bare, scope.province_code, stated):
            rule = "post_2025_name" if others[0].valid_from > self._on else "former_name"
            return refuse(
                rule,
                f"ghi {quoted(typed)}, là đơn vị chỉ có {others[0].period}"
                f"{counterparts_of(self._counterparts(others))}.",
            )
        elsewhere = self._elsewhere.get(name_key(bare), []) if " " in bare else []
        province = self._places.provinces[scope.province_code].titled
        outside = [place for place in elsewhere if place.province_code != scope.province_code]
        if outside and not district_code:
            return refuse(
                "outside_province", f"ghi {quoted(typed)}, không có ở {province}{self._homes(outside)}. {_OUTSIDE}"
            )
        near = self._commune_index(scope.province_code).nearest(bare)
        near.sort(key=lambda place: place.district_code != (district_code or scope.district_code))
        advice = advice_of([self._places.with_district(place) for place in near])
        where = self._places.districts[district_code].titled if district_code else province
        message = f"ghi {quoted(typed)}, không có trong danh sách xã, phường, thị trấn của {where}{advice}. {_CHECK}"
        return refuse("unknown_commune", message)

    def _homes(self, outside: list[Place]) -> str:
        """The provinces that have a commune of this name: by name if they are one or two, else how many."""
        homes = [self._places.provinces[code].titled for code in dict.fromkeys(one.province_code for one in outside)]
        return f", chỉ có ở {', '.join(homes)}" if len(homes) <= 2 else f", chỉ có ở {len(homes)} tỉnh khác"

    def _counterparts(self, places: list[Place]) -> list[str]:
        codes = {place.code for place in places}
        newer = places[0].valid_from > self._on
        pairs = ((new, old) if newer else (old, new) for old, new in self._tables.successors)
        wanted = {other for code, other in pairs if code in codes}
        valid = [place for place in self._tables.communes if place.is_valid(self._on) and place.code in wanted]
        return [self._places.with_district(place) for place in valid]

    @cached_property
    def _elsewhere(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for places in self._communes.values():
            for place in places:
                found[name_key(place.name)].append(place)
        return found
