"""A real SMTP server on loopback in a process of its own; every letter it takes lies in a folder as a file."""

import os
import signal
import time
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path


@dataclass(frozen=True)
class PostOffice:
    """Where it listens, where letters lie, and its process."""

    port: int
    folder: Path
    pid: int

    def clear(self) -> None:
        for path in self.folder.iterdir():
            path.unlink()

    def letters(self) -> list[tuple[str, str, bytes]]:
        """Recipient, Message-ID and bytes of each letter, in the order in which they came."""
        contents = [path.read_bytes() for path in sorted(self.folder.glob("*.eml"))]
        found = [content.partition(b"\n") for content in contents]
        names = (message_from_bytes(body, policy=policy.default)["Message-ID"] for _, _, body in found)
        return [(who.decode(), name, body) for (who, _, body), name in zip(found, names)]

    def counted(self) -> Counter:
        return Counter(who for who, _, _ in self.letters())

    def close(self) -> None:
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)


def open_post_office(folder: Path) -> PostOffice:
    """Start the server in a child."""
    folder.mkdir(parents=True)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            _serve(folder, writer)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        port = int(pipe.read())
    return PostOffice(port, folder, child)


def _serve(folder: Path, writer: int) -> None:
    from tests.mail.server import port_of, serve

    class Box:
        """Writes a letter down before it says that it has it."""

        count = 0

        async def handle_DATA(self, server, session, envelope):
            for who in envelope.rcpt_tos:
                Box.count += 1
                aside = folder / f".{Box.count:06d}"
                aside.write_bytes(who.encode() + b"\n" + envelope.content)
                aside.rename(folder / f"{Box.count:06d}.eml")
            return "250 queued"

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    controller = serve(Box())
    with os.fdopen(writer, "w") as pipe:
        pipe.write(str(port_of(controller)))
    while True:
        time.sleep(3600)
