"""Telephone numbers in running text, found however they are grouped and masked in what leaves a unit."""

import re
from typing import Final

PHONE_MASK: Final = "[số điện thoại]"

# The same patterns stand in dbt_project/macros/engine.sql: only syntax that Python's engine and RE2 read alike.
_DASHES: Final = "\u00a0\u2010-\u2015\u2212-"
_GAP: Final = f"[ ._(){_DASHES}]{{0,3}}"
_GAP_NO_DOT: Final = f"[ _(){_DASHES}]{{0,3}}"
_MOBILE: Final = f"[35789](?:{_GAP}[0-9]){{8}}"
_SUBSCRIBER: Final = f"(?:{_MOBILE}|[1246](?:{_GAP}[0-9]){{8,9}})"
_ABROAD: Final = f"(?:[(][+]?(?:00)?84[)]|(?:[+]{_GAP}|00)84){_GAP}(?:0{_GAP})?{_SUBSCRIBER}"
_BARE_84: Final = (
    f"84{_GAP_NO_DOT}(?:(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])(?:{_GAP}[0-9]){{7}}|2(?:{_GAP}[0-9]){{8,9}})"
)
_AREA: Final = f"[(]0[1-9][0-9]{{0,2}}[)](?:{_GAP}[0-9]){{6,8}}"
_AT_HOME: Final = f"0{_GAP_NO_DOT}{_SUBSCRIBER}"
_PHONE: Final = re.compile(f"(^|[^0-9.]|[^0-9][.])(?:{_ABROAD}|{_AREA}|{_AT_HOME}|{_BARE_84})([^0-9]|$)")
_DATE: Final = re.compile(
    "(^|[^0-9])((?:0?[1-9]|[12][0-9]|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)[0-9]{2}|"
    "(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])([^0-9]|$)"
)
_NO_PHONE_ACROSS: Final = "\ue000"


def mask_phones(text: str) -> str:
    """Vietnamese telephone numbers, however grouped, as PHONE_MASK; dates, quantities and sums of money stay.

    A match takes the characters around it along, so each pattern goes over the text twice to meet neighbours. In doubt
    a number is masked: `84 912 345 678` is a telephone number, `84.912.345.678` a sum.
    """
    for _ in range(2):
        text = _DATE.sub(rf"\1\2{_NO_PHONE_ACROSS}\3", text)
    for _ in range(2):
        text = _PHONE.sub(rf"\1{PHONE_MASK}\2", text)
    return text.replace(_NO_PHONE_ACROSS, "")
