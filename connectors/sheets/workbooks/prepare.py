"""Makes a local workbook what the contracts describe; cells below a header are never written to.

Excel has no protection that only warns, so a rule that no text meets stands in for it: it warns on the Mã column and
stops on the header.
"""

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from connectors.cells import CellGrid
from connectors.measurement_units import MeasurementUnits
from connectors.reading.layout.workbook_tabs import assign_tabs
from connectors.sheets.template import (
    NOTE_MARK,
    ROWS,
    Arrangement,
    CellRule,
    ColumnLayout,
    TabBeyondRepair,
    arrange,
    column_layout,
)
from connectors.sheets.workbooks.marks import put_value
from expectations.contract import Contract, load_contracts

AUTHOR = "nongsan"
_OPERATORS = {"above": "greaterThan", "at_least": "greaterThanOrEqual", "between": "between"}
_HEADER_MESSAGE = "Dòng tiêu đề theo mẫu, không sửa."
_ID_MESSAGE = "Mã do hệ thống điền, không sửa."


def repair_book(book: Workbook, grids: dict[str, CellGrid], units: MeasurementUnits) -> tuple[list[str], list[str]]:
    """Do what the workbook lacks; returns what was done and what can't be done by itself."""
    assigned = assign_tabs(grids, grids.__getitem__, load_contracts().values(), units).tables
    done: list[str] = []
    problems: list[str] = []
    for contract in load_contracts().values():
        title = assigned.get(contract.table) or (contract.tab if contract.tab in grids else None)
        try:
            done += _repair(book, contract, title, grids, units)
        except TabBeyondRepair as error:
            problems.append(str(error))
    return done, problems


def _repair(
    book: Workbook, contract: Contract, title: str | None, grids: dict[str, CellGrid], units: MeasurementUnits
) -> list[str]:
    is_new = title is None
    arrangement = arrange(CellGrid.blank(0, 0) if title is None else grids[title], contract, units)
    sheet = book.create_sheet(contract.tab) if title is None else book[title]
    layouts = {column.name: column_layout(column) for column in contract.columns}
    done = [f"make tab {contract.tab}"] if is_new else []
    for name, col in arrangement.missing.items():
        _write_header(sheet, arrangement.bottom, col, layouts[name])
        done.append(f"tab {sheet.title}: add column {layouts[name].header}")
    if is_new:
        _format_columns(sheet, arrangement, layouts)
    if sheet.freeze_panes is None:
        sheet.freeze_panes = f"A{arrangement.bottom + 2}"
        done.append(f"tab {sheet.title}: freeze the header")
    done += _explain(sheet, arrangement, layouts)
    done += _set_rules(sheet, arrangement, layouts)
    return done[:1] if is_new else done


def _write_header(sheet: Worksheet, row: int, col: int, layout: ColumnLayout) -> None:
    cell = sheet.cell(row + 1, col + 1)
    put_value(cell, layout.header)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    cell.comment = Comment(layout.note, AUTHOR, width=320, height=120)
    sheet.column_dimensions[get_column_letter(col + 1)].width = layout.width / 7


def _format_columns(sheet: Worksheet, arrangement: Arrangement, layouts: dict[str, ColumnLayout]) -> None:
    for name, col in arrangement.all_columns.items():
        if pattern := layouts[name].number_format:
            sheet.column_dimensions[get_column_letter(col + 1)].number_format = pattern


def _explain(sheet: Worksheet, arrangement: Arrangement, layouts: dict[str, ColumnLayout]) -> list[str]:
    """Notes on the headers; a person's own note on a header stays."""
    count = 0
    for name, col in arrangement.columns.items():
        bottom = sheet.cell(arrangement.bottom + 1, col + 1)
        cell = bottom if bottom.value is not None else sheet.cell(arrangement.top + 1, col + 1)
        note = cell.comment.text if cell.comment is not None else ""
        if note != layouts[name].note and (not note or note.startswith(NOTE_MARK)):
            cell.comment = Comment(layouts[name].note, AUTHOR, width=320, height=120)
            count += 1
    return [f"tab {sheet.title}: explain {count} header(s)"] if count else []


def _set_rules(sheet: Worksheet, arrangement: Arrangement, layouts: dict[str, ColumnLayout]) -> list[str]:
    """The template's rules instead of those it set before; a unit's own rules stay."""
    wanted = list(_rules(arrangement, layouts))
    had = [one for one in sheet.data_validations.dataValidation if one.promptTitle == AUTHOR]
    if sorted(map(_identity, wanted)) == sorted(map(_identity, had)):
        return []
    kept = [one for one in sheet.data_validations.dataValidation if one.promptTitle != AUTHOR]
    sheet.data_validations.dataValidation = kept
    for rule in wanted:
        sheet.add_data_validation(rule)
    return [f"tab {sheet.title}: {len(wanted)} rule(s)"]


def _identity(rule: DataValidation) -> tuple[str, ...]:
    parts = (rule.sqref, rule.type, rule.operator, rule.formula1, rule.formula2, rule.errorStyle, rule.prompt)
    return tuple(str(part or "") for part in parts)


def _rules(arrangement: Arrangement, layouts: dict[str, ColumnLayout]) -> list[DataValidation]:
    first = arrangement.bottom + 2
    rules = []
    for name, col in arrangement.all_columns.items():
        letter = get_column_letter(col + 1)
        below = f"{letter}{first}:{letter}{max(ROWS, first)}"
        if name == "row_id":
            rules.append(_validation(below, "custom", _ID_MESSAGE, ("FALSE",), style="warning"))
        elif (rule := layouts[name].rule) is not None:
            rules.append(_column_rule(below, rule))
    last = get_column_letter(max(arrangement.all_columns.values()) + 1)
    header = f"A{arrangement.top + 1}:{last}{arrangement.bottom + 1}"
    return [*rules, _validation(header, "custom", _HEADER_MESSAGE, ("FALSE",), style="stop")]


def _column_rule(place: str, rule: CellRule) -> DataValidation:
    if rule.kind == "list":
        return _validation(place, "list", rule.message, (f'"{",".join(rule.values)}"',))
    if rule.kind == "date":
        return _validation(place, "date", rule.message, ("1",), operator="greaterThanOrEqual")
    return _validation(place, "decimal", rule.message, rule.values, operator=_OPERATORS[rule.kind])


def _validation(
    place: str,
    kind: str,
    message: str,
    formulas: tuple[str, ...],
    *,
    operator: str | None = None,
    style: str = "warning",
) -> DataValidation:
    rule = DataValidation(
        type=kind,
        operator=operator,
        formula1=formulas[0],
        formula2=formulas[1] if len(formulas) > 1 else None,
        allow_blank=True,
        sqref=place,
    )
    rule.errorStyle, rule.showErrorMessage, rule.error = style, True, message
    rule.promptTitle, rule.prompt, rule.showInputMessage = AUTHOR, message, kind != "custom"
    return rule
