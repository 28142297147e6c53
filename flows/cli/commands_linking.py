"""What `nongsan plan` does: the published linking plan shown, written as CSV, compared."""

from pathlib import Path

from flows.cli.commands import Outcome
from pipeline.province.environment import load_settings
from pipeline.province.settings import ConfigError, parse_instant


def plan(config: Path, as_of_text: str | None, csv_path: Path | None, compare: bool) -> Outcome:
    """The linking plan of the published warehouse or of a rebuilt past; with `csv_path` its rows go there too."""
    from pipeline.linking.plan import plan_document, plan_lines, write_csv

    settings = load_settings(config)
    as_of = parse_instant(as_of_text, settings.zone, name="--as-of") if as_of_text else None
    document = plan_document(settings, as_of=as_of, compare=compare)
    lines = plan_lines(document)
    if csv_path is not None:
        try:
            rows = write_csv(document, csv_path)
        except OSError as error:
            raise ConfigError(f"--csv {csv_path} can't be written: {error.strerror}") from error
        document, lines = {**document, "csv": str(csv_path)}, [*lines, f"{rows} row(s) written to {csv_path}"]
    return Outcome(document, lines)
