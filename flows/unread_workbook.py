"""Why a unit's workbook could not be read, told in Vietnamese to the person who keeps it.

The backends speak English to data staff; a keeper asks which file was looked for, and what to do with the one at hand.
"""

import re
from pathlib import Path

from connectors.sheets.protocol import SheetUnavailable
from flows.inputs import Unit
from pipeline.province.settings import Settings

_SUFFIXES = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv"})


class WorkbookUnread(SheetUnavailable):
    """A workbook that its keeper asked about can't be read; the message is Vietnamese throughout."""

    def __str__(self) -> str:
        return self.problem


def unread_workbook(settings: Settings, unit: Unit, error: SheetUnavailable) -> WorkbookUnread:
    """The same failure in Vietnamese, with a hint at files that may be the one meant."""
    name = f"{unit.unit_code}.xlsx"
    parts = [f"Chưa xem được bảng tính của {unit.unit_name} ({unit.unit_code}): {_reason(settings, name, error)}"]
    if strays := stray_files(settings, unit):
        parts.append(stray_hint(strays, name))
    return WorkbookUnread(unit.unit_code, " ".join(parts))


def _reason(settings: Settings, name: str, error: SheetUnavailable) -> str:
    cause = error.__cause__
    if settings.sheets.backend != "workbooks":
        return "hệ thống không mở được bảng tính trực tuyến. Hãy báo Ban Phong trào Tỉnh đoàn."
    if isinstance(cause, FileNotFoundError):
        return f"không thấy tệp {name} trong thư mục bảng tính. Hãy đặt tệp vào đó và đặt đúng tên {name}."
    if isinstance(cause, OSError):
        return f"không mở được tệp {name}. Hãy đóng tệp nếu đang mở và kiểm tra quyền đọc tệp."
    if cause is None:
        return f"tệp {name} quá lớn. Hãy xóa hình ảnh và các tab không thuộc mẫu rồi lưu lại."
    return (
        f"tệp {name} bị hỏng hoặc không phải tệp Excel. Hãy mở lại bằng Excel, chọn Lưu thành (Save As), "
        f"kiểu Excel Workbook (.xlsx), rồi đặt tên {name}."
    )


def stray_files(settings: Settings, unit: Unit) -> list[str]:
    """Names of spreadsheets in the folder that bear the unit's code but are not the one that is read."""
    if settings.sheets.backend != "workbooks":
        return []
    folder = Path(settings.sheets_folder)
    code = re.compile(rf"(?<![^\W_]){re.escape(unit.unit_code)}(?![^\W_])", re.IGNORECASE)
    names = [path.name for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and code.search(path.stem)]
    return sorted(name for name in names if name != f"{unit.unit_code}.xlsx" and not name.startswith(("~$", ".")))


def stray_hint(strays: list[str], name: str) -> str:
    """What to say of them."""
    listed = ", ".join(f'"{stray}"' for stray in strays)
    return f"Trong thư mục có tệp tên gần giống: {listed}; hệ thống chỉ đọc {name}, nếu cần thì hãy đổi tên."
