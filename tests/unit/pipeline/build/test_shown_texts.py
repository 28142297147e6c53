"""Texts that published tables tell in a unit's own words: those with personal data stand beside how they may leave."""

from types import SimpleNamespace

import pandas as pd

from pipeline.build.checked import shown_texts


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
