"""The worker of `nongsan serve`: runs this project's deployments, each in a process with only the secrets it needs.

`python -m flows.serving.worker --config FILE --name NAME --limit N`; Prefect's process worker in everything else.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import anyio
import anyio.abc
import anyio.to_thread
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State, WorkPool
from prefect.client.schemas.responses import DeploymentResponse
from prefect.logging import get_logger
from prefect.logging.configuration import setup_logging
from prefect.runner._flow_run_executor import FlowRunExecutorContext
from prefect.runner._process_manager import ProcessHandle
from prefect.runner._starter_engine import EngineCommandStarter
from prefect.utilities.processutils import command_to_string, setup_signal_handlers_worker
from prefect.workers.process import ProcessJobConfiguration, ProcessWorker, ProcessWorkerResult
from pydantic import PrivateAttr

from flows.serving.allowed_runs import AllowedRun, RequestedRun, RunRefused, allowed_run
from flows.serving.deployments import definitions
from flows.serving.processes import POOL
from flows.time_limits import GRACE, flow_limit
from pipeline.letters.notices import owes_notices
from pipeline.oversight.refused import note_refused
from pipeline.province import secrecy
from pipeline.province.environment import letters_environment, load_settings, take_secrets
from pipeline.province.outgoing import guard_logs
from pipeline.province.settings import Settings

ENGINE = (sys.executable, "-P", "-m", "prefect.engine")
AFTERMATH = (sys.executable, "-P", "-m", "flows.serving.aftermath")
logger = get_logger("worker.nongsan")


class OwnJob(ProcessJobConfiguration):
    """How a flow's process is started: decided here, whatever the work pool, the deployment and the run say of it.

    `settings` and `held` (secrets) are a worker's; it makes a subclass that has them.
    """

    settings: ClassVar[Settings]
    held: ClassVar[Mapping[str, str]]
    _work: AllowedRun = PrivateAttr()

    @classmethod
    async def resolve_for_flow_run(
        cls,
        flow_run: FlowRun,
        *,
        client: PrefectClient,
        work_pool: WorkPool,
        worker_name: str,
        worker_id: UUID | None = None,
        deployment: DeploymentResponse | None = None,
    ) -> "OwnJob":
        """The process for a run; a run that is none of this project's work raises RunRefused, which is noted."""
        if deployment is None and flow_run.deployment_id:
            deployment = await client.read_deployment(flow_run.deployment_id)
        flow = await client.read_flow(flow_run.flow_id)
        entrypoints = {one["name"]: one["entrypoint"] for one in definitions(cls.settings)}
        try:
            work = allowed_run(cls.settings, entrypoints, RequestedRun(flow_run, deployment, flow, work_pool))
        except RunRefused as refused:
            note_refused(cls.settings, datetime.now(UTC), f"{flow_run.name}: {refused}")
            raise
        job = cls(command=command_to_string(list(ENGINE)), working_dir=cls.settings.base_folder)
        job.prepare_for_flow_run(flow_run, deployment, flow, work_pool, worker_name, worker_id=worker_id)
        job.env = secrecy.of_flow(job.env, cls.held, mails=work.mails, uses_google=work.uses_google)
        job._work = work
        return job

    @property
    def work(self) -> AllowedRun:
        """The flow that it runs."""
        return self._work


class OwnWorker(ProcessWorker):
    """Prefect's process worker for this project's flows alone; `held`: the secrets that it hands on."""

    def __init__(self, settings: Settings, held: Mapping[str, str], **options: Any) -> None:
        super().__init__(work_pool_name=POOL, create_pool_if_not_found=False, **options)
        self._settings, self._held = settings, held
        self.job_configuration = type("ProvinceJob", (OwnJob,), {"settings": settings, "held": held})

    @classmethod
    def __dispatch_key__(cls) -> str:
        return "nongsan"

    async def run(
        self,
        flow_run: FlowRun,
        configuration: OwnJob,
        task_status: anyio.abc.TaskStatus[int] = anyio.TASK_STATUS_IGNORED,
    ) -> ProcessWorkerResult:
        """One flow run in a process of its own; then the notices that it left are sent. The code is named from here."""
        work = configuration.work
        hooks = AfterRunHooks(self._settings, self._held, work.name)
        async with FlowRunExecutorContext() as context:
            starter = EngineCommandStarter(
                command=configuration.command, cwd=configuration.working_dir, env=configuration.env,
                entrypoint=work.entrypoint, stream_output=configuration.stream_output,
                control_channel=context.control_channel, env_overrides_settings=True,
            )  # fmt: skip
            executor = context.create_executor(flow_run, starter, propose_submitting=False, hook_runner=hooks)
            execution, is_over = None, anyio.Event()

            async def execute(*, task_status: anyio.abc.TaskStatus[ProcessHandle]) -> None:
                nonlocal execution
                try:
                    execution = await executor.submit(task_status=task_status)
                finally:
                    is_over.set()

            async with anyio.create_task_group() as group:
                handle = await group.start(execute)
                task_status.started(handle.pid)
                group.start_soon(end_overdue, handle.pid, work.name, is_over)
        if execution is None or execution.status_code is None:
            raise RuntimeError("the flow's process did not start")
        if not work.mails:
            await hooks.send_owed()
        return ProcessWorkerResult(status_code=execution.status_code, identifier=str(handle.pid))


async def end_overdue(pid: int, flow: str, is_over: anyio.Event) -> None:
    """Kill a flow's process that has outlived its limit, which it should have noticed itself; Prefect's runner sees it.

    A process that is stopped, or that waits in a call which no signal ends, notices nothing.
    """
    seconds = flow_limit(flow) + flow_limit(GRACE)
    with anyio.move_on_after(seconds):
        await is_over.wait()
        return
    logger.warning("%s: process %d has taken longer than %.0f seconds and is killed", flow, pid, seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class AfterRunHooks:
    """Sends the notices of a run after its process has ended, by a process that has mail's secrets and no other.

    Prefect's runner calls its hooks.
    """

    def __init__(self, settings: Settings, held: Mapping[str, str], flow_name: str) -> None:
        self._settings, self._held, self._flow_name = settings, held, flow_name

    async def run_cancellation_hooks(self, flow_run: FlowRun, state: State) -> None:
        """Nothing is sent for a run that a person cancelled."""

    async def run_crashed_hooks(self, flow_run: FlowRun, state: State) -> None:
        """Note and report by mail that the run's process ended without an error of its own."""
        await self._start({"flow": self._flow_name, "crashed": state.message or state.name or ""})

    async def send_owed(self) -> None:
        """Send the notices that the flow wrote but could not send."""
        if await anyio.to_thread.run_sync(owes_notices, self._settings):
            await self._start({"flow": self._flow_name})

    async def _start(self, message: Mapping[str, str]) -> None:
        command = [*AFTERMATH, "--config", str(self._settings.config_path)]
        environment = letters_environment(self._held)
        said = f"the notices of flow {self._flow_name} were not sent"
        with anyio.move_on_after(flow_limit(GRACE)):
            done = await anyio.run_process(
                command, input=json.dumps(message).encode(), env=environment, cwd=self._settings.base_folder,
                check=False, stdout=None, stderr=None,
            )  # fmt: skip
            if done.returncode:
                logger.warning(f"{said}: exit code {done.returncode}")
            return
        logger.warning(f"{said}: it took too long; the next run sends them")


def main(arguments: list[str]) -> None:
    """Work until stopped; SIGTERM and SIGINT end it in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--limit", type=int, required=True)
    asked = parser.parse_args(arguments)
    held = take_secrets()
    guard_logs()
    setup_logging()
    setup_signal_handlers_worker(os.getpid(), "the worker", logger.info)
    with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
        asyncio.run(_work(load_settings(asked.config), held, asked.name, asked.limit))


async def _work(settings: Settings, held: Mapping[str, str], name: str, limit: int) -> None:
    await OwnWorker(settings, held, name=name, limit=limit).start(printer=logger.info)


if __name__ == "__main__":
    main(sys.argv[1:])
