"""An issued edition against the same edition written again: files byte by byte, the manifest field by field.

Every figure is worked out twice more, from its own row of the report and from the rows of sheets behind it.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from connectors.warehouse import Is, Selection, Warehouse
from pipeline.ledgers.manifests import Manifest
from pipeline.lineage.checks import Check
from pipeline.lineage.figure_ids import FigureAsked, parse_lineage
from pipeline.province.settings import ConfigError
from reports.formats.render import MANIFEST, REPORT_FILES

_TOLERANCE = 1e-9


def sha256_of(path: Path) -> str | None:
    """sha256 of a file, None where it is gone."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def files_as_stated(folder: Path, manifest: Manifest | None, stated: str | None) -> Check:
    """The files on disk against the hashes in the manifest, and the manifest against the ledger's (`stated`)."""
    if manifest is None:
        gone = f"{folder / MANIFEST} is gone or can't be read; `nongsan report` writes a lost edition again"
        return Check("files", False, "", (gone,))
    problems = [_file_problem(folder / name, manifest.files.get(name)) for name in REPORT_FILES]
    known = {*REPORT_FILES, MANIFEST}
    problems += [
        f"{path.name}: does not belong to the edition" for path in sorted(folder.iterdir()) if path.name not in known
    ]
    if stated and sha256_of(folder / MANIFEST) != stated:
        problems.append(f"{MANIFEST}: is not the one that was issued, by the ledger of reports; it was edited")
    found = tuple(one for one in problems if one)
    return Check("files", not found, "the files are those that the manifest names by hash", found)


def _file_problem(path: Path, stated: str | None) -> str | None:
    found = sha256_of(path)
    if found is None:
        return f"{path.name}: the file is gone"
    return None if found == stated else f"{path.name}: is not the file that the manifest names by hash; it was edited"


def bytes_alike(issued: Path, again: Path) -> Check:
    """The five files against those written again."""
    names = (*REPORT_FILES, MANIFEST)
    differing = tuple(
        f"{name}: differs from the one written again" for name in names
        if sha256_of(issued / name) != sha256_of(again / name)
    )  # fmt: skip
    return Check("bytes", not differing, f"{len(names)} files written again are the same to the byte", differing)


def manifest_fields(manifest: Mapping, again: Mapping) -> Check:
    """What else the manifest states, field by field."""
    names = sorted((set(manifest) | set(again)) - {"figures"})
    problems = [line for name in names for line in _field_problems(name, manifest.get(name), again.get(name))]
    return Check("manifest", not problems, f"{len(names)} fields are as written again", tuple(problems))


def _field_problems(name: str, stated: object, found: object) -> list[str]:
    if stated == found:
        return []
    if isinstance(stated, dict) and isinstance(found, dict):
        keys = sorted(set(stated) | set(found))
        return [line for key in keys for line in _field_problems(f"{name}.{key}", stated.get(key), found.get(key))]
    return [f"{name}: the manifest says {_said(stated)}, written again it is {_said(found)}"]


def _said(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:77]}…"


def figures_alike(manifest: Mapping, again: Mapping, *, is_same_code: bool) -> Check:
    """Each figure's value and printed text against those written again; by id where the code is another."""
    problems, missing = [], 0
    rest = Counter(_figure_key(one, is_same_code) for one in again["figures"])
    by_id = {one["id"]: one for one in again["figures"]}
    for stated in manifest["figures"]:
        key = _figure_key(stated, is_same_code)
        if rest[key] > 0:
            rest[key] -= 1
        elif stated["id"] in by_id:
            problems.append(_figure_problem(stated, by_id[stated["id"]]))
        elif is_same_code:
            problems.append(f"figure {stated['id']}: the report written again has no such figure")
        else:
            missing += 1
    left = [key[0] for key, count in rest.items() if count > 0] if is_same_code and not problems else []
    problems += [f"figure {one}: it is printed, and the manifest leaves it out" for one in sorted(left)]
    said = f"{len(manifest['figures']) - missing} figures re-derived, value and print alike"
    if missing:
        said += f"; {missing} that this version prints no more"
    return Check("figures", not problems, said, tuple(problems))


def _figure_key(figure: Mapping, is_same_code: bool) -> tuple:
    value = figure["value"] if is_same_code or figure["value"] is None else f"{figure['value']:.9g}"
    return (figure["id"], value, *((figure["printed"], figure["lineage"]) if is_same_code else ()))


def _figure_problem(stated: Mapping, found: Mapping) -> str:
    differing = [name for name in ("value", "printed", "lineage") if stated[name] != found[name]]
    said = "; ".join(f"{name} {_said(stated[name])}, re-derived {_said(found[name])}" for name in differing)
    return f"figure {stated['id']}: the manifest says {said or 'it once too often'}"


def figures_by_rows(warehouse: Warehouse, month: date, manifest: Mapping) -> Check:
    """Each figure against its row of the report as built again, and against the sum of the rows behind it."""
    problems, summed = [], 0
    totals = _totals(warehouse, month)
    rows: dict[str, list[dict]] = {}
    for figure in manifest["figures"]:
        place = _place(figure["lineage"])
        if place is None:
            problems.append(f"figure {figure['id']}: {figure['lineage']} names no row of a report")
            continue
        if not place.model.startswith("marts."):
            continue
        if place.model not in rows:
            rows[place.model] = _rows_of(warehouse, place.model)
        found = _value(rows[place.model], place.keys, place.column)
        if not _is_close(found, figure["value"]):
            problems.append(
                f"figure {figure['id']}: the manifest says {figure['value']}, {figure['lineage']} is {found}"
            )
        is_of_month = place.model.startswith("marts.rpt_monthly__") and "@" not in figure["id"]
        again = totals.get((place.month, figure["id"])) if is_of_month else None
        summed += again is not None
        if again is not None and not _is_close(again, figure["value"]):
            problems.append(
                f"figure {figure['id']}: the manifest says {figure['value']}, the rows behind it give {again}"
            )
    said = (
        f"{len(manifest['figures'])} figures stand in the rebuilt report rows, {summed} are the sum of their sheet rows"
    )
    return Check("lineage", not problems, said, tuple(problems))


def _place(lineage: str) -> FigureAsked | None:
    try:
        return parse_lineage(lineage)
    except ConfigError:
        return None


def _rows_of(warehouse: Warehouse, model: str) -> list[dict]:
    """The rows of a table `schema.name`, none where there is no such table."""
    return warehouse.table(model) if warehouse.has_table(model) else []


def _totals(warehouse: Warehouse, month: date) -> dict[tuple[date, str], float | None]:
    """Figures as the rows behind them give them, by month and id."""
    columns = ("month", "figure_id", "part", "contribution")
    asked = Selection("marts.rpt_lineage", columns, {"month": Is("<=", month)})
    rows = warehouse.frames({"lineage": asked})["lineage"]
    sums: dict[tuple[date, str], dict[str, float]] = {}
    for (day, figure, part), given in rows.groupby(list(columns[:3]))["contribution"].sum().items():
        sums.setdefault((day.date(), figure), {})[part] = given
    return {key: _whole(by_part) for key, by_part in sums.items()}


def _whole(by_part: Mapping[str, float]) -> float | None:
    """A figure out of the sums of its parts: a quotient where one of them is a denominator, else their sum."""
    below = by_part.get("denominator")
    above = math.fsum(value for part, value in by_part.items() if part != "denominator")
    return above if below is None else (above / below if below else None)


def _value(rows: Iterable[Mapping], keys: Mapping[str, str], column: str) -> object:
    for row in rows:
        if all(str(row.get(name)) == value for name, value in keys.items()):
            return row.get(column)
    return None


def _is_close(one: object, other: object) -> bool:
    if one is None or other is None:
        return one is other
    first, second = float(str(one)), float(str(other))
    return abs(first - second) <= _TOLERANCE * max(1.0, abs(first), abs(second))
