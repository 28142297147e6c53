"""The rules between the cells of one tab: what is measured, what it may be, where the issue sits, what it says.

A rule on a single column is not here but in that column's contract.
"""

from expectations.choices import choice
from expectations.contract import Contract
from expectations.rules import Absent, Between, Message, Row, RowRule, contract_rules
from expectations.sizes import size_rules
from vietnamese.dates import date_as_typed
from vietnamese.numbers import number, number_trimmed

PLAN_MONTHS = (2, 12)
WINDOW_LIMIT_DAYS = 200
WINDOW_LIMIT_ALL_YEAR_DAYS = 366
HARVESTED_LIMIT = 1.2
SOLD_LIMIT = 1.2
PRICE_BAND = (1 / 5, 5.0)
VALUE_TOLERANCE = 0.01
ROUNDING = 1e-9


def _event_rules(contract: Contract, plan_year: int) -> list[RowRule]:
    name = contract.event_date
    if name is None:
        return []
    return [
        RowRule(
            "outside_plan_year",
            name,
            "error",
            Between("event_year", plan_year, plan_year),
            lambda row: (
                f"ghi {date_as_typed(row[name])}, ngoài năm kế hoạch {plan_year}. Hãy ghi ngày trong năm {plan_year}"
            ),
        ),
        RowRule("after_read", name, "error", Between("event_lead_days", high=0), _future(name)),
    ]


def _future(name: str) -> Message:
    return lambda row: (
        f"ghi {date_as_typed(row[name])}, sau ngày hệ thống đọc bảng ({date_as_typed(row['read_on'])}). "
        "Chỉ ghi việc đã xảy ra; hãy sửa lại ngày"
    )


def _closing_rules(name: str, prefix: str, plan_year: int) -> list[RowRule]:
    """A closing date is not after the read and at most 31 January of the year after the plan's."""
    limit = f"31/01/{plan_year + 1}"
    return [
        RowRule("after_read", name, "error", Between(f"{prefix}_lead_days", high=0), _future(name)),
        RowRule(
            "after_plan",
            name,
            "error",
            Between(f"{prefix}_late_days", high=0),
            lambda row: f"ghi {date_as_typed(row[name])}, muộn nhất là {limit}. Hãy sửa lại ngày",
        ),
    ]


def _months_rule(plan_months: tuple[int, int]) -> RowRule:
    first, last = plan_months
    return RowRule(
        "outside_plan_months",
        "month",
        "error",
        Between("calendar_month", first, last),
        lambda row: (
            f"ghi {number_trimmed(row['month'])}, ngoài các tháng của kế hoạch ({first} đến {last}). Hãy sửa lại tháng"
        ),
    )


def _price_rule(name: str) -> RowRule:
    return RowRule(
        "unusual_price",
        name,
        "warning",
        Between(f"price_ratio_{name}", PRICE_BAND[0] - ROUNDING, PRICE_BAND[1] + ROUNDING),
        lambda row: (
            f"ghi {number_trimmed(row[name])} đ/kg, khác xa giá thường gặp của {row['product']} "
            f"(khoảng {number(row['reference_price'])} đ/kg). "
            "Nếu thừa hoặc thiếu số 0 hay nhầm đơn vị thì sửa; nếu đúng thì giữ nguyên"
        ),
    )


def _window_too_long(row: Row) -> str:
    return (
        f"từ {date_as_typed(row['harvest_start'])} đến {date_as_typed(row['harvest_end'])} là "
        f"{number(row['window_days'])} ngày, nhiều nhất {number(row['window_limit_days'])} ngày. "
        "Hãy sửa ngày, hoặc tách thành nhiều đợt, mỗi đợt một dòng"
    )


def _unusual_yield(row: Row) -> str:
    return (
        f"{number_trimmed(row['expected_t'])} tấn trên {number_trimmed(row['area_ha'])} ha là "
        f"{number_trimmed(row['yield_t_ha'], 1)} tấn/ha; {row['product']} thường từ "
        f"{number_trimmed(row['yield_low_t_ha'], 1)} đến {number_trimmed(row['yield_high_t_ha'], 1)} tấn/ha. "
        "Hãy xem lại sản lượng (tấn) và diện tích (ha); nếu đúng thì giữ nguyên"
    )


def _ends_before_start(start: str, end: str) -> RowRule:
    return RowRule(
        "ends_before_start",
        end,
        "error",
        Between("window_days", low=0),
        lambda row: (
            f"ghi {date_as_typed(row[end])}, trước ngày bắt đầu ({date_as_typed(row[start])}). "
            "Hãy sửa một trong hai ngày"
        ),
    )


_SUPPLY = (
    _ends_before_start("harvest_start", "harvest_end"),
    RowRule("window_too_long", "harvest_end", "error", Between("window_excess_days", high=0), _window_too_long),
    RowRule(
        "harvested_over_expected",
        "harvested_t",
        "error",
        Between("harvested_share", high=HARVESTED_LIMIT + ROUNDING),
        lambda row: (
            f"đã thu hoạch {number_trimmed(row['harvested_t'])} tấn, quá 1,2 lần sản lượng dự kiến "
            f"({number_trimmed(row['expected_t'])} tấn). Hãy sửa số đã thu hoạch, hoặc nâng Sản lượng dự kiến"
        ),
    ),
    RowRule(
        "contracted_over_expected",
        "contracted_t",
        "error",
        Between("contracted_share", high=1 + ROUNDING),
        lambda row: (
            f"đã có đầu ra {number_trimmed(row['contracted_t'])} tấn, nhiều hơn sản lượng dự kiến "
            f"({number_trimmed(row['expected_t'])} tấn). Hãy sửa một trong hai số"
        ),
    ),
    RowRule(
        "unusual_yield", "expected_t", "warning", Between("yield_outside_t_ha", -ROUNDING, ROUNDING), _unusual_yield
    ),
    _price_rule("farmgate_price_vnd_kg"),
)

_DEMAND = (_ends_before_start("window_start", "window_end"), _price_rule("price_vnd_kg"))

_SALES = (
    RowRule(
        "value_mismatch",
        "value_vnd",
        "error",
        Between("value_gap", high=VALUE_TOLERANCE + ROUNDING),
        lambda row: (
            f"ghi {number(row['value_vnd'])} đ, nhưng {number_trimmed(row['quantity_t'])} tấn × "
            f"{number_trimmed(row['price_vnd_kg'])} đ/kg = {number(row['computed_value_vnd'])} đ. "
            "Hãy sửa số sai, hoặc xóa ô này để hệ thống tự tính"
        ),
    ),
    _price_rule("price_vnd_kg"),
)


def _resolution_ignored(row: Row) -> str:
    resolved = choice("difficulties", "status", "resolved")
    return (
        f'có ngày giải quyết {date_as_typed(row["resolved_on"])} nhưng Tình trạng là "{row["status"]}", nên ngày '
        f'này chưa được tính. Nếu xong rồi thì đổi Tình trạng thành "{resolved}"; chưa xong thì xóa ngày'
    )


_DIFFICULTIES = (
    RowRule(
        "resolved_before_raised",
        "resolved_on",
        "error",
        Between("days_to_resolve", low=0),
        lambda row: (
            f"ghi {date_as_typed(row['resolved_on'])}, trước ngày ghi nhận ({date_as_typed(row['raised_on'])}). "
            "Hãy sửa một trong hai ngày"
        ),
    ),
    RowRule(
        "resolved_on_ignored",
        "resolved_on",
        "warning",
        Absent("resolved_while_open"),
        _resolution_ignored,
    ),
)


def _duplicate_rule(contract: Contract) -> RowRule:
    """An issue on a whole row sits on its Mã cell, or on the first column of a tab without Mã."""
    aside = {"row_id": "Mã", "note": "Ghi chú", "phone": "Số điện thoại"}
    listed = ", ".join(aside[column.name] for column in contract.columns if column.name in aside)
    without = f" (không kể {listed})" if listed else ""
    return RowRule(
        "duplicate_row", contract.columns[0].name, "error", Absent("duplicate_of"), lambda row: _twice(row, without)
    )


def _twice(row: Row, without: str) -> str:
    return (
        f"dòng này giống hệt dòng {int(row['duplicate_of'])}{without} nên không được tính. "
        f"Nếu ghi trùng thì xóa dòng {row['sheet_row']}; nếu là hai việc khác nhau thì sửa cho rõ khác nhau "
        "ở các cột còn lại"
    )


_BY_TABLE: dict[str, tuple[RowRule, ...]] = {
    "supply": _SUPPLY,
    "demand": _DEMAND,
    "sales": _SALES,
    "difficulties": _DIFFICULTIES,
}


def rules_between_cells(
    contract: Contract, plan_year: int, plan_months: tuple[int, int] = PLAN_MONTHS
) -> list[RowRule]:
    """The rules between the cells of one tab of one unit, and between a cell and the plan (its first, last month)."""
    rules = _event_rules(contract, plan_year)
    rules += _BY_TABLE.get(contract.table, ())
    if contract.table == "difficulties":
        rules += _closing_rules("resolved_on", "resolution", plan_year)
    if contract.table == "confirmations":
        rules += [_months_rule(plan_months), *_closing_rules("confirmed_on", "confirmation", plan_year)]
    return [*rules, *size_rules(contract, plan_year), _duplicate_rule(contract)]


def row_rules(contract: Contract, plan_year: int, plan_months: tuple[int, int] = PLAN_MONTHS) -> list[RowRule]:
    """Every rule of one tab, in the order their issues are listed."""
    return [*contract_rules(contract), *rules_between_cells(contract, plan_year, plan_months)]
