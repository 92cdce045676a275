"""Spans of points: what is certain and the most that may still come, as cells of the sheet 计分."""

from __future__ import annotations

from dataclasses import dataclass

from documents.proof.book import At, Book
from documents.proof.formulas import ZERO, Formula
from documents.proof.functions import greatest_of, least_of, when
from documents.proof.grids import Grid


@dataclass(frozen=True)
class Span:
    """The points of a part: one value where all is known, else from `low` to `high`."""

    low: Formula
    high: Formula
    is_open: Formula = ZERO
    """1 where something that it rests on is not known."""
    is_undefined: Formula = ZERO
    """1 where something can never be known: a rate of nothing."""
    is_skipped: Formula = ZERO
    """1 where a period leaves the number of periods."""

    def put(self, grid: Grid, row: int) -> Span:
        """Write the span into its row; return references to it."""
        return Span(
            grid.put(row, "最少", self.low),
            grid.put(row, "最多", self.high),
            grid.put(row, "未定", self.is_open),
            grid.put(row, "无基数", self.is_undefined),
            self.is_skipped,
        )


def point(value: Formula) -> Span:
    """Return the span of known points."""
    return Span(value, value)


def close(
    book: Book, at: At, low: Formula, high: Formula, is_undefined: Formula = ZERO
) -> tuple[Formula, Formula]:
    """Return the ends of what is not known: at the close the least, unless it is undefined.

    An addition shows of what is not known the end nearer to nothing.
    """
    if at.known_only:
        nearest = greatest_of(low, least_of(high, 0))
        return nearest, nearest
    if book.is_final or at.is_missed:
        return low, low if is_undefined == ZERO else when(is_undefined.equals(1), high, low)
    return low, high


def either_span(condition: Formula, then: Span, otherwise: Span) -> Span:
    """Return one span where the condition holds, else the other."""
    return Span(
        when(condition, then.low, otherwise.low),
        when(condition, then.high, otherwise.high),
        when(condition, then.is_open, otherwise.is_open),
        when(condition, then.is_undefined, otherwise.is_undefined),
        when(condition, then.is_skipped, otherwise.is_skipped),
    )
