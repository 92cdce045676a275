"""Conditions (when): a figure, score, kind, month or reading against bounds."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from . import figures, tree
from .exact import Figure, Missing, Number
from .facts import At, Spec
from .targets import amount


def condition(at: At, when: Any) -> bool | None:
    """Return whether a condition holds; None: it is not known. A list holds if all hold."""
    if isinstance(when, list):
        answers = [condition(at, one) for one in when]
        return False if False in answers else (None if None in answers else True)
    for key, value in (("reading", None), ("kind", at.unit.kind)):
        if key in when:
            found = at.year.choice(when[key]) if key == "reading" else value
            wanted = when["is"] if key == "reading" else when.get("is", when["kind"])
            return found in (wanted if isinstance(wanted, list) else [wanted])
    if "month" in when:
        if when["month"] is not True:
            when = {"month": True, "is": when["month"]}
        ends: Figure = (Fraction(at.months[-1] if at.is_period else at.year.month),) * 2
    elif "of" not in when and {"score", "assessment"} & when.keys():
        points = tree.score_range(at.year, at.unit, when.get("score"), when.get("assessment"))
        ends = Missing.BLANK if points is None else points
    else:
        ends = figures.figure(at, subject_of(when))
    if isinstance(ends, Missing):
        return None
    answers = [compare(at, when, end) for end in ends]
    return answers[0] if answers[0] == answers[1] else None


def subject_of(when: Spec) -> Spec:
    """Return the figure of a condition: a figure, or a score or own figure by name."""
    named = {key: when[key] for key in ("score", "assessment", "own") if key in when}
    return {"of": named} if named else when


TESTS: dict[str, Callable[[Number, Number], bool]] = {
    "at_least": lambda value, bound: value >= bound,
    "above": lambda value, bound: value > bound,
    "at_most": lambda value, bound: value <= bound,
    "under": lambda value, bound: value < bound,
}


def compare(at: At, when: Spec, value: Number) -> bool | None:
    """Compare a figure with a condition's bounds; None: a bound is not known."""
    answers: list[bool | None] = []
    for name, test in TESTS.items():
        if name in when:
            bound = amount(at, when[name], subject_of(when))
            answers.append(None if bound is None else test(value, bound))
    if "is" in when:
        wanted = when["is"] if isinstance(when["is"], list) else [when["is"]]
        answers.append(any(amount(at, one) == value for one in wanted))
    return False if False in answers else (None if None in answers else True)
