"""How addresses are reached: straight or through a proxy, and which authorities vouch for https besides the usual ones.

A proxy changes the way and not the places: a name is looked up and checked here, and the proxy is asked for the very
address that was checked. What the proxy looks up itself, nobody here can check; only a host that allowed_hosts names
exactly is asked for by name, where this machine can't find it.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx

_PORT = 3128
_FORM = "write it as http://proxy.example:3128, without a login"


class RouteUnusable(Exception):
    """The configured way can't be used; the message names the key and the fix."""


@dataclass(frozen=True)
class ProxyAddress:
    """Host and port of a proxy that is spoken to in plain HTTP."""

    host: str
    port: int

    @classmethod
    def of(cls, text: str) -> "ProxyAddress":
        """The proxy of an address as configured; raises ValueError where it is none."""
        try:
            url = httpx.URL(text.strip())
        except httpx.InvalidURL as error:
            raise ValueError(f"proxy: {text!r} can't be read; {_FORM}") from error
        if url.scheme != "http" or not url.host or url.userinfo or url.path not in ("", "/") or url.query:
            raise ValueError(f"proxy: {httpx.URL(url, username=None, password=None)!s} can't be used; {_FORM}")
        return cls(url.host, url.port or _PORT)

    def __str__(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


@dataclass(frozen=True)
class Route:
    """The way to every address: the proxy, None for straight; a file of further authorities (PEM), None for none."""

    proxy: ProxyAddress | None = None
    authorities: Path | None = None

    def tls(self) -> ssl.SSLContext:
        """What https is checked with; raises RouteUnusable where the file of authorities can't be read."""
        context = httpx.create_ssl_context(trust_env=False)
        if self.authorities is not None:
            try:
                context.load_verify_locations(cafile=self.authorities)
            except (OSError, ssl.SSLError) as error:
                said = error.strerror if type(error) is not ssl.SSLError and error.strerror else "no certificate in it"
                raise RouteUnusable(
                    f"[feeds] ca_file {self.authorities} can't be used ({said}): give the organisation's CA as PEM"
                ) from error
        return context


STRAIGHT = Route()
"""Without a proxy, with the usual authorities."""
