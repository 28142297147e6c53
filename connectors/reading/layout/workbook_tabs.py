"""Which tab of a workbook is which: by title, then by an alias of it, then by the labels of its header.

People rename tabs, copy them and leave templates behind; what is not read is said once, never passed over.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from connectors.cells import CellGrid
from connectors.measurement_units import MeasurementUnits
from connectors.reading.layout.headers import recognised
from connectors.reading.names.names import name_key
from expectations.contract import Contract

FEEDBACK_TAB = "Kết quả kiểm tra"
_TEMPLATE = re.compile(r".*\b(?:mau|vi du|huong dan|template|ban nhap|nhap thu)\b.*")

_ANSWERS = re.compile(r".*\b(?:tra loi|phan hoi|responses?)\b.*")  # of a form, which Vietnamese calls "biểu mẫu"


@dataclass(frozen=True)
class TabAssignment:
    """tables: contract table -> tab title. ignored: titles that are not read, each with a Vietnamese sentence why.

    further: those of them that bear the full header of a contract whose tab is another one, each with its table.
    """

    tables: dict[str, str]
    ignored: dict[str, str]
    further: dict[str, str] = field(default_factory=dict)


def assign_tabs(
    titles: Iterable[str],
    grid_of: Callable[[str], CellGrid],
    contracts: Iterable[Contract],
    units: MeasurementUnits,
) -> TabAssignment:
    """Give each contract at most one tab. `grid_of` is only asked for tabs whose title says nothing."""
    contracts = list(contracts)
    tables: dict[str, str] = {}
    left = [title for title in titles if name_key(title) != name_key(FEEDBACK_TAB)]
    for names in (_own_title, _all_titles):
        for contract in contracts:
            found = [title for title in left if name_key(title) in names(contract)]
            if found and contract.table not in tables:
                tables[contract.table] = found[0]
                left.remove(found[0])
    ignored: dict[str, str] = {}
    further: dict[str, str] = {}
    for title in left:
        owner = _by_labels(grid_of(title), contracts, units)
        key = name_key(title)
        is_template = bool(_TEMPLATE.fullmatch(key)) and not _ANSWERS.fullmatch(key)
        if owner is not None and owner.table not in tables and not is_template:
            tables[owner.table] = title
        else:
            ignored[title] = _reason(title, owner, is_template)
            if owner is not None and not is_template:
                further[title] = owner.table
    return TabAssignment(tables, ignored, further)


def _own_title(contract: Contract) -> frozenset[str]:
    return frozenset({name_key(contract.tab)})


def _all_titles(contract: Contract) -> frozenset[str]:
    return frozenset(name_key(title) for title in (contract.tab, *contract.tab_aliases))


def _by_labels(grid: CellGrid, contracts: list[Contract], units: MeasurementUnits) -> Contract | None:
    """The contract whose labels the tab's header bears best, if it bears all required ones of just one."""
    counts = sorted(((recognised(grid, contract, units), contract) for contract in contracts), key=lambda one: -one[0])
    best, second = counts[0], counts[1] if len(counts) > 1 else (0, None)
    return best[1] if best[0] > second[0] else None


def _reason(title: str, owner: Contract | None, is_template: bool) -> str:
    if owner is None or is_template:
        return f'tab "{title}" không có trong mẫu nên không được đọc.'
    return (
        f'tab "{title}" có bảng giống tab {owner.tab} nhưng không được đọc. '
        f"Nếu có số liệu thì hãy chép các dòng sang tab {owner.tab}."
    )
