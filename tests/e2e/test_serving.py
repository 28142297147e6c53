"""`nongsan serve` as a service manager treats it: started twice, killed, started again, stopped; and no secret kept."""

import json
import os
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.landing.store import Landing
from pipeline.province import agenda, run_marks
from pipeline.province.environment import load_settings
from tests.e2e.command import COMMAND, holders_of, nongsan, open_to_others
from tests.e2e.postgres import free_port
from tests.e2e.prefect_api import PrefectApi
from tests.patience import exit_code, until

SECRETS = {
    "NONGSAN_MAIL_PASSWORD": "planted-mail-password-8d1f",
    "NONGSAN__MAIL__USERNAME": "planted-mail-user-77aa",
}
PRIVATE_KEY = "planted-private-key-5c3e"


@pytest.fixture
def services():
    """Services that a test started; none of them outlives it, however it ends."""
    started = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def start(services: list, config: Path, port: int) -> subprocess.Popen:
    """The service up to its first line, which says where the UI is."""
    process = subprocess.Popen(
        [COMMAND, "serve", "--config", config, "--port", str(port), "--json"],
        env={**os.environ, **SECRETS}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    services.append(process)
    said = process.stdout.readline()
    assert said, f"it ended with {exit_code(process)}: {process.stderr.read()}"
    process.first = json.loads(said)
    return process


def family(pid: int) -> list[int]:
    """Server and worker of a service."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().split(")")[1].split()[0] == "Z"


@pytest.mark.slow
def test_a_service_starts_once_survives_a_kill_catches_up_once_and_keeps_no_secret(small, services):
    config, port = small / "nongsan.toml", free_port()
    key = {"type": "service_account", "client_email": "x@y.example", "private_key": PRIVATE_KEY}
    (small / "key.json").write_text(json.dumps(key), encoding="utf-8")
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}[sheets]\nservice_account = "key.json"\n', encoding="utf-8")
    settings = load_settings(config)
    for flow in agenda.crons(settings):
        if flow != "sync-sheets":
            run_marks.note_end(settings, flow, datetime(2023, 9, 30, tzinfo=UTC), run_marks.DONE, "")

    first = start(services, config, port)
    assert first.first["overdue"] == ["sync-sheets"]
    again = nongsan("serve", "--config", str(config), "--json")
    assert (again.code, again.document["already"], again.document["address"]) == (0, True, first.first["address"])
    login = (small / "data" / "server.login").read_text(encoding="utf-8").strip()
    server = PrefectApi(f"http://127.0.0.1:{port}/api", [first], login)
    assert [one["state_type"] for one in server.wait("sync-sheets")] == ["COMPLETED"]
    server.start("remind-units", now="yesterday")
    assert [one["state_type"] for one in server.wait("remind-units")] == ["FAILED"]
    until(
        lambda: run_marks.marks(settings)["remind-units"].outcome == run_marks.FAILED, "the failure is noted", [first]
    )
    until(lambda: Landing(settings.landing_folder).events("notices"), "data staff are told", [first])
    status = nongsan("status", "--config", str(config), "--json").document
    assert status["server"] == {"address": first.first["address"], "pid": first.pid}
    shown = {one["flow"]: one for one in status["schedule"]}
    assert (shown["sync-sheets"]["last_outcome"], shown["remind-units"]["last_outcome"]) == ("done", "failed")
    assert "'yesterday' is not an ISO date" in shown["remind-units"]["last_note"]

    children = family(first.pid)
    first.kill()
    first.wait()
    assert len(children) == 2
    until(lambda: all(is_gone(pid) for pid in children), "server and worker end with the service")

    database = small / "data" / ".prefect" / "prefect.db"
    database.write_bytes(database.read_bytes()[:5000])
    second = start(services, config, port)
    assert second.first["overdue"] == [], "what was done before the kill is not done again"
    children = family(second.pid)
    second.send_signal(signal.SIGTERM)
    assert exit_code(second) == 0
    assert "it is set aside as prefect.db.damaged" in second.stderr.read()
    assert all(is_gone(pid) for pid in children)

    for secret in (*SECRETS.values(), PRIVATE_KEY):
        assert holders_of(small / "data", secret) == []
    assert (small / "data" / "server.login").read_text(encoding="utf-8").strip() == login, "the second start keeps it"
    assert holders_of(small / "data", login.split(":")[1]) == ["server.login"]
    assert oct((small / "data" / "server.login").stat().st_mode & 0o777) == "0o600"
    assert oct((small / "data").stat().st_mode & 0o777) == "0o700"
    assert {oct(path.stat().st_mode & 0o777) for path in (small / "data" / "landing").rglob("*.json")} == {"0o600"}
    assert database.read_bytes().startswith(b"SQLite format 3")
    assert open_to_others(small / "data") == []
