"""Containers are told by their content; broken and hostile ones are refused with the reason."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
from typing import Any

import pytest
import xlwt

from tests.warehouse.reading.schemes import read_bytes
from tests.warehouse.reading.workbooks import make_csv, make_grid, make_xlsx
from warehouse.reading.contract import Reading

GRID = make_grid(
    """
2021年5月份优化营商环境工作推进情况
@jx1
县财政局|√|3|2|1
县公安局|5月18日||√|1
"""
)


def read(content: bytes, name: str = "表.xlsx", **known: Any) -> Reading:
    return read_bytes(content, name, "jiangxian-2021", **known)


def rewrite(content: bytes, part: str, change: Any) -> bytes:
    """Return the workbook with one part changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry.filename, change(data) if entry.filename == part else data)
    return buffer.getvalue()


def assert_whole(reading: Reading) -> None:
    assert [f for f in reading.findings if f.severity != "warning"] == []
    (table,) = reading.tables
    assert (table.dataset, table.month) == ("jx1_progress", "2021-05")
    assert [(row.row, row.unit) for row in table.rows] == [(3, "县财政局"), (4, "县公安局")]
    assert table.rows[0].values["column_posts"] == "3"
    assert table.rows[1].values["ledger_filed"] == "2021-05-18"


def refusal(content: bytes, name: str = "表.xlsx") -> str:
    reading = read(content, name)
    assert not reading.tables
    (finding,) = reading.findings
    assert finding.severity == "error"
    return finding.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("name", ["表.csv", "表.xls", "表.xlsx"])
def test_delimited_text_is_read_in_every_encoding(encoding: str, delimiter: str, name: str) -> None:
    assert_whole(read(make_csv(GRID, encoding, delimiter), name))


def test_a_sep_line_names_the_delimiter_and_is_no_record() -> None:
    assert_whole(read(b"sep=;\r\n" + make_csv(GRID, "utf-8", ";"), "表.csv"))


def test_four_byte_characters_of_gb18030_are_read() -> None:
    grid = [*GRID, ["注：𠮷㐀€", "", "", "", ""]]
    assert_whole(read(make_csv(grid, "gb18030"), "表.csv"))


def test_lone_carriage_returns_end_records() -> None:
    assert_whole(read(make_csv(GRID).replace(b"\r\n", b"\r"), "表.csv"))


def test_a_real_xls_is_read_with_its_formats() -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("2021年5月")
    percent = xlwt.easyxf(num_format_str="0.0%")
    marks = xlwt.easyxf("font: name Wingdings")
    grid: list[list[Any]] = [
        ["单位名称", "四种改革方式月报表", "企业信用信息公示系统“双告知”认领情况"],
        ["县财政局", "ü", 0.985],
    ]
    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            style = percent if isinstance(value, float) else marks if value == "ü" else None
            page.write(r, c, value, style) if style else page.write(r, c, value)
    buffer = io.BytesIO()
    book.save(buffer)
    (only,) = read(buffer.getvalue(), "表.xls").tables[0].rows
    assert only.values == {"reform_report_filed": "yes", "claim_rate": "0.985"}
    assert only.cells[2] == "98.5%"


def test_a_web_page_named_xls_is_read() -> None:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in GRID)
    page = f"<html><meta charset=gb2312><body><table>{rows}</table></body></html>"
    assert_whole(read(page.encode("gb18030"), "表.xls"))


def test_xml_spreadsheet_2003_is_read() -> None:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in row) + "</Row>"
        for row in GRID
    )
    page = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>'
        f"{rows}</Table></Worksheet></Workbook>"
    )
    assert_whole(read(page.encode(), "表.xls"))


def test_a_declaration_that_never_ends_is_refused() -> None:
    page = b'<?xml version="1.0"<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    assert refusal(page, "表.xls") == "damaged"


def test_both_date_systems_are_seen() -> None:
    grid = [*GRID[:2], ["县财政局", "{2021-05-18:yyyy-mm-dd}", "3", "2", "1"]]
    content = make_xlsx([{"grid": grid}])
    shifted = rewrite(
        content,
        "xl/workbook.xml",
        lambda data: re.sub(rb"<workbookPr ?/>", b'<workbookPr date1904="1"/>', data),
    )
    assert read(content).tables[0].rows[0].values["ledger_filed"] == "2021-05-18"
    assert read(shifted).tables[0].rows[0].values["ledger_filed"] == "2025-05-19"


def test_a_formula_written_by_a_program_is_not_a_blank() -> None:
    grid = [*GRID[:2], ["县财政局", "√", "{=1+2}", "2", "1"]]
    (finding,) = (f for f in read(make_xlsx([{"grid": grid}])).findings if f.severity == "error")
    assert (finding.code, finding.row, finding.column) == ("formula_not_cached", 3, "column_posts")


def test_what_is_no_spreadsheet_is_refused_by_its_kind() -> None:
    assert refusal(b"\x89PNG\r\n\x1a\n" + bytes(50)) == "not_a_spreadsheet"
    assert refusal(b"MZ" + bytes(100)) == "not_a_spreadsheet"
    assert refusal(b"%PDF-1.7\n%") == "not_a_spreadsheet"
    assert refusal(b"") == "empty"
    assert refusal(b"\xef\xbb\xbf") == "empty"
    assert refusal(bytes(range(256)) * 4) == "not_a_spreadsheet"
    encrypted = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    )
    assert refusal(encrypted) == "password"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)) == "damaged"


def test_a_truncated_workbook_is_refused() -> None:
    content = make_xlsx([{"grid": GRID}])
    for size in (30, 200, len(content) // 2, len(content) - 30):
        assert refusal(content[:size]) == "damaged"


def test_a_document_type_is_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        content = rewrite(
            make_xlsx([{"grid": GRID}]),
            part,
            lambda data: (
                data[: data.index(b"?>") + 2] + bomb + data[data.index(b"?>") + 2 :]
                if data.startswith(b"<?xml")
                else bomb + data
            ),
        )
        assert refusal(content) == "dangerous"


def test_a_zip_bomb_is_refused() -> None:
    content = rewrite(
        make_xlsx([{"grid": GRID}]),
        "xl/worksheets/sheet1.xml",
        lambda data: data + b" " * (300 << 20),
    )
    assert refusal(content) == "too_large"


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    content = rewrite(
        make_xlsx([{"grid": GRID}]),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * (300 << 20)),
    )
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    honest, lying = struct.pack("<L", size), struct.pack("<L", 3 << 20)
    assert refusal(content.replace(honest, lying)) in {"too_large", "damaged"}


def test_a_picture_that_is_a_bomb_is_refused() -> None:
    buffer = io.BytesIO(make_xlsx([{"grid": GRID}]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.png", bytes(300 << 20))
    assert refusal(buffer.getvalue()) == "too_large"


def write_out(content: bytes) -> bytes:
    """Return a sheet with its characters written out, as Excel does and openpyxl does not."""
    return html.unescape(content.decode()).encode()


def test_rows_are_read_alike_by_either_path() -> None:
    plain = rewrite(make_xlsx([{"grid": GRID}]), "xl/worksheets/sheet1.xml", write_out)
    assert_whole(read(plain))
    for old, new in (
        (b"<sheetData>", b"<!-- a <sheetData> --><sheetData>"),
        (b"<row ", b"<row  "),
        (b"</row>", b'</row><!-- <row r="9"><c r="A9"><v>1</v></c></row> -->'),
        (b"</row>", b"</row ><?x </row>?>"),
        (b"<worksheet", b"<?xml version='1.0' encoding='UTF-8'?>\n<worksheet"),
        (b"<t>", b"<t><![CDATA["),
    ):
        changed = rewrite(
            plain,
            "xl/worksheets/sheet1.xml",
            lambda data, old=old, new=new: data.replace(old, new).replace(
                b"</t>", b"]]></t>" if b"CDATA" in new else b"</t>"
            ),
        )
        assert_whole(read(changed))


def test_a_row_of_broken_text_is_refused() -> None:
    for new in (b"\xff", b"\x01", b"&", b"</b>"):
        content = rewrite(
            make_xlsx([{"grid": GRID}]),
            "xl/worksheets/sheet1.xml",
            lambda data, new=new: data.replace(b"<t>", b"<t>" + new, 1),
        )
        assert refusal(content) == "damaged"


def test_names_twice_or_with_a_path_are_refused() -> None:
    for name in ("xl/workbook.xml", "../../etc/passwd"):
        buffer = io.BytesIO(make_xlsx([{"grid": GRID}]))
        with zipfile.ZipFile(buffer, "a") as package:
            package.writestr(name, b"x")
        assert refusal(buffer.getvalue()) == "damaged"


def test_a_stray_cell_in_the_last_corner_is_no_obstacle() -> None:
    content = rewrite(
        make_xlsx([{"grid": GRID}]),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ).replace(b'ref="A1:E4"', b'ref="A1:XFD1048576"'),
    )
    assert_whole(read(content))


def test_a_reference_beyond_the_grid_is_refused() -> None:
    content = rewrite(
        make_xlsx([{"grid": GRID}]),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(
            b"</sheetData>", b'<row r="9999999"><c r="A9999999"><v>1</v></c></row></sheetData>'
        ),
    )
    assert refusal(content) == "beyond_grid"


def test_broken_delimited_text_is_refused_with_its_row() -> None:
    unclosed = make_csv(GRID) + '县教育局,"√,1,1,1\r\n'.encode()
    reading = read(unclosed, "表.csv")
    assert reading.findings[0].code == "damaged"
    assert "第5行" in reading.findings[0].message
    assert refusal(b"," * 100_000, "表.csv") in {"too_large", "empty", "no_table"}
    assert refusal(make_csv(GRID) + b"x" * 2_000_000, "表.csv") == "damaged"
    assert refusal(make_csv(GRID) + b"\x00\x01\x02", "表.csv") == "not_a_spreadsheet"


def test_hidden_sheets_are_never_read() -> None:
    content = make_xlsx(
        [
            {"name": "5月", "grid": GRID},
            {"name": "4月", "grid": [["2021年4月"], *GRID[1:]], "state": "hidden"},
            {"name": "_选项", "grid": [["√"], ["×"]], "state": "veryHidden"},
        ]
    )
    reading = read(content)
    assert [table.sheet for table in reading.tables] == ["5月"]
    assert [f.code for f in reading.findings if f.code == "hidden_sheet"] == ["hidden_sheet"]


def test_cover_and_instructions_are_reported_and_skipped() -> None:
    example = [["示例"], GRID[1], ["XX局", "√", "1", "1", "1"]]
    content = make_xlsx(
        [
            {"name": "封面", "grid": [["优化营商环境月报"]]},
            {"name": "填表说明", "grid": [["一、请按月填写"], *GRID]},
            {"name": "数据", "grid": GRID},
            {"name": "Sheet4", "grid": example},
        ]
    )
    reading = read(content)
    assert [table.sheet for table in reading.tables] == ["数据"]
    skipped = {f.sheet for f in reading.findings if f.code in {"sheet_skipped", "table_skipped"}}
    assert skipped == {"封面", "填表说明", "Sheet4"}


def test_a_sheet_for_each_month_asks_which_are_meant() -> None:
    titled = [[["2021年4月份优化营商环境工作推进情况"], *GRID[1:]], GRID]
    content = make_xlsx(
        [{"name": f"{m}月", "grid": g} for m, g in zip((4, 5), titled, strict=True)]
    )
    asked = [f for f in read(content).findings if f.severity == "question"]
    assert [f.id for f in asked] == ["which_months:jx1_progress"]
    assert asked[0].options == ("all", "2021-04", "2021-05")
    both = read(content, answers={"which_months:jx1_progress": "all"})
    assert [table.month for table in both.tables] == ["2021-04", "2021-05"]
    one = read(content, month="2021-05")
    assert [table.month for table in one.tables] == ["2021-05"]
    assert not [f for f in one.findings if f.severity == "question"]


def test_a_huge_merge_costs_nothing() -> None:
    content = make_xlsx([{"grid": GRID, "merges": ["A1:XFD1"]}])
    assert_whole(read(content))


def test_numbers_that_are_none_are_no_figures() -> None:
    for value in (b"1e999", b"nan", b"inf", b"abc"):
        content = rewrite(
            make_xlsx([{"grid": [*GRID[:2], ["县财政局", "√", "{3}", "2", "1"]]}]),
            "xl/worksheets/sheet1.xml",
            lambda data, value=value: data.replace(b"<v>3</v>", b"<v>" + value + b"</v>"),
        )
        stops = [f for f in read(content).findings if f.severity != "warning"]
        assert [(f.row, f.column) for f in stops] == [(3, "column_posts")]


def test_garbage_after_a_compound_file_header_does_not_crash() -> None:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<60s", b"\x00" * 60)
    assert refusal(header + "Workbook".encode("utf-16-le") + bytes(4096)) == "damaged"
