"""A tunnel through an HTTP proxy: one CONNECT, one answer, and then the bytes of whatever is spoken within."""

import httpcore

_LONGEST_ANSWER, _SHOWN_LENGTH = 16_384, 80
_PASSING = frozenset({408, 429, 500, 502, 503, 504})


class PlaceRefused(Exception):
    """A name leads where no connection may be made, or the proxy makes none; the message goes after 'it'."""


def open_tunnel(stream: httpcore.NetworkStream, host: str, port: int, proxy: str, timeout: float | None) -> None:
    """Let a proxy connect the stream to a host and port.

    Raises PlaceRefused where the proxy refuses for good, httpcore.ConnectError where it may not the next time.
    """
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    stream.write(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode("ascii"), timeout)
    status, said = _answer(stream, timeout)
    if 200 <= status < 300:
        return
    if status in _PASSING or not status:
        raise httpcore.ConnectError(f"the proxy {proxy} gives no tunnel to {target} ({said or 'no answer'})")
    fix = "it wants a login, which is not supported" if status == 407 else "let it be allowed there"
    raise PlaceRefused(f"can't be reached: the proxy {proxy} refuses a tunnel to {target} ({said}): {fix}")


def _answer(stream: httpcore.NetworkStream, timeout: float | None) -> tuple[int, str]:
    """Status and first line of the proxy's answer, 0 where it is none."""
    received = b""
    while b"\r\n\r\n" not in received and len(received) < _LONGEST_ANSWER:
        piece = stream.read(4096, timeout)
        if not piece:
            break
        received += piece
    line = received.split(b"\r\n", 1)[0].decode("latin-1")
    shown = "".join(sign for sign in line if sign.isprintable())[:_SHOWN_LENGTH]
    words = line.split()
    is_answer = len(words) > 1 and words[0].startswith("HTTP/") and words[1].isdecimal() and len(words[1]) == 3
    return (int(words[1]) if is_answer else 0), shown
