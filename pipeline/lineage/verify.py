"""`nongsan verify`: an issued edition is rebuilt from the landing in a fresh place and compared with what was issued.

Editions of one instant share one rebuild; nothing of the province is changed.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from connectors.landing.store import LandingCorrupt
from connectors.warehouse import Warehouse
from expectations.gate import GateVerdict, Reservation
from pipeline.build.build import build
from pipeline.build.verdicts import verdict_on
from pipeline.editions.edition_files import edition_of, write_edition_files
from pipeline.ledgers.editions import MONTH, SUMMARY
from pipeline.ledgers.events import EditionEvent, series_folder
from pipeline.ledgers.unread_editions import unread_editions
from pipeline.lineage.checks import Check, Verified
from pipeline.lineage.states import Issued, issued_editions
from pipeline.lineage.verify_files import bytes_alike, figures_alike, figures_by_rows, files_as_stated, manifest_fields
from pipeline.lineage.verify_landing import examine_landing, reads_set_aside
from pipeline.province.inputs import Inputs, code_version, load_inputs
from pipeline.province.province import Province
from pipeline.province.sections import PathsSection
from pipeline.province.settings import ConfigError, Settings
from reports.formats.render import MANIFEST


@dataclass(frozen=True)
class Rebuilt:
    """A state built again: its warehouse, the inputs of its time, and a folder to write editions into."""

    inputs: Inputs
    warehouse: Warehouse
    folder: Path


def chosen_editions(province: Province, month: date | None, revision: int | None) -> list[Issued]:
    """The editions asked for, all of them by default.

    Raises ConfigError where there is none, LedgerDamaged where the month has had one that can't be read any more.
    """
    if month is not None:
        for kind in (MONTH, SUMMARY):
            unread_editions(province).demand(series_folder(kind, f"{month:%Y-%m}"))
    issued = [one for kind in (MONTH, SUMMARY) for one in issued_editions(province, kind)]
    found = [one for one in issued if month in (None, one.month) and revision in (None, one.event.revision)]
    if not found:
        known = ", ".join(one.name for one in issued) or "none yet"
        raise ConfigError(f"no such edition has been issued; there are: {known}")
    return found


def verify(province: Province, month: date | None, revision: int | None) -> list[Verified]:
    """Verify editions of a month or of all, by month and revision; an event that can't be read is one not verified.

    Raises as `chosen_editions`.
    """
    editions = sorted(chosen_editions(province, month, revision), key=lambda one: one.as_of)
    verified: list[Verified] = []
    with _fresh_place(province) as elsewhere:
        for as_of, group in groupby(editions, key=lambda one: one.as_of):
            verified += _verify_state(province.moved_to(max(province.now, as_of)), elsewhere, as_of, list(group))
    return [*sorted(verified, key=lambda one: one.name), *_unreadable_editions(province, month)]


def _unreadable_editions(province: Province, month: date | None) -> list[Verified]:
    """Editions that were issued and of which nothing is known any more, where all were asked for."""
    damaged = () if month is not None else unread_editions(province).damaged
    return [_verified_at(one.path.name, one.at, [Check("ledger", False, "", (one.line(),))]) for one in damaged]


@contextmanager
def _fresh_place(province: Province) -> Iterator[Settings]:
    """Settings whose data folder is new and empty, but for the landing, which is the province's own."""
    with tempfile.TemporaryDirectory(prefix="nongsan-verify-") as folder:
        (Path(folder) / "landing").symlink_to(province.landing.folder.resolve(), target_is_directory=True)
        yield province.settings.model_copy(update={"paths": PathsSection(data=Path(folder))})


def _verify_state(province: Province, elsewhere: Settings, as_of: datetime, editions: list[Issued]) -> list[Verified]:
    rebuilding = Province.at(elsewhere, province.now, province.run)
    with province.console.step("landing", f"checking what had landed by {province.settings.shown(as_of)}"):
        landed = examine_landing(rebuilding, as_of).check()
    set_aside = reads_set_aside(rebuilding, as_of)
    if not landed.passed:
        impossible = Check("rebuild", False, "not possible while the landing is damaged")
        return [_verified(one, [landed, _files(one), impossible]) for one in editions]
    try:
        warehouse = Warehouse(build(rebuilding, as_of).path)
    except LandingCorrupt as corrupt:
        return [_verified(one, [Check("landing", False, "", (str(corrupt),)), _files(one)]) for one in editions]
    rebuilt = Rebuilt(load_inputs(rebuilding, as_of), warehouse, elsewhere.data_folder / "editions")
    found = []
    for edition in editions:
        with province.console.step("render", f"writing {edition.name} again"):
            found.append(_verified(edition, [landed, *set_aside, _files(edition), *compared(edition, rebuilt)]))
    return found


def _verified(edition: Issued, checks: list[Check]) -> Verified:
    return _verified_at(edition.name, edition.as_of, checks)


def _verified_at(name: str, as_of: datetime, checks: list[Check]) -> Verified:
    return Verified(name, as_of, tuple(checks))


def _files(edition: Issued) -> Check:
    return files_as_stated(edition.folder, edition.manifest, edition.event.manifest_sha256)


def compared(edition: Issued, rebuilt: Rebuilt) -> list[Check]:
    """The edition written again from the rebuilt state, and all that is compared with it."""
    event, folder = edition.event, rebuilt.folder / edition.name
    given = Reservation(event.reservation_by, event.reservation_reason or "") if event.reservation_by else None
    verdict = verdict_on(rebuilt.inputs, rebuilt.warehouse, edition.month, given)
    folder.mkdir(parents=True)
    write_edition_files(rebuilt.inputs, rebuilt.warehouse, verdict, edition_of(event), folder)
    again = json.loads((folder / MANIFEST).read_bytes())
    is_same_code = event.code_version == code_version()
    checks = [_state(event, verdict, is_same_code=is_same_code)]
    if is_same_code:
        checks.append(bytes_alike(edition.folder, folder))
    else:
        written = f"written by code {event.code_version[:12]}, this is {code_version()[:12]}"
        checks.append(Check("bytes", None, f"bytes are not comparable: {written}"))
    if edition.manifest:
        stated = edition.manifest.document
        checks += [manifest_fields(stated, again)] if is_same_code else []
        checks.append(figures_alike(stated, again, is_same_code=is_same_code))
        checks.append(figures_by_rows(rebuilt.warehouse, edition.month, stated))
    return checks


def _state(event: EditionEvent, verdict: GateVerdict, *, is_same_code: bool) -> Check:
    """Whether the rebuilt state is the one that was judged, by its seal."""
    if not is_same_code:
        same = verdict.verdict == event.verdict
        problem = () if same else (f"verdict: the ledger says {event.verdict}, rebuilt it is {verdict.verdict}",)
        return Check("rebuild", same, "the rebuilt state gets the same verdict", problem)
    if verdict.seal == event.seal:
        return Check("rebuild", True, "the rebuilt state bears the seal of the verdict it was issued with")
    problem = "the rebuilt state is not the one that was judged: landing, ledgers or the edition's event were changed"
    return Check("rebuild", False, "", (problem,))
