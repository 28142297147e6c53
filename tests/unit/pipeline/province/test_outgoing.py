"""Whatever somebody typed, no terminal, log or ledger gets what steers a terminal, and nothing of a person leaves."""

import io
import json
import logging
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from connectors.landing.store import Landing
from connectors.warehouse import FILE_NAME
from pipeline.ledgers.events import DeliveryEvent
from pipeline.province.console import Console
from pipeline.province.environment import load_settings, open_province
from pipeline.province.outgoing import guard_logs, outgoing, outgoing_json, outgoing_line, outgoing_text
from tests.golden.province import write_province
from tests.patience import patience
from vietnamese.text import visible

STEERING = "\x1b[2J\x1b]0;x\x07 \x9b31m \u202e \u2066 \u200b \u2028 \r \b \x7f \U000e0041 \ud800"
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\U000e0000-\U000e007f]"
)
HOSTILE = f"Vựa {STEERING} Ba 0912.345.678, ba@gmail.com, STK 1012345678"
AT = datetime(2023, 8, 1, tzinfo=UTC)


def test_what_steers_a_terminal_becomes_visible():
    assert visible("a\x1b[31m\x9b\u202e\U000e0041\ud800é") == "a\\u001b[31m\\u009b\\u202e\\udb40\\udc41\\ud800é"
    assert not UNSEEN.search(outgoing_line(HOSTILE))
    assert not UNSEEN.search(outgoing_text(HOSTILE))
    assert outgoing_line("một\nhai") == "một\\u000ahai"
    assert outgoing_text("một\nhai") == "một\nhai"


def test_a_line_tells_of_nobody():
    assert outgoing_line("Vựa Ba 0912.345.678, ba@gmail.com, STK 1012345678") == (
        "Vựa Ba [số điện thoại], [thư điện tử], STK [số tài khoản]"
    )


def test_json_keeps_its_values():
    document = {"giá": ["a\x9bb", 1, None, True, {"ĐT 0912345678": "\u202e"}], "on": AT}
    text = outgoing_json(document)
    assert not UNSEEN.search(text)
    assert json.loads(text) == {
        "giá": ["a\x9bb", 1, None, True, {"ĐT [số điện thoại]": "\u202e"}], "on": "2023-08-01 00:00:00+00:00"
    }  # fmt: skip
    assert outgoing({"a": ("\x1b",)}) == {"a": ["\\u001b"]}


@pytest.fixture
def log():
    """Everything logged from here on, as a handler of some library would write it."""
    known, stream = logging.getLogRecordFactory(), io.StringIO()
    handler, logger = logging.StreamHandler(stream), logging.getLogger("some.library")
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    guard_logs()
    yield logger, stream
    logger.removeHandler(handler)
    logging.setLogRecordFactory(known)


def test_every_record_is_guarded_with_its_traceback(log):
    logger, stream = log
    logger.warning("tab %s: %s", "x\nERROR forged", HOSTILE)
    try:
        int(HOSTILE)
    except ValueError:
        logger.exception("it failed")
    logger.warning("%d", "no number")
    said = stream.getvalue()
    assert not UNSEEN.search(said)
    assert "0912" not in said and "ba@gmail.com" not in said
    assert "\nERROR forged" not in said
    assert "ValueError: invalid literal for int() with base 10: " in said
    assert "%d ('no number',)" in said


def test_the_console_names_its_own_addresses_and_nobody_elses(capsys):
    console = Console()
    console.own = {"canbo@tinhdoan.vn"}
    console.warn(f"to canbo@tinhdoan.vn: {HOSTILE}")
    console.fail(HOSTILE)
    console.answer([HOSTILE])
    console.answer_json({"said": HOSTILE, "to": "canbo@tinhdoan.vn"})
    said = capsys.readouterr()
    assert not UNSEEN.search(said.out + said.err)
    assert "canbo@tinhdoan.vn" in said.err and "canbo@tinhdoan.vn" in said.out
    for personal in ("0912", "ba@gmail.com", "1012345678"):
        assert personal not in said.out + said.err


def test_a_province_knows_the_addresses_it_writes_to(tmp_path):
    config = write_province(tmp_path)
    with config.open("a", encoding="utf-8") as file:
        file.write('\n[mail]\nstaff = ["CanBo@tinhdoan.vn"]\n')
    units = tmp_path / "units.csv"
    text = units.read_text(encoding="utf-8").replace(",907,,,", ",907,,goquao@tinhdoan.vn,")
    units.write_text(text, encoding="utf-8")
    with open_province(config, "2023-09-05") as province:
        assert {"canbo@tinhdoan.vn", "goquao@tinhdoan.vn"} <= province.console.own


def test_a_ledger_holds_no_byte_that_steers_a_terminal(tmp_path):
    landing = Landing(tmp_path / "landing")
    event = DeliveryEvent(
        kind="notice", key="k", recipient="a@b.example", message_id="<m>", outcome="failed", possible_repeat=False,
        detail=f"450 {STEERING[:-1]}", dated_at=AT, at=AT,
    )  # fmt: skip
    event.record(landing, AT)
    (path,) = (tmp_path / "landing" / "ledger" / "deliveries").glob("*.json")
    assert not UNSEEN.search(path.read_text(encoding="utf-8"))
    assert DeliveryEvent.of(landing)[0].detail == event.detail


@pytest.fixture(scope="module")
def province(tmp_path_factory) -> Path:
    """A province whose published warehouse holds one issue with everything in it that should not leave."""
    config = write_province(tmp_path_factory.mktemp("tinh"))
    data = load_settings(config).data_folder
    data.mkdir(parents=True, exist_ok=True)
    names = ("issue_id", "unit_code", "tab", "sheet_row", "column", "cell", "row_id", "rule", "severity", "message",
             "raw_value", "snapshot_id", "row_key", "table_name")  # fmt: skip
    row = ("i1", "907", f"Nhu cầu{STEERING[:-1]}", 6, "note", "K6", HOSTILE[:-1].replace("\ud800", ""), "repaired_text",
           "warning", HOSTILE.replace("\ud800", ""), HOSTILE.replace("\ud800", ""), "s", "k", "demand")  # fmt: skip
    with duckdb.connect(str(data / FILE_NAME)) as connection:
        connection.execute("create schema quality; create schema raw; create table raw.units (unit_code varchar)")
        connection.execute("insert into raw.units values ('907')")
        typed = ", ".join(f'"{name}" {"integer" if name == "sheet_row" else "varchar"}' for name in names)
        connection.execute(f"create table quality.issues ({typed}, first_seen_at timestamptz, cleared_at timestamptz)")
        connection.execute(f"insert into quality.issues values ({', '.join('?' * len(names))}, ?, null)", [*row, AT])
    return config


@pytest.mark.parametrize("more", [[], ["--json"], ["--unit", "\x1b[2J\u202e"]])
def test_a_real_run_prints_nothing_that_steers_and_nothing_of_a_person(province, more):
    program = "import sys; from flows.cli.app import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", program, "issues", "list", *more, "--config", str(province), "--now", "2023-08-05"],
        capture_output=True, check=False, timeout=patience(),
    )  # fmt: skip
    said = (run.stdout + run.stderr).decode()
    assert said
    assert not UNSEEN.search(said)
    for personal in ("0912", "ba@gmail.com", "1012345678"):
        assert personal not in said
