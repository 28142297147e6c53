"""Which places a download may be led to: entries of `[feeds] allowed_hosts`, and the networks they open.

An entry names a scheme, a host and a port; where it names a host alone, it means https on port 443. Private, loopback
and link-local addresses are closed whatever name leads to them, unless an entry is such an address or network itself.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_PORTS = {"http": 80, "https": 443}
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
_FORM = "write it as https://host:port, host, *.domain, or an address or network such as 10.0.0.0/8"


@dataclass(frozen=True)
class Origin:
    """Scheme, host (lower case) and port of an address; `*.domain` stands for every host below the domain."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: httpx.URL) -> "Origin":
        """Scheme, lower-case host and port of a URL; the port is the scheme's own where the URL states none."""
        return cls(url.scheme, url.host.lower(), url.port or _PORTS.get(url.scheme, 0))

    def covers(self, other: "Origin") -> bool:
        """Same scheme and port, and the same host or, for `*.host`, one below it."""
        if (self.scheme, self.port) != (other.scheme, other.port):
            return False
        return self.host == other.host or (self.host.startswith("*.") and other.host.endswith(self.host[1:]))


@dataclass(frozen=True)
class AllowedPlaces:
    """The origins a redirect may lead to besides the declared one, and the networks that are open though not public."""

    origins: tuple[Origin, ...] = ()
    networks: tuple[Network, ...] = ()

    def allows(self, url: httpx.URL) -> bool:
        """Whether a feed may be fetched from this URL."""
        return any(origin.covers(Origin.of(url)) for origin in self.origins)

    def names_exactly(self, host: str, port: int) -> bool:
        """Whether an entry names this host itself and this port, and not only a domain above it."""
        return any((one.host, one.port) == (host.lower(), port) for one in self.origins)

    def opening(self, url: httpx.URL) -> "AllowedPlaces":
        """These, and the address itself where the declared `url` names one; link-local ones need an entry."""
        own = _own_networks(url.host)
        return AllowedPlaces(self.origins, (*self.networks, *(one for one in own if not one.is_link_local)))

    def refusal(self, address: Address) -> str | None:
        """Why no connection may be made to an address, or None."""
        real = _real(address)
        if any(real in network for network in self.networks) or (real.is_global and not real.is_multicast):
            return None
        return f"is at {real}, a private address: if it is meant, add {real} to [feeds] allowed_hosts"


def allowed_places(entries: Iterable[str]) -> AllowedPlaces:
    """Entries as configured; raises ValueError naming the one that can't be read."""
    origins: list[Origin] = []
    networks: list[Network] = []
    for entry in entries:
        text = entry.strip().lower()
        if (network := _network(text)) is not None:
            networks.append(network)
            if network.num_addresses == 1:
                origins.append(Origin("https", str(network.network_address), 443))
            continue
        origin = _origin(text)
        if origin is None:
            raise ValueError(f"allowed_hosts: {entry!r} can't be read; {_FORM}")
        origins.append(origin)
        networks += _own_networks(origin.host)
    return AllowedPlaces(tuple(origins), tuple(networks))


def _origin(text: str) -> Origin | None:
    try:
        url = httpx.URL(text if "://" in text else f"https://{text}")
    except httpx.InvalidURL:
        return None
    is_origin = url.scheme in _PORTS and url.host.strip("*.") and url.path in ("", "/") and not url.query
    return Origin.of(url) if is_origin and not url.userinfo and "*" not in url.host.removeprefix("*.") else None


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None


def _own_networks(host: str) -> tuple[Network, ...]:
    """The address that a host's name is; those of this machine for `localhost`."""
    if host == "localhost":
        return _LOOPBACK
    network = _network(host)
    return () if network is None else (network,)


def is_literal(host: str) -> bool:
    """Whether a host is an address itself and no name that somebody has to look up."""
    return bool(_own_networks(host.strip("[]").lower()))


def _real(address: Address) -> Address:
    """The IPv4 address within an IPv6 one that only carries it."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour
        if carried is None and address in _TRANSLATED:
            carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return carried or address
    return address
