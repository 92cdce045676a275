"""Exports: 100,000 ledger rows × 12 columns against other libraries, peak memory, and real boards.

`python -m tests.bench.exports` takes minutes, most of them for openpyxl.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import polars as pl
import xlsxwriter
from openpyxl.styles import Font

from documents.exports import Stamp, gather_board, gather_ledger, save_book
from documents.proof import save_proof
from documents.tables import TableColumn, TableSheet
from documents.workbooks import write_workbook
from tests.bench.demo import land_demo
from tests.bench.large_county import SCHEME, make_large_county
from tests.bench.timing import print_median, time_median
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery

ROWS, AT_ONCE = 100_000, 10_000
COLUMNS = (
    TableColumn("名次", "whole"),
    TableColumn("单位"),
    TableColumn("类别"),
    TableColumn("指标"),
    TableColumn("名称"),
    TableColumn("性质"),
    TableColumn("计入"),
    TableColumn("分值", "exact"),
    TableColumn("原因"),
    TableColumn("依据"),
    TableColumn("月份"),
    TableColumn("佐证"),
)
STAMP = Stamp("bench", datetime(2022, 1, 5, tzinfo=UTC).replace(tzinfo=None))


def make_chunks(count: int) -> Iterator[pl.DataFrame]:
    """Yield a ledger in chunks, as the store does."""
    number = pl.col("n")
    text = number.cast(pl.String)
    for start in range(0, count, AT_ONCE):
        yield pl.DataFrame({"n": range(start, min(start + AT_ONCE, count))}).select(
            number % 46 + 1,
            pl.concat_str([pl.lit("县直单位第"), (number % 3_000).cast(pl.String), pl.lit("号")]),
            pl.lit("部门").alias("kind"),
            pl.lit("1.4").alias("indicator"),
            pl.lit("专栏信息").alias("name"),
            pl.lit("earned").alias("line"),
            pl.lit("得分").alias("home"),
            ((number % 2_400).cast(pl.Decimal(18, 6)) / 100).alias("points"),
            pl.concat_str([text, pl.lit("条，每条2分；5—7月有发布")]).alias("reason"),
            pl.lit("附件1 二4").alias("clause"),
            pl.lit("5月、6月、7月").alias("months"),
            pl.concat_str(
                [pl.lit("2021-05 附件1 工作推进情况.xlsx · Sheet1 · 第"), text, pl.lit("行")]
            ).alias("places"),
        )


def write_ours(path: Path, count: int = ROWS) -> None:
    """Write chunks with the product's own writer."""
    with path.open("wb") as target:
        write_workbook(target, [TableSheet("得分明细", COLUMNS, chunks=make_chunks(count))], [])


def list_rows() -> list[tuple[object, ...]]:
    """Return the same rows as Python values, which the other writers need."""
    return [row for chunk in make_chunks(ROWS) for row in chunk.iter_rows()]


def write_with_openpyxl(path: Path, rows: list[tuple[object, ...]], *, write_only: bool) -> None:
    """Write with openpyxl, with formatted numbers."""
    book = openpyxl.Workbook(write_only=write_only)
    sheet = book.create_sheet("得分明细", 0)
    sheet.append([column.title for column in COLUMNS])
    if write_only:
        for row in rows:
            sheet.append(row)
    else:
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
            sheet.cell(number, 8).number_format = "0.00####"
        sheet["A1"].font = Font(bold=True)
    book.save(path)


def write_with_xlsxwriter(path: Path, rows: list[tuple[object, ...]]) -> None:
    """Write with xlsxwriter in constant memory, text as text."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet, form = book.add_worksheet("得分明细"), book.add_format({"num_format": "0.00####"})
    for column, one in enumerate(COLUMNS):
        sheet.write_string(0, column, one.title)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write_number(number, column, float(value), form)  # type: ignore[arg-type]
    book.close()


def compare_writers(folder: Path) -> None:
    """Print the seconds of each writer; the others run only once, since they are slow."""
    rows = list_rows()
    writers: dict[str, Callable[[], object]] = {
        "openpyxl": lambda: write_with_openpyxl(folder / "a.xlsx", rows, write_only=False),
        "openpyxl, write_only": lambda: write_with_openpyxl(
            folder / "b.xlsx", rows, write_only=True
        ),
        "xlsxwriter, constant_memory": lambda: write_with_xlsxwriter(folder / "c.xlsx", rows),
    }
    try:
        rust = importlib.import_module("rustpy_xlsxwriter")  # no dependency; measured if there
    except ImportError:
        pass
    else:
        titles = [column.title for column in COLUMNS]
        records = [dict(zip(titles, row, strict=True)) for row in rows]
        writers["rustpy-xlsxwriter"] = lambda: rust.write_worksheet(records, str(folder / "d.xlsx"))
    ours = time_median(lambda: write_ours(folder / "ours.xlsx"), 3)
    print_median(f"ours: {ROWS} rows × {len(COLUMNS)} columns", ours)
    for name, action in writers.items():
        start = time.perf_counter()
        action()
        seconds = time.perf_counter() - start
        print_median(name, seconds, ours)


def compare_memory(folder: Path) -> None:
    """Print the peak memory of processes that write 1,000 to 300,000 rows."""
    for count in (1_000, 10_000, 100_000, 300_000):
        code = (
            "from pathlib import Path; from tests.bench.exports import write_ours;"
            f" write_ours(Path({str(folder / 'm.xlsx')!r}), {count});"
            # Not ru_maxrss, which counts the parent's memory from before the exec.
            " status = Path('/proc/self/status').read_text();"
            " print(int(status.split('VmHWM:')[1].split()[0]) // 1024)"
        )
        out = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        ).stdout
        print(f"{f'peak of a process that writes {count} rows':<58} {out.strip():>9} MB")


def time_boards(folder: Path) -> None:
    """Print the seconds of exports from real stores."""
    store = open_store(land_demo())
    path = folder / "out.xlsx"

    def save_boards() -> None:
        for scheme in ("jiangxian-2021", "qianyang-2022"):
            with gather_board(store, scheme, f"{scheme[-4:]}-11") as book:
                save_book(book, path, STAMP)

    def prove(scheme: str, assessment: str) -> None:
        save_proof(store, ScoreQuery(scheme, f"{scheme[-4:]}-11"), assessment, path, STAMP)

    print_median("the whole boards of both counties", time_median(save_boards, 3))
    print_median("proof of 绛县's hotline", time_median(lambda: prove("jiangxian-2021", "4"), 3))
    print_median("proof of 千阳", time_median(lambda: prove("qianyang-2022", "1"), 3))
    store.close()
    large = open_store(make_large_county())

    def save_ledger() -> None:
        with gather_ledger(large, ScoreQuery(SCHEME, "2021-12"), "1") as book:
            save_book(book, path, STAMP)

    print_median("the ledger of 3,000 units with evidence", time_median(save_ledger, 1))
    large.close()


def main() -> None:
    """Print all comparisons."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compare_writers(folder)
        compare_memory(folder)
        time_boards(folder)


if __name__ == "__main__":
    main()
