"""100,000 rows × 12 columns, as .xlsx and .csv: our reader against fastexcel and Polars alone.

Two files of each type: work orders, which match no form of any scheme and are refused after a full
search, and a dated ledger, of which every row is read and checked.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO, StringIO
from random import Random

import fastexcel
import polars as pl
import xlsxwriter

from tests.bench.timing import print_median, time_median
from warehouse.importing.reading_process import read_in_worker
from warehouse.reading.contract import ReadRequest, forms_of
from warehouse.schemes.scheme_files import load_shipped_schemes

ROWS, TIMES = 100_000, 3
ORDERS = ["工单编号", "来电时间", "来电人类别", "诉求类别", "诉求内容", "承办科室"]
ORDERS += ["转办时间", "办结时间", "是否逾期", "评价", "回访次数", "耗时（小时）"]
LEDGER = ["序号", "日期", "单位", "考核内容", "扣分", "扣分原因", "依据"]
LEDGER += ["工单编号", "诉求类别", "办理状态", "评价", "回访次数"]
SUBJECTS = ["阶段性重点工作报送", "文件贯彻办理", "信息报送", "特色亮点"]
Row = list[object]


def write_orders(chance: Random) -> Iterator[Row]:
    """Yield the rows of a work-order export."""
    yield list(ORDERS)
    for number in range(ROWS):
        asked = datetime(2022, 5, 1) + timedelta(minutes=chance.randrange(43_200))
        done = asked + timedelta(hours=chance.randrange(100))
        matter = (
            f"反映第{chance.randrange(60_000)}号地块{chance.choice(['噪音', '供暖'])}问题，请核实"
        )
        kind = [chance.choice(["个人", "企业"]), chance.choice(["咨询", "投诉"])]
        verdict = [chance.choice("是否"), chance.choice(["好", "差"])]
        end = [chance.randrange(4), chance.randrange(10_000) / 100]
        yield [f"GD{number:08d}", asked, *kind, matter, "第一科", asked, done, *verdict, *end]


def write_ledger(chance: Random, units: list[str]) -> Iterator[Row]:
    """Yield the rows of a ledger of deductions."""
    yield list(LEDGER)
    for number in range(ROWS):
        day = datetime(2022, 1, 1) + timedelta(days=chance.randrange(365))
        reason = f"第{chance.randrange(5_000)}号事项未按要求办结，逾期{chance.randrange(30)}天"
        start = [number + 1, day, chance.choice(units), chance.choice(SUBJECTS)]
        end = [chance.choice(["咨询", "投诉"]), "已办结", chance.choice(["好", "差"]), 1]
        points = chance.choice([0.5, 1, 2, 0.25])
        document = f"千职转办〔2022〕{number}号"
        yield [*start, points, reason, document, f"GD{number:08d}", *end]


def to_xlsx(rows: list[Row]) -> bytes:
    """Return the rows as a workbook."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("明细")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def to_csv(rows: list[Row]) -> bytes:
    """Return the rows as UTF-8 text."""
    buffer = StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def compare(name: str, content: bytes, request: ReadRequest, alone: Callable[[], object]) -> None:
    """Print both medians for one file."""
    baseline = time_median(alone, TIMES)
    ours = time_median(lambda: read_in_worker(content, request), TIMES)
    print_median(f"{name}: the values alone", baseline)
    print_median(f"{name}: read by us, worker included", ours, baseline)


def main() -> None:
    """Print the medians of both files in both containers."""
    schemes = {scheme.id: scheme for scheme in load_shipped_schemes()}
    forms = tuple(forms_of(scheme) for scheme in schemes.values())
    units = [unit.name for unit in schemes["qianyang-2022"].units]
    request = ReadRequest(file_name="明细", schemes=forms, today=date(2023, 1, 1))
    tables = {
        "work orders": list(write_orders(Random(1))),
        "ledger": list(write_ledger(Random(2), units)),
    }
    for name, rows in tables.items():
        book, text = to_xlsx(rows), to_csv(rows)
        compare(f"{name} .xlsx", book, request, partial(_read_with_fastexcel, book))
        compare(f"{name} .csv", text, request, partial(_read_with_polars, text))


def _read_with_fastexcel(content: bytes) -> pl.DataFrame:
    sheet = fastexcel.read_excel(content).load_sheet(0, header_row=None, dtypes="string")
    frame: pl.DataFrame = sheet.to_polars()
    return frame


def _read_with_polars(content: bytes) -> pl.DataFrame:
    return pl.read_csv(content, infer_schema=False, has_header=False)


if __name__ == "__main__":
    main()
