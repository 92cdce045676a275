"""The roster of a scheme: its units, their kinds and groups, and the figures set for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from pydantic import Field

from scoring.clauses.figures import Name
from scoring.clauses.numbers import Number
from scoring.frozen import Frozen


class OwnColumn(Frozen):
    """A roster column: a figure that the notice sets for each unit (单位自有数)."""

    key: Name
    title: str = ""
    measure: str = ""
    clause: str = ""


class Dated(Frozen):
    """An own figure from one month of the year to another."""

    value: Number
    from_month: int = Field(default=1, ge=1, le=12)
    to_month: int = Field(default=12, ge=1, le=12)


class Exemption(Frozen):
    """An entry of the roster: a clause does not concern the unit, with the reason."""

    clause: str
    reason: str = Field(min_length=1)
    document: str = ""
    months: tuple[int, ...] = ()
    """The months in which it does not; none: all of them."""


class AssessedUnit(Frozen):
    """One unit: its kind, groups, own figures, and the months in which it is assessed."""

    name: str = Field(min_length=1)
    kind: Name
    group: str = ""
    assessments: tuple[str, ...] = ()
    """The assessments that it is in; none: all."""
    own: dict[Name, Number | tuple[Dated, ...]] = Field(default_factory=dict)
    not_for: tuple[Exemption, ...] = ()
    from_month: int = Field(default=1, ge=1, le=12)
    to_month: int = Field(default=12, ge=1, le=12)
    successor: str | None = None

    def has(self, own: str) -> bool:
        """Return whether the roster gives this own figure for the unit."""
        return own in self.own

    def own_value(self, own: str) -> Fraction | None:
        """Return an own figure that holds all year; None if there is none or it changes."""
        value = self.own.get(own)
        return value if isinstance(value, Fraction) else None


@dataclass(frozen=True)
class UnitClass:
    """Units that no clause tells apart; checks look at one of them."""

    example: AssessedUnit
    size: int


def classify(units: Iterable[AssessedUnit], named: frozenset[str]) -> list[UnitClass]:
    """Group units by kind, group, own figures and assessments; `named` ones stand alone."""
    classes: dict[object, list[AssessedUnit]] = {}
    for unit in units:
        key = (
            unit.kind, unit.group, tuple(sorted(unit.own.items())) if unit.own else (),
            unit.assessments, unit.name if unit.name in named else "",
        )  # fmt: skip
        classes.setdefault(key, []).append(unit)
    return [UnitClass(found[0], len(found)) for found in classes.values()]
