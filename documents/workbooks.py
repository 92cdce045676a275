"""Write tables as Excel workbooks: real numbers, text that stays text, and a 说明 sheet.

Our own small writer works in chunks and in constant memory. Workbooks that need more of the format,
such as formulas or drop-downs (documents/proof, forms, results), are made with xlsxwriter.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from documents import package_xml
from documents.sheet_xml import name_column, write_header, write_rows
from documents.tables import TEXTS, TableColumn, TableSheet
from documents.wording import measure_width
from warehouse.faults import Refused

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The MIME type of a workbook."""

NARROWEST, WIDEST = 6, 60
WIDEST_NUMBER = 12
"""Limit for numbers: they are measured with six decimals, of which the format shows few."""
PADDING = 2
MOST_ROWS = 1_048_575
"""Rows that fit below a sheet's header."""
CHUNK = 10_000
"""Rows that are turned into XML at once."""
LEVEL = 3
"""Compression level; higher ones take twice the time to save a tenth of the size."""
ABOUT = "说明"
ABOUT_COLUMNS = (TableColumn("项目", "wrap", 24), TableColumn("内容", "wrap", 80))


UNFIT = re.compile(r'[\\/:*?"<>|\[\]\x00-\x1f]')
"""Characters that Windows file names or Excel sheet names do not allow."""
LONGEST_SHEET_NAME = 31


def fit_sheet_name(name: str) -> str:
    """Return a name as one that Excel allows for a sheet."""
    return UNFIT.sub(" ", name)[:LONGEST_SHEET_NAME]


def build_workbook(sheets: Iterable[TableSheet], about: Sequence[tuple[str, str]]) -> bytes:
    """Return a workbook of small tables as bytes; see write_workbook."""
    buffer = io.BytesIO()
    write_workbook(buffer, sheets, about)
    return buffer.getvalue()


def write_workbook(
    target: IO[bytes], sheets: Iterable[TableSheet], about: Sequence[tuple[str, str]]
) -> None:
    """Write a workbook of the sheets, followed by a 说明 sheet of (label, text) pairs.

    Every text is written as text: one that starts with = + - @ is neither formula nor link.
    Raises Refused if a table is longer than a sheet can be.
    """
    names, areas = [], []
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for sheet in (*sheets, TableSheet(ABOUT, ABOUT_COLUMNS, about)):
            names.append(sheet.name)
            with archive.open(_part(f"xl/worksheets/sheet{len(names)}.xml"), "w") as part:
                areas.append(_write_sheet(part, sheet))
        parts = {
            "xl/workbook.xml": package_xml.write_workbook_part(names, areas),
            "xl/_rels/workbook.xml.rels": package_xml.write_workbook_relations(len(names)),
            "xl/styles.xml": package_xml.write_styles(),
            "_rels/.rels": package_xml.write_package_relations(),
            "[Content_Types].xml": package_xml.write_content_types(len(names)),
        }
        for path, text in parts.items():
            archive.writestr(_part(path), text)


def _part(path: str) -> ZipInfo:
    """Return a part's zip entry without a time, so that the same table gives the same bytes."""
    entry = ZipInfo(path)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _write_sheet(target: IO[bytes], sheet: TableSheet) -> str:
    """Write a sheet's part and return the area of its table, e.g. A1:C9."""
    count, has_begun = 0, False
    for frame in sheet.frames():
        if not has_begun:
            _begin_sheet(target, sheet, frame)
            has_begun = True
        for chunk in frame.iter_slices(CHUNK):
            target.write(write_rows(chunk, sheet.columns, count + 2))
            count += chunk.height
            if count > MOST_ROWS:
                raise Refused(f"“{sheet.name}”超过{MOST_ROWS}行，一张工作表放不下，请导出为 .csv。")
    if not has_begun:
        _begin_sheet(target, sheet, None)
    area = f"A1:{name_column(len(sheet.columns) - 1)}{count + 1}"
    target.write(package_xml.close_sheet(area).encode())
    return area


def _begin_sheet(target: IO[bytes], sheet: TableSheet, first: pl.DataFrame | None) -> None:
    """Write the XML before the rows, with column widths measured on the first chunk."""
    widest = _measure_cells(first) if first is not None else (0,) * len(sheet.columns)
    widths = [
        column.width or _measure_column(column, cells)
        for column, cells in zip(sheet.columns, widest, strict=True)
    ]
    target.write(package_xml.open_sheet(widths).encode())
    target.write(write_header(sheet.columns))


def _measure_cells(frame: pl.DataFrame) -> tuple[int, ...]:
    """Return the width of each column's widest cell; a Chinese character counts as two."""
    texts = pl.all().cast(pl.String)
    # A Chinese character has three bytes in UTF-8: (3 + 1) / 2 = 2, and (1 + 1) / 2 = 1 for ASCII.
    wide = (texts.str.len_bytes() + texts.str.len_chars()) // 2
    return frame.select(wide.max().fill_null(0)).row(0)


def _measure_column(column: TableColumn, cells: int) -> int:
    if column.kind not in TEXTS:
        cells = min(cells, WIDEST_NUMBER)
    widest = max(measure_width(column.title), cells)
    return min(max(NARROWEST, widest + PADDING), WIDEST)
