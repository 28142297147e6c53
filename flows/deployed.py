"""What a flow does around its work when it runs as a deployment: started by a schedule, a trigger or the UI.

It ends at once out of season, stands in for runs that were missed, notes how it ended, and
emits the event that others wait for.
"""

from collections.abc import Callable, Mapping
from contextlib import ContextDecorator
from datetime import UTC, datetime, timedelta
from functools import wraps
from inspect import signature
from types import TracebackType
from typing import Any

from prefect import Task, runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType, TaskRun
from prefect.events import emit_event
from prefect.states import Cancelled, Completed
from prefect.task_engine import TaskRunTimeoutError

from flows.time_limits import InTime
from pipeline.letters.runbook import runbook_name
from pipeline.province import run_marks
from pipeline.province.agenda import in_season
from pipeline.province.console import log_unexpected
from pipeline.province.environment import is_clock_set, open_province, prepare_environment
from pipeline.province.outgoing import guard_logs, outgoing, outgoing_text
from pipeline.province.province import Province

LANDED = "nongsan.landing.changed"
PUBLISHED = "nongsan.warehouse.published"
PUNCTUAL = timedelta(hours=1)
BY_ITSELF = ("SCHEDULE", "AUTOMATION")


def is_deployed() -> bool:
    """Whether the run at hand is one of a deployment."""
    return runtime.deployment.id is not None


def due_instant(province: Province, now: str | None) -> datetime:
    """The instant (UTC) a run counts from: the one it was due where a schedule started it in time, else its start.

    One that starts an hour or more after it was due makes good for downtime: what was typed meanwhile was not there.
    """
    at = province.now
    if is_clock_set(province.settings, now) or not is_deployed():
        return at
    due = datetime.fromisoformat(runtime.flow_run.scheduled_start_time.isoformat()).astimezone(UTC)
    return due if timedelta() <= at - due < PUNCTUAL else at


def send_event(event: str, province: Province, payload: Mapping[str, Any]) -> None:
    """Emit a Prefect event, masked, for the deployments that it triggers; nothing where a person runs a command."""
    if is_deployed():
        resource = {"prefect.resource.id": f"nongsan.{province.settings.plan.province}"}
        emit_event(event, resource=resource, payload=outgoing(payload))


def mask_error(error: BaseException) -> None:
    """Mask personal data and control characters in an error's texts: Prefect keeps them as the state of the run."""
    error.args = tuple(outgoing_text(one) if isinstance(one, str) else one for one in error.args)


class MaskedErrors(ContextDecorator):
    """Decorates every task under `@task`: personal data and control characters of an error that ends it are masked."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            mask_error(error)


def may_be_tried_again(task: Task, run: TaskRun, state: State) -> bool:
    """Whether Prefect may try a task again: not where it took too long, since nothing would end the next try.

    The alarm that ends a flow is one, and a task that it ends believes that it was meant.
    """
    return not isinstance(state.data, TaskRunTimeoutError)


def deployed(name: str) -> Callable[[Callable], Callable]:
    """Decorate the function of the flow `name`; its first parameter is the config."""

    def decorate(work: Callable) -> Callable:
        @wraps(work)
        def run(*args: object, **options: object) -> object:
            if not is_deployed():
                with InTime(name, TaskRunTimeoutError):
                    return work(*args, **options)
            given = signature(work).bind(*args, **options)
            given.apply_defaults()
            return _serve(name, work, given.arguments)

        return run

    return decorate


def _serve(name: str, work: Callable, given: Mapping[str, Any]) -> object:
    """Run a deployed flow; what is wrong with its own parameters is a failure of it like any other."""
    guard_logs()
    with open_province(given["config"]) as known, _FailureNoted(known, name), InTime(name, TaskRunTimeoutError):
        return _run_in_season(name, work, given)


def _run_in_season(name: str, work: Callable, given: Mapping[str, Any]) -> object:
    with open_province(given["config"], given.get("now")) as province:
        settings = province.settings
        prepare_environment(settings)
        log_unexpected(settings.data_folder / "logs" / "errors.log", province.console)
        stand_in_for_missed()
        if "auto-scheduled" in runtime.flow_run.tags and not in_season(settings, province.now):
            said = f"the plan of {settings.plan.year} is not running at {province.now}"
            return Completed(name="OutOfSeason", message=said)
        result = work(**given)
        if not given.get("dry_run"):
            _end_well(province, name)
        return result


class _FailureNoted:
    """A block whose failure is kept, so that catching up does the work again, mailed to data staff, and raised.

    What ends the process instead is noted by the worker (`serving/aftermath.py`).
    Prefect keeps the error's texts as the run's state: they are masked first.
    """

    def __init__(self, province: Province, flow_name: str) -> None:
        self._province, self._flow_name = province, flow_name

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            mask_error(error)
            problem = f"{type(error).__name__}: {error}"
            from pipeline.letters.notices import end_badly

            end_badly(self._province, self._flow_name, problem, runbook_name(error))


def _end_well(province: Province, name: str) -> None:
    from flows.artifacts import show
    from pipeline.letters.notices import notify_recovery

    run_marks.note_end(province.settings, name, province.now, run_marks.DONE, "")
    notify_recovery(province, name)
    show(province, name)


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
