"""The typed model of a figure contract: what is measured, on which rows, and in which sections it is a figure.

One file describes a group of figures. `measures` says what one row gives; `rows` where the lineage finds such rows;
`sections` which dbt model holds the worked-out numbers and in which grains each measure becomes a figure.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Report = Literal["monthly", "summary", "quick"]
Unit = Literal["t", "ha", "vnd", "vnd_kg", "count", "rate"]
Kind = Literal["sum", "ratio", "members", "derived", "fact"]
How = Literal["previous", "change_rate", "difference", "share", "share_of_total"]
TOTAL = "all"

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
_Flags = Annotated[str, StringConstraints(pattern=r"^(not )?[a-z_]+( and (not )?[a-z_]+)*$")]
_Grain = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]
_OneOf = Annotated[tuple[_Name, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]


class Strict(BaseModel):
    """Frozen, and refuses words that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ratio(Strict):
    """Two measures of the same rows, one over the other; `times` turns the lower one's unit, tonnes into kilograms."""

    numerator: _Name
    denominator: _Name
    times: int = 1


class Derivation(Strict):
    """How a figure comes from others of its section with the same keys; of several names, the first that has a value.

    previous: the figure of the month before; change_rate: its change on the month before, as a share of it;
    difference, share: the first less, or divided by, the second; share_of_total: over the same figure of all keys.
    """

    how: How
    of: tuple[_OneOf, ...]


class Measure(Strict):
    """What is measured, and what one row gives to it. Exactly one kind; without any sign of another it is a sum.

    `column`: its column in the section's model where it does not bear the figure's name; `given`: likewise in the rows
    of the lineage. `columns`: the columns of the row's table that say how much a row gives. `only`: the keys of a
    choice column with which a row counts. `blank`: what a row gives that states nothing. `share`: the column with the
    part of the row that counts. `count`: rows where all of these flags hold ("rows" for every row). `members`: the
    column that names what is counted once, among the model's rows where `where` holds; `zero`: none is 0, not nothing.
    `counted`: the noun of a count. `fact`: a number that no rows add up to.
    """

    label: str | None = None
    unit: Unit | None = None
    counted: str | None = None
    about: str | None = None
    column: _Name | None = None
    given: _Name | None = None
    columns: tuple[_Name, ...] = ()
    only: dict[_Name, tuple[_Name, ...]] = Field(default={}, max_length=1)
    blank: Literal[0, 1] = 0
    share: _Name | None = None
    count: _Flags | None = None
    members: _Name | None = None
    where: dict[_Name, bool | _Name] = {}
    zero: bool = False
    ratio: Ratio | None = None
    derived: Derivation | None = None
    fact: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> "Measure":
        signs = [bool(sign) for sign in (self.count, self.members, self.ratio, self.derived, self.fact)]
        if sum(signs) > 1:
            raise ValueError("a measure is one of count, members, ratio, derived, fact, or else a sum")
        return self

    @property
    def kind(self) -> Kind:
        """How the number is made: the one of members, ratio, derived and fact that is given, else a sum."""
        signs: dict[Kind, object] = {
            "members": self.members, "ratio": self.ratio, "derived": self.derived, "fact": self.fact,
        }  # fmt: skip
        return next((kind for kind, sign in signs.items() if sign), "sum")


class Rows(Strict):
    """Rows that give something to figures: a CTE of a lineage model, the table they come from, the mart they reach."""

    model: _Name
    table: _Name | None = None
    mart: _Name | None = None
    share: _Name | None = None
    about: str


class _Place(Strict):
    """Where and how a measure is a figure; what a figure leaves out is its section's."""

    model: _Name | None = None
    rows: _OneOf | None = None
    grains: Annotated[tuple[_Grain, ...], Field(min_length=1)] | None = None
    stated: bool | None = None
    to_date: bool | None = None
    compared: bool | None = None
    listed: bool | None = None
    summary: bool | None = None
    watched: bool | None = None


class PlacedMeasure(_Place):
    """A measure as a figure of a section, named as in the section; `measure` where it is called otherwise.

    `short`: its label where a column has no room for the whole one, or no figure stands before it.
    """

    measure: str | None = None
    label: str | None = None
    short: str | None = None
    counted: str | None = None
    about: str | None = None
    letter: Literal["always", "when_any"] | None = None
    by_unit: str | None = None


class Section(_Place):
    """A table or paragraph of a report; its figures in the order of its table."""

    about: str
    marts: bool = True
    figures: dict[_Name, PlacedMeasure]


class Group(Strict):
    """One file of figure contracts; `table` and `mart` hold for its rows that name none."""

    about: str
    report: Report = "monthly"
    table: _Name | None = None
    mart: _Name | None = None
    rows: dict[_Name, Rows] = {}
    measures: dict[_Name, Measure] = {}
    sections: dict[_Name, Section] = {}
