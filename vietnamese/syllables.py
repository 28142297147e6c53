"""Which letter strings can be a Vietnamese syllable.

A repaired text is only believed where every word it changed has become one, and a text that already consists of
syllables is never "repaired".
"""

import re
import unicodedata

from vietnamese.keeping import keeping

_TONE_MARKS = frozenset("\u0300\u0301\u0309\u0303\u0323")
_ONSETS = (
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "th", "tr", "ch", "qu", "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n",
    "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_RHYMES = frozenset(
    re.findall(r"\w+", """
    a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et i ia ich im in inh ip it iu iê
    iêc iêm iên iêng iêp iêt iêu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oem oen
    oeo oet oi om on ong ooc oong op ot oă oăc oăm oăn oăng oăt u ua uac uach uai uan uang uanh uao
    uat uau uay uc ue uen ueo uet ui uit um un ung uo up ut uy uya uych uyn uynh uyt uyu uyên uyêt
    uâ uân uâng uât uây uê uêch uên uênh uêt uêu uô uôc uôi uôm uôn uông uôt uăng uơ y ynh yê yêm
    yên yêng yêt yêu â âc âm ân âng âp ât âu ây ê êch êm ên êng ênh êp êt êu ô ôc ôi ôm ôn ông ôp ôt
    ôông ă ăc ăm ăn ăng ăp ăt ơ ơi ơm ơn ơng ơp ơt ư ưa ưc ưi ưm ưn ưng ưt ưu ươ ươc ươi ươm ươn
    ương ươp ươt ươu
    """)
)  # fmt: skip


_TONE_NOT_LAST = re.compile("(?:[aâăeêoôơ][iuyo]|iu|ư[iu])$")


@keeping(16384)
def is_syllable(word: str) -> bool:
    """True where `word` (any case) has a Vietnamese onset, a rhyme and at most one tone."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    if sum(char in _TONE_MARKS for char in decomposed) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONE_MARKS))
    if decomposed[-1:] in _TONE_MARKS and _TONE_NOT_LAST.search(bare):
        return False
    if bare in ("gi", "gin", "ginh", "giêng", "giêc", "giêt"):
        return True
    if bare.startswith(("quo", "quu")):
        return False
    return any(bare.startswith(onset) and bare[len(onset) :] in _RHYMES for onset in _ONSETS)
