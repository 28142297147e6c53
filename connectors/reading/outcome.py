"""What reading one cell can come to, and what a reader may know about the cell's surroundings.

Every reader of `connectors/reading` returns a `Reading`, so that a refusal, a warning and a clean value travel alike;
the rule codes all readers use stand here, once.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from connectors.measurement_units import MeasurementUnits


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell as understood.

    value: the typed value (float in the column's own unit, int, date, str, bool, or (code, official name) for a
        reference); None where nothing is known. upper: the upper bound where a range was written.
    rule: None for a clean cell, else a code of `Rule`. refused: the value may not be used.
    message: Vietnamese, lower case at its start, without the cell's address: the caller writes "Ô F14 (Giá): " first.
    """

    value: object | None
    rule: str | None = None
    refused: bool = False
    message: str | None = None
    upper: object | None = None


EMPTY_READING: Final = Reading(None)


def refuse(rule: str, message: str) -> Reading:
    """A cell whose content may not be used."""
    return Reading(None, rule, True, message)


class Rule:
    """Codes of everything that can be remarked on a cell, kept short because people filter by them."""

    MISSING: Final = "missing"
    # text
    REPAIRED_TEXT: Final = "repaired_text"
    LOSSY_ENCODING: Final = "lossy_encoding"
    FORMULA_TEXT: Final = "formula_text"
    SPREADSHEET_ERROR: Final = "spreadsheet_error"
    NO_RESULT: Final = "no_result"
    STILL_LOADING: Final = "still_loading"
    DITTO: Final = "ditto"
    DITTO_IN_NUMBER: Final = "ditto_in_number"
    EXTRA_TEXT: Final = "extra_text"
    TEXT_TOO_LONG: Final = "text_too_long"
    # how a cell looks
    STRUCK_TEXT: Final = "struck_text"
    STRUCK_CELL: Final = "struck_cell"
    FOOTNOTE_MARK: Final = "footnote_mark"
    MERGED_CELL: Final = "merged_cell"
    SHOWN_OTHERWISE: Final = "shown_otherwise"
    SWAPPED_DATE: Final = "swapped_date"
    # numbers
    NOT_A_NUMBER: Final = "not_a_number"
    AMBIGUOUS_NUMBER: Final = "ambiguous_number"
    NOT_AN_INTEGER: Final = "not_an_integer"
    UNKNOWN_UNIT: Final = "unknown_unit"
    HEADER_UNIT: Final = "header_unit"
    UNIT_CONFLICT: Final = "unit_conflict"
    BLANK_ROW_UNIT: Final = "blank_row_unit"
    REGIONAL_UNIT: Final = "regional_unit"
    LOCAL_TA: Final = "local_ta"
    NO_WEIGHT: Final = "no_weight"
    WRONG_DIMENSION: Final = "wrong_dimension"
    FOREIGN_CURRENCY: Final = "foreign_currency"
    CONFLICTING_FORMS: Final = "conflicting_forms"
    FRACTION: Final = "fraction"
    LETTER_O: Final = "letter_o"
    EXCEL_DATE_IN_NUMBER: Final = "excel_date_in_number"
    PHONE_IN_NUMBER: Final = "phone_in_number"
    PRECISION_LOST: Final = "precision_lost"
    TOO_LARGE: Final = "too_large"
    REVERSED_RANGE: Final = "reversed_range"
    NEGATIVE: Final = "negative"
    NOT_POSITIVE: Final = "not_positive"
    ZERO_PRICE: Final = "zero_price"
    OUT_OF_RANGE: Final = "out_of_range"
    RANGE: Final = "range"
    APPROXIMATE: Final = "approximate"
    LOWER_BOUND: Final = "lower_bound"
    UPPER_BOUND: Final = "upper_bound"
    IMPLIED_UNIT: Final = "implied_unit"
    EXPLICIT_NIL: Final = "explicit_nil"
    NUMBER_WORDS: Final = "number_words"
    GROUPED_NUMBER: Final = "grouped_number"
    UNUSUAL_SCALE: Final = "unusual_scale"
    UNUSUAL_QUANTITY: Final = "unusual_quantity"
    # dates
    INVALID_DATE: Final = "invalid_date"
    PARTIAL_DATE: Final = "partial_date"
    DATE_RANGE: Final = "date_range"
    IMPLIED_YEAR: Final = "implied_year"
    LUNAR_DATE: Final = "lunar_date"
    SEASON_WORD: Final = "season_word"
    # the rest
    UNKNOWN_CHOICE: Final = "unknown_choice"
    UNKNOWN_FLAG: Final = "unknown_flag"
    INVALID_PHONE: Final = "invalid_phone"
    OLD_PHONE_PREFIX: Final = "old_phone_prefix"
    TEXT_IN_PHONE: Final = "text_in_phone"
    INVALID_URL: Final = "invalid_url"


@dataclass(frozen=True, slots=True)
class UnitScope:
    """The unit whose sheet is being read: its names are looked up in its own district first."""

    unit_code: str
    unit_kind: str
    district_code: str | None
    province_code: str


class ReferenceData(Protocol):
    """The official names a reference column is looked up in, each value (code, official name), and the units."""

    @property
    def units(self) -> MeasurementUnits:
        """The units of measure that cells may be written in."""

    def commune(self, text: str, scope: UnitScope) -> Reading:
        """Value and code of the commune that the text names within a unit's scope, or the refusal."""

    def commune_example(self, scope: UnitScope) -> str | None:
        """A commune name of the scope to show in a message, None where the scope has none."""

    def product(self, text: str, season: str | None) -> Reading:
        """Value and code of the product that the text names in that season, or the refusal."""

    def province(self, text: str) -> Reading:
        """Value and code of the province that the text names, or the refusal."""


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a cell's reader may know besides the cell.

    plan_year: the year of dates written without one. read_on: local date of the read.
    """

    unit: UnitScope
    references: ReferenceData
    plan_year: int
    read_on: date


class Unreadable(Exception):
    """A cell cannot be used; carries the rule and the second half of the message."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(detail)
        self.rule = rule
        self.detail = detail
