"""The facts that an assessment reads, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from scoring.clauses.decisions import Assessment
from scoring.clauses.requests import CellRequest, RowRequest, list_assessment_uses

SourcePlace = tuple[int, str | None, str | None, int | None]
"""Batch, file, sheet and row of a fact."""
YES, NO, NUMBER = "是", "否", "数"
"""What a cell is: a tick of either side, or a number."""


@dataclass(frozen=True)
class Fact:
    """A cell of a form, with the number that counts; all None where it is blank."""

    unit: str
    ref: str
    """`form.column`, of the year before `last:form.column`."""
    month: int
    """1–12 of the scheme's year, or of the year before."""
    written: str = ""
    """The cell as text for the reader."""
    number: Fraction | None = None
    """The number; 1 of a yes or a filing, 0 of a no; of a rate the numerator."""
    denominator: int | None = None
    tick: str | None = None
    """YES or NO, where the cell is no number."""
    is_filing: bool = False
    filed: date | None = None
    """The date of a filing, where it has one."""
    place: SourcePlace = (0, None, None, None)


@dataclass(frozen=True)
class DatedRow:
    """A row of a dated ledger; `month` 1 is the first of the scheme's year, 0 the month before."""

    unit: str
    form: str
    title: str
    date: date
    month: int
    cells: dict[str, Fraction | str | None]
    """The columns that sources of rows name."""
    place: SourcePlace = (0, None, None, None)


@dataclass(frozen=True)
class Facts:
    """All facts that an assessment reads, up to the as-of month."""

    cells: Sequence[Fact] = ()
    events: Sequence[DatedRow] = ()
    reported: dict[str, dict[int, int]] = field(default_factory=dict)
    """Column of a form → month → the batch that reports it."""
    titles: dict[str, str] = field(default_factory=dict)
    """Column of a form or ledger → its title."""


@dataclass(frozen=True)
class Sources:
    """What an assessment reads: columns of forms, and ledgers with the columns that count."""

    refs: tuple[str, ...]
    ledgers: dict[str, tuple[str, ...]]


def list_sources(assessment: Assessment) -> Sources:
    """Return what an assessment's clauses and vetoes read, without repeats."""
    requests = [use.request for use in list_assessment_uses(assessment)]
    refs = dict.fromkeys(
        f"{'last:' if one.last else ''}{name}"
        for one in requests
        if isinstance(one, CellRequest)
        for name in (
            f"{one.form}.{one.column}",
            *(ref.removeprefix("last:") for ref in one.together),
        )
    )
    ledgers: dict[str, tuple[str, ...]] = {}
    for one in requests:
        if isinstance(one, RowRequest):
            names = [*(key for key, _ in one.where), one.amount, one.price_column, one.highest_per]
            known = ledgers.get(one.form, ())
            ledgers[one.form] = tuple(dict.fromkeys([*known, *filter(None, names)]))
    return Sources(tuple(refs), ledgers)
