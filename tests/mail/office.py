"""The golden province with a mailbox: what must not leave the house is planted in every tab that can hold it."""

import shutil
from datetime import datetime

import openpyxl

from connectors.landing.store import Landing
from pipeline.build.build import build
from pipeline.intake.feeds import pull_feeds
from pipeline.intake.spreadsheets import changed_units, land_units
from pipeline.province.console import Step
from pipeline.province.environment import load_settings, prepare_environment
from tests.golden.province import write_province
from tests.parse import lend_parse
from tests.provinces import province_of

STEP = Step(None, None)
EMAILS = "907,Huyện đoàn Gò Quao,district,907,,doan-goquao@tinhdoan.example,,"
PLANTED = {
    ("907", "Nguồn cung"): {"F3": "0987 111 222", "R2": "gọi chị Tư 0987.111.223", "D4": "Hộ Chín 0987111224"},
    ("907", "Nhu cầu"): {"L2": "Phan Thị Riêng", "M2": "0987111225", "O2": "zalo 0987-111-226"},
    ("907", "Kết quả"): {"O2": "số 0987 111 227", "O3": "Anh Kín +84987111228"},
    ("907", "Hoạt động"): {"E3": "Bán khóm sấy, liên hệ 0987111229"},
    ("907", "Đội hình"): {"D2": "Đỗ Văn Mật", "E2": "0987111230", "J2": "đt 0987.111.231"},
    ("907", "Khó khăn"): {"F2": "Xe không vào được vườn, gọi 0987 111 232", "G2": "Hỗ trợ xe nhỏ (0987111233)"},
    ("907", "Xác nhận tháng"): {"E2": "máy bàn 0297 3 811 811"},
}
SECRETS = ("Phan Thị Riêng", "Đỗ Văn Mật", "Lê Thị Lập", "Ngô Văn Chốt")


class Office:
    """A province on disk and what its flows do at an instant of the test's own clock."""

    def __init__(self, folder):
        self.folder = folder
        self.settings = load_settings(folder / "nongsan.toml")
        self.landing = Landing(self.settings.landing_folder)
        prepare_environment(self.settings)

    @classmethod
    def make(cls, folder, mail_section):
        config = write_province(folder)
        lend_parse(folder / "data")
        config.write_text(config.read_text(encoding="utf-8") + mail_section, encoding="utf-8")
        units = folder / "units.csv"
        text = units.read_text(encoding="utf-8").splitlines()
        units.write_text("\n".join([text[0], EMAILS, *text[2:]]) + "\n", encoding="utf-8")
        office = cls(folder)
        for (unit, tab), cells in PLANTED.items():
            for cell, value in cells.items():
                office.type_cell(unit, tab, cell, value)
        return office

    def copy(self, folder):
        shutil.copytree(self.folder, folder)
        return Office(folder)

    def refresh(self, now):
        land_units(
            province_of(self.settings, now, landing=self.landing),
            changed_units(province_of(self.settings, landing=self.landing)),
            STEP,
        )
        pull_feeds(province_of(self.settings, now, landing=self.landing), STEP)
        return build(province_of(self.settings, now))

    def type_cell(self, unit, tab, cell, value):
        path = self.folder / "sheets" / f"{unit}.xlsx"
        book = openpyxl.load_workbook(path)
        book[tab][cell] = value
        book.save(path)

    def clear_tab(self, unit, tab):
        """Delete every row below the header."""
        path = self.folder / "sheets" / f"{unit}.xlsx"
        book = openpyxl.load_workbook(path)
        book[tab].delete_rows(2, book[tab].max_row)
        book.save(path)


def local(text):
    return datetime.fromisoformat(f"{text}+07:00")
