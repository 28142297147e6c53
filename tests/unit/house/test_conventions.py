"""The house's habits are tests: sizes, docstrings, names, what may stand in a file and what may not."""

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("flows", "pipeline", "connectors", "expectations", "planning", "reports", "vietnamese")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SOURCES = {path: (text := path.read_text(encoding="utf-8"), ast.parse(text)) for path in MODULES}
MODELS = sorted((ROOT / "dbt_project" / "models").rglob("*.sql"))
TEXT_SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".toml", ".md", ".csv", ".typ", ".html", ".css", ".lock", ".txt", ""}
TOP_LEVEL = {
    ".ci", ".gitignore", "Makefile", "README.md", "SECURITY.md", "connectors", "dbt_project", "docs", "expectations",
    "flows", "pipeline", "planning", "prefect.yaml", "pyproject.toml", "reports", "requirements.lock", "tests",
    "vietnamese",
}  # fmt: skip
MODULE_LINES, FUNCTION_LINES, MODEL_LINES, FOLDER_MODULES = 450, 40, 80, 25


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_top_level_is_the_plans():
    assert {short(path).split("/")[0] for path in tracked()} <= TOP_LEVEL


def of_modules(complaint: Callable[[str, ast.Module], Iterable[str]]) -> list[str]:
    """Every module's complaints, as `path: complaint`."""
    return [f"{short(path)}: {said}" for path, (source, tree) in SOURCES.items() for said in complaint(source, tree)]


def test_a_module_says_why_it_exists():
    assert of_modules(lambda _, tree: [] if ast.get_docstring(tree) else ["no module docstring"]) == []


def test_what_is_public_says_what_it_is():
    """Classes, functions, methods, properties; a method that only overrides a library's needs no words of its own."""
    of_libraries = {"settings_customise_sources"}

    def silent(node: ast.AST, path: str = "") -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and child.name[0] != "_":
                if not ast.get_docstring(child) and child.name not in of_libraries:
                    yield f"{path}{child.name} has no docstring"
                if isinstance(child, ast.ClassDef):
                    yield from silent(child, f"{path}{child.name}.")

    found = of_modules(lambda _, tree: silent(tree))
    assert [one for one in found if not one.startswith("connectors/demo/")] == []


def test_a_class_has_a_name_of_its_own():
    """Two public classes of one name would mean two things by one word."""
    named = Counter(
        node.name
        for _, tree in SOURCES.values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name[0] != "_"
    )
    assert [name for name, count in named.items() if count > 1] == []


def test_a_module_stays_small():
    """At most 450 lines a file and 40 a function."""

    def long(source: str, tree: ast.Module) -> Iterator[str]:
        if (lines := source.count("\n")) > MODULE_LINES:
            yield f"{lines} lines"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION_LINES:
                    yield f"{node.name} has {lines} lines"

    assert of_modules(long) == []


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils.py", "helpers.py", "common.py", "base.py", "misc.py"}
    assert [short(path) for path in MODULES if path.name in drawers] == []


def test_no_folder_holds_more_than_25_modules():
    counts = Counter(path.parent for path in [*MODULES, *(ROOT / "tests").rglob("*.py")])
    assert {short(folder): count for folder, count in counts.items() if count > FOLDER_MODULES} == {}


def test_a_model_stays_small_and_is_described():
    """At most 80 lines, and a line in a yml beside it."""
    described = {
        folder: "\n".join(one.read_text(encoding="utf-8") for one in folder.glob("*.yml"))
        for folder in {path.parent for path in MODELS}
    }
    long = [short(path) for path in MODELS if path.read_text(encoding="utf-8").count("\n") > MODEL_LINES]
    silent = [short(path) for path in MODELS if not re.search(rf"- name: {path.stem}\n", described[path.parent])]
    assert {"too long": long, "not described": silent} == {"too long": [], "not described": []}


def test_only_staging_reads_sources():
    readers = [short(path) for path in MODELS if "source(" in path.read_text(encoding="utf-8")]
    assert readers == [short(path) for path in MODELS if path.parent.name == "staging"]


def test_the_environment_is_read_in_one_place():
    readers = [short(path) for path in MODULES if "os.environ" in path.read_text(encoding="utf-8")]
    assert readers == ["pipeline/province/environment.py"]


def test_a_process_is_given_an_environment_of_its_own():
    """None has all that this process knows: `pipeline/province/secrecy.py` says which secrets reach whom."""

    def starts(_: str, tree: ast.Module) -> Iterator[str]:
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        for node in calls:
            if ast.unparse(node.func) in ("subprocess.Popen", "subprocess.run", "anyio.run_process"):
                given = {one.arg for one in node.keywords}
                yield from [] if "env" in given else [f"line {node.lineno} names no env"]

    assert of_modules(starts) == []


def test_no_file_names_an_index_this_machine_or_unfinished_work():
    index = re.compile(r"https?://[^\s\"']+/simple\b|--ind[e]x-url|(?<![\w./-])/(?:w[o]rk|r[o]ot)/")
    left = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X)\b")
    found = []
    for path in tracked():
        if path.suffix not in TEXT_SUFFIXES or path.stat().st_size > 3_000_000:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if index.search(text) or left.search(text):
            found.append(short(path))
    assert found == []


def test_the_lock_pins_every_line_with_hashes():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [number for number, line in enumerate(lines) if re.match(r"^[a-z0-9]", line)]
    assert len(pins) > 100
    assert all("==" in lines[number] and "--hash=sha256:" in lines[number + 1] for number in pins)


def test_ci_calls_the_readmes_test_command():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "make test"
    assert "export CI=true" in lines
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
