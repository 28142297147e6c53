"""The price files of the demo feeds in the formats their real sources use, as they stood on any day.

UTF-16 HTML saved as .xls with M/D/Y dates, a CSV copy, a list and a keyed object in JSON, a wide workbook, a WFP table.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape

from connectors.demo.price_series import PriceSeries, quoted, weekdays
from connectors.demo.sheet_model import SheetModel
from connectors.demo.workbook_file import workbook_bytes
from connectors.demo.world import World, read_data
from vietnamese.spreadsheet_text import csv_text

TTNS_HEADER = ("Tên_mặt_hàng", "Thị_trường", "Loại_giá", "Đơn_vị_tính", "Loại_tiền", "Nguồn", "Ngày", "Giá")
WFP_HEADER = ("date", "admin1", "admin2", "market", "latitude", "longitude", "category", "commodity", "unit",
              "priceflag", "pricetype", "currency", "price", "usdprice")  # fmt: skip
HISTORY_YEARS = range(2018, 2023)
GARDEN, TRADER, STALL = "Thu mua tại vườn", "Thương lái thu mua", "Tại chợ"
Quote = tuple[str, str, str, str, date, int]


class PriceFiles:
    """Files by path relative to the config; `at` gives those that exist at the end of a day."""

    def __init__(self, world: World) -> None:
        self.world, self.data = world, read_data("prices")
        self.series = PriceSeries(world, self.data["glut_2023"])
        self.static = {"prices/lich_su_2018_2022.csv": self._history()}
        self.worldwide: dict[date, bytes] = {}
        self.garden: dict[tuple[date, int], bytes] = {}

    def at(self, day: date) -> dict[str, bytes]:
        files = dict(self.static)
        files |= self._garden_files(day)
        files |= self._retail_files(day)
        files |= self._wholesale_files(day)
        files[f"prices/ttns_lua_gao_{self.world.year}.csv"] = self._rice(day)
        files["prices/wfp_gia_gao_vnm.csv"] = self._wfp(day)
        files["prices/the_gioi_hang_thang.xlsx"] = self._worldwide(day)
        return files

    def _garden_files(self, day: date) -> dict[str, bytes]:
        by_month: dict[date, list[Quote]] = {}
        for on in weekdays(self.world.year, day, weekday=4):
            by_month.setdefault(on.replace(day=1), []).extend(self._garden_day(on))
        return {f"prices/ttns_rau_qua_{m:%Y_%m}.xls": self._garden_file(m, quotes) for m, quotes in by_month.items()}

    def _garden_file(self, month: date, quotes: list[Quote]) -> bytes:
        """A month's file, newest day first, made once for each length it has had."""
        if (month, len(quotes)) not in self.garden:
            self.garden[month, len(quotes)] = ttns_xls(quotes[::-1])
        return self.garden[month, len(quotes)]

    def _garden_day(self, on: date) -> list[Quote]:
        """A Friday's quotes, with the slips of the real source: zero, tenfold, a copied week, a wrong year."""
        chance = self.world.stream("garden", on)
        source = on - timedelta(days=7) if self._is_copied(on) else on
        quotes = []
        for market, margin in self.data["garden_markets"].items():
            basis = source if market == "Tiền Giang" else on
            for item, product, unit, factor in self.data["garden"]:
                price = quoted(self.series.price(product, basis) * factor * margin)
                quotes.append((item, market, TRADER if product.startswith("shrimp") else GARDEN, unit, on, price))
        for item, product, unit, factor in self.data["market"]:
            quotes.append((item, "Kiên Giang", STALL, unit, on, quoted(self.series.price(product, on) * factor)))
        return _slipped(quotes, on, chance)

    def _is_copied(self, on: date) -> bool:
        return on.isocalendar().week in (20, 33)

    def _rice(self, day: date) -> bytes:
        """Fridays, and in mid-May a Wednesday whose numbers are printed again two days later."""
        days = weekdays(self.world.year, day, weekday=4)
        days += [on for on in (date(self.world.year, 5, 17),) if on <= day]
        rows = []
        for on in sorted(days, reverse=True):
            basis = date(self.world.year, 5, 17) if on == date(self.world.year, 5, 19) else on
            for item, factor in self.data["rice"]:
                price = round(self.series.price("rice", basis) * factor / 10) * 10
                rows.append(
                    (
                        item,
                        "Kiên Giang",
                        TRADER,
                        "Vnđ/Kg",
                        "VNĐ",
                        "CTV địa phương",
                        on.isoformat(),
                        f"{price:.1f}",
                    )
                )
        return csv_bytes(TTNS_HEADER, rows)

    def _history(self) -> bytes:
        rows = []
        for year in HISTORY_YEARS:
            for month in range(1, 13):
                on = date(year, month, 15)
                for item, product in self.data["history"]:
                    price = quoted(self.series.price(product, on))
                    row = (
                        item,
                        "Kiên Giang",
                        GARDEN,
                        "VNĐ/Kg",
                        "VNĐ",
                        "CTV địa phương",
                        on.isoformat(),
                        f"{price:.1f}",
                    )
                    rows.append(row)
        return csv_bytes(TTNS_HEADER, rows)

    def _retail_files(self, day: date) -> dict[str, bytes]:
        by_month: dict[date, list[dict]] = {}
        for on in weekdays(self.world.year, day, weekday=0):
            for item, product, unit, factor in self.data["retail"]:
                price = quoted(self.series.price(product, on) * factor)
                entry = {
                    "ngay": on.isoformat(),
                    "mathang": item,
                    "thitruong": "Kiên Giang",
                    "dvt": unit,
                    "gia": price,
                }
                by_month.setdefault(on.replace(day=1), []).append(entry)
        return {
            f"prices/ban_le_{month:%Y-%m}.json": json_bytes({"danhsachgia": entries})
            for month, entries in by_month.items()
        }

    def _wholesale_files(self, day: date) -> dict[str, bytes]:
        files = {}
        for on in weekdays(self.world.year, day, weekday=2):
            prices, changes = {}, {}
            for item, product, factor in self.data["wholesale"]:
                price = quoted(self.series.price(product, on) * factor)
                change = price - quoted(self.series.price(product, on - timedelta(days=7)) * factor)
                prices[item], changes[item] = f"{price:,}", f"{change:,}"
            morning = datetime(on.year, on.month, on.day, 5, 40)
            document = {
                "source": "chonongsan.example",
                "prices": prices,
                "changes": changes,
                "timestamp": int((morning - datetime(1970, 1, 1)).total_seconds()) - 7 * 3600,
                "date": f"{morning:%Y-%m-%d %H:%M:%S}",
                "unit": "VNĐ/kg",
            }
            files[f"prices/cho_nong_san_{on:%Y%m%d}.json"] = json_bytes(document)
        return files

    def _wfp(self, day: date) -> bytes:
        """Mid-month wholesale rice of two neighbours; the three months after the newest one are forecasts."""
        places = (("An Giang", "Chau Phu", 10.522, 105.126), ("Dong Thap", "Tam Nong", 10.678, 105.5))
        newest, rows = _month_before(day), []
        for on in _mid_months(HISTORY_YEARS.start, newest + timedelta(days=92)):
            flag = "actual" if on <= newest.replace(day=15) else "forecast"
            for place, district, latitude, longitude in places:
                price = round(self.series.price("rice", on) * 0.98, 2)
                shown = "0" if (on.year, on.month, place) == (2021, 8, "Dong Thap") else f"{price:g}"
                rows.append((f"{on.month}/{on.day}/{on.year}", place, district, place, latitude, longitude,
                             "cereals and tubers", "Rice", "KG", flag, "Wholesale", "VND", shown,
                             f"{price / 23500:.4f}" if flag == "actual" else ""))  # fmt: skip
        return csv_bytes(WFP_HEADER, rows)

    def _worldwide(self, day: date) -> bytes:
        newest = _month_before(day)
        if newest not in self.worldwide:
            self.worldwide[newest] = workbook_bytes(
                [self._pink_sheet(newest)], datetime(day.year, day.month, 2), "demo"
            )
        return self.worldwide[newest]

    def _pink_sheet(self, newest: date) -> SheetModel:
        model = SheetModel("Monthly Prices")
        model.add(["Commodity Price Data (made up for the demonstration)"])
        model.add(["monthly prices in nominal US dollars"])
        model.add([])
        model.add([f"Updated on {newest:%B} 28, {newest.year}"])
        model.add([None, "Rice, Thai 5%", "Rice, Viet Namese 5%", "Shrimps, Mexican"])
        model.add([None, "($/mt)", "($/mt)", "($/kg)"])
        model.add([None, "RICE_05", "RICE_05_VNM", "SHRIMP_MEX"])
        for on in _mid_months(HISTORY_YEARS.start, newest):
            price = round(self.series.price("rice", on) * 1.56 / 23.5, 2)
            shrimp = round(12 + price / 200, 2) if on.year > 2018 else "…"
            model.add([f"{on.year}M{on.month:02d}", round(price * 1.04, 2), price, shrimp])
        return model


def _slipped(quotes: list[Quote], on: date, chance) -> list[Quote]:
    """One row in about four weeks printed wrong."""
    if chance.random() < 0.25 and on.month > 1:
        place = chance.randrange(len(quotes))
        item, market, kind, unit, _, price = quotes[place]
        wrong, day = chance.choice(
            [(0, on), (price * 10, on), (price * 10000, on), (price, on.replace(year=on.year + 3))]
        )
        quotes[place] = (item, market, kind, unit, day, wrong)
    return quotes


def _month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def _mid_months(first_year: int, last: date) -> Iterable[date]:
    on = date(first_year, 1, 15)
    while on.replace(day=1) <= last:
        yield on
        on = (on.replace(day=1) + timedelta(days=32)).replace(day=15)


def csv_bytes(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    return csv_text([header, *rows]).encode()


def json_bytes(document: dict) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def ttns_xls(quotes: list[Quote]) -> bytes:
    """The ministry site's "Excel" button: an HTML table in UTF-16 with a BOM, M/D/Y dates, some letters as entities."""
    lines = ["<div>", '\t<table cellspacing="0" rules="all" border="1" style="border-collapse:collapse;">']
    row = '\t\t<tr style="background-color:White;">\n\t\t\t{cells}\n\t\t</tr>'
    lines.append(row.format(cells="".join(f'<th scope="col">{_entities(label)}</th>' for label in TTNS_HEADER)))
    for item, market, kind, unit, on, price in quotes:
        shown = (
            item,
            market,
            kind,
            unit,
            "VNĐ",
            "CTV địa phương",
            f"{on.month}/{on.day}/{on.year} 12:00:00 AM",
            str(price),
        )
        lines.append(row.format(cells="".join(f'<td class="textmode">{_entities(text)}</td>' for text in shown)))
    lines += ["\t</table>", "</div>", ""]
    return b"\xff\xfe" + "\n".join(lines).encode("utf-16-le")


@lru_cache(maxsize=4096)
def _entities(text: str) -> str:
    return "".join(f"&#{ord(one)};" if 0x7F < ord(one) < 0x100 else escape(one, quote=False) for one in text)
