"""A server that the environment names and that is not there, and one of its own that does not come up: what is said."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest

from flows.serving import one_run_server
from flows.serving.one_run_server import NotStarted, ServerStart
from pipeline.province.environment import load_settings
from pipeline.province.settings import ConfigError, Settings
from tests.unit.connectors.feeds.fetching.price_site import Site


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "nongsan.toml").write_text("", encoding="utf-8")
    return load_settings(tmp_path / "nongsan.toml")


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    yield one
    one.close()


def test_a_dead_server_is_named_with_the_variable_and_the_fix(settings: Settings, monkeypatch) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        api = f"127.0.0.1:{held.getsockname()[1]}/api"
        monkeypatch.setenv("PREFECT_API_URL", f"http://mot:hai@{api}")
        with pytest.raises(ConfigError) as raised:
            ServerStart(settings)
    said = str(raised.value)
    assert said.startswith(f"PREFECT_API_URL names http://{api}, but there is no server that answers (")
    assert said.endswith("or unset PREFECT_API_URL, and the command starts a server of its own")


@pytest.mark.parametrize("address", ["nonsense", "http://[::1/api"])
def test_what_is_no_address_is_named_too(settings: Settings, monkeypatch, address: str) -> None:
    monkeypatch.setenv("PREFECT_API_URL", address)
    with pytest.raises(ConfigError, match=r"^PREFECT_API_URL names "):
        ServerStart(settings)


def test_another_server_at_that_address_is_told_apart(settings: Settings, site: Site, monkeypatch) -> None:
    def answer(request: BaseHTTPRequestHandler, _: int) -> None:
        site.send(request, 404)

    site.answer = answer
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{site.port}")
    with pytest.raises(ConfigError, match="but there is something else, which knows no /health: start"):
        ServerStart(settings)
    assert [one["path"] for one in site.seen] == ["/health"]


@pytest.mark.parametrize("error", [RuntimeError("Timed out\nwhile waiting"), httpx.ReadTimeout("timed out")])
def test_a_server_that_does_not_come_up_says_what_to_do(settings: Settings, monkeypatch, error: Exception) -> None:
    class Slow:
        def start(self) -> None:
            raise error

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "7")
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "x:y")
    monkeypatch.setattr(one_run_server, "_import_prefect", lambda: None)
    monkeypatch.setattr(ServerStart, "_watched_server", lambda _: Slow())
    with pytest.raises(NotStarted) as raised:
        ServerStart(settings).wait()
    said = str(raised.value)
    assert said.startswith("Prefect's temporary server did not start within 7 s (")
    assert (
        "give it longer with PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS, or leave `nongsan serve` running" in said
    )
    assert "\n" not in said
