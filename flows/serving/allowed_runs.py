"""What a worker of this province may run: the deployments of prefect.yaml as they are registered, and nothing else.

A server is asked what is to be done and when, never how: the flow's code, its process and its environment are chosen
here. Whatever a flow run, its deployment or the work pool says of them is a reason to refuse the run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect.client.schemas.objects import Flow, FlowRun, WorkPool
from prefect.client.schemas.responses import DeploymentResponse

from flows.serving.processes import POOL
from pipeline.province.settings import Settings

MAILING = frozenset({"report-month", "quick-report", "remind-units"})
USING_GOOGLE = frozenset({"sync-sheets", "build-warehouse"})
HARMLESS_STEP = "prefect.deployments.steps.set_working_directory"
TEMPLATE_VARIABLES = ("command", "env", "working_dir")
SHOWN = 80


class RunRefused(Exception):
    """A flow run asks for something that is none of this project's work; nothing was started for it."""

    runbook = "refused: …"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(f"refused: {'; '.join(reasons)}")


@dataclass(frozen=True)
class AllowedRun:
    """A flow of this project: its name, where its function is, which secrets its process needs."""

    name: str
    entrypoint: str

    @property
    def mails(self) -> bool:
        """Whether its process is given the mail server's password."""
        return self.name in MAILING

    @property
    def uses_google(self) -> bool:
        """Whether its process is given the Google account's key."""
        return self.name in USING_GOOGLE


@dataclass(frozen=True)
class RequestedRun:
    """A flow run with what the server knows of it."""

    run: FlowRun
    deployment: DeploymentResponse | None
    flow: Flow
    pool: WorkPool


def allowed_run(settings: Settings, entrypoints: Mapping[str, str], requested: RequestedRun) -> AllowedRun:
    """The flow that a run stands for; raises RunRefused with every reason against it.

    entrypoints: of this project's deployments, by name.
    """
    deployment = requested.deployment
    if deployment is None:
        raise RunRefused(["it belongs to no deployment"])
    if deployment.name not in entrypoints or requested.flow.name != deployment.name:
        raise RunRefused([f"{_shown(f'{requested.flow.name}/{deployment.name}')} is no deployment of this project"])
    entrypoint = entrypoints[deployment.name]
    reasons = [
        *alterations(deployment, entrypoint),
        *_of_run(requested.run),
        *template_alterations(requested.pool.base_job_template),
        *_of_config(settings, requested.run),
        *_of_release(requested.run),
    ]
    if reasons:
        raise RunRefused(reasons)
    return AllowedRun(deployment.name, entrypoint)


def alterations(deployment: DeploymentResponse, entrypoint: str) -> Iterator[str]:
    """What a deployment says of code and process that this project does not."""
    if deployment.entrypoint != entrypoint:
        yield f"its entrypoint is {_shown(deployment.entrypoint)}, not {entrypoint}"
    if deployment.storage_document_id is not None:
        yield "its code would come from a storage block"
    if any(set(step) != {HARMLESS_STEP} for step in deployment.pull_steps or []):
        yield "it has pull steps"
    if deployment.work_pool_name != POOL:
        yield f"its work pool is {_shown(deployment.work_pool_name)}, not {POOL}"
    if deployment.job_variables:
        yield f"the deployment sets job variables: {_shown(', '.join(sorted(deployment.job_variables)))}"


def _of_run(run: FlowRun) -> Iterator[str]:
    if run.work_pool_name not in (None, POOL):  # a server leaves it out where it is the deployment's
        yield f"the flow run's work pool is {_shown(run.work_pool_name)}, not {POOL}"
    if run.job_variables:
        yield f"the flow run sets job variables: {_shown(', '.join(sorted(run.job_variables)))}"


def template_alterations(template: Mapping[str, Any]) -> Iterator[str]:
    """What a work pool's template sets by itself that decides what runs; Prefect's own template sets none of it."""
    chosen, known = template.get("job_configuration", {}), template.get("variables", {}).get("properties", {})
    for name in TEMPLATE_VARIABLES:
        is_open = chosen.get(name) in (None, f"{{{{ {name} }}}}")
        if not is_open or known.get(name, {}).get("default"):
            yield f"the work pool's job template sets {name}"


def _of_config(settings: Settings, run: FlowRun) -> Iterator[str]:
    given = run.parameters.get("config")
    if not isinstance(given, str) or (settings.base_folder / Path(given)).resolve() != settings.config_path.resolve():
        yield f"its config is {_shown(given)}, not this province's"


def _of_release(run: FlowRun) -> Iterator[str]:
    """A form of the UI proves nobody's name."""
    if run.parameters.get("reservation") is not None:
        yield "it releases a month; that is done by name with `nongsan report --release`"


def _shown(given: object) -> str:
    text = repr(given)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
