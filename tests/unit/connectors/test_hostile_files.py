"""Attacks by file that were withstood and stay so: archives that reach outside, entities that grow, YAML that runs.

Each file comes as an attacker would hand it in; nothing outside may be touched, and one line says why.
"""

import io
import os
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from connectors.archives import ArchiveRefused, check_archive
from connectors.feeds.declaration import FeedDeclarationError, load_declarations
from connectors.sheets.protocol import SheetUnavailable
from connectors.sheets.workbooks.backend import WorkbookBackend
from tests.unit.connectors.damage import with_part

AT = datetime(2023, 3, 1, tzinfo=UTC)
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
RUNS = (
    "!!python/object/apply:os.system ['touch {}']",
    "!!python/object/new:os.system ['touch {}']",
    "!!python/name:os.system",
    "!!python/module:os",
    "!!python/object/apply:subprocess.check_output [[touch, '{}']]",
)


@pytest.fixture(scope="module")
def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Mã", "Nông sản"])
    book.save(out)
    return out.getvalue()


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


OUTSIDE = ("../../evil.xlsx", "/tmp/evil-of-nongsan", "..\\..\\evil", "xl/../../../evil", "evil\x00.xml")
PARTS = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "docProps/core.xml")
ENTITIES = (LAUGHS, '<!ENTITY a9 SYSTEM "file:///etc/hostname">', '<!ENTITY % a SYSTEM "http://127.0.0.1:1/">')


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_part_that_would_lie_outside_is_written_nowhere(tmp_path, workbook, name):
    (inside := tmp_path / "a" / "b").mkdir(parents=True)
    (inside / "907.xlsx").write_bytes(with_part(workbook, name, b"evil"))
    before = everything(tmp_path)
    try:
        WorkbookBackend(inside).read_tabs("907", AT)
    except SheetUnavailable as error:
        assert "\n" not in error.problem
    assert everything(tmp_path) == before
    assert not Path("/tmp/evil-of-nongsan").exists()


def test_a_link_in_an_archive_is_not_followed(tmp_path, workbook):
    (secret := tmp_path / "secret.txt").write_text("bi mat", encoding="utf-8")
    link = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != link.filename:
                new.writestr(name, old.read(name))
        new.writestr(link, str(secret))
    (tmp_path / "907.xlsx").write_bytes(out.getvalue())
    with pytest.raises(SheetUnavailable) as refused:
        WorkbookBackend(tmp_path).read_tabs("907", AT)
    assert "bi mat" not in refused.value.problem


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("entity", ENTITIES, ids=["laughs", "file", "address"])
def test_entities_of_a_workbook_are_refused_before_a_parser_sees_them(workbook, part, entity):
    text = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">{entity}]><a>&a9;</a>'
    with pytest.raises(ArchiveRefused, match="carries a document type"):
        check_archive(with_part(workbook, part, text.encode()))


@pytest.mark.parametrize("tag", RUNS)
def test_a_declaration_runs_nothing(tmp_path, tag):
    (tmp_path / "gia.yml").write_text(f"name: {tag.format(tmp_path / 'ran')}\n", encoding="utf-8")
    with pytest.raises(FeedDeclarationError) as refused:
        load_declarations(tmp_path)
    assert not (tmp_path / "ran").exists()
    (problem,) = refused.value.problems
    assert problem.startswith("gia.yml: ")


def test_a_declaration_that_repeats_itself_without_end_is_not_unfolded(tmp_path):
    """Nine levels of ten: a billion, if anything unfolded them to say what is wrong."""
    levels = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 10))
    (tmp_path / "gia.yml").write_text(f"x0: &x0 [ha]\n{levels}", encoding="utf-8")
    with pytest.raises(FeedDeclarationError) as refused:
        load_declarations(tmp_path)
    assert sum(len(problem) for problem in refused.value.problems) < 10_000
    assert os.listdir(tmp_path) == ["gia.yml"]
