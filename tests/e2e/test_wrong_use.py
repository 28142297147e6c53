"""Wrong use is answered by one clear line and exit code 2, never by a traceback."""

import pytest

from tests.e2e.command import nongsan


def config(folder):
    return str(folder / "nongsan.toml")


@pytest.fixture(scope="module")
def wrong_key(fresh_demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wrong")
    text = (fresh_demo / "nongsan.toml").read_text(encoding="utf-8").replace("min_received", "min_recieved")
    (folder / "nongsan.toml").write_text(text, encoding="utf-8")
    return folder


CASES = {
    "month that is none": (["run", "--month", "2023-13"], "--month '2023-13' is not a month like 2023-02"),
    "month as words": (["run", "--month", "tháng 8"], "is not a month like 2023-02"),
    "month outside the plan": (["report", "--month", "2023-01"], "outside the plan, 2023-02 to 2023-12"),
    "missing month": (["run"], "run needs either --month YYYY-MM or --all"),
    "unknown unit": (["sync", "--unit", "999"], "unknown unit '999': units.csv has 899, 900"),
    "clock that is none": (["sync", "--now", "hôm nay"], "--now: 'hôm nay' is not an ISO date or time"),
    "past that is none": (["build", "--as-of", "hôm qua"], "--as-of: 'hôm qua' is not an ISO date or time"),
    "release without a name": (["report", "--month", "2023-08", "--release"], "--release needs --by NAME and --reason"),
    "unknown option": (["status", "--colour"], "No such option: --colour"),
}


@pytest.mark.parametrize(("arguments", "said"), CASES.values(), ids=CASES)
def test_one_line_and_exit_2(fresh_demo, arguments, said):
    finished = nongsan(*arguments, "--config", config(fresh_demo))
    assert finished.code == 2
    assert said in finished.err
    assert len(finished.err.strip().splitlines()) == 1
    assert "Traceback" not in finished.err
    assert finished.out == ""


def test_a_missing_config_says_how_to_get_one(tmp_path):
    finished = nongsan("run", "--month", "2023-08", cwd=tmp_path)
    assert finished.code == 2
    assert finished.err.strip() == (
        "error: config file nongsan.toml not found: give --config PATH, or make a province with `nongsan demo DIR`"
    )


def test_an_unknown_key_is_answered_with_the_nearest(wrong_key):
    finished = nongsan("run", "--month", "2023-08", "--config", config(wrong_key))
    assert finished.code == 2
    assert "unknown key [gate.min_recieved]; did you mean 'min_received'?" in finished.err
    assert len(finished.err.strip().splitlines()) == 1


def test_an_unknown_command_is_refused():
    finished = nongsan("reprot")
    assert finished.code == 2
    assert "No such command 'reprot'" in finished.err


def test_a_demo_never_overwrites(fresh_demo):
    finished = nongsan("demo", str(fresh_demo))
    assert finished.code == 2
    assert "is not an empty folder" in finished.err
