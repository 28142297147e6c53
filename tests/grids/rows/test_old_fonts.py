"""The whole sheet was typed in .VnTime: labels, names and choices are repaired, with a warning a cell."""

from tests.grids.gallery import read

HEADER = ["M·", "X·/Ph\u00adêng", "Tªn ®éi h×nh", "Sè thµnh viªn", "T×nh tr¹ng"]


def test_it_is_repaired():
    reading = read("teams", [HEADER, ["TEA-0001", "Ngäc Chóc", "§éi sè mét", 12, "S½n sµng"]])
    row = reading.rows.iloc[0]
    assert (row["commune_code"], row["team_name"], row["readiness"]) == ("30928", "Đội số một", "Sẵn sàng")
    cells = reading.issues[reading.issues["rule"] == "repaired_text"]
    assert cells["cell"].tolist() == ["B2", "C2", "E2"]
    assert set(reading.issues["severity"]) == {"warning"}
