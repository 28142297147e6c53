"""The museum's frame: reads an ugly tab as unit Giồng Riềng would have sent it, and counts its rows.

Every exhibit is a module named for its ugliness; what it shows must be read exactly so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from connectors.appearance import PLAIN, Appearance
from connectors.cells import CellGrid, Value
from connectors.reading.names.references import References
from connectors.reading.outcome import ReadContext, UnitScope
from connectors.reading.tabs import TabReading, read_tab
from expectations.contract import load_contracts

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
CONTRACTS = load_contracts()
GIONG_RIENG = UnitScope("906", "district", "906", "91")
PROVINCE_UNION = UnitScope("K01", "affiliated", None, "91")
APRIL_10 = 45026  # 10/04/2023 as a serial
APRIL_25 = 45041

SUPPLY = [column.header for column in CONTRACTS["supply"].columns]
SALES = [column.header for column in CONTRACTS["sales"].columns]
TEAMS = [column.header for column in CONTRACTS["teams"].columns]


@dataclass(frozen=True)
class Snapshot:
    unit_code: str
    title: str
    snapshot_id: str = "s1"
    fetched_at: datetime = datetime(2023, 5, 1, 10, tzinfo=UTC)


@lru_cache
def references() -> References:
    return References.load(SEEDS, on=date(2023, 5, 1))


def context(unit: UnitScope = GIONG_RIENG) -> ReadContext:
    return ReadContext(unit, references(), 2023, date(2023, 5, 1))


def read(
    table: str,
    rows: Sequence[Sequence[Value]],
    *,
    unit: UnitScope = GIONG_RIENG,
    hidden: Iterable[int] = (),
    dates: Iterable[int] = (),
    formats: Mapping[tuple[int, int], str] | None = None,
    appearance: Appearance = PLAIN,
) -> TabReading:
    """Read rows as a tab of the table; `dates` are columns whose numbers wear a date format, others in `formats`."""
    worn = {
        (r, c): "dd/mm/yyyy"
        for r, row in enumerate(rows)
        for c in dates
        if c < len(row) and isinstance(row[c], int | float)
    }
    grid = CellGrid.from_rows(rows, worn | dict(formats or {}), hidden, appearance)
    return read_grid(table, grid, unit)


def read_grid(table: str, grid: CellGrid, unit: UnitScope = GIONG_RIENG) -> TabReading:
    """Read what was landed as a tab of the table."""
    contract = CONTRACTS[table]
    reading = read_tab(contract, grid, Snapshot(unit.unit_code, contract.tab), context(unit), CONTRACTS.values())
    assert reading.rows_seen == len(reading.rows) + reading.skipped
    return reading


def lot(
    row_id: str | None = None,
    commune: str | None = "Thạnh Hưng",
    name: str | None = "Nguyễn Văn A",
    tonnes: Value = 12.5,
) -> list[Value]:
    """A clean supply row."""
    return [
        row_id, None, commune, name, "Hộ cá thể", None, "Khoai lang", None, 2, APRIL_10, APRIL_25, tonnes, None, 3,
        6000, None, None, None,
    ]  # fmt: skip


SUPPLY_DATES = (9, 10)


def sale(
    day: Value = APRIL_10, name: Value = "Nguyễn Văn A", tonnes: Value = 12.5, price: Value = 6000, **others: Value
) -> list[Value]:
    """A clean row of sales; `others` by column name."""
    cells = {
        "sold_on": day, "commune": "Thạnh Hưng", "producer_name": name, "product": "Khoai lang",
        "buyer_name": "Vựa Một", "channel": "Thương lái", "kind": "Thường xuyên",
        "quantity_t": tonnes, "price_vnd_kg": price,
    } | others  # fmt: skip
    return [cells.get(column.name) for column in CONTRACTS["sales"].columns]


SALES_DATES = (1,)
SALES_AT = {column.name: col for col, column in enumerate(CONTRACTS["sales"].columns)}


def team(row_id: str | None = None, name: str | None = "Đội số 1", members: Value = 12) -> list[Value]:
    """A clean team row."""
    return [row_id, "Thạnh Hưng", name, "Lê Thị B", None, members, "Nhà văn hóa", "Sẵn sàng", None, None]


def messages(reading: TabReading) -> list[str]:
    return list(reading.issues["message"])


def rules(reading: TabReading) -> list[tuple[str | None, str, str]]:
    """Cell, rule and severity of every issue, in order."""
    issues = reading.issues
    return list(zip(issues["cell"], issues["rule"], issues["severity"], strict=True))
