"""The Google backend that the configuration describes; imported only where `[sheets] backend` asks for it."""

import re

from connectors.quota import Limiter, Quota
from connectors.sheets.google.account import Endpoints, GoogleAccount, Timing
from connectors.sheets.google.backend import GoogleBackend
from pipeline.province.inputs import Unit
from pipeline.province.province import Province
from pipeline.province.settings import ConfigError

_ADDRESS = re.compile(r"/spreadsheets/d/([\w-]+)")


def google_backend(province: Province, units: tuple[Unit, ...]) -> GoogleBackend:
    """The backend of a run, one an account; raises ConfigError where no key file is named."""
    settings = province.settings
    sheets, quota = settings.sheets, settings.quota
    if settings.service_account_file is None:
        raise ConfigError("[sheets] backend 'google' needs service_account, the path of the account's key file")
    limits = Quota(
        quota.reads_per_minute_user,
        quota.reads_per_minute_project,
        quota.writes_per_minute_user,
        quota.writes_per_minute_project,
    )
    key_file, endpoints = settings.service_account_file, Endpoints(sheets.api_root, sheets.drive_root)
    backend = province.run.kept(
        ("google", key_file, endpoints, limits),
        lambda: GoogleBackend(GoogleAccount(key_file, endpoints, Timing(Limiter(limits))), {}),
    )
    backend.sheets = {unit.unit_code: _id(unit.spreadsheet_id) for unit in units}
    return backend


def _id(given: str | None) -> str | None:
    """The id alone where the spreadsheet's whole address was pasted."""
    match = _ADDRESS.search(given or "")
    return match[1] if match else given
