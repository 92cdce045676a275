"""Encrypted files, macro workbooks, and bombs as .ods, .xls and XML Spreadsheet."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from tests.warehouse.reading.fuzz.seeds import (
    FORM,
    make_html,
    make_ods,
    make_spreadsheet_xml,
    make_xls,
)
from tests.warehouse.reading.schemes import TODAY, shipped_forms
from tests.warehouse.reading.test_containers import read, rewrite
from tests.warehouse.reading.test_hostile_containers import ROOMY, quickly
from tests.warehouse.reading.workbooks import make_xlsx
from warehouse.importing.reading_process import read_in_worker
from warehouse.reading.contract import Limits, ReadRequest

SOUND = make_xlsx([{"grid": FORM}])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILEPASS, SST, BOUNDSHEET, ROW, UNKNOWN = 0x2F, 0xFC, 0x85, 0x208, 0x0FFF
SECTOR = 512


def change_ods(old: bytes, new: bytes, count: int = -1) -> bytes:
    """Return a sound .ods with something replaced in its content."""
    return rewrite(make_ods(FORM), "content.xml", lambda data: data.replace(old, new, count))


def change_xls(wanted: int, change: Callable[[bytearray, int], None]) -> bytes:
    """Return a sound .xls of which every record of a kind in its first stream was changed."""
    content, at = bytearray(make_xls()), SECTOR
    while at + 4 < len(content):
        kind, size = struct.unpack_from("<HH", content, at)
        if kind == wanted:
            change(content, at)
        if kind == 0 or (kind == 0x0A and wanted != ROW):
            break
        at += 4 + size
    return bytes(content)


def lock_xls(body: bytes) -> bytes:
    """Return an .xls that says it is encrypted, in the place of its WRITEACCESS record."""

    def change(content: bytearray, at: int) -> None:
        struct.pack_into("<HH", content, at, FILEPASS, len(body))
        content[at + 4 : at + 4 + len(body)] = body
        rest = 112 - len(body) - 4
        struct.pack_into("<HH", content, at + 4 + len(body), UNKNOWN, rest)

    return change_xls(0x5C, change)


def lock_entries(content: bytes) -> bytes:
    """Return a zip whose entries say that they are encrypted."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def loop_sectors(place: int) -> bytes:
    """Return an .xls whose allocation table leads in a circle from a stream's first sectors."""
    content = bytearray(make_xls())
    (table,) = struct.unpack_from("<l", content, 76)
    struct.pack_into("<l", content, SECTOR * (table + 1) + 4 * place, 0)
    return bytes(content)


def loop_directory(offset: int) -> bytes:
    """Return an .xls whose directory or short-sector table refers to itself."""
    content = bytearray(make_xls())
    (sector,) = struct.unpack_from("<l", content, 48)
    (table,) = struct.unpack_from("<l", content, 76)
    struct.pack_into("<l", content, SECTOR * (table + 1) + 4 * sector, sector)
    struct.pack_into("<ll", content, offset, sector, 1 << 20)
    return bytes(content)


def overlap() -> bytes:
    """Return a zip of 1,900 names for the same 4 MB of zeros, as in a quine or a dense bomb."""
    body = bytes(4 << 20)
    packed, check = zlib.compress(body, 9)[2:-4], zlib.crc32(body)
    sizes = (check, len(packed), len(body))
    first = (
        struct.pack("<4s5HLLLHH", b"PK\x03\x04", 20, 0, 8, 0, 0, *sizes, 5, 0) + b"a.xml" + packed
    )
    names = [b"xl/%06d.xml" % number for number in range(1_900)]
    listed = b"".join(
        struct.pack(
            "<4s6HLLLHHHHHLL", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, *sizes, len(name), *[0] * 6
        )
        + name
        for name in names
    )
    return (
        first
        + listed
        + struct.pack("<4s4HLLH", b"PK\x05\x06", 0, 0, 1_900, 1_900, len(listed), len(first), 0)
    )


def encrypted_ods() -> bytes:
    """Return an .ods whose manifest says that its content is encrypted."""
    entry = (
        '<manifest><file-entry full-path="content.xml"><encryption-data/></file-entry></manifest>'
    )
    return rewrite(make_ods(FORM), "META-INF/manifest.xml", lambda _: entry.encode())


PASSWORDS: dict[str, Callable[[], bytes]] = {
    "agile .xlsx": lambda: OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(9_000),
    "RC4 .xls": lambda: lock_xls(struct.pack("<HHH", 1, 1, 1) + bytes(48)),
    "RC4 CryptoAPI .xls": lambda: lock_xls(struct.pack("<HHH", 1, 2, 2) + bytes(48)),
    "XOR .xls": lambda: lock_xls(struct.pack("<HHH", 0, 0x1234, 0x5678)),
    "encrypted .ods": encrypted_ods,
    "encrypted entries": lambda: lock_entries(SOUND),
    "encrypted entries of an .ods": lambda: lock_entries(make_ods(FORM)),
}


@pytest.mark.parametrize("kind", PASSWORDS)
def test_an_encrypted_file_is_refused_as_such(kind: str) -> None:
    with quickly():
        (finding,) = read(PASSWORDS[kind]()).findings
    assert finding.code == "password"
    assert finding.message == "文件设有密码，请取消密码后再上传。"


def add(content: bytes, **parts: bytes) -> bytes:
    """Return a zip with further parts; __ stands for a slash."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as package:
        for name, body in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return buffer.getvalue()


MACROS: dict[str, Callable[[], bytes]] = {
    ".xlsm": lambda: add(SOUND, xl__vbaProject_dot_bin=OLE + bytes(3_000)),
    "macro sheet of an .xlsx": lambda: rewrite(
        add(SOUND, xl__macrosheets__sheet1_dot_xml=b"<xm:macrosheet/>"),
        "xl/workbook.xml",
        lambda data: data.replace(
            b"</sheets>", b'<sheet name="m" sheetId="9" r:id="rId99"/></sheets>'
        ),
    ),
    ".ods with Basic": lambda: add(
        make_ods(FORM),
        Basic__Standard__Module1_dot_xml=b'<script:module>Shell("calc")</script:module>',
        Basic__script_lc_dot_xml=b"<library:libraries/>",
    ),
}


@pytest.mark.parametrize("kind", MACROS)
def test_macros_are_passed_over_and_the_sheet_is_read(kind: str) -> None:
    reading = read(MACROS[kind]())
    assert [finding for finding in reading.findings if finding.severity == "error"] == []
    assert len(reading.tables[0].rows) == 2


def test_a_macro_sheet_of_an_xls_is_no_table() -> None:
    def change(content: bytearray, at: int) -> None:
        content[at + 9] = 1  # an Excel 4 macro sheet

    (finding,) = read(change_xls(BOUNDSHEET, change)).findings
    assert finding.severity == "error"


def test_a_binary_workbook_is_refused_with_what_to_do() -> None:
    (finding,) = read(add(SOUND, xl__workbook_dot_bin=b"x")).findings
    assert (finding.code, ".xlsb" in finding.message) == ("not_a_spreadsheet", True)


def _many(content: bytearray, at: int) -> None:
    struct.pack_into("<LL", content, at + 4, 0xFFFFFFFF, 0xFFFFFFFF)


_REPEATED = b'repeated="1"'
_SPAN = b'<table:table-row table:visibility="collapse" table:number-rows-repeated="99999999"/>'
_STYLES = b"".join(
    b'<style:style style:name="a%d" style:parent-style-name="a%d"/>' % (n, n + 1)
    for n in range(90_000)
)
REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "rows 1e9": (
        "too_large",
        lambda: change_ods(b"rows-" + _REPEATED, b'rows-repeated="1000000000"'),
    ),
    "columns 1e9": (
        "too_large",
        lambda: change_ods(b"columns-" + _REPEATED, b'columns-repeated="1000000000"'),
    ),
    "rows × columns": ("too_large", lambda: change_ods(_REPEATED, b'repeated="4000"')),
    "sheets of an .ods": (
        "too_large",
        lambda: change_ods(
            b"</office:spreadsheet>",
            b'<table:table table:name="x"/>' * 10_000 + b"</office:spreadsheet>",
        ),
    ),
    "styles of an .ods": (
        "too_large",
        lambda: change_ods(b"<office:body>", _STYLES + b"<office:body>"),
    ),
    "blanks of an .ods": (
        "too_large",
        lambda: change_ods(b"<office:body>", b" " * (300 << 20) + b"<office:body>"),
    ),
    "nesting of an .ods": (
        "too_large",
        lambda: change_ods(b"<text:p>", b"<text:p>" + b"<text:span>" * 3_000_000, 1),
    ),
    "index 1e9": (
        "beyond_grid",
        lambda: make_spreadsheet_xml(FORM).replace(b'ss:Index="9"', b'ss:Index="1000000000"'),
    ),
    "row 1e9": (
        "too_large",
        lambda: make_spreadsheet_xml(FORM).replace(b'ss:Index="3"', b'ss:Index="1000000000"'),
    ),
    "blank rows": (
        "too_large",
        lambda: make_spreadsheet_xml(FORM).replace(b"<Row", b"<Row/>" * 1_200_000 + b"<Row", 1),
    ),
    "merge 1e9": (
        "beyond_grid",
        lambda: make_spreadsheet_xml(FORM).replace(b'Across="1"', b'Across="1000000000"'),
    ),
    "overlapping entries": ("too_large", overlap),
    "circle in the allocation": ("damaged", lambda: loop_sectors(2)),
    "circle in the directory": ("damaged", lambda: loop_directory(48)),
    "circle in the short sectors": ("damaged", lambda: loop_directory(60)),
    "circle in the tables' table": ("damaged", lambda: loop_directory(68)),
    "PNG named .xlsx": ("not_a_spreadsheet", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99)),
    "spans of a page": (
        "too_large",
        lambda: (
            b"<html><table>" + b"<tr><td colspan=1000000000 rowspan=1000000000>x</td></tr>" * 1_000
        ),
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bomb_is_refused_with_its_own_sentence(kind: str) -> None:
    code, make = REFUSED[kind]
    content = make()
    with quickly():
        (finding,) = read(content).findings
    assert finding.code == code, finding


READ: dict[str, Callable[[], bytes]] = {
    "count of strings": lambda: change_xls(SST, _many),
    "one span of a page": lambda: make_html(FORM).replace(
        b'colspan="1"', b'colspan="1000000000"', 1
    ),
    "spans of an .ods": lambda: change_ods(b'spanned="2"', b'spanned="1000000000"'),
    "hidden rows": lambda: change_ods(b"</table:table>", _SPAN * 5_000 + b"</table:table>"),
}


@pytest.mark.parametrize("kind", READ)
def test_a_lie_that_changes_nothing_is_read_quickly(kind: str) -> None:
    content = READ[kind]()
    with quickly():
        reading = read(content)
    assert reading.tables or [one.severity for one in reading.findings] == ["error"]


@pytest.mark.parametrize("kind", ["rows × columns", "nesting of an .ods", "blank rows"])
def test_a_bomb_is_refused_in_little_memory(kind: str) -> None:
    code, make = REFUSED[kind]
    request = ReadRequest(file_name="表.xls", schemes=tuple(shipped_forms().values()), today=TODAY)
    reading = read_in_worker(make(), request, Limits(memory_bytes=ROOMY, seconds=120))
    assert [finding.code for finding in reading.findings] == [code]
