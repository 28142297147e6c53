"""From a feed's item and market names to product and province codes, by names and aliases and never by likeness.

Feeds write the form beside the name: fresh and dry paddy differ by a sixth in price, so dry paddy is a product of its
own, and an item nobody has named stays unmapped rather than near.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from connectors.saved_files import saved_rows
from vietnamese.text import MARKS, fold, spelling_key, tidy

_ITEM_NAMES = Path(__file__).with_name("item_names.csv")
_FORM = re.compile(
    r"\s*(?:\(\s*(?:l[uú]a\s+)?(tươi|tuoi|khô|kho)\s*\)|[-,;]?\s*\bl[uú]a\s+(tươi|tuoi|khô|kho))\s*$", re.I
)
_QUALITY = re.compile(r"\s*\([^()%]*\)\s*$")
_KINDS = re.compile(r"^(?:t[iỉ]nh|th[aà]nh ph[oố]|tp\.?|t\.p\.?)\s+", re.I)
_STROKE = re.compile("đ")
_NOT_WORD = re.compile(rf"(?:[^\w{MARKS}]|_)+")
_FORMS = {"tươi": "fresh", "tuoi": "fresh", "khô": "dry", "kho": "dry"}


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """What a feed's item is: a product code, and the form its name states (`fresh`, `dry`); both may be None."""

    product_code: str | None
    form: str | None = None


class ProductMatcher:
    """Item names to products, market names to provinces."""

    def __init__(
        self,
        products: Iterable[tuple[str, str]],
        provinces: Iterable[tuple[str, str, date | None]],
    ) -> None:
        """`products`: (name or alias, product_code); `provinces`: (name or alias, province_code, valid from)."""
        self._spelled: dict[str, str] = {}
        folded: dict[str, set[str]] = defaultdict(set)
        for name, code in products:
            folded[_squeezed(fold(tidy(name)))].add(self._spelled.setdefault(_squeezed(spelling_key(tidy(name))), code))
        self._folded = {name: codes.pop() for name, codes in folded.items() if len(codes) == 1}
        self._known = frozenset(self._spelled.values())
        self._written: dict[str, str] = {}
        self._marks: dict[str, list[Counter[str]]] = defaultdict(list)
        periods: dict[str, set[tuple[date, str]]] = defaultdict(set)
        for name, code, since in provinces:
            periods[_squeezed(fold(tidy(name)))].add((since or date.min, code))
            self._written.setdefault(fold(tidy(name)), tidy(name))
            self._marks[_squeezed(fold(tidy(name)))].append(_marks(tidy(name)))
        self._provinces = {name: sorted(several) for name, several in periods.items()}

    @classmethod
    def load(cls, seeds_dir: Path, extensions_dir: Path | None = None) -> "ProductMatcher":
        """Read the seeds, the feeds' own item names, and data staff's `products.csv` and `aliases.csv` if any.

        Feed item names win over aliases, extensions win over both. Raises FileNotFoundError without the seeds.
        """
        named: list[tuple[str, str]] = []
        if extensions_dir is not None:
            named += _optional_pairs(extensions_dir / "aliases.csv", "alias")
            named += _optional_pairs(extensions_dir / "products.csv", "product_name")
        named += _pairs(_ITEM_NAMES, "item_name")
        named += _pairs(seeds_dir / "products.csv", "product_name")
        named += _pairs(seeds_dir / "product_aliases.csv", "alias")
        return cls(named, _province_names(seeds_dir / "provinces.csv"))

    def match(self, item_name: str | None) -> ItemMatch:
        """Product and form of one item: its whole name, else without the form, else without what parentheses add.

        Tone marks decide where they must (`dừa` is no `dứa`) and are forgiven where no other product folds alike.
        """
        whole = tidy(item_name or "")
        found = _FORM.search(whole)
        form = _FORMS[(found[1] or found[2]).lower()] if found else None
        name = whole[: found.start()] if found else whole
        code = self._code(whole) or self._code(name) or self._code(_QUALITY.sub("", name))
        if form == "dry" and code is not None and code.startswith("paddy_"):
            code = f"{code}_dry" if f"{code}_dry" in self._known else None
        return ItemMatch(code, form)

    def _code(self, name: str) -> str | None:
        return self._spelled.get(_squeezed(spelling_key(name))) or self._folded.get(_squeezed(fold(name)))

    def written(self, market: str | None) -> str | None:
        """A market as Vietnamese is written: `Dong Thap` is `Đồng Tháp`; any other name stays as the feed gives it."""
        if market is None or not self._is_spelt(market):
            return market
        return self._written.get(fold(tidy(market)), market)

    def _is_spelt(self, name: str) -> bool:
        """Whether a name that folds like a province's may be it: it lacks marks, but has none that the province lacks.

        `Đăk Lăk` and `Dong Thap` are provinces, `Bình Đường` is not `Bình Dương`.
        """
        marks = _marks(tidy(name))
        return any(marks <= known for known in self._marks.get(_squeezed(fold(tidy(name))), ()))

    def provinces(self, market: str | None, days: np.ndarray) -> np.ndarray:
        """Province codes of a market on each of `days` (datetime64[D]); None where the market names no province.

        The code is the one in force on the day; before the first known day, the first one; for a province that was
        merged away, its last one, because the market's name still means the old area.
        """
        codes = np.full(len(days), None, dtype=object)
        for name in _market_names(market):
            if (periods := self._provinces.get(_squeezed(fold(name)))) and self._is_spelt(name):
                codes[:] = periods[0][1]
                for since, code in periods[1:]:
                    codes[days >= np.datetime64(since, "D")] = code
                return codes
        return codes


def _squeezed(key: str) -> str:
    """A comparison key without spaces and punctuation: `IR 50404` is `ir50404`, a percentage stays one."""
    return _NOT_WORD.sub("", key.replace("%", "pct"))


def _marks(name: str) -> Counter[str]:
    """The marks of a name, whatever letters bear them; the stroke of đ is one."""
    signs = unicodedata.normalize("NFD", name.lower().replace("ð", "đ"))
    return Counter([*_STROKE.findall(signs), *filter(unicodedata.combining, signs)])


def _market_names(market: str | None) -> list[str]:
    """The market itself, then what follows its commas or stands in its parentheses, last first."""
    words = tidy(market or "")
    parts = [words, *reversed([part for part in re.split(r"[,()]| - ", words) if part.strip()])]
    return [_KINDS.sub("", part.strip()) for part in parts]


def _rows(path: Path, *names: str) -> list[dict[str, str]]:
    return [row.cells for row in saved_rows(path.read_bytes(), names)[1]]


def _pairs(path: Path, name: str) -> list[tuple[str, str]]:
    return [
        (row[name], row["product_code"])
        for row in _rows(path, name, "product_code")
        if row.get(name) and row.get("product_code")
    ]


def _optional_pairs(path: Path, name: str) -> list[tuple[str, str]]:
    return _pairs(path, name) if path.is_file() else []


def _province_names(path: Path) -> list[tuple[str, str, date | None]]:
    names = []
    for row in _rows(path, "province_code", "province_name"):
        since = date.fromisoformat(row["valid_from"]) if row.get("valid_from") else None
        for name in (row["province_name"], *(row.get("aliases") or "").split(";")):
            if name.strip():
                names.append((name, row["province_code"], since))
    return names
