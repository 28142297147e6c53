"""Faults of how a cell looks: struck out, raised, merged, in a format that shows something else than is held."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from random import Random

from connectors.appearance import Look, TextRun
from tests.faults.cell_faults import COUNT, EVENT, NAME, PRICE, PRODUCT, TONNES, column_of, comma, tables_of
from tests.faults.edits import Edit, Fault, severity
from tests.faults.province import Looked, Row

STRUCK = ("15", "12,5 tấn ", "Cũ ", "8.800 ")
RAISED = ("1", "2", "(1)", "*")
SCALED = ("#,##0,", "0.0,,", '0"000"', ";;;")
LATE = "28/{}/2023"


def _typed(row: Row, name: str) -> str | None:
    """The row's own value as a person types it."""
    value = row[name]
    return str(row.raw(name)) if isinstance(value, str) else comma(value) if isinstance(value, float) else None


def _struck_before(row: Row, _: Random, name: str, old: str) -> Edit | None:
    own = _typed(row, name)
    runs = (TextRun(0, len(old), Look.STRUCK),)
    return None if own is None else Edit({name: Looked(f"{old}{own}", runs)}, name, "warning", row[name])


def _struck_after(row: Row, _: Random, name: str, old: str) -> Edit | None:
    own = _typed(row, name)
    if own is None:
        return None
    text = f"{own} {old}"
    return Edit({name: Looked(text, (TextRun(len(own), len(text), Look.STRUCK),))}, name, "warning", row[name])


def _raised_after(row: Row, _: Random, name: str, mark: str, look: Look) -> Edit | None:
    own = _typed(row, name)
    if own is None:
        return None
    text = f"{own}{mark}"
    return Edit({name: Looked(text, (TextRun(len(own), len(text), look),))}, name, "warning", row[name])


def _struck_cell(row: Row, _: Random, name: str) -> Edit | None:
    return Edit({name: Looked(row.raw(name), is_struck=True)}, name, severity(row, name, is_refused=True))


def _scaled(row: Row, _: Random, name: str, number_format: str) -> Edit | None:
    looked = Looked(float(row[name]), number_format=number_format)
    return Edit({name: looked}, name, severity(row, name, is_refused=True))


def _merged(row: Row, _: Random, name: str) -> Edit | None:
    """Merged with the cell above, so that it holds nothing of its own."""
    above = row.above()
    if above is None or above[name] is None:
        return None
    others = ((row.tab.key, above.sheet_row),)
    looked = Looked(None, is_merged_above=True)
    return Edit({name: looked}, name, severity(row, name, is_refused=True), others=others)


def _month_first(row: Row, chance: Random, name: str) -> Edit | None:
    """3/8 as such a sheet keeps it, below a date that it could not take for one."""
    above, on = row.above(), row[name]
    if above is None or above[name] is None or on.day == on.month or on.day > 12 or on.year != 2023:
        return None
    kept = date(on.year, on.day, on.month)
    looked = Looked(kept, number_format="m/d/yyyy", above=LATE.format(above[name].month))
    others = ((row.tab.key, above.sheet_row),)
    return Edit({name: looked}, name, severity(row, name, is_refused=True), others=others)


def _month_only(row: Row, _: Random, name: str, number_format: str) -> Edit:
    looked = Looked(row[name].date(), number_format=number_format)
    return Edit({name: looked}, name, severity(row, name, is_refused=True))


def _fault(
    kind: str, clothes: str, columns: tuple[str, ...], make: Callable[..., Edit | None], **given: object
) -> Fault:
    def on_column(row: Row, chance: Random) -> Edit | None:
        name = column_of(row, columns, chance)
        return None if name is None or row[name] is None else make(row, chance, name, **given)

    return Fault(kind, clothes, tables_of(columns), on_column)


def look_faults() -> Iterator[Fault]:
    """Every kind of looks in all its clothes."""
    for old in STRUCK:
        columns = {"Cũ ": (*NAME, *PRODUCT), "8.800 ": PRICE}.get(old, TONNES)
        yield _fault("struck_text", f"~{old}~ before the value", columns, _struck_before, old=old)
        yield _fault("struck_text", f"~{old}~ after the value", columns, _struck_after, old=old)
    yield _fault("struck_cell", "a figure struck out", (*TONNES, *PRICE, *COUNT), _struck_cell)
    yield _fault("struck_cell", "a name or a day struck out", (*NAME, *PRODUCT, *EVENT), _struck_cell)
    for mark in RAISED:
        raised = partial(_raised_after, look=Look.RAISED)
        yield _fault("footnote_mark", f"{mark} raised", (*TONNES, *PRICE, *COUNT, *NAME), raised, mark=mark)
    yield _fault("footnote_mark", "1 lowered", (*TONNES, *COUNT), partial(_raised_after, look=Look.LOWERED), mark="1")
    yield _fault("merged_cell", "merged with the one above", (*TONNES, *COUNT), _merged)
    for number_format in SCALED:
        yield _fault("shown_otherwise", number_format, (*TONNES, *PRICE, *COUNT), _scaled, number_format=number_format)
    yield _fault("swapped_date", "m/d/yyyy beside a text", EVENT, _month_first)
    for number_format in ("mm/yyyy", "mmm-yy"):
        yield _fault("partial_date", f"a day shown as {number_format}", EVENT, _month_only, number_format=number_format)
