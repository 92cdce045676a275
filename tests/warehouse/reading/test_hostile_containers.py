"""Bombs and false declarations are refused, or read within the limits."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.warehouse.reading.changed_files import change_part
from tests.warehouse.reading.fuzz.seeds import (
    FORM,
    make_html,
    make_ods,
    make_spreadsheet_xml,
    make_xls,
)
from tests.warehouse.reading.schemes import TODAY, read_bytes, shipped_forms
from tests.warehouse.reading.sound_form import read_refusal
from tests.warehouse.reading.workbooks import make_csv, make_xlsx
from warehouse.importing.reading_process import read_in_worker
from warehouse.reading.contract import Limits, ReadRequest

SOUND = make_xlsx([{"grid": FORM}])
SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
MOST_SECONDS = 5.0
"""Processor time within which a bomb must be refused (threats A1)."""
ROOMY = 300 << 20
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def change(part: str, old: bytes, new: bytes) -> bytes:
    """Return the sound workbook with bytes inserted before a tag of one part."""

    def put(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new + old, 1)

    return change_part(SOUND, part, put)


@contextmanager
def quickly() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < MOST_SECONDS


def strings(content: bytes) -> bytes:
    """Return the sound workbook with shared strings."""
    buffer = io.BytesIO(SOUND)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sharedStrings.xml", b"<sst>" + content + b"</sst>")
        rels = package.read("xl/_rels/workbook.xml.rels")
    link = b'<Relationship Id="x" Type="a/sharedStrings" Target="sharedStrings.xml"/>'
    return change_part(
        buffer.getvalue(),
        "xl/_rels/workbook.xml.rels",
        lambda _: rels.replace(b"</Relationships>", link + b"</Relationships>"),
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "sheet": lambda: change(SHEET, b"</sheetData>", b"<row><c><v>1</v></c></row>" * 3_000_000),
    "text node": lambda: change(SHEET, b"</sheetData>", b"A" * (64 << 20)),
    "attribute": lambda: change(SHEET, b"</sheetData>", b'<row r="' + b"9" * (64 << 20) + b'"/>'),
    "nesting": lambda: change(SHEET, b"</sheetData>", b"<a>" * (16 << 20)),
    "shared strings": lambda: strings(b"<si><t>AAAAAAAA</t></si>" * 4_000_000),
    "one shared string": lambda: strings(b"<si><t>" + b"A" * (80 << 20) + b"</t></si>"),
    "phonetic text": lambda: strings(b"<si><rPh><t>" + b"A" * (64 << 20) + b"</t></rPh></si>"),
    "styles": lambda: change(STYLES, b"</cellXfs>", b'<xf numFmtId="0"/>' * 3_000_000),
    "sheets": lambda: change(
        BOOK,
        b"</sheets>",
        b"".join(b'<sheet name="%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(9, 10_009)),
    ),
    "names of tags": lambda: change(
        SHEET, b"</sheetData>", b"".join(b"<t%d/>" % n for n in range(300_000))
    ),
    "columns": lambda: make_csv([[*FORM[1], *map(str, range(16_379))], *FORM[2:]]),
    "columns of text": lambda: b",1" * 100_000,
    "a line of text": lambda: make_csv(FORM) + b"x" * (28 << 20),
    "a quotation": lambda: make_csv(FORM) + b'"' + b"x\n" * (10 << 20),
    "spans": lambda: b"<table>" + b"<tr><td rowspan=1000 colspan=1000>x</td></tr>" * 60_000,
    "cells of a page": lambda: b"<table>" + b"<tr><td>1</td></tr>" * 1_500_000,
    "signs of a page": lambda: b"<table><td>" + b"<" * (20 << 20),
    "attributes of a page": lambda: b"<table><td " + b"a=1 " * (5 << 20) + b">",
    "an unclosed tag": lambda: b"<table><td " + b"a=1 " * (5 << 20),
    "escapes of a page": lambda: b"<table><td>" + b"&amp" * (5 << 20),
    "repeated rows": lambda: change_part(
        make_ods(FORM),
        "content.xml",
        lambda data: data.replace(b'rows-repeated="1"', b'rows-repeated="1000000"'),
    ),
    "repeated cells": lambda: change_part(
        make_ods(FORM),
        "content.xml",
        lambda data: data.replace(b'columns-repeated="1"', b'columns-repeated="4000000"'),
    ),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_quickly(kind: str) -> None:
    content = BOMBS[kind]()
    assert len(content) < 30 << 20
    with quickly():
        code = read_refusal(content)
    assert code == ("damaged" if kind in {"a line of text", "a quotation"} else "too_large")


@pytest.mark.parametrize("kind", ["sheet", "one shared string", "styles", "spans"])
def test_a_bomb_is_refused_in_little_memory(kind: str) -> None:
    request = ReadRequest(file_name="表.xlsx", schemes=tuple(shipped_forms().values()), today=TODAY)
    reading = read_in_worker(BOMBS[kind](), request, Limits(memory_bytes=ROOMY, seconds=120))
    assert [finding.code for finding in reading.findings] == ["too_large"]


def test_ten_thousand_entries_are_refused() -> None:
    buffer = io.BytesIO(SOUND)
    with zipfile.ZipFile(buffer, "a") as package:
        for number in range(10_000):
            package.writestr(f"xl/media/{number}", b"")
    with quickly():
        assert read_refusal(buffer.getvalue()) == "too_large"


def test_a_count_of_strings_is_not_believed() -> None:
    content = change_part(
        strings(b"<si><t>x</t></si>"),
        "xl/sharedStrings.xml",
        lambda data: data.replace(b"<sst>", b'<sst count="4000000000" uniqueCount="4000000000">'),
    )
    assert len(read_bytes(content, "表.xlsx").tables[0].rows) == 2


def test_a_stray_cell_in_the_last_corner_of_an_xls_is_no_obstacle() -> None:
    content = make_xls({(65_535, 255): "x"})
    with quickly():
        assert read_bytes(content, "表.xls").tables[0].rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_document_type_in_any_encoding_is_refused(encoding: str) -> None:
    text = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>'
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    for part in (SHEET, BOOK, STYLES, "xl/_rels/workbook.xml.rels"):
        content = change_part(SOUND, part, lambda _: (mark + text).encode(encoding))
        assert read_refusal(content) == "dangerous"


@pytest.mark.parametrize(
    "content",
    [make_csv(FORM), make_html(FORM), make_spreadsheet_xml(FORM), make_xlsx([{"grid": FORM}])],
    ids=["csv", "html", "xml", "xlsx"],
)
@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "表" * 300 + ".xlsx",
        "<img src=x onerror=alert(1)>.xls",
        "五\u202exslx.表",
    ],
    ids=["path", "long", "markup", "turned"],
)
def test_a_file_name_is_a_name_and_nothing_else(name: str, content: bytes) -> None:
    reading = read_bytes(content, name, "jiangxian-2021")
    assert len(reading.tables[0].rows) == 2
    for finding in reading.findings:
        assert "<img" not in finding.message
        assert ".." not in finding.message
        assert not TURNING.search(finding.message)


def test_a_sheet_name_is_shown_short_and_printable() -> None:
    content = change_part(
        make_xlsx([{"name": "甲", "grid": FORM}, {"name": "乙", "grid": [["无关"]]}]),
        BOOK,
        lambda data: data.replace("乙".encode(), ("乙" * 5_000 + "\u202e").encode()).replace(
            b"&#20057;", ("乙" * 5_000 + "\u202e").encode()
        ),
    )
    (skipped,) = (
        finding
        for finding in read_bytes(content, "表.xlsx").findings
        if finding.code == "sheet_skipped"
    )
    assert skipped.sheet is not None
    assert len(skipped.sheet) == 60
    assert not TURNING.search(skipped.message)
    assert len(skipped.message) < 120
