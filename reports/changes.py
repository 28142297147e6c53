"""What an edition says differently from what was issued before, in the open: its own corrections, small later changes.

A correction stands in the revision that replaces an edition; a change too small for one stands in the next report.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from expectations.figures import FigureContract, load_figures
from reports.document import Block, Cell, Heading, Table, TableColumn
from reports.headings import kind_of, unit_words
from reports.prose import plain
from reports.rounding import DECIMALS, printed
from vietnamese.dates import month_name
from vietnamese.numbers import NOTHING
from vietnamese.phrases import enumerated, sentence_case

_COLUMNS = (
    TableColumn("Chỉ tiêu", "text", 2.6),
    TableColumn("Số cũ", "text", 1.3),
    TableColumn("Số mới", "text", 1.3),
    TableColumn("Đơn vị", "text", 2.0),
    TableColumn("Ô dữ liệu", "text", 2.6),
)


class ReplacedEdition(BaseModel):
    """The document that an edition replaces: its number, the day it is dated, whether it was an early one."""

    model_config = ConfigDict(frozen=True)

    number: int
    dated: date
    is_early: bool = False


class FigureChange(BaseModel):
    """A figure that changed: as printed before and now, whose it is, and the cells that changed it."""

    model_config = ConfigDict(frozen=True)

    name: str
    old: str
    new: str
    unit: str = ""
    cells: str = ""


def revision_mark(replaces: ReplacedEdition | None, corrections: Sequence[object]) -> str:
    """What a revision is called: what follows an early edition in its time corrects nothing by that."""
    is_regular = replaces is not None and replaces.is_early and not corrections
    return "BẢN THAY THẾ" if is_regular else "BẢN ĐIỀU CHỈNH"


class EarlierChange(FigureChange):
    """A change of an earlier month's report, too small for a revision of it; `month` is that month's first day."""

    month: date


def change_blocks(corrections: Sequence[FigureChange], earlier: Sequence[EarlierChange]) -> list[Block]:
    """Chapter VI: a revision's corrections and small changes in earlier months; nothing where there are none."""
    blocks: list[Block] = [Heading(1, "VI. ĐIỀU CHỈNH SỐ LIỆU ĐÃ BÁO CÁO")] if corrections or earlier else []
    if corrections:
        blocks += plain("Các số liệu điều chỉnh so với bản đã phát hành:")
        blocks.append(_table("Số liệu điều chỉnh", _COLUMNS, [_cells(one) for one in corrections], "changes"))
    if earlier:
        blocks += plain(
            "Sau khi phát hành báo cáo các tháng trước, một số số liệu có thay đổi nhỏ, chưa đến mức phải phát hành "
            "bản điều chỉnh; các số liệu lũy kế trong báo cáo này đã tính theo số mới:"
        )
        rows = [(sentence_case(month_name(one.month)), *_cells(one)) for one in earlier]
        columns = (TableColumn("Báo cáo", "text", 1.1), *_COLUMNS)
        blocks.append(_table("Thay đổi nhỏ của số liệu các tháng trước", columns, rows, "earlier_changes"))
    return blocks


def _cells(change: FigureChange) -> tuple[str, ...]:
    return (change.name, change.old, change.new, change.unit, change.cells)


def _table(caption: str, columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], section: str) -> Table:
    lines = tuple(tuple(Cell(text or NOTHING) for text in row) for row in rows)
    return Table(caption, tuple(columns), lines, section=section)


_MOST_DECIMALS = 6
_CELLS_SHOWN = 8


def correction(
    figure_id: str,
    old: float | None,
    new: float | None,
    units: Iterable[str] = (),
    cells: Mapping[str, list[str]] | None = None,
) -> FigureChange:
    """The change of one headline figure; `cells`: places such as `Kết quả!J12` by the unit's printed name."""
    figure = load_figures()[figure_id]
    before, after = _told_apart(old, new, figure)
    name = f"{figure.short or sentence_case(figure.label)} ({unit_words(figure)})"
    return FigureChange(name=name, old=before, new=after, unit=enumerated(units), cells=_places(cells or {}))


def _told_apart(old: float | None, new: float | None, figure: FigureContract) -> tuple[str, str]:
    """Both numbers with as many decimals as it takes to see that they differ, at least those of the report."""
    kind = kind_of(figure)
    for decimals in range(DECIMALS.get(kind, 0), _MOST_DECIMALS + 1):
        texts = [NOTHING if one is None else printed(one, kind, decimals) for one in (old, new)]
        if texts[0] != texts[1]:
            break
    return texts[0], texts[1]


def _places(cells: Mapping[str, list[str]]) -> str:
    """'Kết quả!J2, Kết quả!J3'; with the units' names before their cells where there are several."""
    shown = [", ".join(_shown(places)) for places in cells.values()]
    if len(shown) < 2:
        return "".join(shown)
    return "; ".join(f"{unit}: {places}" for unit, places in zip(cells, shown, strict=True))


def _shown(places: list[str]) -> list[str]:
    more = len(places) - _CELLS_SHOWN
    return places if more < 2 else [*places[:_CELLS_SHOWN], f"và {more} ô khác"]
