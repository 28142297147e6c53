"""The local service answers plain gspread as Google does, so what is shown against it means something."""

import gspread
import pytest

from tests.google.spreadsheets import Book
from tests.google.team_books import TEAMS, sheet_of, team_book


class Redirected(gspread.HTTPClient):
    root = ""

    def request(self, method, endpoint, *arguments, **named):
        for given in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
            endpoint = endpoint.replace(given, self.root)
        return super().request(method, endpoint, *arguments, **named)


@pytest.fixture
def client(server, tmp_path):
    server.add(team_book())
    http = type("Http", (Redirected,), {"root": server.root})
    return gspread.service_account(server.key_file(tmp_path / "key.json"), http_client=http)


def test_gspread_opens_and_reads_a_quoted_vietnamese_tab(client, server):
    sheet = client.open_by_key("B1").worksheet(TEAMS)
    assert sheet.get("A1:E3", value_render_option="UNFORMATTED_VALUE")[1] == [
        "TEA-0001", "Vĩnh Tuy", "Đội Một", 12, "Sẵn sàng",
    ]  # fmt: skip
    assert [call.kind for call in server.log] == ["token", "read", "read", "values"]


def test_trailing_empties_are_trimmed_inner_ones_kept(client, server):
    server.books["B1"].sheets.append(sheet_of("Ba Đình's", [["a", None, "c"], [], [None, "x"]], 5))
    answer = client.http_client.values_get("B1", "'Ba Đình''s'!A1:Z")
    assert answer == {
        "range": "'Ba Đình''s'!A1:Z1000", "majorDimension": "ROWS", "values": [["a", "", "c"], [], ["", "x"]],
    }  # fmt: skip
    assert "values" not in client.http_client.values_get("B1", "'Ba Đình''s'!D5:E9")


def test_errors_are_googles(client, server):
    with pytest.raises(gspread.exceptions.APIError, match="Unable to parse range: 'Không có'!A1"):
        client.http_client.values_get("B1", "'Không có'!A1")
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("B9")
    server.books["B1"].role = None
    with pytest.raises(PermissionError):
        client.open_by_key("B1")


def test_a_batch_is_done_wholly_or_not_at_all(client, server):
    requests = [
        {"updateCells": {"start": {"rowIndex": 0}, "rows": [{"values": [{"note": "x"}]}], "fields": "note"}},
        {"addSheet": {"properties": {"title": TEAMS}}},
    ]
    with pytest.raises(gspread.exceptions.APIError, match=r"Invalid requests\[1\]\.addSheet: A sheet with the name"):
        client.http_client.batch_update("B1", {"requests": requests})
    assert "note" not in server.books["B1"].sheets[0].cells[0, 0]


def test_the_61st_read_of_a_minute_is_refused(client, server, clock):
    for _ in range(60):
        client.http_client.values_get("B1", f"'{TEAMS}'!A1")
    with pytest.raises(gspread.exceptions.APIError, match="Quota exceeded") as refused:
        client.http_client.values_get("B1", f"'{TEAMS}'!A1")
    assert refused.value.code == 429
    clock.now += 61
    assert client.http_client.values_get("B1", f"'{TEAMS}'!A1")["values"] == [["Mã"]]


def test_drive_lists_page_by_page(client, server):
    for number in range(2, 6):
        server.add(Book(f"B{number}", f"Bảng {number}"))
    server.page_size = 2
    params = {"q": 'mimeType="x" and trashed = false', "pageSize": 1000, "fields": "nextPageToken,files(id)"}
    url = "https://www.googleapis.com/drive/v3/files"
    first = client.http_client.request("get", url, params=params).json()
    assert first == {"files": [{"id": "B1"}, {"id": "B2"}], "nextPageToken": "2"}
    last = client.http_client.request("get", url, params={**params, "pageToken": "4"}).json()
    assert last == {"files": [{"id": "B5"}]}
