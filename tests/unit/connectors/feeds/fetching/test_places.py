"""Where a download may go: what entries of allowed_hosts name, and what addresses are closed whatever leads to them."""

import ipaddress
from http.server import BaseHTTPRequestHandler

import httpx
import pytest

from connectors.feeds.fetching.download import redirect_refusal
from connectors.feeds.fetching.fetch import FeedUnavailable
from connectors.feeds.fetching.origins import allowed_places


@pytest.mark.parametrize(
    ("entry", "inside", "outside"),
    [
        ("gia.example", "https://gia.example/x", "http://gia.example/ https://gia.example:8443/ https://a.gia.example/"),
        ("https://gia.example", "https://gia.example:443/x", "http://gia.example/"),
        ("gia.example:8443", "https://gia.example:8443/", "https://gia.example/ http://gia.example:8443/"),
        ("http://gia.example", "http://gia.example/", "https://gia.example/ http://gia.example:8080/"),
        ("*.gia.example", "https://a.b.gia.example/", "https://gia.example/ https://xgia.example/ http://a.gia.example/"),
        ("GIA.example", "https://gia.EXAMPLE/", "https://gia.example.net/"),
        ("10.1.2.3", "https://10.1.2.3/", "http://10.1.2.3/"),
        ("http://[::1]:8080", "http://[::1]:8080/", "http://[::1]/"),
    ],
)  # fmt: skip
def test_an_entry_names_scheme_host_and_port(entry: str, inside: str, outside: str) -> None:
    places = allowed_places([entry])
    assert places.allows(httpx.URL(inside))
    assert [one for one in outside.split() if places.allows(httpx.URL(one))] == []


@pytest.mark.parametrize(
    "entry", ["", "ftp://gia.example", "*", "gia.example/bang", "a*.example", "http://u:p@gia.example"]
)
def test_an_entry_that_names_no_place_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match=r"allowed_hosts: .* can't be read; write it as"):
        allowed_places([entry])


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.5", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1", "fd00:ec2::254", "::ffff:10.0.0.5", "64:ff9b::a00:5", "2002:a00:5::1"],
)  # fmt: skip
def test_an_address_that_is_not_public_is_closed_unless_it_is_named_itself(address: str) -> None:
    found = ipaddress.ip_address(address)
    assert "a private address" in (allowed_places(["gia.example", "*.example"]).refusal(found) or "")
    inner = {"::ffff:10.0.0.5": "10.0.0.5", "64:ff9b::a00:5": "10.0.0.5", "2002:a00:5::1": "10.0.0.5"}.get(
        address, address
    )
    assert allowed_places([inner]).refusal(found) is None


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_a_public_address_is_open(address: str) -> None:
    assert allowed_places([]).refusal(ipaddress.ip_address(address)) is None


@pytest.mark.parametrize(
    ("start", "here", "target", "said"),
    [
        ("http://gia.example/a", "http://gia.example/a", "https://gia.example/b", None),
        ("http://gia.example:8080/a", "http://gia.example:8080/a", "http://gia.example:8080/b", None),
        ("http://gia.example:8080/a", "http://gia.example:8080/a", "https://gia.example:8080/b", "is another port"),
        ("https://gia.example/a", "https://gia.example/a", "http://gia.example/b", "leaves the encrypted connection"),
        ("http://gia.example/a", "https://gia.example/a", "http://gia.example/b", "leaves the encrypted connection"),
        ("https://gia.example/a", "https://gia.example/a", "https://kho.example/b", "is not an allowed host"),
        ("https://gia.example/a", "https://gia.example/a", "https://kho.example:8443/b", None),
    ],
)  # fmt: skip
def test_a_redirect_stays_where_it_was_declared_or_goes_where_it_may(start: str, here: str, target: str, said) -> None:
    refusal = redirect_refusal(*map(httpx.URL, (start, here, target)), allowed_places(["kho.example:8443"]))
    assert (refusal is None) if said is None else said in (refusal or "")


def test_a_name_that_leads_inside_is_refused_whatever_names_it(site) -> None:
    site.url = f"http://gia.example:{site.port}/gia.csv"
    site.lookup = lambda host, port: ["127.0.0.1"]
    for named in ((), (f"http://gia.example:{site.port}",), (f"http://*.example:{site.port}",)):
        with pytest.raises(FeedUnavailable) as caught:
            site.pull(hosts=named)
        assert str(caught.value) == (
            f"feed gia: {site.url}: is at 127.0.0.1, a private address: if it is meant, add 127.0.0.1 to [feeds] "
            "allowed_hosts"
        )
    assert site.seen == []
    assert site.pull(hosts=("127.0.0.1",))[0].content == site.csv
    assert site.pull(hosts=("127.0.0.0/8",))[0].content == site.csv


def test_one_closed_address_among_open_ones_closes_the_name(site) -> None:
    site.url, site.lookup = f"http://gia.example:{site.port}/gia.csv", lambda host, port: ["127.0.0.1", "10.0.0.5"]
    with pytest.raises(FeedUnavailable, match=r"is at 10\.0\.0\.5, a private address"):
        site.pull(hosts=("127.0.0.1",))
    assert site.seen == []


def test_the_address_that_was_checked_is_the_one_connected_to(site) -> None:
    """A name server that answers anew each time: one lookup a connection, each checked."""
    answers = [["127.0.0.1"], ["10.0.0.5"]]
    site.url, site.lookup = f"http://gia.example:{site.port}/gia.csv", lambda host, port: answers.pop(0)

    def answer(request: BaseHTTPRequestHandler, _: int) -> None:
        request.close_connection = True
        site.send(request, 302, Location="/moi/gia.csv", Connection="close")

    site.answer = answer
    with pytest.raises(FeedUnavailable, match=r"is at 10\.0\.0\.5, a private address"):
        site.pull(hosts=("127.0.0.1",))
    assert (len(site.seen), answers) == (1, [])


def test_a_declared_address_of_the_cloud_s_own_service_is_closed(site) -> None:
    site.url = "http://169.254.169.254/latest/meta-data"
    with pytest.raises(FeedUnavailable, match=r"is at 169\.254\.169\.254, a private address"):
        site.pull()


def test_a_name_that_can_not_be_found_closes(site) -> None:
    def lookup(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    site.lookup = lookup
    site.answer = lambda request, _: site.send(request, 302, Location="https://kho.example/gia.csv")
    with pytest.raises(FeedUnavailable) as caught:
        site.url = "http://gia.example/gia.csv"
        site.pull(hosts=("*.example",))
    said = "not reachable: the name gia.example can't be found (Name or service not known) (3 tries)"
    assert str(caught.value) == f"feed gia: http://gia.example/gia.csv: {said}"
