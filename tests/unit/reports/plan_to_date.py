"""What the report of August looks back and ahead on: rates of the months, totals to date, coming weeks, places.

Built on the rows of august.py, so that totals agree with the month's own; `as_december` moves it all to the last month.
"""

from datetime import date, timedelta

from expectations.choices import choice

MONTH = date(2023, 8, 1)
_PLACES = {
    "899": (10.034, 105.108), "900": (10.392, 104.512), "902": (10.296, 104.656), "903": (10.222, 104.941),
    "904": (10.092, 105.243), "905": (9.945, 105.169), "906": (9.911, 105.367), "907": (9.741, 105.295),
    "908": (9.822, 105.047), "909": (9.661, 104.937), "910": (9.54, 105.239), "911": (10.275, 103.991),
    "912": (9.808, 104.636), "913": (9.627, 105.126), "914": (10.452, 104.673),
}  # fmt: skip
_RECEIVED = {2: 15, 3: 16, 4: 17, 5: 17, 6: 18, 7: 16, 8: 17}
_MONEY = ("sales", "sold_t", "value_vnd", "rescued_t", "gift_t", "households", "processed_t")


def _figure(figure_id, value, measure="t"):
    section, name, *_ = figure_id.split(".")
    return {"month": MONTH, "figure_id": figure_id, "section": section, "name": name, "value": value,
            "measure": measure, "previous_value": None, "change": None, "change_rate": None,
            "year_to_date": None}  # fmt: skip


def _rates():
    for month, received in _RECEIVED.items():
        on_time, usable = received - 2, received - 1
        yield {"month": date(2023, month, 1), "expected": 18, "received": received, "on_time": on_time,
               "usable": usable, "received_rate": received / 18, "on_time_rate": on_time / 18,
               "on_time_of_received_rate": on_time / received, "usable_rate": usable / 18}  # fmt: skip


def _to_date(rows, section):
    """Twice the month's own: as if one more month like it had gone before."""
    for row in rows[f"rpt_monthly__outcomes_by_{section}"]:
        if row["month"] == MONTH:
            yield {**row, **{name: row[name] * 2 for name in _MONEY if row.get(name) is not None}}


def _map(rows):
    sold = {row["unit_code"]: row["sold_t"] for row in rows["rpt_monthly__outcomes_by_unit"]}
    unplaced = {row["unit_code"]: row["unplaced_t"] for row in rows["rpt_monthly__supply_by_unit"]}
    for unit in rows["rpt_monthly__units"]:
        code = unit["unit_code"]
        latitude, longitude = _PLACES.get(code, (None, None))
        state = ("usable" if unit["usable"] else "faulty") if unit["received"] else "missing"
        yield {"month": MONTH, "unit_code": code, "unit_name": unit["unit_name"],
               "district_name": unit["unit_name"].split("đoàn ")[-1] if latitude else None,
               "status_key": state, "status": choice("rpt_monthly__unit_map", "status", state),
               "latitude": latitude, "longitude": longitude,
               "sold_t": sold.get(code, 0.0), "unplaced_t": unplaced.get(code, 0.0)}  # fmt: skip


def _balance():
    for week in range(12):
        unplaced = max(0.0, 150.25 - 20.0 * week)
        yield {"month": MONTH, "week_start": date(2023, 9, 4) + timedelta(weeks=week), "supply_t": 90.0 + unplaced,
               "contracted_t": 90.0, "unplaced_t": unplaced, "demand_t": 60.0 if week % 2 else 75.5}  # fmt: skip


def _history():
    series = (("pineapple", "Khóm (dứa Queen Tắc Cậu)", "wholesale"), ("banana_xiem", "Chuối xiêm", "farmgate"))
    for place, (code, name, kind) in enumerate(series, start=1):
        for ago in range(24):
            month = date(2023 - (ago > 7) - (ago > 19), (7 - ago) % 12 + 1, 1)
            low = code == "banana_xiem" and ago in {0, 11}
            signal = "low" if low else "high" if ago == 5 else "normal"
            yield {"month": MONTH, "product_code": code, "product_name": name, "market": "Kiên Giang",
                   "price_type": kind, "price_type_name": choice("mart_prices", "price_type", kind), "place": place,
                   "price_month": month, "price_vnd_kg": 6000.0 + 100 * (ago % 7),
                   "signal_key": signal, "signal": choice("mart_price_signals", "signal", signal)}  # fmt: skip


def _theme_figures(rows):
    cases = rows["rpt_monthly__difficulties"]
    for theme in sorted({row["theme"] for row in cases}):
        own = [row for row in cases if row["theme"] == theme]
        raised = sum(row["is_raised_in_month"] for row in own)
        still_open = sum(row["status"] != "Đã giải quyết" for row in own)
        yield _figure(f"difficulties.raised.{theme}", raised, "count")
        yield _figure(f"difficulties.open.{theme}", still_open, "count")


def _totals(sections):
    measures = {"value_vnd": "vnd", "sales": "count", "households": "count"}
    for section, rows in sections.items():
        for name in (*_MONEY, "supply_t", "contracted_t", "unplaced_t", "demand_t"):
            stated = [row[name] for row in rows if row.get(name) is not None]
            if stated and section.startswith(("to_date", "balance")):
                yield _figure(f"{section}.{name}", sum(stated), measures.get(name, "t"))


def _trend(rows):
    """The months' rows, that of August as its headline figures say."""
    headline = {row["name"]: row["value"] for row in rows["rpt_monthly__figures"] if row["section"] == "headline"}
    for row in rows["rpt_monthly__trend"]:
        stated = {name: headline[name] for name in ("sold_t", "sold_value_vnd", "rescued_t")}
        yield {**row, **stated} if row["month"] == MONTH else row


def with_plan_to_date(rows):
    """The rows of August with all that is not about August alone."""
    by_channel = list(_to_date(rows, "channel"))
    sold = sum(row["sold_t"] for row in by_channel)
    units = [{**row, "months_expected": 7, "months_received": 7, "months_on_time": 6} for row in _to_date(rows, "unit")]
    sections = {
        "trend": list(_trend(rows)),
        "rates": list(_rates()),
        "unit_map": list(_map(rows)),
        "balance": list(_balance()),
        "price_history": list(_history()),
        "to_date_by_unit": units,
        "to_date_by_product": list(_to_date(rows, "product")),
        "to_date_by_channel": [{**row, "sold_share": row["sold_t"] / sold} for row in by_channel],
    }
    figures = [*rows["rpt_monthly__figures"], *_totals(sections), *_theme_figures(rows)]
    return {**rows, **{f"rpt_monthly__{name}": found for name, found in sections.items()},
            "rpt_monthly__figures": figures}  # fmt: skip


def as_december(rows):
    """The same month as the plan's last one: August becomes December, the months before keep their names."""
    return {
        model: [{**row, "month": date(2023, 12, 1)} if row["month"] == MONTH else row for row in found]
        for model, found in rows.items()
    }
