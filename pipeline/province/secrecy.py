"""Which part of an environment a process is given: each secret reaches only those that need it.

Pure functions of an environment; `environment.py` alone reads the real one. Names are compared without regard to case,
as those who read these variables do.
"""

from collections.abc import Collection, Mapping

MAIL_PASSWORD = "NONGSAN_MAIL_PASSWORD"  # noqa: S105
MAIL_WAITS = "NONGSAN_MAIL_WAITS"
SERVER_ADDRESSES = "NONGSAN_SERVER_ADDRESSES"
CLIENT_LOGIN = "PREFECT_API_AUTH_STRING"
SERVER_LOGIN = "PREFECT_SERVER_API_AUTH_STRING"

MAIL = frozenset({MAIL_PASSWORD, "NONGSAN__MAIL__USERNAME"})
GOOGLE = frozenset({"NONGSAN__SHEETS__SERVICE_ACCOUNT", "GOOGLE_APPLICATION_CREDENTIALS"})
SERVER = frozenset({
    SERVER_LOGIN, "PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL",
    "PREFECT_SERVER_DATABASE_PASSWORD", "PREFECT_API_DATABASE_PASSWORD", "PGPASSWORD",
})  # fmt: skip
CLIENT = frozenset({CLIENT_LOGIN, "PREFECT_API_KEY"})

# what any program needs of the machine: the server is given this and what is Prefect's own, and nothing else
_MACHINE = frozenset({
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "DO_NOT_TRACK",
})  # fmt: skip
_MACHINE_PREFIXES = ("LC_", "PYTHON", "PG", "PREFECT_")


def without(environment: Mapping[str, str], *secrets: Collection[str]) -> dict[str, str]:
    """The environment less the variables of these groups."""
    dropped = frozenset().union(*secrets)
    return {name: text for name, text in environment.items() if name.upper() not in dropped}


def only(environment: Mapping[str, str], *secrets: Collection[str]) -> dict[str, str]:
    """The variables of these groups that the environment has."""
    kept = frozenset().union(*secrets)
    return {name: text for name, text in environment.items() if name.upper() in kept}


def of_server(environment: Mapping[str, str]) -> dict[str, str]:
    """What a Prefect server is given: the machine's variables and Prefect's, its database's password among them."""
    known = {
        name: text
        for name, text in environment.items()
        if name.upper() in _MACHINE or name.upper().startswith(_MACHINE_PREFIXES)
    }
    return without(known, CLIENT)


def of_worker(environment: Mapping[str, str]) -> dict[str, str]:
    """What a worker is given: the flows' secrets, which it hands on to those that need them; not the server's."""
    return without(environment, SERVER)


def of_flow(
    environment: Mapping[str, str], held: Mapping[str, str], *, mails: bool, uses_google: bool
) -> dict[str, str]:
    """What a flow's process is given: `environment` and of the secrets `held` those that it needs.

    One that does not mail leaves its notices for one that does.
    """
    needed = [*([MAIL] if mails else []), *([GOOGLE] if uses_google else [])]
    given = without(environment, SERVER, MAIL, GOOGLE, {MAIL_WAITS}) | only(held, *needed)
    return given if mails else given | {MAIL_WAITS: "1"}


def of_letters(environment: Mapping[str, str], held: Mapping[str, str]) -> dict[str, str]:
    """What a process is given that only sends letters: mail's secrets and no other."""
    return without_secrets(environment) | only(held, MAIL)


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """What a process is given that needs no secret."""
    return without(environment, SERVER, CLIENT, MAIL, GOOGLE, {MAIL_WAITS})
