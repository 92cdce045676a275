"""Workbooks: exact numbers, text that stays text, and a 说明 sheet."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from documents import workbooks
from documents.sheet_xml import LONGEST_TEXT, name_column
from documents.tables import TableColumn, TableSheet
from documents.workbooks import build_workbook, write_workbook
from tests.documents.recalculation import needs_office, recalculate
from warehouse.faults import Refused

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "http://example.org", "001", "a&b<c>\"'"]


def open_book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("text", [*HOSTILE, " 前后有空格 ", "两\n行"])
def test_a_text_is_neither_formula_nor_link_nor_number(text: str) -> None:
    sheet = TableSheet("表", [TableColumn("原因")], [[text]])
    cell = open_book(build_workbook([sheet], [("备注", text)]))["表"]["A2"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.hyperlink is None


@needs_office
def test_libreoffice_takes_no_text_for_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "hostile.xlsx"
    sheet = TableSheet("表", [TableColumn(HOSTILE[0])], [[text] for text in HOSTILE])
    path.write_bytes(build_workbook([sheet], [(text, text) for text in HOSTILE]))
    (computed,) = recalculate([path], tmp_path)
    book = openpyxl.load_workbook(computed)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [row[0].value for row in book["表"].iter_rows(min_row=2)] == HOSTILE
    assert all(cell.hyperlink is None for cell in cells)


def test_a_character_that_xml_cannot_hold_is_written_as_the_format_has_it() -> None:
    rows = [["\x01"], ["甲\r乙"], ["_x0041_"], ["\ufffe"]]
    content = build_workbook([TableSheet("表", [TableColumn("文")], rows)], [])
    part = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    for written in ("_x0001_", "甲_x000D_乙", "_x005F_x0041_", "_xFFFE_"):
        assert f">{written}<" in part


@pytest.mark.parametrize("text", ["长" * 40_000, "😀" * 20_000])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(text: str) -> None:
    content = build_workbook([TableSheet("表", [TableColumn("文")], [[text]])], [])
    value = str(open_book(content)["表"]["A2"].value)
    assert len(value.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert value.endswith("……（文字过长，后略）")


def test_a_text_that_just_fits_is_whole() -> None:
    text = "长" * LONGEST_TEXT
    content = build_workbook([TableSheet("表", [TableColumn("文")], [[text]])], [])
    assert open_book(content)["表"]["A2"].value == text


def test_points_are_numbers_with_two_decimals_and_the_header_is_frozen() -> None:
    sheet = TableSheet(
        "表", [TableColumn("名次", "whole"), TableColumn("分", "points")], [[1, Decimal("98.50")]]
    )
    target = open_book(build_workbook([sheet], []))["表"]
    assert target["B2"].value == 98.5
    assert target["B2"].number_format == "0.00"
    assert target["A2"].data_type == "n"
    assert target.freeze_panes == "A2"
    assert target.auto_filter.ref == "A1:B2"
    assert target.print_title_rows == "$1:$1"


def test_decimals_are_written_digit_by_digit() -> None:
    figures = ["12.3", "-0.003333", "0", "100", "0.1", "-7.5"]
    rows = [[Decimal(figure), Decimal(figure)] for figure in figures]
    columns = [TableColumn("分", "exact"), TableColumn("率", "percent")]
    content = build_workbook([TableSheet("表", columns, rows)], [])
    part = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    for written in ("12.3", "-0.003333", "0.123", "-0.00003333", "1", "100", "-0.075"):
        assert f"<v>{written}</v>" in part
    assert open_book(content)["表"]["B2"].number_format == "0.00%"


def test_a_blank_is_no_zero_and_no_text() -> None:
    columns = [TableColumn("甲"), TableColumn("乙", "points"), TableColumn("丙", "whole")]
    target = open_book(build_workbook([TableSheet("表", columns, [[None, None, None]])], []))["表"]
    assert [cell.value for cell in target[2]] == [None, None, None]


def test_a_table_without_rows_has_its_header() -> None:
    target = open_book(build_workbook([TableSheet("表", [TableColumn("甲")])], []))["表"]
    assert list(target.values) == [("甲",)]


def test_chunks_follow_each_other_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "CHUNK", 3)
    chunks = (pl.DataFrame({"n": list(range(start, start + 7))}) for start in range(0, 21, 7))
    content = build_workbook([TableSheet("表", [TableColumn("数", "whole")], chunks=chunks)], [])
    values = [row[0] for row in open_book(content)["表"].iter_rows(min_row=2, values_only=True)]
    assert values == list(range(21))


def test_a_table_longer_than_a_sheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 5)
    sheet = TableSheet(
        "得分明细", [TableColumn("数", "whole")], [[position] for position in range(6)]
    )
    with pytest.raises(Refused, match=r"“得分明细”超过5行.*csv"):
        write_workbook(io.BytesIO(), [sheet], [])


def test_the_same_table_gives_the_same_bytes() -> None:
    sheet = TableSheet("表", [TableColumn("甲")], [["一"], ["二"]])
    assert build_workbook([sheet], []) == build_workbook([sheet], [])


@pytest.mark.parametrize(
    ("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_a_spreadsheet_names_them(place: int, letters: str) -> None:
    assert name_column(place) == letters


def lay(columns: list[TableColumn], row: list[str | int | Decimal | None]) -> Worksheet:
    about = [("考核", "1 营商环境"), ("截至", "2021年11月")]
    return open_book(build_workbook([TableSheet("排行榜", columns, [row])], about))["排行榜"]


def test_every_page_says_what_it_shows_as_of_when_and_its_number() -> None:
    about = [("考核", "1 甲&乙"), ("截至", "2021年11月")]
    content = build_workbook([TableSheet("排行榜", [TableColumn("单位")], [["甲局"]])], about)
    part = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert '常规"甲&amp;&amp;乙排行榜\n' in part and '常规"截至2021年11月</oddHeader>' in part
    assert "第 &amp;P 页 共 &amp;N 页" in part
    cell = open_book(content)["排行榜"]["A2"]
    assert cell.border.left.style == cell.border.bottom.style == "thin"


@pytest.mark.parametrize(
    ("columns", "orientation", "fits"),
    [(3, "portrait", True), (10, "landscape", True), (24, "landscape", False)],
)
def test_a_table_is_never_printed_too_small_to_read(
    columns: int, orientation: str, fits: bool
) -> None:
    titles = ["名次", "单位", *(f"指标{number}" for number in range(columns - 2))]
    sheet = lay(
        [TableColumn(title, "points") for title in titles], [Decimal("99.123456")] * columns
    )
    assert sheet.page_setup.orientation == orientation
    assert bool(sheet.sheet_properties.pageSetUpPr.fitToPage) == fits
    assert sheet.page_setup.scale == (None if fits else 60)
    assert sheet.print_title_cols == (None if fits else "$A:$B")


def test_long_texts_are_broken_into_lines_in_rows_of_their_height() -> None:
    sheet = lay([TableColumn("原因", "wrap", 20), TableColumn("月")], ["字" * 35, "1月"])
    assert sheet["A2"].alignment.wrap_text and sheet.row_dimensions[2].height == 60
    wide = lay([TableColumn(f"文{number}") for number in range(6)], ["字" * 40] * 6)
    assert wide["A2"].alignment.wrap_text
    assert sum(wide.column_dimensions[letter].width for letter in "ABCDEF") <= 136 / 0.6


def test_a_column_without_any_value_is_hidden_and_keeps_its_place() -> None:
    sheet = lay([TableColumn("单位"), TableColumn("等次"), TableColumn("分", "points")],
                ["甲局", None, Decimal(1)])  # fmt: skip
    hidden = [sheet.column_dimensions[letter].hidden for letter in "ABC"]
    assert hidden == [False, True, False] and sheet["C2"].value == 1


def test_the_labels_of_the_description_have_the_height_of_their_lines() -> None:
    content = build_workbook([TableSheet("表", [TableColumn("甲")])], [("口径" * 12, "是")])
    assert open_book(content)["说明"].row_dimensions[2].height == 45
