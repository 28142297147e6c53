"""A run that could write nothing ends before anything starts, with the folder and the fix."""

import os
import shutil
from collections import namedtuple

import pytest

from flows import run_all
from flows.cli.failures import explain
from pipeline.province.environment import load_settings

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "nongsan.toml").write_text("", encoding="utf-8")
    return load_settings(tmp_path / "nongsan.toml")


def test_a_disk_that_is_nearly_full_is_told_with_what_is_left(settings, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 3 * 2**20))
    with pytest.raises(OSError) as caught:
        run_all.demand_space(settings)
    assert explain(caught.value) == [
        f"{settings.data_folder}: 3 MiB left, a run needs 64: No space left on device: free some space "
        "(`nongsan maintain` packs old files), then run again; what was published stands"
    ]


def test_a_folder_that_cannot_be_made_is_named(settings):
    settings.data_folder.write_bytes(b"")
    with pytest.raises(OSError) as caught:
        run_all.demand_space(settings)
    assert str(settings.data_folder) in explain(caught.value)[0]


def test_with_room_nothing_is_left_behind(settings):
    run_all.demand_space(settings)
    assert os.listdir(settings.data_folder) == []
