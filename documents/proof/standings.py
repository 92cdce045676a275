"""Held against the other units: a place among them, or the ratio to the best (rows of 取数)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from documents.proof.areas import Area, over, tally
from documents.proof.book import At, Book, Cells
from documents.proof.formulas import BLANK, FAR, NO_BASE, ONE, Formula
from documents.proof.functions import either, flag, greatest_of, is_number, negate, when
from scoring.clauses.figures import Best, Place, Standing


@dataclass(frozen=True)
class Held:
    """A place or a ratio; "" where the unit has no figure, FAR where it has no place."""

    value: Formula
    first: Formula = ONE
    """The first of the places that units with equal figures share."""
    shared: Formula = ONE
    """How many share them."""
    is_shared: bool = False
    """Whether points are the mean of those of the shared places."""
    count: Formula = ONE
    """How many units have a place."""


def hold(book: Book, at: At, values: Cells, standing: Standing, words: str) -> dict[int, Held]:
    """Return each unit's standing; the units compared are those of its rows, group by group."""
    if at.is_missed:
        return _hold_nothing(at, values, standing)
    texts = tuple(values[unit].text for unit in at.units)
    key = ("held", standing.model_dump_json(), texts, at.units, at.months)
    if key not in book.made:
        found: dict[int, Held] = {}
        for group in part_units(book, at.units, standing.within):
            found |= _hold_group(book, at, values, standing, group, words)
        book.made[key] = found
    return book.made[key]  # type: ignore[no-any-return]


def _hold_nothing(at: At, values: Cells, standing: Standing) -> dict[int, Held]:
    """Return the standing of units that were not there to be compared: no place, no ratio."""
    none = FAR if isinstance(standing, Place) else BLANK
    return {unit: Held(when(is_number(values[unit]), none, BLANK)) for unit in at.units}


def part_units(book: Book, units: Sequence[int], within: str) -> list[list[int]]:
    """Return units parted by group or kind; all together else."""
    if within == "all":
        return [list(units)]
    groups: dict[str, list[int]] = {}
    for unit in units:
        one = book.roster[unit]
        groups.setdefault(one.group if within == "group" else one.kind, []).append(unit)
    return list(groups.values())


def _hold_group(
    book: Book, at: At, values: Cells, standing: Standing, units: list[int], words: str
) -> dict[int, Held]:
    grid, rows = book.figures, {}
    vetoed = {unit: book.is_vetoed(unit) for unit in units} if standing.not_vetoed else {}
    for unit in units:
        word = "名次" if isinstance(standing, Place) else "与最好之比"
        row = rows[unit] = book.open_row(grid, at, unit, f"{words}：{word}")
        value = grid.put(row, "数", values[unit])
        compared = negate(is_number(value))
        if isinstance(standing, Place) and standing.zero_has_no_place:
            compared = either(compared, value.equals(0))
        if standing.not_vetoed:
            compared = either(compared, vetoed[unit])
        grid.put(row, "参比值", when(compared, BLANK, value))
    first, last = rows[units[0]], rows[units[-1]]
    area = grid.area("参比值", first, last)
    if isinstance(standing, Best):
        return {unit: _hold_against_best(book, row, standing, area) for unit, row in rows.items()}
    if standing.ties == "dense":
        for row in rows.values():
            grid.put(row, "首次出现", _is_first(grid.cell(row, "参比值"), area, row - first + 1))
    return {
        unit: _find_place(book, row, standing, area, (first, last)) for unit, row in rows.items()
    }


def _is_first(own: Formula, area: Area, number: int) -> Formula:
    """Return 1 for the first of equal figures, so that they count once."""
    values = [cell.value for cell in area.cells]
    match = Formula(f"MATCH({own.text},{area.text},0)", Fraction(values.index(own.value) + 1))
    return when(is_number(own), flag(match.equals(number)), 0)


def _find_place(book: Book, row: int, place: Place, area: Area, rows: tuple[int, int]) -> Held:
    grid = book.figures
    value, own = grid.cell(row, "数"), grid.cell(row, "参比值")
    sign = ">" if place.order == "highest" else "<"
    better = tally(area, sign, own)
    if place.ties == "dense":
        firsts = grid.area("首次出现", *rows)
        text = better.text.removesuffix(")") + f"*{firsts.text})"
        distinct = {one for one in area.numbers if _is_better(sign, one, own.number)}
        better = Formula(text, Fraction(len(distinct)), is_close=better.is_close)
    first = shared = ONE
    found = better + 1
    if place.ties == "mean":
        first = grid.put(row, "份数", when(is_number(own), found, FAR))
        shared = grid.put(row, "并列数", when(is_number(own), tally(area, "=", own), 1))
        found = first + (shared - 1) / 2
    count = ONE
    if place.share or place.percent:
        count = grid.put(row, "参比数", over("COUNT", area))
    if place.share:
        found = (found - 1) / greatest_of(count - 1, 1)
    elif place.percent:
        found = 100 * found / greatest_of(count, 1)
    held = when(is_number(value), when(is_number(own), found, FAR), value)
    is_shared = place.ties == "mean" and not place.share
    return Held(grid.put(row, "值", held), first, shared, is_shared, count)


def _is_better(sign: str, one: Fraction, own: Fraction | None) -> bool:
    return own is not None and (one > own if sign == ">" else one < own)


def _hold_against_best(book: Book, row: int, best: Best, area: Area) -> Held:
    """Return 100 × own ÷ best, or 100 × best ÷ own, or where between worst and best it lies.

    The best is exactly 100; where all are equal, all are the best.
    """
    grid = book.figures
    peak, low = ("MAX", "MIN") if best.order == "highest" else ("MIN", "MAX")
    value, peak_cell = grid.cell(row, "数"), grid.put(row, "最好", over(peak, area))
    if best.span:
        worst = grid.put(row, "最差", over(low, area))
        between = 100 * (value - worst) / (peak_cell - worst)
        ratio = when(peak_cell.equals(worst), 100, between)
    else:
        top, bottom = (value, peak_cell) if best.order == "highest" else (peak_cell, value)
        ratio = when(bottom.equals(0), NO_BASE, 100 * top / bottom)
    if best.not_vetoed:
        ratio = when(over("COUNT", area).equals(0), BLANK, ratio)
    return Held(grid.put(row, "值", when(is_number(value), ratio, value)))
