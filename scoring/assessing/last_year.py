"""A column of the year before (上年同列), which is known whole: its sum or its latest value."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from scoring.assessing.facts import CellRef
from scoring.assessing.scope import LENGTHS, At
from scoring.clauses.figures import Column
from scoring.clauses.forms import FormColumn
from scoring.terms.terms import Input, Term

Numbering = Callable[[str, FormColumn], Term]
"""Returns the number in a column of the frame that holds what a form's column holds."""


def read_last_year(at: At, column: Column, to_number: Numbering) -> tuple[Term, Term]:
    """Return the year before's figure over the same window, and the mask of its months.

    What adds up is taken over the months in which the unit is on the roster, as this year's is.
    """
    described = at.desk.forms[column.form].describe(column.column)
    source = _LastYear(at, column)
    name = at.desk.prepare(source.name, source.figure())
    if described.type == "rate":
        at.desk.prepare(f"{name}:over", source.latest(f"{source.cell_name}:over"))
    mask = Input(at.desk.prepare(f"{source.name}:months", source.mask()), most=2**12)
    if described.type in {"tick", "filing"} and column.read == "sum":
        return Input(name, most=12), mask
    return to_number(name, described), mask


class _LastYear:
    """Expressions over the facts' frame."""

    def __init__(self, at: At, column: Column) -> None:
        self.cell_name = CellRef(column.form, column.column, last=True).name
        self.name = f"{self.cell_name}:{column.read}:{column.blank}:{at.window}"
        form = at.desk.forms[column.form]
        self._is_monthly = form.type == "monthly" or column.column in form.monthly
        self._column, self._at = column, at
        self._reported = pl.col(f"{self.cell_name}:reported")
        self._over: list[str | pl.Expr] = ["unit_id"]
        if at.is_period:
            self._over.append((pl.col("as_of").cast(pl.Int64) - 1) // LENGTHS[at.window])

    def figure(self) -> pl.Expr:
        """Return the figure; NULL: not known."""
        whole = self._sum() if self._column.read == "sum" else self.latest(self.cell_name)
        if self._column.blank == "zero" and not self._is_monthly:
            cell = pl.col(self.cell_name)
            inside = cell if self._column.read == "latest" else pl.when(self._inside()).then(cell)
            has_any = inside.is_not_null().any().over(self._over)
            return pl.when(has_any).then(whole).otherwise(0)
        return whole

    def latest(self, name: str) -> pl.Expr:
        """Return the value of the latest month that has one."""
        return self._filled(name).drop_nulls().last().over(self._over)

    def mask(self) -> pl.Expr:
        """Return the months that have a value."""
        bit = pl.lit(2, pl.Int64).pow(pl.col("as_of").cast(pl.Int64) - 1)
        given = pl.col(self.cell_name).is_not_null()
        if self._column.read == "sum":
            given = given & self._inside()
        return pl.when(given).then(bit).otherwise(0).sum().over(self._over)

    def _sum(self) -> pl.Expr:
        """Σ of the unit's months; a blank in a reported one makes it unknown."""
        cell = pl.when(self._inside()).then(self._filled(self.cell_name))
        blank = self._inside() & self._reported & cell.is_null()
        is_known = cell.is_not_null().any().over(self._over) & ~blank.any().over(self._over)
        return pl.when(is_known).then(cell.sum().over(self._over))

    def _filled(self, name: str) -> pl.Expr:
        """Return the cells; blanks of a reported monthly column may be 'not done'."""
        cell = pl.col(name)
        if self._column.blank != "zero" or not self._is_monthly:
            return cell
        zero = 1 if name.endswith(":over") else 0
        return pl.when(cell.is_null() & self._reported).then(zero).otherwise(cell)

    def _inside(self) -> pl.Expr:
        if not self._at.desk.has_dated_roster:
            return pl.lit(True)
        return pl.col("as_of").is_between(pl.col("from_month"), pl.col("to_month"))
