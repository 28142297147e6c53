"""The demo province as a whole: the same bytes from the same seed, of the promised size.

One small province is made twice and one full province once; everything else is read from those.
"""

import csv
import tomllib
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from connectors.demo import make_province
from connectors.landing.store import Landing

pytestmark = pytest.mark.slow

SMALL = ("905", "910", "912", "K01")


def _digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    make_province(folder, seed=7, until=date(2023, 4, 12), units=SMALL)
    return folder


@pytest.fixture(scope="module")
def whole_year(tmp_path_factory):
    folder = tmp_path_factory.mktemp("year")
    return make_province(folder, until=date(2024, 1, 10))


def test_same_seed_gives_the_same_bytes(small, tmp_path):
    make_province(tmp_path, seed=7, until=date(2023, 4, 12), units=SMALL)
    first, second = _digests(small), _digests(tmp_path)
    assert first == second
    assert sum(name.startswith("data/landing/") for name in first) > 40


def test_another_seed_gives_other_workbooks(small, tmp_path):
    make_province(tmp_path, seed=8, until=date(2023, 4, 12), units=("912",))
    assert _digests(tmp_path)["sheets/912.xlsx"] != _digests(small)["sheets/912.xlsx"]


def test_a_unit_does_not_depend_on_which_others_are_made(small, tmp_path):
    make_province(tmp_path, seed=7, until=date(2023, 4, 12), units=("912",))
    assert _digests(tmp_path)["sheets/912.xlsx"] == _digests(small)["sheets/912.xlsx"]


def test_an_earlier_until_is_a_prefix_of_the_same_history(small, tmp_path):
    make_province(tmp_path, seed=7, until=date(2023, 3, 7), units=SMALL)
    early, late = Landing(tmp_path / "data/landing"), Landing(small / "data/landing")
    for unit in SMALL:
        regular = early.receipts(unit)[:-1]
        assert regular
        assert late.receipts(unit)[: len(regular)] == regular


def test_config_and_units_are_those_of_the_specification(small):
    config = tomllib.loads((small / "nongsan.toml").read_text(encoding="utf-8"))
    assert config["plan"]["now"] == "2023-04-12T08:00:00+07:00"
    assert (config["plan"]["province"], config["plan"]["year"], config["plan"]["months"]) == ("91", 2023, [2, 12])
    assert config["sheets"] == {"backend": "workbooks", "folder": "sheets", "write_back": True}
    assert config["report"]["signer_name"]
    assert "mail" not in config
    with (small / "units.csv").open(encoding="utf-8", newline="") as handle:
        units = {row["unit_code"]: row for row in csv.DictReader(handle)}
    assert units["905"]["unit_name"] == "Huyện đoàn Châu Thành"
    assert units["905"]["district_code"] == "905"
    assert units["K01"] == {
        "unit_code": "K01",
        "unit_name": "Đoàn Trường Đại học Kiên Giang",
        "unit_kind": "affiliated",
        "district_code": "",
        "spreadsheet_id": "",
        "email": "doan-dhkg@tinhdoan.example",
        "valid_from": "2023-02-01",
        "valid_to": "",
    }


def test_a_folder_in_use_and_a_day_before_the_plan_are_refused(small, tmp_path):
    with pytest.raises(FileExistsError, match=r"already holds a nongsan\.toml"):
        make_province(small)
    with pytest.raises(ValueError, match="before the plan began"):
        make_province(tmp_path, until=date(2023, 1, 20))


def test_the_whole_year_has_the_promised_size(whole_year):
    summary = whole_year
    assert (summary.workbooks, summary.feeds) == (18, 7)
    assert 4000 <= sum(summary.rows.values()) <= 6000
    assert 700 <= summary.rows["supply"] <= 1200
    assert sum(1 for _ in (summary.folder / "sheets").glob("*.xlsx")) == 18


def test_the_whole_year_shows_many_kinds_of_faults(whole_year):
    summary = whole_year
    expected = {
        "ambiguous_number", "impossible_day", "unknown_product", "missing_commune", "swapped_window", "value_mismatch",
        "over_contracted", "tonnes_and_quintals", "unit_in_cell", "old_font", "ditto_text", "price_range",
        "resolved_too_early", "oversold", "nil_beside_content", "zero_price",
    }  # fmt: skip
    assert expected <= set(summary.faults)
    share = sum(summary.faults.values()) / sum(summary.rows.values())
    assert 0.03 <= share <= 0.06
