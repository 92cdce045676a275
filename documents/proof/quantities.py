"""Quantities: numbers, parts of the full mark, and targets measured by figures."""

from __future__ import annotations

from fractions import Fraction

from documents.proof.areas import over
from documents.proof.book import At, Book, Cells
from documents.proof.borders import ceiling, floor, reaches
from documents.proof.criteria import IS_NUMBER, Criterion
from documents.proof.fact_sheets import within
from documents.proof.figures import measure
from documents.proof.formulas import BLANK, Formula, constant
from documents.proof.functions import either, greatest_of, is_number, or_zero, when
from documents.proof.standings import part_units
from scoring.clauses.evaluating import pick
from scoring.clauses.figures import Column, Figure, find_rate, walk
from scoring.clauses.quantities import Fixed, MeanOfUnits, OfFull, Plain, Quantity, Target, Tiered


def evaluate(
    book: Book, at: At, quantity: Quantity | None, subject: Figure | None = None
) -> dict[int, Formula] | None:
    """Return a quantity for each unit, "" where it is not known; None if there is none at all.

    `subject` is the figure that is held against it, for means of the units' same figure.
    """
    if quantity is None:
        return None
    return {unit: of_unit(book, at, quantity, subject, unit) for unit in at.units}


def require(book: Book, at: At, quantity: Quantity, subject: Figure | None = None) -> Cells:
    """Return a quantity that is there."""
    found = evaluate(book, at, quantity, subject)
    assert found is not None, "the caller has a quantity"
    return found


def of_unit(book: Book, at: At, quantity: Quantity, subject: Figure | None, unit: int) -> Formula:
    """Return a quantity for one unit; "" where there is none or it is not known."""
    plain: Plain | None = pick(quantity, book.roster[unit])
    match plain:
        case Fixed(value=value):
            return constant(value)
        case OfFull(share=share):
            full = BLANK if at.full is None else at.full.get(unit, BLANK)
            return full if full == BLANK else share * full
        case Target():
            return _aim(book, at, plain, subject, unit)
    return BLANK


def _aim(book: Book, at: At, target: Target, subject: Figure | None, unit: int) -> Formula:
    """Return (basis + plus) × times, paced over the year, by the unit's months."""
    basis = _find_basis(book, at, target, subject, unit)
    if basis == BLANK:
        return basis
    one, value = book.roster[unit], basis
    if target.plus:
        value = (
            value * (1 + target.plus / 100) if target.plus_as == "percent" else value + target.plus
        )
    value = value * target.times
    if target.pace:
        value = value * _find_month(book, at, subject, unit) / 12
    if target.own_months:
        value = value * Fraction(one.to_month - one.from_month + 1, 12)
        value = {"up": ceiling, "down": floor}.get(target.own_months, lambda same: same)(value)
    return value if value is basis or basis.is_literal else when(is_number(basis), value, BLANK)


def _find_basis(book: Book, at: At, target: Target, subject: Figure | None, unit: int) -> Formula:
    match target.basis:
        case MeanOfUnits() as mean:
            return _find_mean(book, at, mean, subject)[unit]
        case Tiered(figure=figure, table=table):
            value = measure(book, at, figure)[unit].single
            found: Formula = BLANK
            for row in table:  # ascending: the highest row reached stays
                points = of_unit(book, at, row.points, subject, unit)
                found = when(reaches(value, row.from_), points, found)
            return when(is_number(value), found, BLANK)
        case figure:
            return measure(book, at, figure)[unit].single


def _find_month(book: Book, at: At, subject: Figure | None, unit: int) -> Formula:
    """Return the month at which a figure stands: the latest in which any of its columns has one."""
    columns = [one for one in walk(subject) if isinstance(one, Column)] if subject else []
    if len(at.months) == 1 or not columns:
        return constant(min(book.as_of, at.months[-1]))
    months = [
        book.cells.criteria.greatest(
            "月份", Criterion("文件序号", constant(unit + 1)), Criterion("键", column.ref),
            *within("月份", at.months), Criterion("计分数值", sign=IS_NUMBER),
        )
        for column in columns
    ]  # fmt: skip
    latest = greatest_of(*months)
    return when(latest.equals(0), min(book.as_of, at.months[-1]), latest)


def _find_mean(book: Book, at: At, mean: MeanOfUnits, subject: Figure | None) -> Cells:
    """Return the mean of the units' figures, of their values or Σ ÷ Σ, as rows of 取数."""
    figure = mean.figure or subject
    assert figure is not None, "a mean has a figure or stands against one"
    key = ("mean", mean.model_dump_json(), figure.model_dump_json(), at.units, at.months)
    if key not in book.made:
        book.made[key] = _write_mean(book, at, mean, figure)
    return book.made[key]  # type: ignore[no-any-return]


def _write_mean(book: Book, at: At, mean: MeanOfUnits, figure: Figure) -> dict[int, Formula]:
    values, rate, grid = measure(book, at, figure), find_rate(figure), book.figures
    tops = bottoms = None
    if mean.mean == "pooled":
        assert rate is not None, "only a rate has a pooled mean"
        tops, bottoms = measure(book, at, rate.of), measure(book, at, rate.out_of)
    among, found = mean.among, dict[int, Formula]()
    for group in part_units(
        book, at.units, among.units if among.units in {"group", "kind"} else "all"
    ):
        rows = {}
        for unit in group:
            one = book.roster[unit]
            is_meant = among.units != "kinds" or one.kind in among.kinds or one.name in among.kinds
            row = rows[unit] = book.open_row(grid, at, unit, "各单位平均")
            own = values[unit].single if is_meant else BLANK
            value = grid.put(row, "参比值", own)
            if tops is not None and bottoms is not None:
                grid.put(row, "数", when(is_number(value), tops[unit].single, BLANK))
                grid.put(row, "分母", when(is_number(value), bottoms[unit].single, BLANK))
        base = 100 if rate is None else rate.base
        for unit, row in rows.items():
            if mean.mean == "pooled":
                found[unit] = _average_pooled(book, row, rows, among.without_own, base)
            else:
                found[unit] = _average_simple(book, row, rows, among.without_own)
    return found


def _average_simple(book: Book, row: int, rows: dict[int, int], without_own: bool) -> Formula:
    grid = book.figures
    area = grid.area("参比值", min(rows.values()), max(rows.values()))
    count, total = over("COUNT", area), over("SUM", area)
    if without_own:
        own = grid.cell(row, "参比值")
        count, total = count - when(is_number(own), 1, 0), total - or_zero(own)
    count = grid.put(row, "份数", count)
    return grid.put(row, "值", when(count.equals(0), BLANK, total / count))


def _average_pooled(
    book: Book, row: int, rows: dict[int, int], without_own: bool, base: int
) -> Formula:
    grid, ends = book.figures, (min(rows.values()), max(rows.values()))
    sums = []
    for title in ("数", "分母"):
        total = over("SUM", grid.area(title, *ends))
        sums.append(total - or_zero(grid.cell(row, title)) if without_own else total)
    return grid.put(row, "值", when(either(sums[1].equals(0)), BLANK, base * sums[0] / sums[1]))
