"""The only reader of the environment and of `nongsan.toml`; everything else is given typed settings.

Also the home of the plan's calendar (months, deadlines), because it is configuration and nothing but configuration.
"""

import difflib
import os
import tomllib
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from flows.config_sections import (
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
NOW_VARIABLE = "NONGSAN_NOW"
MAIL_PASSWORD_VARIABLE = "NONGSAN_MAIL_PASSWORD"  # noqa: S105
BUILD_VARIABLE = "NONGSAN_BUILD_DB"
SOURCE_ROOT = Path(__file__).resolve().parents[2]


class ConfigError(Exception):
    """The configuration or the command line is wrong; the message is one line that names the place and the fix."""


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
        path = init_settings.init_kwargs["config_path"]
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, path)

    def _resolve(self, path: Path) -> Path:
        return (self.config_path.parent / path).resolve()

    @property
    def base_folder(self) -> Path:
        return self.config_path.parent.resolve()

    @property
    def data_folder(self) -> Path:
        return self._resolve(self.paths.data)

    @property
    def landing_folder(self) -> Path:
        return self.data_folder / "landing"

    @property
    def sheets_folder(self) -> Path:
        return self._resolve(self.sheets.folder)

    @property
    def service_account_file(self) -> Path | None:
        return self._resolve(self.sheets.service_account) if self.sheets.service_account else None

    @property
    def feeds_folder(self) -> Path:
        return self._resolve(self.feeds.folder)

    @property
    def units_file(self) -> Path:
        return self._resolve(self.units.file)

    @property
    def seeds_folder(self) -> Path:
        return SOURCE_ROOT / "dbt_project" / "seeds"

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plan.timezone)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    @property
    def plan_months(self) -> list[date]:
        """First days of the plan's months."""
        first, last = self.plan.months
        return [date(self.plan.year, number, 1) for number in range(first, last + 1)]

    def deadline(self, month: date) -> datetime:
        """The instant (UTC) by which a month must be in: `report_cutoff_day` of the next month at `cutoff_time`."""
        after = next_month(month).replace(day=self.plan.report_cutoff_day)
        return datetime.combine(after, self.plan.cutoff_time, self.zone).astimezone(UTC)

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


def next_month(month: date) -> date:
    """First day of the month after."""
    return month.replace(day=1) + timedelta(days=monthrange(month.year, month.month)[1])


def load_settings(config: Path) -> Settings:
    """Read the config file and the environment over it; raises ConfigError with one line."""
    path = Path(config)
    if not path.is_file():
        raise ConfigError(
            f"config file {path} not found: give --config PATH, or make a province with `nongsan demo DIR`"
        )
    try:
        return Settings(config_path=path.resolve())
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first_problem(error)}") from error
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}") from error


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    place = [str(part) for part in problem["loc"]]
    if problem["type"] != "extra_forbidden":
        return f"[{'.'.join(place)}] {problem['msg'].removeprefix('Value error, ')}"
    known: Iterable[str] = Settings.model_fields
    if len(place) > 1:
        section = Settings.model_fields[place[0]].annotation
        known = section.model_fields if isinstance(section, type) and issubclass(section, BaseModel) else ()
    near = difflib.get_close_matches(place[-1], list(known), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(sorted(known))}"
    return f"unknown key [{'.'.join(place)}]; {hint}"


def parse_instant(text: str, zone: ZoneInfo, *, name: str) -> datetime:
    """ISO date or date-time as a UTC instant; without an offset it is local. Raises ConfigError naming the option."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        example = "2023-09-05T08:00:00+07:00"
        raise ConfigError(f"{name}: {text!r} is not an ISO date or time, for example {example}") from error
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def clock(settings: Settings, option: str | None = None) -> datetime:
    """The instant (UTC) this run takes for now: `--now`, the environment, `[plan] now`, the real clock."""
    if option:
        return parse_instant(option, settings.zone, name="--now")
    if given := os.environ.get(NOW_VARIABLE):
        return parse_instant(given, settings.zone, name=NOW_VARIABLE)
    if settings.plan.now:
        at = settings.plan.now
        return (at if at.tzinfo else at.replace(tzinfo=settings.zone)).astimezone(UTC)
    return datetime.now(UTC)


def is_clock_set(settings: Settings, option: str | None = None) -> bool:
    """Whether the clock stands where somebody put it, so that the schedule's real instants mean nothing."""
    return bool(option or os.environ.get(NOW_VARIABLE) or settings.plan.now)


def prepare_environment(settings: Settings) -> None:
    """Set what Prefect, dbt and Great Expectations read from the environment: no telemetry, state under `data`.

    The data folder is its owner's alone from here on.
    """
    _close(settings.data_folder)
    fixed = {
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "GX_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        BUILD_VARIABLE: str(settings.data_folder / ".build" / "warehouse.duckdb"),
    }
    os.environ.update(fixed)
    for name, text in {
        "PREFECT_HOME": str(settings.data_folder / ".prefect"),
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    }.items():
        os.environ.setdefault(name, text)


def _close(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_mode & 0o077 and folder.stat().st_uid == os.geteuid():
        folder.chmod(0o700)


def serve_environment(settings: Settings, api: str) -> dict[str, str]:
    """The environment of a Prefect server and a worker that serve this province, and of the flows that one runs.

    What the person's environment says of Prefect (its database above all) holds; secrets pass through it alone.
    """
    prepare_environment(settings)
    fixed = {
        "PREFECT_API_URL": api,
        "PREFECT_LOGGING_EXTRA_LOGGERS": "nongsan",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_ROOT_LEVEL": "WARNING",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_CLI_PROMPT": "false",
    }
    return {"PREFECT_WORKER_QUERY_SECONDS": "5", **os.environ, **fixed}


def use_server(api: str) -> None:
    """Let this process talk to a running Prefect server; to be called before Prefect is imported."""
    os.environ["PREFECT_API_URL"] = api


def prefect_server() -> str | None:
    """The API of the Prefect server that the environment names."""
    return os.environ.get("PREFECT_API_URL")


def mail_password() -> SecretStr | None:
    """The mail account's password, wrapped so that no log or traceback prints it."""
    given = os.environ.get(MAIL_PASSWORD_VARIABLE)
    return SecretStr(given) if given else None


def prefect_server_given() -> bool:
    """Whether a running Prefect server was named, so that none has to be started."""
    return bool(os.environ.get("PREFECT_API_URL"))
