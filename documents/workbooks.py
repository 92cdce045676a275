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
from documents.about import describe_heading
from documents.sheet_page import SheetPage, lay_out
from documents.sheet_xml import name_column, write_header, write_rows
from documents.tables import TableColumn, TableSheet
from warehouse.faults import Refused

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The MIME type of a workbook."""

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
    names, areas, repeated = [], [], []
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for sheet in (*sheets, TableSheet(ABOUT, ABOUT_COLUMNS, about)):
            names.append(sheet.name)
            with archive.open(_part(f"xl/worksheets/sheet{len(names)}.xml"), "w") as part:
                area, page = _write_sheet(part, sheet, describe_heading(sheet.name, about))
                areas.append(area)
                repeated.append(page.repeated)
        parts = {
            "xl/workbook.xml": package_xml.write_workbook_part(names, areas, repeated),
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


def _write_sheet(
    target: IO[bytes], sheet: TableSheet, heading: Sequence[str]
) -> tuple[str, SheetPage]:
    """Write a sheet's part; return the area of its table, e.g. A1:C9, and how it is printed."""
    count, page = 0, None
    for frame in sheet.frames():
        if page is None:
            page = _begin_sheet(target, sheet, frame)
        for chunk in frame.iter_slices(CHUNK):
            target.write(write_rows(chunk, page.columns, page.widths, count + 2))
            count += chunk.height
            if count > MOST_ROWS:
                raise Refused(f"“{sheet.name}”超过{MOST_ROWS}行，一张工作表放不下，请导出为 .csv。")
    if page is None:
        page = _begin_sheet(target, sheet, None)
    area = f"A1:{name_column(len(sheet.columns) - 1)}{count + 1}"
    target.write(package_xml.close_sheet(area, page, heading).encode())
    return area, page


def _begin_sheet(target: IO[bytes], sheet: TableSheet, first: pl.DataFrame | None) -> SheetPage:
    """Write the XML before the rows; the first chunk decides on widths and empty columns."""
    page = lay_out(sheet, first)
    target.write(package_xml.open_sheet(page).encode())
    target.write(write_header(page.columns, page.widths))
    return page
