"""A Sheets, Drive and token service of our own on 127.0.0.1: real HTTP, real tokens, quotas, and faults on demand."""

import json
import re
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from tests.google import masks
from tests.google.spreadsheets import Book, Invalid
from tests.google.values import a1_values, put_values

EMAIL = "nongsan@du-an-mau.iam.gserviceaccount.com"
AUDIENCE = "https://oauth2.googleapis.com/token"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_STATUS = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    408: "DEADLINE_EXCEEDED", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE",
}  # fmt: skip
_MESSAGES = {
    401: "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential.",
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    429: "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service "
    "'sheets.googleapis.com' for consumer 'project_number:1'.",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
}
HTML = (
    b"<!DOCTYPE html><html lang=en><title>Error 502 (Server Error)!!1</title><p>The server encountered an error.</html>"
)


class Clock:
    """Simulated seconds: sleeping takes none."""

    def __init__(self, start: float = 1_000_000.0) -> None:
        self.now = start
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.forward(seconds)

    def forward(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Call:
    """A request as the log keeps it; kind: token, list, read, write, values."""

    kind: str
    method: str
    path: str
    book_id: str | None
    at: float
    params: dict = field(default_factory=dict)
    body: dict | None = None
    status: int = 0


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of a kind.

    `how`: status, html, reset, cut, silent, drip, before or after.
    `before` and `after` run `act` around a sound answer: an edit between two calls. `applied` faults break the answer
    to a write that was done. Where it is `silent`, no answer comes while the service lasts; a `drip` is one of which a
    byte comes at a time, `act` before each, without end: within the headers, or after them where it is `applied`.
    """

    how: str
    kind: str
    times: int = 1
    status: int = 503
    act: Callable | None = None
    headers: dict = field(default_factory=dict)
    applied: bool = False
    book_id: str | None = None
    message: str | None = None

    def takes(self, call: Call) -> bool:
        return self.times > 0 and self.kind == call.kind and self.book_id in (None, call.book_id)


class Refused(Exception):
    def __init__(self, status: int, message: str | None = None, details: dict | None = None) -> None:
        super().__init__(status)
        error = {
            "code": status,
            "message": message or _MESSAGES.get(status, ""),
            "status": _STATUS.get(status, "UNKNOWN"),
        }
        self.status, self.document = status, {"error": error | (details or {})}


class GoogleServer:
    """The service: its files, its quotas a minute, its log, and the faults it has been asked for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, quota: tuple[int, int] = (60, 60)) -> None:
        self.books: dict[str, Book] = {}
        self.clock, self.quota, self.page_size = clock, {"read": quota[0], "write": quota[1]}, 1000
        self.log: list[Call] = []
        self.faults: list[Fault] = []
        self.tokens: set[str] = set()
        self.lock, self.closing = threading.RLock(), threading.Event()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"service": self}))
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}"

    def close(self) -> None:
        self.closing.set()
        self.http.shutdown()
        self.http.server_close()

    def add(self, book: Book) -> Book:
        self.books[book.book_id] = book
        return book

    def key_file(self, path):
        """A service account's key file whose token_uri is this server."""
        private = _KEY.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        document = {
            "type": "service_account", "project_id": "du-an-mau", "private_key_id": "k1",
            "private_key": private.decode(), "client_email": EMAIL, "client_id": "1", "token_uri": f"{self.root}/token",
        }  # fmt: skip
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    def calls(self, *kinds: str) -> list[Call]:
        return [call for call in self.log if not kinds or call.kind in kinds]

    def counts(self) -> dict[str, int]:
        """How many calls of each kind since the log was last cleared; the token aside."""
        found: dict[str, int] = {}
        for call in self.log:
            if call.kind != "token":
                found[call.kind] = found.get(call.kind, 0) + 1
        return found

    @contextmanager
    def counted(self):
        """The counts of what happens inside."""
        self.log.clear()
        counts: dict[str, int] = {}
        yield counts
        counts |= self.counts()

    def busiest_minute(self, kind: str) -> int:
        """The most calls of a kind in any 60 seconds of the service's clock."""
        times = sorted(call.at for call in self.calls(kind))
        return max((sum(1 for other in times if at <= other < at + 60) for at in times), default=0)

    def answer(self, call: Call, authorization: str | None) -> tuple[int, dict]:
        if call.kind == "token":
            return 200, self._token(call)
        if (authorization or "").removeprefix("Bearer ") not in self.tokens:
            raise Refused(401)
        if call.kind == "list":
            return 200, self._list(call)
        self._meter(call)
        return 200, self._spreadsheet(call)

    def _meter(self, call: Call) -> None:
        kind = "write" if call.method != "GET" else "read"
        recent = [one for one in self.log if one is not call and one.kind in (kind, "values") and one.status != 429]
        if sum(1 for one in recent if one.at > self.clock() - 60) >= self.quota[kind]:
            reason = {"reason": "RATE_LIMIT_EXCEEDED", "metadata": {"quota_limit": "ReadRequestsPerMinutePerUser"}}
            raise Refused(429, details={"details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo"} | reason]})

    def _token(self, call: Call) -> dict:
        form = parse_qs(call.body["form"])
        assert form["grant_type"] == [GRANT]
        public = _KEY.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        claims = jwt.decode(form["assertion"][0], certs={"k1": public}, audience=AUDIENCE)
        assert claims["iss"] == EMAIL
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        return {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def _list(self, call: Call) -> dict:
        query = call.params["q"][0]
        assert "mimeType" in query
        assert "trashed = false" in query
        seen = [book for book in self.books.values() if book.role]
        start = int(call.params.get("pageToken", ["0"])[0])
        size = min(int(call.params.get("pageSize", ["100"])[0]), self.page_size)
        files = [
            {
                "id": book.book_id, "name": book.title, "version": str(book.version), "modifiedTime": book.modified,
                "lastModifyingUser": {"kind": "drive#user", "me": book.is_own},
                "capabilities": {"canEdit": book.role == "writer"},
            }
            for book in seen[start : start + size]
        ]  # fmt: skip
        page = {"kind": "drive#fileList", "files": files}
        if start + size < len(seen):
            page["nextPageToken"] = str(start + size)
        return masks.apply(page, masks.parse(call.params["fields"][0]))

    def _spreadsheet(self, call: Call) -> dict:
        book = self.books.get(call.book_id or "")
        if book is None:
            raise Refused(404)
        if book.role is None or (call.method != "GET" and book.role != "writer"):
            raise Refused(403)
        try:
            if call.kind == "values":
                return a1_values(book, call) if call.method == "GET" else put_values(book, call)
            if call.kind == "write":
                return self._batch_update(book, call)
        except Invalid as error:
            raise Refused(400, str(error)) from error
        document = book.document()
        if call.params.get("includeGridData", ["false"])[0].lower() != "true" and "fields" not in call.params:
            for sheet in document["sheets"]:
                sheet.pop("data")
        mask = call.params.get("fields")
        return masks.apply(document, masks.parse(mask[0])) if mask else document

    def _batch_update(self, book: Book, call: Call) -> dict:
        replies = book.apply(call.body["requests"])
        book.touch(own=True)
        document = {"spreadsheetId": book.book_id, "replies": replies}
        if call.body.get("includeSpreadsheetInResponse"):
            document["updatedSpreadsheet"] = book.document()
        mask = call.params.get("fields")
        return masks.apply(document, masks.parse(mask[0])) if mask else document


_PATHS = re.compile(r"/v4/spreadsheets/([^/:]+)(:batchUpdate|/values(?::batchGet|/.*))?")


def _call(handler: BaseHTTPRequestHandler, server: GoogleServer, body: bytes) -> Call:
    parts = urlsplit(handler.path)
    path, params = unquote(parts.path), parse_qs(parts.query)
    if path == "/token":
        return Call("token", "POST", path, None, server.clock(), {}, {"form": body.decode()})
    given = json.loads(body) if body else None
    if path == "/drive/v3/files":
        return Call("list", handler.command, path, None, server.clock(), params, given)
    match = _PATHS.fullmatch(path)
    kind = "values" if match[2] and match[2].startswith("/values") else "write" if match[2] else "read"
    return Call(kind, handler.command, path, match[1], server.clock(), params, given)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service: GoogleServer

    def log_message(self, *arguments) -> None:
        pass

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.service.lock:
            call = _call(self, self.service, body)
            self.service.log.append(call)
            fault = next((one for one in self.service.faults if one.takes(call)), None)
            if fault is not None:
                fault.times -= 1
            call.status, document, headers = self._answer(call, fault)
        content = json.dumps(document, ensure_ascii=False).encode()
        self._send(call.status, content, headers, fault)

    def _answer(self, call: Call, fault: Fault | None) -> tuple[int, dict, dict]:
        how = fault.how if fault is not None else ""
        if how == "before":
            fault.act()
        if how in ("status", "html", "reset", "cut") and not fault.applied:
            return fault.status, Refused(fault.status, fault.message).document, fault.headers
        try:
            status, document = self.service.answer(call, self.headers.get("Authorization"))
        except Refused as refused:
            return refused.status, refused.document, {}
        if how == "after":
            fault.act()
        return (fault.status, document, fault.headers) if how and fault.applied else (status, document, {})

    def _send(self, status: int, content: bytes, headers: dict, fault: Fault | None) -> None:
        how = fault.how if fault is not None else ""
        if how == "silent":
            self.service.closing.wait()
        if how == "drip":
            return self._drip(b"" if fault.applied else b"X-Slow: ", fault.act)
        if how == "html":
            content = HTML
        kind = "text/html; charset=UTF-8" if how == "html" else "application/json; charset=UTF-8"
        sent = content[: len(content) // 2] if how in ("cut", "reset") else content
        self.send_response(200 if how in ("cut", "reset") else status)
        length = len(content) if how == "reset" else len(sent)
        for name, text in {"Content-Type": kind, "Content-Length": str(length), **headers}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(sent)
        self.close_connection = self.close_connection or how == "reset"

    def _drip(self, header: bytes, act: Callable) -> None:
        """Blanks until the client has had enough, as an endless header or an endless body."""
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + (header or b"\r\n"))
        with suppress(OSError):
            while not self.service.closing.wait(0.0005):
                act()
                self.wfile.write(b" ")

    do_GET = do_POST = do_PUT = _serve
