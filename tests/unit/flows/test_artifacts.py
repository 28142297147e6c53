"""What the Prefect UI shows of the editions is what the command says of them."""

from datetime import UTC, datetime

from flows import artifacts
from pipeline.ledgers.events import EditionEvent
from pipeline.province.environment import load_settings
from tests.golden.province import write_province
from tests.provinces import province_of


def test_an_edition_is_named_by_its_kind_and_leads_to_its_folder(tmp_path, monkeypatch):
    province = province_of(load_settings(write_province(tmp_path / "province")))
    kinds = ({"provisional": True}, {"provisional": False, "early": True}, {"provisional": False})
    for number, kind in enumerate(kinds, start=1):
        at = datetime(2023, 4, number, tzinfo=UTC)
        EditionEvent(
            month="2023-03", revision=number, number=number, as_of=at, verdict="released", seal="s", code_version="v",
            **kind,
        ).record(province.landing, at)  # fmt: skip
    shown = {}
    monkeypatch.setattr(artifacts, "create_table_artifact", lambda rows, key, description: shown.update({key: rows}))
    monkeypatch.setattr(artifacts, "create_link_artifact", lambda link, **given: shown.update({given["key"]: link}))
    artifacts.show_reports(province)
    folder = province.settings.data_folder / "reports" / "2023-03"
    assert [(one["edition"], one["folder"]) for one in shown["reports"]] == [
        ("r3", f"{folder}/r3"),
        ("early r2", f"{folder}/r2"),
        ("provisional r1", f"{folder}/r1"),
    ]
    assert shown["newest-report"] == f"file://{folder}/r3/bao-cao.html"
