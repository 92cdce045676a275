"""The number in a cell of the facts' frame, by the type of its column, and what it can hold."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.assessing.facts import MARKED, POINT_SCALE, CellRef
from scoring.assessing.scope import At
from scoring.assessing.spans import FAR
from scoring.clauses.forms import FormColumn
from scoring.terms.terms import (
    NOTHING,
    ONE,
    ZERO,
    ByMonth,
    Constant,
    Input,
    Term,
    all_of,
    any_of,
    as_term,
    choose,
    greatest,
    is_at_most,
    is_equal,
    known,
    least,
    negate,
)

MOST_COUNT = 10**9
MOST_RATE = 10**18


@dataclass(frozen=True)
class Ticks:
    """What a yes and a no are worth where a cell is no number."""

    yes: Term = ONE
    no: Term = ZERO


PLAIN = Ticks()


def to_number(
    at: At, name: str, described: FormColumn, ticks: Ticks, due_day: int | None = None
) -> Term:
    """Return the number in a column of the frame that holds what a form's column holds."""
    match described.type:
        case "rate":
            return Input(name, over=f"{name}:over", most=MOST_RATE) * 100
        case "tick" | "filing":
            done = is_equal(Input(name, most=1), ONE)
            if due_day is not None and described.type == "filing":
                done = all_of([done, _is_in_time(at, name, due_day)])
            return choose(known(done), choose(done, ticks.yes, ticks.no), NOTHING)
        case "mark" | "fault" | "points":
            scaled = Input(name, POINT_SCALE, most=_find_most(described) * POINT_SCALE)
            if described.type == "points":
                return scaled
            is_yes = is_equal(Input(name, most=10**9), Constant(Fraction(MARKED)))
            is_no = is_equal(Input(name, most=10**9), ZERO)
            return choose(is_yes, ticks.yes, choose(is_no, ticks.no, scaled))
        case "quantity":
            scale = 10**described.decimals
            return Input(name, scale, most=_find_most(described) * scale)
    return Input(name, most=_find_most(described))


def _is_in_time(at: At, name: str, due_day: int) -> Term:
    """Return whether a filing came by its due day; one without a date did.

    In a shorter month the due day is the month's last.
    """
    days = ByMonth(tuple(Fraction(min(due_day, days)) for days in at.desk.month_days))
    in_time = is_at_most(Input(f"{name}:day", most=10**4), days)
    return any_of([in_time, negate(known(in_time))])


def _find_most(described: FormColumn) -> int:
    if described.most is None or described.least is None:
        return MOST_COUNT
    ends = max(abs(described.most), abs(described.least))
    return max(1, -(-ends.numerator // ends.denominator))


def limit_cell(at: At, ref: CellRef, ticks: Ticks) -> tuple[Term, Term]:
    """Return the least and most that a cell can hold."""
    described = at.desk.forms[ref.form].describe(ref.column)
    match described.type:
        case "tick" | "filing":
            return ZERO, ONE
        case "mark" | "fault":
            return least([ticks.yes, ticks.no]), greatest([ticks.yes, ticks.no])
        case "rate":
            most = as_term(100 if described.most is None else described.most * 100)
            return ZERO, most
    low = ZERO if described.least is None else as_term(described.least)
    if described.least is None and described.type == "quantity":
        low = -FAR
    return low, FAR if described.most is None else as_term(described.most)
