"""An .xls as careless programs write it: read where possible, never with silent errors."""

from __future__ import annotations

import io
import struct
from typing import Any

import pytest
import xlwt

from tests.warehouse.reading.fuzz.seeds import FORM
from tests.warehouse.reading.schemes import read_bytes
from warehouse.reading.contract import Reading

SECTOR = 512


def make_xls(cells: dict[tuple[int, int], Any] | None = None) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    texts = {(r, c): text for r, row in enumerate(FORM) for c, text in enumerate(row)}
    for (row, column), value in {**texts, **(cells or {})}.items():
        page.write(row, column, *(value if isinstance(value, tuple) else (value,)))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(content: bytes) -> Reading:
    return read_bytes(content, "表.xls", "jiangxian-2021")


def stops(reading: Reading) -> list[tuple[str, int | None, str | None]]:
    return [(f.code, f.row, f.column) for f in reading.findings if f.severity != "warning"]


def test_an_uncomputed_formula_is_no_blank() -> None:
    reading = read(make_xls({(2, 2): xlwt.Formula("A1+1")}))
    assert stops(reading) == [("formula_not_cached", 3, "column_posts")]


def test_a_formula_that_gives_an_empty_text_is_a_blank() -> None:
    reading = read(make_xls({(2, 2): xlwt.Formula('IF(A1=0,"","")')}))
    assert stops(reading) == []
    assert reading.tables[0].rows[0].values["column_posts"] is None


def test_a_wrong_byte_order_mark_is_no_obstacle() -> None:
    content = make_xls()
    assert content[28:30] == b"\xfe\xff"
    assert read(content[:28] + b"\xff\xfe" + content[30:]) == with_digest(content, b"\xff\xfe")


def with_digest(content: bytes, mark: bytes) -> Reading:
    """Return the reading of the sound file with the digest of the changed one."""
    changed = read(content[:28] + mark + content[30:])
    return read(content).model_copy(update={"sha256": changed.sha256})


def test_a_sector_of_two_streams_is_no_obstacle() -> None:
    content = bytearray(make_xls())
    (directory,) = struct.unpack_from("<l", content, 48)
    (allocation,) = struct.unpack_from("<l", content, 76)
    last = next(
        sector
        for sector in range(directory)
        if struct.unpack_from("<l", content, SECTOR * (allocation + 1) + 4 * sector) == (-2,)
    )
    # The directory, one sector long, continues in the last sector of the workbook's stream.
    struct.pack_into("<l", content, SECTOR * (allocation + 1) + 4 * directory, last)
    reading = read(bytes(content))
    assert stops(reading) == []
    assert len(reading.tables[0].rows) == 2


def test_the_date_formats_that_chinese_excel_has_built_in_are_dates() -> None:
    style = xlwt.easyxf(num_format_str="yyyy/m/d h:mm:ss")
    content = bytearray(make_xls({(2, 1): (44_334, style)}))
    for at in find_records(content, 0x00E0):
        (code,) = struct.unpack_from("<H", content, at + 6)
        if code >= 164:  # the format just made
            struct.pack_into("<H", content, at + 6, 31)
    (row, *_) = read(bytes(content)).tables[0].rows
    assert row.values["ledger_filed"] == "2021-05-18"


def find_records(content: bytes | bytearray, wanted: int) -> list[int]:
    """Return the positions of records of one type in the globals, the stream's first part."""
    found, at, kind = [], SECTOR, 0
    while kind != 0x000A:
        kind, size = struct.unpack_from("<HH", content, at)
        found += [at] if kind == wanted else []
        at += 4 + size
    return found


@pytest.mark.parametrize("size", [700, 3_000, 5_000])
def test_a_cut_workbook_is_refused(size: int) -> None:
    assert stops(read(make_xls()[:size])) == [("damaged", None, None)]
