"""What a deployed run leaves in the Prefect UI for a person: units' table, verdicts, the reports and where they are."""

from collections.abc import Callable

from prefect.artifacts import create_link_artifact, create_table_artifact

from pipeline.editions.outcome import ReportResult
from pipeline.ledgers.editions import editions
from pipeline.ledgers.events import EditionEvent
from pipeline.oversight.status import LEGEND, status_of
from pipeline.province.outgoing import outgoing, outgoing_line
from pipeline.province.province import Province

PAGE = "bao-cao.html"
_REASON_COLUMNS = ("month", "verdict", "check_name", "severity", "detail")


def show_built(province: Province) -> None:
    """Units by month with their open issues, and every judged month's verdict.

    A month's column bears its year: a browser puts names that are whole numbers before all others.
    """
    status = status_of(province)
    rows = [
        {
            "unit": unit.name,
            "errors": unit.open_errors,
            "warnings": unit.open_warnings,
            **{month: state.letter for month, state in unit.months.items()},
        }
        for unit in status.units
    ]
    as_of = province.settings.shown(status.as_of)
    _table(rows, key="units", description=f"Units by month as of {as_of}. {LEGEND}")
    said = [{"month": month, "verdict": verdict.replace("_", " ")} for month, verdict in status.verdicts.items()]
    _table(said, key="gate", description="The gate's verdict on each month")
    failed = province.warehouse.table(
        "quality.gate_results",
        _REASON_COLUMNS,
        where={"passed": False},
        order_by=("-month", "severity", "check_name"),
    )
    reasons = [{**row, "month": f"{row['month']:%Y-%m}", "verdict": row["verdict"].replace("_", " ")} for row in failed]
    _table(reasons, key="gate-checks", description="The checks behind it that do not hold")
    held = [{"held": notice} for notice in status.held]  # in a table nothing that a unit typed is read as Markdown
    _table(held, key="held-tabs", description="Tabs whose last content waits for a person")


def show_reports(province: Province) -> None:
    """Every edition issued, the newest first, and a link to the newest page."""
    events = editions(province.landing)
    events.sort(key=lambda one: one.number)
    rows = [
        {
            "month": one.month,
            "edition": _edition(one),
            "number": one.number,
            "verdict": one.verdict.replace("_", " "),
            "folder": str(province.settings.data_folder / "reports" / one.place),
        }
        for one in reversed(events)
    ]
    _table(rows, key="reports", description="Editions issued, the newest first")
    if rows:
        page, text = f"{rows[0]['folder']}/{PAGE}", f"{rows[0]['month']} {rows[0]['edition']}"
        _link(f"file://{page}", link_text=text, key="newest-report", description=f"The page: {page}")


def _edition(event: EditionEvent) -> str:
    """An edition as the command names it: "early r1", "provisional r2", "r3"."""
    given = ReportResult(
        event.first_day, event.as_of, event.verdict, changed=False, is_provisional=event.provisional,
        is_early=event.early,
    )  # fmt: skip
    return f"{given.kind_of_edition}r{event.revision}"


def _table(rows: list[dict], key: str, description: str) -> None:
    """Rows as a table in the UI; what units typed passes the same gate as on a terminal."""
    create_table_artifact(outgoing(rows), key=key, description=outgoing_line(description))


def _link(link: str, link_text: str, key: str, description: str) -> None:
    create_link_artifact(link, link_text=outgoing_line(link_text), key=key, description=outgoing_line(description))


SHOWN: dict[str, Callable[[Province], None]] = {
    "build-warehouse": show_built,
    "report-month": show_reports,
}


def show(province: Province, flow: str) -> None:
    """Leave what a person wants to see after a run of this flow; nothing where there is no warehouse yet."""
    if flow in SHOWN and province.warehouse.path.exists():
        SHOWN[flow](province)
