"""Tests stand where the code stands: the tree of tests/unit is that of the packages."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TESTS = ROOT / "tests"
UNIT = TESTS / "unit"
CLOCKS = {"perf_counter", "process_time", "monotonic", "getrusage", "sleep"}
# figures of speed; waits; instants at which something is killed; a simulated clock's own names
MAY_READ_CLOCKS = (
    "bench/", "patience.py", "crash/", "e2e/prefect_api.py", "google/server.py", "google/conftest.py",
    "unit/connectors/feeds/fetching/price_site.py",
)  # fmt: skip
HOUSE = UNIT / "house"  # the repository itself, which is no package


def names_imported(path: Path) -> set[str]:
    """Dotted names that a file imports, modules and what is taken from them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def clocks_read(path: Path) -> set[str]:
    """Clocks that a file reads or waits by, and limits in plain seconds that it gives to a call."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found |= {name} & CLOCKS
            is_wait = name in ("wait", "join", "communicate") and any(map(is_number, node.args))
            found |= {f"{name} of seconds"} if is_wait else set()
            found |= {"timeout"} & {one.arg for one in node.keywords if is_number(one.value)}
    return found


def is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value > 0


def test_no_test_depends_on_how_fast_the_machine_is():
    """What was done is asserted, how long it took is measured by `make bench`; waits are `tests/patience.py`'s."""
    depending = {
        name: clocks
        for path in TESTS.rglob("*.py")
        if not (name := path.relative_to(TESTS).as_posix()).startswith(MAY_READ_CLOCKS)
        and (clocks := clocks_read(path))
    }
    assert depending == {}


def test_every_unit_test_has_the_folder_it_tests():
    files = [path for path in UNIT.rglob("test_*.py") if HOUSE not in path.parents]
    strays = [
        path.relative_to(TESTS).as_posix() for path in files if not (ROOT / path.parent.relative_to(UNIT)).is_dir()
    ]
    assert len(files) > 80
    assert strays == []


def test_every_folder_of_tests_is_a_package():
    folders = {path.parent for path in TESTS.rglob("*.py")}
    assert [folder.relative_to(TESTS).as_posix() for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_helper_is_imported_from_a_conftest():
    """Fixtures travel by themselves; what is called by name lives in a module with a name."""
    borrowed = {
        path.relative_to(TESTS).as_posix(): names
        for path in TESTS.rglob("*.py")
        if (names := {name for name in names_imported(path) if ".conftest" in name})
    }
    assert borrowed == {}
