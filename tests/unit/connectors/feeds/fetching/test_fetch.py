"""What a fetch gives: files new since the last landing, or one line why there is none."""

import zipfile
from pathlib import Path

import pytest

from connectors.feeds.fetching.fetch import FeedUnavailable, fetch, matching_files


def test_a_page_comes_with_what_is_needed_to_ask_again(site) -> None:
    site.answer = lambda request, _: site.send(
        request,
        200,
        site.csv,
        ETag='"v1"',
        Last_Modified="Mon, 14 Aug 2023 00:00:00 GMT",
        Content_Type="text/csv; charset=utf-8",
    )
    (file,) = site.pull()
    assert file.content == site.csv
    assert file.meta["etag"] == '"v1"'
    assert file.meta["last_modified"] == "Mon, 14 Aug 2023 00:00:00 GMT"
    assert (file.meta["charset"], file.meta["size"]) == ("utf-8", len(site.csv))


def test_not_modified_is_an_empty_list(site) -> None:
    site.answer = lambda request, _: site.send(request, 304)
    previous = {"download": {"url": site.url, "etag": '"v1"', "last_modified": "Mon, 14 Aug 2023 00:00:00 GMT"}}
    assert site.pull(previous=previous) == []
    assert site.seen[0]["if-none-match"] == '"v1"'
    assert site.seen[0]["if-modified-since"] == "Mon, 14 Aug 2023 00:00:00 GMT"


def test_validators_of_another_address_are_not_sent(site) -> None:
    assert len(site.pull(previous={"download": {"url": "http://old.example/", "etag": '"v1"'}})) == 1
    assert "if-none-match" not in site.seen[0]


def test_a_304_nobody_asked_for_is_a_failure(site) -> None:
    site.answer = lambda request, _: site.send(request, 304)
    with pytest.raises(FeedUnavailable, match="answered 304"):
        site.pull()


def test_an_error_page_with_status_200_is_no_feed(site) -> None:
    page = "<!doctype html><html><head><title>Bảo trì hệ thống</title></head><body></body></html>".encode()
    site.answer = lambda request, _: site.send(request, 200, page, Content_Type="application/json")
    for form in ("csv", "json"):
        with pytest.raises(FeedUnavailable, match=rf"is an HTML page \('Bảo trì hệ thống'\) where {form} was expected"):
            site.pull(format=form)
    with pytest.raises(FeedUnavailable, match=r"is an HTML page .* without a table"):
        site.pull(format="auto")


@pytest.mark.parametrize("body", [b"", b'{"danhsachgia": [{"gia": 1}', b"PK\x03\x04 half a workbook"])
def test_empty_and_half_bodies_are_no_feed(site, body: bytes) -> None:
    site.answer = lambda request, _: site.send(request, 200, body)
    with pytest.raises(FeedUnavailable, match=r"is empty|is cut short"):
        site.pull(format="auto")


def test_local_files_come_by_name_and_only_when_they_changed(tmp_path: Path, declared, csv_body) -> None:
    (tmp_path / "prices").mkdir()
    for name in ("b.csv", "a.csv", "~$a.csv"):
        (tmp_path / "prices" / name).write_bytes(csv_body)
    files = fetch(declared(file="prices/*.csv"), tmp_path)
    assert [file.part for file in files] == ["prices/a.csv", "prices/b.csv"]
    previous = {file.part: file.meta for file in files}
    assert fetch(declared(file="prices/*.csv"), tmp_path, previous=previous) == []
    (tmp_path / "prices/b.csv").write_bytes(csv_body + "15/8/2023,Khóm,9600\n".encode())
    assert [file.part for file in fetch(declared(file="prices/*.csv"), tmp_path, previous=previous)] == ["prices/b.csv"]


def test_local_files_have_the_same_faults(tmp_path: Path, declared, limits) -> None:
    with pytest.raises(FeedUnavailable, match=r"feed gia: no file matches x/\*\.csv"):
        fetch(declared(file="x/*.csv"), tmp_path)
    (tmp_path / "a.csv").write_bytes(b"x" * 5000)
    with pytest.raises(FeedUnavailable, match=r"feed gia: a\.csv has 5000 bytes, more than the 4000"):
        fetch(declared(file="a.csv"), tmp_path, limits=limits)
    (tmp_path / "a.csv").write_text("<html><h1>404</h1></html>")
    with pytest.raises(FeedUnavailable, match=r"feed gia: a\.csv is an HTML page \('404'\)"):
        fetch(declared(file=str(tmp_path / "*.csv")), tmp_path)


def test_one_bad_local_file_does_not_hold_back_the_others(tmp_path: Path, declared, csv_body) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes(csv_body)
    (tmp_path / "c.csv").write_bytes(b"PK\x03\x04")
    with pytest.raises(
        FeedUnavailable, match=r"feed gia: a\.csv is empty; c\.csv is xlsx where csv was expected"
    ) as caught:
        fetch(declared(file="*.csv"), tmp_path)
    assert [file.part for file in caught.value.files] == ["b.csv"]


def test_a_download_tells_how_far_it_has_come(site) -> None:
    heard: list[tuple[int, int | None]] = []
    site.pull(progress=lambda received, total: heard.append((received, total)))
    assert heard[-1] == (len(site.csv), len(site.csv))


def test_matching_files_are_those_a_fetch_would_read(tmp_path: Path, declared, csv_body) -> None:
    folder = tmp_path / "prices"
    (folder / "folder.csv").mkdir(parents=True)
    for name in ("b.csv", "a.csv", "~$a.csv", ".~lock.a.csv#", "note.txt"):
        (folder / name).write_bytes(csv_body)
    expected = [folder / "a.csv", folder / "b.csv"]
    assert matching_files(declared(file="prices/*.csv"), tmp_path) == expected
    assert matching_files(declared(file=f"{folder}/*.csv"), tmp_path / "elsewhere") == expected
    assert matching_files(declared(file="**/b.csv"), tmp_path) == [folder / "b.csv"]
    assert matching_files(declared(file="prices/none*.csv"), tmp_path) == []
    assert matching_files(declared(url="https://gia.example/gia.csv"), tmp_path) == []


def test_a_workbook_that_changed_on_its_way_is_never_landed(tmp_path: Path, declared) -> None:
    content = (Path(__file__).parents[1] / "data" / "pink_sheet.xlsx").read_bytes()
    (tmp_path / "whole.xlsx").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as archive:
        part = max(archive.infolist(), key=lambda one: one.compress_size)
    changed = bytearray(content)
    changed[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 0x10
    (tmp_path / "changed.xlsx").write_bytes(changed)
    with pytest.raises(FeedUnavailable, match=r"feed gia: changed\.xlsx is a damaged archive") as caught:
        fetch(declared(file="*.xlsx", format="xlsx"), tmp_path)
    assert [file.part for file in caught.value.files] == ["whole.xlsx"]
