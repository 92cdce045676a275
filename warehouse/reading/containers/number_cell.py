"""Make cells of stored numbers and dates; of anything else, a text."""

from __future__ import annotations

import math
from datetime import date

from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import date_of_serial, is_date


def number_cell(value: str, code: str, font: str, is_1904: bool) -> Cell:
    """Return the cell of a number: a date, where its format shows one."""
    try:
        number = float(value)
    except ValueError:
        return Cell("text", value, code, font)
    if not math.isfinite(number):
        return Cell("error", "#NUM!", code, font)
    if is_date(code, (number > 0) - (number < 0)) and (moment := date_of_serial(number, is_1904)):
        return Cell("date", moment.isoformat(sep=" "), code, font)
    return Cell("number", value, code, font)


def date_cell(value: str, code: str, font: str) -> Cell:
    """Return the cell of an ISO date; its time is dropped, since no form needs it."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return Cell("text", value, code, font)
    return Cell("date", day.isoformat(), code, font)


def is_zero(value: str) -> bool:
    """Return whether a stored value is 0 or empty, as programs write without computing it."""
    return not value.strip("0.")
