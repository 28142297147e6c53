"""Wrong use is answered by one clear line and exit code 2, never by a traceback."""

import pytest

from flows.cli.app import execute
from tests.e2e.command import Finished, nongsan
from tests.golden.province import write_province


def config(folder):
    return str(folder / "nongsan.toml")


@pytest.fixture
def command(capsys):
    """The command's program without a process of its own; the last test below shows that the two answer alike."""

    def execute_it(*arguments: str) -> Finished:
        code = execute(list(arguments))
        return Finished(code, *capsys.readouterr())

    return execute_it


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    """The two-unit province before anything was done with it."""
    return write_province(tmp_path_factory.mktemp("untouched") / "province").parent


CASES = {
    "month that is none": (["run", "--month", "2023-13"], "--month '2023-13' is not a month like 2023-02"),
    "month as words": (["run", "--month", "tháng 8"], "is not a month like 2023-02"),
    "month outside the plan": (["report", "--month", "2023-01"], "outside the plan, 2023-02 to 2023-12"),
    "missing month": (["run"], "run needs either --month YYYY-MM or --all"),
    "unknown unit": (["sync", "--unit", "999"], "unknown unit '999': units.csv has 907, K01"),
    "clock that is none": (["sync", "--now", "hôm nay"], "--now: 'hôm nay' is not an ISO date or time"),
    "past that is none": (["build", "--as-of", "hôm qua"], "--as-of: 'hôm qua' is not an ISO date or time"),
    "release without a name": (["report", "--month", "2023-08", "--release"], "--release needs --by NAME and --reason"),
    "unknown option": (["status", "--colour"], "No such option: --colour"),
}


@pytest.mark.parametrize(("arguments", "said"), CASES.values(), ids=CASES)
def test_one_line_and_exit_2(command, province, arguments, said):
    finished = command(*arguments, "--config", config(province))
    assert finished.code == 2
    assert said in finished.err
    assert len(finished.err.strip().splitlines()) == 1
    assert "Traceback" not in finished.err
    assert finished.out == ""


def test_a_missing_config_says_how_to_get_one(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    finished = command("run", "--month", "2023-08")
    assert finished.code == 2
    assert finished.err.strip() == (
        "error: config file nongsan.toml not found: give --config PATH, or make a province with `nongsan demo DIR`"
    )


def test_an_unknown_key_is_answered_with_the_nearest(command, tmp_path):
    path = write_province(tmp_path / "wrong")
    path.write_text(path.read_text(encoding="utf-8").replace("min_received", "min_recieved"), encoding="utf-8")
    finished = command("run", "--month", "2023-08", "--config", str(path))
    assert finished.code == 2
    assert "unknown key [gate.min_recieved]; did you mean 'min_received'?" in finished.err
    assert len(finished.err.strip().splitlines()) == 1


def test_an_unknown_command_is_refused(command):
    finished = command("reprot")
    assert finished.code == 2
    assert "No such command 'reprot'" in finished.err


def test_a_demo_never_overwrites(command, province):
    finished = command("demo", str(province))
    assert finished.code == 2
    assert "is not an empty folder" in finished.err


def test_the_installed_command_answers_as_its_program_does(command, province):
    arguments = ("report", "--month", "2023-01", "--config", config(province))
    assert nongsan(*arguments) == command(*arguments)
