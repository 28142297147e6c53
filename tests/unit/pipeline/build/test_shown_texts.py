"""Texts of published tables in a unit's own words: those with personal data stand beside their masked form."""

from types import SimpleNamespace

import pandas as pd

from pipeline.build.checked import shown_texts
from pipeline.build.price_tables import mask_names


def test_only_what_differs_is_listed_once():
    columns = {
        "demand": pd.DataFrame({"buyer_name": ["Vựa Ba 0912 345 678", "Siêu thị Sao", None, "Vựa Ba 0912 345 678"]}),
        "difficulties": pd.DataFrame(
            {"difficulty": ["Thiếu vốn", "Hỏi ba@gmail.com"], "proposal": [None, "Gọi O912.345.678"]}
        ),
    }
    checked = SimpleNamespace(current=lambda table, quarantined: columns[table])
    assert shown_texts(checked).to_dict("records") == [
        {"typed": "Gọi O912.345.678", "shown": "Gọi [số điện thoại]"},
        {"typed": "Hỏi ba@gmail.com", "shown": "Hỏi [thư điện tử]"},
        {"typed": "Vựa Ba 0912 345 678", "shown": "Vựa Ba [số điện thoại]"},
    ]


def test_a_feeds_markets_and_items_are_told_without_personal_data():
    rows = pd.DataFrame({"market": ["Chợ A", "Vựa Ba 0912345678", None], "item_name": ["Khóm", "Khóm", "1.250.000 đ"],
                         "native_price": [1.0, 2.0, 3.0]})  # fmt: skip
    assert mask_names(rows)["market"].tolist()[:2] == ["Chợ A", "Vựa Ba [số điện thoại]"]
    assert mask_names(rows)["market"].isna().tolist() == [False, False, True]
    pd.testing.assert_frame_equal(mask_names(rows)[["item_name", "native_price"]], rows[["item_name", "native_price"]])
    assert mask_names(pd.DataFrame()).empty
