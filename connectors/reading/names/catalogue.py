"""The products that can be named on one date, and which of them a typed name means.

A product is found by its official name or an alias; rice named without its crop needs the row's Vụ.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from connectors.reading.names.names import NameIndex, is_marked, lossy_pattern, name_key, words_only
from connectors.reading.outcome import Reading, Rule, refuse
from connectors.reading.wording import quoted, repaired
from vietnamese.brackets import asides, without_asides
from vietnamese.text import fold, is_lossy, normalise

_ANY_RICE = frozenset({"lua", "lua tuoi", "lua kho", "cay lua", "lua thuong", "thoc", "hat lua"})
_CLASSIFIER = re.compile(r"(?:trai|qua|cay|cu|con|hat|rau|nong san|san pham) ")
_FRUIT = re.compile(r"(?:trai|qua) ")
_MISTYPED = "Nếu đúng là nông sản đó thì hãy ghi lại tên này."
_NOT_LISTED = "Hãy kiểm tra lại tên; nếu đúng là chưa có thì nhắn Ban Phong trào Tỉnh đoàn bổ sung."
_DETAIL = re.compile(
    r"\s+(?:(?:size|sz|cỡ|co)\s*\d+(?:\s*[-–/]\s*\d+)?(?:\s*con(?:\s*/\s*kg)?)?|\d+(?:\s*[-–]\s*\d+)?\s*con\s*/\s*kg"
    r"|(?:loại|loai|hạng)\s*(?:\d|i{1,3}|một|hai|ba|nhất|nhì|[abc]))$",
    re.IGNORECASE,
)  # what grades a product without making it another one
_GENERIC = re.compile(r"^(?:trái|quả|cây|hạt|rau|con|củ|nông sản|sản phẩm)\s+", re.IGNORECASE)
_ELSEWHERE = {"cu san": ("củ đậu", "cassava")}
"""Names that mean one thing in the South and another in the North: what it is there, and the product of the North."""
_SEVERAL = re.compile(r"\s*[,;/+&]\s*|\s+(?:và|va|\-|–)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Product:
    """One product; `season` is set where it is rice of one Vụ."""

    code: str
    name: str
    group_code: str
    season: str | None


@dataclass(frozen=True)
class Alias:
    """Another name of a product during a span of validity."""

    text: str
    product_code: str
    valid_from: date
    valid_to: date | None

    def is_valid(self, on: date) -> bool:
        """Whether the name is in force on that day; both ends of the period belong to it."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Catalogue:
    """Products valid on a date with their names; `frame` holds the same products with their bands and prices."""

    def __init__(self, frame: pd.DataFrame, aliases: Sequence[Alias], on: date) -> None:
        self.frame = frame
        columns = [frame[name].tolist() for name in ("product_code", "product_name", "group_code", "season")]
        products = [
            Product(code, name, group, season if isinstance(season, str) else None)
            for code, name, group, season in zip(*columns, strict=True)
        ]
        self._by_code = {product.code: product for product in products}
        self._rice = {fold(product.season): product for product in products if product.season}
        names = [(product.name, product) for product in products]
        names += [
            (alias.text, self._by_code[alias.product_code])
            for alias in aliases
            if alias.is_valid(on) and alias.product_code in self._by_code
        ]
        self._index = NameIndex(names)

    def product(self, text: str, season: str | None) -> Reading:
        """The product a text means, with the row's Vụ for rice; the value is (code, official name).

        Refused: unknown_product, ambiguous_product, season_needed, several_products, lossy_encoding. Accepted with a
        warning: detail_ignored, repaired_text.
        """
        typed, was_repaired = normalise(text)
        if is_lossy(typed):
            near = self._index.matching(lossy_pattern(typed)) or self._index.nearest(typed)
            message = (
                f"ghi {quoted(typed)}, đã mất chữ (dấu ?), không đọc được tên nông sản{_advice(near[:3])}. Hãy gõ lại."
            )
            return refuse(Rule.LOSSY_ENCODING, message)
        reading = self._product(typed, season)
        if was_repaired and reading.rule is None:
            return replace(reading, rule=Rule.REPAIRED_TEXT, message=repaired(text, typed))
        return reading

    def _product(self, typed: str, season: str | None) -> Reading:
        if (elsewhere := _ELSEWHERE.get(name_key(typed))) is not None and elsewhere[1] in self._by_code:
            return self._of_two_regions(typed, *elsewhere)
        hits = self._named(typed)
        if len(hits) == 1:
            return _accept(hits[0])
        if hits:
            choices = " hoặc ".join(product.name for product in hits)
            message = f"ghi {quoted(typed)}, có thể là {choices}. Hãy ghi rõ tên nông sản."
            return refuse("ambiguous_product", message)
        if name_key(typed) in _ANY_RICE:
            return self._rice_of(typed, season)
        return self._without_aside(typed, season) or self._without_detail(typed, season) or self._unknown(typed)

    def _of_two_regions(self, typed: str, southern: str, code: str) -> Reading:
        northern = self._by_code[code].name
        message = (
            f"ghi {quoted(typed)}, nơi gọi là {southern}, nơi gọi là {northern}. Nếu là {northern} thì hãy ghi "
            f"{quoted(northern)}; nếu là {southern} thì danh mục chưa có, hãy nhắn Ban Phong trào Tỉnh đoàn bổ sung."
        )
        return refuse("ambiguous_product", message)

    def _named(self, typed: str) -> list[Product]:
        hits = self._index.find(typed)
        fruit = None if is_marked(typed) else _FRUIT.match(name_key(typed))
        if fruit:
            hits = list(dict.fromkeys([*hits, *self._index.find(words_only(typed)[fruit.end() :])]))
        if hits:
            return hits
        classifier = _CLASSIFIER.match(name_key(typed))
        return self._index.find(words_only(typed)[classifier.end() :]) if classifier else []

    def _rice_of(self, typed: str, season: str | None) -> Reading:
        product = self._rice.get(fold(season)) if season else None
        if product is not None:
            return _accept(product)
        names = ", ".join(f'"{product.name}"' for product in self._rice.values())
        message = f"ghi {quoted(typed)}, chưa rõ vụ. Hãy ghi thêm cột Vụ nếu tab có cột này, hoặc ghi rõ: {names}."
        return refuse("season_needed", message)

    def _without_aside(self, typed: str, season: str | None) -> Reading | None:
        """ "Xoài (loại 1)" is Xoài, unless the aside names another product."""
        bare = " ".join(without_asides(typed).split())
        if not bare or bare == typed:
            return None
        reading = self._product(bare, season)
        if reading.rule == "season_needed":
            return reading
        aside = self._index.find(" ".join(asides(typed)))
        if reading.refused or any(product.code != reading.value[0] for product in aside):  # type: ignore[index]
            return None
        message = f"ghi {quoted(typed)}, đọc là {reading.value[1]}. Hãy ghi phần trong ngoặc ở cột Ghi chú."  # type: ignore[index]
        return replace(reading, rule="detail_ignored", message=message)

    def _without_detail(self, typed: str, season: str | None) -> Reading | None:
        """ "Tôm sú size 30" is Tôm sú."""
        detail = _DETAIL.search(typed)
        if detail is None:
            return None
        reading = self._product(typed[: detail.start()], season)
        if reading.refused:
            return reading if reading.rule == "season_needed" else None
        shown = quoted(detail.group().strip())
        message = f"ghi {quoted(typed)}, đọc là {reading.value[1]}. Hãy ghi {shown} ở cột Ghi chú."  # type: ignore[index]
        return replace(reading, rule="detail_ignored", message=message)

    def _unknown(self, typed: str) -> Reading:
        parts = [self._named(part) for part in _SEVERAL.split(typed) if part]
        several = {hits[0].code: hits[0].name for hits in parts if len(hits) == 1}
        if len(several) > 1 and all(parts):
            names = ", ".join(several.values())
            return refuse(
                "several_products", f"ghi {quoted(typed)}, gồm nhiều nông sản ({names}). Hãy ghi mỗi nông sản một dòng."
            )
        near = self._index.nearest(typed)
        fix = _MISTYPED if near else _NOT_LISTED
        near = near or self._index.of_one_head(_GENERIC.sub("", _DETAIL.sub("", typed)))
        return refuse("unknown_product", f"ghi {quoted(typed)}, không có trong danh mục nông sản{_advice(near)}. {fix}")


def _accept(product: Product) -> Reading:
    return Reading((product.code, product.name))


def _advice(near: list[Product]) -> str:
    return f"; gần giống: {'; '.join(product.name for product in near)}" if near else ""
