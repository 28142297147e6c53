"""What a person in a hurry may try so that a report goes out all the same: each is refused, and nothing is sent."""

import json
from dataclasses import replace

import duckdb
import pytest

from expectations.gate import GateBlocked, SealBroken, seal_of
from pipeline.build.verdicts import verdict_on
from pipeline.editions.edition_files import Edition, write_edition_files
from pipeline.editions.issue import issuing_context
from pipeline.editions.month import report
from pipeline.ledgers.damage import LedgerDamaged
from pipeline.ledgers.editions import NotCleared, clearance_of, editions
from pipeline.letters.edition_letter import deliver_reports, edition_letter
from pipeline.letters.outbox import Letter, send
from pipeline.province.environment import load_settings
from pipeline.province.inputs import load_inputs
from tests.mail.office import local
from tests.provinces import province_of

NOW = local("2023-05-03T18:00")
MARCH, APRIL = (NOW.replace(month=number, day=1).date() for number in (3, 4))
CHIEF = "bithu@tinhdoan.example"


@pytest.fixture(scope="module")
def waiting(built, tmp_path_factory):
    """March is issued and not sent yet."""
    office = built.copy(tmp_path_factory.mktemp("waiting") / "province")
    report(province_of(office.settings, NOW), MARCH, None, None)
    return office


@pytest.fixture
def office(waiting, box, tmp_path):
    return waiting.copy(tmp_path / "province")


def march(office):
    return office.settings.data_folder / "reports" / "2023-03" / "r1"


def refused(office, box, error=NotCleared):
    with pytest.raises(error) as said:
        deliver_reports(province_of(office.settings, NOW, landing=office.landing))
    assert box.taken == []
    assert office.landing.events("deliveries") == []
    return str(said.value)


def test_untouched_it_goes(office, box):
    deliver_reports(province_of(office.settings, NOW, landing=office.landing))
    assert len(box.taken) == 3


@pytest.mark.parametrize("name", ["bao-cao.pdf", "bao-cao.docx", "phu-luc.xlsx", "bao-cao.html"])
def test_an_edited_file_stays(office, box, name):
    path = march(office) / name
    path.write_bytes(path.read_bytes() + b" ")
    assert f"{name} was changed after 2023-03 r1 was issued" in refused(office, box)


def test_an_edited_manifest_stays(office, box):
    path = march(office) / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("released_with_warnings", "released"), encoding="utf-8")
    assert "manifest.json was changed after 2023-03 r1 was issued" in refused(office, box)


def test_a_file_edited_together_with_its_hash_in_the_manifest_stays(office, box):
    import hashlib

    pdf, manifest = march(office) / "bao-cao.pdf", march(office) / "manifest.json"
    old = hashlib.sha256(pdf.read_bytes()).hexdigest()
    pdf.write_bytes(pdf.read_bytes() + b" ")
    new = hashlib.sha256(pdf.read_bytes()).hexdigest()
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert "manifest.json was changed" in refused(office, box)


def test_a_lost_file_stays(office, box):
    (march(office) / "bao-cao.pdf").unlink()
    assert "bao-cao.pdf is missing" in refused(office, box)


def test_an_edited_ledger_is_named(office, box):
    (path,) = (office.landing.folder / "ledger" / "reports").glob("*.json")
    event = json.loads(path.read_bytes())
    path.write_text(json.dumps(event | {"recipients": ["ban@khac.example"]}), encoding="utf-8")
    assert path.name in refused(office, box, LedgerDamaged)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"verdict": "released"}, "altered after it was given"),
        ({"month": "2023-04-01"}, "bears the verdict of 2023-04"),
        ({"fingerprint": "0" * 64}, "altered after it was given"),
        ({"as_of": "2023-05-03T10:00:00+00:00"}, "judged another state"),
    ],
)
def test_an_event_recorded_by_hand_with_a_doctored_verdict_stays(office, box, change, said):
    """Even where the ledger's file gets the name it needs."""
    (event,) = office.landing.events("reports")
    (path,) = (office.landing.folder / "ledger" / "reports").glob("*.json")
    path.unlink()
    event.pop("fetched_at")
    office.landing.record("reports", event | {"judged": event["judged"] | change}, NOW)
    assert said in refused(office, box)


def test_posting_by_hand_needs_the_editions_own_clearance(office, box):
    (event,) = editions(office.landing)
    letter = edition_letter(office.settings, event)
    own, pdf = clearance_of(event), march(office) / "bao-cao.pdf"
    elsewhere = office.folder / "bao-cao.pdf"
    elsewhere.write_bytes(pdf.read_bytes())
    tries = [
        Letter("report", "2023-03/r1", "Báo cáo", "…", None, (pdf,), (CHIEF,)),
        replace(letter, clearance=None),
        replace(letter, clearance=replace(own, month="2023-04")),
        replace(letter, clearance=replace(own, revision=2)),
        replace(letter, clearance=replace(own, seal="0" * 64)),
        replace(letter, clearance=replace(own, manifest_sha256="0" * 64)),
        replace(letter, kind="summary"),
        replace(letter, files=(elsewhere,)),
        replace(letter, files=(march(office) / "manifest.json",)),
    ]
    for one in tries:
        with pytest.raises(NotCleared):
            send(province_of(office.settings, NOW, landing=office.landing), one)
    assert box.taken == []
    assert office.landing.events("deliveries") == []


def sql(office, statement):
    with duckdb.connect(str(office.settings.data_folder / "warehouse.duckdb")) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update quality.gate_verdicts set verdict = 'released' where month = date '2023-04-01'",
        "update quality.gate_verdicts set verdict = 'released', seal = (select seal from quality.gate_verdicts "
        "where month = date '2023-03-01') where month = date '2023-04-01'",
        "update quality.gate_results set passed = true, verdict = 'released' where month = date '2023-04-01'",
        "update quality.table_checks set passed = false where passed",
        "update marts.rpt_monthly__units set received = true, usable = true",
        "delete from raw.units where unit_code = 'K01'",
    ],
)
def test_a_warehouse_edited_by_hand_issues_nothing(office, box, statement):
    sql(office, statement)
    with pytest.raises(SealBroken):
        report(province_of(office.settings, NOW), APRIL, None, None)
    assert len(editions(office.landing)) == 1


def test_a_threshold_lowered_after_judging_issues_nothing(office):
    config = office.folder / "nongsan.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("min_received = 0.8", "min_received = 0.1"), encoding="utf-8")
    with pytest.raises(GateBlocked):
        report(province_of(load_settings(config), NOW), APRIL, None, None)


def test_a_verdict_altered_in_passing_or_of_another_state_writes_nothing(office, tmp_path):
    with issuing_context(province_of(office.settings, NOW), None) as at:
        inputs = load_inputs(province_of(office.settings, landing=office.landing))
        verdict = verdict_on(inputs, at.warehouse, APRIL)
        forged = replace(verdict, verdict="released", reasons=())
        other = replace(verdict, fingerprint="0" * 64)
        resealed = replace(other, seal=seal_of(other))
        for one in (forged, other, resealed):
            with pytest.raises(SealBroken):
                write_edition_files(inputs, at.warehouse, one, Edition(1, 1), tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []
