"""Curves (给分): how an amount becomes points."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.clauses.numbers import Number
from scoring.clauses.quantities import ONE, Quantity, Row
from scoring.frozen import Frozen

Steps = Literal["proportional", "whole", "started", "once"]
Edge = Literal["inclusive", "exclusive"]


class Mark(Frozen):
    """An inspector's mark: yes → full, no → 0, a number → itself (× full ÷ out)."""

    kind: Literal["mark"] = "mark"
    reversed: bool = False
    out: Number | None = None


class Each(Frozen):
    """price × steps(amount ÷ per)."""

    kind: Literal["each"] = "each"
    price: Quantity = ONE
    per: Quantity = ONE
    steps: Steps = "proportional"


class Tier(Frozen):
    """The price of what lies above `from`, up to the next tier."""

    from_: Number = Field(alias="from")
    price: Quantity


class Tiers(Frozen):
    """Σ price × the part of the amount in the tier."""

    kind: Literal["tiers"] = "tiers"
    tiers: tuple[Tier, ...] = Field(min_length=1)


class Table(Frozen):
    """The points of the highest row that is reached; under all rows, `below_table`."""

    kind: Literal["table"] = "table"
    rows: tuple[Row, ...] = Field(min_length=1)
    edge: Edge = "inclusive"
    below_table: Quantity | None = None


class Places(Frozen):
    """Points for the places 1, 2, 3 …; past them `beyond`, None: those of the last."""

    kind: Literal["places"] = "places"
    points: tuple[Quantity, ...] = Field(min_length=1)
    beyond: Quantity | None


Curve = Annotated[Mark | Each | Tiers | Table | Places, Field(discriminator="kind")]
