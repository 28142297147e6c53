"""dbt, in this process: one build of the whole project into the unpublished warehouse."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from connectors.warehouse import BUILD_FOLDER, FILE_NAME, system_code
from pipeline.build.parse import PROJECT_DIR, KeptParse
from pipeline.province.environment import built_by_dbt, dbt_environment
from pipeline.province.province import Province

_PARSE: Final = "dbt parse"


@dataclass(frozen=True)
class NodeProblem:
    """A dbt node that failed or warned, and what dbt said of it."""

    name: str
    status: str
    message: str


class TransformFailed(Exception):
    """dbt could not build; carries the failing nodes. The last good warehouse stands."""

    runbook = "dbt failed in … node(s)"

    def __init__(self, problems: list[NodeProblem]) -> None:
        few = 1 if len({one.message.rpartition(": ")[2] for one in problems}) == 1 else 5
        shown = "; ".join(f"{one.name}: {one.message}" for one in problems[:few])
        super().__init__(f"dbt failed in {len(problems)} node(s): {shown}")
        self.problems = problems
        self.errno = system_code(shown)


def run_dbt(province: Province) -> list[NodeProblem]:
    """Build and test every model; returns the warnings, raises TransformFailed on anything worse."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    kept = KeptParse.of(province.settings.data_folder)
    if (started := province.run.kept(_PARSE, lambda: None)) is not None and started.wait() == 0:
        kept.keep()
    manifest = kept.read()
    with built_by_dbt(_build_file(province)):
        outcome = dbtRunner(manifest).invoke(["build", "--selector", "warehouse", *_options(province, kept)])
    if manifest is None and outcome.result is not None:
        kept.keep()
    DuckDBConnectionManager.close_all_connections()
    if outcome.result is None:
        raise TransformFailed([NodeProblem("project", "error", _one_line(outcome.exception))])
    problems = [
        NodeProblem(result.node.name, str(result.status), _one_line(result.message))
        for result in outcome.result.results
        if str(result.status) not in ("success", "pass")
    ]
    failed = [one for one in problems if one.status not in ("warn", "skipped")]
    if failed or not outcome.success:
        raise TransformFailed(failed or problems)
    return problems


def parse_ahead(province: Province) -> None:
    """Let a process of its own parse the project, where no parse of it is kept, while this one is busy reading."""
    kept = KeptParse.of(province.settings.data_folder)
    if not kept.exists:
        command = [Path(sys.executable).with_name("dbt"), "parse", *_options(province, kept)]
        environment = dbt_environment(_build_file(province))
        started = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        province.run.kept(_PARSE, lambda: started)
        province.run.at_close(started.wait)


def _build_file(province: Province) -> Path:
    return province.settings.data_folder / BUILD_FOLDER / FILE_NAME


def _options(province: Province, kept: KeptParse) -> list[str]:
    return [
        "--quiet", "--no-use-colors", "--no-write-json", "--log-level-file", "info", "--project-dir", str(PROJECT_DIR),
        "--profiles-dir", str(PROJECT_DIR), "--target-path", str(kept.folder),
        "--log-path", str(province.settings.data_folder / "logs"),
    ]  # fmt: skip


def _one_line(text: object) -> str:
    """A message without its line ends; of a Python model's traceback what was raised at its end."""
    said = str(text).strip()
    if "Traceback (most recent call last)" in said:
        said = f"Python model failed: {said.splitlines()[-1]}"
    return " ".join(said.split())[:300]
