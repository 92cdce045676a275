"""Read delimited text (CSV, TSV): comma, tab or semicolon."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice, zip_longest

from warehouse.reading.containers.budget import Budget
from warehouse.reading.contract import RefusedFile
from warehouse.reading.sheets.cell import Cell, is_blank
from warehouse.reading.sheets.grid import Book, Sheet, settle
from warehouse.reading.sheets.row_groups import LOOSE_ROWS, RowGroup, encode

_DELIMITERS = ",\t;"
_FIELD_LIMIT = 32_767  # what an Excel cell holds


def read_delimited(text: str, budget: Budget) -> Book:
    """Read delimited text as one sheet; rows are numbered by record, not by line."""
    delimiter, text = _delimiter(text)
    # A line that may have too many fields is refused before it becomes a list.
    for line in re.finditer(rf"[^\n]{{{budget.limits.columns},}}", text):
        budget.check("一行的列数", line[0].count(delimiter), budget.limits.columns)
    _check_quotes(text, delimiter)
    sheet = Sheet("")
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    record = 0
    numbers: list[int] = []
    records: list[list[str]] = []
    try:
        for record, fields in enumerate(reader, start=1):
            budget.check("行数", record, budget.limits.rows)
            budget.check(f"第{record}行的列数", len(fields), budget.limits.columns)
            if not any(fields):
                continue
            filled = len(fields) - fields.count("")
            budget.count_cells(record, len(fields), filled, sum(map(len, fields)))
            if record <= LOOSE_ROWS:
                sheet.rows[record] = dict(_cells(fields))
            else:
                numbers.append(record)
                records.append(fields)
    except csv.Error as error:
        raise RefusedFile(
            "damaged", f"第{record + 1}行无法读取：一个单元格的内容过长，可能少了一个引号。"
        ) from error
    _pack(sheet, numbers, records)
    return Book([settle(sheet, budget.limits.cells)])


def _cells(fields: list[str]) -> Iterator[tuple[int, Cell]]:
    for column, field in enumerate(fields, start=1):
        if (cell := _cell(field)) is not None:
            yield column, cell


def _cell(field: str | None) -> Cell | None:
    if not field:
        return None
    cell = Cell("text", field)
    return None if is_blank(cell) else cell


def _read_fields(fields: Sequence[str | None]) -> list[Cell | None]:
    return [_cell(field) for field in fields]


def _pack(sheet: Sheet, numbers: list[int], records: list[list[str]]) -> None:
    """Store the rows of a long file column by column; short records are padded with blanks."""
    columns = [encode(fields, _read_fields) for fields in zip_longest(*records)]
    sheet.rows.add(RowGroup(numbers, dict(enumerate(columns, start=1))))


def _delimiter(text: str) -> tuple[str, str]:
    """Return the delimiter, and the text without its `sep=` line.

    The delimiter is the one in most of the first 50 lines, then the most frequent.
    """
    first, _, rest = text.partition("\n")
    declared = first.strip().strip('"')
    if declared.lower().startswith("sep=") and len(declared) <= 5:
        return (declared[4:] or "\t"), rest
    lines = [line for line in islice(StringIO(text), 50) if line.strip()]
    counts = {mark: sum(mark in line for line in lines) for mark in _DELIMITERS}
    total = {mark: sum(line.count(mark) for line in lines) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: (counts[mark], total[mark])), text


def _check_quotes(text: str, delimiter: str) -> None:
    """Refuse an unclosed quotation, which would make one cell of the rest of the file."""
    if '"' not in text:
        return
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = 0
    try:
        for _ in reader:
            rows += 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise RefusedFile("damaged", f"第{rows + 1}行的引号没有成对，无法读取。") from error
