"""What `nongsan trace` and `nongsan verify` do: settings in, an outcome to print out."""

import re
from pathlib import Path

from flows.cli.commands import Outcome, parse_month
from pipeline.province.environment import clock, load_settings
from pipeline.province.settings import ConfigError

ROWS_SHOWN = 12
PROBLEMS_SHOWN = 20
_REVISION = re.compile(r"r?([1-9]\d*)")


def parse_revision(text: str | None) -> int | None:
    """'r2' or '2' -> 2; raises ConfigError."""
    if text is None:
        return None
    match = _REVISION.fullmatch(text)
    if match is None:
        raise ConfigError(f"{text!r} is not a revision like r2")
    return int(match[1])


def trace(
    config: Path, figure: str, month_text: str | None, revision: str | None, now_option: str | None, *, whole: bool
) -> Outcome:
    """A figure of an issued report, back to its cells; `whole` shows every row."""
    from pipeline.lineage.figure import trace_figure
    from pipeline.lineage.texts import trace_lines

    settings = load_settings(config)
    month = parse_month(month_text, settings) if month_text else None
    limit = None if whole else ROWS_SHOWN
    now = clock(settings, now_option)
    document = trace_figure(settings, figure, month, parse_revision(revision), now, limit)
    return Outcome(document, trace_lines(document))


def trace_back(
    config: Path, cell: str, month_text: str | None, revision: str | None, now_option: str | None
) -> Outcome:
    """A cell of a unit's spreadsheet, forward to the figures it feeds."""
    from pipeline.lineage.cell import cell_lines, trace_cell

    settings = load_settings(config)
    month = parse_month(month_text, settings) if month_text else None
    document = trace_cell(settings, cell, month, parse_revision(revision), clock(settings, now_option))
    return Outcome(document, cell_lines(document))


def verify(config: Path, month_text: str | None, revision: str | None, now_option: str | None) -> Outcome:
    """Rebuild editions and compare them with what was issued; exit code 1 where one fails."""
    from pipeline.lineage.verify import verify as verified_editions

    settings = load_settings(config)
    month = parse_month(month_text, settings) if month_text else None
    found = verified_editions(settings, month, parse_revision(revision), clock(settings, now_option))
    failed = [one.name for one in found if not one.passed]
    lines = [line for one in found for line in one.lines(PROBLEMS_SHOWN)]
    said = f"{len(failed)} of {len(found)} edition(s) NOT VERIFIED: {', '.join(failed)}"
    lines.append(said if failed else f"{len(found)} edition(s) verified")
    document = {"verified": not failed, "editions": [one.document() for one in found]}
    return Outcome(document, lines, 1 if failed else 0)
