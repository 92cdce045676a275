"""Encrypted files, macro workbooks, and bombs as .ods, .xls and XML Spreadsheet."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from tests.warehouse.reading.changed_files import change_part
from tests.warehouse.reading.fuzz.seeds import (
    FORM,
    make_html,
    make_ods,
    make_spreadsheet_xml,
)
from tests.warehouse.reading.hostile_files import (
    BOUNDSHEET,
    OLE,
    SOUND,
    SST,
    add_parts,
    change_ods,
    change_xls,
    encrypted_ods,
    lock_entries,
    lock_xls,
    loop_directory,
    loop_sectors,
    overlap,
)
from tests.warehouse.reading.schemes import TODAY, shipped_forms
from tests.warehouse.reading.sound_form import read_form
from tests.warehouse.reading.test_hostile_containers import ROOMY, quickly
from warehouse.importing.reading_process import read_in_worker
from warehouse.reading.contract import Limits, ReadRequest

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
        (finding,) = read_form(PASSWORDS[kind]()).findings
    assert finding.code == "password"
    assert finding.message == "文件设有密码，请取消密码后再上传。"


MACROS: dict[str, Callable[[], bytes]] = {
    ".xlsm": lambda: add_parts(SOUND, xl__vbaProject_dot_bin=OLE + bytes(3_000)),
    "macro sheet of an .xlsx": lambda: change_part(
        add_parts(SOUND, xl__macrosheets__sheet1_dot_xml=b"<xm:macrosheet/>"),
        "xl/workbook.xml",
        lambda data: data.replace(
            b"</sheets>", b'<sheet name="m" sheetId="9" r:id="rId99"/></sheets>'
        ),
    ),
    ".ods with Basic": lambda: add_parts(
        make_ods(FORM),
        Basic__Standard__Module1_dot_xml=b'<script:module>Shell("calc")</script:module>',
        Basic__script_lc_dot_xml=b"<library:libraries/>",
    ),
}


@pytest.mark.parametrize("kind", MACROS)
def test_macros_are_ignored_and_the_sheet_is_read(kind: str) -> None:
    reading = read_form(MACROS[kind]())
    assert [finding for finding in reading.findings if finding.severity == "error"] == []
    assert len(reading.tables[0].rows) == 2


def test_a_macro_sheet_of_an_xls_is_no_table() -> None:
    def change(content: bytearray, at: int) -> None:
        content[at + 9] = 1  # an Excel 4 macro sheet

    (finding,) = read_form(change_xls(BOUNDSHEET, change)).findings
    assert finding.severity == "error"


def test_a_binary_workbook_is_refused_with_what_to_do() -> None:
    (finding,) = read_form(add_parts(SOUND, xl__workbook_dot_bin=b"x")).findings
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
        (finding,) = read_form(content).findings
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
        reading = read_form(content)
    assert reading.tables or [f.severity for f in reading.findings] == ["error"]


@pytest.mark.parametrize("kind", ["rows × columns", "nesting of an .ods", "blank rows"])
def test_a_bomb_is_refused_in_little_memory(kind: str) -> None:
    code, make = REFUSED[kind]
    request = ReadRequest(file_name="表.xls", schemes=tuple(shipped_forms().values()), today=TODAY)
    reading = read_in_worker(make(), request, Limits(memory_bytes=ROOMY, seconds=120))
    assert [finding.code for finding in reading.findings] == [code]
