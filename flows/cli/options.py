"""Options that several commands share, described once."""

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[Path, typer.Option("--config", help="The province's nongsan.toml.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Now = Annotated[str | None, typer.Option("--now", help="Take this ISO time for the clock.")]
Month = Annotated[str, typer.Option("--month", help="The report's month, YYYY-MM.")]
OneMonth = Annotated[str | None, typer.Option("--month", help="The report's month, YYYY-MM.")]
All = Annotated[bool, typer.Option("--all", help="Every month that is due, in order, and what is owed by mail.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Rebuild the state of this ISO time, into data/asof/.")]
Unit = Annotated[str | None, typer.Argument(metavar="[UNIT]", help="One unit_code; all units without it.")]
OnlyUnit = Annotated[str | None, typer.Option("--unit", help="Only this unit_code.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
DEFAULT_CONFIG = Path("nongsan.toml")
