"""One source that takes the call and never answers: its run ends and says why, and the next one goes on."""

import socket
import threading
from contextlib import contextmanager

import pytest

from tests.e2e.command import nongsan
from tests.golden.province import write_province

TABLE = "Ngày,Hàng,Giá\n21/03/2023,Khóm,8500\n"
FEED = """\
name: treo
url: http://127.0.0.1:{port}/gia.csv
columns: {{price_date: Ngày, item: Hàng, price: Giá}}
"""
SHORTENED = {"NONGSAN_TIME_LIMITS": "pull-prices=12,land-feeds=5"}


@contextmanager
def source():
    """A price server that hangs until it is told to answer: its port, and the event that tells it."""
    may_answer = threading.Event()

    def serve(listening):
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            if may_answer.is_set():
                connection.recv(65536)
                body = TABLE.encode()
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: {len(body)}\r\n\r\n"
                connection.sendall(head.encode() + body)
            kept.append(connection)

    kept = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1], may_answer
    for one in kept:
        one.close()


@pytest.mark.slow
def test_a_run_at_a_source_that_never_answers_ends_and_the_next_goes_on(tmp_path, standing_server):
    """The download's own deadline, two minutes, is not what ends it."""
    config = write_province(tmp_path / "province")
    with source() as (port, may_answer):
        (config.parent / "feeds" / "treo.yml").write_text(FEED.format(port=port), encoding="utf-8")
        places = f'\n[feeds]\nallowed_hosts = ["http://127.0.0.1:{port}"]\n'
        config.write_text(config.read_text(encoding="utf-8") + places, encoding="utf-8")
        hung = nongsan("pull", "--config", str(config), "--json", environment=standing_server | SHORTENED)
        assert hung.code == 1, hung.err
        (said,) = hung.document["error"]
        assert "pull-prices took longer than" in said
        assert said.endswith("and was ended; the next run does its work")
        assert "Traceback" not in hung.err
        may_answer.set()
        after = nongsan("pull", "--config", str(config), "--json", environment=standing_server)
    assert after.code == 0, after.err
    assert "treo/download" in after.document["landed"]
