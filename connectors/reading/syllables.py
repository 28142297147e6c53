"""Which letter strings can be a Vietnamese syllable.

A repaired text is only believed where every word it changed has become one, and a text that already consists of
syllables is never "repaired".
"""

import unicodedata
from functools import lru_cache

_TONE_MARKS = frozenset("\u0300\u0301\u0309\u0303\u0323")
_ONSETS = (
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "th", "tr", "ch", "qu", "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n",
    "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_RHYMES = frozenset(
    """a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iê iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oă oăc oăm oăn oăng oăt oe oem oen oeo oet oi om on ong oong
    op ot ooc oc ô ôc ôi ôm ôn ông ôp ôt ôông ơ ơi ơm ơn ơng ơp ơt
    u ua uc ui um un ung up ut uâ uân uâng uât uây uê uêch uên uênh uêu ui uôi uôc uôm uôn uông uôt uơ uy uya uych uyên
    uyêt uynh uyt uyu uyn uân uêt uit uăng uo uao uau uai uan uang uanh uat uac uach uay ue uen uet ueo uô
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu ươ
    y yê yêm yên yêng yêt yêu ynh""".split()
)


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """True where `word` (any case) has a Vietnamese onset, a rhyme and at most one tone."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    if sum(char in _TONE_MARKS for char in decomposed) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONE_MARKS))
    if bare in ("gi", "gin", "ginh", "giêng", "giêc", "giêt"):
        return True
    return any(bare.startswith(onset) and bare[len(onset) :] in _RHYMES for onset in _ONSETS)
