"""manifest.json: what the report was made from and every figure it prints, with its way back.

It holds the hashes of the other four files and no clock of its own, so it too is the same on a re-render.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from reports.document import Document
from reports.formats.render import MANIFEST, write_whole
from reports.month import ReportContext
from vietnamese.phrases import clean

NOT_SENT: Final = "chưa gửi"


def write_manifest(
    folder: Path,
    document: Document,
    context: ReportContext,
    *,
    hashes: Mapping[str, str],
    snapshots: Sequence[Any],
    inputs: Mapping[str, Any],
    code_version: str,
    delivery: str = NOT_SENT,
) -> str:
    """Writes manifest.json into `folder` and returns its sha256.

    `hashes` is what render returned; `snapshots` and `inputs` are JSON values naming what the run read, listed in
    the order given.
    """
    stated = manifest_of(
        document, context, hashes=hashes, snapshots=snapshots, inputs=inputs, code_version=code_version
    )
    stated["delivery"] = delivery
    return write_stated(folder, stated)


def write_stated(folder: Path, stated: Mapping[str, Any]) -> str:
    """Writes JSON values as manifest.json into `folder` and returns its sha256."""
    content = (json.dumps(stated, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")
    write_whole(folder / MANIFEST, content)
    return hashlib.sha256(content).hexdigest()


def manifest_of(
    document: Document,
    context: ReportContext,
    *,
    hashes: Mapping[str, str],
    snapshots: Sequence[Any],
    inputs: Mapping[str, Any],
    code_version: str,
) -> dict[str, Any]:
    """The manifest as plain JSON values."""
    reservations = context.reservations
    return {
        "kind": context.kind,
        "month": f"{context.month:%Y-%m}",
        "as_of": _instant(context.as_of),
        "verdict": context.verdict,
        "revision": f"r{context.revision}",
        "number": context.number,
        "number_line": document.letterhead.number_line,
        "is_provisional": context.is_provisional,
        "is_early": context.is_early,
        "units_left_out": list(context.units_left_out),
        "reservations": {"by": reservations[0], "reason": clean(reservations[1])} if reservations else None,
        "warnings": [clean(line) for line in context.warnings],
        "exceptions": [clean(line) for line in context.exceptions],
        "replaces": context.replaces.model_dump(mode="json") if context.replaces else None,
        "changes": [change.model_dump() for change in context.changes],
        "earlier_changes": [change.model_dump(mode="json") for change in context.earlier_changes],
        "snapshots": list(snapshots),
        "inputs": dict(inputs),
        "code_version": code_version,
        "files": dict(hashes),
        "figures": [
            {"id": figure.figure_id, "value": figure.value, "printed": figure.text, "lineage": figure.lineage}
            for figure in document.figures()
        ],
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
