"""How dates, months and instants are written in official Vietnamese."""

from datetime import date, datetime


def month_name(month: date) -> str:
    """'tháng 8', and 'tháng 02' with the leading zero that January and February carry."""
    return f"tháng {month_digits(month)}"


def month_digits(month: date) -> str:
    return f"{month.month:02d}" if month.month < 3 else str(month.month)


def month_tick(month: date) -> str:
    """'Th 2', as a month stands on the axis of a chart."""
    return f"Th {month.month}"


def month_before(month: date) -> date:
    return date(month.year - 1, 12, 1) if month.month == 1 else date(month.year, month.month - 1, 1)


def month_after(month: date) -> date:
    return date(month.year + 1, 1, 1) if month.month == 12 else date(month.year, month.month + 1, 1)


def short_date(day: date) -> str:
    """'05/9/2023': leading zero for days below 10 and for months 1 and 2."""
    return f"{day_and_month(day)}/{day.year}"


def day_and_month(day: date) -> str:
    return f"{day.day:02d}/{month_digits(day)}"


def long_date(day: date) -> str:
    """'ngày 05 tháng 9 năm 2023'."""
    return f"ngày {day.day:02d} tháng {month_digits(day)} năm {day.year}"


def instant(moment: datetime) -> str:
    """'17 giờ 30 ngày 03/9/2023' of a local datetime."""
    return f"{moment.hour} giờ {moment.minute:02d} ngày {short_date(moment.date())}"


def vn_date(value: date) -> str:
    """15/04/2023."""
    return f"{value:%d/%m/%Y}"


def vi_date(day: int, month: int, year: int | None = None) -> str:
    """05/03/2023; the year only where it is known."""
    return f"{day:02d}/{month:02d}" if year is None else f"{day:02d}/{month:02d}/{year}"
