"""How Vietnamese writes dates, months and instants, in two forms.

Official papers and letters pad days below 10 and the months 1 and 2 (05/9/2023, 15/02/2023). What stands in a cell, or
is to be typed into one, is padded throughout (05/09/2023): the functions named `..._as_typed`.
"""

from datetime import date, datetime


def month_name(month: date) -> str:
    """'tháng 8', and 'tháng 02' with the leading zero that January and February carry."""
    return f"tháng {_month_digits(month)}"


def month_and_year(month: date) -> str:
    """'tháng 8/2023'."""
    return f"{month_name(month)}/{month.year}"


def month_tick(month: date) -> str:
    """'Th 2', as a month stands on the axis of a chart."""
    return f"Th {month.month}"


def month_before(month: date) -> date:
    """The first day of the month before the one that starts on `month`."""
    return date(month.year - 1, 12, 1) if month.month == 1 else date(month.year, month.month - 1, 1)


def month_after(month: date) -> date:
    """The first day of the month after the one that starts on `month`."""
    return date(month.year + 1, 1, 1) if month.month == 12 else date(month.year, month.month + 1, 1)


def short_date(day: date) -> str:
    """'05/9/2023': leading zero for days below 10 and for months 1 and 2."""
    return f"{day_and_month(day)}/{day.year}"


def day_and_month(day: date) -> str:
    """'05/9': a short date whose year is clear."""
    return f"{day.day:02d}/{_month_digits(day)}"


def long_date(day: date) -> str:
    """'ngày 05 tháng 9 năm 2023'."""
    return f"ngày {day.day:02d} tháng {_month_digits(day)} năm {day.year}"


def instant(moment: datetime) -> str:
    """'17 giờ 30 ngày 03/9/2023' of a local datetime."""
    return f"{moment.hour} giờ {moment.minute:02d} ngày {short_date(moment.date())}"


def date_as_typed(day: date) -> str:
    """'05/09/2023'."""
    return f"{day_and_month_as_typed(day.day, day.month)}/{day.year}"


def day_and_month_as_typed(day: int, month: int) -> str:
    """'31/02': a cell's day and month, whether or not the calendar has such a day."""
    return f"{day:02d}/{month:02d}"


def instant_as_typed(moment: datetime) -> str:
    """'08:30 ngày 05/09/2023' of a local datetime."""
    return f"{moment:%H:%M} ngày {date_as_typed(moment)}"


def _month_digits(month: date) -> str:
    return f"{month.month:02d}" if month.month < 3 else str(month.month)
