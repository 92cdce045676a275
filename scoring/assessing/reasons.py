"""What the ledger says of a line: its figure, what it is held against, and its price."""

from __future__ import annotations

from scoring.assessing.scope import At
from scoring.assessing.texts import Shown, Text
from scoring.clauses.parts import Line
from scoring.terms.terms import Term


def tell_line(at: At, line: Line, ends: object, amount: Term, target: Term | None) -> Text:
    """Return the reason of a line's points."""
    return (Shown(amount),)


def tell_mark(at: At, line: Line, points: Term) -> Text:
    """Return the reason of a mark's points."""
    return ("检查评定得", Shown(points), "分")
