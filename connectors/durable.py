"""Files and folders that appear whole or not at all and outlive a power cut from the moment they can be seen."""

import os
import secrets
import shutil
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_STAGING, _OLD = ".aside", ".old"


def write_atomically(path: Path, content: bytes, mode: int = FILE_MODE) -> None:
    """Write `content` to `path` whole or not at all, durable before it is visible."""
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(temporary, path)
        sync_entry(path.parent)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
    finally:
        temporary.unlink(missing_ok=True)


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


def publish_file(temporary: Path, target: Path) -> None:
    """Put a finished file in the place of another; whoever has that one open keeps it."""
    make_folder(target.parent)
    make_way(target)
    sync_entry(temporary)
    temporary.chmod(FILE_MODE)
    os.replace(temporary, target)
    sync_entry(target.parent)


def make_way(path: Path) -> None:
    """Rename a folder that stands in the place of a file to be written; `nongsan maintain` removes it in time."""
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f".{path.name}.{secrets.token_hex(4)}.aside"))


def discard(path: Path) -> None:
    """Remove a file that is of no use, or rename the folder in its place; it may be gone already."""
    make_way(path)
    path.unlink(missing_ok=True)


def publish_folder(temporary: Path, target: Path) -> None:
    """Put a finished flat folder in its place; one that stands there already leaves just before.

    A kill in between leaves the place empty until `complete_swaps`: the old folder is away only once the new is whole.
    """
    for path in [*temporary.iterdir(), temporary]:
        sync_entry(path)
    old = _old(target)
    if target.is_dir():
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
    temporary.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    sync_entry(target.parent)


def staging_folder(target: Path) -> Path:
    """Where a folder is filled before it is published."""
    return target.with_name(f".{target.name}{_STAGING}")


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}{_OLD}")


def half_swapped(folder: Path) -> list[Path]:
    """Folders one level below this one whose publishing was killed before it was through."""
    return [path.with_name(path.name[1 : -len(_OLD)]) for path in sorted(folder.glob(f"*/.*{_OLD}"))]


def complete_swaps(folder: Path) -> None:
    """Bring to its end what a killed `publish_folder` left; for whoever alone publishes into the folder."""
    for target in half_swapped(folder):
        if not target.exists():
            whole = staging_folder(target)
            (whole if whole.is_dir() else _old(target)).rename(target)
            sync_entry(target.parent)
        shutil.rmtree(_old(target), ignore_errors=True)
