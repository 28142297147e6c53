"""The parse of the dbt project, kept between builds.

dbt keeps one itself, but begins anew for every path of a build file and trusts what it finds; this one depends on the
project alone, and a file that was left half written or was altered counts for nothing.
"""

import hashlib
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from connectors.durable import discard, make_way, write_atomically
from connectors.warehouse import BUILD_FOLDER
from pipeline.province.settings import SOURCE_ROOT

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

PROJECT_DIR: Final = SOURCE_ROOT / "dbt_project"
_WRITTEN_BY_DBT: Final = "partial_parse.msgpack"
_SEAL: Final = "partial_parse.sha256"


@dataclass(frozen=True)
class KeptParse:
    """dbt's target folder of one version of the project, and the parse in it."""

    folder: Path

    @classmethod
    def of(cls, data_folder: Path) -> "KeptParse":
        """The one of the project as it is installed, in a province's data folder."""
        return cls(data_folder / BUILD_FOLDER / f"dbt-{_project_hash()[:16]}")

    @property
    def exists(self) -> bool:
        """Whether the parse was kept whole: its seal is written last."""
        return (self.folder / _SEAL).is_file()

    def read(self) -> "Manifest | None":
        """The manifest; None, with what lies there removed, unless it is whole."""
        from dbt.contracts.graph.manifest import Manifest
        from dbt.parser.manifest import extended_mashumuro_decoder

        try:
            packed, seal = (self.folder / _WRITTEN_BY_DBT).read_bytes(), (self.folder / _SEAL).read_bytes()
        except OSError:
            packed, seal = b"", b""
        if seal != _seal_of(packed):
            self._clear()
            return None
        return Manifest.from_msgpack(packed, extended_mashumuro_decoder)

    def keep(self) -> None:
        """Seal what dbt has just written here, and remove the parses of other versions."""
        packed = (self.folder / _WRITTEN_BY_DBT).read_bytes()
        make_way(self.folder / _SEAL)
        write_atomically(self.folder / _SEAL, _seal_of(packed))
        for other in self.folder.parent.glob("dbt*"):
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)

    def _clear(self) -> None:
        if self.folder.is_dir():
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            discard(self.folder)


def _seal_of(packed: bytes) -> bytes:
    return hashlib.sha256(packed).hexdigest().encode()


def _project_hash() -> str:
    """sha256 over all that a parse depends on: the project's files and the versions of dbt."""
    digest = hashlib.sha256()
    for name in ("dbt-core", "dbt-duckdb"):
        digest.update(f"{name} {version(name)}\n".encode())
    for path in sorted(PROJECT_DIR.rglob("*")):
        if path.is_file() and path.parent.name != "__pycache__":
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(PROJECT_DIR)} {content}\n".encode())
    return digest.hexdigest()
