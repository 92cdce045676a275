"""A cell whose number format shows something else than its value: both are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from warehouse.reading.cells.outcome import Outcome, Problem, Setting, ask
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import plain
from warehouse.reading.sheets.shown_text import OVERFLOW
from warehouse.reading.words.folding import fold

_SEEN_ONLY = {"tick", "filing", "fault", "choice", "date", "text"}
"""Columns in which a bare number says nothing: what is shown for it is read."""

Read = Callable[[Cell, Setting], Outcome]


def read_as_shown(cell: Cell, seen: str, setting: Setting, stored: Outcome, read: Read) -> Outcome:
    """Return the value where `stored` and the text `seen` state the same; else ask for one."""
    shown = read(Cell("text", seen, font=cell.font), setting) if fold(seen) else None
    if cell.kind == "number" and setting.column.type in _SEEN_ONLY:
        return _read_seen(cell, seen, setting, shown)
    if _is_code(cell, shown):
        return shown
    if _agree(stored, shown, seen, setting):
        return stored
    if setting.is_checked_only:
        return None if shown is None else Problem("warning", "shown_differs", _say(cell, seen))
    return _ask(cell, seen, setting, stored, shown)


def _read_seen(cell: Cell, seen: str, setting: Setting, shown: Outcome) -> Outcome:
    """Return what is shown; a 0 of the month shown as nothing or a dash is 'not done'."""
    column = setting.column
    if shown is not None and seen != OVERFLOW:
        return shown
    if cell.number == 0 and column.type in {"tick", "filing"} and column.read == "monthly":
        return None
    stored = cell.plain_text if column.type == "text" else None
    return _ask(cell, seen, setting, stored, None)


def _is_code(cell: Cell, shown: Outcome) -> bool:
    """Tell whether a number stands for a mark, 1 for √ and 0 for ×, and is shown as that mark."""
    is_mark = cell.kind == "number" and shown in {"yes", "no"}
    return is_mark and cell.number == (shown == "yes")


def _agree(stored: Outcome, shown: Outcome, seen: str, setting: Setting) -> bool:
    if isinstance(stored, Problem):
        return shown is None or isinstance(shown, Problem)
    if stored == shown:
        return True
    column = setting.column
    if shown is None:  # a count of the month: a blank and 0 are both 'not done'
        return stored == "0" and column.type == "count" and column.read == "monthly"
    if isinstance(shown, Problem) or stored is None:
        return False
    a, b = _amount(stored, column.maximum), _amount(shown, column.maximum)
    return a is not None and b is not None and abs(a - b) <= _step(seen) / 2


def _amount(value: str, full: Decimal | None) -> Fraction | None:
    """Return what a value counts; a mark gives the full points or none."""
    if value in {"yes", "no"}:
        return Fraction(full or 0) if value == "yes" else Fraction(0)
    try:
        return Fraction(value)
    except ValueError:  # a date or a text
        return None


def _step(seen: str) -> Fraction:
    """Return what one step of the last digit shown is worth."""
    decimals = re.search(r"\.(\d+)", fold(seen))
    step = Fraction(1, 10 ** len(decimals[1])) if decimals else Fraction(1)
    return step / 100 if "%" in fold(seen) else step


def _ask(cell: Cell, seen: str, setting: Setting, stored: Outcome, shown: Outcome) -> Problem:
    is_rate = setting.column.type == "rate"
    values = [value for value in (stored, shown) if isinstance(value, str)]
    options = [_percent(value) if is_rate else value for value in dict.fromkeys(values)]
    if not options and setting.column.type in {"tick", "filing", "fault"}:
        options = ["yes", "no"]
    topic = f"{setting.column.key}:{fold(cell.plain_text)}≠{fold(seen)}"
    return ask("shown_differs", f"{_say(cell, seen)}，请选择以哪一个为准", *options, topic=topic)


def _percent(rate: str) -> str:
    return rate if "/" in rate else f"{plain(Decimal(rate) * 100)}%"


def _say(cell: Cell, seen: str) -> str:
    stored = plain(cell.number) if cell.kind == "number" else cell.raw
    shown = f"单元格显示的是“{seen}”" if fold(seen) else "单元格什么也不显示"
    return f"{shown}，其中保存的却是“{stored}”"
