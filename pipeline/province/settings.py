"""The province's settings as typed values, and the plan's calendar: months, deadlines, scheduled instants."""

import tomllib
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from connectors.feeds.fetching.route import ProxyAddress, Route
from connectors.saved_files import saved_text
from pipeline.province.sections import (
    FIRST_YEAR,
    LAST_YEAR,
    AlertsSection,
    FeedsSection,
    GateSection,
    LinkingSection,
    MailSection,
    PathsSection,
    PlanSection,
    QuotaSection,
    ReportSection,
    SheetsSection,
    UnitsSection,
)

ENV_PREFIX = "NONGSAN__"
SOURCE_ROOT = Path(__file__).resolve().parents[2]


class ConfigError(Exception):
    """The configuration or the command line is wrong; the message is one line that names the place and the fix.

    `runbook`: the line of docs/runbook.md that says more, None where the message says all.
    """

    def __init__(self, problem: str, runbook: str | None = None) -> None:
        super().__init__(problem)
        self.runbook = runbook


class NothingLanded(ConfigError):
    """No spreadsheet, feed or setting has ever landed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"nothing has landed in {folder} yet: run `nongsan sync` first", "nothing has landed in")


class Settings(BaseSettings):
    """Everything configurable, with paths resolved against the config file's folder."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=ENV_PREFIX, env_nested_delimiter="__", validate_default=False
    )

    plan: PlanSection = PlanSection()
    sheets: SheetsSection = SheetsSection()
    units: UnitsSection = UnitsSection()
    feeds: FeedsSection = FeedsSection()
    paths: PathsSection = PathsSection()
    gate: GateSection = GateSection()
    report: ReportSection = ReportSection()
    alerts: AlertsSection = AlertsSection()
    linking: LinkingSection = LinkingSection()
    quota: QuotaSection = QuotaSection()
    mail: MailSection = MailSection()
    config_path: Path

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:  # fmt: skip
        written = tomllib.loads(saved_text(init_settings.init_kwargs["config_path"].read_bytes()))
        return init_settings, env_settings, InitSettingsSource(settings_cls, written)

    def _resolve(self, path: Path) -> Path:
        return (self.config_path.parent / path).resolve()

    @property
    def base_folder(self) -> Path:
        """The folder of `nongsan.toml`, absolute: relative paths of the file count from it."""
        return self.config_path.parent.resolve()

    @property
    def data_folder(self) -> Path:
        """`paths.data`, absolute."""
        return self._resolve(self.paths.data)

    @property
    def landing_folder(self) -> Path:
        """Where landed files, receipts and ledgers are."""
        return self.data_folder / "landing"

    @property
    def sheets_folder(self) -> Path:
        """`sheets.folder`, absolute: the local workbooks."""
        return self._resolve(self.sheets.folder)

    @property
    def service_account_file(self) -> Path | None:
        """`sheets.service_account`, absolute, None where the key is left out."""
        return self._resolve(self.sheets.service_account) if self.sheets.service_account else None

    @property
    def feeds_folder(self) -> Path:
        """`feeds.folder`, absolute."""
        return self._resolve(self.feeds.folder)

    @property
    def feeds_route(self) -> Route:
        """The way to the feeds' addresses: `feeds.proxy` and `feeds.ca_file`."""
        proxy, authorities = self.feeds.proxy, self.feeds.ca_file
        return Route(ProxyAddress.of(proxy) if proxy else None, self._resolve(authorities) if authorities else None)

    @property
    def units_file(self) -> Path:
        """`units.file`, absolute."""
        return self._resolve(self.units.file)

    @property
    def seeds_folder(self) -> Path:
        """The reference lists (CSV) that come with the code."""
        return SOURCE_ROOT / "dbt_project" / "seeds"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The province's time zone."""
        return ZoneInfo(self.plan.timezone)

    def local(self, at: datetime) -> datetime:
        """An aware instant as the clocks of the province show it."""
        return at.astimezone(self.zone)

    def shown(self, at: datetime) -> str:
        """An instant as messages tell it: see `shown_in`."""
        return shown_in(self.zone, at)

    @property
    def plan_months(self) -> list[date]:
        """First days of the plan's months."""
        first, last = self.plan.months
        return [date(self.plan.year, number, 1) for number in range(first, last + 1)]

    def deadline(self, month: date) -> datetime:
        """The instant (UTC) by which a month must be in: `report_cutoff_day` of the next month at `cutoff_time`."""
        after = next_month(month).replace(day=self.plan.report_cutoff_day)
        return datetime.combine(after, self.plan.cutoff_time, self.zone).astimezone(UTC)

    @property
    def plan_now(self) -> datetime | None:
        """The instant (UTC) at which `[plan] now` holds the clock, None where it runs."""
        at = self.plan.now
        return at and (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(UTC)

    def last_closed_month(self, now: datetime) -> date | None:
        """The last month whose deadline has passed, None before the first."""
        return next((month for month in reversed(self.plan_months) if self.deadline(month) <= now), None)

    def provisional_at(self, month: date) -> datetime:
        """The instant (UTC) from which a blocked month goes out as a provisional edition."""
        return self.deadline(month) + timedelta(days=self.gate.provisional_after_days)

    @property
    def summary_due_at(self) -> datetime:
        """The instant (UTC) at which the interim results report is due: `summary_due`, or 30 October, at seven."""
        due = self.plan.summary_due or date(self.plan.year, 10, 30)
        return datetime.combine(due, time(7), self.zone).astimezone(UTC)

    def scheduled_instants(self) -> list[datetime]:
        """Every instant of the plan at which a verdict may change by time alone, in order (UTC)."""
        months = self.plan_months
        return sorted({*map(self.deadline, months), *map(self.provisional_at, months)})


def shown_in(zone: ZoneInfo, at: datetime) -> str:
    """An instant as messages tell it: the province's time with its offset, which every option takes back.

    UTC within the hours before the end of all time, which other zones can't write.
    """
    try:
        return at.astimezone(zone).isoformat()
    except OverflowError:
        return at.isoformat()


def next_month(month: date) -> date:
    """First day of the month after."""
    return month.replace(day=1) + timedelta(days=monthrange(month.year, month.month)[1])


def parse_instant(text: str, zone: ZoneInfo, *, name: str) -> datetime:
    """ISO date or date-time as a UTC instant; without an offset it is local.

    Raises ConfigError naming the option, also for a year outside FIRST_YEAR..LAST_YEAR.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        example = "2023-09-05T08:00:00+07:00"
        raise ConfigError(f"{name}: {text!r} is not an ISO date or time, for example {example}") from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ConfigError(f"{name}: {text!r} is out of time: give a year from {FIRST_YEAR} to {LAST_YEAR}")
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
