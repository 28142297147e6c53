"""The guard's decisions one by one, on plain ASGI messages."""

import asyncio

import pytest

from flows.serving.guard import AddressInvalid, Guard, Reach, is_loopback

ADDRESSES = ["http://127.0.0.1:4200", "https://nongsan.example"]
OWN, JSON = ("host", "127.0.0.1:4200"), ("content-type", "application/json")
BODY = ("content-length", "2")


async def answered(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})


def sent(kind, method, *headers):
    """Every message that comes back of a request."""
    scope = {"type": kind, "path": "/api/flows/", "headers": [(name.encode(), text.encode()) for name, text in headers]}
    if kind == "http":
        scope["method"] = method
    messages = []

    async def send(message):
        messages.append(message)

    asyncio.run(Guard(answered, Reach.of(ADDRESSES))(scope, None, send))
    return messages


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", [OWN], 200),
        ("GET", [("host", "LOCALHOST:4200")], 200),
        ("GET", [("host", "[::1]:4200")], 200),
        ("GET", [("host", "nongsan.example")], 200),
        ("GET", [("host", "nongsan.example:443")], 200),
        ("POST", [OWN, JSON, BODY, ("origin", "http://localhost:4200")], 200),
        ("POST", [OWN, ("content-type", "application/json; charset=utf-8"), BODY], 200),
        ("POST", [OWN, ("content-length", "0")], 200),
        ("POST", [OWN, JSON, BODY, ("origin", "http://localhost:4200"), ("sec-fetch-site", "cross-site")], 200),
        ("GET", [OWN, ("sec-fetch-site", "cross-site")], 200),
        ("GET", [], 421),
        ("GET", [OWN, OWN], 421),
        ("GET", [("host", "127.0.0.1")], 421),
        ("GET", [("host", "127.0.0.1:4201")], 421),
        ("GET", [("host", "127.0.0.1:4200.evil.example")], 421),
        ("GET", [("host", "evil.example:4200")], 421),
        ("GET", [OWN, ("origin", "http://evil.example")], 403),
        ("OPTIONS", [OWN, ("origin", "http://evil.example")], 403),
        ("DELETE", [OWN, ("origin", "https://localhost:4200")], 403),
        ("PATCH", [OWN, JSON, BODY, ("origin", "null")], 403),
        ("PUT", [OWN, JSON, BODY, ("origin", "http://localhost:4200"), ("origin", "http://evil.example")], 403),
        ("POST", [OWN, JSON, BODY, ("sec-fetch-site", "same-site")], 403),
        ("POST", [OWN, BODY], 415),
        ("POST", [OWN, ("transfer-encoding", "chunked")], 415),
        ("POST", [OWN, BODY, ("content-type", "text/plain;application/json")], 415),
        ("POST", [OWN, BODY, JSON, ("content-type", "text/plain")], 415),
    ],
    ids=str,
)
def test_who_is_answered(method, headers, status):
    start = sent("http", method, *headers)[0]
    assert start["status"] == status
    assert (b"x-frame-options", b"DENY") in start["headers"]
    assert ((b"x-own", b"1") in start["headers"]) == (status == 200)


@pytest.mark.parametrize(
    ("headers", "is_refused"),
    [
        ([OWN], False),
        ([OWN, ("origin", "http://127.0.0.1:4200")], False),
        ([OWN, ("origin", "http://evil.example")], True),
        ([("host", "evil.example:4200")], True),
    ],
    ids=str,
)
def test_a_websocket_is_closed_before_it_is_accepted(headers, is_refused):
    assert (sent("websocket", None, *headers)[0]["type"] == "websocket.close") == is_refused


def test_refusals_are_logged_once_each_and_not_without_end(caplog):
    guard = Guard(answered, Reach.of(ADDRESSES))

    async def send(_):
        """Nobody listens."""

    for number in [0, *range(300)]:
        headers = [(b"host", f"evil-{number}.example\x1b".encode())]
        asyncio.run(guard({"type": "http", "method": "GET", "path": "/\n", "headers": headers}, None, send))
    assert len(caplog.messages) == len(set(caplog.messages)) == 100
    assert caplog.messages[0] == r"refused GET '/\n': host 'evil-0.example\x1b' is not this server's"


def test_its_own_names():
    assert Reach.of(["http://[::1]:80"]).hosts == {
        f"{name}{port}" for name in ("127.0.0.1", "localhost", "[::1]") for port in ("", ":80")
    }
    assert Reach.of(["https://nongsan.example:8443/api"]) == Reach(
        frozenset({"nongsan.example:8443"}), frozenset({"https://nongsan.example:8443"})
    )
    for wrong in ("nongsan.example", "ftp://x", "http://", "http://u@x", "http://x:99999", "http://nông-sản.example"):
        with pytest.raises(AddressInvalid):
            Reach.of([wrong])


def test_what_only_this_machine_reaches():
    hosts = ("127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "0.0.0.0", "::", "10.0.0.5", "nongsan.example")
    assert [is_loopback(one) for one in hosts] == [True] * 5 + [False] * 4
