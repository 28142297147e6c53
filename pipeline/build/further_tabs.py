"""Tabs beside the one that is read for a table, with the same header: results by month, answers of a form, copies.

Their rows are not read. Where the tab that is read does not hold them too, the months they speak of lack them, and are
not usable until the rows are where they belong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from connectors.reading.tabs import TabReading
from expectations.contract import Contract

UNREAD_TABLE = "unread_table"
_MOST_MONTHS = 24


@dataclass(frozen=True)
class UnreadTable:
    """Rows of one month (its first day; None: of no readable date) in a tab that is not read.

    said: the Vietnamese sentence on it.
    """

    title: str
    month: date | None
    said: str

    @property
    def key(self) -> str:
        """What tells it apart among those of its spreadsheet."""
        return f"{self.title}|{self.month:%Y-%m}" if self.month else self.title


def unread_tables(
    title: str, further: TabReading | None, main_title: str, main: TabReading | None, plan_year: int
) -> tuple[UnreadTable, ...]:
    """What a further tab holds that the read tab of its table does not, by month; a reading is None where it failed."""
    if further is None or further.rows.empty:
        return ()
    return tuple(
        UnreadTable(title, month, _said(title, main_title, further.contract, month, count))
        for month, count in _by_month(_lacking(further, main), further.contract, plan_year)
    )


def _lacking(further: TabReading, main: TabReading | None) -> pd.DataFrame:
    """The rows whose natural key no row of the main tab has: a copy left behind lacks nothing."""
    known = set() if main is None else set(_keys(main))
    is_new = [key not in known for key in _keys(further)]
    return further.rows[is_new]


def _keys(reading: TabReading) -> Iterator[tuple[str, ...]]:
    names = [f"{name}_code" if f"{name}_code" in reading.rows else name for name in reading.contract.natural_key]
    for values in reading.rows[names].itertuples(index=False):
        yield tuple("" if pd.isna(value) else str(value) for value in values)


def _by_month(rows: pd.DataFrame, contract: Contract, year: int) -> list[tuple[date | None, int]]:
    """Months touched, in order, with how many of the rows touch each; those without a date last."""
    counts: dict[date | None, int] = {}
    for months in _months(rows, contract, year):
        for month in months or [None]:
            counts[month] = counts.get(month, 0) + 1
    return sorted(counts.items(), key=lambda one: (one[0] is None, one[0] or date.min))


def _months(rows: pd.DataFrame, contract: Contract, year: int) -> Iterator[list[date]]:
    """The months of each row: of its day or window, or the one a confirmation is of."""
    if contract.table == "confirmations":
        yield from ([] if pd.isna(month) else [date(year, int(month), 1)] for month in rows["month"])
        return
    start, end = contract.window or (contract.event_date, contract.event_date)
    if start is None or end is None:
        yield from ([] for _ in range(len(rows)))
        return
    for first, last in zip(rows[start], rows[end], strict=True):
        known = sorted(day for day in (first, last) if not pd.isna(day))
        span = pd.period_range(known[0], known[-1], freq="M")[:_MOST_MONTHS] if known else []
        yield [one.start_time.date() for one in span]


def _said(title: str, main: str, contract: Contract, month: date | None, count: int) -> str:
    when = f"của tháng {month.month}/{month.year}" if month else "không rõ ngày"
    return (
        f'tab "{title}" có bảng như tab {contract.tab} nhưng không được đọc: {count} dòng {when} chưa được tính. '
        f'Hãy chép các dòng đó sang tab "{main}"; nếu là bản sao không dùng nữa thì hãy xóa tab "{title}".'
    )
