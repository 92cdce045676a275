"""A long file is read column by column, with the same result as row by row."""

from __future__ import annotations

import csv
from datetime import datetime
from io import BytesIO, StringIO
from unittest.mock import patch

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.warehouse.reading.schemes import read_bytes
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.xlsx_uniform_rows import UniformRows
from warehouse.reading.contract import Limits, Reading

HEADER = ["序号", "日期", "单位", "考核内容", "扣分", "扣分原因", "依据", "经办科室"]
ROW_BY_ROW, COLUMN_BY_COLUMN = 1_000_000, 3
DATES = [datetime(2022, 3, 1), datetime(2022, 7, 31), "2022-05-06", "2022年4月9日", "5月6日", ""]
UNITS = [
    "县财政局",
    "城关镇",
    "县发改局",
    "新绛县",
    "合计",
    "小计",
    " 县财政局　",
    "",
    "注：以上为示例",
]
SUBJECTS = ["信息报送", "特色亮点", "文件贯彻办理", "阶段性重点工作报送", "别的事", ""]
POINTS = [0.5, 1, "2分", "-2", "（2）", "酌情", 101, "", True, "#DIV/0!", 44562]
REASONS = ["逾期未报", "=1+1", "单位", "—", "", "考核内容，<b>&", "√"]
DOCUMENTS = ["千职转办〔2022〕1号", "千职转办〔2022〕２号", "", 7]
ODD = ["", "formula", "hidden", "merged", "wide", "header"]

rows = st.lists(
    st.tuples(
        st.sampled_from(DATES),
        st.sampled_from(UNITS[:3] * 4 + UNITS),
        st.sampled_from(SUBJECTS[:4] * 3 + SUBJECTS),
        st.sampled_from(POINTS[:2] * 4 + POINTS),
        st.sampled_from(REASONS),
        st.sampled_from(DOCUMENTS),
        st.sampled_from([""] * 12 + ODD),
    ),
    min_size=4,
    max_size=25,
)


def as_xlsx(body: list[tuple[object, ...]]) -> bytes:
    """Return a workbook with the rows, and with the oddity of each row."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False})
    sheet = book.add_worksheet("台账")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write(0, 0, "2022年重点考核扣分台账")
    sheet.write_row(1, 0, HEADER)
    for number, (*cells, odd) in enumerate(body, start=2):
        for column, value in enumerate([number - 1, *cells, "办公室"]):
            if isinstance(value, datetime):
                sheet.write_datetime(number, column, value, day)
            elif value != "":
                sheet.write(number, column, value)
        if odd == "formula":
            sheet.write_formula(number, 4, "=1+1", None, 2)
        elif odd == "hidden":
            sheet.set_row(number, None, None, {"hidden": True})
        elif odd == "merged":
            sheet.merge_range(number, 5, number, 6, "合并")
        elif odd == "wide":
            sheet.write(number, 9, "表外的话")
        elif odd == "header":
            sheet.write_row(number, 0, HEADER)
    book.close()
    return buffer.getvalue()


def as_csv(body: list[tuple[object, ...]]) -> bytes:
    """Return the rows as CSV, without oddities that only a workbook can have."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(["2022年重点考核扣分台账"])
    writer.writerow(HEADER)
    for number, (*cells, odd) in enumerate(body, start=1):
        short = cells[:4] if odd == "wide" else cells
        writer.writerow(HEADER if odd == "header" else [number, *short])
    return buffer.getvalue().encode("gb18030")


def read(content: bytes, loose_rows: int) -> Reading:
    """Read a file with this many rows kept loose."""
    places = ("xlsx_sheet", "delimited")
    with (
        patch(f"warehouse.reading.containers.{places[0]}.LOOSE_ROWS", loose_rows),
        patch(f"warehouse.reading.containers.{places[1]}.LOOSE_ROWS", loose_rows),
    ):
        return read_bytes(content, "台账", "qianyang-2022")


@examples(40)
@given(rows)
def test_a_workbook_read_by_columns_gives_what_it_gives_by_rows(
    body: list[tuple[object, ...]],
) -> None:
    content = as_xlsx(body)
    assert read(content, COLUMN_BY_COLUMN) == read(content, ROW_BY_ROW)


@examples(40)
@given(rows)
def test_a_csv_read_by_columns_gives_what_it_gives_by_rows(body: list[tuple[object, ...]]) -> None:
    content = as_csv(body)
    assert read(content, COLUMN_BY_COLUMN) == read(content, ROW_BY_ROW)


def test_a_long_workbook_is_really_stored_by_columns() -> None:
    body = [(DATES[0], UNITS[0], SUBJECTS[0], 1, f"事由{n}", f"文{n}", "") for n in range(400)]
    with patch("warehouse.reading.values.long_tables.read_row", side_effect=AssertionError):
        reading = read_bytes(as_xlsx(list(body)), "台账", "qianyang-2022")
    assert len(reading.tables[0].rows) == 400
    assert reading.tables[0].rows[-1].values["document"] == "文399"


@pytest.mark.parametrize(
    ("cell", "is_taken"),
    [
        ('<c r="A9"><v>12</v></c>', True),
        ('<c r="A9" s="3" t="inlineStr"><is><t>12</t></is></c>', True),
        ('<c r="A9"><is><t>12</t></is></c>', False),
        ('<c r="A9" t="inlineStr"><v>12</v></c>', False),
        ('<c r="A8"><v>12</v></c>', False),
        ('<c r="B9"><v>12</v></c>', False),
        ('<c r="A9"><f>6+6</f><v>12</v></c>', False),
        ('<c r="A9"><v>12</v></c>x', False),
    ],
)
def test_a_cell_of_an_unusual_kind_is_left_to_the_parser(cell: str, is_taken: bool) -> None:
    rows = UniformRows()
    rows.learn({"A": 1})
    assert rows.take(f'<row r="9">{cell}', Budget(Limits())) is is_taken
