"""What `nongsan doctor` says of a feed: that it can be had, and whether its declaration fits what it gives."""

import pytest

from pipeline.oversight.doctor import examine
from pipeline.province.environment import load_settings
from tests.golden.province import write_province
from tests.provinces import province_of


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    settings = load_settings(write_province(tmp_path_factory.mktemp("province")))
    folder = settings.base_folder / "prices"
    (folder / "cho.csv").write_text("Ngày,Hàng,Giá\n1/8/2023,Khóm,9500\n", encoding="utf-8")
    plain = "columns: {price_date: Ngày, item: Hàng, price: Giá}\n"
    for name, rest in {
        "khop": f"{plain}constants: {{unit: đ/kg}}\n",
        "nham": plain.replace("Hàng", "Tên hàng"),
        "trai": f"{plain}constants: {{unit: đ/trái}}\n",
        "mat": plain.replace("columns", "file: prices/khong.csv\ncolumns"),
    }.items():
        file = "" if "file:" in rest else "file: prices/cho.csv\n"
        (settings.feeds_folder / f"{name}.yml").write_text(f"name: {name}\n{file}{rest}", encoding="utf-8")
    return {one.what: (one.state, one.detail) for one in examine(province_of(settings))}


def test_a_feed_that_fits_can_be_had(findings) -> None:
    assert findings["feed khop"] == ("ok", "1 file(s) can be had")


def test_a_wrong_label_fails_with_the_labels_that_are_there(findings) -> None:
    assert findings["feed nham"] == (
        "FAILS",
        "prices/cho.csv has no column 'Tên hàng' (nearest: 'Hàng'); it has 'Ngày', 'Hàng', 'Giá'; "
        "correct feeds/*.yml or the file",
    )


def test_prices_that_nobody_can_convert_are_a_warning(findings) -> None:
    state, said = findings["feed trai"]
    assert (state, said.split(";")[0]) == ("warning", "none of its 1 prices comes to VND/kg: their unit is 'đ/trái'")


def test_a_feed_without_its_file_fails(findings) -> None:
    assert findings["feed mat"][0] == "FAILS"
