"""What `nongsan maintain` does and says."""

from pathlib import Path

from flows.cli.commands import Outcome
from pipeline.province.console import CONSOLE
from pipeline.province.environment import clock, load_settings


def maintain(config: Path, dry_run: bool, asof_days: int, now_option: str | None) -> Outcome:
    """Compact the landing and clean up; exit code 1 where a landed file is damaged."""
    from pipeline.oversight.upkeep import maintain as upkeep

    settings = load_settings(config)
    with CONSOLE.step("maintain", "packing old landed files"):
        done = upkeep(settings, clock(settings, now_option), dry_run=dry_run, asof_days=asof_days)
    landing, data = done.landing, settings.data_folder
    would = "would be " if dry_run else ""
    lines = [
        f"{landing.packed} old file(s) {would}packed into {landing.packs}; landing: {landing.files_before} files, "
        f"{_mib(landing.bytes_before)} before, {landing.files_after} files, {_mib(landing.bytes_after)} after"
    ]
    lines += [f"{would}removed: {path.relative_to(data)}" for path in done.removed]
    lines += [f"{would}rotated: {path.relative_to(data)}" for path in done.rotated]
    for path in landing.damaged:
        CONSOLE.warn(f"{path} does not match its hash: left as it is; restore it from a backup of data/landing")
    document = {
        "dry_run": dry_run,
        "packed": landing.packed,
        "packs": landing.packs,
        "files": {"before": landing.files_before, "after": landing.files_after},
        "bytes": {"before": landing.bytes_before, "after": landing.bytes_after},
        "damaged": [str(path) for path in landing.damaged],
        "removed": [str(path) for path in done.removed],
        "rotated": [str(path) for path in done.rotated],
    }
    return Outcome(document, lines, 1 if landing.damaged else 0)


def _mib(size: int) -> str:
    return f"{size / 2**20:.1f} MiB"
