"""How far the alerts can be trusted, said wherever they are shown.

The figures come from the back-test of the same build; before any horizon has ended that is said instead.
"""

from collections.abc import Callable
from typing import Final

from reports.document import Paragraph, Run
from reports.figures import FigureBook, Row, as_number
from reports.prose import joined, paragraph, plain, say
from vietnamese.dates import short_date
from vietnamese.numbers import number_trimmed, percent

_KEYS: Final = ("method",)
_BASELINES: Final = {"last_year": "cùng tuần năm trước", "price_triggers": "chỉ dựa vào ngưỡng giá thấp"}


def track_record(book: FigureBook) -> list[Paragraph]:
    """Precision, recall and lead time of the alerts with their intervals, beside the two baselines."""
    rows = {str(row["method"]): row for row in book.of_month("backtest")}
    alerts = rows.get("alerts")
    if alerts is None or not as_number(alerts.get("rescued")):
        return plain("Chưa đủ lịch sử giải cứu để kiểm nghiệm độ tin cậy của cảnh báo.", "note")
    opening = say(
        "Kiểm nghiệm trên quá khứ ({origins} mốc, {first}–{last}, mỗi mốc chỉ dùng số liệu có đến lúc đó): ",
        origins=number_trimmed(as_number(alerts["origins"]) or 0, 0),
        first=short_date(alerts["first_origin"]),
        last=short_date(alerts["last_origin"]),
    )
    precision = say("{share} cảnh báo đúng là phải giải cứu", share=_share(book, alerts, "precision"))
    recall = say("báo trước được {share} trường hợp giải cứu", share=_share(book, alerts, "recall"))
    lead = say(
        "sớm {days} ngày (trung vị; {low}–{high})",
        days=_figure(book, alerts, "median_lead_days", _days),
        low=_figure(book, alerts, "lead_days_low", _days),
        high=_figure(book, alerts, "lead_days_high", _days),
    )
    against = say("để so sánh: {baselines}", baselines=_baselines(book, rows))
    return paragraph((*opening, *joined([precision, recall, lead, against]), Run(".")), style="note")


def track_record_text(book: FigureBook) -> str:
    """The same as plain words, for a table's note."""
    return "".join(run.text for one in track_record(book) for run in one.runs)


def _days(value: float) -> str:
    return number_trimmed(value, 1)


def _figure(book: FigureBook, row: Row, column: str, words: Callable[[float], str]) -> Run | None:
    figure = book.cell_figure("backtest", column, row, _KEYS, words)
    return Run(figure.text, figure=figure) if figure else None


def _share(book: FigureBook, row: Row, name: str) -> tuple[Run, ...] | None:
    share, low, high = (_figure(book, row, f"{name}{end}_share", percent) for end in ("", "_low", "_high"))
    if share is None or low is None or high is None:
        return None
    return say("{share} (khoảng tin cậy 95%: {low}–{high})", share=share, low=low, high=high)


def _baselines(book: FigureBook, rows: dict[str, Row]) -> tuple[Run, ...]:
    said: list[Run] = []
    for method, name in _BASELINES.items():
        row = rows.get(method)
        if row is None:
            continue
        precision, recall = (_figure(book, row, f"{one}_share", percent) for one in ("precision", "recall"))
        words = (
            say("{name} đúng {p}, báo trước {r}", name=name, p=precision, r=recall)
            if precision and recall
            else (Run(f"{name} chưa có số liệu"),)
        )
        said += [*([Run("; ")] if said else []), *words]
    return tuple(said)
