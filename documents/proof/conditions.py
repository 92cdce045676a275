"""Conditions (when): 1 where they hold, 0 where one fails, "" where that is not known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from documents.proof.book import At, Book, Cells
from documents.proof.borders import exceeds, matches, reaches
from documents.proof.figures import measure
from documents.proof.formulas import BLANK, ONE, ZERO, Formula, constant
from documents.proof.functions import both, either, flag, is_number, negate, when
from documents.proof.quantities import require
from scoring.clauses.figures import Figure, Score
from scoring.clauses.parts import Condition, Subject


def hold_all(book: Book, at: At, conditions: Sequence[Condition]) -> Cells:
    """Return whether all conditions hold for each unit."""
    found = [_holds(book, at, condition) for condition in conditions]
    return {unit: _all_of([one[unit] for one in found]) for unit in at.units}


def _all_of(answers: list[Formula]) -> Formula:
    answers = [one for one in answers if one != ONE]
    if len(answers) < 2 or ZERO in answers:
        return ZERO if ZERO in answers else answers[0] if answers else ONE
    some_fail = either(*(one.equals(0) for one in answers))
    unknown = negate(both(*(is_number(one) for one in answers)))
    return when(some_fail, 0, when(unknown, BLANK, 1))


def _holds(book: Book, at: At, condition: Condition) -> Cells:
    subject = condition.subject
    if isinstance(subject, Subject) and subject.kind == "unit_kind":
        assert isinstance(condition.against, tuple), "a kind is one of some names"
        return {
            unit: flag_literal(book.roster[unit].kind in condition.against) for unit in at.units
        }
    if isinstance(subject, Subject):
        month = constant(at.months[-1] if at.is_period else book.as_of)
        return {unit: _compare(book, at, condition, month, unit) for unit in at.units}
    ends = _take_ranges(book, at, subject)
    found = {}
    for unit in at.units:
        least, most = ends[unit]
        low = _compare(book, at, condition, least, unit)
        if least is not most:
            high = _compare(book, at, condition, most, unit)
            low = when(low.equals(high), low, BLANK)
        found[unit] = low
    return found


def _take_ranges(book: Book, at: At, figure: Figure) -> dict[int, tuple[Formula, Formula]]:
    """Return the ends of a figure; what is earned of a score may decide before all is known."""
    if isinstance(figure, Score) and not at.is_missed:
        return {unit: book.range_of(figure.score, figure.assessment, unit) for unit in at.units}
    return {unit: (one.low, one.high) for unit, one in measure(book, at, figure).items()}


def flag_literal(condition: bool) -> Formula:
    """Return 1 or 0 for what the scheme itself decides."""
    return ONE if condition else ZERO


def _compare(book: Book, at: At, condition: Condition, value: Formula, unit: int) -> Formula:
    if isinstance(condition.against, tuple):
        found = either(*(matches(value, Fraction(text)) for text in condition.against))
        return _if_known(flag(found), value)
    subject = None if isinstance(condition.subject, Subject) else condition.subject
    bound = require(book, at, condition.against, subject)[unit]
    test = {
        "at_least": lambda: reaches(value, bound),
        "above": lambda: exceeds(value, bound),
        "at_most": lambda: negate(exceeds(value, bound)),
        "under": lambda: negate(reaches(value, bound)),
        "is": lambda: matches(value, bound),
    }[condition.test]()
    return _if_known(flag(test), value, bound)


def _if_known(answer: Formula, *values: Formula) -> Formula:
    if BLANK in values:
        return BLANK
    return when(both(*(is_number(one) for one in values)), answer, BLANK)
