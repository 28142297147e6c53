"""The only reader of the environment and of `nongsan.toml`; everything else is given typed settings."""

import difflib
import json
import os
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import SettingsError

from connectors.saved_files import SavedWrongly
from pipeline.province import secrecy
from pipeline.province.console import barrier_logged
from pipeline.province.inputs import read_units
from pipeline.province.login import kept_login
from pipeline.province.present import possible_now
from pipeline.province.province import Province, settle_reports
from pipeline.province.run import ProvinceRun, active_run
from pipeline.province.settings import ENV_PREFIX, ConfigError, Settings, parse_instant

NOW_VARIABLE = "NONGSAN_NOW"
BUILD_VARIABLE = "NONGSAN_BUILD_DB"
LIMITS_VARIABLE, _LONGEST_LIMIT = "NONGSAN_TIME_LIMITS", 86_400
_FIXED = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}
STARTUP, _STARTUP_SECONDS = "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120"
_SHOWN_LENGTH = 60
_AS_JSON = 'write a list as JSON, for example ["gia.example"] or [2, 12]'
_DATABASES = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")


def load_settings(config: Path) -> Settings:
    """Read the config file and the environment over it; raises ConfigError with one line."""
    path = Path(config)
    if not path.is_file():
        raise ConfigError(
            f"config file {path} not found: give --config PATH, or make a province with `nongsan demo DIR`",
            "config file … not found",
        )
    try:
        return Settings(config_path=path.resolve())
    except SavedWrongly as error:
        raise ConfigError(f"{path} {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except SettingsError as error:
        raise ConfigError(_unreadable_variable()) from error
    except ValidationError as error:
        first = error.errors()[0]
        runbook = "unknown key" if first["type"] == "extra_forbidden" else None
        raise ConfigError(f"{_variable(first['loc']) or path}: {_first_problem(error)}", runbook) from error
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}") from error


def _variable(place: Sequence[object]) -> str | None:
    """The environment variable that gives the key at a place, None where the file does."""
    asked = f"{ENV_PREFIX}{'__'.join(map(str, place))}__".upper()
    given = (name for name in os.environ if name.upper().startswith(ENV_PREFIX))
    return next((name for name in given if asked.startswith(f"{name.upper()}__")), None)


def _unreadable_variable() -> str:
    """What is said of the variables whose value should be a list or a table and can't be read as one."""
    for name, text in os.environ.items():
        if name.upper().startswith(ENV_PREFIX) and _is_table(name) and not _is_json(text):
            return f'{name}: {text[:_SHOWN_LENGTH]!r} can\'t be read: write a list as JSON, for example ["gia.example"]'
    return f'a variable {ENV_PREFIX}… can\'t be read: write its list as JSON, for example ["gia.example"]'


def _is_table(name: str) -> bool:
    """Whether a variable gives a whole section, or a key that is no plain value."""
    section, _, key = name[len(ENV_PREFIX) :].lower().partition("__")
    field = Settings.model_fields.get(section)
    fields = getattr(field and field.annotation, "model_fields", {})
    return not key or (key in fields and get_origin(fields[key].annotation) in (tuple, list, dict))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


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


def clock(settings: Settings, option: str | None = None) -> datetime:
    """The instant (UTC) this run takes for now: `--now`, the environment, `[plan] now`, the real clock.

    Raises ConfigError where it can be no present at all.
    """
    if option:
        return parse_instant(option, settings.zone, name="--now")
    if given := os.environ.get(NOW_VARIABLE):
        return parse_instant(given, settings.zone, name=NOW_VARIABLE)
    return possible_now("the clock", settings.plan_now or datetime.now(UTC))


@contextmanager
def open_province(config: Path | str, now: str | None = None) -> Iterator[Province]:
    """The province of a config file at the instant of its clock: opened once by each command and each flow.

    A flow called within a command's run joins it; otherwise the run is this block's own and is closed with it. What a
    killed one left half published is brought to its end first. Raises ConfigError.
    """
    settings = load_settings(Path(config))
    settle_reports(settings)
    at, run = clock(settings, now), active_run()
    if run is not None:
        run.console.own |= own_addresses(settings)
        yield Province.at(settings, at, run, machine=datetime.now(UTC))
        return
    with ProvinceRun() as own, barrier_logged(settings.data_folder / "logs" / "barrier.log"):
        own.console.own |= own_addresses(settings)
        yield Province.at(settings, at, own, machine=datetime.now(UTC))


def own_addresses(settings: Settings) -> frozenset[str]:
    """The addresses that the platform writes to and from, in lower case: those of `[mail]` and of the units."""
    mail = settings.mail
    try:
        units = [unit.email for unit in read_units(settings.units_file.read_bytes(), settings.units_file.name)]
    except (OSError, ConfigError):
        units = []  # whoever needs the units says what is wrong with their file
    named = [mail.sender, mail.username, *mail.staff, *mail.leadership, *units]
    return frozenset(one.lower() for one in named if one)


def is_time_given(option: str | None) -> bool:
    """Whether a command or the environment says what time it is, instead of the machine or the config."""
    return bool(option or os.environ.get(NOW_VARIABLE))


def is_clock_set(settings: Settings, option: str | None = None) -> bool:
    """Whether the clock stands where somebody put it, so that the schedule's real instants mean nothing."""
    return is_time_given(option) or bool(settings.plan.now)


def prepare_environment(settings: Settings) -> None:
    """Set what Prefect, dbt and Great Expectations read from the environment: no telemetry, state under `data`.

    The data folder is its owner's alone from here on, and so is every file that this process and what it starts makes,
    as Prefect's database and its journals; what an earlier version left open is closed.
    """
    os.umask(0o077)
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    _close(settings.data_folder)
    for folder in (settings.data_folder / ".prefect", settings.data_folder / "logs"):
        for path in [folder, *folder.glob("*")] if folder.is_dir() else ():
            _close(path)
    os.environ.update(_FIXED)
    for name, text in {
        "PREFECT_HOME": str(settings.data_folder / ".prefect"),
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        STARTUP: _STARTUP_SECONDS,
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    }.items():
        os.environ.setdefault(name, text)


@contextmanager
def built_by_dbt(file: Path) -> Iterator[None]:
    """While dbt, which gets its file through the environment alone, builds it in this process.

    What a person's environment says to dbt of its own (`DBT_TARGET`, `DBT_PROFILE`) is meant for another project.
    """
    taken = {name: text for name, text in os.environ.items() if name == BUILD_VARIABLE or _is_for_dbt(name)}
    for name in taken:
        del os.environ[name]
    os.environ[BUILD_VARIABLE] = str(file)
    try:
        yield
    finally:
        os.environ.pop(BUILD_VARIABLE)
        os.environ.update(taken)


def dbt_environment(file: Path) -> dict[str, str]:
    """The environment of a process that is dbt and builds this file: no secret, and nothing said to dbt elsewhere."""
    person = {name: text for name, text in environment_without_secrets().items() if not _is_for_dbt(name)}
    return person | {BUILD_VARIABLE: str(file)}


def _is_for_dbt(name: str) -> bool:
    """Whether a variable is one of dbt's own options, those aside that `prepare_environment` fixes."""
    return name.upper().startswith("DBT_") and name not in _FIXED


def _close(path: Path) -> None:
    """Make a folder or file its owner's alone; one that another process just removed is closed enough."""
    try:
        known = path.stat(follow_symlinks=False)
        if known.st_mode & 0o077 and known.st_uid == os.geteuid() and not path.is_symlink():
            path.chmod(known.st_mode & 0o700)
    except FileNotFoundError:
        return


def serve_environment(settings: Settings, api: str, login: str | None) -> dict[str, str]:
    """The environment of a Prefect server and a worker that serve this province, before each is given its part.

    What the person's environment says of Prefect (its database above all) holds; secrets pass through it alone.
    `login`: what the server asks for, None where it asks for none.
    """
    prepare_environment(settings)
    fixed = {
        "PREFECT_API_URL": api,
        "PREFECT_LOGGING_EXTRA_LOGGERS": "nongsan",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_ROOT_LEVEL": "WARNING",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_CLI_PROMPT": "false",
        **({secrecy.CLIENT_LOGIN: login} if login else {}),
    }
    person = secrecy.without(os.environ, {secrecy.CLIENT_LOGIN})
    return {"PREFECT_WORKER_QUERY_SECONDS": "5", **person, **fixed}


def server_environment(
    environment: Mapping[str, str], login: str | None, addresses: Sequence[str], origins: Iterable[str]
) -> dict[str, str]:
    """A Prefect server's part of `environment`: it asks for `login` and answers under its own addresses only."""
    fixed = {
        secrecy.SERVER_ADDRESSES: " ".join(addresses),
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ",".join(sorted(origins)),
        **({secrecy.SERVER_LOGIN: login} if login else {}),
    }
    own = secrecy.without(
        secrecy.of_server(environment), {secrecy.SERVER_LOGIN, "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"}
    )
    return own | fixed


def one_run_environment(login: str, address: str) -> dict[str, str]:
    """The environment of a server for this process alone: no UI, and one address."""
    own = server_environment(os.environ, login, [address], [address])
    flags = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    return own | flags


def server_addresses() -> list[str]:
    """The addresses that this process, a Prefect server, was given as its own."""
    return os.environ.get(secrecy.SERVER_ADDRESSES, "").split()


def server_login_given() -> str | None:
    """The login that the person wants the server to ask for; empty where it is to ask for none, None by default."""
    return os.environ.get(secrecy.SERVER_LOGIN)


def ui_api_given() -> str | None:
    """Where the person says that the UI finds its API, behind a proxy."""
    return os.environ.get("PREFECT_SERVER_UI_API_URL") or os.environ.get("PREFECT_UI_API_URL")


def use_server(api: str, login: str | None) -> None:
    """Let this process talk to a running Prefect server; to be called before Prefect is imported."""
    os.environ["PREFECT_API_URL"] = api
    if login:
        os.environ[secrecy.CLIENT_LOGIN] = login


def use_login(login: str) -> None:
    """Let this process log in with this at whatever Prefect server it talks to."""
    os.environ[secrecy.CLIENT_LOGIN] = login


def client_login(settings: Settings) -> str | None:
    """What to log in with at the server that the environment names: its own word, else the province's kept login."""
    if given := os.environ.get(secrecy.CLIENT_LOGIN):
        return given
    return None if uses_api_key() else kept_login(settings)


def uses_api_key() -> bool:
    """Whether the person logs in at Prefect with a key and no login."""
    return bool(os.environ.get("PREFECT_API_KEY"))


def client_login_given() -> str | None:
    """The login that this process uses already."""
    return os.environ.get(secrecy.CLIENT_LOGIN)


def take_secrets() -> dict[str, str]:
    """Take the flows' secrets out of this process's environment: a child has only those that it is given."""
    held = secrecy.only(os.environ, secrecy.MAIL, secrecy.GOOGLE)
    for name in held:
        del os.environ[name]
    return held


def letters_environment(held: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that only sends letters."""
    return secrecy.of_letters(os.environ, held)


def environment_without_secrets() -> dict[str, str]:
    """The environment of a process that needs no secret."""
    return secrecy.without_secrets(os.environ)


def mail_waits() -> bool:
    """Whether this process leaves its letters for another one that has the mail account's password."""
    return bool(os.environ.get(secrecy.MAIL_WAITS))


def prefect_server() -> str | None:
    """The API of the Prefect server that the environment names."""
    return os.environ.get("PREFECT_API_URL") or None


def mail_password() -> SecretStr | None:
    """The mail account's password, wrapped so that no log or traceback prints it."""
    given = os.environ.get(secrecy.MAIL_PASSWORD)
    return SecretStr(given) if given else None


def shortened_limits(known: Collection[str]) -> dict[str, float]:
    """Limits of flows and tasks that the person shortens: `pull-prices=600,deliver=60`, seconds; raises ConfigError."""
    found = {}
    for one in filter(None, os.environ.get(LIMITS_VARIABLE, "").split(",")):
        name, _, text = (part.strip() for part in one.partition("="))
        if name not in known or not text.isdecimal() or not 1 <= int(text) <= _LONGEST_LIMIT:
            names = ", ".join(sorted(known))
            raise ConfigError(f"{LIMITS_VARIABLE}: {one.strip()!r} is not NAME=SECONDS, with one of the names {names}")
        found[name] = float(text)
    return found


def prefect_database(settings: Settings) -> Path | None:
    """The file of a Prefect server's database; None where the person named a database of their own."""
    if any(os.environ.get(name) for name in _DATABASES):
        return None
    return Path(os.environ.get("PREFECT_HOME") or settings.data_folder / ".prefect") / "prefect.db"


def startup_seconds() -> str:
    """How long Prefect's temporary server may take to start, in seconds."""
    return os.environ.get(STARTUP, _STARTUP_SECONDS)


def prefect_server_given() -> bool:
    """Whether a running Prefect server was named, so that none has to be started."""
    return bool(os.environ.get("PREFECT_API_URL"))
