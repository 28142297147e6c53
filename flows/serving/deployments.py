"""What a Prefect server must know of the platform: the work pool, the deployments of prefect.yaml, their triggers.

Registering is idempotent: a deployment whose definition stands as it is is left alone, with what people paused in it;
one that was altered, or a work pool that was, becomes what it is here.
"""

import asyncio
import hashlib
import importlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import yaml
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
from prefect.client.schemas.objects import ConcurrencyOptions, StateType
from prefect.client.schemas.schedules import CronSchedule
from prefect.events import DeploymentTriggerTypes
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.states import Cancelled, Scheduled
from prefect.utilities.callables import parameter_schema
from pydantic import TypeAdapter

from flows.deployed import is_by_itself, late_filter
from flows.serving.allowed_runs import alterations, template_alterations
from flows.serving.processes import POOL
from pipeline.province.agenda import crons
from pipeline.province.console import Console
from pipeline.province.settings import SOURCE_ROOT, Settings

SECONDS_BETWEEN_LOOKS = 2.0


def definitions(settings: Settings) -> list[dict[str, Any]]:
    """The deployments of prefect.yaml with this province's config and calendar."""
    listed = yaml.safe_load((SOURCE_ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    calendar, zone, parameters = crons(settings), settings.plan.timezone, {"config": str(settings.config_path)}
    return [
        {
            **one,
            "parameters": {**one["parameters"], **parameters},
            "schedules": [{"cron": cron, "timezone": zone} for cron in calendar[one["name"]]],
            "triggers": [
                {**trigger, "parameters": {**trigger["parameters"], **parameters}}
                for trigger in one.get("triggers", [])
            ],
        }
        for one in listed
    ]


def register(settings: Settings) -> list[str]:
    """Make the server know every deployment; returns those that were new or had changed."""
    return asyncio.run(_register(settings))


async def _register(settings: Settings) -> list[str]:
    async with get_client() as client:
        await _ensure_pool(client)
        found = [one["name"] for one in definitions(settings) if await _deploy(client, one)]
    return found


async def _ensure_pool(client: PrefectClient) -> None:
    from prefect.workers.process import ProcessWorker

    template = ProcessWorker.get_default_base_job_template()
    try:
        pool = await client.read_work_pool(POOL)
        if any(template_alterations(pool.base_job_template)):
            await client.update_work_pool(POOL, WorkPoolUpdate(base_job_template=template))
    except ObjectNotFound:
        try:
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
        except ObjectAlreadyExists:
            return


async def _deploy(client: PrefectClient, one: Mapping[str, Any]) -> bool:
    """Create or renew one deployment; whether there was anything to do."""
    module, function = one["entrypoint"].rsplit(".", 1)
    schema = parameter_schema(getattr(importlib.import_module(module), function).fn).model_dump_for_openapi()
    version = hashlib.sha256(json.dumps([one, schema], sort_keys=True, default=str).encode()).hexdigest()[:12]
    try:
        found = await client.read_deployment_by_name(f"{one['name']}/{one['name']}")
        is_same = found.version == version and found.parameters == one["parameters"]
        if is_same and not any(alterations(found, one["entrypoint"])):
            return False
    except ObjectNotFound:
        pass
    limit = one["concurrency_limit"]
    deployment_id = await client.create_deployment(
        flow_id=await client.create_flow_from_name(one["name"]),
        name=one["name"],
        version=version,
        description=one["description"],
        entrypoint=one["entrypoint"],
        parameters=dict(one["parameters"]),
        parameter_openapi_schema=schema,
        enforce_parameter_schema=True,
        schedules=[DeploymentScheduleCreate(schedule=CronSchedule(**cron)) for cron in one["schedules"]],
        concurrency_limit=limit["limit"],
        concurrency_options=ConcurrencyOptions(collision_strategy=limit["collision_strategy"]),
        work_pool_name=POOL,
        pull_steps=[],
        job_variables={},
        tags=["nongsan"],
    )
    await _set_triggers(client, deployment_id, one["triggers"])
    return True


async def _set_triggers(client: PrefectClient, deployment_id: UUID, triggers: list[Mapping[str, Any]]) -> None:
    await client.delete_resource_owned_automations(f"prefect.deployment.{deployment_id}")
    for given in triggers:
        trigger = TypeAdapter(DeploymentTriggerTypes).validate_python(dict(given))
        trigger.set_deployment_id(deployment_id)
        await client.create_automation(trigger.as_automation())


def catch_up(flows: list[str], console: Console) -> None:
    """Do what is overdue, one flow after the other in the order given; late runs of the schedule give way to it."""
    asyncio.run(_catch_up(flows, console))


async def _catch_up(flows: list[str], console: Console) -> None:
    async with get_client() as client:
        for name in flows:
            deployment = await client.read_deployment_by_name(f"{name}/{name}")
            run = await client.create_flow_run_from_deployment(
                deployment.id, state=Scheduled(scheduled_time=datetime.now(UTC)), tags=["catch-up"]
            )
            await _wait(client, run.id, console)


async def _wait(client: PrefectClient, run_id: UUID, console: Console) -> None:
    while True:
        run = await client.read_flow_run(run_id)
        if run.state is not None and run.state.is_final():
            if run.state.type != StateType.COMPLETED:
                console.warn(f"{run.name} ended as {run.state.name}: {run.state.message}")
            return
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def drop_late(settings: Settings) -> int:
    """Cancel scheduled runs that were due while nobody worked; what is overdue is done by catching up. How many."""
    return asyncio.run(_drop_late([one["name"] for one in definitions(settings)]))


async def _drop_late(names: list[str]) -> int:
    dropped, ours = 0, DeploymentFilter(name=DeploymentFilterName(any_=names))
    async with get_client() as client:
        while late := await client.read_flow_runs(
            deployment_filter=ours, flow_run_filter=late_filter(datetime.now(UTC)), limit=100
        ):
            mine = [run for run in late if is_by_itself(run)]
            for run in mine:
                state = Cancelled(message="due while nothing ran; catching up does its work")
                await client.set_flow_run_state(run.id, state, force=True)
            dropped += len(mine)
            if len(mine) < len(late):
                return dropped
    return dropped
