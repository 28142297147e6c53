"""Four title rows, one of them long, stand above the header; the header is still found and they are counted."""

from tests.grids.gallery import TEAMS, read, team

TITLES = [
    ["BÁO CÁO NHANH tình hình tiêu thụ nông sản"],
    ["(Kèm theo Công văn số 12/CV-ĐTN ngày 03/4/2023 của Huyện đoàn Giồng Riềng)"],
    ["Đơn vị: Huyện đoàn Giồng Riềng", None, "Đội hình tình nguyện"],
    [],
]


def test_titles_are_skipped():
    reading = read("teams", [*TITLES, TEAMS, team("TEA-0001")])
    assert (reading.rows_seen, len(reading.rows), reading.skipped) == (6, 1, 5)
    assert reading.rows["sheet_row"].tolist() == [6]
    assert len(reading.issues) == 0
