"""A Prefect server as a person's browser uses it."""

import subprocess
import time
import uuid
from collections.abc import Collection

import httpx

from tests.patience import patience, until

ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


class PrefectApi:
    """The few questions that tests ask; `needs` are the processes without which no answer would ever come."""

    def __init__(self, api: str, needs: Collection[subprocess.Popen], login: str = ":") -> None:
        self.api, self._needs = api, needs
        self._login = tuple(login.split(":", 1))

    def is_healthy(self) -> bool:
        try:
            return httpx.get(f"{self.api}/health", timeout=patience(5)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def post(self, path: str, body: dict) -> list | dict:
        for pause in (1, 2, 4, 0):  # a server whose SQLite is busy answers 503, and Prefect's own client asks again too
            answer = self.ask("POST", path, body)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(pause)
        answer.raise_for_status()
        return answer.json()

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        return httpx.request(method, f"{self.api}{path}", json=body, auth=self._login, timeout=patience(60))

    def deployment(self, flow: str) -> dict:
        answer = self.ask("GET", f"/deployments/name/{flow}/{flow}")
        answer.raise_for_status()
        return answer.json()

    def start(self, flow: str, more: dict | None = None, /, **parameters: object) -> str:
        """Start a deployment; `more`: what else to say of the run. Its id."""
        deployment = self.deployment(flow)
        asked = {"parameters": parameters, "idempotency_key": uuid.uuid4().hex, **(more or {})}
        run = self.post(f"/deployments/{deployment['id']}/create_flow_run", asked)
        return run["id"]

    def runs(self, flow: str) -> list[dict]:
        return self.post("/flow_runs/filter", {"flows": {"name": {"any_": [flow]}}, "sort": "EXPECTED_START_TIME_ASC"})

    def ended(self, flow: str) -> list[dict]:
        """The deployment's runs that have ended; runs that the schedule keeps for later do not count."""
        return [one for one in self._asked(flow) if one["state_type"] in ENDED]

    def _asked(self, flow: str) -> list[dict]:
        return [one for one in self.runs(flow) if one["deployment_id"] and not one["auto_scheduled"]]

    def run(self, run_id: str) -> dict:
        """A flow run once it has ended."""

        def ended() -> dict | None:
            one = self.ask("GET", f"/flow_runs/{run_id}").json()
            return one if one["state_type"] in ENDED else None

        return until(ended, f"flow run {run_id} ends", self._needs)

    def wait(self, flow: str) -> list[dict]:
        """The flow's runs that have ended, once there is one."""
        return until(lambda: self.ended(flow), f"a run of {flow} ends", self._needs, lambda: self._said(flow))

    def wait_until_done(self, flow: str) -> list[dict]:
        """The flow's runs that were not cancelled, once each of them has ended and there is one."""
        return until(lambda: self._done(flow), f"all runs of {flow} end", self._needs, lambda: self._said(flow))

    def _done(self, flow: str) -> list[dict]:
        asked = self._asked(flow)
        is_over = all(one["state_type"] in ENDED for one in asked)
        return [one for one in asked if one["state_type"] != "CANCELLED"] if is_over else []

    def wait_until_healthy(self) -> None:
        until(self.is_healthy, f"the Prefect server at {self.api} answers", self._needs)

    def _said(self, flow: str) -> str:
        return f"its runs: {[(one['state_name'], one['state']) for one in self.runs(flow)]}"
