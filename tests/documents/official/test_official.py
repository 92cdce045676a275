"""Drawing official documents: widths, headings, clean text, PDF."""

from __future__ import annotations

import shutil
import stat
from decimal import Decimal
from pathlib import Path

import pytest

from documents.official import pdf
from documents.official.document import OfficialDocument
from documents.official.page_files import load_page
from documents.official.tables import PrintedColumn, share_width
from documents.official.text import clean, format_numeral, to_xml
from tests.needs import needs
from warehouse.faults import Refused


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (31, "三十一")]
)
def test_headings_are_numbered_in_chinese(number: int, said: str) -> None:
    assert format_numeral(number) == said


def test_text_keeps_its_lines_in_paragraphs_and_loses_them_in_cells() -> None:
    assert clean("甲\r\n乙\x00") == "甲\n乙"
    assert to_xml("甲\n<乙>&") == "甲 &lt;乙&gt;&amp;"


def test_columns_without_a_width_share_what_is_left() -> None:
    columns = [
        PrintedColumn(("甲",), width_cm=Decimal(5)),
        PrintedColumn(("乙",)),
        PrintedColumn(("丙",)),
    ]
    widths = share_width(columns, 8835)
    assert widths[1] == widths[2]
    assert abs(widths[0] - 2834) <= 2 and sum(widths) <= 8835


def test_columns_that_are_too_wide_are_made_to_fit() -> None:
    columns = [PrintedColumn(("甲",), width_cm=Decimal(20)), PrintedColumn(("乙",))]
    widths = share_width(columns, 8000)
    assert sum(widths) <= 8000 and min(widths) > 800


def make_document() -> bytes:
    paper = OfficialDocument(load_page(None, "none"), title="通报")
    paper.add("title", "通报")
    paper.add_table([PrintedColumn(("单位",))], [["县财政局"]])
    return paper.save()


@needs("LibreOffice")
def test_libreoffice_makes_a_pdf() -> None:
    assert pdf.convert_to_pdf(make_document()).startswith(b"%PDF")


def test_without_libreoffice_pdf_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(Refused, match="没有 LibreOffice"):
        pdf.convert_to_pdf(make_document())


def make_office(folder: Path, script: str) -> str:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


@pytest.mark.parametrize(
    ("script", "said"), [("sleep 5", "秒内没有生成"), ("exit 1", "没有生成 PDF")]
)
def test_an_office_that_hangs_or_fails_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    program = make_office(tmp_path, script)
    monkeypatch.setattr(pdf, "find_office", lambda: program)
    monkeypatch.setattr(pdf, "PATIENCE_SECONDS", 1)
    with pytest.raises(Refused, match=said):
        pdf.convert_to_pdf(b"")
