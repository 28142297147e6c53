"""A Prefect server as a person's browser uses it."""

import time
import uuid

import httpx

PATIENCE = 400.0
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


class PrefectApi:
    """The few questions that tests ask."""

    def __init__(self, api: str) -> None:
        self.api = api

    def post(self, path: str, body: dict) -> list | dict:
        for pause in (1, 2, 4, 0):  # a server whose SQLite is busy answers 503, and Prefect's own client asks again too
            answer = httpx.post(f"{self.api}{path}", json=body, timeout=30)
            if answer.status_code != 503:
                break
            time.sleep(pause)
        answer.raise_for_status()
        return answer.json()

    def start(self, flow: str, **parameters: object) -> str:
        deployment = httpx.get(f"{self.api}/deployments/name/{flow}/{flow}", timeout=30).json()
        asked = {"parameters": parameters, "idempotency_key": uuid.uuid4().hex}
        run = self.post(f"/deployments/{deployment['id']}/create_flow_run", asked)
        return run["id"]

    def runs(self, flow: str) -> list[dict]:
        return self.post("/flow_runs/filter", {"flows": {"name": {"any_": [flow]}}, "sort": "EXPECTED_START_TIME_ASC"})

    def wait(self, flow: str, wanted: int) -> list[dict]:
        """The flow's runs once so many have ended; runs that the schedule keeps for later do not count."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            asked = [one for one in self.runs(flow) if not one["auto_scheduled"]]
            ended = [one for one in asked if one["state_type"] in ENDED]
            if len(ended) >= wanted:
                return ended
            time.sleep(0.5)
        raise AssertionError(f"{flow}: {[(one['state_name'], one['state']) for one in self.runs(flow)]}")


def until_healthy(api: str) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            if httpx.get(f"{api}/health", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    raise AssertionError("the server did not come up")
