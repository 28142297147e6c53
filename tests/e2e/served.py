"""One `nongsan serve` for every test of what protects it, with secrets planted and a witness of who was given them."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.province import agenda, run_marks
from pipeline.province.environment import load_settings
from tests.e2e.command import COMMAND
from tests.e2e.postgres import free_port
from tests.e2e.prefect_api import PrefectApi
from tests.golden.province import write_province
from tests.patience import exit_code

PLANTED = {
    "NONGSAN_MAIL_PASSWORD": "planted-mail-password-8d1f",
    "NONGSAN__MAIL__USERNAME": "planted-mail-user-77aa",
    "NONGSAN__SHEETS__SERVICE_ACCOUNT": "planted-google-key-4b70.json",
    "PREFECT_SERVER_DATABASE_PASSWORD": "planted-database-password-19c4",
}
MAIL = """\
[mail]
host = "127.0.0.1"
port = {port}
starttls = false
sender = "baocao@tinhdoan.example"
staff = ["canbo@tinhdoan.example"]
"""
# found by every Python that starts with its folder on PYTHONPATH; writes down which of the variables its process has
_WITNESS = """\
import json, os, sys
seen = {"command": sys.orig_argv, "has": [name for name in NAMES if name in os.environ],
        "flow": os.environ.get("PREFECT__FLOW_ENTRYPOINT", "")}
note = os.path.join(FOLDER, f"{os.getpid()}-{os.urandom(3).hex()}")
with open(note, "w") as file:
    json.dump(seen, file)
os.rename(note, note + ".json")
"""


@dataclass(frozen=True)
class Service:
    """A running service: its process, where it is reached, the province's folder, the witness's notes."""

    process: subprocess.Popen
    address: str
    folder: Path
    notes: Path

    @property
    def login(self) -> str:
        return (self.folder / "data" / "server.login").read_text(encoding="utf-8").strip()

    @property
    def known(self) -> dict[str, str]:
        """What a command's environment says of the server; the login it finds by itself."""
        return {"PREFECT_API_URL": f"{self.address}/api"}

    @property
    def api(self) -> PrefectApi:
        return PrefectApi(f"{self.address}/api", [self.process], self.login)

    def pid_of(self, flow: str) -> int | None:
        """The process that runs a flow, by its entrypoint, once there was one."""
        seen = {path: json.loads(path.read_bytes()) for path in self.notes.glob("*.json")}
        return next((int(path.name.split("-")[0]) for path, one in seen.items() if one["flow"] == flow), None)

    def given(self, words: str) -> set[str]:
        """The planted variables that any process had whose command or flow has these words."""
        found = [json.loads(path.read_bytes()) for path in self.notes.glob("*.json")]
        mine = [one for one in found if words in f"{' '.join(one['command'])} {one['flow']}"]
        assert mine, f"no process was seen of {words}"
        return {name for one in mine for name in one["has"]}


@contextmanager
def running_service(folder: Path, smtp_port: int) -> Iterator[Service]:
    """A service of a fresh province with nothing overdue, once it says where it is; it ends with the block."""
    config, notes, port = write_province(folder / "province"), folder / "notes", free_port()
    config.write_text(config.read_text(encoding="utf-8") + MAIL.format(port=smtp_port), encoding="utf-8")
    notes.mkdir()
    names = [*PLANTED, "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING"]
    witness = _WITNESS.replace("NAMES", repr(names)).replace("FOLDER", repr(str(notes)))
    (notes / "sitecustomize.py").write_text(witness, encoding="utf-8")
    settings = load_settings(config)
    for flow in agenda.crons(settings):
        run_marks.note_end(settings, flow, datetime(2023, 4, 30, tzinfo=UTC), run_marks.DONE, "")
    path = os.pathsep.join([str(notes), *filter(None, [os.environ.get("PYTHONPATH")])])
    process = subprocess.Popen(
        [COMMAND, "serve", "--config", config, "--port", str(port), "--json"],
        env=os.environ | PLANTED | {"PYTHONPATH": path}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        said = process.stdout.readline()
        assert said, f"it ended with {exit_code(process)}: {process.stderr.read()}"
        assert json.loads(said)["overdue"] == []
        yield Service(process, f"http://127.0.0.1:{port}", config.parent, notes)
    finally:
        stop(process)


def stop(process: subprocess.Popen) -> None:
    """Ask a service to end, which ends its server and worker too; one that does not is killed."""
    process.send_signal(signal.SIGTERM)
    try:
        exit_code(process)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
