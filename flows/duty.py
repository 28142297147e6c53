"""What a flow does around its work when a schedule, a trigger or the UI started it, and not a person's command.

It ends at once out of season, stands in for runs that were missed, notes how it ended, and tells whoever follows it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any

from prefect import runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.events import emit_event
from prefect.states import Cancelled, Completed

from pipeline.province import run_marks
from pipeline.province.agenda import in_season
from pipeline.province.console import log_unexpected
from pipeline.province.environment import clock, is_clock_set, load_settings, prepare_environment
from pipeline.province.settings import Settings

LANDED = "nongsan.landing.changed"
PUBLISHED = "nongsan.warehouse.published"
PUNCTUAL = timedelta(hours=1)
BY_ITSELF = ("SCHEDULE", "AUTOMATION")


def is_deployed() -> bool:
    """Whether the run at hand is one of a deployment."""
    return runtime.deployment.id is not None


def due_instant(settings: Settings, now: str | None) -> datetime:
    """The instant (UTC) a run counts from: the one it was due where a schedule started it in time, else its start.

    One that starts an hour or more after it was due makes good for downtime: what was typed meanwhile was not there.
    """
    at = clock(settings, now)
    if is_clock_set(settings, now) or not is_deployed():
        return at
    due = datetime.fromisoformat(runtime.flow_run.scheduled_start_time.isoformat()).astimezone(UTC)
    return due if timedelta() <= at - due < PUNCTUAL else at


def tell(event: str, settings: Settings, payload: Mapping[str, Any]) -> None:
    """Let the deployments that follow know what came of a deployed run; nothing where a person runs a command."""
    if is_deployed():
        emit_event(event, resource={"prefect.resource.id": f"nongsan.{settings.plan.province}"}, payload=dict(payload))


def on_duty(name: str) -> Callable[[Callable], Callable]:
    """Decorate the function of the flow `name`; its first parameter is the config."""

    def decorate(work: Callable) -> Callable:
        @wraps(work)
        def run(*args: object, **options: object) -> object:
            if not is_deployed():
                return work(*args, **options)
            given = signature(work).bind(*args, **options)
            given.apply_defaults()
            return _serve(name, work, given.arguments)

        return run

    return decorate


def _serve(name: str, work: Callable, given: Mapping[str, Any]) -> object:
    settings = load_settings(Path(given["config"]))
    prepare_environment(settings)
    log_unexpected(settings.data_folder / "logs" / "errors.log")
    now = clock(settings, given.get("now"))
    stand_in_for_missed()
    if "auto-scheduled" in runtime.flow_run.tags and not in_season(settings, now):
        return Completed(name="OutOfSeason", message=f"the plan of {settings.plan.year} is not running at {now}")
    result = work(**given)
    if not given.get("dry_run"):
        _end_well(settings, name, now)
    return result


def _end_well(settings: Settings, name: str, now: datetime) -> None:
    from flows.artifacts import show
    from pipeline.letters.notices import notify_recovery

    run_marks.note_end(settings, name, now, run_marks.DONE, "")
    notify_recovery(settings, name, now)
    show(settings, name, now)


def stand_in_for_missed() -> int:
    """Cancel the other runs of this deployment that are due and were not asked for by a person; returns how many.

    However long the machine was down, the run at hand looks at everything there is, once.
    """
    with get_client(sync_client=True) as client:
        mine = client.read_flow_run(runtime.flow_run.id)
        late = client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[mine.deployment_id])),
            flow_run_filter=late_filter(mine.start_time or datetime.now(UTC)),
        )
        others = [one for one in late if one.id != mine.id and is_by_itself(one)]
        for one in others:
            message = f"flow run {mine.name} does the work of all runs that were due"
            client.set_flow_run_state(one.id, Cancelled(message=message), force=True)
    return len(others)


def late_filter(at: datetime) -> FlowRunFilter:
    """Runs that wait although they were due at `at`."""
    return FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime(before_=at),
    )


def is_by_itself(run: FlowRun) -> bool:
    """Whether a schedule or a trigger made the run, and no person."""
    return run.created_by is not None and run.created_by.type in BY_ITSELF


def note_failure(flow: object, flow_run: FlowRun, state: State) -> None:
    """Hook of every flow: keep that a deployed run failed, so that catching up does it again, and tell data staff."""
    from pipeline.letters.notices import notify_failure

    if flow_run.deployment_id is None:
        return
    settings = load_settings(Path(flow_run.parameters["config"]))
    now = clock(settings)
    problem = " ".join((state.message or state.name or "").split())[:300]
    run_marks.note_end(settings, flow.name, now, run_marks.FAILED, problem)
    notify_failure(settings, flow.name, problem, now)


WATCHED = {"on_failure": [note_failure], "on_crashed": [note_failure]}
