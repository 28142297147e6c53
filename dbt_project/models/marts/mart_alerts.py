"""Alerts of the coming weeks by unit, product and week, by the rule of the package `planning`.

A Python model because the back-test must warn by the very same function; it only brings tables to it and back.
"""

import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("as_of_date", pa.date32()), ("unit_code", pa.string()), ("unit_name", pa.string()),
        ("product_code", pa.string()), ("product_name", pa.string()), ("week_start", pa.date32()),
        ("at_risk_t", pa.float64()), ("days_to_harvest", pa.int64()), ("shelf_life_days", pa.int64()),
        ("price_signal", pa.string()), ("level", pa.string()), ("cause", pa.string()), ("reason", pa.string()),
        ("because", pa.string()),
    ]
)  # fmt: skip


def model(dbt, session):
    dbt.config(materialized="table")
    from expectations.choices import choice_labels
    from planning.early_warning import AlertRules, Market, PriceWords, find_alerts

    levels, signal_names = choice_labels("mart_alerts", "level"), choice_labels("mart_price_signals", "signal")
    signal_keys = {name: key for key, name in signal_names.items()}
    run = dbt.ref("stg_run").df()
    settings = dbt.ref("stg_alert_settings").df()
    units, products = dbt.ref("dim_units").df(), dbt.ref("dim_products").df()
    unit_names = dict(zip(units["unit_code"], units["unit_name"]))
    signals = dbt.ref("mart_price_signals").df()
    signals = signals.assign(signal=signals["signal"].map(signal_keys))
    placed = dbt.ref("int_markets_placed").df()
    market = Market(
        lots=dbt.ref("stg_supply").df(),
        requests=dbt.ref("stg_demand").df(),
        products=products,
        unit_names=unit_names,
        signals=signals.merge(placed, on="market", how="left"),
        words=PriceWords(signal_names, choice_labels("mart_prices", "price_type")),
    )
    rules = AlertRules(float(settings["min_t"].iloc[0]), int(settings["horizon_weeks"].iloc[0]))
    found = find_alerts(market, run["as_of_date"].iloc[0].date(), rules)
    found = found.assign(
        unit_name=found["unit_code"].map(unit_names),
        product_name=found["product_code"].map(products.set_index("product_code")["product_name"]),
        level=found["level"].map(levels),
        price_signal=found["price_signal"].map(signal_names),
    )
    return pa.Table.from_pandas(found, schema=SCHEMA, preserve_index=False)
