"""A service for each test, an account at it, and small spreadsheets typed as a unit would type them."""

import random
from datetime import UTC, datetime

import pytest

from connectors.sheets.google import Endpoints, GoogleAccount, Timing
from connectors.sheets.google_backend import GoogleBackend
from connectors.sheets.patience import Patience
from connectors.sheets.quota import Limiter, Quota
from tests.google.server import Clock, GoogleServer
from tests.google.spreadsheets import Book, Sheet

AT = datetime(2023, 9, 5, 1, 0, tzinfo=UTC)
TEAMS = "Đội hình"
HEADER = ["Mã", "Xã/Phường", "Tên đội hình", "Số thành viên", "Tình trạng"]


def sheet_of(title: str, rows: list[list], sheet_id: int = 0) -> Sheet:
    sheet = Sheet(sheet_id, title)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.put(r, c, value)
    return sheet


def team_book(book_id: str = "B1", rows: list[list] | None = None) -> Book:
    typed = rows if rows is not None else [
        ["TEA-0001", "Vĩnh Tuy", "Đội Một", 12, "Sẵn sàng"],
        [None, "Định An", "Đội Hai", "nhiều", "Sẵn sàng"],
        [None, "Định Hòa", "Đội Ba", 5, "Tạm dừng"],
    ]  # fmt: skip
    return Book(book_id, "Bảng của đơn vị", [sheet_of(TEAMS, [HEADER, *typed])])


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def server(clock):
    service = GoogleServer(clock)
    yield service
    service.close()


@pytest.fixture
def make_backend(server, clock, tmp_path):
    """A new backend, as a new process would have it, with everything about time simulated."""
    key = server.key_file(tmp_path / "key.json")

    def make(sheets: dict, quota: Quota | None = None) -> GoogleBackend:
        limiter = Limiter(quota or Quota(), clock, clock.sleep)
        timing = Timing(limiter, Patience(jitter=random.Random(7)), clock.sleep)
        return GoogleBackend(GoogleAccount(key, Endpoints(server.root, server.root), timing), sheets)

    return make
