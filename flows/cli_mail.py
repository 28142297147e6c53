"""The options of `nongsan remind`, put beside the other commands on the same program.

What it does is in `commands_mail`; what it says is printed like any other command's outcome.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from flows import commands_mail
from flows.commands import Outcome

Config = Annotated[Path, typer.Option("--config", help="The province's nongsan.toml.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Now = Annotated[str | None, typer.Option("--now", help="Take this ISO time for the clock.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent to whom.")]
DEFAULT_CONFIG = Path("nongsan.toml")


def register_mail(app: typer.Typer, show: Callable[[Outcome, bool], None]) -> None:
    """Add the command to the program; `show` prints what came of it."""

    @app.command()
    def remind(
        config: Config = DEFAULT_CONFIG, dry_run: DryRun = False, now: Now = None, as_json: Json = False
    ) -> None:
        """Write to the units whose data of a month are not complete as its deadline comes and passes."""
        show(commands_mail.remind(config, dry_run, now), as_json)
