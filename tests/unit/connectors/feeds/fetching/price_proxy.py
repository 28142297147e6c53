"""A proxy on loopback that keeps what it was asked for and leads every request to one site, whatever it named."""

import select
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from connectors.feeds.fetching.route import ProxyAddress


class Proxy:
    """`asked`: first lines of the requests; `refusing`: the status that it gives instead of a tunnel, 0 for none."""

    def __init__(self, site_port: int) -> None:
        self.asked: list[str] = []
        self.refusing = 0
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                proxy.asked.append(f"CONNECT {self.path}")
                if proxy.refusing:
                    self.send_error(proxy.refusing)
                    return
                with socket.create_connection(("127.0.0.1", site_port)) as site:
                    self.send_response(200)
                    self.end_headers()
                    carry(self.connection, site)

            def do_GET(self) -> None:
                proxy.asked.append(f"GET {self.path}")
                with socket.create_connection(("127.0.0.1", site_port)) as site:
                    path = urlsplit(self.path).path
                    site.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                    while piece := site.recv(4096):
                        self.wfile.write(piece)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.address = ProxyAddress("127.0.0.1", self.server.server_address[1])

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def carry(one: socket.socket, other: socket.socket) -> None:
    """Bytes both ways until either side ends."""
    while True:
        for ready in select.select([one, other], [], [], 10)[0]:
            piece = ready.recv(4096)
            if not piece:
                return
            (other if ready is one else one).sendall(piece)
