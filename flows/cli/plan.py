"""`nongsan plan`, `nongsan alerts` and `nongsan backtest`: what the published warehouse says of the coming weeks."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import DEFAULT_CONFIG, Config, Now
from flows.cli.outcome import Outcome, optional_as_of
from pipeline.province.environment import open_province
from pipeline.province.settings import ConfigError


def plan(
    config: Config = DEFAULT_CONFIG,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Of a state that `build --as-of` rebuilt.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write its rows to this file as well.")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Against first come, first served and pro rata.")] = False,
    now: Now = None,
) -> Outcome:
    """Who should sell what to whom, what is left and why, what one more buyer is worth, with the proof."""
    from pipeline.linking.plan import linking_plan, write_csv

    with open_province(config, now) as province:
        found = linking_plan(province, as_of=optional_as_of(as_of, province.settings), compare=compare)
    document, lines = found.document(), found.lines(province.settings.zone)
    if csv is not None:
        try:
            rows = write_csv(found, csv)
        except OSError as error:
            raise ConfigError(f"--csv {csv} can't be written: {error.strerror}") from error
        document, lines = {**document, "csv": str(csv)}, [*lines, f"{rows} row(s) written to {csv}"]
    return Outcome(document, lines)


def alerts(config: Config = DEFAULT_CONFIG, now: Now = None) -> Outcome:
    """What may find no buyer in the coming weeks, why, and how far such warnings can be trusted."""
    from pipeline.oversight.alerts import alerts_of

    with open_province(config, now) as province:
        found = alerts_of(province)
    return Outcome(found.document(), found.lines())


def backtest(config: Config = DEFAULT_CONFIG, now: Now = None) -> Outcome:
    """How good the alerts would have been so far, against two baselines."""
    from pipeline.oversight.alerts import backtest_of

    with open_province(config, now) as province:
        found = backtest_of(province)
    return Outcome(found.document(), found.lines())
