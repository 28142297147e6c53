"""What a build depends on besides sheets and feeds: settings, units, feed declarations, product extensions.

They are landed like any other input, so that a past state is rebuilt with the settings and units of its time.
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from connectors.landing.receipts import instant_of
from connectors.landing.store import BlobSnapshot, Landing, LandingCorrupt
from connectors.reading.names.reference_rows import check_extensions, known_codes
from connectors.saved_files import SavedWrongly, saved_rows
from pipeline.province.present import demand_present
from pipeline.province.province import Province
from pipeline.province.run import ProvinceRun
from pipeline.province.settings import SOURCE_ROOT, ConfigError, NothingLanded, Settings

KIND = "inputs"
LIST_NAME, LIST_PART = "standing", "inputs.json"
SETTINGS_PART = "settings.json"
RESULT_SECTIONS = ("plan", "gate", "report", "alerts", "linking")
EXTENSIONS = ("products.csv", "aliases.csv")
UNIT_COLUMNS = (
    "unit_code", "unit_name", "unit_kind", "district_code", "spreadsheet_id", "email", "valid_from", "valid_to",
)  # fmt: skip
UNIT_CODE = re.compile("[A-Za-z0-9]{1,20}")  # it names folders, files and cells of every table
CODE_FOLDERS = (
    "flows", "pipeline", "connectors", "expectations", "planning", "reports", "vietnamese", "dbt_project",
)  # fmt: skip
_CODE_SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".csv", ".typ", ".html", ".css", ".ttf", ".json"}


@dataclass(frozen=True)
class Unit:
    """A row of units.csv: who keeps a workbook, and from when to when."""

    unit_code: str
    unit_name: str
    unit_kind: str
    district_code: str | None
    spreadsheet_id: str | None
    email: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Inputs:
    """The inputs of one build, as they stood at its instant: settings, units, and the landed contents they come from.

    `run`: whose build it is; what was read for it is kept there.
    """

    settings: Settings
    units: tuple[Unit, ...]
    blobs: tuple[BlobSnapshot, ...]
    landing: Landing
    run: ProvinceRun = field(default_factory=ProvinceRun, compare=False, repr=False)

    def blobs_named(self, name: str) -> list[BlobSnapshot]:
        """The landed file of a name that a feed or list stands under, or none."""
        return [blob for blob in self.blobs if blob.name == name]


def _optional_date(text: str | None, place: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{place}: {text!r} is not a date like 2023-02-01") from error


def read_units(content: bytes, name: str, *, has_landed: bool = False) -> tuple[Unit, ...]:
    """Parse units.csv; raises ConfigError naming the line.

    `has_landed`: it is read as an earlier version let it in, so that no past state is lost to a newer rule.
    """
    fits = str.isalnum if has_landed else UNIT_CODE.fullmatch
    try:
        columns, rows = saved_rows(content, UNIT_COLUMNS)
    except SavedWrongly as error:
        raise ConfigError(f"{name} {error}") from error
    if missing := set(UNIT_COLUMNS) - set(columns):
        raise ConfigError(f"{name}: columns missing: {', '.join(sorted(missing))}{_columns_there(columns)}")
    units = tuple(_unit(row.cells, f"{name} line {row.line}", fits) for row in rows)
    codes = [unit.unit_code for unit in units]
    if doubled := sorted({code for code in codes if codes.count(code) > 1}):
        raise ConfigError(f"{name}: unit_code stands twice: {', '.join(doubled)}")
    if not units:
        raise ConfigError(f"{name} names no unit: add one line per unit")
    return units


def _columns_there(columns: tuple[str, ...]) -> str:
    return f"; the first line has {', '.join(columns)[:200]}" if columns else ""


def _unit(row: dict[str, str], place: str, fits: Callable[[str], object]) -> Unit:
    kind = row["unit_kind"]
    if kind not in ("district", "affiliated"):
        raise ConfigError(f"{place}: unit_kind {kind!r} must be district or affiliated")
    if not fits(row["unit_code"] or ""):
        said = "must be 1 to 20 letters A-Z and digits, for example 907 or K01: correct that line"
        raise ConfigError(f"{place}: unit_code {row['unit_code']!r} {said}")
    return Unit(
        unit_code=row["unit_code"],
        unit_name=row["unit_name"],
        unit_kind=kind,
        district_code=row["district_code"] or None,
        spreadsheet_id=row["spreadsheet_id"] or None,
        email=row["email"] or None,
        valid_from=_optional_date(row["valid_from"], f"{place} valid_from"),
        valid_to=_optional_date(row["valid_to"], f"{place} valid_to"),
    )


def effective_settings(settings: Settings) -> bytes:
    """The settings that change what is computed, canonical; no paths, hosts or clock."""
    document = settings.model_dump(mode="json", include=set(RESULT_SECTIONS))
    for name in ("now", "clock_tolerance_minutes"):
        document["plan"].pop(name)
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode()


def input_files(settings: Settings) -> Iterator[tuple[str, str, bytes]]:
    """Every input as (name, part, content); raises ConfigError when a needed file is missing."""
    yield "settings", SETTINGS_PART, effective_settings(settings)
    try:
        yield "units", "units.csv", settings.units_file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{settings.units_file} can't be read: {error.strerror}; see [units] file") from error
    for path in sorted([*settings.feeds_folder.glob("*.yml"), *settings.feeds_folder.glob("*.yaml")]):
        yield "feeds", path.name, path.read_bytes()
    for name in EXTENSIONS:
        path = settings.base_folder / name
        if path.is_file():
            yield "products", name, path.read_bytes()


def land_inputs(province: Province, at: datetime | None = None) -> int:
    """Land what changed among the inputs, then the list of all that stand; returns how many changed.

    `at`: the instant they are landed as of, where it is not the province's own. Raises ConfigError, ReferencesInvalid,
    and ClockInDoubt where the province's own is none to date anything by.
    """
    if at is None:
        demand_present(province)
    settings = province.settings
    at, files = at or province.now, list(input_files(settings))
    check_inputs(settings)
    landed = [province.landing.land_blob(KIND, name, part, content, at) for name, part, content in files]
    standing = {f"{name}/{part}": hashlib.sha256(content).hexdigest() for name, part, content in files}
    listed = json.dumps(standing, sort_keys=True, indent=1).encode()
    province.landing.land_blob(KIND, LIST_NAME, LIST_PART, listed, at)
    return sum(1 for blob in landed if blob)


def check_inputs(settings: Settings) -> None:
    """Refuse codes that no province or district has, and extensions that can't be read, before they land.

    Raises ConfigError, ReferencesInvalid.
    """
    check_extensions(settings.base_folder, settings.seeds_folder)
    provinces, districts = known_codes(settings.seeds_folder)
    if settings.plan.province not in provinces:
        raise ConfigError(f"{settings.config_path}: [plan] province {settings.plan.province!r} is no province's code")
    for unit in read_units(settings.units_file.read_bytes(), settings.units_file.name):
        if unit.unit_kind == "district" and unit.district_code not in districts:
            place = f"{settings.units_file.name}: unit {unit.unit_code}"
            raise ConfigError(f"{place}: district_code {unit.district_code!r} is no district's code")


def pending_inputs(province: Province) -> bool:
    """Whether the inputs on disk differ from those landed last."""
    listed = {
        f"{name}/{part}": hashlib.sha256(content).hexdigest() for name, part, content in input_files(province.settings)
    }
    return listed != _listed(province.landing, None)


def _listed(landing: Landing, as_of: datetime | None) -> dict[str, str]:
    """Inputs that stood at an instant, name/part -> sha256; before the first landing, its settings and units.

    Raises LandingCorrupt where the receipt that would say it is damaged; an older one is of no matter.
    """
    damaged: list[Path] = []
    lists = landing.blobs(KIND, LIST_NAME, as_of, damaged)
    if damaged and (not lists or instant_of(damaged[-1].name) > lists[-1].fetched_at):
        raise LandingCorrupt(damaged[-1])
    if lists:
        return json.loads(landing.read_blob(lists[-1]))
    first = landing.blobs(KIND, LIST_NAME)[:1]
    needed = ("settings/", "units/")
    return {
        key: sha for one in first for key, sha in json.loads(landing.read_blob(one)).items() if key.startswith(needed)
    }


def load_inputs(province: Province, as_of: datetime | None = None) -> Inputs:
    """The inputs as they stood at `as_of` (default: as landed last).

    Raises ConfigError when none ever landed, LandingCorrupt where one of them is damaged.
    """
    settings = province.settings
    listed = _listed(province.landing, as_of)
    if not listed:
        raise NothingLanded(province.landing.folder)
    damaged: list[Path] = []
    known = {(f"{blob.name}/{blob.part}", blob.sha256): blob for blob in province.landing.blobs(KIND, damaged=damaged)}
    if damaged and not known.keys() >= set(listed.items()):
        raise LandingCorrupt(damaged[-1])
    blobs = tuple(known[key, sha] for key, sha in sorted(listed.items()))
    contents = {(blob.name, blob.part): province.landing.read_blob(blob) for blob in blobs}
    given = json.loads(contents["settings", SETTINGS_PART])
    sections = {name: type(getattr(settings, name)).model_validate(given[name]) for name in RESULT_SECTIONS}
    units = read_units(contents["units", "units.csv"], "units.csv", has_landed=True)
    return Inputs(settings.model_copy(update=sections), units, blobs, province.landing, province.run)


def extensions_folder(inputs: Inputs) -> tempfile.TemporaryDirectory:
    """products.csv and aliases.csv as landed, in a folder that the caller cleans up."""
    folder = tempfile.TemporaryDirectory()
    for blob in inputs.blobs_named("products"):
        (Path(folder.name) / blob.part).write_bytes(inputs.landing.read_blob(blob))
    return folder


def code_version() -> str:
    """sha256 over the installed sources, in path order: part of what makes a report reproducible."""
    digest = hashlib.sha256()
    for folder in CODE_FOLDERS:
        for path in sorted(_sources(SOURCE_ROOT / folder)):
            digest.update(path.relative_to(SOURCE_ROOT).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        inside = path.relative_to(SOURCE_ROOT).parts
        if path.suffix in _CODE_SUFFIXES and not {"target", "__pycache__", "logs"} & set(inside):
            yield path
