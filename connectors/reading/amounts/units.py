"""The words that may follow a number: units of mass, area, money and counting, scales (ngàn, triệu), and "/kg".

Sizes follow the reference table of measurement units; what has no fixed size (mẫu, giỏ, chục) is known by name so that
the refusal can say why.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from vietnamese.text import fold


class Unit(NamedTuple):
    """A unit: what it measures, its size in kg, m² or đồng (0 where it has none), the name shown."""

    name: str
    dimension: str
    size: float


class Phrase(NamedTuple):
    """What follows a number: `triệu đồng/tấn` is scale 1e6, unit đồng, per (tấn,).

    per_amount: 100 in `đ/100 kg`. half: `rưỡi` was said.
    """

    text: str
    scale: float = 1.0
    unit: Unit | None = None
    per: tuple[Unit, ...] = ()
    per_amount: float = 1.0
    half: bool = False

    @property
    def is_bare(self) -> bool:
        return self.scale == 1.0 and self.unit is None and not self.per and not self.half


BARE = Phrase("")
SCALES = {
    "k": 1e3, "ngàn": 1e3, "nghìn": 1e3, "ngan": 1e3, "nghin": 1e3, "ngìn": 1e3, "ng": 1e3, "triệu": 1e6, "trieu": 1e6,
    "tr": 1e6, "tỷ": 1e9, "tỉ": 1e9, "ty": 1e9, "ti": 1e9, "trăm": 1e2, "tram": 1e2,
}  # fmt: skip
_HALVES = frozenset({"rưỡi", "rưởi", "ruoi"})
_GLUED_MONEY = {
    "trđ": "tr đ", "trd": "tr đ", "ngđ": "ng đ", "ngd": "ng đ", "nđ": "ng đ", "kđ": "k đ", "tỷđ": "tỷ đ", "kvnđ": "k đ",
    "kvnd": "k đ", "trvnđ": "tr đ", "trvnd": "tr đ",
}  # fmt: skip

_TABLE: tuple[tuple[str, str, float, str], ...] = (
    ("tấn", "mass", 1000, "tấn;tan;t;tấn hàng;tons;ton;tonne"),
    ("tạ", "mass", 100, "tạ;ta"),
    ("yến", "mass", 10, "yến;yen"),
    ("kg", "mass", 1, "kg;kgs;kí;ký;ki;ky;ki lô;kí lô;ký lô;kilo;kilô;ki-lô;kilogam;ki lô gam;kilôgam;cân"),
    ("lạng", "mass", 0.1, "lạng;lang"),
    ("gam", "mass", 0.001, "g;gam;gram;gr"),
    ("tạ khoai lang", "local_ta", 60, "tạ khoai;tạ khoai lang;tạ khoai nhật"),
    ("ha", "area", 10_000, "ha;hecta;héc ta;héc-ta;hécta;hec-ta;mẫu tây"),
    ("m2", "area", 1, "㎡;mét vuông;met vuông;m vuông"),
    ("km2", "area", 1_000_000, "k㎡"),
    ("công", "area", 1000, "công;công đất;công nhỏ;công ruộng;công tầm nhỏ"),
    ("công tầm lớn", "area", 1296, "công tầm lớn;công lớn;công tầm điền;công tầm cắt"),
    ("mẫu", "regional_area", 0, "mẫu;mẫu đất;mẫu ta;mẫu ruộng"),
    ("sào", "regional_area", 0, "sào;sào đất"),
    ("đồng", "money", 1, "đ;đồng;d;dong;vnđ;vnd;₫;việt nam đồng;đồng việt nam;đvn"),
    ("USD", "foreign", 0, "usd;$;us$;đô;đô la;đô-la;đô la mỹ;dollar;dollars;đô mỹ"),
    ("tiền nước ngoài", "foreign", 0, "eur;€;euro;cny;rmb;¥;tệ;nhân dân tệ;yên nhật;jpy;thb;baht;bạt;gbp;£;sgd;riel"),
    ("%", "percent", 0, "%;phần trăm;‰"),
    ("giạ", "container", 0, "giạ;giạ lúa;gia"),
    ("lít", "volume", 0, "lít;lit;l;ml;khối;m3;m³;mét khối"),
    ("tấn/ha", "yield", 0, "tấn trên ha;tạ trên ha"),
    ("thời gian", "time", 0, "năm;tháng;ngày;vụ;tuần;đợt;mùa;lứa;chuyến;giờ;lần;quý;nam;thang;ngay;vu;tuan;dot"),
    ("người", "count", 1, "người;hộ;hộ dân;hộ gia đình;hộ nông dân;nông dân;thành viên;đoàn viên;thanh niên;đvtn;tv;"
        "tnv;tình nguyện viên;bạn;em;anh chị;đại biểu;học viên;hội viên;lượt;lượt người;lượt xem;lượt tiếp cận;"
        "lượt truy cập;lượt tham gia;view;views;like;follow;share;lượt chia sẻ;bài;bài viết;bài đăng;tin;tin bài;video;"
        "clip;livestream;buổi;cuộc;hoạt động;hội nghị;lớp;điểm;điểm bán;gian hàng;đội;đội hình;tổ;nhóm;chi đoàn;cơ sở;"
        "htx;hợp tác xã;tổ hợp tác;doanh nghiệp;đơn vị;xã;phiên;suất;phần;phần quà;tờ;tờ rơi;poster;băng rôn;pano"),
    ("chục", "piece", 0, "chục;chục quả;chục trái;chục khóm;tá"),
    ("thiên", "piece", 0, "thiên"),
    ("trái", "piece", 0, "trái;quả;trái dừa;quả dừa;trái khóm"),
    ("con", "piece", 0, "con;cái;cây;gốc;bông;củ;hột;hạt;chiếc"),
    ("buồng", "piece", 0, "buồng;nải;nải chuối;bó;mớ;cặp;đôi;chùm;nhánh;thiên trái"),
    ("thùng", "container", 0, "thùng;thùng vải;thùng xốp"),
    ("bao", "container", 0, "bao;bao tải;bì"),
    ("giỏ", "container", 0, "giỏ;cần xé;rổ;sọt;két;túi;hộp;bịch;gói;chai;lon;hũ;khay;cần;thúng;thau;xô;mâm;set;combo"),
    ("xe", "container", 0, "xe;xe tải;xe ba gác;ghe;tàu;container;công te nơ;công-ten-nơ;cont;toa;đống;vựa"),
)  # fmt: skip


def _build() -> dict[str, Unit]:
    known: dict[str, Unit] = {}
    for name, dimension, size, aliases in _TABLE:
        for alias in aliases.split(";"):
            own_name = alias if dimension in ("piece", "container", "volume", "time", "count", "foreign") else name
            known.setdefault(alias, Unit(own_name, dimension, float(size)))
    for alias, unit in list(known.items()):
        known.setdefault(fold(alias), unit)
    return known


_KNOWN = _build()
_SQUARE = re.compile(r"(?<![^\W\d_])(k?)m ?[2²](?!\d)")


def mark_square_metres(text: str) -> str:
    """`m2` ends in a digit; one sign for it keeps numbers and units apart."""
    return _SQUARE.sub(r"\1㎡", text) if "m" in text else text


@lru_cache(maxsize=4096)
def find_unit(words: str) -> Unit | None:
    """The unit of this name (lower case), with or without accents; accents that say something else do not match."""
    return _KNOWN.get(words.strip(" .,;:"))


@lru_cache(maxsize=8192)
def read_phrase(text: str) -> Phrase | None:
    """Understand what follows a number (lower case, no digits); None where some word of it is not a unit."""
    text = text.strip(" .,;:")
    if not text:
        return BARE
    head, *per_texts = (part.strip() for part in text.split("/"))
    per = tuple(find_unit(part) for part in per_texts)
    measured = _read_measured(head)
    if measured is None or None in per:
        return None
    scale, unit, half = measured
    return Phrase(text, scale, unit, per, 1.0, half)


def _read_measured(head: str) -> tuple[float, Unit | None, bool] | None:
    """`triệu rưỡi đồng` -> (1e6, đồng, True)."""
    words = " ".join(_GLUED_MONEY.get(word, word) for word in head.replace("tr.đ", "trđ").split()).split()
    half = any(word in _HALVES for word in words)
    words = [word for word in words if word not in _HALVES]
    scale = 1.0
    while words and words[0].strip(".") in SCALES and " ".join(words) not in _KNOWN:
        scale *= SCALES[words.pop(0).strip(".")]
    if not words:
        return scale, None, half
    unit = find_unit(" ".join(words))
    return None if unit is None else (scale, unit, half)
