"""`nongsan status`, `doctor`, `maintain`, `demo` and `contracts …`: looking after a province, and making one up."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import DEFAULT_CONFIG, Config, DryRun, Now
from flows.cli.outcome import Outcome
from pipeline.province.environment import is_time_given, open_province, prepare_environment
from pipeline.province.inputs import land_inputs
from pipeline.province.present import let_count_again, set_reads_aside
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError


def status(config: Config = DEFAULT_CONFIG, now: Now = None) -> Outcome:
    """Units by month, freshness, open issues, verdicts, last runs."""
    from pipeline.oversight.status import status_of

    with open_province(config, now) as province:
        found = status_of(province)
    return Outcome(found.document(), found.lines())


def doctor(config: Config = DEFAULT_CONFIG, now: Now = None) -> Outcome:
    """Look at every credential, sheet, feed, the mail server, fonts, clock and disk, and say the fix."""
    from pipeline.oversight.doctor import FAILS, examine

    with open_province(config, now) as province:
        findings = examine(province)
    document = {"findings": [{"what": one.what, "state": one.state, "detail": one.detail} for one in findings]}
    failed = any(one.state == FAILS for one in findings)
    return Outcome(document, [one.line() for one in findings], 1 if failed else 0)


def maintain(  # noqa: PLR0913 (one parameter an option)
    config: Config = DEFAULT_CONFIG,
    dry_run: DryRun = False,
    asof_days: Annotated[int, typer.Option("--asof-days", min=1, help="Keep rebuilt past states so long.")] = 90,
    repair: Annotated[bool, typer.Option("--repair", help="Read and judge again all that ever landed.")] = False,
    ahead: Annotated[
        bool, typer.Option("--set-aside-ahead", help="Let reads dated after the clock count no more.")
    ] = False,
    again: Annotated[
        str | None, typer.Option("--count-again", metavar="EVENT", help="Let reads that were set aside count again.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who says which reads count.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why they count, or count no more.")] = "",
    now: Now = None,
) -> Outcome:
    """Pack old landed files, remove what killed processes left; every past state stays reproducible."""
    from pipeline.oversight.upkeep import maintain as upkeep

    if repair and dry_run:
        raise ConfigError("--repair builds, so it can't be tried with --dry-run: leave one of them out")
    if ahead or again is not None:
        _demand_alone(ahead, again, now, others=repair or dry_run)
    with open_province(config, now) as province:
        if again is not None:
            said = let_count_again(province, again, by, reason)
            return Outcome(said.document(), said.lines(province.settings))
        if ahead:
            said = set_reads_aside(province, by, reason)
            return Outcome(said.document(), said.lines(province.settings))
        if repair:
            return _repaired(province)
        with province.console.step("maintain", "packing old landed files"):
            done = upkeep(province, dry_run=dry_run, asof_days=asof_days)
        for path in done.landing.damaged:
            province.console.warn(
                f"{path} does not match its hash: left as it is; restore it from a backup of data/landing"
            )
        data = province.settings.data_folder
    return Outcome(done.document(), done.lines(data), 1 if done.landing.damaged else 0)


def _demand_alone(ahead: bool, again: str | None, now: str | None, *, others: bool) -> None:
    """Raises ConfigError where what says which reads count is given beside something else."""
    option = "--set-aside-ahead" if ahead else "--count-again"
    if others or (ahead and again is not None):
        raise ConfigError(f"{option} goes alone: leave --repair, --dry-run and other options like it out")
    if is_time_given(now):
        raise ConfigError(f"{option} goes by the clock as it runs: leave --now and NONGSAN_NOW out")


def _repaired(province: Province) -> Outcome:
    """Judges everything landed again, and says what became readable and what did not."""
    from pipeline.oversight.repair import repair

    prepare_environment(province.settings)
    done = repair(province)
    for path in done.damaged:
        province.console.warn(f"{path} does not match its hash: restore it from a backup of data/landing")
    return Outcome(done.document(), done.lines(), 1 if done.damaged else 0)


def demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another province.")] = 2023,
    until: Annotated[str, typer.Option("--until", help="The day at which the demo's clock stands.")] = "2023-09-05",
) -> Outcome:
    """Make a ready province: workbooks, feeds, config and a landing with the year's history."""
    try:
        day = date.fromisoformat(until)
    except ValueError as error:
        raise ConfigError(f"--until {until!r} is not a day like 2023-09-05") from error
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise ConfigError(f"{directory} is not an empty folder: name a new one")
    from connectors.demo import make_province
    from pipeline.province.console import Console

    with Console().step("demo", "making a province") as step:
        try:
            made = make_province(directory, seed=seed, until=day, progress=step.advance)
        except ValueError as error:
            raise ConfigError(str(error)) from error
        with open_province(directory / "nongsan.toml") as province:
            return _demo_outcome(province, directory, {"workbooks": made.workbooks, "feeds": made.feeds})


def _demo_outcome(province: Province, directory: Path, made: dict[str, int]) -> Outcome:
    """Lands the inputs as of just before the first read, and says what the province holds."""
    landing, settings = province.landing, province.settings
    earliest = min(receipt["fetched_at"] for unit in landing.units() for receipt in landing.receipts(unit)[:1])
    land_inputs(province, earliest - timedelta(hours=1))
    reads = sum(len(landing.receipts(unit)) for unit in landing.units())
    month = settings.last_closed_month(province.now) or settings.plan_months[0]
    now = settings.shown(province.now)
    lines = [
        f"{made['workbooks']} workbooks, {made['feeds']} feeds, {reads} landed reads in {directory}",
        f"its clock stands at {now}",
        f"next: nongsan run --config {directory}/nongsan.toml --month {month:%Y-%m}",
    ]
    document = {"folder": str(directory), **made, "reads": reads, "now": now, "month": f"{month:%Y-%m}"}
    return Outcome(document, lines)


def contracts_write() -> Outcome:
    """Write every file derived from the contracts."""
    from flows.cli.derived import write_derived

    written = write_derived()
    return Outcome({"written": written}, [f"written: {path}" for path in written] or ["everything was fresh"])


def contracts_check() -> Outcome:
    """Fail when a derived file is stale."""
    from flows.cli.derived import stale_files

    stale = stale_files()
    lines = [f"stale: {path}; run `nongsan contracts write`" for path in stale] or ["everything is fresh"]
    return Outcome({"stale": stale}, lines, 1 if stale else 0)
