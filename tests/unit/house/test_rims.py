"""What leaves the house has one outlet a kind: stdout and stderr, logs, tables in the UI, CSV, workbooks, mail.

Each outlet masks personal data and makes control characters visible; a second one would do
neither. The scan looks for every other way out.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.unit.house.test_conventions import SOURCES, short

# what writes to the outside, in which files it may stand
OUTLETS = {
    r"sys\.std(out|err)\.(write|writelines|buffer)|(?<![\w.])print\(|typer\.(echo|secho)|click\.echo": {
        "pipeline/province/console.py",
    },
    r"stderr=True|RichConsole\(stderr": {"pipeline/province/console.py"},
    r"(File|Stream|SysLog)Handler\(|basicConfig\(|setLogRecordFactory": {
        "pipeline/province/console.py", "pipeline/province/outgoing.py",
    },
    r"create_(table|link|markdown|progress|image)_artifact\(|emit_event\(": {"flows/artifacts.py", "flows/deployed.py"},
    r"csv\.(writer|DictWriter)\(|\.to_csv\(|\.write_csv\(": {"vietnamese/spreadsheet_text.py"},
    r"\.to_excel\(|\.write_excel\(|xlsxwriter\.Workbook\(": {"reports/formats/xlsx.py"},
    r"cell\.value = |sheet\.cell\([^\n,]*,[^\n,)]*,": {
        "connectors/sheets/workbooks/marks.py", "connectors/demo/workbook_file.py",
    },
    r"EmailMessage\(": {"connectors/mail.py"},
    r"(?<![\w.])Mail\(": {"pipeline/letters/outbox.py"},
    r"\bmask_personal\b": {
        "vietnamese/personal.py", "vietnamese/phrases.py", "pipeline/province/outgoing.py", "pipeline/build/checked.py",
        "pipeline/build/price_tables.py", "pipeline/feedback/open_issues.py", "pipeline/linking/rows.py",
    },
}  # fmt: skip


def code(tree: ast.Module) -> str:
    """A module without its comments and docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


CODE = {short(path): code(ast.parse(source)) for path, (source, _) in SOURCES.items()}


@pytest.mark.parametrize("way", OUTLETS)
def test_there_is_one_outlet_each(way):
    found = {name for name, source in CODE.items() if re.search(way, source)}
    assert found == OUTLETS[way]


@pytest.mark.parametrize(
    "source",
    [
        "sys.stdout.write(text)", "print(text)", "typer.echo(text)", "Console(stderr=True)",
        "logging.FileHandler(path)", "create_table_artifact(rows)", "csv.writer(out)",
        "frame.to_csv(path)", "xlsxwriter.Workbook(path)",
        "cell.value = text", "sheet.cell(row + 1, 2, text)", "EmailMessage()", "Mail(sender)",
    ],
)  # fmt: skip
def test_the_scan_sees_another_way_out(source):
    assert any(re.search(way, source) for way in OUTLETS)


@pytest.mark.parametrize("source", ["sheet.cell(row + 1, col + 1)", "pprint(1)", "file.write(text)", "GmailMail2(1)"])
def test_the_scan_leaves_the_rest_alone(source):
    assert not any(re.search(way, source) for way in OUTLETS)


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path, (_, tree) in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                yield short(path), node


def test_a_workbook_is_made_of_strings_and_numbers_only():
    """xlsxwriter's `write` guesses: a text that begins with = becomes a formula, one like an address a link."""
    guessing = ("write_formula", "write_url", "write_rich_string", "write_row", "write_column", "write_array_formula")
    assert [path for name in guessing for path, _ in calls(name)] == []
    assert [path for path, _ in calls("write") if path == "reports/formats/xlsx.py"] == []
    text = CODE["reports/formats/xlsx.py"]
    for option in ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"):
        assert f"'{option}': False" in text


def test_every_task_lets_only_fit_words_out():
    """A task's error becomes its state in Prefect before any flow sees it."""
    decorators = {
        f"{short(path)}:{node.name}": [ast.unparse(one) for one in node.decorator_list]
        for path, (_, tree) in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    tasks = {name: found for name, found in decorators.items() if any(one.startswith("task(") for one in found)}
    assert len(tasks) >= 10
    assert [name for name, found in tasks.items() if found[-1] != "MaskedErrors()"] == []
