"""Trials in a process of their own, because their children must not inherit the threads of a test session."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.patience import patience

ROOT = Path(__file__).parents[2]


def found_apart(module: str, folder: Path, seconds: float) -> Any:
    """What `python -m MODULE FOLDER` prints as JSON; `seconds`: the patience with it, as on a quiet machine."""
    command = [sys.executable, "-m", module, str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=patience(seconds), check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout)
