"""Who may import whom: the contracts of pyproject.toml hold, and the ones a linter can't state."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
OPENPYXL_READERS = {
    "connectors/sheets/workbooks.py",
    "connectors/feeds/tables.py",
}


def test_import_contracts_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_workbooks_are_read_in_one_place():
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ("flows", "connectors", "expectations", "planning", "reports")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"\bload_workbook\b", path.read_text(encoding="utf-8"))
    }
    assert found <= OPENPYXL_READERS
