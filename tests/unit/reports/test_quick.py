"""The quick report: a page an alert, the most pressing first, no more than anybody reads; buyers only in numbers."""

import io
from datetime import UTC, date, datetime, timedelta

from pypdf import PdfReader

from reports.document import Table
from reports.formats.pdf import write_pdf
from reports.quick import MOST_PAGES, QuickContext, build_quick, quick_symbol

AS_OF = datetime(2023, 9, 5, 1, tzinfo=UTC)
CONTEXT = QuickContext(
    as_of=AS_OF, number=7, place="Kiên Giang", issuer="BCH TỈNH KIÊN GIANG", symbol="BC/TĐTN-BPT", signer_title="BÍ THƯ"
)


def alert(place=0, **told):
    week = date(2023, 9, 4) + timedelta(days=7 * place)
    return {
        "as_of_date": date(2023, 9, 5), "unit_code": "907", "unit_name": "Huyện đoàn Gò Quao",
        "product_code": "pineapple", "product_name": "Khóm (dứa Queen Tắc Cậu)", "week_start": week,
        "week_end": week + timedelta(days=6),
        "at_risk_t": 12.5, "supply_t": 20.0, "unplaced_t": 15.0, "lots": 2, "days_to_harvest": place,
        "shelf_life_days": 5, "open_requests": 0, "open_buyers": 0, "open_demand_t": 0.0, "known_buyers": 3,
        "ready_teams": 1, "ready_members": 12, "price_signal": "thấp bất thường",
        "cause": "little_demand",
        "reason": "Còn 15 tấn, gọi 0912345678.",
    } | told  # fmt: skip


def text_of(blocks):
    return " ".join(block.text for block in blocks if hasattr(block, "text"))


def pages(document):
    return len(PdfReader(io.BytesIO(write_pdf(document, {}, AS_OF))).pages)


def test_an_alert_has_its_page_after_the_head_of_the_office():
    document = build_quick([alert()], CONTEXT)
    assert document.letterhead.number_line == "Số: 07-BCN/TĐTN-BPT"
    assert document.letterhead.date_line == "Kiên Giang, ngày 05 tháng 9 năm 2023"
    assert pages(document) == 1 + 1
    assert document.annexes[0].title == "CẢNH BÁO KHẨN CẤP 1\nHUYỆN ĐOÀN GÒ QUAO: KHÓM\nTuần 04/9–10/9/2023"
    said = text_of(document.annexes[0].blocks)
    assert "liên hệ lại 3 đơn vị thu mua đã nắm trong năm" in said
    assert "chỉ giữ được 5 ngày" in said
    assert "0912345678" not in said


def test_several_alerts_have_a_page_each_after_the_list():
    document = build_quick([alert(2), alert(0), alert(1)], CONTEXT)
    table = next(block for block in document.body if isinstance(block, Table))
    assert [row[5].text for row in table.rows] == ["0", "1", "2"]
    assert [annex.title.split("\n")[0] for annex in document.annexes] == [
        "CẢNH BÁO KHẨN CẤP 1", "CẢNH BÁO KHẨN CẤP 2", "CẢNH BÁO KHẨN CẤP 3",
    ]  # fmt: skip
    assert pages(document) == 1 + 3


def test_a_flood_of_alerts_is_listed_whole_and_told_as_far_as_it_is_read():
    document = build_quick([alert(place) for place in range(MOST_PAGES + 5)], CONTEXT)
    table = next(block for block in document.body if isinstance(block, Table))
    assert len(table.rows) == MOST_PAGES + 5
    assert len(document.annexes) == MOST_PAGES
    assert "12 trường hợp cấp bách nhất" in text_of(document.body)
    assert "5 trường hợp còn lại" in text_of(document.body)


def test_what_is_proposed_follows_from_the_numbers():
    asked = build_quick([alert(open_buyers=2, open_demand_t=7.5, ready_teams=0, shelf_life_days=30)], CONTEXT)
    said = text_of(asked.annexes[0].blocks)
    assert "liên hệ ngay 2 đơn vị đang tìm mua trong tuần (cần 7,5 tấn)" in said
    assert "Thành lập đội hình tình nguyện" in said
    assert "giữ được 30 ngày: bố trí nơi bảo quản" in said
    nobody = text_of(build_quick([alert(known_buyers=0)], CONTEXT).annexes[0].blocks)
    assert "Chưa nắm được đơn vị thu mua khóm nào" in nobody


def test_nobody_is_called_who_asks_for_less_than_the_reason_tells_of():
    """50 kg asked for are printed as 0,0 tonnes: the reason says that nobody asks, and so does the proposal."""
    told = {"open_buyers": 1, "open_demand_t": 0.04}
    said = text_of(build_quick([alert(**told, cause="no_demand")], CONTEXT).annexes[0].blocks)
    assert "Chưa có đơn vị nào đang tìm mua trong tuần" in said
    assert "liên hệ ngay" in text_of(build_quick([alert(**told)], CONTEXT).annexes[0].blocks)


def test_an_alert_s_numbers_are_the_figures_of_their_contract():
    document = build_quick([alert()], CONTEXT)
    (table,) = [block for block in document.annexes[0].blocks if isinstance(block, Table)]
    assert [tuple(cell.text for cell in row) for row in table.rows[:4]] == [
        ("Sản lượng có nguy cơ ùn ứ", "12,5", "tấn"),
        ("Sản lượng dự kiến thu hoạch trong tuần", "20,0", "tấn"),
        ("Trong đó chưa có đầu ra", "15,0", "tấn"),
        ("Số lô thu hoạch trong tuần", "2", "lô"),
    ]
    assert [row[2].text for row in table.rows[4:]] == [
        "ngày", "ngày", "đơn vị", "tấn", "đơn vị", "đội hình", "người",
    ]  # fmt: skip
    figure = table.rows[0][1].figure
    assert (figure.figure_id, figure.value) == ("quick.at_risk_t.907.pineapple.2023-09-04", 12.5)
    place = "unit_code=907,product_code=pineapple,week_start=2023-09-04"
    assert figure.lineage == f"marts.rpt_quick__alerts[{place}].at_risk_t"
    listed = next(block for block in document.body if isinstance(block, Table))
    assert [column.label for column in listed.columns] == [
        "STT", "Đơn vị", "Nông sản", "Tuần thu hoạch", "Nguy cơ ùn ứ (tấn)", "Đến thu hoạch (ngày)", "Giữ được (ngày)",
    ]  # fmt: skip
    counted = next(one for one in document.figures() if one.figure_id == "quick.alerts")
    assert (counted.value, counted.text, counted.lineage) == (1, "1", "marts.rpt_quick__alerts.count")


def test_the_series_is_its_own_whatever_the_office_writes():
    assert quick_symbol("BC/TĐTN-BPT") == "BCN/TĐTN-BPT"
    assert quick_symbol("TĐTN") == "BCN/TĐTN"
