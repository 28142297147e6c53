"""Every failure a person can meet ends with its exit code and a line, and saying so loads no heavy library."""

import errno
import subprocess
import sys
from datetime import date

import pytest

from connectors.reading.names.references import References, ReferencesInvalid
from expectations.validation import CheckNotEvaluated
from flows.cli.failures import EXIT_CODES, explain
from pipeline.province.settings import SOURCE_ROOT


def exit_code(error: BaseException) -> int | None:
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), None)


def test_a_check_that_could_not_be_computed_fails_the_command():
    error = CheckNotEvaluated("value_gap.value_vnd", "no such column")
    assert exit_code(error) == 1
    assert explain(error) == ["value_gap.value_vnd: no such column"]


def test_an_extension_that_cannot_be_used_is_bad_input(tmp_path):
    (tmp_path / "aliases.csv").write_text("alias,product_code\ndứa,coconut\n", encoding="utf-8")
    with pytest.raises(ReferencesInvalid) as caught:
        References.load(SOURCE_ROOT / "dbt_project" / "seeds", tmp_path, on=date(2023, 5, 1))
    assert exit_code(caught.value) == 2
    assert explain(caught.value) == ["alias 'dứa' belongs to 'pineapple', not to 'coconut' as well"]


def test_a_full_disk_and_a_read_only_folder_are_told_with_path_and_fix(tmp_path):
    full = explain(OSError(errno.ENOSPC, "No space left on device", "data/landing/x.json"))
    assert full == [
        "data/landing/x.json: No space left on device: free some space (`nongsan maintain` packs old files), "
        "then run again; what was published stands"
    ]
    (refused,) = explain(PermissionError(errno.EACCES, "Permission denied", "data/.state"))
    assert refused.startswith("data/.state: Permission denied: make it writable for this user")


def test_the_failures_are_known_without_great_expectations_or_prefect():
    code = (
        "import sys, flows.cli.app; print([name for name in ('great_expectations', 'prefect') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=SOURCE_ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
