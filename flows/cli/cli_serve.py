"""The options of `nongsan serve`, put beside the other commands on the same program.

What it does is in `serve`; what it says at the end is printed like any other command's outcome.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.commands import Outcome

Config = Annotated[Path, typer.Option("--config", help="The province's nongsan.toml.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Host = Annotated[str, typer.Option("--host", help="Where the server listens.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Its port.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=16, help="Flow runs at a time.")]
WorkerOnly = Annotated[bool, typer.Option("--worker-only", help="Only work for PREFECT_API_URL.")]
RegisterOnly = Annotated[bool, typer.Option("--register-only", help="Only deploy to PREFECT_API_URL.")]
DEFAULT_CONFIG = Path("nongsan.toml")


def register_serve(app: typer.Typer, show: Callable[[Outcome, bool], None]) -> None:
    """Add the command to the program; `show` prints what came of it."""

    @app.command()
    def serve(
        config: Config = DEFAULT_CONFIG,
        host: Host = "127.0.0.1",
        port: Port = 4200,
        limit: Limit = 2,
        worker_only: WorkerOnly = False,
        register_only: RegisterOnly = False,
        as_json: Json = False,
    ) -> None:
        """Run the schedules: Prefect server and UI, deployments, a worker, what is overdue; until stopped."""
        from flows.cli.serve import Asked
        from flows.cli.serve import serve as run

        show(run(config, Asked(host, port, limit, worker_only, register_only, as_json)), as_json)
