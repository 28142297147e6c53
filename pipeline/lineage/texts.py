"""A traced figure as a person reads it on a terminal: the number, what it is made of, then row by row its cells.

The same document goes out whole with `--json`; here long lists are cut and say what was cut.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

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


def trace_lines(document: Mapping) -> list[str]:
    """The lines of `nongsan trace FIGURE`."""
    lines = [f"{document['edition']}, as of {instant(document['as_of'])}, from {document['warehouse']}"]
    if not document["as_stated"]:
        lines.append(
            f"NOTE: the manifest states {shown(document['stated'])}, this state says {shown(document['value'])}"
        )
    return [*lines, *_figure_lines(document, "")]


def _figure_lines(document: Mapping, margin: str) -> list[str]:
    unit = _UNITS.get(str(document.get("measure")), "")
    printed = " and ".join(f"“{text}”" for text in document["printed"])
    lines = [
        f"{margin}{document['figure']} of {document['month']} = {shown(document['value'])}{unit}"
        + (f", printed {printed}" if printed else ""),
        f"{margin}  in {document['lineage']}",
    ]
    if document["kind"] in _HOW:
        lines.append(f"{margin}  it {_HOW[document['kind']]}:")
        return lines + [line for one in document["of"] for line in _figure_lines(one, f"{margin}    ")]
    lines.append(f"{margin}  {_summary(document)}")
    return lines + [
        line for part in document["parts"] for line in _part_lines(part, margin, len(document["parts"]) > 1)
    ]


def _summary(document: Mapping) -> str:
    if document["kind"] in ("nothing", "fact", "checks"):
        return str(document["says"])
    parts = {one["part"]: one for one in document["parts"]}
    verdict = "= the figure" if document["equals"] else "IS NOT the figure"
    if document["kind"] == "ratio":
        above, below = (shown(parts[one]["total"]) if one in parts else "0" for one in ("numerator", "denominator"))
        return f"{above} / {below} = {shown(document['again'])} {verdict}"
    rows = sum(one["rows"] for one in document["parts"])
    what = "different ones among" if document["kind"] == "count" else "sum of"
    return f"{what} {rows} row(s): {shown(document['again'])} {verdict}"


def _part_lines(part: Mapping, margin: str, is_named: bool) -> list[str]:
    lines = [f"{margin}  {part['part']}: {part['rows']} row(s) give {shown(part['total'])}"] if is_named else []
    marts = part["marts"]
    lines += [f"{margin}  {_mart_line(one)}" for one in marts[:MARTS_SHOWN]]
    lines += [f"{margin}  … and {len(marts) - MARTS_SHOWN} more mart row(s)"] * (len(marts) > MARTS_SHOWN)
    lines += [f"{margin}    {line}" for row in part["sheet_rows"] for line in _row_lines(row)]
    left = part["rows"] - len(part["sheet_rows"])
    rest = part["total"] - sum(row["given"] for row in part["sheet_rows"])
    more = f"{margin}    … and {left} more row(s) that give {shown(rest)}: --all shows them"
    return [*lines, *([more] if left else [])]


def _mart_line(one: Mapping) -> str:
    keys = [f"{name}={value}" for name, value in one["row"].items() if isinstance(value, str | date)]
    return f"{one['mart']}[{', '.join(keys)}] takes up {one['rows']} row(s), gives {shown(one['given'])}"


def _row_lines(row: Mapping) -> list[str]:
    given = f"{shown(row['given']):>12}"
    share = f" (share {row['share']:.4g})" if row.get("share", 1) != 1 else ""
    if "state" in row:
        return _state_lines(row, given)
    if "observation" in row:
        return [f"{given}{share}  {_observed(row)}"]
    if "issue" in row:
        issue = row["issue"]
        place = f"{row['unit_code']} {row['tab']}!{issue['cell'] or '-'}"
        return [
            f"{given}  {place} {issue['severity']} {issue['rule']} (issue {issue['issue_id']})",
            f"{'':14}{row['link']}",
        ]
    if "tab" not in row:
        return [f"{given}{share}  {row['table']} of {row['unit_code']}"]
    named = f" ({row['row_id']})" if row.get("row_id") else ""
    lines = [f"{given}{share}  {row['unit_code']} {row['tab']} row {row['sheet_row']}{named}  {row['link']}"]
    return lines + [f"{'':14}{cell_text(one)}" for one in row["cells"]]


def cell_text(one: Mapping) -> str:
    """'J14 quantity_t: read "2,4 tấn", understood 2.4'."""
    read, understood = one["read"], one["understood"]
    if isinstance(understood, date) and read and read.isdigit():
        read = date_as_typed(_SERIAL_EPOCH + timedelta(days=int(read)))
    typed = "empty" if read is None else f"“{read}”"
    known = "nothing" if understood is None else shown(understood)
    return f"{one['cell']} {one['column']}: read {typed}, understood {known}"


def _observed(row: Mapping) -> str:
    seen = row["observation"]
    price = f"{shown(seen.get('native_price'))} {seen.get('native_unit') or ''} {seen.get('currency') or ''}".strip()
    known = f", understood {shown(seen['price_vnd_kg'])} VND/kg" if seen.get("price_vnd_kg") is not None else ""
    refused = f", refused: {seen['reason']}" if seen.get("reason") else ""
    day = f"{seen['price_date']:%Y-%m-%d} " if seen.get("price_date") else ""
    return (
        f"{row['source']} {row['file']} row {row['file_row']}: {day}{seen.get('item_name')} "
        f"read {price}{known}{refused} (snapshot {row['snapshot_id']})"
    )


def _state_lines(row: Mapping, given: str) -> list[str]:
    state, by = row["state"], row.get("received_by")
    said = ", ".join(f"{'' if state.get(name) else 'not '}{name.replace('_', ' ')}" for name in _STATES)
    lines = [f"{given}  {row['unit_code']}: {said} (mart_reporting)"]
    if by:
        lines.append(f"{'':14}first received {instant(by['at'])} in {by['tab']}: {by['what']}; "
                     f"deadline {instant(row['deadline_at'])}")  # fmt: skip
    for name in ("accepted", "quarantined"):
        places = "; ".join(f"{tab} {rows}" for tab, rows in row.get(name, {}).items())
        lines += [f"{'':14}rows of the month {name} now: {places}"] if places else []
    issues = [f"{one['tab']}!{one['cell'] or '-'} {one['rule']}" for one in row.get("open_errors", ())]
    return lines + [f"{'':14}open errors that touch the month: {'; '.join(issues)}"] * bool(issues)


def instant(at: datetime | None) -> str:
    return "-" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


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
