"""Read a `filing` cell: a tick, or the date on which something was filed."""

from __future__ import annotations

import re
from datetime import date

from warehouse.reading.cells.dates import make_date, nearest_date, read_date_text
from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.outcome import CellContext, Outcome, ask, refuse
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import shows_day, shows_year
from warehouse.reading.words.folding import fold

_WANTED = "需要“√”、“×”或报送日期（如5月18日）"


def read_filing(cell: Cell, setting: CellContext) -> Outcome:
    """Return yes, no or the ISO date of filing; a blank or a dash is None."""
    if cell.kind == "date":
        return _read_serial(cell, setting)
    text = cell.plain_text
    # 5.18 is 18 May; 5.2 may be 2 May or, with a lost zero, 20 May.
    if re.fullmatch(r"\d+|\d+\.\d", fold(text)):
        return ask("ambiguous_filing", f"无法判断该数字是否为日期，{_WANTED}", "yes", "no")
    if cell.kind == "text" and (mark := read_mark(cell)) != "other":
        return None if mark == "blank" else mark
    parts = read_date_text(text)
    if parts is None:
        return ask("ambiguous_tick", f"无法判断是否按时报送，{_WANTED}", "yes", "no")
    year, month, day = parts
    if year is None and setting.month is None:
        return ask("date_without_year", "日期没有年份，而本表的月份还没有确定", "yes", "no")
    if year is None:
        return _check(nearest_date(month, day, setting.month or ""), setting)
    return _check(make_date(year, month, day), setting)


def _read_serial(cell: Cell, setting: CellContext) -> Outcome:
    """Read a date cell; ask where the year it hides is not that of the reported month.

    A date typed without a year gets the year in which it was typed.
    """
    day = cell.day
    if not shows_day(cell.format):
        message = f"单元格没有显示完整的月和日，其中保存的日期是{day}，{_WANTED}"
        return ask("date_day_hidden", message, "yes", "no")
    if setting.month and not shows_year(cell.format):
        nearest = nearest_date(day.month, day.day, setting.month)
        if nearest != day:
            options = (str(nearest), str(day)) if nearest else (str(day),)
            return ask("date_year_hidden", f"单元格只显示月日，内部的年份是{day.year}年", *options)
    return _check(day, setting)


def _check(day: date | None, setting: CellContext) -> Outcome:
    if day is None:
        return refuse("impossible_date", f"没有这一天，{_WANTED}")
    if day > setting.today:
        return refuse("future_date", "报送日期在今天之后，请核对")
    return day.isoformat()
