"""Declarations of price feeds: what is accepted, and the one line a mistake gives."""

from pathlib import Path

import pytest

from connectors.feeds.declaration import FeedDeclarationError, load_declaration, load_declarations

GOOD = """
name: ttns_rice
url: https://host.example/path
date_order: mdy
columns: {price_date: Ngày, item: Tên_mặt_hàng, market: Thị_trường, price_type: Loại_giá, unit: Đơn_vị_tính, price: Giá}
constants: {currency: VND}
price_types: {Thu mua tại vườn: farmgate, Bán buôn: wholesale, Bán lẻ: retail}
keep: {priceflag: [actual], kỳ: 2023}
stale_after_days: 7
"""
LEAST = "name: a\nfile: x.csv\ncolumns: {price_date: d, item: i, price: p}\n"


def problems_of(folder: Path, text: str) -> list[str]:
    (folder / "feed.yml").write_text(text, encoding="utf-8")
    with pytest.raises(FeedDeclarationError) as caught:
        load_declaration(folder / "feed.yml")
    assert all("\n" not in problem for problem in caught.value.problems)
    return list(caught.value.problems)


def test_the_whole_declaration_is_read(tmp_path: Path) -> None:
    (tmp_path / "feed.yml").write_text(GOOD, encoding="utf-8")
    declaration = load_declaration(tmp_path / "feed.yml")
    assert declaration.columns.stated()["market"] == "Thị_trường"
    assert declaration.constants.stated() == {"currency": "VND"}
    assert declaration.price_types["Bán lẻ"] == "retail"
    assert declaration.keep == {"priceflag": ("actual",), "kỳ": ("2023",)}
    assert (declaration.format, declaration.encoding, declaration.header_row, declaration.table) == (
        "auto", "auto", "auto", None)  # fmt: skip


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    (tmp_path / "feed.yml").write_text(LEAST, encoding="utf-8")
    declaration = load_declaration(tmp_path / "feed.yml")
    assert (declaration.date_order, declaration.stale_after_days, declaration.is_keyed) == ("dmy", 7, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LEAST + "colums: {}\n", ["feed.yml: colums: unknown key 'colums'; did you mean 'columns'?"]),
        (LEAST.replace("price: p", "pric: p, price: q"),
         ["feed.yml: columns.pric: unknown key 'pric'; did you mean 'price'?"]),
        (LEAST + "constants: {curency: VND}\n",
         ["feed.yml: constants.curency: unknown key 'curency'; did you mean 'currency'?"]),
        (LEAST.replace("price: p", "unit: u") + "melt: {itm: [A]}\n",
         ["feed.yml: melt.itm: unknown key 'itm'; did you mean 'item'?"]),
        (LEAST + "url: https://h.example/x\n", ["feed.yml: exactly one of url and file is needed"]),
        (LEAST.replace("file: x.csv\n", ""), ["feed.yml: exactly one of url and file is needed"]),
        (LEAST.replace(", price: p", ""),
         ["feed.yml: the price comes from columns.price or from melt, from exactly one of them"]),
        (LEAST + "constants: {item: Khóm}\n", ["feed.yml: given twice among columns, melt and constants: item"]),
        (LEAST.replace("price_date: d, ", ""), ["feed.yml: neither columns nor constants say where price_date is"]),
        (LEAST + "encoding: tcvn9\n", ["feed.yml: encoding: no codec is called 'tcvn9'"]),
        (LEAST.replace("x.csv", "prices/**.csv"),
         ["feed.yml: file: 'prices/**.csv' is no file name or pattern, e.g. prices/*.csv; "
          "'**' stands alone for folders"]),
        (LEAST + "header_row: [6, 5]\n",
         ["feed.yml: header_row: several header rows are given in ascending order, e.g. [5, 6]"]),
        ("- a\n- b\n", ["feed.yml: a declaration is a list of `key: value` lines"]),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_naming_the_key(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert problems_of(tmp_path, text) == expected


def test_wrong_values_name_what_is_allowed(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, LEAST + "price_types: {Bán sỉ: wholsale}\n")
    assert problem.startswith("feed.yml: price_types.Bán sỉ: ")
    assert "'wholesale'" in problem
    (problem,) = problems_of(tmp_path, LEAST + "date_order: myd\n")
    assert problem.startswith("feed.yml: date_order: ")


def test_yaml_faults_and_repeated_keys_are_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, "name: [a\n")
    assert problem.startswith("feed.yml: not readable as YAML: ")
    (problem,) = problems_of(tmp_path, LEAST + "date_order: mdy\ndate_order: dmy\n")
    assert "key written twice: date_order" in problem


def test_all_problems_of_a_folder_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(LEAST + "tabel: 0\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text(LEAST, encoding="utf-8")
    (tmp_path / "c.yml").write_text(LEAST, encoding="utf-8")
    with pytest.raises(FeedDeclarationError) as caught:
        load_declarations(tmp_path)
    assert caught.value.problems == (
        "a.yml: tabel: unknown key 'tabel'; did you mean 'table'?",
        "c.yml: name: another file already declares a feed called 'a'",
    )
    with pytest.raises(FeedDeclarationError, match="does not exist"):
        load_declarations(tmp_path / "feds")


def test_declarations_come_by_name(tmp_path: Path) -> None:
    for name in ("wfp", "ttns"):
        (tmp_path / f"1_{name}.yml").write_text(LEAST.replace("name: a", f"name: {name}"), encoding="utf-8")
    assert [declaration.name for declaration in load_declarations(tmp_path)] == ["ttns", "wfp"]
