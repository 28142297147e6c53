"""What a worker refuses to run, reason by reason, and that prefect.yaml's own deployments are none of it."""

from uuid import UUID, uuid4

import pytest
import yaml
from prefect.client.schemas.objects import Flow, FlowRun, WorkPool
from prefect.client.schemas.responses import DeploymentResponse
from prefect.workers.process import ProcessWorker

from flows.serving.allowed_runs import MAILING, USING_GOOGLE, RequestedRun, RunRefused, allowed_run
from pipeline.province.environment import load_settings
from pipeline.province.settings import SOURCE_ROOT

NAMED = yaml.safe_load((SOURCE_ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
ENTRYPOINTS = {one["name"]: one["entrypoint"] for one in NAMED}
TEMPLATE = ProcessWorker.get_default_base_job_template()
STEP = "prefect.deployments.steps.set_working_directory"


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "nongsan.toml").write_text("", encoding="utf-8")
    return load_settings(tmp_path / "nongsan.toml")


def asked(name="sync-sheets", flow_name=None, config="nongsan.toml", run=None, template=TEMPLATE, **deployment):
    flow = Flow(id=uuid4(), name=flow_name or name)
    known = {"entrypoint": ENTRYPOINTS.get(name, "x.y"), "work_pool_name": "nongsan", **deployment}
    return RequestedRun(
        FlowRun(flow_id=flow.id, **({"parameters": {"config": config}} | (run or {}))),
        DeploymentResponse(id=uuid4(), name=name, flow_id=flow.id, **known),
        flow,
        WorkPool(name="nongsan", type="process", base_job_template=template, default_queue_id=uuid4()),
    )


@pytest.mark.parametrize("name", sorted(ENTRYPOINTS))
def test_its_own_deployments_are_run_from_the_code_that_prefect_yaml_names(settings, name):
    """Registered by `serve` with the whole path, or by `prefect deploy`, which names the folder to start in."""
    for given in ({"config": str(settings.config_path)}, {"pull_steps": [{STEP: {"directory": "/srv"}}]}):
        work = allowed_run(settings, ENTRYPOINTS, asked(name, **given))
        assert (work.name, work.entrypoint) == (name, ENTRYPOINTS[name])


def test_every_flow_with_secrets_is_one_of_them():
    assert set(ENTRYPOINTS) >= MAILING | USING_GOOGLE


def open_template(**changed):
    return {**TEMPLATE, "job_configuration": TEMPLATE["job_configuration"] | changed}


def defaults_template(name, value):
    known = TEMPLATE["variables"]["properties"]
    changed = known | {name: known[name] | {"default": value}}
    return {**TEMPLATE, "variables": TEMPLATE["variables"] | {"properties": changed}}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": "backup"}, "'backup/backup' is no deployment of this project"),
        ({"flow_name": "backup"}, "'backup/sync-sheets' is no deployment of this project"),
        ({"entrypoint": "os.system"}, "its entrypoint is 'os.system', not flows.sync_sheets.sync_sheets"),
        ({"entrypoint": None}, "its entrypoint is None, not flows.sync_sheets.sync_sheets"),
        ({"storage_document_id": UUID(int=1)}, "its code would come from a storage block"),
        ({"pull_steps": [{STEP: {}, "prefect.deployments.steps.run_shell_script": {}}]}, "it has pull steps"),
        ({"work_pool_name": "other"}, "its work pool is 'other', not nongsan"),
        ({"run": {"work_pool_name": "other"}}, "the flow run's work pool is 'other', not nongsan"),
        ({"job_variables": {"command": "id"}}, "the deployment sets job variables: 'command'"),
        ({"run": {"job_variables": {"env": {}, "a\x1b": 1}}}, r"the flow run sets job variables: 'a\x1b, env'"),
        ({"template": open_template(command="id")}, "the work pool's job template sets command"),
        ({"template": open_template(env={"A": "b"})}, "the work pool's job template sets env"),
        ({"template": defaults_template("command", "id")}, "the work pool's job template sets command"),
        ({"template": defaults_template("working_dir", "/tmp")}, "the work pool's job template sets working_dir"),
        ({"config": "/tmp/nongsan.toml"}, "its config is '/tmp/nongsan.toml', not this province's"),
        ({"config": "../nongsan.toml"}, "its config is '../nongsan.toml', not this province's"),
        (
            {"run": {"parameters": {"config": "nongsan.toml", "reservation": {"by": "A", "reason": "B"}}}},
            "it releases a month; that is done by name with `nongsan report --release`",
        ),
        ({"config": None}, "its config is None, not this province's"),
        ({"entrypoint": "x" * 500}, f"its entrypoint is 'x{'x' * 78}…, not flows.sync_sheets.sync_sheets"),
    ],
    ids=str,
)
def test_anything_else_is_refused_and_says_why(settings, changed, reason):
    with pytest.raises(RunRefused) as refused:
        allowed_run(settings, ENTRYPOINTS, asked(**changed))
    assert str(refused.value) == f"refused: {reason}"


def test_a_run_without_a_deployment_is_refused_and_all_reasons_are_named(settings):
    one = asked()
    with pytest.raises(RunRefused, match="it belongs to no deployment"):
        allowed_run(settings, ENTRYPOINTS, RequestedRun(one.run, None, one.flow, one.pool))
    with pytest.raises(RunRefused, match=r"refused: its entrypoint is 'x', .*; the deployment sets job variables: 'a'"):
        allowed_run(settings, ENTRYPOINTS, asked(entrypoint="x", job_variables={"a": 1}))
