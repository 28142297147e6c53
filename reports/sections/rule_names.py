"""What each check's rule code is called on paper, for readers who never see a code.

A rule without a name here is shown under the general one, never by its code.
"""

from typing import Final

_GENERAL: Final = "Nội dung cần kiểm tra lại"
_NAMES: Final = {
    "missing": "Thiếu dữ liệu bắt buộc",
}


def rule_name(rule: str) -> str:
    return _NAMES.get(rule, _GENERAL)
