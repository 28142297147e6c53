"""Inputs are landed with the list of all that stand, so that a past build sees exactly those of its time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.landing.compaction import damaged_files
from connectors.landing.store import Landing, LandingCorrupt
from pipeline.province.environment import load_settings
from pipeline.province.inputs import LIST_NAME, land_inputs, load_inputs, pending_inputs, read_units
from pipeline.province.settings import ConfigError
from tests.golden.province import write_province
from tests.provinces import province_of

T0 = datetime(2023, 4, 4, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ALIASES = "alias,product_code,valid_from,valid_to\ntrái khóm nhà,pineapple,,\n"


@pytest.fixture
def province(tmp_path):
    settings = load_settings(write_province(tmp_path / "province"))
    return settings, Landing(settings.landing_folder)


def parts(inputs):
    return {f"{blob.name}/{blob.part}" for blob in inputs.blobs}


def test_an_input_that_came_later_does_not_leak_into_the_past(province):
    settings, landing = province
    land_inputs(province_of(settings, landing=landing), T0)
    (settings.base_folder / "aliases.csv").write_text(ALIASES, encoding="utf-8")
    assert pending_inputs(province_of(settings, landing=landing))
    land_inputs(province_of(settings, landing=landing), T0 + 2 * DAY)
    assert not pending_inputs(province_of(settings, landing=landing))
    assert "products/aliases.csv" in parts(load_inputs(province_of(settings, landing=landing)))
    assert "products/aliases.csv" not in parts(load_inputs(province_of(settings, landing=landing), T0 + DAY))


def test_an_input_that_was_deleted_is_gone_from_then_on_and_stands_before(province):
    settings, landing = province
    (settings.base_folder / "aliases.csv").write_text(ALIASES, encoding="utf-8")
    land_inputs(province_of(settings, landing=landing), T0)
    (settings.base_folder / "aliases.csv").unlink()
    land_inputs(province_of(settings, landing=landing), T0 + 2 * DAY)
    assert "products/aliases.csv" not in parts(load_inputs(province_of(settings, landing=landing)))
    assert "products/aliases.csv" not in parts(load_inputs(province_of(settings, landing=landing), T0 + 3 * DAY))
    assert "products/aliases.csv" in parts(load_inputs(province_of(settings, landing=landing), T0 + DAY))


def test_before_the_first_landing_only_settings_and_units_are_lent(province):
    settings, landing = province
    land_inputs(province_of(settings, landing=landing), T0)
    assert parts(load_inputs(province_of(settings, landing=landing), T0 - DAY)) == {
        "settings/settings.json",
        "units/units.csv",
    }


def test_a_settings_change_at_one_instant_counts(province, monkeypatch):
    settings, landing = province
    land_inputs(province_of(settings, landing=landing), T0)
    monkeypatch.setenv("NONGSAN__GATE__MIN_USABLE", "0.9")
    changed = load_settings(settings.config_path)
    land_inputs(province_of(changed, landing=landing), T0)
    assert load_inputs(province_of(changed, landing=landing)).settings.gate.min_usable == 0.9


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("907,X,huyen,907,,,,", "line 2: unit_kind 'huyen' must be district or affiliated"),
        ("../x,X,district,907,,,,", "line 2: unit_code '../x' must be 1 to 20 letters A-Z and digits"),
        ("..,X,district,907,,,,", "line 2: unit_code '..' must be 1 to 20 letters"),
        (",X,district,907,,,,", "line 2: unit_code '' must be 1 to 20 letters"),
        ("Đ01,X,district,907,,,,", "line 2: unit_code 'Đ01' must be 1 to 20 letters A-Z and digits"),
        ("٩٠٧,X,district,907,,,,", "line 2: unit_code '٩٠٧' must be 1 to 20 letters A-Z and digits"),
        (f"{'9' * 21},X,district,907,,,,", "line 2: unit_code '9{21}' must be 1 to 20 .*: correct that line"),
        ("907,X,district,907,,,01/02/2023,", "line 2 valid_from: '01/02/2023' is not a date like 2023-02-01"),
    ],
)
def test_a_wrong_line_of_units_is_named(line, said):
    head = "unit_code,unit_name,unit_kind,district_code,spreadsheet_id,email,valid_from,valid_to\n"
    with pytest.raises(ConfigError, match=said):
        read_units(f"{head}{line}\n".encode(), "units.csv")


UNITS = (
    "unit_code;unit_name;unit_kind;district_code;spreadsheet_id;email;valid_from;valid_to\r\n"
    "907;Huyện đoàn Gò Quao;district;907;;;2023-02-01;\r\n;;;;;;;\r\n;;;;;;;;\r\n"
)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_units_that_excel_saved_are_read(codec):
    (unit,) = read_units(UNITS.encode(codec), "units.csv")
    assert (unit.unit_code, unit.unit_name, unit.valid_from) == ("907", "Huyện đoàn Gò Quao", date(2023, 2, 1))


def test_units_saved_as_ansi_or_with_other_columns_are_named():
    with pytest.raises(ConfigError, match=r"^units\.csv is not UTF-8 but saved as ANSI \(line 2\)"):
        read_units(UNITS.replace("ệ", "e\u0323").replace("ò", "o\u0300").encode("cp1258"), "units.csv")
    with pytest.raises(ConfigError, match=r"columns missing: district_code, email, .*; the first line has mã, tên$"):
        read_units("mã;tên\n1;2\n".encode(), "units.csv")


def test_a_code_that_landed_before_the_rule_still_reads():
    head = "unit_code,unit_name,unit_kind,district_code,spreadsheet_id,email,valid_from,valid_to\n"
    (unit,) = read_units(f"{head}Đ01,X,affiliated,,,,,\n".encode(), "units.csv", has_landed=True)
    assert unit.unit_code == "Đ01"


def test_a_code_that_nobody_has_is_refused_before_it_lands(province, monkeypatch):
    settings, landing = province
    monkeypatch.setenv("NONGSAN__PLAN__PROVINCE", "03")
    with pytest.raises(ConfigError, match="province '03' is no province's code"):
        land_inputs(province_of(load_settings(settings.config_path), landing=landing), T0)
    monkeypatch.delenv("NONGSAN__PLAN__PROVINCE")
    text = settings.units_file.read_text(encoding="utf-8").replace(",907,,,,", ",999,,,,")
    settings.units_file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="unit 907: district_code '999' is no district's code"):
        land_inputs(province_of(settings, landing=landing), T0)
    assert landing.blobs("inputs") == []


def files_of(landing, name, folder):
    return sorted((landing.folder / "inputs" / name / folder).glob("[!.]*"))


@pytest.mark.parametrize("left", [b"", b"x", b"\x00" * 40])
def test_a_damaged_input_is_made_whole_from_the_file_it_was_read_from(province, left):
    settings, landing = province
    land_inputs(province_of(settings, landing=landing), T0)
    for name in ("units", "settings", LIST_NAME):
        (blob,) = files_of(landing, name, "blobs")
        blob.write_bytes(left)
    with pytest.raises(LandingCorrupt, match=rf"inputs/{LIST_NAME}/blobs"):
        load_inputs(province_of(settings, landing=landing))
    assert land_inputs(province_of(settings, landing=landing), T0 + DAY) == 0
    assert [one.unit_code for one in load_inputs(province_of(settings, landing=landing)).units] == ["907", "K01"]
    assert damaged_files(landing) == []


@pytest.mark.parametrize("name", ["units", LIST_NAME])
def test_a_damaged_receipt_of_an_input_stops_no_build_of_today(province, name):
    settings, landing = province
    land_inputs(province_of(settings, landing=landing), T0)
    (receipt,) = files_of(landing, name, "reads")
    receipt.write_bytes(b"{}")
    with pytest.raises(LandingCorrupt, match=receipt.name):
        load_inputs(province_of(settings, landing=landing))
    land_inputs(province_of(settings, landing=landing), T0 + DAY)
    today = load_inputs(province_of(settings, landing=landing))
    assert [one.unit_code for one in today.units] == ["907", "K01"]
    past = T0 + timedelta(hours=1)
    if name == LIST_NAME:
        with pytest.raises(LandingCorrupt, match=receipt.name):
            load_inputs(province_of(settings, landing=landing), past)
    else:
        assert load_inputs(province_of(settings, landing=landing), past).units == today.units
