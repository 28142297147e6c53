"""Who else on this machine can read a secret or change what the platform obeys: the modes of files, for `doctor`."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from connectors.saved_files import SavedWrongly, saved_text
from pipeline.province.settings import Settings

READ_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
WRITTEN_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_HOLDS_A_SECRET = re.compile(
    r"(?im)^[^#\n]*\b(?:\w*password|\w*secret|\w*token|api_?key)\b\s*[=:]|://[^/\s:@]+:[^/\s@]+@"
)


def open_secrets(settings: Settings) -> Iterator[str]:
    """A line for each file with a secret, or with what somebody typed, that others on the machine can read."""
    data, key = settings.data_folder, settings.service_account_file
    private = [data, *data.glob("*.login"), *data.glob(".prefect/prefect.db*"), *data.glob("logs/*.log*")]
    for path in [*([key] if key else []), *private]:
        if _is_open(path, READ_BY_OTHERS):
            mode = "700" if path.is_dir() else "600"
            yield f"{path} can be read by others on this machine: chmod {mode} {path}"
    for path in _obeyed(settings):
        if _is_open(path, READ_BY_OTHERS) and _holds_a_secret(path):
            yield f"{path} holds a secret and can be read by others on this machine: chmod 600 {path}"


def open_orders(settings: Settings) -> Iterator[str]:
    """A line for each file that says what the platform does and that others on the machine can change."""
    for path in _obeyed(settings):
        if _is_open(path, WRITTEN_BY_OTHERS):
            yield f"{path} can be changed by others on this machine: chmod go-w {path}"


def _obeyed(settings: Settings) -> list[Path]:
    feeds = sorted([*settings.feeds_folder.glob("*.yml"), *settings.feeds_folder.glob("*.yaml")])
    return [settings.config_path, settings.units_file, *feeds]


def _is_open(path: Path, bits: int) -> bool:
    try:
        return bool(path.stat().st_mode & bits)
    except OSError:
        return False


def _holds_a_secret(path: Path) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return False
    try:
        text = saved_text(content)
    except SavedWrongly:
        text = content.decode("utf-8", errors="replace")
    return _HOLDS_A_SECRET.search(text) is not None
