"""Price signals of every product group, market and price type, by the formulas of the package `planning`.

A Python model because the indicators need each month's own past; it only brings tables to the function and back.
"""

import pandas as pd
import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("month", pa.date32()), ("product_code", pa.string()), ("market", pa.string()), ("price_type", pa.string()),
        ("price_vnd_kg", pa.float64()), ("ifpa", pa.float64()), ("alps", pa.float64()), ("low_trigger_a", pa.bool_()),
        ("low_trigger_b", pa.bool_()), ("low_trigger_c", pa.bool_()), ("tail_probability", pa.float64()),
        ("signal", pa.string()),
    ]
)  # fmt: skip


def model(dbt, session):
    dbt.config(materialized="table")
    from expectations.choices import choice_labels
    from planning.prices.signals import monthly_prices, price_signals, rules_by_group

    prices = dbt.ref("mart_prices").df()
    settings = dbt.ref("stg_alert_settings").df()
    costs = dbt.ref("stg_alert_benchmarks").df()
    products = dbt.ref("dim_products").df()
    benchmarks = dict(zip(costs["product_code"], costs["price_vnd_kg"]))
    rules = rules_by_group(products, benchmarks, float(settings["tail_probability"].iloc[0]))
    found = price_signals(monthly_prices(prices, products), rules)
    days = [moment.date() for moment in found["month"]]
    names = found["signal"].map(choice_labels("mart_price_signals", "signal"))
    found = found.assign(month=pd.Series(days, index=found.index, dtype=object), signal=names)
    return pa.Table.from_pandas(found, schema=SCHEMA, preserve_index=False)
