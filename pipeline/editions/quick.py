"""Report urgent alerts to leadership at once: one quick report a run for those never reported before, else none.

The ledger of quick reports is also the outbox: what it says is to be mailed goes out even after a crash in between.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.warehouse import Warehouse
from expectations.figures import load_figures
from expectations.gate import SealBroken
from pipeline.build.verdicts import judged_content
from pipeline.editions.issue import IssuingContext, issuing_context
from pipeline.ledgers.damage import ManifestDamaged
from pipeline.ledgers.events import QuickReportEvent, ledger_of
from pipeline.ledgers.manifests import read_manifest, stated_number
from pipeline.letters.edition_letter import recipients
from pipeline.letters.outbox import planned_delivery
from pipeline.letters.quick_letter import FILES, FOLDER, deliver_quick, letter_text, owed_letters
from pipeline.province.asof import asof_folder_name, built_at
from pipeline.province.inputs import code_version
from pipeline.province.province import REPORTS, Province


@dataclass(frozen=True)
class QuickResult:
    """The quick report of a run: its alerts (unit, product, Monday), number and files; no number where none is new."""

    alerts: tuple[tuple[str, str, str], ...] = ()
    number: int | None = None
    files: dict[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The JSON object of what was reported."""
        return {"alerts": [list(alert) for alert in self.alerts], "number": self.number, "files": self.files}


def has_quick_work(province: Province) -> bool:
    """Whether an urgent alert was never reported before, or a reported one is still to be mailed."""
    warehouse = province.warehouse
    if not warehouse.path.exists():
        return False
    return bool(_unreported(warehouse, _known(province))) or bool(owed_letters(province))


def quick_report(province: Province) -> QuickResult:
    """Write the quick report of the alerts that are new in the published warehouse, and send what is to be sent.

    Raises SealBroken when the warehouse is not the one that was judged.
    """
    if not has_quick_work(province):
        return QuickResult()
    with issuing_context(province, None) as issuing:
        reported = _known(province)
        alerts = _unreported(issuing.warehouse, reported)
        result = _issue(issuing, alerts, reported) if alerts else QuickResult()
    deliver_quick(province)
    return result


@dataclass(frozen=True)
class _AlreadyReported:
    """What quick reports have reported: how many, their folders, their alerts; `is_all`: whether all of it is known."""

    count: int
    folders: frozenset[str]
    alerts: frozenset[tuple[str, str, str]]
    is_all: bool


def _known(province: Province) -> _AlreadyReported:
    """What the ledger says; of events that can't be read, what the folders say that bear the numbers missing in it."""
    ledger = ledger_of(province, QuickReportEvent)
    folders = {event.folder for event in ledger.events}
    alerts = {alert for event in ledger.events for alert in event.alerts}
    numbers = set(range(1, ledger.count + 1)) - {event.number for event in ledger.events}
    found = {
        path.name: _stated(path)
        for path in (province.settings.data_folder / REPORTS / FOLDER).glob("[!.]*/")
        if ledger.damaged and path.name not in folders and stated_number(path) in numbers
    }
    is_single = all(one.is_single for one in ledger.damaged)
    is_all = is_single and len([one for one in found.values() if one]) >= len(ledger.damaged)
    stated = {alert for one in found.values() for alert in one}
    return _AlreadyReported(ledger.count, frozenset({*folders, *found}), frozenset(alerts | stated), is_all)


def _stated(folder: Path) -> list[tuple[str, str, str]]:
    """The alerts that a quick report's manifest states, none where it can't be read."""
    try:
        return [(unit, product, monday) for unit, product, monday in read_manifest(folder).document["alerts"]]
    except (ManifestDamaged, OSError, LookupError, TypeError, ValueError):
        return []


def _unreported(warehouse: Warehouse, reported: _AlreadyReported) -> list[dict]:
    """Alerts that are in no quick report; none while it is not known of all what they reported."""
    if not reported.is_all:
        return []
    alerts = load_figures("quick")["quick.at_risk_t"]
    rows = warehouse.table(f"marts.{alerts.model}", order_by=alerts.grains[0])
    return [row for row in rows if _key(row) not in reported.alerts]


def _key(row: Mapping) -> tuple[str, str, str]:
    return row["unit_code"], row["product_code"], f"{row['week_start']:%Y-%m-%d}"


def _issue(issuing: IssuingContext, alerts: list[dict], reported: _AlreadyReported) -> QuickResult:
    """The report is whole in its folder before the ledger has it; a crash in between writes it again."""
    from pipeline.editions.edition_files import write_whole

    sealed = issuing.warehouse.table("quality.gate_verdicts", ("fingerprint",))
    if sealed and sealed[0]["fingerprint"] != judged_content(issuing.warehouse):
        raise SealBroken("the warehouse was changed after it was judged: run `nongsan build` again")
    as_of = built_at(issuing.warehouse)
    settings, number = issuing.inputs.settings, reported.count + 1
    said = letter_text(settings, alerts, number, as_of)
    event = QuickReportEvent(
        alerts=tuple(_key(row) for row in alerts),
        folder=_free_name(asof_folder_name(as_of), reported.folders),
        number=number,
        as_of=as_of,
        delivery=planned_delivery(settings),
        recipients=recipients(settings),
        subject=said.subject,
        text=said.text,
        html=said.html,
    )
    folder = issuing.folder / FOLDER / event.folder
    with issuing.province.console.step("render", f"writing the quick report of {len(alerts)} urgent alert(s)"):
        write_whole(folder, lambda staging: _write(issuing, alerts, event, as_of, staging))
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    event.model_copy(update={"files": hashes}).record(issuing.province.landing, max(issuing.province.now, as_of))
    files = {path.name: str(path) for path in sorted(folder.iterdir())}
    return QuickResult(event.alerts, event.number, files)


def _free_name(name: str, taken: Collection[str]) -> str:
    """The folder's name by the instant of the data; -2 where the same instant has been used already."""
    names = [name, *(f"{name}-{place}" for place in range(2, len(taken) + 2))]
    return next(one for one in names if one not in taken)


def _write(issuing: IssuingContext, alerts: list[dict], event: QuickReportEvent, as_of: datetime, folder: Path) -> None:
    from pipeline.editions.edition_files import standing_snapshots
    from reports.formats.render import render
    from reports.manifest import write_stated
    from reports.quick import QuickContext, build_quick, quick_manifest

    office = issuing.inputs.settings.report
    context = QuickContext(
        as_of=as_of,
        timezone=issuing.inputs.settings.plan.timezone,
        number=event.number,
        place=office.place,
        issuer=office.issuer,
        symbol=office.symbol,
        signer_title=office.signer_title,
        signer_name=office.signer_name,
    )
    document = build_quick(alerts, context)
    stated = quick_manifest(
        document,
        context,
        alerts,
        files=render(document, folder, as_of, FILES),
        snapshots=standing_snapshots(issuing.warehouse),
        inputs={f"{blob.name}/{blob.part}": blob.sha256 for blob in issuing.inputs.blobs},
        code_version=code_version(),
        delivery=event.delivery,
    )
    write_stated(folder, stated)
    for path in folder.iterdir():
        path.chmod(0o444)
