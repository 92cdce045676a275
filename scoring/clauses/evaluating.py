"""What quantities and full marks are for a unit, as far as the scheme alone can say."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.clauses.figures import Own
from scoring.clauses.parts import Child, Clause, Concerns, Condition, Group, Node, Part, Subject
from scoring.clauses.quantities import ByUnit, Fixed, OfFull, Plain, Quantity, Target
from scoring.clauses.roster import AssessedUnit


@dataclass(frozen=True)
class InForce:
    """A unit, and the full mark that `full` means where a quantity stands (None: unknown)."""

    unit: AssessedUnit
    full: Fraction | None = None


def pick(quantity: Quantity, unit: AssessedUnit) -> Plain | None:
    """Return the quantity that holds for a unit: by name, else by kind, else the others'."""
    if not isinstance(quantity, ByUnit):
        return quantity
    return quantity.units.get(unit.name, quantity.kinds.get(unit.kind, quantity.others))


def evaluate(quantity: Quantity | None, at: InForce) -> Fraction | None:
    """Return a quantity's value; None if there is none or only data can say."""
    plain = pick(quantity, at.unit) if quantity else None
    match plain:
        case Fixed(value=value):
            return value
        case OfFull(share=share):
            return None if at.full is None else share * at.full
        case Target(basis=Own(own=own), own_months=None, pace=False) if not plain.plus:
            figure = at.unit.own_value(own)
            return None if figure is None else figure * plain.times
    return None


def concerns(part: Part, unit: AssessedUnit) -> bool:
    """Return whether a part is there for a unit: its `for`, its kind and its full mark say so."""
    if part.concerns and not _is_among(part.concerns, unit):
        return False
    if any(not may_hold(condition, unit) for condition in part.when):
        return False
    if part.full is None:
        return True
    plain = pick(part.full, unit)
    if isinstance(plain, Target) and isinstance(plain.basis, Own):
        return unit.has(plain.basis.own)
    return plain is not None


def _is_among(wanted: Concerns, unit: AssessedUnit) -> bool:
    return (
        (not wanted.units or unit.name in wanted.units)
        and (not wanted.kinds or unit.kind in wanted.kinds)
        and (wanted.having is None or unit.has(wanted.having))
    )


def may_hold(condition: Condition, unit: AssessedUnit) -> bool:
    """Return False where a condition on the unit's kind fails; data decide the others."""
    subject, against = condition.subject, condition.against
    if not isinstance(subject, Subject) or subject.kind != "unit_kind":
        return True
    return not isinstance(against, tuple) or unit.kind in against


def full_of(part: Child | Group, unit: AssessedUnit) -> Fraction | None:
    """Return a part's full mark for a unit, 0 for an addition; None if only data can say.

    A node without one of its own has what its children add up to.
    """
    if not concerns(part, unit):
        return Fraction(0)
    if part.full is not None:
        return evaluate(part.full, InForce(unit))
    if not isinstance(part, Node):
        return Fraction(0)
    return add_up(list(part.clauses), unit)


def add_up(parts: list[Child] | list[Group], unit: AssessedUnit) -> Fraction | None:
    """Return the sum of the parts' full marks for a unit; None if only data can say."""
    total = Fraction(0)
    for part in parts:
        if (full := full_of(part, unit)) is None:
            return None
        total += full
    return total


def groups_with_full(part: Clause | Group) -> list[Group]:
    """Return the groups directly within that have a full mark of their own."""
    return [item for item in part.lines if isinstance(item, Group) and item.full is not None]
