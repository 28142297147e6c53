"""Numbers said in words: `mười lăm tấn`, `hai triệu rưỡi`.

Only whole runs of numerals are turned into digits; colloquial runs with two readings (`năm bảy tấn`) are left alone, so
that the cell is refused rather than guessed.
"""

from vietnamese.scale_words import HUNDREDS, SPOKEN, with_unmarked

_DIGITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9, "mot": 1, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9,
}  # fmt: skip
_TEN = frozenset({"mười", "muoi"})
_TENS = frozenset({"mươi", "muoi"})
_HUNDREDS = with_unmarked(HUNDREDS)
_SYLLABLES = frozenset({"ty", "ti"})  # said in running words they are more often part of another word
_SCALES = {word: size for word, size in with_unmarked(SPOKEN).items() if word not in _SYLLABLES}
_ZERO_TENS = frozenset({"lẻ", "linh", "le"})
_HALF = frozenset({"rưỡi", "rưởi", "ruoi"})
_HALF_OF = {"nửa": "0,5", "nua": "0,5"}
_NUMERALS = frozenset({*_DIGITS, *_TEN, *_TENS, *_HUNDREDS, *_SCALES, *_ZERO_TENS, *_HALF})


def words_to_digits(text: str) -> tuple[str, bool]:
    """Replace runs of number words (lower case) by digits; also tells whether any was replaced.

    Where digits stand in the text too, only a run at its very start is replaced. `nửa tấn` becomes `0,5 tấn` and does
    not count as words.
    """
    if text[:1].isdigit():
        return text, False
    words = text.split(" ")
    if words[0] in _HALF_OF and len(words) > 1:
        return " ".join([_HALF_OF[words[0]], *words[1:]]), False
    only_first = any(char.isdigit() for char in text)
    result: list[str] = []
    position, replaced = 0, False
    while position < len(words):
        length = _run_length(words, position) if not (only_first and position) else 0
        value = _value_of(words[position : position + length]) if length else None
        if value is None:
            length = max(length, 1)
            result += words[position : position + length]
            position += length
            continue
        result.append(str(value))
        position += length
        replaced = True
    return " ".join(result), replaced


def _run_length(words: list[str], start: int) -> int:
    """How many words from `start` on are numerals; 0 where none begins there."""
    if words[start] not in _DIGITS and words[start] not in _TEN:
        return 0
    end = start
    while end < len(words) and words[end] in _NUMERALS:
        end += 1
    return end - start


def _value_of(run: list[str]) -> int | None:
    """The number a run says, None where it says none or could say two."""
    state = _Run()
    for index, word in enumerate(run):
        if not state.take(word, is_last=index == len(run) - 1):
            return None
    return state.total + state.section


class _Run:
    """Left-to-right reading of one run of numerals."""

    def __init__(self) -> None:
        self.total = 0
        self.section = 0
        self.last_size = 0
        self.after = ""

    def take(self, word: str, is_last: bool) -> bool:
        """Add one word; False where it cannot follow."""
        if word in _SCALES:
            return self._scale(_SCALES[word])
        if word in _HUNDREDS:
            return self._multiply(100, {"digit"})
        if word in _TENS and self.after == "digit":
            return self._multiply(10, {"digit"})
        if word in _TEN:
            return self._add(10, "ten", {"", "hundred", "scale", "zero"}, 10)
        if word in _ZERO_TENS:
            return self._add(0, "zero", {"hundred", "scale"}, 0)
        if word in _HALF:
            return self._half(is_last)
        return self._digit(_DIGITS[word], is_last)

    def _add(self, amount: int, kind: str, allowed: set[str], size: int) -> bool:
        if self.after not in allowed:
            return False
        self.section += amount
        self.after, self.last_size = kind, size
        return True

    def _multiply(self, size: int, allowed: set[str]) -> bool:
        if self.after not in allowed:
            return False
        digit = self.section % 10
        self.section += digit * size - digit
        self.after, self.last_size = ("hundred" if size == 100 else "ten"), size
        return True

    def _scale(self, size: int) -> bool:
        if not self.section:
            return False
        self.total += self.section * size
        self.section = 0
        self.after, self.last_size = "scale", size
        return True

    def _half(self, is_last: bool) -> bool:
        if not is_last or self.after not in ("hundred", "scale"):
            return False
        self.section += self.last_size // 2
        return True

    def _digit(self, digit: int, is_last: bool) -> bool:
        if self.after in ("hundred", "scale") and is_last:
            self.section += digit * self.last_size // 10
            return True
        return self._add(digit, "digit", {"", "ten", "zero", "scale", "hundred"}, 1)
