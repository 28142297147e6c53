"""Names as people type them, looked up in the real seeds of the plan year; worked cases from Vietnamese practice."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from connectors.reading.names.reference_rows import extended_rows
from connectors.reading.names.references import References, ReferencesInvalid, check_extensions, known_codes
from connectors.reading.outcome import UnitScope

SEEDS = Path(__file__).parents[5] / "dbt_project" / "seeds"
PLAN = References.load(SEEDS, on=date(2023, 5, 1))
REFORMED = References.load(SEEDS, on=date(2025, 8, 1))
UNION = UnitScope("K01", "affiliated", None, "91")


def unit(code):
    return UnitScope(code, "district", code, "91")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Thành phố Rạch Giá", "899"), ("TP.RG", "899"), ("RẠCH GIÁ", "899"), ("Rạch  Giá ", "899"),
        ("huyện gò quao", "907"), ("Huyện đoàn Tân Hiệp", "904"), ("TX Hà Tiên", "900"), ("Huyện Phú Quốc", "911"),
        ("PQ", "911"), ("U.M.Thượng", "913"), ("Châu Thành", "905"), ("Vĩnh Thuận", "910"),
        (unicodedata.normalize("NFD", "Rạch Giá"), "899"), ("Đoàn huyện An Biên", "908"), ("Thành đoàn Hà Tiên", "900"),
        ("H. Hòn Đất", "903"), ("BCH Đoàn TNCS Hồ Chí Minh huyện Kiên Hải", "912"), ("ha tien", "900"),
    ],
)  # fmt: skip
def test_a_district_is_known_by_many_names(text, code):
    reading = PLAN.district(text, "91")
    assert (reading.value[0], reading.rule, reading.refused) == (code, None, False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kiªn H¶i", "912"), ("Gß Quao", "907"), ("Hßn §Êt", "903"), ("R¹ch Gi¸", "899"), ("Raïch Giaù", "899"),
        ("Goø Quao", "907"), ("Hoøn Ñaát", "903"), ("Ráº¡ch GiÃ¡", "899"),
    ],
)  # fmt: skip
def test_old_fonts_are_repaired_with_a_warning(text, code):
    reading = PLAN.district(text, "91")
    assert (reading.value[0], reading.rule, reading.refused) == (code, "repaired_text", False)


@pytest.mark.parametrize(
    ("text", "rule", "says"),
    [
        ("Gi?ng Ri?ng", "lossy_encoding", "huyện Giồng Riềng"),
        ("An Giang", "outside_province", "một tỉnh khác"),
        ("Đặc khu Phú Quốc", "post_2025_name", "thành phố Phú Quốc"),
        ("Giồng Riền", "unknown_district", "huyện Giồng Riềng"),
    ],
)
def test_a_district_that_is_none_is_refused_with_advice(text, rule, says):
    reading = PLAN.district(text, "91")
    assert (reading.value, reading.rule, reading.refused) == (None, rule, True)
    assert says in reading.message


def test_the_whole_province_is_an_aggregate():
    reading = PLAN.district("Toàn tỉnh", "91")
    assert (reading.value, reading.rule, reading.refused) == (("91", "Kiên Giang"), "aggregate", False)


def test_without_a_province_a_common_name_is_ambiguous():
    assert PLAN.district("Giồng Riềng").value == ("906", "Giồng Riềng")
    assert PLAN.district("Châu Thành").rule == "ambiguous_district"


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("Tân Hòa (Tân Hiệp)", "30860", "Tân Hoà"),
        ("TT Thứ 3 (An Biên)", "30985", "Thứ Ba"),
        ("thị trấn Vĩnh Thuận (Vĩnh Thuận)", "31051", "Vĩnh Thuận"),
        ("xã Vĩnh Thuận, huyện Vĩnh Thuận", "31069", "Vĩnh Thuận"),
        ("Vĩnh Thuận (xã), Vĩnh Thuận", "31069", "Vĩnh Thuận"),
        ("Bình An - Kiên Lương", "30808", "Bình An"),
        ("ấp 5, xã Thạnh Hưng, huyện Giồng Riềng, tỉnh Kiên Giang", "30907", "Thạnh Hưng"),
        ("P. Dương Đông", "31078", "Dương Đông"),
        ("DUONG DONG", "31078", "Dương Đông"),
        ("Thứ 11", "31018", "Thứ Mười Một"),
        ("xã Minh Lương", "30880", "Minh Lương"),
    ],
)
def test_a_commune_in_the_province(text, code, name):
    reading = PLAN.commune(text, UNION)
    assert (reading.value, reading.rule) == ((code, name), None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Vĩnh Thuận (Vĩnh Thuận)", '"thị trấn Vĩnh Thuận" hoặc "xã Vĩnh Thuận"'),
        ("Bình An", "xã Bình An (huyện Kiên Lương), xã Bình An (huyện Châu Thành)"),
        ("Thạnh Lộc", "xã Thạnh Lộc (huyện Châu Thành), xã Thạnh Lộc (huyện Giồng Riềng)"),
        ("Vĩnh Phú", 'ghi thêm huyện, ví dụ "Vĩnh Phú (Giang Thành)"'),
        ("Vinh Thanh", "phường Vĩnh Thanh (thành phố Rạch Giá), xã Vĩnh Thạnh (huyện Giồng Riềng)"),
    ],
)
def test_an_ambiguous_commune_is_refused_with_its_readings(text, says):
    reading = PLAN.commune(text, UNION)
    assert (reading.value, reading.rule, reading.refused) == (None, "ambiguous_commune", True)
    assert says in reading.message


def test_the_units_own_district_comes_first():
    assert PLAN.commune("Thạnh Lộc", unit("906")).value[0] == "30913"
    assert PLAN.commune("Thạnh Lộc", unit("905")).value[0] == "30901"
    assert PLAN.commune("vinh thanh", unit("906")).value[0] == "30946"
    assert PLAN.commune("vinh thanh", unit("899")).value[0] == "30733"


def test_a_commune_of_another_district_is_taken_with_a_warning_when_unique():
    reading = PLAN.commune("Tân Hòa", unit("906"))
    assert (reading.value[0], reading.rule, reading.refused) == ("30860", "other_district", False)
    assert reading.message == 'ghi "Tân Hòa", không thuộc huyện Giồng Riềng mà thuộc huyện Tân Hiệp. Hãy kiểm tra lại.'
    assert PLAN.commune("Bình An", unit("906")).rule == "ambiguous_commune"


def test_a_wrong_mark_is_read_in_the_own_district_with_a_warning():
    reading = PLAN.commune("Vĩnh Thanh", unit("906"))
    assert (reading.value[0], reading.rule) == ("30946", "near_spelling")


def test_abbreviations_only_in_the_own_district_and_with_a_warning():
    assert PLAN.commune("V.Thạnh", unit("906")).rule == "abbreviated_name"
    assert PLAN.commune("V.Thạnh", UNION).refused


@pytest.mark.parametrize(
    ("text", "rule", "says"),
    [
        ("Thạnh Hung Phú", "unknown_commune", "xã Thạnh Hưng (Giồng Riềng)"),
        ("Dĩ An", "outside_province", "chỉ có ở tỉnh Bình Dương"),
        ("xã An Biên", "post_2025_name", "thị trấn Thứ Ba (An Biên)"),
        ("đặc khu Thổ Châu", "post_2025_name", "xã Thổ Châu (Phú Quốc)"),
        ("H?a Hưng", "lossy_encoding", "xã Hòa Hưng"),
        ("Tân Hòa (Tân Hiếp Thành)", "unknown_commune", "huyện Tân Hiệp"),
    ],
)
def test_an_unknown_commune_is_refused_with_what_is_near(text, rule, says):
    reading = PLAN.commune(text, unit("906"))
    assert (reading.value, reading.rule, reading.refused) == (None, rule, True)
    assert says in reading.message


def test_after_the_reform_the_same_code_is_another_commune():
    assert PLAN.commune("Dương Đông", UNION).value == ("31078", "Dương Đông")
    assert REFORMED.commune("Phú Quốc", UNION).value == ("31078", "Phú Quốc")
    former = REFORMED.commune("Vĩnh Thanh Vân", UNION)
    assert former.rule == "former_name"
    assert "phường Rạch Giá" in former.message
    assert PLAN.province("An Giang").value[0] == "89"
    assert REFORMED.province("An Giang").value[0] == "91"
    assert REFORMED.province("Kiên Giang").rule == "former_name"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TP.HCM", "79"), ("Sài Gòn", "79"), ("Tp. Hồ Chí Minh", "79"), ("HN", "01"), ("tỉnh Hậu Giang", "93"),
        ("Thừa Thiên - Huế", "46"), ("Huế", "46"), ("BR-VT", "77"), ("TP Cần Thơ", "92"), ("kien giang", "91"),
        ("Đắc Lắc", "66"), ("Hòa Bình", "17"),
    ],
)  # fmt: skip
def test_provinces(text, code):
    reading = PLAN.province(text)
    assert (reading.value[0], reading.rule) == (code, None)


def test_a_foreign_country_is_no_province():
    assert PLAN.province("Campuchia").rule == "unknown_province"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Khóm", "pineapple"), ("KHÓM", "pineapple"), ("Khóm (dứa Queen Tắc Cậu)", "pineapple"), ("dứa", "pineapple"),
        ("Dừa", "coconut"), ("dưa leo", "veg_fruit"), ("Dưa chuột/dưa chuội", "veg_fruit"), ("khom", "pineapple"),
        ("Bưởi diễn", "pomelo_dien"), ("IR50404", "paddy_ir50404"), ("Lúa IR 50404 (lúa tươi)", "paddy_ir50404"),
        ("Lúa Jasmine (lúa khô)", "paddy_jasmine"), ("Gạo NL 5% tấm", "rice_raw_material_5pct"),
        ("khoai mì", "cassava"), ("đậu phộng", "peanut"), ("trái xoài", "mango"), ("Sầu riêng Ri6", "durian"),
        ("lúa ĐX", "rice_dx"), ("lúa mùa", "rice_mua"), ("khoai lang tím Nhật", "sweet_potato"),
        ("Tôm sú", "shrimp_su"),
    ],
)  # fmt: skip
def test_products(text, code):
    reading = PLAN.product(text)
    assert (reading.value[0], reading.rule) == (code, None)


@pytest.mark.parametrize("text", ["sữa", "Đài Loan", "vụ 1", "bí đỏ", "108", "cá", "dưa", "gạo"])
def test_a_bare_name_of_something_else_is_no_product(text):
    assert PLAN.product(text).rule == "unknown_product"


def test_an_unknown_product_names_the_nearest():
    reading = PLAN.product("Khoai lanq")
    assert "gần giống: Khoai lang." in reading.message


@pytest.mark.parametrize("text", ["Bồn bồn", "Mãng cầu xiêm", "Thanh long ruột đỏ", "108", "Xe máy"])
def test_an_unknown_product_that_is_like_none_is_sent_to_the_province(text):
    message = PLAN.product(text).message
    assert "gần giống" not in message
    assert message.endswith("nếu đúng là chưa có thì nhắn Ban Phong trào Tỉnh đoàn bổ sung.")


@pytest.mark.parametrize("text", ["Lúa (loại 1)", "lúa (giống mới)"])
def test_an_aside_does_not_hide_that_the_season_is_asked_for(text):
    assert PLAN.product(text).rule == "season_needed"
    assert PLAN.product(text, "Hè Thu").value[0] == "rice_ht"


def test_an_unmarked_fruit_may_be_another_fruit():
    assert PLAN.product("trai dua").rule == "ambiguous_product"
    assert PLAN.product("trái dứa").value[0] == "pineapple"


def test_without_marks_two_products_are_ambiguous():
    reading = PLAN.product("dua")
    assert reading.rule == "ambiguous_product"
    assert "Khóm (dứa Queen Tắc Cậu) hoặc Dừa khô / dừa tươi" in reading.message


def test_several_products_in_a_cell_want_several_rows():
    assert PLAN.product("khóm, xoài và dừa").rule == "several_products"


def test_an_aside_is_left_out_with_a_warning_unless_it_is_another_product():
    assert (PLAN.product("Khóm (loại 1)").value[0], PLAN.product("Khóm (loại 1)").rule) == (
        "pineapple",
        "detail_ignored",
    )
    assert PLAN.product("Khóm (xoài)").refused


@pytest.mark.parametrize(
    ("season", "code"), [("Đông Xuân", "rice_dx"), ("Hè Thu", "rice_ht"), ("Thu Đông", "rice_td"), ("Mùa", "rice_mua")]
)
def test_rice_takes_its_season(season, code):
    assert PLAN.product("Lúa", season).value[0] == code


@pytest.mark.parametrize("season", [None, "Quanh năm"])
def test_rice_without_a_season_is_refused(season):
    assert PLAN.product("lúa", season).rule == "season_needed"


def test_bands_are_half_the_least_and_half_more_than_the_most():
    product = PLAN.products.set_index("product_code").loc["watermelon"]
    assert (product["yield_low_t_ha"], product["yield_high_t_ha"]) == (11, 45)
    assert PLAN.products.set_index("product_code").loc["ginger", ["yield_low_t_ha"]].isna().all()


def write(folder, name, *lines):
    (folder / name).write_text("\n".join(lines), encoding="utf-8-sig")


def test_staff_add_products_and_aliases(tmp_path):
    write(tmp_path, "products.csv", "product_code,product_name,reference_price_vnd_kg,valid_from",
          "longan,Nhãn,25000,2023-01-01", "later,Cây mới,,2024-01-01")  # fmt: skip
    write(tmp_path, "aliases.csv", "alias,product_code", "nhãn xuồng,longan")
    references = References.load(SEEDS, tmp_path, on=date(2023, 5, 1))
    assert references.product("nhãn xuồng").value == ("longan", "Nhãn")
    assert references.product("Cây mới").refused
    row = references.products.set_index("product_code").loc["longan"]
    assert (row["group_code"], row["urgency_class"], row["reference_price_vnd_kg"]) == ("longan", "C", 25000)


def test_an_extension_replaces_a_seed_row_of_the_same_start(tmp_path):
    write(tmp_path, "products.csv", "product_code,product_name,reference_price_vnd_kg,valid_from",
          "ginger,Gừng,18000,2021-03-01")  # fmt: skip
    products = References.load(SEEDS, tmp_path, on=date(2023, 5, 1)).products
    assert products.loc[products["product_code"] == "ginger", "reference_price_vnd_kg"].tolist() == [18000]


@pytest.mark.parametrize(
    ("name", "lines", "says"),
    [
        ("aliases.csv", ["alias,product_code", "dứa,coconut"], "belongs to 'pineapple', not to 'coconut'"),
        ("aliases.csv", ["alias,product_code", "Xoài,durian"], "belongs to 'mango'"),
        ("aliases.csv", ["alias,product_code", "nhãn,longan"], "unknown product 'longan'"),
        ("aliases.csv", ["alias,code", "nhãn,longan"], "aliases.csv: unknown columns code"),
        ("products.csv", ["product_code,product_name", "longan,"], "products.csv line 2: product_name is empty"),
        ("products.csv", ["product_code,product_name,valid_from", "a,A,1/2/2023"], "products.csv line 2"),
        ("products.csv", ["product_code,product_name", "a,Nhãn, lồng"], "products.csv line 2: more cells than columns"),
        ("aliases.csv", ["alias,product_code,valid_from", "dứa,coconut,2022-01-01"], "belongs to 'pineapple'"),
    ],
)
def test_a_bad_extension_says_what_is_wrong(tmp_path, name, lines, says):
    write(tmp_path, name, *lines)
    with pytest.raises(ReferencesInvalid, match=says):
        References.load(SEEDS, tmp_path, on=date(2023, 5, 1))
    with pytest.raises(ReferencesInvalid, match=says):
        check_extensions(tmp_path, SEEDS)


def test_extensions_are_checked_for_the_days_to_come_as_well(tmp_path):
    write(tmp_path, "aliases.csv", "alias,product_code,valid_from", "dứa,coconut,2024-01-01")
    References.load(SEEDS, tmp_path, on=date(2023, 5, 1))
    with pytest.raises(ReferencesInvalid, match="belongs to 'pineapple'"):
        check_extensions(tmp_path, SEEDS)


def test_sound_extensions_and_none_pass_the_check(tmp_path):
    check_extensions(tmp_path, SEEDS)
    write(tmp_path, "products.csv", "product_code,product_name", "longan,Nhãn")
    write(tmp_path, "aliases.csv", "alias,product_code", "nhãn xuồng,longan")
    check_extensions(tmp_path, SEEDS)


def test_an_extension_that_is_no_utf8_is_named(tmp_path):
    (tmp_path / "products.csv").write_bytes("product_code,product_name\nlongan,Nhãn".encode("latin-1"))
    with pytest.raises(ReferencesInvalid, match=r"products\.csv is not UTF-8 but saved as ANSI \(line 2\)"):
        check_extensions(tmp_path, SEEDS)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_an_extension_that_excel_saved_is_read(tmp_path, codec):
    text = "product_code;product_name;\r\nrambutan;Chôm chôm;\r\n;;\r\n"
    (tmp_path / "products.csv").write_bytes(text.encode(codec))
    assert extended_rows(SEEDS, tmp_path, "products")[-1]["product_name"] == "Chôm chôm"


def test_known_codes_are_those_of_the_seeds():
    provinces, districts = known_codes(SEEDS)
    assert {"91", "01", "82"} <= provinces
    assert "99" not in provinces
    assert {"899", "907", "912"} <= districts
    assert "000" not in districts


def test_an_unknown_province_is_refused_in_words():
    nowhere = UnitScope("X01", "affiliated", None, "99")
    for found in (
        PLAN.commune("Thạnh Hưng", nowhere),
        PLAN.district("Giồng Riềng", "99"),
        PLAN.district("Toàn tỉnh", "99"),
    ):
        assert (found.refused, found.rule) == (True, "unknown_province")
        assert "không có tỉnh, thành phố nào mang mã 99" in found.message


@pytest.mark.parametrize(
    ("typed", "near"),
    [("Tôm", "; gần giống: Tôm sú (tôm - lúa); Tôm thẻ chân trắng."), ("cam", ". Hãy kiểm"), ("STT", ". Hãy kiểm")],
)
def test_a_short_name_is_only_like_names_that_begin_with_it(typed, near):
    assert f"không có trong danh mục nông sản{near}" in PLAN.product(typed, None).message


def test_a_commune_of_the_own_district_is_the_example():
    example = PLAN.commune_example(UnitScope("907", "district", "907", "91"))
    assert PLAN.commune(example, UnitScope("907", "district", "907", "91")).rule is None
    assert PLAN.commune_example(UnitScope("K01", "affiliated", None, "91")) is None
