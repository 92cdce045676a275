"""The workbook of a scheme: written, opened again by others, read back, its faults marked."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from documents.scheme_book.examples import EXAMPLES, list_example_rows
from documents.scheme_book.writing import LISTS, write_book, write_template
from scoring.clauses.faults import Findings
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts, write_text
from scoring.sheets.canonical import put_in_order
from scoring.sheets.column import SENTENCE, SHEETS
from scoring.sheets.columns import COLUMNS
from scoring.sheets.marks import NUMBER
from scoring.sheets.places import CellFault
from scoring.sheets.reading import from_sheets
from scoring.sheets.writing import to_sheets
from tests.documents.forms.test_saved_again import save_again
from tests.needs import needs
from tests.scoring.sheets.round_trips import FOLDERS, read_folder
from tests.scoring.sheets.test_faults import walk_through
from warehouse.faults import Refused
from warehouse.importing.scheme_books import mark_book, read_sheets


def read_back(content: bytes) -> SchemeParts:
    """Return the parts of a workbook that is without fault."""
    findings = Findings()
    found = from_sheets(read_sheets(content), findings)
    assert found is not None, [str(one) for one in findings.refusals]
    return found[0]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_the_workbook_of_a_shipped_scheme_is_the_scheme(folder: Path) -> None:
    parts = read_folder(folder)
    content = write_book(parts)
    assert write_text(read_back(content)) == write_text(put_in_order(parts))
    assert write_book(read_back(content)) == content


@needs("LibreOffice")
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_a_workbook_saved_by_libreoffice_is_the_same_scheme(
    folder: Path, kind: str, tmp_path: Path
) -> None:
    parts = read_folder(folder)
    content = save_again(write_book(parts), kind, tmp_path)
    assert write_text(read_back(content)) == write_text(put_in_order(parts))


@needs("LibreOffice")
def test_the_drop_down_of_columns_follows_what_is_typed_into_the_forms(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template()))
    headers = {cell.value: cell.column for cell in book["报表"][1]}
    for row, (form, column) in enumerate(
        [("月报表", "办结"), (None, "应办"), ("检查表", "制度")], 2
    ):
        book["报表"].cell(row, headers["报表"], form)
        book["报表"].cell(row, headers["列"], column)
    buffer = io.BytesIO()
    book.save(buffer)
    saved = openpyxl.load_workbook(
        io.BytesIO(save_again(buffer.getvalue(), "xlsx", tmp_path)), data_only=True
    )
    listed = [saved[LISTS].cell(row, 2).value for row in range(2, 6)]
    assert listed == ["月报表.办结", "月报表.应办", "检查表.制度", None]
    checks = saved["指标"].data_validations.dataValidation
    assert sum("COUNTA" in str(check.formula1) for check in checks) == 2


def test_the_blank_workbook_has_every_sheet_and_column() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template()))
    assert book.sheetnames == [*SHEETS, "说明", LISTS]
    assert book[LISTS].sheet_state == "veryHidden"
    for name in SHEETS:
        headers = [cell.value for cell in book[name][1] if cell.value]
        assert headers[: len(COLUMNS[name])] == [column.header for column in COLUMNS[name]]
        assert book[name].freeze_panes is not None
        assert book[name].page_setup.paperSize == "9" or book[name].page_setup.paperSize == 9


def test_the_blank_workbook_says_nothing_yet() -> None:
    """Rows that nothing was typed into are no fault; the loader says what is missing."""
    parts = read_back(write_template())
    assert parts.notice == {"language": 1, "total": {"clauses": []}}
    assert (dict(parts.forms), list(parts.units)) == ({}, [])


def test_the_drop_downs_are_the_words_of_the_columns() -> None:
    parts = read_folder(FOLDERS[0])
    book = openpyxl.load_workbook(io.BytesIO(write_book(parts)))
    lists = {tuple(c.value for c in column if c.value) for column in book[LISTS].iter_cols()}
    for columns in COLUMNS.values():
        for column in columns:
            known = column.drop_down and column.header not in {"步"}
            assert not known or column.drop_down in lists, column.header
    checks = book["指标"].data_validations.dataValidation
    assert len(checks) == len(COLUMNS["指标"])
    assert all(len(check.prompt) <= 255 for check in checks)


def test_sentences_are_printed_and_not_read() -> None:
    parts = read_folder(FOLDERS[-1])
    name = str(parts.notice["assessment"][0]["id"]) if "assessment" in parts.notice else ""
    tree = parts.notice["assessment"][0]["total"] if name else parts.notice["total"]
    first = tree["clauses"][0]["id"]
    content = write_book(parts, {(name, first): "满分若干分。"})
    book = openpyxl.load_workbook(io.BytesIO(content))
    headers = [cell.value for cell in book["指标"][1]]
    assert book["指标"].cell(2, headers.index(SENTENCE) + 1).value == "满分若干分。"
    assert write_text(read_back(content)) == write_text(put_in_order(parts))


def test_the_guide_has_an_example_of_every_kind() -> None:
    rows = list(list_example_rows())
    assert len([text for text, _ in rows if text]) == len(EXAMPLES)
    assert not [cells for _, cells in rows if "其他" in cells]


def test_a_notice_typed_into_the_blank_workbook_loads() -> None:
    """As a person would: numbers as numbers, under the headers, the rows of 考核 filled in."""
    parts = walk_through()
    book = openpyxl.load_workbook(io.BytesIO(write_template()))
    for name, page in to_sheets(parts).pages.items():
        sheet = book[name]
        headers = {cell.value: cell.column for cell in sheet[1] if cell.value}
        for header in page.rows[1].values():  # the columns of own figures are new
            if header not in headers:
                headers[header] = sheet.max_column + 1
                sheet.cell(1, headers[header], header)
        first = 2 if name != "考核" else sheet.max_row + 1
        for offset, cells in enumerate(cells for n, cells in page.rows.items() if n > 1):
            for column, text in cells.items():
                value = float(text) if NUMBER.fullmatch(text) and name == "指标" else text
                sheet.cell(first + offset, headers[page.rows[1][column]], value)
    buffer = io.BytesIO()
    book.save(buffer)
    read = read_back(buffer.getvalue())
    assert load_scheme(read).id == "walk-2024"
    assert write_text(read) == write_text(put_in_order(parts))


def test_faults_are_marked_in_a_copy() -> None:
    content = write_book(read_folder(FOLDERS[0]))
    faults = [
        CellFault("指标", 3, 14, "给分", "“扣五分”（允许：扣5分）"),
        CellFault("名册", 2, None, "", "没有类别（允许：写上）"),
        CellFault("", None, None, "", "没有工作表“口径”"),
    ]
    copy = mark_book(content, faults)
    assert copy is not None
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert book.sheetnames[0] == "问题清单"
    assert "扣五分" in book["指标"].cell(3, 14).comment.text
    assert "没有类别" in book["名册"].cell(2, 1).comment.text
    assert write_text(read_back(copy)) == write_text(read_back(content))


def test_a_file_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(Refused, match="不是表格"):
        read_sheets(b"%PDF-1.7 ...")


def test_numbers_stay_exact() -> None:
    """A number cell is a double; one that cannot hold the figure exactly is a text."""
    parts = read_folder(FOLDERS[0])
    text = str(to_sheets(parts).pages["指标"].rows)
    again = str(read_sheets(write_book(parts)).pages["指标"].rows)
    assert again == text
