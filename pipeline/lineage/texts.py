"""A traced figure as a person reads it on a terminal: the number, what it is made of, then row by row its cells.

`--json` gives all of it; here long lists are cut and say what was cut.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pipeline.lineage.evidence import UnitEvidence
from pipeline.lineage.traced import (
    CellBehind,
    FigureTrace,
    IssueRow,
    MartRow,
    ObservationRow,
    SheetRow,
    TracedFigure,
    TracedPart,
    TracedRow,
    UnitStateRow,
)
from pipeline.province.settings import shown_in
from vietnamese.dates import date_as_typed

MARTS_SHOWN = 8
_UNITS = {"t": " t", "vnd": " VND", "vnd_kg": " VND/kg", "ha": " ha", "rate": "", "count": ""}
_HOW = {
    "previous": "is that of the month before",
    "change": "is the month's less that of the month before",
    "change_rate": "is the change on the month before, as a share of it",
    "difference": "is the first less the second",
    "share": "is the first divided by the second",
}
_STATES = ("received", "on_time", "complete", "usable")
_SERIAL_EPOCH = date(1899, 12, 30)


def trace_lines(trace: FigureTrace, zone: ZoneInfo) -> list[str]:
    """The lines of `nongsan trace FIGURE`."""
    lines = [f"{trace.edition}, as of {instant(trace.as_of, zone)}, from {trace.warehouse}"]
    if not trace.is_as_stated:
        lines.append(f"NOTE: the manifest states {shown(trace.stated)}, this state says {shown(trace.figure.value)}")
    return [*lines, *_figure_lines(trace.figure, "", zone)]


def _figure_lines(figure: TracedFigure, margin: str, zone: ZoneInfo) -> list[str]:
    unit = _UNITS.get(str(figure.measure), "")
    printed = " and ".join(f"“{text}”" for text in figure.printed)
    lines = [
        f"{margin}{figure.figure} of {figure.month:%Y-%m} = {shown(figure.value)}{unit}"
        + (f", printed {printed}" if printed else ""),
        f"{margin}  in {figure.lineage}",
    ]
    if figure.kind in _HOW:
        lines.append(f"{margin}  it {_HOW[figure.kind]}:")
        return lines + [line for one in figure.of for line in _figure_lines(one, f"{margin}    ", zone)]
    lines.append(f"{margin}  {_summary(figure)}")
    return lines + [line for part in figure.parts for line in _part_lines(part, margin, zone, len(figure.parts) > 1)]


def _summary(figure: TracedFigure) -> str:
    if figure.kind in ("nothing", "fact", "checks"):
        return str(figure.says)
    parts = {one.part: one for one in figure.parts}
    verdict = "= the figure" if figure.equals else "IS NOT the figure"
    if figure.kind == "ratio":
        above, below = (shown(parts[one].total) if one in parts else "0" for one in ("numerator", "denominator"))
        return f"{above} / {below} = {shown(figure.again)} {verdict}"
    rows = sum(one.rows for one in figure.parts)
    what = "different ones among" if figure.kind == "count" else "sum of"
    return f"{what} {rows} row(s): {shown(figure.again)} {verdict}"


def _part_lines(part: TracedPart, margin: str, zone: ZoneInfo, is_named: bool) -> list[str]:
    lines = [f"{margin}  {part.part}: {part.rows} row(s) give {shown(part.total)}"] if is_named else []
    marts = part.marts
    lines += [f"{margin}  {_mart_line(one)}" for one in marts[:MARTS_SHOWN]]
    lines += [f"{margin}  … and {len(marts) - MARTS_SHOWN} more mart row(s)"] * (len(marts) > MARTS_SHOWN)
    lines += [f"{margin}    {line}" for row in part.sheet_rows for line in _row_lines(row, zone)]
    left = part.rows - len(part.sheet_rows)
    rest = part.total - sum(row.given for row in part.sheet_rows)
    more = f"{margin}    … and {left} more row(s) that give {shown(rest)}: --all shows them"
    return [*lines, *([more] if left else [])]


def _mart_line(one: MartRow) -> str:
    keys = [f"{name}={value}" for name, value in one.row.items() if isinstance(value, str | date)]
    return f"{one.mart}[{', '.join(keys)}] takes up {one.rows} row(s), gives {shown(one.given)}"


def _row_lines(row: TracedRow, zone: ZoneInfo) -> list[str]:
    given = f"{shown(row.given):>12}"
    match row:
        case UnitStateRow():
            return _state_lines(row, given, zone)
        case ObservationRow():
            return [f"{given}{_share(row.share)}  {_observed(row)}"]
        case IssueRow(issue=issue):
            where = f"{row.unit_code} {row.place.tab}!{issue.cell or '-'}"
            return [
                f"{given}  {where} {issue.severity} {issue.rule} (issue {issue.issue_id})",
                f"{'':14}{row.place.link}",
            ]
        case SheetRow(place=place):
            named = f" ({place.row_id})" if place.row_id else ""
            head = f"{row.unit_code} {place.tab} row {place.sheet_row}{named}  {place.link}"
            return [f"{given}{_share(row.share)}  {head}", *(f"{'':14}{cell_text(one)}" for one in row.cells)]
        case _:
            return [f"{given}  {row.table} of {row.unit_code}"]


def _share(share: float) -> str:
    return f" (share {share:.4g})" if share != 1 else ""


def cell_text(one: CellBehind) -> str:
    """'J14 quantity_t: read "2,4 tấn", understood 2.4'."""
    read = one.read
    if isinstance(one.understood, date) and read and read.isdigit():
        read = date_as_typed(_SERIAL_EPOCH + timedelta(days=int(read)))
    typed = "empty" if read is None else f"“{read}”"
    known = "nothing" if one.understood is None else shown(one.understood)
    return f"{one.cell} {one.column}: read {typed}, understood {known}"


def _observed(row: ObservationRow) -> str:
    seen = row.found
    price = f"{shown(seen.get('native_price'))} {seen.get('native_unit') or ''} {seen.get('currency') or ''}".strip()
    known = f", understood {shown(seen['price_vnd_kg'])} VND/kg" if seen.get("price_vnd_kg") is not None else ""
    refused = f", refused: {seen['reason']}" if seen.get("reason") else ""
    day = f"{seen['price_date']:%Y-%m-%d} " if seen.get("price_date") else ""
    return (
        f"{row.unit_code} {row.file} row {row.file_row}: {day}{seen.get('item_name')} "
        f"read {price}{known}{refused} (snapshot {row.snapshot_id})"
    )


def _state_lines(row: UnitStateRow, given: str, zone: ZoneInfo) -> list[str]:
    said = ", ".join(f"{'' if row.found.get(name) else 'not '}{name.replace('_', ' ')}" for name in _STATES)
    head = f"{given}  {row.unit_code}: {said} (mart_reporting)"
    return [head, *(f"{'':14}{line}" for line in (_evidence_lines(row.evidence, zone) if row.evidence else []))]


def _evidence_lines(evidence: UnitEvidence, zone: ZoneInfo) -> list[str]:
    lines, by = [], evidence.received_by
    if by:
        deadline = instant(evidence.deadline_at, zone)
        lines.append(f"first received {instant(by.at, zone)} in {by.tab}: {by.what}; deadline {deadline}")
    for name, rows in (("accepted", evidence.accepted), ("quarantined", evidence.quarantined)):
        places = "; ".join(f"{tab} {numbers}" for tab, numbers in rows.items())
        lines += [f"rows of the month {name} now: {places}"] if places else []
    errors = [f"{one.tab}!{one.cell or '-'} {one.rule}" for one in evidence.open_errors]
    return lines + [f"open errors that touch the month: {'; '.join(errors)}"] * bool(errors)


def instant(at: datetime | None, zone: ZoneInfo) -> str:
    """An instant in whole seconds of that zone, "-" where there is none."""
    return "-" if at is None else shown_in(zone, at.replace(microsecond=0))


def shown(value: object) -> str:
    """A number without the noise of its last bits; anything else as it is."""
    if isinstance(value, float | Decimal):
        text = f"{float(value):.6f}".rstrip("0").rstrip(".")
        return text if text not in ("", "-0") else "0"
    return "-" if value is None else str(value)


def listed(names: Iterable[str], most: int) -> str:
    """The first few names, and how many more there are."""
    known = list(names)
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + rest
