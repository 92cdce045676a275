"""Read a `rate` cell, a share of a whole: percent, fraction, or two integers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.numbers import read_number, value_text
from warehouse.reading.cells.outcome import CellContext, Outcome, ask, refuse
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import plain
from warehouse.reading.words.chinese_numerals import chinese_number

_PERCENT = re.compile(r"([+-]?[\d,]*\.?\d+|[+-]?\d+\.)%{1,2}")
_RATIO = re.compile(r"(\d{1,9})/(\d{1,9})(?:\((\d+(?:\.\d+)?)%\))?")
_WORDED = re.compile(r"百分之([零〇一二两三四五六七八九十百点]+)")
_WANTED = "需要百分比（如 98.5%）"


def read_rate(cell: Cell, setting: CellContext) -> Outcome:
    """Return the rate as decimal text (0.985), or as `n/d` if written so; a blank is None."""
    if cell.kind == "date":
        return refuse("date_in_rate", f"Excel 把它变成了日期，{_WANTED}")
    if cell.kind == "bool":
        return ask("ambiguous_rate", f"无法判断比率，{_WANTED}")
    if cell.is_percent:
        return _check(cell.number)
    if cell.has_percent_sign:
        return _check(cell.number / 100)
    number = plain_number(cell)
    if number is not None:
        return _read_plain(number, setting)
    if read_mark(cell) == "blank":
        return None
    return _read_text(value_text(cell))


def plain_number(cell: Cell) -> Decimal | None:
    """Return the number of a cell without a percent sign, None for every other cell."""
    if cell.kind == "number":
        return None if cell.is_percent or cell.has_percent_sign else cell.number
    if cell.kind != "text":
        return None
    text = value_text(cell)
    return read_number(text) if re.fullmatch(r"[+-]?[\d.,]+", text) else None


def scale_of(cells: Iterable[Cell]) -> str | None:
    """Return the scale of a column's plain numbers: `percent`, `fraction`, or `mixed`.

    A number above 1 can only be a percentage; one up to 1 beside it may be either.
    """
    numbers = [number for cell in cells if (number := plain_number(cell)) is not None]
    if not any(number > 1 for number in numbers):
        return "fraction"
    return "mixed" if any(0 < number <= 1 for number in numbers) else "percent"


def _read_plain(number: Decimal, setting: CellContext) -> Outcome:
    if setting.scale == "mixed" and 0 < number <= 1:
        shown = plain(number)
        return ask(
            "rate_scale",
            f"同列有的数大于 1，无法判断是 {shown}% 还是 {plain(number * 100)}%，{_WANTED}",
            f"{plain(number * 100)}%",
            f"{shown}%",
        )
    return _check(number / 100 if setting.scale in {"percent", "mixed"} else number)


def _read_text(text: str) -> Outcome:
    if match := _PERCENT.fullmatch(text):
        number = read_number(match.group(1))
        if number is not None:
            return _check(number / 100)
    if match := _WORDED.fullmatch(text):
        number = Decimal(100) if match.group(1) == "百" else chinese_number(match.group(1))
        if number is not None:
            return _check(number / 100)
    if match := _RATIO.fullmatch(text):
        return _read_ratio(match)
    return ask("ambiguous_rate", f"无法判断比率，{_WANTED}")


def _read_ratio(match: re.Match[str]) -> Outcome:
    numerator, denominator = int(match.group(1)), int(match.group(2))
    if denominator == 0:
        return ask("ambiguous_rate", f"分母是 0，算不出比率，{_WANTED}")
    if numerator > denominator:
        return refuse("over_limit", "比率不能超过 100%")
    if match.group(3):
        printed = Decimal(match.group(3))
        # The printed percentage is rounded to its last digit: it may differ by half a step.
        step = Decimal(1).scaleb(int(printed.as_tuple().exponent))
        if abs(printed - Decimal(100 * numerator) / denominator) > step / 2:
            return ask(
                "ambiguous_rate",
                "分数与括号里的百分比不一致",
                match.group(0).split("(")[0],
                f"{match.group(3)}%",
            )
    return f"{numerator}/{denominator}"


def _check(rate: Decimal) -> Outcome:
    if rate < 0:
        return refuse("negative", f"比率不能是负数，{_WANTED}")
    if rate > 1:
        return refuse("over_limit", "比率不能超过 100%")
    return plain(rate)
