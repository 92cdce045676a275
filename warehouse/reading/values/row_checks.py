"""Check the cells of a row against each other, and a printed total against its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.dataset import Dataset, RateCheck
from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.outcome import Problem
from warehouse.reading.cells.rate import plain_number
from warehouse.reading.contract import BLANK, RowRead
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import plain
from warehouse.reading.words.folding import fold

Values = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem of one column that only shows beside another column."""

    column: str
    problem: Problem


def check_limits(dataset: Dataset, values: Values, headers: dict[str, str]) -> list[RowProblem]:
    """Return an error for each part that is larger than its whole."""
    problems = []
    for part, whole in dataset.at_most:
        a, b = values.get(part), values.get(whole)
        if a is not None and b is not None and Decimal(a) > Decimal(b):
            message = f"大于“{headers.get(whole, whole)}”的 {b}，请核对"
            problems.append(RowProblem(part, Problem("error", "over_limit", message)))
    return problems


def check_wholes(dataset: Dataset, values: Values, cells: dict[str, Cell]) -> list[RowProblem]:
    """Return an error for each blank whole of which a part is not 0."""
    problems = []
    for whole in dict.fromkeys(whole for _, whole in dataset.at_most):
        if whole not in values or values[whole] is not None or not is_blank(cells.get(whole)):
            continue
        parts = [values.get(part) for part, its_whole in dataset.at_most if its_whole == whole]
        if any(Decimal(part) > 0 for part in parts if part is not None):
            problem = Problem("error", "whole_missing", "空着，而同一行的其他件数不是 0")
            problems.append(RowProblem(whole, problem))
    return problems


def is_blank(cell: Cell | None) -> bool:
    """Return whether a cell shows nothing or a dash."""
    if cell is None:
        return True
    if (seen := cell.shown_instead) is not None:
        return read_mark(Cell("text", seen)) == "blank"
    return cell.kind == "text" and read_mark(cell) == "blank"


def check_blanks(dataset: Dataset, values: Values, cells: dict[str, Cell]) -> list[RowProblem]:
    """Return a question for each count left blank or dashed beside a whole that is not 0."""
    problems = []
    for check in dataset.rate_checks:
        part, whole = check.numerator, values.get(check.denominator)
        if part not in values or dataset.column(part).optional:
            continue
        if values[part] not in {None, "0"}:  # a number format may show 0 as a dash
            continue
        if whole is not None and int(whole) > 0 and is_blank(cells.get(part)):
            message = f"空着，而{whole}件已转办；请确认是 0，还是尚无结果"
            problem = Problem("question", "blank_count", message, ("0", BLANK))
            problems.append(RowProblem(part, problem))
    return problems


def check_rates(
    dataset: Dataset, values: Values, cells: dict[str, Cell], scales: dict[str, str | None]
) -> list[RowProblem]:
    """Return a warning for each printed rate that differs from the counts of its row."""
    problems = []
    for check in dataset.rate_checks:
        problem = _check_rate(check, values, cells.get(check.rate), scales.get(check.rate))
        if problem is not None:
            problems.append(RowProblem(check.rate, problem))
    return problems


def _check_rate(
    check: RateCheck, values: Values, cell: Cell | None, scale: str | None
) -> Problem | None:
    rate, n, d = (values.get(key) for key in (check.rate, check.numerator, check.denominator))
    # Other checks report a part above its whole, and a rate of 0 cases has no meaning.
    if cell is None or rate is None or n is None or d is None or int(d) == 0 or int(n) > int(d):
        return None
    counted = Fraction(int(n), int(d))
    # A correctly rounded rate differs by at most half of its last digit.
    if abs(counted - Fraction(rate)) <= last_digit(cell, scale) / 2:
        return None
    percent = plain(round(Decimal(counted.numerator * 100) / counted.denominator, 2))
    return Problem("warning", "rate_contradicts", f"与件数不符：{n}/{d} 是 {percent}%；以件数为准")


def last_digit(cell: Cell, scale: str | None) -> Fraction:
    """Return the value of one step in the last printed digit of a rate, as a fraction of 1."""
    if cell.is_percent:
        return _step(re.sub(r"[^\d.]", "", cell.text)) / 100
    text = fold(cell.plain_text)
    if "/" in text:  # written as a fraction: exact, not rounded
        return Fraction(0)
    figures = text.rstrip("%").replace(",", "")
    try:
        Decimal(figures)
    except ArithmeticError:  # written in words: taken as rounded to whole percents
        return Fraction(1, 100)
    is_percent = (
        text.endswith("%")
        or cell.has_percent_sign
        or (plain_number(cell) is not None and scale == "percent")
    )
    return _step(figures) / (100 if is_percent else 1)


def _step(figures: str) -> Fraction:
    return Fraction(1, 10 ** len(figures.partition(".")[2]))


def _counted_as(value: str | None, kind: str) -> Decimal | None:
    """Return what a value adds to its column's total; None for a column that has no total."""
    if kind == "count":
        return Decimal(value or 0)
    if kind in {"tick", "filing"}:
        return Decimal(value is not None and value != "no")
    return None


def check_total(
    cells: Mapping[str, Cell],
    types: Mapping[str, str],
    above: Sequence[RowRead],
    part: Sequence[RowRead],
) -> list[RowProblem]:
    """Return a warning for each printed total that matches neither its table nor its last part.

    `cells` are those of the total's row, `types` the types of the columns. `above` are the rows
    above the total, `part` those of them below the total before it (a total of 乡镇, then of 部门).
    """
    problems = []
    for key, kind in types.items():
        cell = cells.get(key)
        if cell is None or cell.kind != "number" or cell.is_percent:
            continue
        every, last = _sum(key, kind, above), _sum(key, kind, part)
        if every is not None and cell.number not in {every, last}:
            message = f"与各单位之和 {every} 不符；以各单位的数据为准"
            problems.append(RowProblem(key, Problem("warning", "total_differs", message)))
    return problems


def _sum(key: str, kind: str, rows: Sequence[RowRead]) -> Decimal | None:
    added = [_counted_as(row.values.get(key), kind) for row in rows]
    return (
        None if None in added else sum((value for value in added if value is not None), Decimal())
    )
