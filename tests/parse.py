"""The parse of the dbt project, made once for this version of it and lent to provinces that a test will build.

A parse depends on the project alone (`pipeline.build.parse`); provinces that are lent none make their own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from connectors.warehouse import FILE_NAME
from pipeline.build.parse import PROJECT_DIR, KeptParse

_CACHE = "NONGSAN_TESTS_PARSE"


def share_parse(config: pytest.Config) -> None:
    """Let this process and those it starts lend the parse that pytest's cache keeps."""
    os.environ[_CACHE] = str(config.cache.mkdir("dbt"))


def lend_parse(data_folder: Path) -> None:
    """Put the parse where a build of the province looks for it, if none is there; nothing outside a test session."""
    if _CACHE not in os.environ:
        return
    shared, own = KeptParse.of(Path(os.environ[_CACHE])), KeptParse.of(data_folder)
    if own.exists:
        return
    with FileLock(Path(os.environ[_CACHE]) / "lock"):
        if shared.read() is None:
            _parse(shared.folder)
            shared.keep()
        shutil.copytree(shared.folder, own.folder, ignore=shutil.ignore_patterns("compiled", "run"))


def _parse(folder: Path) -> None:
    subprocess.run(
        [
            Path(sys.executable).with_name("dbt"), "parse", "--quiet", "--project-dir", PROJECT_DIR, "--profiles-dir",
            PROJECT_DIR, "--target-path", folder, "--log-path", folder,
        ],
        env=os.environ | {"NONGSAN_BUILD_DB": str(folder / FILE_NAME), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
        check=True,
    )  # fmt: skip
