"""The Vietnamese guide for the districts' volunteers, derived from the contracts.

Every tab and column is described there once; this page only lays the descriptions out among the prose of `guide.md`.
"""

from pathlib import Path

from expectations.contract import Column, Contract
from vietnamese.numbers import number_trimmed

TEMPLATE_PATH = Path(__file__).with_suffix(".md")
HEADER = "<!-- Generated from expectations/contracts by `nongsan contracts write`; do not edit. -->\n"
_CHOICE_NOTE = "Chọn trong danh sách."


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _is_marked(column: Column) -> bool:
    return column.required and column.required_when is None


def _obligation(column: Column) -> str:
    if column.name == "row_id":
        return "tự điền"
    if column.required_when is not None:
        return "có khi"
    return "có" if column.required else ""


def _bounds(column: Column) -> str:
    if column.exclusive_minimum is not None:
        return f"Phải lớn hơn {number_trimmed(column.exclusive_minimum, 6)}."
    if column.minimum is not None and column.maximum is not None:
        return f"Từ {number_trimmed(column.minimum, 6)} đến {number_trimmed(column.maximum, 6)}."
    if column.minimum is not None:
        return f"Không nhỏ hơn {number_trimmed(column.minimum, 6)}."
    return ""


def _meaning(column: Column) -> str:
    kind = _CHOICE_NOTE if column.type == "choice" else ""
    return " ".join(part for part in (column.description, kind, _bounds(column)) if part)


def _column_row(column: Column) -> str:
    mark = " \\*" if _is_marked(column) else ""
    cells = (f"**{column.header}**{mark}", _obligation(column), _meaning(column), f"`{column.example}`")
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _choice_line(column: Column) -> str:
    line = f"- **{column.header}**: {'; '.join(column.choice_labels)}."
    short = [f"{alias} = {column.choice(key)}" for alias, key in column.choice_aliases.items() if len(alias) <= 4]
    return f"{line} Viết tắt nhận được: {', '.join(short)}." if short else line


def _tab_section(number: int, contract: Contract) -> str:
    lines = [
        f"### 5.{number}. Tab {contract.tab}",
        "",
        contract.purpose,
        "",
        "| Cột | Bắt buộc | Ghi gì | Ví dụ |",
        "|---|---|---|---|",
        *(_column_row(column) for column in contract.columns),
        "",
    ]
    choices = [_choice_line(column) for column in contract.columns if column.choices]
    if choices:
        lines += ["Danh sách chọn:", "", *choices, ""]
    return "\n".join(lines)


def guide(contracts: dict[str, Contract], template: str) -> str:
    """Text of `docs/huong-dan-bang-tinh.md`, Markdown, in Vietnamese.

    template: the prose that holds for every tab, with one line `{{ tabs }}` where the tabs stand.
    """
    tabs = [_tab_section(number, contract) for number, contract in enumerate(contracts.values(), start=1)]
    return HEADER + template.replace("{{ tabs }}", "\n".join(tabs).strip())
