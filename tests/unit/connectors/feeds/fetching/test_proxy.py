"""A proxy changes the way and never the places: what is closed without it stays closed with it."""

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connectors.feeds.fetching.fetch import FeedUnavailable
from connectors.feeds.fetching.route import ProxyAddress, Route
from tests.unit.connectors.feeds.fetching.price_proxy import Proxy
from tests.unit.connectors.feeds.fetching.price_site import Site

PUBLIC = "93.184.216.34"


@pytest.fixture
def proxy(site: Site) -> Iterator[Proxy]:
    one = Proxy(site.port)
    site.route = Route(one.address)
    yield one
    one.close()


def not_found(host: str, port: int) -> list[str]:
    if host == "127.0.0.1":
        return [host]
    raise OSError("Name or service not known")


def found_at(*addresses: str):
    return lambda host, port: ["127.0.0.1"] if host == "127.0.0.1" else list(addresses)


def test_an_address_in_plain_http_is_asked_as_it_is(site: Site, proxy: Proxy) -> None:
    assert site.pull()[0].content == site.csv
    assert proxy.asked == [f"GET {site.url}"]


def test_a_name_is_looked_up_here_and_the_proxy_asked_for_its_address(site: Site, proxy: Proxy) -> None:
    site.url, site.lookup = "http://gia.example/gia.csv", found_at(PUBLIC)
    assert site.pull()[0].content == site.csv
    assert proxy.asked == [f"CONNECT {PUBLIC}:80"]
    assert [one["host"] for one in site.seen] == ["gia.example"]


@pytest.mark.parametrize("hosts", [(), ("http://gia.example",), ("http://*.example",)])
@pytest.mark.parametrize("addresses", [("10.0.0.5",), (PUBLIC, "127.0.0.1"), ("169.254.169.254",)])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_leads_inside_stays_closed(
    site: Site, proxy: Proxy, hosts: tuple[str, ...], addresses: tuple[str, ...], scheme: str
) -> None:
    site.url, site.lookup = f"{scheme}://gia.example/gia.csv", found_at(*addresses)
    with pytest.raises(FeedUnavailable, match="a private address: if it is meant, add"):
        site.pull(hosts=hosts)
    assert (proxy.asked, site.seen) == ([], [])


def test_a_name_that_only_the_proxy_finds_is_asked_for_where_it_is_allowed_by_name(site: Site, proxy: Proxy) -> None:
    site.url, site.lookup = "http://gia.example/gia.csv", not_found
    for hosts in ((), ("http://*.example",), ("gia.example",)):
        with pytest.raises(FeedUnavailable, match=r"can't be checked: name the host itself in \[feeds\] allowed_hosts"):
            site.pull(hosts=hosts)
    assert proxy.asked == []
    assert site.pull(hosts=("http://gia.example",))[0].content == site.csv
    assert proxy.asked == ["GET http://gia.example/gia.csv"]


def test_a_name_that_is_allowed_and_found_here_is_asked_for_by_its_checked_address(site: Site, proxy: Proxy) -> None:
    site.url, site.lookup = "http://gia.example/gia.csv", found_at(PUBLIC)
    assert site.pull(hosts=("http://gia.example",))[0].content == site.csv
    assert proxy.asked == [f"CONNECT {PUBLIC}:80"]


def test_redirects_are_bound_by_the_same_places(site: Site, proxy: Proxy) -> None:
    site.url, site.lookup = "http://gia.example/gia.csv", found_at(PUBLIC)
    for target, said in (
        ("http://10.0.0.5/gia.csv", "is not an allowed host"),
        ("http://kho.example/gia.csv", "is not an allowed host"),
        ("file:///etc/passwd", "is not an http address"),
    ):
        site.answer = lambda request, _, target=target: site.send(request, 302, Location=target)
        with pytest.raises(FeedUnavailable, match=said):
            site.pull()
    assert set(proxy.asked) == {f"CONNECT {PUBLIC}:80"}


def test_a_redirect_to_an_allowed_name_that_leads_inside_is_closed(site: Site, proxy: Proxy) -> None:
    site.url = "http://gia.example/gia.csv"
    site.lookup = lambda host, port: {"gia.example": [PUBLIC], "kho.example": ["10.0.0.5"]}.get(host, [host])
    site.answer = lambda request, _: site.send(request, 302, Location="http://kho.example/gia.csv")
    with pytest.raises(FeedUnavailable, match=r"is at 10\.0\.0\.5, a private address"):
        site.pull(hosts=("http://kho.example",))
    assert proxy.asked == [f"CONNECT {PUBLIC}:80"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, f"the proxy http://127.0.0.1:PORT refuses a tunnel to {PUBLIC}:80 (HTTP/1.0 403 Forbidden): let it be"),
        (407, "(HTTP/1.0 407 Proxy Authentication Required): it wants a login, which is not supported"),
        (503, f"the proxy http://127.0.0.1:PORT gives no tunnel to {PUBLIC}:80 (HTTP/1.0 503 Service Unavailable) (3"),
    ],
)
def test_a_proxy_that_refuses_is_named(site: Site, proxy: Proxy, status: int, said: str) -> None:
    site.url, site.lookup, proxy.refusing = "http://gia.example/gia.csv", found_at(PUBLIC), status
    with pytest.raises(FeedUnavailable) as caught:
        site.pull()
    assert said.replace("PORT", str(proxy.address.port)) in str(caught.value)


def test_a_proxy_that_is_not_there_is_named(site: Site) -> None:
    site.route = Route(ProxyAddress("127.0.0.1", 9))
    with pytest.raises(FeedUnavailable, match=r"the proxy http://127\.0\.0\.1:9 of \[feeds\] proxy can't be reached"):
        site.pull()


class Authority:
    """An organisation's own authority and a certificate that it gave to `gia.example` and 127.0.0.1, in a folder."""

    def __init__(self, folder: Path) -> None:
        key, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "CA của tỉnh")])
        named = [x509.DNSName("gia.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        ca = self._signed(name, name, key.public_key(), key, x509.BasicConstraints(ca=True, path_length=None))
        site = self._signed(name, x509.Name([]), own.public_key(), key, x509.SubjectAlternativeName(named))
        self.ca, self.pair = folder / "ca.pem", folder / "site.pem"
        self.ca.write_bytes(ca)
        plain = serialization.NoEncryption()
        self.pair.write_bytes(
            own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain) + site
        )

    @staticmethod
    def _signed(issuer: x509.Name, subject: x509.Name, public: ec.EllipticCurvePublicKey, by, extension) -> bytes:
        day, now = timedelta(days=1), datetime.now(UTC)
        made = x509.CertificateBuilder(issuer, subject, public, x509.random_serial_number(), now - day, now + day)
        signed = made.add_extension(extension, critical=True).sign(by, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def authority(site: Site, tmp_path: Path) -> Authority:
    """The site speaks https with a certificate of this authority."""
    made = Authority(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.pair)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    return made


def test_an_own_authority_vouches_for_https_with_and_without_a_proxy(
    site: Site, proxy: Proxy, authority: Authority
) -> None:
    site.url, site.route = f"https://127.0.0.1:{site.port}/gia.csv", Route(authorities=authority.ca)
    assert site.pull()[0].content == site.csv
    site.url, site.lookup = "https://gia.example/gia.csv", found_at(PUBLIC)
    site.route = Route(proxy.address, authority.ca)
    assert site.pull()[0].content == site.csv
    assert proxy.asked == [f"CONNECT {PUBLIC}:443"]
    assert site.seen[-1]["host"] == "gia.example"


def test_without_it_or_under_another_name_https_is_refused(site: Site, proxy: Proxy, authority: Authority) -> None:
    site.url = f"https://127.0.0.1:{site.port}/gia.csv"
    for url, route in (
        (site.url, Route()),
        (site.url, Route(proxy.address)),
        ("https://kho.example/gia.csv", Route(proxy.address, authority.ca)),
    ):
        site.url, site.route, site.lookup = url, route, found_at(PUBLIC)
        with pytest.raises(FeedUnavailable, match=r"(?i)certificate verify failed"):
            site.pull()
    assert site.seen == []


@pytest.mark.parametrize(("text", "said"), [("no certificate", "no certificate in it"), (None, "No such file")])
def test_a_file_of_authorities_that_can_not_be_used_is_named(site: Site, tmp_path: Path, text, said: str) -> None:
    path = tmp_path / "ca.pem"
    if text:
        path.write_text(text, encoding="utf-8")
    site.route = Route(authorities=path)
    with pytest.raises(FeedUnavailable) as caught:
        site.pull()
    assert f"[feeds] ca_file {path} can't be used ({said}" in str(caught.value)


def test_a_tunnel_s_answer_may_not_drip_for_ever(site: Site, proxy: Proxy) -> None:
    def silent(request: BaseHTTPRequestHandler, _: int) -> None:
        site.closing.wait()

    site.answer = silent
    site.url, site.lookup = "http://gia.example/gia.csv", found_at(PUBLIC)
    site.limits = type(site.limits)(connect_seconds=0.2, read_seconds=0.2, total_seconds=0.5, max_bytes=4000)
    with pytest.raises(FeedUnavailable, match=r"no answer in time|took longer than"):
        site.pull()


@pytest.mark.parametrize(
    "text",
    ["proxy.example", "https://proxy.example", "http://", "http://mot:hai@proxy.example", "http://a/b", "socks5://a"],
)
def test_what_is_no_proxy_is_refused_without_showing_a_login(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"^proxy: .*; write it as http://proxy\.example:3128, without a login$"
    ) as caught:
        ProxyAddress.of(text)
    assert "hai" not in str(caught.value)


def test_a_proxy_without_a_port_is_asked_at_the_usual_one() -> None:
    assert str(ProxyAddress.of("http://proxy.example/")) == "http://proxy.example:3128"


def test_an_address_of_version_6_keeps_its_brackets(site: Site) -> None:
    proxy = ProxyAddress.of("http://[::1]:9")
    assert (proxy.host, str(proxy)) == ("::1", "http://[::1]:9")
    site.route = Route(proxy)
    with pytest.raises(FeedUnavailable, match=r"the proxy http://\[::1\]:9 of \[feeds\] proxy can't be reached"):
        site.pull()
