"""CSV and its kin: any encoding an office uses, comma, tab or semicolon."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import islice

from warehouse.reading.containers.budget import Budget
from warehouse.reading.grid import Book, Cell, Sheet, settle
from warehouse.reading.refusal import RefusedFile

_DELIMITERS = ",\t;"
_FIELD_LIMIT = 32_767  # what an Excel cell holds


def read_delimited(text: str, budget: Budget) -> Book:
    """Read delimited text as one sheet; a row's number is its record's."""
    delimiter, text = _delimiter(text)
    _check_quotes(text, delimiter)
    sheet = Sheet("")
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    record = 0
    try:
        for record, fields in enumerate(reader, start=1):
            budget.check(f"第{record}行的列数", len(fields), budget.limits.columns)
            cells = {
                column: Cell("text", field)
                for column, field in enumerate(fields, start=1)
                if field and not field.isspace()
            }
            if cells:
                characters = sum(map(len, fields))
                budget.count_cells(record, len(fields), len(cells), characters)
                sheet.rows[record] = cells
    except csv.Error as error:
        raise RefusedFile(
            "damaged", f"第{record + 1}行无法读取：一个单元格的内容过长，可能少了一个引号。"
        ) from error
    return Book([settle(sheet, budget.limits.cells)])


def _delimiter(text: str) -> tuple[str, str]:
    """Return the delimiter and the text without its `sep=` line."""
    first, _, rest = text.partition("\n")
    declared = first.strip().strip('"')
    if declared.lower().startswith("sep=") and len(declared) <= 5:
        return (declared[4:] or "\t"), rest
    lines = [line for line in islice(StringIO(text), 50) if line.strip()]
    counts = {mark: sum(mark in line for line in lines) for mark in _DELIMITERS}
    total = {mark: sum(line.count(mark) for line in lines) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: (counts[mark], total[mark])), text


def _check_quotes(text: str, delimiter: str) -> None:
    """Refuse a quotation that is never closed: the rest of the file would be one cell."""
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
