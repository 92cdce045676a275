"""One column or ledger read over a window: the formulas of a row of the sheet 取数."""

from __future__ import annotations

from typing import TYPE_CHECKING

from documents.proof.book import At, Book
from documents.proof.criteria import IS_NUMBER, Criterion
from documents.proof.fact_sheets import within
from documents.proof.facts import NO, NUMBER, YES
from documents.proof.formulas import BLANK, FAR, TRUE, ZERO, Formula, constant
from documents.proof.functions import both, when
from scoring.clauses.figures import Column, Rows

if TYPE_CHECKING:
    from documents.proof.figures import Ticks

Pair = tuple[Formula, Formula | None]
"""A value, and the most that it may come to; None: it does not grow."""


def read_rows(book: Book, at: At, rows: Rows, unit: int, row: int) -> Pair:
    """Σ price × amount of a ledger's rows; no row is 0, once a period is over."""
    if at.is_missed:
        return ZERO, None
    if at.is_period and not book.is_final and not book.is_over(at, unit):
        return BLANK, None
    months = book.own_months(unit, at.months)
    return book.events.sum(book.position(book.figures, row), rows, months), None


def read_column(
    book: Book, at: At, column: Column, ticks: Ticks | None, unit: int, row: int
) -> Pair:
    """Return a column as its form or the clause reads it; "" where it is not known."""
    form = book.heading.forms[column.form]
    is_monthly = form.type == "monthly" or column.column in form.monthly
    is_zero = column.blank == "zero" and not is_monthly and column.read in {"sum", "latest"}
    if at.is_missed and (column.read == "sum" or not column.last):
        is_nought = is_zero if column.last else column.blank == "zero"
        return _read_missed(column, is_zero=is_nought and (is_monthly or column.read != "mean"))
    reading = _Reading(
        book, at, column, ticks, (unit, row), fills=column.blank == "zero" and is_monthly
    )
    low, high = reading.read()
    if at.is_period and not column.last and column.read in {"sum", "latest", "mean"}:
        low = reading.hold_until_closed(low, is_monthly=is_monthly)
    if is_zero:  # nothing was found as long as no month has a value
        low = when(reading.given.equals(0), 0, low)
    return low, high


def _read_missed(column: Column, *, is_zero: bool) -> Pair:
    """Return a column of a window in which nothing was ever done."""
    if column.read == "tally":
        return ZERO, None
    if column.read == "month":
        return constant(FAR), None
    return (ZERO if is_zero else BLANK), None


class _Reading:
    """A unit's column over a window, with its columns 数, 份数, 应报月数 and 最近月份."""

    def __init__(
        self,
        book: Book,
        at: At,
        column: Column,
        ticks: Ticks | None,
        place: tuple[int, int],
        *,
        fills: bool,
    ) -> None:
        unit, row = place
        self._book, self._at, self._column = book, at, column
        self._ticks = None if ticks is None else (ticks.yes[unit], ticks.no[unit])
        self._unit, self._row, self._fills = unit, row, fills
        # What adds up is taken over the unit's months, also of the year before.
        is_whole = column.last and column.read != "sum"
        self._months = at.months if is_whole else book.own_months(unit, at.months)
        unit_cell = book.position(book.figures, row)
        self._here: list[Criterion] = [
            Criterion("文件序号", unit_cell),
            Criterion("键", column.ref),
        ]
        if column.together:
            self._here.append(book.cells.require_together(column.together))
        window = within("月份", self._months)
        self.given = self._put("份数", self._count(*window, Criterion("计分数值", sign=IS_NUMBER)))
        if fills:  # a blank of a reported month is 0
            self.given = self._put("份数", book.reported.count(column.ref, self._months))

    def _put(self, title: str, formula: Formula) -> Formula:
        return self._book.figures.put(self._row, title, formula)

    def _count(self, *criteria: Criterion) -> Formula:
        return self._book.cells.criteria.count(*self._here, *criteria)

    def read(self) -> Pair:
        """Return the value by the column's reading."""
        readers = {
            "sum": self._sum, "latest": self._latest, "tally": self._tally,
            "mean": self._mean, "month": self._month,
        }  # fmt: skip
        return readers[self._column.read]()

    def hold_until_closed(self, value: Formula, *, is_monthly: bool) -> Formula:
        """Return a period's value once it is over, and a monthly form's last month is in."""
        if not self._months or self._months[-1] > self._book.as_of:
            return BLANK
        if not is_monthly:
            return value
        last = self._book.reported.count(self._column.ref, self._months[-1:])
        return when(last.equals(1), value, BLANK)

    def _add(self, months: tuple[Criterion, ...]) -> Formula:
        """Σ of the cells of some months; yes and no count as the clause says."""
        cells = self._book.cells.criteria
        if self._column.due_day is not None:
            filed = self._count(*months, Criterion("报送日", self._column.due_day, "<="))
            return filed if self._ticks is None else self._ticks[0] * filed
        if self._ticks is None:
            return cells.sum("计分数值", *self._here, *months)
        yes, no = self._ticks
        marked = [self._count(*months, Criterion("勾选", word)) for word in (YES, NO)]
        plain = cells.sum("计分数值", *self._here, *months, Criterion("勾选", NUMBER))
        return yes * marked[0] + no * marked[1] + plain

    def _sum(self) -> Pair:
        """Σ of the reported months as it stands; a blank month makes it unknown."""
        total = self._put("数", self._add(within("月份", self._months)))
        complete = TRUE
        if not self._fills:
            due = self._put("应报月数", self._book.reported.count(self._column.ref, self._months))
            complete = self.given >= due
        return when(both(self.given > 0, complete), total, BLANK), None

    def _latest(self) -> Pair:
        """The value of the latest month that has one."""
        if self._fills:
            month = self._book.reported.latest(self._column.ref, self._months)
        else:
            month = self._book.cells.criteria.greatest(
                "月份",
                *self._here,
                *within("月份", self._months),
                Criterion("计分数值", sign=IS_NUMBER),
            )
        month = self._put("最近月份", month)
        value = self._add((Criterion("月份", month),))
        return when(month.equals(0), BLANK, value), None

    def _tally(self) -> Pair:
        """Σ so far; it may grow until every month of the window is reported."""
        total = self._put("数", self._add(within("月份", self._months)))
        if self._book.is_final:
            return total, None
        due = self._put("应报月数", constant(len(self._months)))
        return total, when(self.given >= due, total, FAR)

    def _mean(self) -> Pair:
        """The mean of the months that have a value."""
        total = self._put("数", self._add(within("月份", self._months)))
        return when(self.given > 0, total / self.given, BLANK), None

    def _month(self) -> Pair:
        """The first month with a yes; not done: the next at the earliest, after the year never."""
        done = Criterion("计分数值", 0, ">")
        if self._column.due_day is not None:
            done = Criterion("报送日", self._column.due_day, "<=")
        left = self._book.cells.criteria.greatest(
            "月份", *self._here, *within("月份", self._months), done, weight="13"
        )
        first = self._put("最近月份", 13 - left)
        is_over = self._book.is_final or self._book.is_over(self._at, self._unit)
        soonest = FAR if is_over else self._book.as_of + 1
        return when(first < 13, first, soonest), when(first < 13, first, FAR)
