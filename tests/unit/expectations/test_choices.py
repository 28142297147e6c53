"""Choices by key: where a label is written, how code and SQL ask for it, and what an unsound file says."""

import pytest

from connectors.feeds.declaration import PRICE_TYPES
from expectations.choices import all_choices, choice, choice_labels, load_published
from expectations.contract import load_contracts
from expectations.projections.dbt_choices import dbt_choices


def test_a_tab_s_choice_and_the_platform_s_own_are_asked_alike():
    assert choice("demand", "status", "cancelled") == "Hủy"
    assert choice("mart_alerts", "level", "urgent") == "khẩn cấp"
    assert choice_labels("demand", "delivery") == {"at_farm": "Tại vườn", "at_buyer": "Tại kho bên mua"}


@pytest.mark.parametrize("asked", [("demand", "status", "gone"), ("demand", "product", "x"), ("rivers", "name", "x")])
def test_an_unknown_choice_is_an_error(asked):
    with pytest.raises(KeyError, match=f"'(?:{'|'.join(asked)})'"):
        choice(*asked)


def test_every_choice_column_is_known():
    known = all_choices(load_contracts(), {"mart_alerts": {"level": {"urgent": "khẩn cấp"}}})
    assert sum(len(columns) for columns in known.values()) == 12
    assert list(known) == ["supply", "demand", "sales", "activities", "teams", "difficulties", "mart_alerts"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mart_alerts:\n  level: {urgent: khẩn cấp, pressing: khẩn cấp}\n", "label stands twice"),
        ("mart_alerts:\n  level: {urgent: khẩn cấp, urgent: gấp}\n", "line 2: urgent stands twice"),
        ("mart_alerts:\n  level: {Khẩn cấp: khẩn cấp}\n", "should match pattern"),
    ],
)
def test_an_unsound_file_is_named(tmp_path, text, message):
    path = tmp_path / "published.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"(?s)published\.yml: .*{message}"):
        load_published(path)


def test_a_feed_declares_the_price_types_that_have_a_label():
    assert tuple(choice_labels("mart_prices", "price_type")) == PRICE_TYPES


def test_the_macro_quotes_what_it_writes():
    assert "'shops.kind': {'owner': 'Nhà \\'Ba\\''}," in dbt_choices({"shops": {"kind": {"owner": "Nhà 'Ba'"}}})
