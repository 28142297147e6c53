"""The login of the province's Prefect server: one line `user:password` in `data/server.login`, its owner's alone.

Generated when the province is first served; server, workers and commands read it there, and staff log in with it.
"""

import re
import secrets
from collections.abc import Callable
from pathlib import Path

from connectors.durable import FILE_MODE, write_atomically
from pipeline.province.settings import ConfigError, Settings

USER = "nongsan"
LOGIN = re.compile(r"[!-9;-~]+:[!-~]{8,}")
RANDOM_BYTES = 32
REFUSED = (
    "PREFECT_SERVER_API_AUTH_STRING is no login: it must read user:password in ASCII, 8 characters or more after :"
)


def login_file(settings: Settings) -> Path:
    """Where `nongsan serve` keeps the login of its server."""
    return settings.data_folder / "server.login"


def kept_login(settings: Settings) -> str | None:
    """The login that the province's server asks for; None where none is kept, or what is kept is damaged."""
    path = login_file(settings)
    try:
        text = path.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    return text if LOGIN.fullmatch(text) else None


def keep_login(settings: Settings, given: str | None = None, draw: Callable[[int], str] = secrets.token_urlsafe) -> str:
    """The login to serve with, kept for everyone else: `given`, else the kept one, else a new one.

    Raises ConfigError where `given` is no login.
    """
    if given is not None and not LOGIN.fullmatch(given):
        raise ConfigError(REFUSED)
    path, kept = login_file(settings), kept_login(settings)
    login = given or kept or new_login(draw)
    if login != kept:
        write_atomically(path, f"{login}\n".encode())
    elif path.stat().st_mode & 0o077:
        path.chmod(FILE_MODE)
    return login


def new_login(draw: Callable[[int], str] = secrets.token_urlsafe) -> str:
    """ "user:password" with a password of 32 random bytes, as URL-safe text."""
    return f"{USER}:{draw(RANDOM_BYTES)}"
