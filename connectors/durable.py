"""Files and folders that appear whole or not at all and outlive a power cut from the moment they can be seen."""

import os
import secrets
import shutil
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def write_atomically(path: Path, content: bytes, mode: int = FILE_MODE) -> None:
    """Write `content` to `path` whole or not at all, durable before it is visible."""
    make_folder(path.parent)
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(aside, path)
        sync_entry(path.parent)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
    finally:
        aside.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each entry durable."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True, mode=FOLDER_MODE)
    sync_entry(folder.parent)


def sync_entry(path: Path) -> None:
    """Make a file's content, or the entries of a folder, outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish_file(aside: Path, target: Path) -> None:
    """Put a finished file in the place of another; whoever has that one open keeps it."""
    make_folder(target.parent)
    sync_entry(aside)
    aside.chmod(FILE_MODE)
    os.replace(aside, target)
    sync_entry(target.parent)


def publish_folder(aside: Path, target: Path) -> None:
    """Put a finished flat folder in its place; one that stands there already leaves just before."""
    for path in [*aside.iterdir(), aside]:
        sync_entry(path)
    if target.is_dir():
        old = target.with_name(f".{target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        aside.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        aside.rename(target)
    sync_entry(target.parent)
