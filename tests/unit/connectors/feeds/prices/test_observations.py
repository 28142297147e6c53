"""Observations and quarantined rows, from the committed excerpts of real feeds and from small ones with each fault."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.sniff import FeedUnreadable
from connectors.feeds.prices.observations import (
    OBSERVATION_COLUMNS,
    QUARANTINE_COLUMNS,
    FeedFile,
    FeedReading,
    read_feed,
    read_observations,
)
from connectors.feeds.prices.products import ProductMatcher
from connectors.measurement_units import MeasurementUnits

DATA = Path(__file__).parents[1] / "data"
SEEDS = Path(__file__).parents[5] / "dbt_project" / "seeds"
UNITS = MeasurementUnits.load(SEEDS)
LATE = datetime(2026, 11, 1, tzinfo=UTC)
TTNS = {"price_date": "Ngày", "item": "Tên_mặt_hàng", "market": "Thị_trường", "price_type": "Loại_giá",
        "unit": "Đơn_vị_tính", "currency": "Loại_tiền", "price": "Giá"}  # fmt: skip
TYPES = {"Thu mua tại vườn": "farmgate", "Thương lái thu mua": "farmgate", "Bán buôn": "wholesale", "Bán lẻ": "retail"}


@pytest.fixture(scope="module")
def matcher() -> ProductMatcher:
    return ProductMatcher.load(SEEDS)


def declared(**keys: object) -> FeedDeclaration:
    plain = {"price_date": "ngày", "item": "hàng", "market": "chợ", "unit": "đvt", "price": "giá"}
    return FeedDeclaration.model_validate({"name": "gia", "file": "x", "columns": plain, **keys})


def read(matcher: ProductMatcher, *texts: str, fetched: datetime = LATE, **keys: object) -> FeedReading:
    """Each text is the body of a CSV fetched a minute after the one before."""
    files = [
        FeedFile(("ngày,hàng,chợ,đvt,giá\n" + text).encode(), "gia.csv", f"s{number}", fetched.replace(minute=number))
        for number, text in enumerate(texts)
    ]
    return read_feed(files, declared(**keys), matcher, UNITS)


def test_the_official_export(matcher: ProductMatcher) -> None:
    content = (DATA / "ttns_export.xls").read_bytes()
    declaration = declared(columns=TTNS, date_order="mdy", price_types=TYPES)
    observations, quarantined = read_observations(content, declaration, matcher, UNITS, "s1", LATE, source_file="a.xls")
    assert tuple(observations.columns) == OBSERVATION_COLUMNS
    assert tuple(quarantined.columns) == QUARANTINE_COLUMNS
    assert (len(observations), len(quarantined)) == (12, 2)
    first = observations.iloc[0].to_dict()
    assert first == {
        "price_date": pd.Timestamp("2025-05-09"), "product_code": "coffee_robusta",
        "item_name": "Cà phê Robusta nhân xô",
        "market": "Đắk Lắk", "province_code": "66", "price_type": "farmgate", "price_vnd_kg": 128233.0,
        "native_price": 128233.0, "native_unit": "Vnđ/Kg", "currency": "VND", "source": "gia", "snapshot_id": "s1",
        "source_file": "a.xls", "source_row": 2,
    }  # fmt: skip
    assert set(quarantined["reason"]) == {"slip_x10000"}
    assert quarantined["native_price"].min() > 1.3e9


def test_the_same_feed_copied_to_csv(matcher: ProductMatcher) -> None:
    content = (DATA / "ttns_copy.csv").read_bytes()
    declaration = declared(columns=TTNS, date_order="ymd", price_types=TYPES)
    observations, quarantined = read_observations(content, declaration, matcher, UNITS, "s1", LATE)
    assert len(observations) + len(quarantined) == 26
    assert quarantined["reason"].tolist() == ["whole_day_repeat"] * 5
    assert set(quarantined["price_date"]) == {pd.Timestamp("2023-05-19")}
    by_item = observations.set_index("item_name")
    dozen = by_item.loc["Dừa"]
    assert (dozen["native_price"], dozen["native_unit"], pd.isna(dozen["price_vnd_kg"])) == (
        110000,
        "VNĐ/Chục quả",
        True,
    )
    assert by_item.loc["Lúa Jasmine (lúa khô)", "product_code"] == "paddy_jasmine_dry"
    twice = by_item.loc["Gạo NL 15%"]
    assert twice[twice["price_date"] == pd.Timestamp("2023-05-12")]["price_type"].tolist() == ["farmgate", "other"]


def test_wfp_keeps_forecasts_out(matcher: ProductMatcher) -> None:
    columns = {"price_date": "date", "item": "commodity", "market": "market", "price_type": "pricetype", "unit": "unit",
               "currency": "currency", "price": "price"}  # fmt: skip
    declaration = declared(columns=columns, date_order="mdy", keep={"priceflag": ["actual"]},
                           price_types={"Wholesale": "wholesale"})  # fmt: skip
    reading = read_feed([FeedFile((DATA / "wfp.csv").read_bytes(), "wfp.csv", "s", LATE)], declaration, matcher, UNITS)
    assert reading.counts == {"rows": 9, "kept_out": 6, "without_price": 0, "superseded": 0, "observations": 9,
                              "quarantined": 0, "unreadable_files": 0}  # fmt: skip
    assert reading.observations.iloc[1][["province_code", "price_type", "price_vnd_kg"]].tolist() == [
        "87", "wholesale", 5345.71]  # fmt: skip


def test_the_pink_sheet_stays_in_dollars_and_its_ellipsis_is_no_fault(matcher: ProductMatcher) -> None:
    declaration = declared(
        date_order="month", table="Monthly Prices", header_row=[5, 6, 7], columns={"price_date": "A"},
        melt={"item": ["RICE_05_VNM"]}, constants={"currency": "USD", "price_type": "export"},
    )  # fmt: skip
    reading = read_feed(
        [FeedFile((DATA / "pink_sheet.xlsx").read_bytes(), "x", "s", LATE)], declaration, matcher, UNITS
    )
    assert [reading.counts[name] for name in ("without_price", "observations", "quarantined")] == [1, 5, 0]
    row = reading.observations.iloc[0]
    assert (row["price_date"], row["native_price"], row["currency"]) == (pd.Timestamp("2003-12-01"), 197.0, "USD")
    assert (row["product_code"], row["price_type"], pd.isna(row["price_vnd_kg"])) == (
        "rice_export_5pct",
        "export",
        True,
    )


def test_keyed_and_listed_json(matcher: ProductMatcher) -> None:
    keyed = declared(columns={"market": "{key}", "price": "{value}", "price_date": "$.date", "unit": "$.unit"},
                     constants={"item": "Cà phê"}, table="$.prices")  # fmt: skip
    observations, _ = read_observations((DATA / "keyed.json").read_bytes(), keyed, matcher, UNITS, "s", LATE)
    assert observations["price_vnd_kg"].tolist() == [95300, 94000, 95300, 95500]
    listed = declared(columns={"item": "mathang", "price": "gia", "price_date": "$.ngay", "unit": "dvt"},
                      table="$.danhsachgia")  # fmt: skip
    observations, quarantined = read_observations(
        (DATA / "listed.json").read_bytes(), listed, matcher, UNITS, "s", LATE
    )
    assert observations["price_vnd_kg"].tolist() == [9500, 12000]
    assert quarantined.empty


@pytest.mark.parametrize(
    ("row", "reason", "detail"),
    [
        ("1/8/2023,Khóm,Kiên Giang,đ/kg,0", "zero_price", "a price of 0 means not quoted"),
        ("2/8/2023,Khóm,Kiên Giang,đ/kg,9500", "future_date", "dated after 2023-08-01, the day it was fetched"),
        ("31/4/2023,Khóm,Kiên Giang,đ/kg,9500", "unparsable", "date '31/4/2023' can't be read"),
        (",Khóm,Kiên Giang,đ/kg,9500", "unparsable", "date '' can't be read"),
        ("1/8/2023,,Kiên Giang,đ/kg,9500", "unparsable", "no item is named"),
        ("1/8/2023,Khóm,Kiên Giang,đ/kg,chín nghìn", "unparsable", "price 'chín nghìn' is not a number"),
        ("1/8/2023,Khóm,Kiên Giang,đ/kg,-9500", "unparsable", "price '-9500' is negative"),
        ("1/8/2023,Khóm,Kiên Giang,đ/kg,9500 đ/tấn", "unparsable",
         "price '9500 đ/tấn' has another unit beside the number than its column states"),
    ],
)  # fmt: skip
def test_each_fault_has_its_reason_and_its_place(matcher: ProductMatcher, row: str, reason: str, detail: str) -> None:
    early = datetime(2023, 7, 31, 18, 0, tzinfo=UTC)
    reading = read(matcher, "1/8/2023,Xoài,Kiên Giang,đ/kg,30000\n" + row + "\n", fetched=early)
    (fault,) = reading.quarantined.to_dict("records")
    assert (fault["reason"], fault["detail"], fault["source_row"]) == (reason, detail, 3)
    assert reading.observations["item_name"].tolist() == ["Xoài"]


def test_a_file_in_another_date_order_is_set_aside_whole(matcher: ProductMatcher) -> None:
    rows = "4/18/2025,Khóm,Kiên Giang,đ/kg,9500\n5/9/2025,Khóm,Kiên Giang,đ/kg,9600\n"
    reading = read(matcher, rows, date_order="dmy")
    assert reading.observations.empty
    assert reading.quarantined["detail"].tolist() == ["the file's dates fit date_order mdy, not dmy"] * 2
    assert len(read(matcher, rows, date_order="mdy").observations) == 2


def one_day(day: str) -> str:
    return f"{day},Khóm,Kiên Giang,đ/kg,9500\n"


def test_a_date_order_is_judged_over_the_whole_history(matcher: ProductMatcher) -> None:
    days = ["5/9/2025", "2025-05-10", "5/11/2025", "5/13/2025", "6/1/2025"]
    reading = read(matcher, *map(one_day, days), date_order="dmy")
    assert reading.observations["price_date"].tolist() == [pd.Timestamp("2025-05-10")]
    said = dict(zip(reading.quarantined["snapshot_id"], reading.quarantined["detail"], strict=True))
    assert said["s3"] == "the file's dates fit date_order mdy, not dmy"
    assert {said[one] for one in ("s0", "s2", "s4")} == {"the feed's other dates fit date_order mdy, not dmy"}
    assert len(read(matcher, *map(one_day, days), date_order="mdy").observations) == 5


def test_a_feed_that_changes_its_date_order_is_believed_until_then(matcher: ProductMatcher) -> None:
    days = ["5/9/2023", "25/9/2023", "1/10/2023", "10/13/2023", "11/2/2023", "20/11/2023", "1/12/2023"]
    reading = read(matcher, *map(one_day, days), date_order="dmy")
    assert reading.observations["snapshot_id"].tolist() == ["s0", "s1", "s2", "s5", "s6"]
    assert sorted(reading.quarantined["snapshot_id"]) == ["s3", "s4"]


def test_sweet_potato_by_the_ta_needs_a_declared_weight(matcher: ProductMatcher) -> None:
    rows = "1/8/2023,Khoai lang,Kiên Giang,đ/tạ,360000\n1/8/2023,Xoài,Kiên Giang,đ/tạ,3000000\n"
    without = read(matcher, rows).observations
    assert [None if pd.isna(value) else value for value in without["price_vnd_kg"]] == [None, 30000]
    assert without["native_price"].tolist() == [360000, 3000000]
    assert read(matcher, rows, constants={"kg_per_unit": {"tạ": 60}}).observations["price_vnd_kg"].tolist() == [
        6000,
        50000,
    ]
    stated = read(matcher, rows.replace("đ/tạ,360000", "đ/tạ (60kg),360000")).observations
    assert stated["price_vnd_kg"].tolist() == [6000, 30000]


def test_a_unit_beside_the_number_fills_a_missing_one(matcher: ProductMatcher) -> None:
    observations = read(matcher, "1/8/2023,Khóm,Kiên Giang,,9.500 đ/kg\n1/8/2023,Xoài,Kiên Giang,,30 nghìn đồng/kg\n")
    assert observations.observations["price_vnd_kg"].tolist() == [9500, 30000]
    assert observations.observations["native_unit"].tolist() == ["kg", "kg"]


def test_what_a_later_snapshot_states_again_counts_once(matcher: ProductMatcher) -> None:
    first = "1/8/2023,Khóm,Kiên Giang,đ/kg,9500\n1/8/2023,Xoài,Kiên Giang,đ/kg,30000\n1/8/2023,Cam,Kiên Giang,đ/kg,0\n"
    later = first.replace("9500", "9600").replace("30000", "0") + "8/8/2023,Khóm,Kiên Giang,đ/kg,9800\n"
    reading = read(matcher, first, later)
    kept = reading.observations[["item_name", "native_price", "snapshot_id"]].to_numpy().tolist()
    assert sorted(kept) == [["Khóm", 9600.0, "s1"], ["Khóm", 9800.0, "s1"], ["Xoài", 30000.0, "s0"]]
    assert sorted(reading.quarantined["snapshot_id"]) == ["s1", "s1"]
    assert reading.counts == {"rows": 7, "kept_out": 0, "without_price": 0, "superseded": 2, "observations": 3,
                              "quarantined": 2, "unreadable_files": 0}  # fmt: skip


def test_history_reaches_over_snapshots(matcher: ProductMatcher) -> None:
    days = [
        f"{day}/8/2023,Khóm,Kiên Giang,đ/kg,{price}\n" for day, price in ((1, 9500), (2, 9600), (3, 9400), (4, 96000))
    ]
    reading = read(matcher, *days)
    assert reading.quarantined[["reason", "detail", "snapshot_id"]].to_numpy().tolist() == [
        ["slip_x10", "96000 against a usual 9500", "s3"]]  # fmt: skip


def test_unmapped_names_and_types_are_kept_as_they_are(matcher: ProductMatcher) -> None:
    (row,) = read(matcher, "1/8/2023,Trái lạ,Chợ xa,VNĐ/trái,5000\n").observations.to_dict("records")
    assert (row["item_name"], row["market"], row["price_type"], row["native_unit"]) == (
        "Trái lạ", "Chợ xa", "other", "VNĐ/trái")  # fmt: skip
    assert all(pd.isna(row[name]) for name in ("product_code", "province_code", "price_vnd_kg"))


def test_no_files_and_empty_tables_give_empty_frames(matcher: ProductMatcher) -> None:
    for reading in (read(matcher), read(matcher, ""), read(matcher, "1/8/2023,Khóm,Kiên Giang,đ/kg,…\n")):
        assert reading.observations.empty
        assert reading.quarantined.empty
        assert tuple(reading.observations.columns) == OBSERVATION_COLUMNS


def test_an_unreadable_file_is_named_and_does_not_stop_the_others(matcher: ProductMatcher) -> None:
    bad = FeedFile("Ngày,Hàng\n".encode(), "prices/a.csv", "s0", LATE)
    good = FeedFile("ngày,hàng,chợ,đvt,giá\n1/8/2023,Khóm,,đ/kg,9500\n".encode(), "prices/b.csv", "s1", LATE)
    reading = read_feed([bad, good], declared(), matcher, UNITS)
    (fault,) = reading.quarantined.to_dict("records")
    assert (fault["source_file"], fault["reason"], pd.isna(fault["source_row"])) == ("prices/a.csv", "unparsable", True)
    assert fault["detail"] == "feed gia: prices/a.csv has no column 'chợ', 'đvt', 'giá'; it has 'Ngày', 'Hàng'"
    assert reading.observations["source_file"].tolist() == ["prices/b.csv"]
    assert (reading.counts["unreadable_files"], reading.counts["quarantined"]) == (1, 1)
    with pytest.raises(FeedUnreadable, match=r"feed gia: a\.csv has no column"):
        read_observations(bad.content, declared(), matcher, UNITS, "s", LATE, source_file="a.csv")


def test_a_file_that_can_be_read_again_clears_its_fault(matcher: ProductMatcher) -> None:
    bad = FeedFile(b"<html></html>", "a.csv", "s0", LATE)
    good = FeedFile("ngày,hàng,chợ,đvt,giá\n1/8/2023,Khóm,,đ/kg,9500\n".encode(), "a.csv", "s1", LATE.replace(hour=1))
    assert read_feed([good, bad], declared(), matcher, UNITS).counts["unreadable_files"] == 0


def test_reading_twice_gives_the_same_frames(matcher: ProductMatcher) -> None:
    content = (DATA / "ttns_export.xls").read_bytes()
    declaration = declared(columns=TTNS, date_order="mdy")
    one, two = (read_observations(content, declaration, matcher, UNITS, "s", LATE) for _ in range(2))
    pd.testing.assert_frame_equal(one[0], two[0])
    pd.testing.assert_frame_equal(one[1], two[1])
