"""File formats are detected by content; every format gives the same rows."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import pytest
import xlwt

from tests.warehouse.reading.changed_files import change_part
from tests.warehouse.reading.sound_form import GRID, assert_whole, read_form
from tests.warehouse.reading.workbooks import make_csv, make_xlsx


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("name", ["表.csv", "表.xls", "表.xlsx"])
def test_delimited_text_is_read_in_every_encoding(encoding: str, delimiter: str, name: str) -> None:
    assert_whole(read_form(make_csv(GRID, encoding, delimiter), name))


def test_a_sep_line_names_the_delimiter_and_is_no_record() -> None:
    assert_whole(read_form(b"sep=;\r\n" + make_csv(GRID, "utf-8", ";"), "表.csv"))


def test_four_byte_characters_of_gb18030_are_read() -> None:
    grid = [*GRID, ["注：𠮷㐀€", "", "", "", ""]]
    assert_whole(read_form(make_csv(grid, "gb18030"), "表.csv"))


def test_lone_carriage_returns_end_records() -> None:
    assert_whole(read_form(make_csv(GRID).replace(b"\r\n", b"\r"), "表.csv"))


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
    (only,) = read_form(buffer.getvalue(), "表.xls").tables[0].rows
    assert only.values == {"reform_report_filed": "yes", "claim_rate": "0.985"}
    assert only.cells[2] == "98.5%"


def test_a_web_page_named_xls_is_read() -> None:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in GRID)
    page = f"<html><meta charset=gb2312><body><table>{rows}</table></body></html>"
    assert_whole(read_form(page.encode("gb18030"), "表.xls"))


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
    assert_whole(read_form(page.encode(), "表.xls"))


def test_both_date_systems_are_seen() -> None:
    grid = [*GRID[:2], ["县财政局", "{2021-05-18:yyyy-mm-dd}", "3", "2", "1"]]
    content = make_xlsx([{"grid": grid}])
    shifted = change_part(
        content,
        "xl/workbook.xml",
        lambda data: re.sub(rb"<workbookPr ?/>", b'<workbookPr date1904="1"/>', data),
    )
    assert read_form(content).tables[0].rows[0].values["ledger_filed"] == "2021-05-18"
    assert read_form(shifted).tables[0].rows[0].values["ledger_filed"] == "2025-05-19"


def test_a_formula_written_by_a_program_is_not_a_blank() -> None:
    grid = [*GRID[:2], ["县财政局", "√", "{=1+2}", "2", "1"]]
    findings = read_form(make_xlsx([{"grid": grid}])).findings
    (finding,) = (f for f in findings if f.severity == "error")
    assert (finding.code, finding.row, finding.column) == ("formula_not_cached", 3, "column_posts")


def write_out(content: bytes) -> bytes:
    """Return a sheet without character references, as Excel writes it and openpyxl does not."""
    return html.unescape(content.decode()).encode()


def test_rows_are_read_alike_with_and_without_the_fast_path() -> None:
    plain = change_part(make_xlsx([{"grid": GRID}]), "xl/worksheets/sheet1.xml", write_out)
    assert_whole(read_form(plain))
    for old, new in (
        (b"<sheetData>", b"<!-- a <sheetData> --><sheetData>"),
        (b"<row ", b"<row  "),
        (b"</row>", b'</row><!-- <row r="9"><c r="A9"><v>1</v></c></row> -->'),
        (b"</row>", b"</row ><?x </row>?>"),
        (b"<worksheet", b"<?xml version='1.0' encoding='UTF-8'?>\n<worksheet"),
        (b"<t>", b"<t><![CDATA["),
    ):
        changed = change_part(
            plain,
            "xl/worksheets/sheet1.xml",
            lambda data, old=old, new=new: data.replace(old, new).replace(
                b"</t>", b"]]></t>" if b"CDATA" in new else b"</t>"
            ),
        )
        assert_whole(read_form(changed))


def test_hidden_sheets_are_never_read() -> None:
    content = make_xlsx(
        [
            {"name": "5月", "grid": GRID},
            {"name": "4月", "grid": [["2021年4月"], *GRID[1:]], "state": "hidden"},
            {"name": "_选项", "grid": [["√"], ["×"]], "state": "veryHidden"},
        ]
    )
    reading = read_form(content)
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
    reading = read_form(content)
    assert [table.sheet for table in reading.tables] == ["数据"]
    skipped = {f.sheet for f in reading.findings if f.code in {"sheet_skipped", "table_skipped"}}
    assert skipped == {"封面", "填表说明", "Sheet4"}


def test_a_sheet_for_each_month_asks_which_are_meant() -> None:
    titled = [[["2021年4月份优化营商环境工作推进情况"], *GRID[1:]], GRID]
    content = make_xlsx(
        [{"name": f"{m}月", "grid": g} for m, g in zip((4, 5), titled, strict=True)]
    )
    asked = [f for f in read_form(content).findings if f.severity == "question"]
    assert [f.id for f in asked] == ["which_months:jx1_progress"]
    assert asked[0].options == ("all", "2021-04", "2021-05")
    both = read_form(content, answers={"which_months:jx1_progress": "all"})
    assert [table.month for table in both.tables] == ["2021-04", "2021-05"]
    one = read_form(content, month="2021-05")
    assert [table.month for table in one.tables] == ["2021-05"]
    assert not [f for f in one.findings if f.severity == "question"]
