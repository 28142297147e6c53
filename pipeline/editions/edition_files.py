"""The files of one edition: report rows out of the warehouse, files and manifest into a folder."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from connectors.durable import publish_folder, staging_folder
from connectors.warehouse import EVERY_COLUMN, Selection, Warehouse
from expectations.gate import GateVerdict
from pipeline.build.verdicts import judged_content
from pipeline.editions.changes import unit_names
from pipeline.ledgers.editions import MONTH
from pipeline.ledgers.events import EditionEvent
from pipeline.province.inputs import Inputs, code_version
from pipeline.province.settings import Settings
from reports.changes import EarlierChange, FigureChange, ReplacedEdition
from reports.chapters.rule_names import rule_name
from reports.figures import PREFIX, SUMMARY_PREFIX
from reports.formats.render import render
from reports.manifest import NOT_SENT, write_manifest
from reports.month import ReportContext, build_document
from reports.summary import build_summary
from vietnamese.dates import short_date
from vietnamese.phrases import lower_first

_EXCEPTIONS = Selection("quality.exceptions", where={"is_in_effect": True}, order_by=("accepted_at", "issue_id"))
_FEEDS = Selection("raw.price_observations", ("snapshot_id",), order_by=("snapshot_id",), distinct=True)


@dataclass(frozen=True)
class Edition:
    """What makes an edition besides its figures: revision, number, what it replaces and corrects, delivery, kind."""

    revision: int
    number: int
    corrections: tuple[FigureChange, ...] = ()
    earlier: tuple[EarlierChange, ...] = ()
    delivery: str = NOT_SENT
    kind: str = MONTH
    replaces: ReplacedEdition | None = None


def edition_of(event: EditionEvent) -> Edition:
    """The edition that an event of the ledger of reports records: all that a rewriting to the byte needs of it."""
    return Edition(
        revision=event.revision,
        number=event.number,
        corrections=event.corrections,
        earlier=tuple(one.printed for one in event.earlier_changes),
        delivery=event.delivery,
        kind=event.kind,
        replaces=event.replaces,
    )


def write_edition_files(
    inputs: Inputs, warehouse: Warehouse, verdict: GateVerdict, edition: Edition, folder: Path
) -> None:
    """Write the four files and the manifest, read-only; the same state and edition give the same bytes.

    By the edition's kind it is the report of the verdict's month or the interim report up to it.

    Raises SealBroken when the verdict is not that of this very warehouse.
    """
    verdict.demand_seal(verdict.month, verdict.as_of, judged_content(warehouse))
    prefixes = [PREFIX] if edition.kind == MONTH else [PREFIX, SUMMARY_PREFIX]
    models = [name for prefix in prefixes for name in warehouse.table_names("marts", prefix)]
    asked = {model: Selection(f"marts.{model}", order_by=EVERY_COLUMN) for model in models}
    found = warehouse.tables(asked | {"feeds": _FEEDS, "exceptions": _EXCEPTIONS})
    names = unit_names(warehouse)
    exceptions = [row | {"unit_name": names.get(row["unit_code"], row["unit_code"])} for row in found["exceptions"]]
    context = report_context(inputs, verdict, edition, exceptions)
    build = build_document if edition.kind == MONTH else build_summary
    document = build({model: found[model] for model in models}, context)
    hashes = render(document, folder, verdict.as_of)
    write_manifest(
        folder,
        document,
        context,
        hashes=hashes,
        snapshots=[*standing_snapshots(warehouse), *(row["snapshot_id"] for row in found["feeds"])],
        inputs={f"{blob.name}/{blob.part}": blob.sha256 for blob in inputs.blobs},
        code_version=code_version(),
        delivery=edition.delivery,
    )
    for path in folder.iterdir():
        path.chmod(0o444)


def standing_snapshots(warehouse: Warehouse) -> list[str]:
    """Ids of the snapshots of sheets that a built state is made from."""
    rows = warehouse.table("raw.snapshots", ("snapshot_id",), where={"superseded_at": None}, order_by=("snapshot_id",))
    return [row["snapshot_id"] for row in rows]


def write_whole(folder: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a staging folder and put it in its place, so that an edition's folder is there whole or not."""
    staging = staging_folder(folder)
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True, mode=0o700)
    write(staging)
    publish_folder(staging, folder)


def exception_sentence(row: Mapping, settings: Settings) -> str:
    """What was let in although a rule refuses it: where, what, by whom, when and why."""
    place = f"ô {row['cell']}" if row["cell"] else "toàn bảng"
    value = f" ghi {row['raw_value']}" if row["cell"] and row["raw_value"] else ""
    return (
        f"{row['unit_name']}, tab {row['tab']}, {place}{value} ({lower_first(rule_name(row['rule']))}): "
        f"{row['accepted_by']} chấp nhận ngày {short_date(settings.local(row['accepted_at']))}, lý do: {row['reason']}"
    )


def report_context(
    inputs: Inputs, verdict: GateVerdict, edition: Edition, exceptions: Iterable[Mapping] = ()
) -> ReportContext:
    """What the report states besides its figures, from the settings, the verdict and the edition."""
    settings, given = inputs.settings, verdict.reservation
    return ReportContext(
        month=verdict.month,
        kind=edition.kind,
        as_of=verdict.as_of,
        timezone=settings.plan.timezone,
        verdict=verdict.verdict,
        revision=edition.revision,
        number=edition.number,
        place=settings.report.place,
        issuer=settings.report.issuer,
        symbol=settings.report.symbol,
        signer_title=settings.report.signer_title,
        signer_name=settings.report.signer_name,
        is_provisional=verdict.is_provisional,
        is_early=verdict.is_early,
        failed_checks=verdict.failed_tables,
        deadline_at=inputs.settings.deadline(verdict.month),
        units_left_out=verdict.units_missing if verdict.is_provisional or verdict.is_early else (),
        reservations=(given.by, given.reason) if given else None,
        warnings=tuple(one.detail for one in verdict.checks if one.severity == "warning" and not one.passed),
        exceptions=tuple(exception_sentence(row, settings) for row in exceptions),
        replaces=edition.replaces,
        changes=edition.corrections,
        earlier_changes=edition.earlier,
    )
