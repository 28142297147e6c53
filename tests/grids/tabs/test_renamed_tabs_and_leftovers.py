"""Tabs renamed, copied, left over from the template: each contract gets its tab, the rest is named once."""

from connectors.cells import CellGrid
from connectors.reading.layout.workbook_tabs import assign_tabs
from tests.grids.gallery import CONTRACTS, SUPPLY, TEAMS, lot, team
from tests.seed_units import UNITS

GRIDS = {
    "NGUỒN CUNG": [SUPPLY, lot("SUP-0001")],
    "Nguồn cung (2)": [SUPPLY, lot("SUP-0002")],
    "Nguồn cung (mẫu)": [SUPPLY],
    "Sheet7": [["Danh sách đội"], TEAMS, team("TEA-0001")],
    "Kế hoạch tuần": [["Việc", "Ai"]],
    "Kết quả kiểm tra": [["Ngày kiểm tra"]],
    "Cầu": [],
}


def test_each_contract_gets_its_tab():
    assigned = assign_tabs(GRIDS, lambda title: CellGrid.from_rows(GRIDS[title]), CONTRACTS.values(), UNITS)
    assert assigned.tables == {"supply": "NGUỒN CUNG", "demand": "Cầu", "teams": "Sheet7"}
    assert assigned.ignored == {
        "Nguồn cung (2)": 'tab "Nguồn cung (2)" có bảng giống tab Nguồn cung nhưng không được đọc. Nếu có số liệu '
        "thì hãy chép các dòng sang tab Nguồn cung.",
        "Nguồn cung (mẫu)": 'tab "Nguồn cung (mẫu)" không có trong mẫu nên không được đọc.',
        "Kế hoạch tuần": 'tab "Kế hoạch tuần" không có trong mẫu nên không được đọc.',
    }
