"""Real .xls (BIFF) by xlrd, with formats, fonts, merges and hidden parts."""

from __future__ import annotations

import io
from typing import Any

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.number_cell import number_cell
from warehouse.reading.grid import Book, Cell, Merge, Sheet, settle
from warehouse.reading.refusal import RefusedFile


def read_xls(content: bytes, budget: Budget) -> Book:
    """Read every sheet of a binary workbook."""
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO()
        )
        budget.check("工作表数", book.nsheets, budget.limits.sheets)
        sheets = [_read_sheet(book, sheet, budget) for sheet in book.sheets()]
    except RefusedFile:
        raise
    except MemoryError:
        raise
    except Exception as error:  # xlrd raises whatever a broken record leads it to
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise RefusedFile("password", "文件设有密码，请取消密码后再上传。") from error
        raise RefusedFile(
            "damaged",
            "文件已损坏或不是 Excel 文件，无法读取。请用 Excel 或 WPS 打开并另存后再上传。",
        ) from error
    return Book(sheets)


def _read_sheet(book: Any, source: Any, budget: Budget) -> Sheet:
    sheet = Sheet(source.name, "visible" if source.visibility == 0 else "hidden")
    for row in range(source.nrows):
        for column in range(source.row_len(row)):
            cell = _read_cell(book, source.cell(row, column))
            if cell is not None:
                budget.count_cell(row + 1, column + 1, len(cell.raw))
                sheet.rows.setdefault(row + 1, {})[column + 1] = cell
    # xlrd gives half-open ranges, 0-based.
    sheet.merges = [
        Merge(top + 1, left + 1, bottom, right)
        for top, bottom, left, right in source.merged_cells[: budget.limits.merges]
    ]
    sheet.hidden_rows = {n + 1 for n, info in source.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = [(n + 1, n + 1) for n, info in source.colinfo_map.items() if info.hidden]
    return settle(sheet, budget.limits.cells)


def _read_cell(book: Any, source: Any) -> Cell | None:
    import xlrd

    if source.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return None
    code, font = _style(book, source.xf_index)
    if source.ctype == xlrd.XL_CELL_ERROR:
        return Cell("error", xlrd.error_text_from_code.get(source.value, "#ERROR!"), code, font)
    if source.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell("bool", "TRUE" if source.value else "FALSE", code, font)
    if source.ctype == xlrd.XL_CELL_TEXT:
        return Cell("text", source.value, code, font)
    return number_cell(repr(float(source.value)), code, font, bool(book.datemode))


def _style(book: Any, index: int | None) -> tuple[str, str]:
    if index is None or not 0 <= index < len(book.xf_list):
        return "General", ""
    style = book.xf_list[index]
    code = book.format_map.get(style.format_key)
    in_range = 0 <= style.font_index < len(book.font_list)
    font = book.font_list[style.font_index].name if in_range else ""
    return (code.format_str if code else "General"), font
