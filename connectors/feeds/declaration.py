"""The declaration of a price feed, one YAML file a feed, so that a new source needs a text file and no code.

A key nobody knows is refused with the nearest known one, because a silently ignored key is a silently wrong price.
"""

import codecs
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from connectors.saved_files import SavedWrongly, saved_text

PriceType = Literal["farmgate", "wholesale", "retail", "export", "other"]
PRICE_TYPES: tuple[str, ...] = ("farmgate", "wholesale", "retail", "export", "other")
Format = Literal["auto", "csv", "json", "xlsx", "html"]
DateOrder = Literal["dmy", "mdy", "ymd", "month"]
MeltField = Literal["price_date", "item", "market", "price_type", "unit"]
DAYS = "{dates}"
"""Among the melted columns of `price_date`: every column whose header is a date."""
FIELDS = ("price_date", "item", "market", "price_type", "unit", "currency", "price")


class FeedDeclarationError(ValueError):
    """One or more declarations can't be used; `problems` holds one line each, naming file and key."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


def _label(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _labels(value: object) -> object:
    items = value if isinstance(value, list | tuple) else [value]
    return [str(item).lower() if isinstance(item, bool) else _label(item) for item in items]


Label = Annotated[str, BeforeValidator(_label), Field(min_length=1)]
Labels = Annotated[tuple[Label, ...], BeforeValidator(_labels), Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedColumns(_Strict):
    """Where each field of an observation stands: a label, a column letter, `$.path`, `{key}` or `{value}`."""

    price_date: Label | None = None
    item: Label | None = None
    market: Label | None = None
    price_type: Label | None = None
    unit: Label | None = None
    currency: Label | None = None
    price: Label | None = None

    def stated(self) -> dict[str, str]:
        """field -> label of the fields the source states."""
        return {field: label for field in FIELDS if (label := getattr(self, field)) is not None}


class FeedConstants(_Strict):
    """What the source does not state; `kg_per_unit` gives the weight of a unit that has no fixed one (tạ: 60)."""

    price_date: Label | None = None
    item: Label | None = None
    market: Label | None = None
    price_type: Label | None = None
    unit: Label | None = None
    currency: Label | None = None
    kg_per_unit: dict[str, Annotated[float, Field(gt=0)]] = {}

    def stated(self) -> dict[str, str]:
        """field -> value of the fields given here."""
        return {field: value for field in FIELDS if (value := getattr(self, field, None)) is not None}


class FeedDeclaration(_Strict):
    """One feed: its title in reports, where and how it is read, how many days after its last price it is stale."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str | None = Field(default=None, min_length=1, max_length=60)
    url: str | None = Field(default=None, pattern=r"^https?://[^\s/]+")
    file: str | None = Field(default=None, min_length=1)
    format: Format = "auto"
    encoding: str = "auto"
    date_order: DateOrder = "dmy"
    table: Annotated[int, Field(ge=0)] | str | None = None
    header_row: Literal["auto"] | Annotated[int, Field(ge=1)] | tuple[Annotated[int, Field(ge=1)], ...] = "auto"
    columns: FeedColumns = FeedColumns()
    melt: dict[MeltField, Labels] = {}
    constants: FeedConstants = FeedConstants()
    price_types: dict[str, PriceType] = {}
    keep: dict[str, Labels] = {}
    stale_after_days: int = Field(default=7, ge=1)

    @field_validator("encoding")
    @classmethod
    def _codec_exists(cls, value: str) -> str:
        if value != "auto":
            try:
                codecs.lookup(value)
            except LookupError as error:
                raise ValueError(f"no codec is called '{value}'") from error
        return value

    @field_validator("file")
    @classmethod
    def _pattern_is_sound(cls, value: str | None) -> str | None:
        parts = Path(value).parts if value is not None else ("x",)
        if not parts or any("**" in part and part != "**" for part in parts):
            raise ValueError(f"'{value}' is no file name or pattern, e.g. prices/*.csv; '**' stands alone for folders")
        return value

    @field_validator("header_row")
    @classmethod
    def _header_rows_follow(cls, value: object) -> object:
        if (isinstance(value, tuple) and list(value) != sorted(set(value))) or value == ():
            raise ValueError("several header rows are given in ascending order, e.g. [5, 6]")
        return value

    @field_validator("melt")
    @classmethod
    def _one_melt(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        if len(value) > 1:
            raise ValueError("only one field can take the names of the melted columns")
        if any(DAYS in labels and field != "price_date" for field, labels in value.items()):
            raise ValueError(f"{DAYS} stands for the columns of price_date only")
        return value

    @model_validator(mode="after")
    def _is_complete(self) -> "FeedDeclaration":
        if (self.url is None) == (self.file is None):
            raise ValueError("exactly one of url and file is needed")
        if bool(self.melt) == (self.columns.price is not None):
            raise ValueError("the price comes from columns.price or from melt, from exactly one of them")
        sources = [*self.columns.stated(), *self.melt, *self.constants.stated()]
        if twice := sorted({field for field in sources if sources.count(field) > 1}):
            raise ValueError(f"given twice among columns, melt and constants: {', '.join(twice)}")
        if missing := [field for field in ("price_date", "item") if field not in sources]:
            raise ValueError(f"neither columns nor constants say where {' and '.join(missing)} is")
        return self

    def melted_labels(self) -> list[str]:
        """Labels of the columns that are melted, without the sign for every day's column."""
        return [label for labels in self.melt.values() for label in labels if label != DAYS]

    @property
    def melts_days(self) -> bool:
        """True where every column whose header is a date is one of prices of that day."""
        return DAYS in self.melt.get("price_date", ())

    @property
    def is_keyed(self) -> bool:
        """True where only a JSON document can satisfy the columns."""
        labels = self.columns.stated().values()
        return any(label in ("{key}", "{value}") or label.startswith("$.") for label in labels)


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML that refuses a key written twice instead of keeping the last one."""


def _mapping_without_repeats(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict:
    keys = [key.value for key, _ in node.value]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise yaml.MarkedYAMLError(problem=f"key written twice: {', '.join(twice)}", problem_mark=node.start_mark)
    return loader.construct_mapping(node, deep=True)


_UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeats)


def load_declaration(path: Path) -> FeedDeclaration:
    """Read one file; raises FeedDeclarationError with every problem of that file, a line each."""
    try:
        document = yaml.load(saved_text(path.read_bytes()), Loader=_UniqueKeyLoader)  # noqa: S506
    except SavedWrongly as error:
        raise FeedDeclarationError([f"{path.name} {error}"]) from error
    except yaml.YAMLError as error:
        raise FeedDeclarationError([f"{path.name}: not readable as YAML: {_one_line(error)}"]) from error
    if not isinstance(document, Mapping):
        raise FeedDeclarationError([f"{path.name}: a declaration is a list of `key: value` lines"])
    try:
        return FeedDeclaration.model_validate(document)
    except ValidationError as error:
        raise FeedDeclarationError(_problems(path.name, error)) from error


def load_declarations(folder: Path) -> list[FeedDeclaration]:
    """Every `*.yml` of the folder, by name; raises FeedDeclarationError with the problems of all files together."""
    if not folder.is_dir():
        raise FeedDeclarationError([f"{folder.name}: the folder of feed declarations does not exist"])
    declarations: dict[str, FeedDeclaration] = {}
    problems: list[str] = []
    for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
        try:
            declaration = load_declaration(path)
        except FeedDeclarationError as error:
            problems.extend(error.problems)
            continue
        if declaration.name in declarations:
            problems.append(f"{path.name}: name: another file already declares a feed called '{declaration.name}'")
        declarations[declaration.name] = declaration
    if problems:
        raise FeedDeclarationError(problems)
    return [declarations[name] for name in sorted(declarations)]


def _problems(file_name: str, error: ValidationError) -> list[str]:
    lines: dict[str, None] = {}
    for problem in error.errors():
        place = _place(problem["loc"])
        text = _unknown_key(problem["loc"]) or problem["msg"].removeprefix("Value error, ")
        lines[f"{file_name}: {place}: {text}" if place else f"{file_name}: {text}"] = None
    return list(lines)


def _place(location: tuple[int | str, ...]) -> str:
    """`columns.price` out of pydantic's location, without its own names for union branches."""
    parts = [str(part) for part in location if part != "[key]"]
    if parts and parts[0] in ("table", "header_row"):
        parts = parts[:1]
    return ".".join(parts)


def _unknown_key(location: tuple[int | str, ...]) -> str | None:
    known = _known_keys(location)
    key = str(location[-2] if location and location[-1] == "[key]" else location[-1]) if location else ""
    if known is None or key in known:
        return None
    nearest = get_close_matches(key.lower(), known, n=1, cutoff=0.5)
    hint = f"did you mean '{nearest[0]}'?" if nearest else f"known keys: {', '.join(known)}"
    return f"unknown key '{key}'; {hint}"


def _known_keys(location: tuple[int | str, ...]) -> tuple[str, ...] | None:
    if len(location) == 1:
        return tuple(FeedDeclaration.model_fields)
    if not location:
        return None
    section = {"columns": FeedColumns, "constants": FeedConstants}.get(str(location[0]))
    if section is not None and len(location) == 2:
        return tuple(section.model_fields)
    if location[:1] == ("melt",) and location[-1] == "[key]":
        return get_args(MeltField)
    return None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
