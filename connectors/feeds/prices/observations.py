"""From raw cells to price observations, and a named reason for every row that can't be one.

A feed is read over all its snapshots together, because only its own history shows that a price has one zero too many
or that a day is a copy of the last; nothing is altered, only taken or set aside.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from connectors.barrier import DAMAGED, READER_FAILED, guarded, reason
from connectors.feeds.declaration import FeedDeclaration
from connectors.feeds.fetching.sniff import FeedUnreadable
from connectors.feeds.prices.dates import EITHER, OTHER_ONLY, doubtful_files, other_order
from connectors.feeds.prices.fitting import misfit
from connectors.feeds.prices.numbers import LEAST_VND_KG, MOST_VND_KG
from connectors.feeds.prices.parsed_rows import FeedFile, combined_codes, no_rows, parse_file
from connectors.feeds.prices.products import ProductMatcher
from connectors.feeds.prices.slips import find_repeated_days, find_slips
from connectors.measurement_units import MeasurementUnits
from vietnamese.text import encodable, fold

OBSERVATION_COLUMNS = (
    "price_date", "product_code", "item_name", "market", "province_code", "price_type", "price_vnd_kg", "native_price",
    "native_unit", "currency", "source", "snapshot_id", "source_file", "source_row",
)  # fmt: skip
QUARANTINE_COLUMNS = (
    "source", "source_file", "source_row", "item_name", "market", "price_type", "price_date", "native_price", "reason",
    "detail", "snapshot_id",
)  # fmt: skip


def reader_failed(source_file: str, error: Exception) -> str:
    """What is said of a file at which reading ended in an error that nobody foresaw."""
    return f"{source_file or 'the file'} can't be read ({reason(error)}); the traceback is in the log of the barrier"


@dataclass(frozen=True)
class FeedReading:
    """What a feed says: observations, quarantined rows with reasons, and counts of every row that is in neither.

    counts: rows (prices read), kept_out (by `keep`, not in rows), without_price, superseded (by a later snapshot),
    observations, quarantined; rows = without_price + superseded + observations + quarantined - unreadable_files, each
    of which is one quarantined row without a source_row until a later file of its name can be read.
    problem: why the declaration does not fit what the feed gives, one line; None where it does or nothing has come.
    """

    observations: pd.DataFrame
    quarantined: pd.DataFrame
    counts: dict[str, int] = field(default_factory=dict)
    problem: str | None = None


def read_observations(
    content: bytes,
    declaration: FeedDeclaration,
    matcher: ProductMatcher,
    units: MeasurementUnits,
    snapshot_id: str,
    fetched_at: datetime,
    *,
    source_file: str = "",
    charset: str | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observations and quarantined rows of a single file, judged against its own history alone.

    Raises FeedUnreadable where the file is not the table its declaration describes.
    """
    file = FeedFile(content, source_file, snapshot_id, fetched_at, charset)
    reading = read_feed([file], declaration, matcher, units)
    if reading.counts["unreadable_files"]:
        raise FeedUnreadable(reading.quarantined["detail"].iloc[0])
    return reading.observations, reading.quarantined


def read_feed(
    files: Iterable[FeedFile],
    declaration: FeedDeclaration,
    matcher: ProductMatcher,
    units: MeasurementUnits,
    timezone: str = "Asia/Ho_Chi_Minh",
) -> FeedReading:
    """Everything a feed has said in all its snapshots; a quote stated again later counts once, as last stated.

    Frames have OBSERVATION_COLUMNS and QUARANTINE_COLUMNS; price_date is datetime64[s], prices are floats, VND/kg
    only where the unit is one of mass and the currency đồng.
    """
    return parse_feed(files, declaration, units, timezone).reading(matcher)


@dataclass(frozen=True)
class ParsedFile:
    """A file of a feed, the rows of the feed up to its end, how many `keep` left out of it, why it can't be read.

    `nothing`: why it gives no row though it is the declared table. `reason`: of a fault, `unparsable` where the file is
    not the declared table, `reader_failed` where reading it ended in an error that nobody foresaw, `damaged` where it
    is no longer what landed.
    """

    file: FeedFile
    rows_until: int
    left_out: int
    fault: str | None = None
    reason: str = "unparsable"
    nothing: str | None = None

    def failed(self, error: Exception) -> "ParsedFile":
        """The same file, of which an error that nobody foresaw leaves nothing."""
        return replace(self, left_out=0, fault=reader_failed(self.file.source_file, error), reason=READER_FAILED)


@dataclass(frozen=True)
class ParsedFeed:
    """A feed's files in order of time and their typed rows, file after file."""

    declaration: FeedDeclaration
    files: tuple[ParsedFile, ...]
    rows: pd.DataFrame

    def files_until(self, as_of: datetime) -> int:
        """How many files were fetched up to an instant (aware); equal numbers, equal readings."""
        return sum(one.file.fetched_at <= as_of for one in self.files)

    def reading(self, matcher: ProductMatcher, count: int | None = None) -> FeedReading:
        """The feed as read from its first `count` files, from all by default."""
        files = self.files[:count]
        rows = self.rows.iloc[: files[-1].rows_until if files else 0]
        return guarded(
            lambda: _reading(rows, files, self.declaration, matcher),
            f"feed {self.declaration.name}",
            lambda error: _reading(
                *_readable(rows, files, self.declaration, matcher, error), self.declaration, matcher
            ),
        )


def _readable(
    rows: pd.DataFrame,
    files: tuple[ParsedFile, ...],
    declaration: FeedDeclaration,
    matcher: ProductMatcher,
    error: Exception,
) -> tuple[pd.DataFrame, tuple[ParsedFile, ...]]:
    """The feed without the files of which nothing can be made by themselves, or without any where each can."""

    def tried(number: int, one: ParsedFile) -> ParsedFile:
        own = rows[rows["number"] == number]
        place = f"feed {declaration.name}, file {one.file.source_file}"
        return guarded(lambda: _reading(own, (one,), declaration, matcher) and one, place, one.failed)

    judged = tuple(tried(number, one) for number, one in enumerate(files))
    if judged == files:
        judged = tuple(one.failed(error) for one in files)
    kept = [number for number, one in enumerate(judged) if one.fault is None]
    return rows[rows["number"].isin(kept)], judged


def parse_feed(
    files: Iterable[FeedFile], declaration: FeedDeclaration, units: MeasurementUnits, timezone: str = "Asia/Ho_Chi_Minh"
) -> ParsedFeed:
    """Understand each file once; what the feed says as of any instant is then a matter of choosing files."""
    zone, parsed, frames, total = ZoneInfo(timezone), [], [no_rows()], 0
    for number, one in enumerate(sorted(files, key=lambda file: (file.fetched_at, file.source_file))):
        frame, outcome = guarded(
            lambda number=number, one=one: _parsed(one, number, declaration, units, zone),
            f"feed {declaration.name}, file {one.source_file} ({one.snapshot_id})",
            lambda error, one=one: (no_rows(), ParsedFile(one, 0, 0).failed(error)),
        )
        total += len(frame)
        frames.append(frame)
        parsed.append(replace(outcome, rows_until=total))
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    return ParsedFeed(declaration, tuple(parsed), pd.concat(filled, ignore_index=True))


def _parsed(
    file: FeedFile, number: int, declaration: FeedDeclaration, units: MeasurementUnits, zone: ZoneInfo
) -> tuple[pd.DataFrame, ParsedFile]:
    if file.content is None:
        return no_rows(), ParsedFile(file, 0, 0, f"{file.source_file} is no longer what landed: restore it", DAMAGED)
    try:
        table = parse_file(file, number, declaration, units, zone)
    except FeedUnreadable as fault:
        return no_rows(), ParsedFile(file, 0, 0, encodable(str(fault)))
    return table.rows, ParsedFile(file, 0, table.left_out, nothing=table.nothing)


def _unreadable(files: Iterable[ParsedFile]) -> pd.DataFrame:
    """A row for each file whose last content is not the declared table."""
    found: dict[str, dict] = {}
    for one in files:
        found.pop(one.file.source_file, None)
        if one.fault is not None:
            found[one.file.source_file] = {"source_file": one.file.source_file, "snapshot_id": one.file.snapshot_id,
                                           "reason": one.reason, "detail": one.fault}  # fmt: skip
    return pd.DataFrame(list(found.values()))


def _reading(
    rows: pd.DataFrame, files: tuple[ParsedFile, ...], declaration: FeedDeclaration, matcher: ProductMatcher
) -> FeedReading:
    unreadable = _unreadable(files)
    counts = {"rows": len(rows), "kept_out": sum(one.left_out for one in files), "unreadable_files": len(unreadable)}
    rows = rows[rows["reason"] != "without_price"].reset_index(drop=True)
    counts["without_price"] = counts["rows"] - len(rows)
    rows = _in_one_order(rows, declaration)
    rows = rows[~_is_superseded(rows)].reset_index(drop=True)
    counts["superseded"] = counts["rows"] - counts["without_price"] - len(rows)
    rows = _believable(_against_history(rows))
    is_good = rows["reason"].isna()
    observations = _observations(rows[is_good], declaration, matcher)
    quarantined = pd.concat([rows[~is_good], unreadable]) if len(unreadable) else rows[~is_good]
    quarantined = quarantined.assign(source=declaration.name).rename(columns={"item": "item_name"})
    quarantined = quarantined[list(QUARANTINE_COLUMNS)].astype({"source_row": "Int64"}).reset_index(drop=True)
    counts |= {"observations": len(observations), "quarantined": len(quarantined)}
    nothing = {one.file.source_file: one.nothing for one in files}
    weighed = frozenset(rows.loc[rows["unit_kg"].notna(), "native_unit"].dropna())
    problem = misfit(declaration, observations, quarantined, nothing, weighed)
    return FeedReading(observations, quarantined, counts, problem)


def _in_one_order(rows: pd.DataFrame, declaration: FeedDeclaration) -> pd.DataFrame:
    """Refuse dates that may be of either order in files among which the feed writes the other one.

    A file a day has one date, which is ambiguous on twelve days a month: only the feed's history tells its order.
    """
    evidence, numbers = rows["order_evidence"].to_numpy(), rows["number"].to_numpy()
    if not (evidence == OTHER_ONLY).any():
        return rows
    doubtful = np.isin(numbers, list(doubtful_files(evidence, numbers))) & (evidence == EITHER)
    rows, other = rows.copy(), other_order(declaration.date_order)
    rows.loc[doubtful, "reason"] = "unparsable"
    rows.loc[doubtful, "detail"] = f"the feed's other dates fit date_order {other}, not {declaration.date_order}"
    return rows


def _is_superseded(rows: pd.DataFrame) -> np.ndarray:
    """A quote that a later file states again: the last readable statement stands, and the last unreadable one."""
    quote = combined_codes(rows, ["item_key", "market", "native_price_type", "unit_key", "day", "date_text"])
    frame = pd.DataFrame(
        {"quote": quote, "number": rows["number"].to_numpy(), "is_good": rows["reason"].isna().to_numpy()}
    )
    newest = frame.groupby("quote")["number"].transform("max")
    newest_good = frame["number"].where(frame["is_good"]).groupby(frame["quote"]).transform("max")
    return (frame["number"] < newest_good.where(frame["is_good"], newest)).to_numpy()


def _against_history(rows: pd.DataFrame) -> pd.DataFrame:
    """Name the slips and the copied days among the rows that have no reason yet."""
    good = rows[rows["reason"].isna()]
    if good.empty:
        return rows
    rows = rows.copy()
    keys = pd.DataFrame(
        {
            "market": combined_codes(good, ["market"]),
            "item": combined_codes(good, ["item_key"]),
            "series": combined_codes(good, ["item_key", "market", "native_price_type", "unit_key"]),
            "pool": combined_codes(good, ["item_key", "unit_key"]),
            "quote": combined_codes(good, ["item_key", "native_price_type", "unit_key", "native_price"]),
            "day": good["day"].to_numpy(),
            "native_price": good["native_price"].to_numpy(),
        },
        index=good.index,
    )
    repeated = good.index[find_repeated_days(keys)]
    rows.loc[repeated, "reason"] = "whole_day_repeat"
    rows.loc[repeated, "detail"] = "every item of this market stands at the prices of its day before"
    slips = find_slips(keys)
    rows.loc[slips.index, "reason"] = slips["reason"]
    rows.loc[slips.index, "detail"] = [
        f"{price:.10g} against a usual {usual:.6g}"
        for price, usual in zip(good.loc[slips.index, "native_price"], slips["usual_price"])
    ]
    return rows


def _believable(rows: pd.DataFrame) -> pd.DataFrame:
    """Refuse prices that nothing is sold at: where all of a series has a wrong scale, its history does not show it."""
    per_kg = rows["native_price"].to_numpy(dtype=float) * rows["vnd_kg_factor"].to_numpy(dtype=float)
    is_open = rows["reason"].isna().to_numpy()
    wrong = {
        "a scale such as thousands may be missing": is_open & (per_kg < LEAST_VND_KG),
        "its scale may be there already": is_open & (per_kg > MOST_VND_KG),
    }
    rows = rows.copy()
    for why, is_wrong in wrong.items():
        rows.loc[is_wrong, "reason"] = "unparsable"
        rows.loc[is_wrong, "detail"] = [
            f"a kilogram comes to {price:.10g} VND: nothing is sold at that, {why}" for price in per_kg[is_wrong]
        ]
    return rows


def _observations(rows: pd.DataFrame, declaration: FeedDeclaration, matcher: ProductMatcher) -> pd.DataFrame:
    codes, items = pd.factorize(rows["item"])
    products = np.array([*(matcher.match(item).product_code for item in items), None], dtype=object)[codes]
    needs_basis = rows["is_local_ta"].to_numpy(dtype=bool) & _is_sweet_potato(codes, items, products)
    factor = np.where(needs_basis, np.nan, rows["vnd_kg_factor"].to_numpy(dtype=float))
    frame = rows.rename(columns={"item": "item_name"}).assign(
        market=_written_markets(rows, matcher),
        product_code=products,
        province_code=_provinces(rows, matcher),
        price_vnd_kg=rows["native_price"].to_numpy(dtype=float) * factor,
        source=declaration.name,
    )
    return frame[list(OBSERVATION_COLUMNS)].reset_index(drop=True)


def _is_sweet_potato(codes: np.ndarray, items: pd.Index, products: np.ndarray) -> np.ndarray:
    """Sweet potato is traded by a tạ of 60 kg in places and of 100 in others; without a stated basis nobody knows."""
    named = np.array([*("khoai lang" in fold(str(item)) for item in items), False], dtype=bool)
    return named[codes] | (products == "sweet_potato")


def _written_markets(rows: pd.DataFrame, matcher: ProductMatcher) -> np.ndarray:
    codes, markets = pd.factorize(rows["market"])
    return np.array([*(matcher.written(market) for market in markets), None], dtype=object)[codes]


def _provinces(rows: pd.DataFrame, matcher: ProductMatcher) -> np.ndarray:
    codes, markets = pd.factorize(rows["market"])
    days = rows["day"].to_numpy().astype("datetime64[D]")
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(len(markets) + 1))
    found = np.full(len(codes), None, dtype=object)
    for code, market in enumerate(markets):
        at = order[edges[code] : edges[code + 1]]
        found[at] = matcher.provinces(market, days[at])
    return found
