"""A server on a real PostgreSQL and two workers, as on several machines, come to what one command does alone."""

import hashlib
import json
import os
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from connectors.warehouse import EVERY_COLUMN, Warehouse
from tests.e2e.command import COMMAND, holders_of
from tests.e2e.postgres import cluster, free_port
from tests.e2e.prefect_api import PrefectApi
from tests.golden.province import write_province
from tests.parse import lend_parse
from tests.patience import exit_code, patience

PASSWORD = "planted-database-password-19c4"


def start(stack: ExitStack, *command: object, log: Path, **environment: str) -> subprocess.Popen:
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(one) for one in command], env={**os.environ, **environment}, stdout=output, stderr=output
        )

    def stop() -> None:
        process.send_signal(signal.SIGTERM)
        exit_code(process)

    stack.callback(stop)
    return process


def content(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """sha256 of every report file, and of every mart's rows."""
    files = sorted((folder / "data" / "reports").rglob("r1/*"))
    reports = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    warehouse = Warehouse(folder / "data" / "warehouse.duckdb")
    marts = {
        name: hashlib.sha256(repr(warehouse.table(f"marts.{name}", order_by=EVERY_COLUMN)).encode()).hexdigest()
        for name in warehouse.table_names("marts")
    }
    return reports, marts


@pytest.mark.slow
def test_two_workers_on_postgresql_bring_the_month_out_as_one_command_does(ran_small, tmp_path):
    config, port = write_province(tmp_path / "province"), free_port()
    lend_parse(config.parent / "data")
    api = f"http://127.0.0.1:{port}/api"
    with cluster() as database, ExitStack() as stack:
        environment = {
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.replace("nongsan@", f"nongsan:{PASSWORD}@"),
        }
        command = [COMMAND, "serve", "--config", config, "--port", port, "--server-only"]
        processes = [start(stack, *command, log=tmp_path / "server.log", **environment)]
        PrefectApi(api, processes).wait_until_healthy()
        login = (config.parent / "data" / "server.login").read_text(encoding="utf-8").strip()
        server = PrefectApi(api, processes, login)
        assert PrefectApi(api, processes).ask("POST", "/flows/filter", {}).status_code == httpx.codes.UNAUTHORIZED
        foreign = httpx.post(
            f"{api}/flows/", json={"name": "attack"}, headers={"Origin": "http://evil.example"},
            auth=tuple(login.split(":")), timeout=patience(60),
        )  # fmt: skip
        assert foreign.status_code == httpx.codes.FORBIDDEN
        environment["PREFECT_API_URL"] = api
        registered = subprocess.run(
            [COMMAND, "serve", "--config", config, "--register-only"],
            env={**os.environ, **environment}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert registered.returncode == 0, registered.stderr
        work = [COMMAND, "serve", "--config", config, "--worker-only", "--limit", 1]
        for number in (1, 2):
            processes.append(start(stack, *work, log=tmp_path / f"worker-{number}.log", **environment))

        server.start("sync-sheets")
        server.start("pull-prices", force=True)
        fetched = server.wait("sync-sheets") + server.wait("pull-prices")
        assert {one["state_type"] for one in fetched} == {"COMPLETED"}
        built = server.wait_until_done("build-warehouse")
        assert {one["state_type"] for one in built} == {"COMPLETED"}
        assert {one["created_by"]["type"] for one in built} == {"AUTOMATION"}, "nobody asked for a build but the event"
        server.start("report-month", month="2023-03-01")
        assert server.wait("report-month")[0]["state_type"] == "COMPLETED"
        shown = {one["key"]: one for one in server.post("/artifacts/latest/filter", {})}

    province = config.parent
    assert content(province) == content(ran_small)
    tables = {key: json.loads(one["data"]) for key, one in shown.items() if one["type"] == "table"}
    assert set(tables) == {"units", "gate", "gate-checks", "held-tabs", "reports"}
    assert len(tables["units"]) == 2
    assert list(tables["units"][0])[:4] == ["unit", "errors", "warnings", "2023-02"]
    edition = province / "data" / "reports" / "2023-03" / "r1"
    assert [(one["month"], one["edition"], one["folder"]) for one in tables["reports"]] == [
        ("2023-03", "r1", str(edition))
    ]
    assert f"file://{edition}/bao-cao.html" in shown["newest-report"]["data"]
    logs = [path.read_text(encoding="utf-8") for path in (province / "data" / "logs").glob("worker-*.log")]
    assert len(logs) == 2
    assert all("submitting flow run" in log for log in logs)
    assert holders_of(tmp_path, PASSWORD) == []
