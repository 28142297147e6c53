"""How the checks write numbers, dates and places for Vietnamese readers.

Small on purpose: the sentences themselves stand beside the rules they explain.
"""

from datetime import date

from expectations.contract import Contract

_BETWEEN = ": "  # stands in no header


def plain(value: object) -> str | None:
    """A typed value as the text kept with an issue: 12.5, 27200000, 2023-04-15, x; None for a null."""
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value)


def label(contract: Contract, column: str) -> str:
    """The column's header without its unit: "Thành tiền"; "Mã" for the platform's own key."""
    header = contract.column(column).header if column in _names(contract) else "Mã"
    return header.split(" (")[0]


def _names(contract: Contract) -> set[str]:
    return {column.name for column in contract.columns}


def place(contract: Contract, column: str, sheet_row: int, cell: str | None) -> str:
    """How a message begins: "Ô L14 (Thành tiền)", or "Dòng 14" where the tab has no such column."""
    return f"Ô {cell} ({label(contract, column)})" if cell else f"Dòng {sheet_row}"


def said(place: str, text: str) -> str:
    """The message of an issue: where it is, then what is to be said."""
    return f"{place}{_BETWEEN}{text}"


def place_of(message: str) -> str:
    """Where an issue is, as its message begins."""
    return message.partition(_BETWEEN)[0]


def text_of(message: str) -> str:
    """What the message of a cell's or a row's issue says, for a reader who stands on the place."""
    return message.partition(_BETWEEN)[2]
