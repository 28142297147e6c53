"""The two-unit province of the golden tests with its workbooks kept at Google."""

from pathlib import Path

from tests.golden.province import UNITS, write_province
from tests.google.server import GoogleServer
from tests.google.spreadsheets import from_workbook
from tests.parse import lend_parse


def write_online_province(server: GoogleServer, folder: Path) -> Path:
    """The province in `folder`, its spreadsheets `id-907` and `id-K01` at the service; returns its config."""
    config = write_province(folder)
    lend_parse(folder / "data")
    for code in ("907", "K01"):
        server.add(from_workbook(folder / "sheets" / f"{code}.xlsx", f"id-{code}"))
    units = UNITS.replace("907,,,,", "907,https://docs.google.com/spreadsheets/d/id-907/edit#gid=0,,,").replace(
        "affiliated,,,,", "affiliated,,id-K01,,"
    )
    (folder / "units.csv").write_text(units, encoding="utf-8")
    server.key_file(folder / "key.json")
    lines = ("[sheets]", 'backend = "google"', 'service_account = "key.json"')
    section = "\n".join([*lines, f'api_root = "{server.root}"', f'drive_root = "{server.root}"', ""])
    config.write_text(config.read_text(encoding="utf-8") + section, encoding="utf-8")
    return config
