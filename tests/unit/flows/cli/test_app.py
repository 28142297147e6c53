"""The program: each command answers in JSON if asked, and takes config and clock where it opens a province."""

import json

import pytest
import typer

from flows.cli.app import app, execute

GROUP = typer.main.get_command(app)
WITHOUT_PROVINCE = {"demo", "contracts write", "contracts check"}


def commands(group: typer.main.TyperGroup, prefix: str = "") -> dict[str, set[str]]:
    """Every command with the options it takes."""
    found = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= commands(command, f"{prefix}{name} ")
        else:
            found[f"{prefix}{name}"] = {option for one in command.params for option in one.opts}
    return found


def test_every_command_can_answer_in_json():
    assert [name for name, options in commands(GROUP).items() if "--json" not in options] == []


def test_every_command_that_opens_a_province_takes_its_config_and_clock():
    opening = {name: options for name, options in commands(GROUP).items() if name not in WITHOUT_PROVINCE}
    assert [name for name, options in opening.items() if "--config" not in options] == []
    assert [name for name, options in opening.items() if "--now" not in options] == ["serve"]


@pytest.mark.parametrize("arguments", [["run"], ["run", "--month", "2023-08"], ["--nothing"], ["report", "--early"]])
def test_a_failure_is_one_json_object_with_its_exit_code(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code = execute([*arguments, "--json"])
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert (code, document["exit_code"]) == (2, 2)
    assert said.err == "".join(f"error: {line}\n" for line in document["error"])


def test_the_commands_own_json_is_its_outcome(capsys):
    assert execute(["contracts", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"stale": []}
    assert execute(["contracts", "check"]) == 0
    assert capsys.readouterr().out == "everything is fresh\n"
