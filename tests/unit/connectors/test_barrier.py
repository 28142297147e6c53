"""What the barrier does with an error that nobody foresaw: its place is refused, the rest stands, the log has it."""

import logging

import pytest

from connectors.barrier import guarded, logger, printable, reason
from connectors.cells import CellGrid
from connectors.reading import tabs
from connectors.reading.amounts import columns as amounts
from connectors.reading.layout.headers import TabRejected
from pipeline.province.console import barrier_logged, set_up_logging
from tests.grids.gallery import CONTRACTS, GIONG_RIENG, SUPPLY, Snapshot, context, lot, read


def broken(*_):
    raise ZeroDivisionError("cell \x1b[31m of\nsomebody")


def test_an_error_becomes_what_the_caller_makes_of_it_and_known_ones_pass():
    assert guarded(broken, "a place", lambda error: type(error).__name__) == "ZeroDivisionError"
    with pytest.raises(ZeroDivisionError):
        guarded(broken, "a place", lambda _: None, known=(ArithmeticError,))


def test_the_traceback_goes_into_its_file_and_to_no_terminal(tmp_path, capsys):
    root, record = logging.getLogger(), logging.getLogRecordFactory()
    handlers, level = root.handlers[:], root.level
    try:
        set_up_logging()
        with barrier_logged(tmp_path / "logs" / "barrier.log"):
            guarded(broken, "unit 907, tab \x1b]0;x\x07", lambda _: None)
        guarded(broken, "after the block", lambda _: None)
    finally:
        root.handlers[:], root.level = handlers, level
        logging.setLogRecordFactory(record)
    written = (tmp_path / "logs" / "barrier.log").read_text(encoding="utf-8")
    assert "unit 907, tab ]0;x could not be read" in written
    assert "Traceback" in written and "ZeroDivisionError" in written and "\x1b" not in written
    assert "after the block" not in written
    assert (tmp_path / "logs" / "barrier.log").stat().st_mode & 0o777 == 0o600
    assert capsys.readouterr() == ("", "")


def test_nothing_caught_writes_no_log(tmp_path):
    with barrier_logged(tmp_path / "logs" / "barrier.log"):
        assert guarded(lambda: 1, "a place", lambda _: 0) == 1
    assert not (tmp_path / "logs").exists()


def test_words_of_unknown_origin_are_one_short_line():
    assert printable("a\n\x1b[2Jb\ud800" + "c" * 500) == f"a [2Jb {'c' * 113}…"
    assert reason(ValueError()) == "ValueError"
    assert reason(ValueError("x\ny")) == "ValueError: x y"


@pytest.fixture
def caught():
    """Places that the barrier has named since."""
    places = []

    class Noted(logging.Handler):
        def emit(self, record):
            places.append(record.getMessage())

    handler = Noted()
    logger.addHandler(handler)
    yield places
    logger.removeHandler(handler)


def test_a_cell_at_which_its_reader_fails_is_refused_by_itself(monkeypatch, caught):
    sound = amounts.read_number

    def faulty(raw, field):
        return broken() if "vỡ" in raw else sound(raw, field)

    monkeypatch.setattr(amounts, "read_number", faulty)
    rows = [SUPPLY, lot("SUP-0001", tonnes="3 tấn 200 kg"), lot("SUP-0002", tonnes="vỡ"), lot("SUP-0003", tonnes=7)]
    reading = read("supply", rows)
    assert reading.rows["expected_t"].tolist()[::2] == [3.2, 7.0]
    assert reading.rows["is_refused"].tolist() == [False, True, False]
    (issue,) = reading.issues[reading.issues["rule"] == "unreadable_cell"].to_dict("records")
    assert (issue["cell"], issue["severity"], issue["row_id"]) == ("L3", "error", "SUP-0002")
    assert issue["message"].startswith('Ô L3 (Sản lượng dự kiến): ghi "vỡ", hệ thống chưa đọc được ô này. Hãy xóa ô')
    assert any("column expected_t, cell 'vỡ'" in place for place in caught)


def test_a_row_at_which_reading_fails_is_refused_and_the_others_are_read(monkeypatch, caught):
    sound = tabs.resolve_across

    def faulty(contract, readings, asked):
        if "Hộ Vỡ" in readings["producer_name"].values.tolist():
            broken()
        sound(contract, readings, asked)

    monkeypatch.setattr(tabs, "resolve_across", faulty)
    names = ["Hộ Một", "Hộ Vỡ", "Hộ Ba", "Hộ Vỡ", "Hộ Năm"]
    reading = read("supply", [SUPPLY, *[lot(f"SUP-000{n}", name=name) for n, name in enumerate(names, 1)]])
    assert reading.rows["sheet_row"].tolist() == [2, 3, 4, 5, 6]
    assert reading.rows["is_refused"].tolist() == [False, True, False, True, False]
    assert reading.rows["producer_name"].tolist() == ["Hộ Một", None, "Hộ Ba", None, "Hộ Năm"]
    unread = reading.issues[reading.issues["rule"] == "unreadable_row"]
    assert unread["sheet_row"].tolist() == [3, 5]
    assert unread["message"].iloc[0].startswith("Dòng 3 (Mã): hệ thống chưa đọc được dòng này.")
    assert caught


def test_a_tab_that_fails_as_a_whole_is_refused_with_its_reason(monkeypatch):
    monkeypatch.setattr(tabs, "classify", broken)
    contract = CONTRACTS["supply"]
    grid = CellGrid.from_rows([SUPPLY, lot("SUP-0001")])
    with pytest.raises(TabRejected) as refused:
        tabs.read_tab(contract, grid, Snapshot("906", contract.tab), context(GIONG_RIENG), CONTRACTS.values())
    assert refused.value.rule == "unreadable_tab"


def test_one_cell_with_a_number_beyond_all_bounds_is_refused_at_its_cell():
    rows = [
        SUPPLY,
        *[lot(f"SUP-000{n}", tonnes=tonnes) for n, tonnes in enumerate([99e6, 1e8, 1e400, 1e-9, 10**400], 1)],
    ]
    reading = read("supply", rows)
    assert reading.rows["is_refused"].tolist() == [False, True, True, True, True]
    assert reading.issues[reading.issues["severity"] == "error"]["rule"].tolist() == [
        "too_large", "spreadsheet_error", "not_positive", "spreadsheet_error",
    ]  # fmt: skip
