"""Alerts worked out by hand: shares of weeks, tonnes at risk, levels, the sentence."""

from datetime import date

import pandas as pd
import pytest

from planning.early_warning import AlertRules, Market, PriceWords, find_alerts, latest_signals, weekly_shares
from planning.prices.signals import HIGH, LOW, NORMAL, TOO_SHORT
from planning.urgency import ATTENTION, URGENT

TUESDAY = date(2023, 9, 5)
FIRST, SECOND = date(2023, 9, 4), date(2023, 9, 11)
PRODUCTS = pd.DataFrame(
    [
        ("mango", "mango", "Xoài", "B", 14.0),
        ("banana", "banana", "Chuối", "A", None),
        ("rice_ht", "rice", "Lúa Hè Thu", "C", None),
        ("rice_td", "rice", "Lúa Thu Đông", "C", None),
    ],
    columns=["product_code", "group_code", "product_name", "urgency_class", "shelf_life_days_min"],
)
NO_SIGNALS = pd.DataFrame(
    columns=["month", "product_code", "market", "price_type", "price_vnd_kg", "tail_probability", "signal",
             "is_in_province"]
)  # fmt: skip


def lot(unit="905", product="mango", start=FIRST, end=date(2023, 9, 10), expected=20.0, contracted=None, help_=None):
    return (unit, product, start, end, expected, contracted, help_)


def request(product="mango", start=FIRST, end=date(2023, 9, 10), tonnes=5.0, is_open=True):
    return (product, start, end, tonnes, is_open)


def signal(state, product="mango", month="2023-08-01", market="Kiên Giang", kind="farmgate", own=True, tail=0.01):
    return (pd.Timestamp(month), product, market, kind, 4500.0, tail, state, own)


def market(lots, requests=(), signals=()):
    lot_columns = ["unit_code", "product_code", "harvest_start", "harvest_end", "expected_t", "contracted_t",
                   "needs_support"]  # fmt: skip
    request_columns = ["product_code", "window_start", "window_end", "quantity_t", "is_open"]
    return Market(
        lots=pd.DataFrame(list(lots), columns=lot_columns),
        requests=pd.DataFrame(list(requests), columns=request_columns),
        products=PRODUCTS,
        unit_names={"905": "Huyện đoàn Châu Thành", "906": "Huyện đoàn Giồng Riềng"},
        signals=pd.DataFrame(list(signals), columns=NO_SIGNALS.columns) if signals else NO_SIGNALS,
        words=PriceWords({LOW: "thấp bất thường", HIGH: "cao bất thường"}, {"farmgate": "Tại vườn", "other": "Khác"}),
    )


def alerts(*given, min_t=5.0):
    return find_alerts(market(*given), TUESDAY, AlertRules(min_t=min_t))


def test_a_window_gives_each_week_its_days() -> None:
    """8/9-17/9 is ten days: three in the week of 4/9, seven in that of 11/9, none in that of 18/9."""
    days = pd.Series([date(2023, 9, 8)]), pd.Series([date(2023, 9, 17)])
    assert weekly_shares(*days, [FIRST, SECOND, date(2023, 9, 18)])[0].tolist() == [0.3, 0.7, 0.0]


def test_tonnes_at_risk_by_hand() -> None:
    """905 has 20 - 5 = 15 t open, 906 has 15 t; 12 t are asked for: 15 * (1 - 12/30) = 9 t each."""
    found = alerts(
        [lot(contracted=5.0), lot(unit="906", expected=15.0)],
        [request(tonnes=12.0), request(tonnes=99.0, is_open=False), request(product="banana", tonnes=50.0)],
    )
    assert found["at_risk_t"].tolist() == pytest.approx([9.0, 9.0])
    assert found["week_start"].tolist() == [FIRST, FIRST]


def test_forms_of_one_product_share_demand_under_their_group() -> None:
    """30 t of rice asked for against 20 + 40 t open: half of each is at risk."""
    found = alerts(
        [lot(product="rice_ht"), lot(product="rice_td", expected=40.0)], [request(product="rice_td", tonnes=30.0)]
    )
    assert dict(zip(found["product_code"], found["at_risk_t"])) == pytest.approx({"rice_ht": 10.0, "rice_td": 20.0})


@pytest.mark.parametrize(
    ("given", "level"),
    [
        (lot(), ATTENTION),  # keeps 14 days, nobody cries for help
        (lot(help_=True), URGENT),
        (lot(product="banana"), URGENT),  # class A: 3 days
        (lot(product="banana", start=date(2023, 9, 19), end=date(2023, 9, 19)), URGENT),  # in 14 days
        (lot(product="banana", start=date(2023, 9, 20), end=date(2023, 9, 20)), ATTENTION),  # in 15
        (
            lot(product="rice_ht", help_=True, start=date(2023, 8, 20), end=date(2023, 9, 10), expected=100.0),
            URGENT,
        ),
    ],
)
def test_levels(given: tuple, level: str) -> None:
    assert alerts([given])["level"].tolist() == [level]


def test_a_calibrated_low_price_makes_it_urgent_and_a_high_one_does_not() -> None:
    assert alerts([lot()], (), [signal(LOW)])[["level", "price_signal"]].values.tolist() == [[URGENT, LOW]]
    assert alerts([lot()], (), [signal(HIGH)])["level"].tolist() == [ATTENTION]
    assert alerts([lot()])["price_signal"].tolist() == [TOO_SHORT]


def test_below_the_least_tonnage_and_beyond_the_horizon_nothing_is_said() -> None:
    assert alerts([lot(expected=4.9)]).empty
    assert alerts([lot(expected=5.0)])["at_risk_t"].tolist() == [5.0]
    assert alerts([lot(start=date(2023, 10, 30), end=date(2023, 11, 5))]).empty  # ninth week
    assert alerts([lot(start=date(2023, 10, 23), end=date(2023, 10, 29))])["days_to_harvest"].tolist() == [48]
    assert alerts([lot(contracted=20.0)]).empty
    assert alerts([]).empty
    assert alerts([lot()], [request(tonnes=40.0)]).empty
    assert alerts([lot(expected=0.0)], min_t=0).empty


def test_the_reason_is_one_sentence_with_its_figures() -> None:
    found = alerts([lot(contracted=5.5, help_=True)], [request(tonnes=4.5)], [signal(LOW, tail=0.0123)])
    assert found["reason"].tolist() == [
        "Xoài của Huyện đoàn Châu Thành trong tuần 04/9–10/9/2023 có 14,5 tấn chưa có đầu ra, nguy cơ ùn ứ 10 tấn vì "
        "cả tỉnh chờ bán 14,5 tấn cùng nhóm mà các nơi mới tìm mua 4,5 tấn, đang thu hoạch, giữ được 14 ngày, "
        "1 lô cần hỗ trợ gấp, giá tại vườn ở Kiên Giang 4.500 đ/kg thấp bất thường (xác suất 1,2%)."
    ]
    floored = alerts([lot()], (), [signal(LOW, tail=0.0005)])["reason"].iloc[0]
    assert floored.endswith("thấp bất thường (xác suất dưới 0,1%).")
    later = alerts([lot(start=SECOND, end=date(2023, 9, 17))])["reason"].iloc[0]
    assert "mà chưa có nơi tìm mua, còn 6 ngày đến khi thu hoạch, giữ được 14 ngày." in later
    unnamed = alerts([lot()], (), [signal(LOW, kind="other")])["reason"].iloc[0]
    assert "giữ được 14 ngày, giá ở Kiên Giang 4.500 đ/kg thấp bất thường" in unnamed


@pytest.mark.parametrize(("asked", "cause", "said"), [(4.5, "little_demand", "các nơi mới tìm mua 4,5 tấn"),
                                                      (0.04, "no_demand", "chưa có nơi tìm mua"),
                                                      (0.0, "no_demand", "chưa có nơi tìm mua")])  # fmt: skip
def test_the_cause_is_a_key_and_its_words_a_column_of_their_own(asked, cause, said) -> None:
    row = alerts([lot()], [request(tonnes=asked)]).iloc[0]
    assert row["cause"] == cause
    assert row["because"] == f"cả tỉnh chờ bán 20 tấn cùng nhóm mà {said}, đang thu hoạch, giữ được 14 ngày."
    assert row["reason"].endswith(f" vì {row['because']}")


def test_the_newest_month_of_the_provinces_own_markets_speaks() -> None:
    rows = [
        signal(LOW, month="2023-06-01"),
        signal(NORMAL, month="2023-08-01"),
        signal(LOW, market="Cần Thơ", own=False),
        signal(HIGH, kind="retail"),
        signal(LOW, product="banana", market="Cần Thơ", own=False),
        signal(LOW, product="rice", month="2023-03-01"),
        signal(LOW, month="2023-10-01", market="Tương lai"),
    ]
    found = latest_signals(market([], (), rows).signals, TUESDAY)
    assert {group: row["signal"] for group, row in found.items()} == {"mango": HIGH, "banana": LOW}


def test_the_order_of_the_rows_does_not_matter() -> None:
    given = market(
        [lot(expected=20.1 + place, unit=unit) for place in range(9) for unit in ("905", "906")],
        [request(tonnes=1.7 * place) for place in range(9)],
    )
    turned = Market(given.lots[::-1], given.requests[::-1], PRODUCTS[::-1], given.unit_names, given.signals, {})
    first, second = (find_alerts(one, TUESDAY, AlertRules()) for one in (given, turned))
    pd.testing.assert_frame_equal(first, second, check_exact=True)
