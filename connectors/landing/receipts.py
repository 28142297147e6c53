"""Receipts: small JSON files, written whole or not at all, named by the instant they speak of and by their own hash."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.durable import FILE_MODE, FOLDER_MODE, make_folder, write_atomically  # noqa: F401
from connectors.landing.packs import LandingCorrupt, names_in, read_named
from connectors.locks import exclusive
from vietnamese.text import visible

LOCK = ".lock"
INSTANT = "%Y%m%dT%H%M%S.%fZ"
SUFFIX = ".json"
WRITTEN_AT = "written_at"
_STANDSTILL = timedelta(minutes=1)
_DAY = r"(?!0000)\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2\d|3[01])"
_NAME = re.compile(rf"{_DAY}T(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\.\d{{6}}Z-[0-9a-f]{{16}}\.json")
_ALWAYS = "28"  # the last day that every month has


def instant_text(at: datetime) -> str:
    """UTC instant as it stands in file names; sorts by time."""
    return at.astimezone(UTC).strftime(INSTANT)


def canonical(document: object) -> bytes:
    """UTF-8 JSON with sorted keys: equal documents have equal bytes, hence one hash."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8", "surrogatepass")


def is_receipt(name: str) -> bool:
    """Whether a file is named as a receipt; whatever else lies in a folder of receipts is none of ours."""
    return _NAME.fullmatch(name) is not None and (name[6:8] <= _ALWAYS or _is_a_day(name[:8]))


def _is_a_day(text: str) -> bool:
    try:
        return bool(datetime.strptime(text, "%Y%m%d"))
    except ValueError:
        return False


def receipt_names(folder: Path, damaged: list[Path] | None = None) -> list[str]:
    """Names of a folder's receipts, loose or packed, oldest first; `damaged`: see `names_in`."""
    return [name for name in names_in(folder, damaged, is_receipt) if is_receipt(name)]


def write_receipt(
    folder: Path,
    at: datetime,
    receipt: dict,
    is_news: Callable[[], bool] | None = None,
    without: Collection[str] = (),
) -> datetime | None:
    """Add a receipt after all the folder holds and return the instant it got.

    That instant is `at`, or just after the newest receipt where the clock stands still or runs back, so that the order
    of receipts is always the order in which they were written. It stands in the receipt as `fetched_at`, beside it as
    `written_at` what the clock said where that is another time. Receipts in `without` are not looked at.
    `is_news` is asked while no other process can write here; where it says no, nothing is written and None returned.
    """
    with exclusive(folder / LOCK):
        if is_news is not None and not is_news():
            return None
        names = [name for name in receipt_names(folder, damaged=[]) if name not in without]
        newest = instant_of(names[-1]) if names else None
        stamp = at.astimezone(UTC) if newest is None or at > newest else newest + timedelta(microseconds=1)
        if stamp - at > _STANDSTILL:
            receipt = receipt | {WRITTEN_AT: at.astimezone(UTC).isoformat()}
        content = _seen(canonical(receipt | {"fetched_at": stamp.isoformat()}))
        write_atomically(folder / f"{instant_text(stamp)}-{_digest(content)}{SUFFIX}", content)
    return stamp


def _seen(content: bytes) -> bytes:
    """The same JSON with what can't be seen as escapes: a ledger that is printed steers no terminal."""
    return visible(content.decode("utf-8", "surrogatepass"), kept="\n").encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def is_whole(name: str, content: bytes) -> bool:
    """Whether a receipt holds what its name says: those bytes, and that instant."""
    try:
        return bool(_receipt(name, content))
    except (ValueError, LookupError, TypeError, RecursionError):
        return False


def _receipt(name: str, content: bytes) -> dict:
    """The receipt of that name; raises ValueError, LookupError, TypeError, RecursionError where it is another one."""
    instant, _, digest = name.removesuffix(SUFFIX).rpartition("-")
    if digest != _digest(content):
        raise ValueError(name)
    receipt = json.loads(content)
    receipt["fetched_at"] = datetime.fromisoformat(receipt["fetched_at"])
    if instant_text(receipt["fetched_at"]) != instant:
        raise ValueError(name)
    return receipt


def instant_of(name: str) -> datetime:
    """The instant (UTC) that a receipt's file name bears, with its folder or without."""
    return datetime.strptime(name.rpartition("/")[2].split("-", 1)[0], INSTANT).replace(tzinfo=UTC)


def read_receipts(
    folder: Path,
    as_of: datetime | None,
    *,
    newest_first: bool = False,
    damaged: list[Path] | None = None,
    without: Collection[str] = (),
) -> Iterator[dict]:
    """The receipts up to an instant; see `receipts_by_name`."""
    named = receipts_by_name(folder, as_of, newest_first=newest_first, damaged=damaged, without=without)
    return (one for _, one in named)


def receipts_by_name(
    folder: Path,
    as_of: datetime | None,
    *,
    newest_first: bool = False,
    damaged: list[Path] | None = None,
    without: Collection[str] = (),
) -> Iterator[tuple[str, dict]]:
    """File name and content of the receipts up to an instant, oldest first unless asked otherwise.

    Raises LandingCorrupt on one that does not hold what its name says.
    Where `damaged` is given such a receipt, or a pack of them, is passed over and its path added to the list; so are,
    unread and unlisted, those in `without`.
    """
    limit = instant_text(as_of) if as_of else None
    names = receipt_names(folder, damaged)
    for name in reversed(names) if newest_first else names:
        if name not in without and (limit is None or name.split("-", 1)[0] <= limit):
            try:
                yield name, _read(folder, name)
            except LandingCorrupt:
                if damaged is None:
                    raise
                damaged.append(folder / name)


def _read(folder: Path, name: str) -> dict:
    try:
        return _receipt(name, read_named(folder, name))
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise LandingCorrupt(folder / name) from error
