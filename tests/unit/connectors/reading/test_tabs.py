"""A tab's rows, issues and counts together."""

import numpy as np
import pytest

from connectors.cells import CellGrid
from connectors.reading.remarks import ISSUE_COLUMNS
from connectors.reading.tabs import raw_row
from tests.grids.gallery import (
    CONTRACTS,
    PROVINCE_UNION,
    SUPPLY,
    SUPPLY_DATES,
    lot,
    messages,
    read,
    rules,
)

IDENTITY = ["unit_code", "snapshot_id", "fetched_at", "sheet_row", "row_id", "row_key"]


@pytest.mark.parametrize("table", list(CONTRACTS))
def test_every_contract_gives_its_columns_typed_even_from_an_empty_table(table):
    contract = CONTRACTS[table]
    reading = read(table, [[column.header for column in contract.columns]])
    expected = {*IDENTITY, "is_refused", *contract.sql_columns}
    assert set(reading.rows.columns) == expected
    assert tuple(reading.issues.columns) == ISSUE_COLUMNS
    for column in contract.columns:
        kind = reading.rows[column.name].dtype
        if column.type in {"integer", "decimal", "money"}:
            assert kind == np.float64
        elif column.type == "date":
            assert kind == np.dtype("datetime64[ns]")
        else:
            assert kind == np.dtype(object)


def test_missing_columns_load_as_nothing():
    header = ["Mã", "Tên đội hình", "Số thành viên", "Tình trạng"]
    row = read("teams", [header, ["TEA-1", "Đội A", 3, "Sẵn sàng"]]).rows.iloc[0]
    assert (row["commune"], row["commune_code"], row["leader"], row["note"]) == (None, None, None, None)


def test_a_conditional_column_that_is_not_there_is_asked_for_by_row():
    sales = CONTRACTS["sales"]
    header = [column.header for column in sales.columns if column.name != "price_vnd_kg"]
    row = [None, "3/4/2023", None, None, "Nguyễn Văn A", "Khóm", None, "Siêu thị", "Giải cứu", 3.2]
    reading = read("sales", [header, row])
    issue = reading.issues[reading.issues["rule"] == "missing"].iloc[0]
    assert issue["message"] == (
        'Dòng 2 (Giá bán): đang để trống; cột này bắt buộc trừ khi Hình thức là "Tặng". Hãy ghi, ví dụ "8.500".'
    )
    assert (issue["cell"], issue["sheet_row"], issue["severity"]) == (None, 2, "error")


def test_a_word_for_unknown_in_a_required_column_is_missing_and_quoted():
    reading = read("supply", [SUPPLY, lot("SUP-0001", tonnes="chưa có số liệu")], dates=SUPPLY_DATES)
    assert rules(reading) == [("L2", "missing", "error")]
    assert messages(reading) == [
        'Ô L2 (Sản lượng dự kiến): ghi "chưa có số liệu", chưa có giá trị; cột này bắt buộc. Hãy ghi, ví dụ "12,5".'
    ]


def test_issues_know_their_row_their_unit_and_their_snapshot():
    reading = read("supply", [SUPPLY, lot("SUP-0007", commune="Bình An")], unit=PROVINCE_UNION, dates=SUPPLY_DATES)
    issue = reading.issues.iloc[0]
    assert (issue["unit_code"], issue["tab"], issue["table"]) == ("K01", "Nguồn cung", "supply")
    assert (issue["sheet_row"], issue["column"], issue["cell"], issue["row_id"]) == (2, "commune", "C2", "SUP-0007")
    assert (issue["rule"], issue["severity"], issue["raw_value"]) == ("ambiguous_commune", "error", "Bình An")
    assert issue["message"].startswith('Ô C2 (Xã/Phường): ghi "Bình An", có ở nhiều nơi:')


def test_a_quarantined_row_can_be_shown_as_typed():
    rows = [SUPPLY, lot("SUP-0001", tonnes="12O kg")]
    grid = CellGrid.from_rows(rows)
    reading = read("supply", rows)
    shown = raw_row(grid, reading.columns_at, 2)
    assert (shown["expected_t"], shown["harvest_start"], shown["area_ha"]) == ("12O kg", "45026", "2")
    assert "note" not in shown


def test_reading_twice_gives_the_same():
    rows = [SUPPLY, lot(None), lot(None, "Bình Sai"), lot(None, tonnes="1.500")]
    first, second = (read("supply", rows, dates=SUPPLY_DATES) for _ in range(2))
    assert first.rows.equals(second.rows)
    assert first.issues.equals(second.issues)


def test_a_repaired_name_is_still_said_to_be_after_its_season_decided_it():
    contract = CONTRACTS["supply"]
    row = [
        None,
        None,
        "Thạnh Hưng",
        "Nguyễn Văn A",
        "Hộ cá thể",
        None,
        "Luùa",
        "Hè Thu",
        None,
        "1/4/2023",
        "9/4/2023",
        3,
    ]
    reading = read("supply", [[column.header for column in contract.columns], row])
    assert reading.rows["product_code"].tolist() == ["rice_ht"]
    assert [(one.cell, one.rule) for one in reading.issues.itertuples() if one.sheet_row] == [("G2", "repaired_text")]
