"""Broken and hostile files are refused with the reason, or read in spite of what is wrong."""

from __future__ import annotations

import io
import struct
import zipfile

from tests.warehouse.reading.changed_files import change_part
from tests.warehouse.reading.sound_form import GRID, assert_whole, read_form, read_refusal
from tests.warehouse.reading.workbooks import make_csv, make_xlsx


def test_a_declaration_that_never_ends_is_refused() -> None:
    page = b'<?xml version="1.0"<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    assert read_refusal(page, "表.xls") == "damaged"


def test_what_is_no_spreadsheet_is_refused_by_its_kind() -> None:
    assert read_refusal(b"\x89PNG\r\n\x1a\n" + bytes(50)) == "not_a_spreadsheet"
    assert read_refusal(b"MZ" + bytes(100)) == "not_a_spreadsheet"
    assert read_refusal(b"%PDF-1.7\n%") == "not_a_spreadsheet"
    assert read_refusal(b"") == "empty"
    assert read_refusal(b"\xef\xbb\xbf") == "empty"
    assert read_refusal(bytes(range(256)) * 4) == "not_a_spreadsheet"
    encrypted = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    )
    assert read_refusal(encrypted) == "password"
    assert read_refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)) == "damaged"


def test_a_truncated_workbook_is_refused() -> None:
    content = make_xlsx([{"grid": GRID}])
    for size in (30, 200, len(content) // 2, len(content) - 30):
        assert read_refusal(content[:size]) == "damaged"


def test_a_document_type_is_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        content = change_part(
            make_xlsx([{"grid": GRID}]),
            part,
            lambda data: (
                data[: data.index(b"?>") + 2] + bomb + data[data.index(b"?>") + 2 :]
                if data.startswith(b"<?xml")
                else bomb + data
            ),
        )
        assert read_refusal(content) == "dangerous"


def test_a_zip_bomb_is_refused() -> None:
    content = change_part(
        make_xlsx([{"grid": GRID}]),
        "xl/worksheets/sheet1.xml",
        lambda data: data + b" " * (300 << 20),
    )
    assert read_refusal(content) == "too_large"


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    content = change_part(
        make_xlsx([{"grid": GRID}]),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * (300 << 20)),
    )
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    honest, lying = struct.pack("<L", size), struct.pack("<L", 3 << 20)
    assert read_refusal(content.replace(honest, lying)) in {"too_large", "damaged"}


def test_a_picture_that_is_a_bomb_is_refused() -> None:
    buffer = io.BytesIO(make_xlsx([{"grid": GRID}]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.png", bytes(300 << 20))
    assert read_refusal(buffer.getvalue()) == "too_large"


def test_a_row_of_broken_text_is_refused() -> None:
    for new in (b"\xff", b"\x01", b"&", b"</b>"):
        content = change_part(
            make_xlsx([{"grid": GRID}]),
            "xl/worksheets/sheet1.xml",
            lambda data, new=new: data.replace(b"<t>", b"<t>" + new, 1),
        )
        assert read_refusal(content) == "damaged"


def test_names_twice_or_with_a_path_are_refused() -> None:
    for name in ("xl/workbook.xml", "../../etc/passwd"):
        buffer = io.BytesIO(make_xlsx([{"grid": GRID}]))
        with zipfile.ZipFile(buffer, "a") as package:
            package.writestr(name, b"x")
        assert read_refusal(buffer.getvalue()) == "damaged"


def test_a_stray_cell_in_the_last_corner_is_no_obstacle() -> None:
    content = change_part(
        make_xlsx([{"grid": GRID}]),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ).replace(b'ref="A1:E4"', b'ref="A1:XFD1048576"'),
    )
    assert_whole(read_form(content))


def test_a_reference_beyond_the_grid_is_refused() -> None:
    content = change_part(
        make_xlsx([{"grid": GRID}]),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(
            b"</sheetData>", b'<row r="9999999"><c r="A9999999"><v>1</v></c></row></sheetData>'
        ),
    )
    assert read_refusal(content) == "beyond_grid"


def test_broken_delimited_text_is_refused_with_its_row() -> None:
    unclosed = make_csv(GRID) + '县教育局,"√,1,1,1\r\n'.encode()
    reading = read_form(unclosed, "表.csv")
    assert reading.findings[0].code == "damaged"
    assert "第5行" in reading.findings[0].message
    assert read_refusal(b"," * 100_000, "表.csv") in {"too_large", "empty", "no_table"}
    assert read_refusal(make_csv(GRID) + b"x" * 2_000_000, "表.csv") == "damaged"
    assert read_refusal(make_csv(GRID) + b"\x00\x01\x02", "表.csv") == "not_a_spreadsheet"


def test_a_huge_merge_costs_nothing() -> None:
    content = make_xlsx([{"grid": GRID, "merges": ["A1:XFD1"]}])
    assert_whole(read_form(content))


def test_numbers_that_are_none_are_no_figures() -> None:
    for value in (b"1e999", b"nan", b"inf", b"abc"):
        content = change_part(
            make_xlsx([{"grid": [*GRID[:2], ["县财政局", "√", "{3}", "2", "1"]]}]),
            "xl/worksheets/sheet1.xml",
            lambda data, value=value: data.replace(b"<v>3</v>", b"<v>" + value + b"</v>"),
        )
        stops = [f for f in read_form(content).findings if f.severity != "warning"]
        assert [(f.row, f.column) for f in stops] == [(3, "column_posts")]


def test_garbage_after_a_compound_file_header_does_not_crash() -> None:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<60s", b"\x00" * 60)
    assert read_refusal(header + "Workbook".encode("utf-16-le") + bytes(4096)) == "damaged"
