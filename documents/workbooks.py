"""Excel workbooks: real numbers, text that stays text, and a sheet that says what it is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.wording import measure

Kind = Literal["text", "whole", "points", "exact"]
Cell = str | int | Decimal | None

NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "whole": "0",
    "points": "0.00",
    "exact": "0.00####",
}
FONT = "宋体"
HEADER_COLOUR = "#E8EDF3"
NARROWEST, WIDEST = 6, 60
PADDING = 2
ABOUT = "说明"


@dataclass(frozen=True)
class Column:
    """One column of a sheet."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """One table: its columns, and rows in their order."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def build_workbook(sheets: Iterable[Sheet], about: Sequence[tuple[str, str]]) -> bytes:
    """Return a workbook of the sheets and a last one, 说明, of (what, text) pairs.

    Every text is written as text: one that starts with = + - @ is neither formula nor link.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        header = workbook.add_format(
            {**base, "bold": True, "bg_color": HEADER_COLOUR, "bottom": 1, "align": "center"}
        )
        formats = {
            kind: workbook.add_format({**base, "num_format": form})
            for kind, form in NUMBER_FORMATS.items()
        }
        wrapped = workbook.add_format({**base, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, header, formats)
        _write_about(workbook.add_worksheet(ABOUT), about, header, wrapped)
    return buffer.getvalue()


def _write_sheet(
    target: Worksheet, sheet: Sheet, header: Format, formats: dict[Kind, Format]
) -> None:
    for index, column in enumerate(sheet.columns):
        target.write_string(0, index, column.title, header)
        for number, row in enumerate(sheet.rows, start=1):
            _write_cell(target, number, index, row[index], formats[column.kind])
        target.set_column(index, index, _measure_column(sheet, index))
    target.set_row(0, 22)
    target.freeze_panes(1, 0)
    target.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    target.set_landscape()
    target.set_paper(9)  # A4
    target.fit_to_pages(1, 0)
    target.repeat_rows(0)


def _write_cell(target: Worksheet, row: int, column: int, value: Cell, form: Format) -> None:
    if value is None:
        target.write_blank(row, column, None, form)
    elif isinstance(value, str):
        target.write_string(row, column, value, form)
    else:
        target.write_number(row, column, float(value), form)


def _measure_column(sheet: Sheet, index: int) -> int:
    texts = [sheet.columns[index].title]
    texts += ["" if row[index] is None else str(row[index]) for row in sheet.rows]
    return min(max(NARROWEST, *(measure(text) + PADDING for text in texts)), WIDEST)


def _write_about(
    target: Worksheet, about: Sequence[tuple[str, str]], header: Format, wrapped: Format
) -> None:
    target.write_string(0, 0, "项目", header)
    target.write_string(0, 1, "内容", header)
    for number, (what, text) in enumerate(about, start=1):
        target.write_string(number, 0, what, wrapped)
        target.write_string(number, 1, text, wrapped)
    target.set_column(0, 0, 24)
    target.set_column(1, 1, 80)
    target.freeze_panes(1, 0)
