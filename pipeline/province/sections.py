"""The sections of `nongsan.toml`: every key, its type, its bounds and its default.

`settings.py` reads them from the file and the environment; nothing here knows where they come from.
"""

import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from connectors.feeds.fetching.origins import allowed_places
from connectors.feeds.fetching.route import ProxyAddress

Share = Annotated[float, Field(ge=0, le=1)]
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
FIRST_YEAR, LAST_YEAR = 2000, 2199
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise ValueError(f"{text!r} is not a plain e-mail address like ten@tinhdoan.example")
    return text


Address = Annotated[str, AfterValidator(_address)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlanSection(_Section):
    """`[plan]`: which province, year and months are reported, and by when."""

    now: datetime | None = None
    clock_tolerance_minutes: int = Field(10, ge=1, le=1440)
    province: str = Field("91", pattern=r"^\d{2}$")
    year: int = Field(2023, ge=2000, le=2100)
    months: tuple[int, int] = (2, 12)
    timezone: str = "Asia/Ho_Chi_Minh"
    report_cutoff_day: int = Field(3, ge=1, le=28)
    cutoff_time: time = time(17)
    summary_due: date | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {name!r}, for example Asia/Ho_Chi_Minh") from error
        return name

    @field_validator("now")
    @classmethod
    def _in_time(cls, at: datetime | None) -> datetime | None:
        if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise ValueError(f"the year {at.year} is out of time: give one from {FIRST_YEAR} to {LAST_YEAR}")
        return at

    @model_validator(mode="after")
    def _months_in_order(self) -> "PlanSection":
        first, last = self.months
        if not 1 <= first <= last <= 12:
            raise ValueError("months must be two numbers of 1..12 in order, for example [2, 12]")
        return self


class SheetsSection(_Section):
    """`[sheets]`: where the units' spreadsheets are, local workbooks or Google Sheets."""

    backend: Literal["workbooks", "google"] = "workbooks"
    folder: Path = Path("sheets")
    service_account: Path | None = None
    api_root: str = "https://sheets.googleapis.com"
    drive_root: str = "https://www.googleapis.com"
    write_back: bool = True


class UnitsSection(_Section):
    """`[units]`: the list of reporting units."""

    file: Path = Path("units.csv")


class FeedsSection(_Section):
    """`[feeds]`: where the feeds' declarations are, the hosts they may be fetched from, and the way there."""

    folder: Path = Path("feeds")
    allowed_hosts: tuple[str, ...] = ()
    proxy: str | None = None
    ca_file: Path | None = None

    @field_validator("allowed_hosts")
    @classmethod
    def _readable(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        allowed_places(entries)
        return entries

    @field_validator("proxy")
    @classmethod
    def _usable(cls, address: str | None) -> str | None:
        return address and str(ProxyAddress.of(address))


class PathsSection(_Section):
    """`[paths]`: where everything that nongsan writes is kept."""

    data: Path = Path("data")


class GateSection(_Section):
    """`[gate]`: shares (0 to 1) that a month's data must reach, and when it may go out provisionally."""

    min_received: Share = 0.8
    min_usable: Share = 0.7
    provisional_after_days: int = Field(2, ge=0, le=31)
    materiality: Share = 0.01


class ReportSection(_Section):
    """`[report]`: the letterhead, number and signature of a report."""

    number_start: int = Field(1, ge=1)
    place: str = "Kiên Giang"
    issuer: str = "BCH TỈNH KIÊN GIANG"
    symbol: str = "BC/TĐTN-BPT"
    signer_title: str = "BÍ THƯ"
    signer_name: str = ""


class AlertsSection(_Section):
    """When produce at risk is worth a warning.

    `min_t`: a five-tonne truck; a unit sells less than that at its own stalls. `horizon_weeks`: two months, the time a
    new buyer takes; a balance is kept for twelve weeks. `tail_probability`: one false alarm in twenty undisturbed
    months on either side. `benchmarks`: VND/kg that a product or product group costs to grow.
    """

    min_t: float = Field(5, ge=0)
    horizon_weeks: int = Field(8, ge=1, le=12)
    tail_probability: float = Field(0.05, gt=0, lt=0.5)
    benchmarks: dict[str, Annotated[float, Field(gt=0)]] = {}


class LinkingSection(_Section):
    """`[linking]`: which shares (0 to 1) the linking plan keeps for districts and smallholders."""

    district_floor: Share = 0
    smallholder_floor: Share = 0
    discount_reliability: bool = False


class QuotaSection(_Section):
    """`[quota]`: calls to Google a minute, kept below Google's own limits."""

    reads_per_minute_user: int = Field(60, ge=1)
    reads_per_minute_project: int = Field(300, ge=1)
    writes_per_minute_user: int = Field(60, ge=1)
    writes_per_minute_project: int = Field(300, ge=1)


class MailSection(_Section):
    """Where mail is handed in and who gets it; the password comes from the environment only."""

    host: str | None = None
    port: int = Field(587, ge=1, le=65535)
    starttls: bool = True
    username: str | None = None
    sender: Address | None = None
    staff: tuple[Address, ...] = ()
    leadership: tuple[Address, ...] = ()

    @model_validator(mode="after")
    def _can_be_used(self) -> "MailSection":
        if self.host is not None and self.sender is None:
            raise ValueError('host needs a sender, for example sender = "baocao@tinhdoan.example"')
        if self.username is not None and not self.starttls and self.host not in _LOOPBACK:
            raise ValueError("username needs starttls = true: a password is not sent in the clear")
        return self
