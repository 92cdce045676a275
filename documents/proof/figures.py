"""Figures (数) on the sheet 取数: columns and ledgers over a window, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from documents.proof.areas import list_cells, over
from documents.proof.book import At, Book, Cells
from documents.proof.borders import half_up
from documents.proof.columns import read_column, read_rows
from documents.proof.formulas import BLANK, FAR, NO_BASE, Formula, constant
from documents.proof.functions import add_up, both, either, is_number, or_zero, when
from documents.proof.standings import hold
from documents.proof.traits import has_rate, may_grow, may_lack_place
from scoring.clauses.figures import (
    Column,
    Constant,
    Figure,
    Join,
    Own,
    Placed,
    Rate,
    Rounded,
    Rows,
    Score,
    Total,
)
from scoring.clauses.sentences.voice import name_figure


@dataclass(frozen=True)
class Ticks:
    """What a yes and a no are worth where a cell is no number."""

    yes: Cells
    no: Cells


@dataclass(frozen=True)
class Ends:
    """A figure's least and most; "" is not known, 无基数 is a rate of nothing."""

    low: Formula
    high: Formula

    @property
    def single(self) -> Formula:
        """The value where it is one; "" where it may still grow."""
        if self.low is self.high:
            return self.low
        return when(self.low.equals(self.high), self.low, BLANK)


Measured = dict[int, Ends]
Write = Callable[[int, int], tuple[Formula, Formula | None]]
"""(unit, row) → the value and the most that it may come to; None: it does not grow."""


def measure(book: Book, at: At, figure: Figure, ticks: Ticks | None = None) -> Measured:
    """Return a figure of each unit over the window."""
    match figure:
        case Constant(value=number):
            return dict.fromkeys(at.units, point(constant(number)))
        case Own(own=key):
            return {unit: point(read_own(book, at, unit, key)) for unit in at.units}
        case Score(score=score, assessment=assessment):
            return {
                unit: point(BLANK if at.is_missed else book.score_of(score, assessment, unit))
                for unit in at.units
            }
    marks = None if ticks is None else [ticks.yes[unit].text for unit in at.units]
    made = (figure.model_dump_json(), str(marks), at.units, at.months, at.is_period, at.is_missed)
    if made not in book.made:
        book.made[made] = _write(book, at, figure, ticks)
    return book.made[made]  # type: ignore[no-any-return]


def point(value: Formula) -> Ends:
    """Return a figure that is one value."""
    return Ends(value, value)


def _write(book: Book, at: At, figure: Figure, ticks: Ticks | None) -> Measured:
    write: Write
    match figure:
        case Column():
            write = partial(read_column, book, at, figure, ticks)
        case Rows():
            write = partial(read_rows, book, at, figure)
        case Total():
            write = _add_up(figure, [measure(book, at, term.figure) for term in figure.terms])
        case Join():
            write = _join(book, figure, [measure(book, at, term.figure) for term in figure.terms])
        case Rate(of=of, out_of=out_of):
            write = _divide(book, figure, measure(book, at, of), measure(book, at, out_of))
        case Rounded(figure=inner, decimals=decimals):
            write = _round(book, decimals, measure(book, at, inner, ticks))
        case Placed(figure=inner, standing=standing):
            values = {unit: ends.single for unit, ends in measure(book, at, inner).items()}
            held = hold(book, at, values, standing, name_figure(figure, book.voice))
            # Without a place there is no figure, ever.
            return {
                unit: point(when(one.value.equals(FAR), NO_BASE, one.value))
                if may_lack_place(standing)
                else point(one.value)
                for unit, one in held.items()
            }
        case _:
            raise AssertionError(f"{figure.kind} needs no row")
    return fill(book, at, name_figure(figure, book.voice), write)


def fill(book: Book, at: At, words: str, write: Write) -> Measured:
    """Write a row of the sheet 取数 for each unit; return references to its values."""
    grid, found = book.figures, {}
    for unit in at.units:
        row = book.open_row(grid, at, unit, words)
        low, high = write(unit, row)
        value = grid.put(row, "值", low)
        found[unit] = Ends(value, value if high is None else grid.put(row, "值上限", high))
    return found


def read_own(book: Book, at: At, unit: int, key: str) -> Formula:
    """Return a figure that the roster gives a unit, as it stands in the window."""
    value = book.roster[unit].own.get(key)
    if isinstance(value, tuple):
        month = min(book.as_of, at.months[-1])
        dated = (one.value for one in value if one.from_month <= month <= one.to_month)
        value = next(dated, None)
    return BLANK if value is None else constant(value)


def _add_up(figure: Total, parts: list[Measured]) -> Write:
    """Σ weight × figure; one that is not known makes the sum unknown."""
    weights = [term.weight for term in figure.terms]
    rated = [has_rate(term.figure) for term in figure.terms]

    def write(unit: int, row: int) -> tuple[Formula, Formula | None]:
        ends = [part[unit] for part in parts]
        known = both(*(is_number(one.low) for one in ends))
        empty = [
            one.low.equals(NO_BASE) for one, is_rate in zip(ends, rated, strict=True) if is_rate
        ]
        unknown = when(either(*empty), NO_BASE, BLANK)
        if not may_grow(figure):
            low = add_up(weight * one.low for weight, one in zip(weights, ends, strict=True))
            return when(known, low, unknown), None
        # A weight under 0 turns the ends round.
        turned = [
            Ends(one.high, one.low) if w < 0 else one for w, one in zip(weights, ends, strict=True)
        ]
        low, high = (
            add_up(weight * getattr(one, end) for weight, one in zip(weights, turned, strict=True))
            for end in ("low", "high")
        )
        return when(known, low, unknown), when(known, high, unknown)

    return write


def _join(book: Book, join: Join, parts: list[Measured]) -> Write:
    """Return the (weighted) mean, or the highest, of the votes that are given."""
    weights = [term.weight for term in join.terms]

    def write(unit: int, row: int) -> tuple[Formula, Formula | None]:
        given = [part[unit].single for part in parts]
        votes = list_cells(given)
        count = book.figures.put(row, "份数", over("COUNT", votes))
        if join.join == "highest":
            value = over("MAX", votes)
        elif len(set(weights)) > 1:
            pairs = list(zip(weights, given, strict=True))
            top = add_up(weight * or_zero(one) for weight, one in pairs)
            value = top / add_up(when(is_number(one), weight, 0) for weight, one in pairs)
        else:
            value = over("AVERAGE", votes)
        if join.trim_from is not None:  # without one highest and one lowest
            rest = over("SUM", votes) - over("MAX", votes) - over("MIN", votes)
            value = when(count >= max(3, join.trim_from), rest / (count - 2), value)
        return when(count.equals(0), BLANK, value), None

    return write


def _divide(book: Book, rate: Rate, tops: Measured, bottoms: Measured) -> Write:
    """Return base × of ÷ out_of; over 0 it is 无基数, or what `empty` says."""
    empty = constant(rate.empty) if isinstance(rate.empty, Fraction) else NO_BASE

    def write(unit: int, row: int) -> tuple[Formula, Formula | None]:
        top = book.figures.put(row, "数", tops[unit].low)
        bottom = book.figures.put(row, "分母", bottoms[unit].single)
        known = both(is_number(top), is_number(bottom))
        unknown: Formula = BLANK
        if has_rate(rate.of) or has_rate(rate.out_of):
            unknown = when(either(top.equals(NO_BASE), bottom.equals(NO_BASE)), NO_BASE, BLANK)
        low, high = (
            when(bottom.equals(0), empty, when(known, rate.base * end / bottom, unknown))
            for end in (top, tops[unit].high)
        )
        return low, high if may_grow(rate.of) else None

    return write


def _round(book: Book, decimals: int, values: Measured) -> Write:
    """Round a single value half up; what may still grow is not rounded."""

    def write(unit: int, row: int) -> tuple[Formula, Formula | None]:
        ends = values[unit]
        number = book.figures.put(row, "数", ends.low)
        rounded = when(is_number(number), half_up(number, decimals), number)
        if ends.low is ends.high:
            return rounded, None
        same = ends.low.equals(ends.high)
        return when(same, rounded, ends.low), when(same, rounded, ends.high)

    return write
