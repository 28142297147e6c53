"""Rows of a size or at a time that nobody would believe: tonnes from a hectare, households for a tonne, another year.

What is measured stands with the other measures; here is how much is too much, and what is said of it. A measure beyond
what its own unit and product ever showed is another matter (`history`).
"""

from expectations.contract import Contract
from expectations.rules import Absent, Between, Message, Row, RowRule
from vietnamese.dates import date_as_typed
from vietnamese.numbers import number, number_trimmed

MOST_T_HA = 150.0
"""What a hectare yields at most, of products for which the seed says nothing better."""
MOST_HOUSEHOLDS_PER_T = 100.0  # each of them would have sold ten kilograms
BESIDE_DAYS = 92  # a winter crop of the next plan is announced before its year begins
ROUNDING = 1e-9


def _over_ceiling(row: Row) -> str:
    tonnes, hectares = number_trimmed(row["expected_t"]), number_trimmed(row["area_ha"])
    return (
        f"{tonnes} tấn trên {hectares} ha là {number(row['yield_t_ha'])} tấn/ha; không nơi nào {row['product']} được "
        f"quá {number_trimmed(row['yield_ceiling_t_ha'])} tấn/ha. {tonnes} tấn hay {tonnes} kg, {hectares} ha hay "
        f"{hectares} công? Hãy xem lại đơn vị; nếu đúng thì giữ nguyên"
    )


def _too_many_households(row: Row) -> str:
    each = 1000 * row["quantity_t"] / row["households"]
    return (
        f"ghi {number_trimmed(row['households'])} hộ mà chỉ bán {number_trimmed(row['quantity_t'])} tấn, mỗi hộ khoảng "
        f"{number_trimmed(each, 1)} kg. Hãy xem lại số hộ và sản lượng (kg hay tấn); nếu đúng thì giữ nguyên"
    )


def _off_plan(start: str, end: str, plan_year: int) -> Message:
    return lambda row: (
        f"từ {date_as_typed(row[start])} đến {date_as_typed(row[end])}, không có ngày nào trong năm kế hoạch "
        f"{plan_year}. Hãy xem lại năm của hai ngày"
    )


def _nil_too_early(row: Row) -> str:
    return (
        f"báo không phát sinh tháng {number_trimmed(row['month'])} khi tháng chưa hết (hệ thống đọc bảng ngày "
        f"{date_as_typed(row['read_on'])}). Hết tháng hãy xem lại; nếu vẫn không phát sinh thì ghi hoặc sửa Ngày chốt"
    )


def _confirmed_twice(row: Row) -> str:
    month, first = number_trimmed(row["month"]), int(row["confirmed_before"])
    return f"tháng {month} đã có ở dòng {first}. Mỗi tháng chỉ một dòng; hãy xóa một trong hai dòng, giữ dòng đúng"


_SUPPLY = (
    RowRule("impossible_yield", "expected_t", "warning", Between("ceiling_share", high=1 + ROUNDING), _over_ceiling),
)
_SALES = (
    RowRule(
        "many_households",
        "households",
        "warning",
        Between("households_per_t", high=MOST_HOUSEHOLDS_PER_T + ROUNDING),
        _too_many_households,
    ),
)
_CONFIRMATIONS = (
    RowRule("nil_too_early", "nil_report", "warning", Between("nil_days_early", high=0), _nil_too_early),
    RowRule("confirmed_twice", "month", "warning", Absent("confirmed_before"), _confirmed_twice),
)
_BY_TABLE = {"supply": _SUPPLY, "sales": _SALES, "confirmations": _CONFIRMATIONS}


def size_rules(contract: Contract, plan_year: int) -> list[RowRule]:
    """The rules of one tab on sizes and times that nobody would believe."""
    rules = list(_BY_TABLE.get(contract.table, ()))
    if contract.window is not None:
        start, end = contract.window
        said = _off_plan(start, end, plan_year)
        rules += [
            RowRule("window_beside_plan", start, "warning", Between("window_beside_days", high=0), said),
            RowRule("window_outside_plan", start, "error", Between("window_off_days", high=BESIDE_DAYS), said),
        ]
    return rules
