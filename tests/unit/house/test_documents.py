"""Documents describe what exists: derived files are fresh, commands stand in the README, links lead somewhere."""

import re
from pathlib import Path

import typer

from flows.cli.app import app
from flows.cli.derived import stale_files

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands(group: typer.main.TyperGroup, prefix: str = "nongsan") -> list[str]:
    found = []
    for name, command in group.commands.items():
        path = f"{prefix} {name}"
        found += commands(command, path) if hasattr(command, "commands") else [path]
    return found


def test_derived_files_are_fresh():
    assert stale_files() == []


def test_every_command_has_a_line_in_the_readme():
    missing = [name for name in commands(typer.main.get_command(app)) if f"`{name}" not in README]
    assert missing == []


def test_the_readme_names_no_command_that_does_not_exist():
    known = commands(typer.main.get_command(app))
    named = set(re.findall(r"^\| `(nongsan [a-z]+(?: [a-z]+)?)", README, flags=re.M))
    strangers = {name for name in named if name not in known and name.rsplit(" ", 1)[0] not in known}
    assert strangers == set()


def test_links_lead_somewhere():
    broken = []
    for path in DOCUMENTS:
        links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
        local = [link for link in links if not link.startswith(("http://", "https://", "mailto:"))]
        broken += [f"{path.name}: {link}" for link in local if not (path.parent / link).exists()]
    assert broken == []
