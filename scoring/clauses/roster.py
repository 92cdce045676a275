"""The roster of a scheme: its units, their kinds and groups, and the figures set for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from scoring.clauses.figures import Name
from scoring.clauses.numbers import Number
from scoring.frozen import Frozen

KIND_TITLES = {"town": "乡镇", "department": "部门", "zone": "园区"}
"""The titles of the kinds of unit that are kept as English words; others are their own title."""


def name_kind(kind: str) -> str:
    """Return the title of a kind of unit: the scheme's own word."""
    return KIND_TITLES.get(kind, kind)


Treat = Literal["full", "drop", "rescale", "equal_share", "mean_of_others"]
"""How a clause that does not concern a unit is counted."""


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


def _read_dated(value: Any) -> Any:
    """Return [[1, 10], [7, 20]] as figures of months 1 to 6 and 7 to 12."""
    is_steps = isinstance(value, list | tuple) and all(
        isinstance(one, list | tuple) and len(one) == 2 and isinstance(one[0], int) for one in value
    )
    if not is_steps or not value:
        return value
    ends = [one[0] - 1 for one in value[1:]] + [12]
    return [
        {"from_month": start, "value": number, "to_month": end}
        for (start, number), end in zip(value, ends, strict=True)
    ]


def _tell_dated(value: Any) -> str:
    return "dated" if isinstance(value, list | tuple) else "value"


OwnFigure = Annotated[
    Annotated[Number, Tag("value")] | Annotated[tuple[Dated, ...], Tag("dated")],
    Discriminator(_tell_dated),
]
"""A figure that holds all year, or one after the other."""


class Exemption(Frozen):
    """An entry of the roster: a clause does not concern the unit, with the reason."""

    clause: str
    reason: str = Field(min_length=1)
    document: str = ""
    treat: Treat | None = None
    """How it is then counted; None: as the clause's `not_for` says."""
    months: tuple[int, ...] = ()
    """The months in which it does not; none: all of them."""


class AssessedUnit(Frozen):
    """One unit: its kind, groups, own figures, and the months in which it is assessed."""

    name: str = Field(min_length=1)
    kind: Name
    group: str = ""
    assessments: tuple[str, ...] = ()
    """The assessments that it is in; none: all."""
    printed_names: dict[str, str] = Field(default_factory=dict)
    """Assessment → the name that its annex prints, if that differs."""
    aliases: tuple[str, ...] = ()
    """Its other names in files."""
    own: dict[Name, OwnFigure] = Field(default_factory=dict)
    not_for: tuple[Exemption, ...] = ()
    from_month: int = Field(default=1, ge=1, le=12)
    to_month: int = Field(default=12, ge=1, le=12)
    successor: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_steps(cls, written: Any) -> Any:
        """Read an own figure that is written as [[from month, value], …]."""
        if not isinstance(written, dict) or not isinstance(written.get("own"), dict):
            return written
        own = {key: _read_dated(value) for key, value in written["own"].items()}
        return {**written, "own": own}

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
