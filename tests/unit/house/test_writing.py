"""Only `vietnamese/` writes numbers, dates and percentages into Vietnamese: no package formats its own."""

import ast
import re

import pytest

from tests.unit.house.test_conventions import MODULES, ROOT, short

LETTER = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
HAND_MADE = re.compile(r"^(?!%Y-%m).*[,.eEfgGn%]")
OPEN_PERCENT = re.compile(r"(?:\d|^|\})\s%(?!\w)")
SWAPPED_MARKS = re.compile(
    r"""replace\((['"])\.\1, ?(['"]),\2\)|[}]['"]\.replace\(['"][,.]['"]|maketrans\((['"]),\.\3"""
)
TEXTS = [
    ROOT / "docs" / "chia-se-bang-tinh.md",
    ROOT / "docs" / "huong-dan-bang-tinh.md",
    ROOT / "expectations" / "projections" / "guide.md",
    *(ROOT / "expectations" / "contracts").glob("*.yml"),
]


def specs(node: ast.JoinedStr) -> list[str]:
    """The format specifications of an f-string, as `.1f` or `%d/%m/%Y`."""
    given = [part.format_spec for part in node.values if isinstance(part, ast.FormattedValue) and part.format_spec]
    return ["".join(one.value for one in spec.values if isinstance(one, ast.Constant)) for spec in given]


def words(node: ast.JoinedStr) -> list[str]:
    return [part.value for part in node.values if isinstance(part, ast.Constant)]


def faults(source: str) -> list[str]:
    """Where a module writes a number, a date or a percentage into Vietnamese by hand."""
    found = [f"marks swapped: {line.strip()}" for line in source.splitlines() if SWAPPED_MARKS.search(line)]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            is_vietnamese = any(map(LETTER.search, words(node)))
            found += [f"{one} on line {node.lineno}" for one in specs(node) if "%d/%m/%Y" in one]
            found += [f"{one} on line {node.lineno}" for one in specs(node) if is_vietnamese and HAND_MADE.search(one)]
            found += [f"' %' on line {node.lineno}" for one in words(node) if re.match(r"\s%", one)]
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and LETTER.search(node.value):
            found += [f"' %' on line {node.lineno}"] if OPEN_PERCENT.search(node.value) else []
    return found


def test_no_package_formats_its_own():
    packages = [path for path in MODULES if path.relative_to(ROOT).parts[0] != "vietnamese"]
    found = {short(path): faults(path.read_text(encoding="utf-8")) for path in packages}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_vietnamese_texts_close_the_percent_up():
    found = [
        f"{short(path)}: {line.strip()}"
        for path in TEXTS
        for line in path.read_text(encoding="utf-8").splitlines()
        if LETTER.search(line) and OPEN_PERCENT.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'f"còn {t:.1f} tấn"',
        'f"{t:,} đồng"',
        'f"từ {low:g} đến {high:g}"',
        'f"{day:%d/%m/%Y}"',
        'f"đọc lúc {at:%H:%M}"',
        'f"{share} %"',
        '"dưới 0,1 % số dòng được nhận"',
        'f"{t:.3f}".replace(".", ",")',
        "shown = f'{low:,}'.replace(',', '.')",
        'text.translate(str.maketrans(",.", ".,"))',
    ],
)
def test_the_check_finds_what_is_written_by_hand(source):
    assert faults(source)


@pytest.mark.parametrize(
    "source",
    [
        'f"còn {number(t, 1)} tấn, đạt {percent(rate)}"',
        'f"placed {t:,.3f} t, {share:.0%}"',
        'f"số {number:02d}-BC"',
        'float(text.replace(",", "."))',
        '"lệch không quá 1%"',
        'f"Xem chi tiết: nongsan gate --month {month:%Y-%m}"',
    ],
)
def test_the_check_lets_the_rest_stand(source):
    assert faults(source) == []
