"""Warnings that need several rows, tabs or units: the same sale twice, sales beyond the lots, a nil month with content,
a size unlike all others.

They look at accepted rows of current snapshots only, because what they compare is what would be counted.
"""

from collections.abc import Mapping

import pandas as pd

from expectations.cell_rules import SOLD_LIMIT
from expectations.contract import load_contracts
from expectations.history import check_history
from expectations.measures import day, folded, number
from expectations.rows import ISSUE_COLUMNS, ColumnsAt, issues_of
from expectations.rules import Absent, Between, Row, RowRule
from vietnamese.dates import date_as_typed
from vietnamese.numbers import number_trimmed

DATED = {"sales": "sold_on", "activities": "held_on", "difficulties": "raised_on"}
ROUNDING_T = 1e-6
SAME_SALE = ["sold_day", "producer", "product_code", "quantity_t"]


def _same_sale(row: Row) -> str:
    return (
        f"lần bán {number_trimmed(row['quantity_t'])} tấn {row['product']} của {row['producer_name']} "
        f"ngày {date_as_typed(row['sold_on'])} cũng có ở {row['other_unit']}, tab Kết quả, dòng "
        f"{int(row['same_sale_row'])}. "
        "Nếu là một lần bán thì chỉ để lại ở một đơn vị; nếu là hai lần bán khác nhau thì giữ nguyên"
    )


def _sold_over_lots(row: Row) -> str:
    return (
        f"đến dòng này {row['producer_name']} đã bán {number_trimmed(row['sold_t'])} tấn {row['product']}, quá 1,2 lần "
        f"sản lượng dự kiến ở tab Nguồn cung ({number_trimmed(row['lots_t'])} tấn). "
        "Hãy xem lại các lần bán, hoặc bổ sung lô ở tab Nguồn cung"
    )


def _nil_beside_content(row: Row) -> str:
    return (
        f"báo không phát sinh tháng {int(row['month'])}, nhưng bảng tính có {number_trimmed(row['dated_rows'])} dòng "
        f"của tháng này (tab {row['dated_tabs']}). Hãy xóa dấu ở ô này, hoặc sửa ngày của các dòng đó"
    )


SALES_RULES = [
    RowRule("same_sale_elsewhere", "row_id", "warning", Absent("same_sale_row"), _same_sale),
    RowRule(
        "sold_over_lots", "row_id", "warning", Between("sold_share", high=SOLD_LIMIT + ROUNDING_T), _sold_over_lots
    ),
]
CONFIRMATION_RULES = [
    RowRule("nil_beside_content", "nil_report", "warning", Absent("dated_rows"), _nil_beside_content),
]


def _keyed_sales(sales: pd.DataFrame) -> pd.DataFrame:
    return sales.assign(
        sold_day=day(sales, "sold_on"),
        producer=folded(sales["producer_name"]),
        quantity_t=number(sales, "quantity_t").round(6),
        price_vnd_kg=number(sales, "price_vnd_kg"),
    )


def _agree(pairs: pd.DataFrame, name: str) -> pd.Series:
    """Both rows state the same, or one of them states nothing."""
    mine, other = pairs[name], pairs[f"{name}_other"]
    return mine.isna() | other.isna() | (mine == other)


def _same_sales(sales: pd.DataFrame, unit_names: Mapping[str, str]) -> pd.DataFrame:
    """First row in another unit that states the same sale, and that unit's name; one row a sale so found."""
    columns = ["unit_code", "sheet_row", "commune_code", "price_vnd_kg", *SAME_SALE]
    stated = sales.dropna(subset=SAME_SALE)[columns].reset_index(names="position")
    shared = stated[stated.groupby(SAME_SALE)["unit_code"].transform("nunique") > 1]
    pairs = shared.merge(shared, on=SAME_SALE, suffixes=("", "_other"))
    pairs = pairs[pairs["unit_code"] != pairs["unit_code_other"]]
    pairs = pairs[_agree(pairs, "commune_code") & _agree(pairs, "price_vnd_kg")]
    first = pairs.sort_values(["position", "unit_code_other", "sheet_row_other"]).drop_duplicates("position")
    names = first["unit_code_other"].map(lambda code: unit_names.get(code, f"đơn vị {code}"))
    found = pd.DataFrame({"same_sale_row": first["sheet_row_other"].astype("float64"), "other_unit": names})
    return found.set_axis(first["position"])


def _sold_shares(sales: pd.DataFrame, supply: pd.DataFrame, held_lots: pd.DataFrame) -> pd.DataFrame:
    """Tonnes sold over tonnes of lots of each producer and product, on the row of its latest sale.

    Null for a producer with a quarantined lot: nobody knows yet how much that one holds.
    """
    keys = ["unit_code", "producer", "product_code"]
    supply = supply.reindex(columns=["unit_code", "product_code", "producer_name", "expected_t"])
    lots = supply.assign(producer=folded(supply["producer_name"]), lots_t=number(supply, "expected_t"))
    lots_t = lots.groupby(keys)["lots_t"].sum()
    sold_t = sales.groupby(keys)["quantity_t"].sum()
    latest = sales.sort_values(["sold_day", "sheet_row"]).drop_duplicates(keys, keep="last")[keys]
    of_sale = pd.MultiIndex.from_frame(latest)
    shares = pd.DataFrame(
        {"sold_t": sold_t.reindex(of_sale).to_numpy(), "lots_t": lots_t.reindex(of_sale).to_numpy()}, index=latest.index
    )
    held = pd.MultiIndex.from_arrays([held_lots["unit_code"], folded(held_lots["producer_name"])])
    shares["lots_t"] = shares["lots_t"].mask(pd.MultiIndex.from_frame(latest[keys[:2]]).isin(held))
    return shares.assign(sold_share=shares["sold_t"] / shares["lots_t"])


def _check_sales(
    rows: Mapping[str, pd.DataFrame], columns_at: ColumnsAt, unit_names: Mapping[str, str], held_lots: pd.DataFrame
) -> pd.DataFrame:
    sales = _keyed_sales(rows["sales"].reset_index(drop=True))
    measured = sales.join(_same_sales(sales, unit_names)).join(_sold_shares(sales, rows["supply"], held_lots))
    return issues_of(load_contracts()["sales"], measured, SALES_RULES, columns_at)


def _dated_content(rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows and tabs with content, by unit and month number."""
    parts = []
    for table, name in DATED.items():
        frame = rows[table]
        if not frame.empty:
            month = day(frame, name).dt.month.astype("float64")
            tab = load_contracts()[table].tab
            parts.append(pd.DataFrame({"unit_code": frame["unit_code"], "month": month, "tab": tab}))
    if not parts:
        return pd.DataFrame(columns=["dated_rows", "dated_tabs"], index=pd.MultiIndex.from_arrays([[], []]))
    grouped = pd.concat(parts).groupby(["unit_code", "month"])["tab"]
    return pd.DataFrame({"dated_rows": grouped.size(), "dated_tabs": grouped.unique().map(", ".join)})


def _check_confirmations(rows: Mapping[str, pd.DataFrame], columns_at: ColumnsAt) -> pd.DataFrame:
    confirmations = rows["confirmations"].reset_index(drop=True)
    content = _dated_content(rows)
    nil = confirmations[confirmations["nil_report"].eq(True)]
    of_row = pd.MultiIndex.from_arrays([nil["unit_code"], number(nil, "month")])
    found = content.reindex(of_row).set_axis(nil.index)
    return issues_of(load_contracts()["confirmations"], confirmations.join(found), CONFIRMATION_RULES, columns_at)


def check_across(
    rows: Mapping[str, pd.DataFrame],
    columns_at: ColumnsAt,
    unit_names: Mapping[str, str] | None = None,
    held_lots: pd.DataFrame | None = None,
    reference_prices: pd.Series | None = None,
) -> pd.DataFrame:
    """Warnings (ISSUE_COLUMNS) over tabs and units.

    rows: by contract table, the accepted rows of current snapshots of all units; columns_at as in `check_rows`;
    unit_names: unit_code -> printed name, for the messages; held_lots: the quarantined rows of supply;
    reference_prices: đ/kg by product code.
    """
    empty = pd.DataFrame(columns=list(ISSUE_COLUMNS))
    held = held_lots if held_lots is not None else pd.DataFrame(columns=["unit_code", "producer_name"])
    found = []
    if not rows["sales"].empty:
        found.append(_check_sales(rows, columns_at, unit_names or {}, held))
    if not rows["confirmations"].empty:
        found.append(_check_confirmations(rows, columns_at))
    found += check_history(rows, columns_at, reference_prices)
    return pd.concat(found, ignore_index=True) if found else empty
