"""Who may import whom: the contracts of pyproject.toml hold, and the ones a linter can't state."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("flows", "pipeline", "connectors", "expectations", "planning", "reports", "vietnamese")
MODULES = {
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
}
OPENPYXL_READERS = {
    "connectors/sheets/workbooks/backend.py",
    "connectors/feeds/tables/tables.py",
}


def imported(path: Path) -> set[str]:
    """The project's own modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name in MODULES}


ARROWS = {name: imported(path) - {name} for name, path in MODULES.items()}


def circle(arrows: dict[str, set[str]]) -> list[str]:
    try:
        list(TopologicalSorter(arrows).static_order())
    except CycleError as error:
        return error.args[1]
    return []


def child_of(package: str, module: str) -> str | None:
    """The direct child of a package that a module is or lies in."""
    if not module.startswith(f"{package}."):
        return None
    return ".".join(module.split(".")[: package.count(".") + 2])


def test_import_contracts_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_no_files_import_in_a_circle():
    packages = {name for name, path in MODULES.items() if path.name == "__init__.py"}
    files = {name: arrows - packages for name, arrows in ARROWS.items()}
    assert circle(files) == []


def test_no_folders_import_in_a_circle():
    """Inside every package its files and folders stand in an order: arrows run one way only."""
    packages = sorted({name for name, path in MODULES.items() if path.name == "__init__.py"})
    circles = {}
    for package in packages:
        arrows: dict[str, set[str]] = defaultdict(set)
        for name, targets in ARROWS.items():
            source = child_of(package, name)
            ends = {child_of(package, target) for target in targets}
            if source is not None:
                arrows[source] |= ends - {None, source}
        circles[package] = circle(arrows)
    assert {package: found for package, found in circles.items() if found} == {}


def test_rooms_import_downwards_only():
    arrows: dict[str, set[str]] = defaultdict(set)
    for name, targets in ARROWS.items():
        arrows[name.split(".")[0]] |= {target.split(".")[0] for target in targets} - {name.split(".")[0]}
    assert circle(arrows) == []


def test_workbooks_are_read_in_one_place():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES.values()
        if re.search(r"\bload_workbook\b", path.read_text(encoding="utf-8"))
    }
    assert found <= OPENPYXL_READERS
