"""Quantities: what stands where a number may stand, from a plain number to a mean of the units."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from scoring.clauses.figures import Figure, Name
from scoring.clauses.numbers import Number
from scoring.frozen import Frozen


class Fixed(Frozen):
    """A number of the notice."""

    kind: Literal["fixed"] = "fixed"
    value: Number


class OfFull(Frozen):
    """A part of the full mark in force, of the unit and the period; -1 is all of it as a loss."""

    kind: Literal["of_full"] = "of_full"
    share: Number


class Among(Frozen):
    """The units whose figures make a mean: all, the own group or kind, or those of some kinds."""

    units: Literal["all", "group", "kind", "kinds"] = "all"
    kinds: tuple[Name, ...] = ()
    without_own: bool = False


class MeanOfUnits(Frozen):
    """The mean of the units' figures: simple, or pooled (Σ of ÷ Σ out_of)."""

    kind: Literal["mean_of_units"] = "mean_of_units"
    mean: Literal["simple", "pooled"]
    among: Among = Among()
    figure: Figure | None = None
    """None: the figure that is held against it."""


class Row(Frozen):
    """A row of a table: from this value on, these points."""

    from_: Number = Field(alias="from")
    points: Quantity


class Tiered(Frozen):
    """A target read from a table by another figure; the highest row reached counts."""

    kind: Literal["tiered"] = "tiered"
    figure: Figure
    table: tuple[Row, ...] = Field(min_length=1)


Basis = Annotated[Figure | MeanOfUnits | Tiered, Field(discriminator="kind")]


class Target(Frozen):
    """A measured quantity: (basis + plus) × times, paced over the year, by the unit's months."""

    kind: Literal["target"] = "target"
    basis: Basis
    plus: Number = Fraction(0)
    plus_as: Literal["points", "percent"] = "points"
    times: Number = Fraction(1)
    pace: bool = False
    """Whether a year's task counts as × month ÷ 12."""
    own_months: Literal["exact", "up", "down"] | None = None
    """Whether it counts × the unit's months ÷ 12, and how that is rounded."""


class ByUnit(Frozen):
    """A quantity by unit, then by kind, then for the others; none of them: the part is absent."""

    kind: Literal["by_unit"] = "by_unit"
    units: dict[str, Plain] = Field(default_factory=dict)
    kinds: dict[str, Plain] = Field(default_factory=dict)
    others: Plain | None = None


Plain = Annotated[Fixed | OfFull | Target, Field(discriminator="kind")]
Quantity = Annotated[Fixed | OfFull | Target | ByUnit, Field(discriminator="kind")]

for _model in (Row, Tiered, Target, ByUnit):
    _model.model_rebuild()

ONE = Fixed(value=Fraction(1))
ZERO = Fixed(value=Fraction(0))
FULL = OfFull(share=Fraction(1))


def list_plain(quantity: Quantity) -> list[Plain]:
    """Return the alternatives of a quantity: one, or those of the units."""
    if not isinstance(quantity, ByUnit):
        return [quantity]
    others = [quantity.others] if quantity.others else []
    return [*quantity.units.values(), *quantity.kinds.values(), *others]


def find_sign(quantity: Quantity) -> int | None:
    """Return -1, 0 or 1 if all alternatives have that sign (measured: ≥ 0 × times), else None."""
    signs = {_sign(plain) for plain in list_plain(quantity)}
    return signs.pop() if len(signs) == 1 else None


def _sign(plain: Plain) -> int:
    match plain:
        case Fixed(value=number) | OfFull(share=number) | Target(times=number):
            return (number > 0) - (number < 0)


def list_figures(quantity: Quantity | None) -> Iterator[Figure]:
    """Yield the figures that a quantity is measured by."""
    for plain in list_plain(quantity) if quantity else ():
        if isinstance(plain, Target):
            match plain.basis:
                case MeanOfUnits(figure=figure):
                    if figure:
                        yield figure
                case Tiered(figure=figure, table=table):
                    yield figure
                    for row in table:
                        yield from list_figures(row.points)
                case figure:
                    yield figure
