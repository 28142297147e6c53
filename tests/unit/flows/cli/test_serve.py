"""What `nongsan serve` refuses before it starts anything."""

import pytest

from flows.cli.app import execute


@pytest.fixture(autouse=True)
def province(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("PREFECT_API_URL", "PREFECT_SERVER_API_AUTH_STRING"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "nongsan.toml").write_text("", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("options", "environment", "said"),
    [
        (["--host", "0.0.0.0"], {"PREFECT_SERVER_API_AUTH_STRING": ""}, "--host 0.0.0.0 lets other machines in"),
        (["--host", "10.0.0.5"], {"PREFECT_SERVER_API_AUTH_STRING": ""}, "--host 10.0.0.5 lets other machines in"),
        ([], {"PREFECT_SERVER_API_AUTH_STRING": "short"}, "it must read user:password"),
        (["--address", "nongsan.example"], {}, "'nongsan.example' is no address like https://nongsan.example"),
        (["--server-only"], {"PREFECT_API_URL": "http://127.0.0.1:9/api"}, "--server-only starts a server"),
        (["--worker-only"], {}, "--worker-only needs a running server"),
    ],
)
def test_what_is_refused_starts_nothing(province, monkeypatch, capsys, options, environment, said):
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    assert execute(["serve", *options]) == 2
    assert said in capsys.readouterr().err
    assert not (province / "data" / "logs").exists()
