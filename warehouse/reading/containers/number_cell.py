"""A stored number as a cell: a figure, a date, or neither."""

from __future__ import annotations

import math

from warehouse.reading.grid import Cell
from warehouse.reading.number_format import date_of_serial, is_date


def number_cell(value: str, code: str, font: str, is_1904: bool) -> Cell:
    """Return a numeric cell, as a date where its format shows one."""
    try:
        number = float(value)
    except ValueError:
        return Cell("text", value, code, font)
    if not math.isfinite(number):
        return Cell("error", "#NUM!", code, font)
    if is_date(code) and (moment := date_of_serial(number, is_1904)):
        return Cell("date", moment.isoformat(sep=" "), code, font)
    return Cell("number", value, code, font)
