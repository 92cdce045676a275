"""Read binary .xls workbooks (BIFF) with xlrd: formats, fonts, merges, hidden parts."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.number_cell import number_cell
from warehouse.reading.containers.xls_drawn import read_drawn
from warehouse.reading.containers.xls_formulas import find_uncomputed, read_records
from warehouse.reading.contract import RefusedFile
from warehouse.reading.sheets.cell import Cell, Runs, strike
from warehouse.reading.sheets.grid import Book, Merge, Sheet, settle
from warehouse.reading.sheets.number_format import BUILT_IN

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LITTLE_ENDIAN = b"\xfe\xff"
"""The only byte order in use; some writers declare the other one."""
_BLANKS, _UNKNOWN = {0x0201, 0x00BE}, 0x0FFF
"""Record types of one blank cell and of several, and a type that no reader knows."""
_BLANK = {0, 6}
"""What xlrd calls XL_CELL_EMPTY and XL_CELL_BLANK."""


def read_xls(content: bytes, budget: Budget) -> Book:
    """Read every sheet of a binary workbook."""
    try:
        book = _open(content)
        budget.check("工作表数", book.nsheets, budget.limits.sheets)
        _drop_blanks(book)
        sheets = [_read_sheet(book, number, budget) for number in range(book.nsheets)]
    except RefusedFile:
        raise
    except MemoryError:
        raise
    except Exception as error:  # xlrd raises errors of many kinds for a broken record
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise RefusedFile("password", "文件设有密码，请取消密码后再上传。") from error
        raise RefusedFile(
            "damaged",
            "文件已损坏或不是 Excel 文件，无法读取。请用 Excel 或 WPS 打开并另存后再上传。",
        ) from error
    return Book(sheets)


def _open(content: bytes) -> Any:
    """Open a workbook, tolerating the container errors that Excel tolerates."""
    import xlrd
    from xlrd.compdoc import CompDocError

    if content.startswith(_COMPOUND) and content[28:30] != _LITTLE_ENDIAN:
        content = content[:28] + _LITTLE_ENDIAN + content[30:]
    wanted = {"file_contents": content, "formatting_info": True, "ragged_rows": True}
    wanted["logfile"] = io.StringIO()
    # On demand: otherwise xlrd drops the stream, which is searched for formulas later.
    try:
        return xlrd.open_workbook(**wanted, on_demand=True)
    except CompDocError:  # two streams share a sector
        return xlrd.open_workbook(**wanted, on_demand=True, ignore_workbook_corruption=True)


def _drop_blanks(book: Any) -> None:
    """Make xlrd skip blank cells, of which a formatted sheet may have millions."""
    stored = bytes(book.mem or b"")
    stream = bytearray(stored)
    for start in book._sh_abs_posn:
        for kind, at, _ in read_records(stored, start):
            if kind in _BLANKS:
                struct.pack_into("<H", stream, at, _UNKNOWN)
    book.mem = bytes(stream)


def _read_sheet(book: Any, number: int, budget: Budget) -> Sheet:
    source = book.sheet_by_index(number)
    sheet = Sheet(source.name, "visible" if source.visibility == 0 else "hidden")
    uncomputed = find_uncomputed(book.mem or b"", book._sh_abs_posn[number])
    for row in range(source.nrows):
        # A sheet formatted down to its last row has millions of blank cells.
        kinds = enumerate(source.row_types(row))
        for column in [column for column, kind in kinds if kind not in _BLANK]:
            runs = source.rich_text_runlist_map.get((row, column), ())
            cell = _read_cell(book, source.cell(row, column), runs)
            if (row, column) in uncomputed:
                cell = Cell("formula", "=")
            budget.count_cell(row + 1, column + 1, len(cell.raw))
            sheet.rows.setdefault(row + 1, {})[column + 1] = cell
    # xlrd gives half-open ranges, from 0.
    sheet.merges = [
        Merge(top + 1, left + 1, bottom, right)
        for top, bottom, left, right in source.merged_cells[: budget.limits.merges]
    ]
    sheet.hidden_rows = {n + 1 for n, info in source.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = [(n + 1, n + 1) for n, info in source.colinfo_map.items() if info.hidden]
    sheet = settle(sheet, budget.limits.cells)
    read_drawn(book.mem or b"", book._sh_abs_posn[number], sheet, budget)
    return sheet


def _read_cell(book: Any, source: Any, runs: Sequence[tuple[int, int]]) -> Cell:
    code, font, is_struck = _style(book, source.xf_index)
    cell = _bare_cell(book, source, code, font)
    if runs and cell.kind == "text":
        rich = _rich_runs(book, cell.raw, runs, is_struck=is_struck)
        return strike(cell, rich) if any(is_run_struck for _, is_run_struck in rich) else cell
    return strike(cell) if is_struck else cell


def _rich_runs(book: Any, text: str, runs: Sequence[tuple[int, int]], *, is_struck: bool) -> Runs:
    """Return the runs of a text; before the first run the cell's own font applies.

    Offsets count UTF-16 code units, of which a rare character takes two.
    """
    units = text.encode("utf-16-le")
    starts = [0, *(start for start, _ in runs)]
    struck = [is_struck, *(_font(book, index)[1] for _, index in runs)]
    ends = [*starts[1:], len(units) // 2]
    return tuple(
        (units[2 * start : 2 * end].decode("utf-16-le", "replace"), is_run_struck)
        for start, end, is_run_struck in zip(starts, ends, struck, strict=True)
    )


def _bare_cell(book: Any, source: Any, code: str, font: str) -> Cell:
    import xlrd

    if source.ctype == xlrd.XL_CELL_ERROR:
        return Cell("error", xlrd.error_text_from_code.get(source.value, "#ERROR!"), code, font)
    if source.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell("bool", "TRUE" if source.value else "FALSE", code, font)
    if source.ctype == xlrd.XL_CELL_TEXT:
        return Cell("text", source.value, code, font)
    return number_cell(repr(float(source.value)), code, font, bool(book.datemode))


def _style(book: Any, index: int | None) -> tuple[str, str, bool]:
    """Return the number format of a cell style, its font, and whether the font is struck out."""
    if index is None or not 0 <= index < len(book.xf_list):
        return "General", "", False
    style = book.xf_list[index]
    known = book.format_map.get(style.format_key)
    # xlrd does not know the formats built into East Asian versions of Excel only.
    code = (known.format_str if known else None) or BUILT_IN.get(style.format_key, "General")
    return code, *_font(book, style.font_index)


def _font(book: Any, index: int) -> tuple[str, bool]:
    if not 0 <= index < len(book.font_list):
        return "", False
    font = book.font_list[index]
    return font.name, bool(font.struck_out)
