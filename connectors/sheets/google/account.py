"""The account at Google: one HTTP client with addresses from the configuration, quotas, time limits and retries.

The only module that knows gspread. Its own back-off client never gives up, so retries are decided here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials
from gspread.http_client import HTTPClient
from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL
from requests import RequestException, Session
from urllib3.exceptions import HTTPError

from connectors.limits import ANSWER_SECONDS
from connectors.quota import Limiter, Quota
from connectors.retrying import RetriesExhausted, RetryPolicy, retry_after_seconds, status_may_pass
from connectors.sheets.google.answers import HEADERS, Answer, AnswerTooLarge, read_answer
from connectors.sheets.google.transport import AnswerTime, AnswerTooSlow, TimedAdapter
from connectors.sheets.protocol import SheetsUnreachable
from connectors.unpacking import EncodingRefused, PackedWrongly

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive.metadata.readonly")
SHEETS_ROOT, DRIVE_ROOT = "https://sheets.googleapis.com", "https://www.googleapis.com"
TIMEOUT = (10.0, ANSWER_SECONDS)
_SPREADSHEETS = "mimeType = 'application/vnd.google-apps.spreadsheet' and trashed = false"
_BUSY_REASONS = frozenset({"userRateLimitExceeded", "rateLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED"})
_COMPACT = {"prettyPrint": "false"}  # blanks are half of an answer
_FILE_FIELDS = "nextPageToken,files(id,name,version,modifiedTime,lastModifyingUser(me),capabilities(canEdit))"


class CallRefused(Exception):
    """The service answered a call with an error that waiting does not mend."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status, self.message = status, message


class OutcomeUnknown(Exception):
    """A write was sent and no sound answer came: it may or may not have been done."""


class StillBusy(Exception):
    """The service did not answer soundly in as many attempts, or in as much time, as it gets."""


@dataclass(frozen=True)
class FileState:
    """A spreadsheet as the listing shows it; `is_own` None where the service does not say who touched it last."""

    version: str
    is_own: bool | None = None
    may_edit: bool | None = None


@dataclass(frozen=True)
class Endpoints:
    """Where the two services answer; the token's address is in the key file."""

    sheets: str = SHEETS_ROOT
    drive: str = DRIVE_ROOT

    def address(self, url: str) -> str:
        """The URL with Google's root replaced by the configured one; any other URL as it is."""
        for given, root in ((SHEETS_ROOT, self.sheets), (DRIVE_ROOT, self.drive)):
            if url.startswith(f"{given}/"):
                return root.rstrip("/") + url.removeprefix(given)
        return url


@dataclass(frozen=True)
class Timing:
    """Everything about time and chance, so that a rehearsal can bring its own. Seconds."""

    limiter: Limiter = field(default_factory=lambda: Limiter(Quota()))
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    answers: AnswerTime = field(default_factory=AnswerTime)


class _TransientFailure(Exception):
    """A call got no sound answer, but another one may; `response` None where there was no answer at all."""

    def __init__(self, problem: str, response: Answer | None = None) -> None:
        super().__init__(problem)
        self.asked = retry_after_seconds(response.headers) if response is not None else None
        self.is_undone = response is not None and _is_busy(response)


class RetryingClient(HTTPClient):
    """gspread's HTTP client with addresses, quotas and bounded retries of our own."""

    def __init__(self, auth: Credentials, endpoints: Endpoints, timing: Timing) -> None:
        super().__init__(auth, session=_session(auth, timing.answers))
        self.auth = auth
        self.endpoints, self.timing = endpoints, timing
        self.timeout = TIMEOUT
        self.answered_at: str | None = None

    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Answer:
        """Send and, where it may help and can do no harm, send again.

        Raises CallRefused, OutcomeUnknown (writes only), StillBusy, SheetsUnreachable, AnswerTooLarge (reads only).
        """
        is_write = method.lower() != "get"
        try:
            return self.timing.retries.call(
                lambda: self._attempt(method, endpoint, is_write, *args, **kwargs),
                may_pass=lambda error: isinstance(error, _TransientFailure) and (error.is_undone or not is_write),
                asked=lambda error: error.asked,
            )
        except _TransientFailure as error:
            raise OutcomeUnknown(str(error)) from error
        except AnswerTooLarge as error:
            if is_write:
                raise OutcomeUnknown(str(error)) from error
            raise
        except AnswerTooSlow as error:
            raise (OutcomeUnknown if is_write else StillBusy)(str(error)) from error
        except RetriesExhausted as error:
            raise StillBusy(str(error)) from error

    def _attempt(self, method: str, endpoint: str, is_write: bool, *args: Any, **kwargs: Any) -> Answer:
        """A sound answer; raises _TransientFailure, CallRefused, SheetsUnreachable, AnswerTooLarge, AnswerTooSlow."""
        url = self.endpoints.address(endpoint)
        try:
            if endpoint.startswith(SHEETS_ROOT):
                with self.timing.limiter.call("write" if is_write else "read"):
                    response = self._send(method, url, *args, **kwargs)
            else:
                response = self._send(method, url, *args, **kwargs)
        except (RequestException, TransportError, HTTPError, EncodingRefused, PackedWrongly) as error:
            raise _TransientFailure(f"{type(error).__name__} from {url.split('?')[0]}") from error
        except RefreshError as error:
            if error.retryable:
                raise _TransientFailure("the token service is not answering") from error
            raise SheetsUnreachable(
                f"Google refuses the service account ({_short(error)}): check [sheets] service_account"
            ) from error
        self.answered_at = response.headers.get("Date")
        if problem := _problem(response):
            raise _TransientFailure(problem, response)
        return response

    def _send(self, method: str, url: str, params: Any = None, json: Any = None) -> Answer:
        response = self.session.request(
            method,
            url,
            params=params,
            json=json,
            headers=dict(HEADERS),
            timeout=self.timeout,
            stream=True,
            allow_redirects=False,
        )
        return read_answer(response)


class _TokenRequest(Request):
    """A call of the token service, without which nothing can be read; raises SheetsUnreachable where it drips."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        try:
            return super().__call__(*given, **named)
        except AnswerTooSlow as error:
            raise SheetsUnreachable(f"Google's token service: {error}; it will be tried again") from error


def _session(auth: Credentials, allowed: AnswerTime) -> AuthorizedSession:
    """A session in which the answers of the services, and of the token's, end in time."""
    tokens = Session()
    session = AuthorizedSession(auth, max_refresh_attempts=1, auth_request=_TokenRequest(tokens))
    for one in (session, tokens):
        one.mount("https://", TimedAdapter(allowed))
        one.mount("http://", TimedAdapter(allowed))
    return session


def _short(error: GoogleAuthError) -> str:
    return " ".join(str(error.args[0] if error.args else error).split())[:160]


def _problem(response: Answer) -> str:
    """What is wrong with an answer that may pass, "" for a sound one; raises CallRefused for one that may not."""
    try:
        document = response.json()
    except ValueError:
        if response.ok or status_may_pass(response.status_code):
            return f"an answer that is not whole JSON (HTTP {response.status_code})"
        raise CallRefused(response.status_code, "an answer that is not JSON") from None
    if response.ok:
        return ""
    said = _said(document)
    if status_may_pass(response.status_code) or _is_busy(response):
        return f"HTTP {response.status_code} {said}"
    if response.status_code == 401:
        raise SheetsUnreachable(
            f"Google refuses the service account (401 {said}): make a new key file",
            "Google refuses the service account",
        )
    raise CallRefused(response.status_code, said)


def _said(document: object) -> str:
    error = document.get("error") if isinstance(document, dict) else None
    return " ".join(str(error.get("message", "") if isinstance(error, dict) else error or "").split())[:200]


def _is_busy(response: Answer) -> bool:
    """Whether a refusal only means "not so fast", so that nothing was done; Drive says that with 403."""
    if response.status_code == 403:
        return any(reason in response.text for reason in _BUSY_REASONS)
    return response.status_code == 429


class GoogleAccount:
    """A service account: what it may see, and the three calls the platform makes."""

    def __init__(self, key_file: Path, endpoints: Endpoints | None = None, timing: Timing | None = None) -> None:
        """Raises SheetsUnreachable where the key file can't be used; nothing is sent."""
        try:
            auth = Credentials.from_service_account_file(str(key_file), scopes=SCOPES)
        except (OSError, ValueError, json.JSONDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not a service account's key"
            raise SheetsUnreachable(f"key file {key_file}: {reason}; see [sheets] service_account") from error
        self.email: str = auth.service_account_email
        self.client = RetryingClient(auth, endpoints or Endpoints(), timing or Timing())

    def list_spreadsheets(self) -> dict[str, FileState]:
        """Every spreadsheet shared with the account by its id, a thousand a call; raises SheetsUnreachable."""
        found: dict[str, FileState] = {}
        for page in self._pages():
            for one in page.get("files", []):
                user, able = one.get("lastModifyingUser", {}), one.get("capabilities", {})
                version = str(one.get("version") or one.get("modifiedTime"))
                found[one["id"]] = FileState(version, user.get("me"), able.get("canEdit"))
        return found

    def _pages(self) -> Iterator[dict]:
        params: dict[str, Any] = {
            "q": _SPREADSHEETS,
            "pageSize": 1000,
            "fields": _FILE_FIELDS,
            "supportsAllDrives": True,
            "includeItemsFromAllDrives": True,
        }
        while True:
            try:
                page = self.client.request("get", DRIVE_FILES_API_V3_URL, params=params).json()
            except (CallRefused, StillBusy, AnswerTooLarge) as error:
                raise SheetsUnreachable(f"the list of spreadsheets can't be had from Google: {error}") from error
            yield page
            if not page.get("nextPageToken"):
                return
            params = {**params, "pageToken": page["nextPageToken"]}

    def get_spreadsheet(self, spreadsheet_id: str, fields: str) -> dict:
        """One masked `spreadsheets.get`, all of one instant. Raises CallRefused, StillBusy, AnswerTooLarge."""
        url = SPREADSHEET_URL % spreadsheet_id
        params = {"includeGridData": True, "fields": fields, **_COMPACT}
        return self.client.request("get", url, params=params).json()

    def batch_update(self, spreadsheet_id: str, body: Mapping[str, Any], fields: str) -> dict:
        """One `batchUpdate`, done wholly or not at all. Raises CallRefused, OutcomeUnknown, StillBusy."""
        url = SPREADSHEET_BATCH_UPDATE_URL % spreadsheet_id
        return self.client.request("post", url, params={"fields": fields, **_COMPACT}, json=body).json()
