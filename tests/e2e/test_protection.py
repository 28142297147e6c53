"""Nothing that a web page sends reaches Prefect's server, and no worker runs what is not this project's.

One real service for all of it, asked as a browser asks, with the login and without.
"""

import base64
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from pipeline.oversight.refused import refused_runs
from pipeline.province.environment import load_settings
from tests.e2e.browser import REBOUND, attacked, seen, site
from tests.e2e.command import holders_of, nongsan
from tests.e2e.served import PLANTED, running_service
from tests.mail.server import Mailbox, port_of, serve
from tests.patience import patience, until

EVIL = "http://evil.example"
MAIL = {"NONGSAN_MAIL_PASSWORD", "NONGSAN__MAIL__USERNAME"}
GOOGLE = {"NONGSAN__SHEETS__SERVICE_ACCOUNT"}
CLIENT, SERVER = {"PREFECT_API_AUTH_STRING"}, {"PREFECT_SERVER_API_AUTH_STRING", "PREFECT_SERVER_DATABASE_PASSWORD"}

pytestmark = pytest.mark.slow


def knows_password(server, session, envelope, mechanism, credentials):
    from aiosmtpd.smtp import AuthResult

    said = (credentials.login.decode(), credentials.password.decode())
    return AuthResult(success=said == (PLANTED["NONGSAN__MAIL__USERNAME"], PLANTED["NONGSAN_MAIL_PASSWORD"]))


@pytest.fixture(scope="session")
def mailbox():
    box = Mailbox()
    options = {"authenticator": knows_password, "auth_required": True, "auth_require_tls": False}
    controller = serve(box, **options)
    yield box, port_of(controller)
    controller.stop()


@pytest.fixture(scope="session")
def service(mailbox, tmp_path_factory):
    with running_service(tmp_path_factory.mktemp("served"), mailbox[1]) as one:
        yield one


def flows(service) -> set[str]:
    return {one["name"] for one in service.api.post("/flows/filter", {})}


def basic(login: str) -> str:
    return f"Basic {base64.b64encode(login.encode()).decode()}"


@pytest.mark.parametrize(
    ("headers", "knows_login", "status"),
    [
        ({}, False, 401),
        ({"Authorization": basic("nongsan:guessed-guessed")}, False, 401),
        ({"Origin": EVIL}, True, 403),
        ({"Origin": "null"}, True, 403),
        ({"Sec-Fetch-Site": "cross-site"}, True, 403),
        ({"Host": "evil.example"}, True, 421),
        ({"Content-Type": "text/plain"}, True, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, True, 415),
        ({"Content-Type": ""}, True, 415),
    ],
    ids=str,
)
def test_a_request_that_a_page_sends_is_refused_and_changes_nothing(service, headers, knows_login, status):
    login = {"Authorization": basic(service.login)} if knows_login else {}
    body = b'{"name": "attack-request"}'
    sent = {"Content-Type": "application/json", **login, **headers}
    answer = httpx.post(f"{service.address}/api/flows/", content=body, headers=sent, timeout=patience(60))
    assert answer.status_code == status, answer.text
    assert "attack-request" not in flows(service)


def test_its_own_page_and_its_own_programs_are_answered(service):
    own = service.address.replace("127.0.0.1", "localhost")
    sent = {"Origin": own, "Authorization": basic(service.login)}
    answer = httpx.post(f"{service.address}/api/flows/", json={"name": "own"}, headers=sent, timeout=patience(60))
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (201, own)
    asked = {"Origin": EVIL, "Access-Control-Request-Method": "POST"}
    leave = httpx.options(f"{service.address}/api/flows/", headers=asked, timeout=patience(60))
    assert (leave.status_code, "access-control-allow-origin" in leave.headers) == (403, False)


def test_a_websocket_of_another_page_or_without_the_login_is_refused(service):
    address = f"{service.address.replace('http', 'ws')}/api/events/in"
    with pytest.raises(InvalidStatus) as refused:
        connect(address, origin=EVIL, subprotocols=["prefect"])
    assert refused.value.response.status_code == httpx.codes.FORBIDDEN
    for token in (None, "nongsan:guessed-guessed"):
        with connect(address, subprotocols=["prefect"]) as socket:
            socket.send('{"type": "auth", "token": %s}' % ("null" if token is None else f'"{token}"'))
            with pytest.raises(ConnectionClosed):
                socket.recv(patience())
    with connect(address, subprotocols=["prefect"]) as socket:
        socket.send(f'{{"type": "auth", "token": "{service.login}"}}')
        assert socket.recv(patience()) == '{"type":"auth_success"}'


def test_a_page_in_chromium_can_neither_change_nor_read_anything(service, tmp_path):
    rebound = service.address.replace("127.0.0.1", REBOUND)
    before = flows(service)
    with site() as open_server:
        targets = {"open": open_server.address, "prefect": service.address, "rebound": rebound}
        told = attacked(tmp_path / "profile", targets, service.login)
        blind = {"text": "sent", "untyped": "sent", "beacon": "sent", "form": "sent"}
        reading = {"json": 200, "login": 200, "read": 200, "ui": 200}
        assert told["open"] == blind | reading | {"socket": "refused"}, "the attack works where nothing guards"
        wanted = {f"attack-{one}" for one in ("text", "untyped", "beacon", "form", "json", "login")}
        assert open_server.sent == wanted
    refused = dict.fromkeys(reading, "TypeError") | {"socket": "refused"}
    assert told["prefect"] == told["rebound"] == blind | refused
    assert flows(service) == before
    page = seen(tmp_path / "other", f"{rebound}/")
    assert f"refused: host '{rebound.removeprefix('http://')}' is not this server's" in page
    assert "Prefect" in seen(tmp_path / "other", f"{service.address}/v2/login")
    log = (service.folder / "data" / "logs" / "server.log").read_text(encoding="utf-8")
    assert "refused POST '/api/flows/': origin" in log


def test_a_worker_runs_only_this_projects_deployments(service, tmp_path):
    """Whoever has the login may start what there is, and nothing else: no process is started for the rest."""
    api, mark = service.api, tmp_path / "mark"
    hostile = {"command": f"touch {mark}", "env": {"PYTHONSTARTUP": "evil.py"}}
    script = [{"prefect.deployments.steps.run_shell_script": {"script": f"touch {mark}"}}]
    flow_id = api.post("/flows/", {"name": "pull-prices"})["id"]
    changed = {"name": "pull-prices", "flow_id": flow_id, "entrypoint": "evil.py:flow", "work_pool_name": "nongsan"}
    own = api.deployment("pull-prices")
    api.post("/deployments/", {**changed, "pull_steps": script, "enforce_parameter_schema": False})
    stranger_id = api.post("/flows/", {"name": "backup"})["id"]
    api.post("/deployments/", {**changed, "name": "backup", "flow_id": stranger_id, "entrypoint": own["entrypoint"]})
    runs = {
        "its entrypoint is 'evil.py:flow', not flows.pull_prices.pull_prices; it has pull steps": api.start(
            "pull-prices"
        ),
        "'backup/backup' is no deployment of this project": api.start("backup"),
        "the flow run sets job variables: 'command, env'": api.start("maintain-landing", {"job_variables": hostile}),
        "its config is '/tmp/evil/nongsan.toml', not this province's": api.start(
            "quick-report", config="/tmp/evil/nongsan.toml"
        ),
    }
    for reason, run_id in runs.items():
        ended = api.run(run_id)
        assert (ended["state_type"], reason in ended["state"]["message"]) == ("CRASHED", True), ended["state"]

    assert not mark.exists()
    noted = refused_runs(load_settings(service.folder / "nongsan.toml"))
    assert (noted.count, any(reason in noted.last for reason in runs)) == (len(runs), True)
    log = (service.folder / "data" / "logs" / "worker.log").read_text(encoding="utf-8")
    assert all(reason in log for reason in runs)

    config = service.folder / "nongsan.toml"
    again = nongsan("serve", "--config", str(config), "--register-only", "--json", environment=service.known)
    assert again.document == {"registered": ["pull-prices"]}, again.err
    mended = api.deployment("pull-prices")
    assert (mended["entrypoint"], mended["pull_steps"]) == (own["entrypoint"], [])
    assert mended["parameters"] == own["parameters"]


def test_a_secret_reaches_only_the_processes_that_need_it(service, mailbox):
    """A flow that does not mail fails: its process has no password, and data staff are told all the same."""
    api, box = service.api, mailbox[0]
    assert api.run(api.start("maintain-landing", now="yesterday"))["state_type"] == "FAILED"
    told = until(box.letters, "data staff are told", [service.process])
    assert [(who, "maintain-landing" in letter["Subject"]) for who, letter in told] == [
        ("canbo@tinhdoan.example", True)
    ]
    api.run(api.start("remind-units", now="yesterday"))
    api.run(api.start("sync-sheets", now="yesterday"))
    assert service.given("flows.serving.guarded_server") == SERVER
    assert service.given("flows.serving.worker") == MAIL | GOOGLE | CLIENT
    assert service.given("flows.maintain_landing.maintain_landing") == CLIENT
    assert service.given("flows.remind_units.remind_units") == MAIL | CLIENT
    assert service.given("flows.sync_sheets.sync_sheets") == GOOGLE | CLIENT
    assert service.given("flows.serving.aftermath") == MAIL
    for secret in PLANTED.values():
        assert holders_of(service.folder / "data", secret) == []
    assert holders_of(service.folder / "data", service.login.split(":")[1]) == ["server.login"]


def test_a_flow_whose_process_is_killed_is_told_of(service, mailbox):
    run_id = service.api.start("build-warehouse")
    pid = until(lambda: service.pid_of("flows.build_warehouse.build_warehouse"), "it runs", [service.process])
    os.kill(pid, signal.SIGKILL)
    assert service.api.run(run_id)["state_type"] == "CRASHED"

    def told() -> bool:
        return any("build-warehouse" in letter["Subject"] for _, letter in mailbox[0].letters())

    until(told, "data staff are told", [service.process])


def test_a_worker_takes_no_command_from_the_work_pool(service, tmp_path):
    api, mark = service.api, tmp_path / "mark"
    template = api.ask("GET", "/work_pools/nongsan").json()["base_job_template"]
    altered = {**template, "job_configuration": {**template["job_configuration"], "command": f"touch {mark}"}}
    api.ask("PATCH", "/work_pools/nongsan", {"base_job_template": altered}).raise_for_status()

    def said() -> str:
        """What the worker says of a run that it refuses anyhow; it looks at the pool now and then."""
        run = api.run(api.start("maintain-landing", {"job_variables": {"env": {}}}))
        return run["state"]["message"]

    until(lambda: "the work pool's job template sets command" in said(), "the worker knows it", [service.process])
    assert not mark.exists()


_ONE_RUN = """
import sys
from pathlib import Path
from flows.serving.one_run_server import ServerStart
from pipeline.province.environment import load_settings, prepare_environment
settings = load_settings(Path(sys.argv[1]))
prepare_environment(settings)
ServerStart(settings).wait()
from prefect.client.orchestration import get_client
with get_client(sync_client=True) as client:
    client.create_flow_from_name("own")
    print(client.api_url, flush=True)
sys.stdin.read()
"""


def test_the_server_of_one_command_is_guarded_too(tmp_path):
    config = tmp_path / "nongsan.toml"
    config.write_text("", encoding="utf-8")
    command = [sys.executable, "-c", _ONE_RUN, str(config)]
    environment = {**os.environ, "NONGSAN_MAIL_PASSWORD": PLANTED["NONGSAN_MAIL_PASSWORD"]}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        api = process.stdout.readline().strip().rstrip("/")
        assert api, "its own command is answered"
        for headers, status in (({}, 401), ({"Origin": EVIL}, 403), ({"Host": "evil.example"}, 421)):
            answer = httpx.post(f"{api}/flows/", json={"name": "attack"}, headers=headers, timeout=patience(60))
            assert answer.status_code == status
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        given = {pid: Path(f"/proc/{pid}/environ").read_bytes() for pid in children}
        assert any(b"NONGSAN_SERVER_ADDRESSES" in one for one in given.values())
        assert not any(PLANTED["NONGSAN_MAIL_PASSWORD"].encode() in one for one in given.values())
        process.stdin.close()
    assert not (tmp_path / "data" / "server.login").exists(), "its login is kept nowhere"
