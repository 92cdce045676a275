"""Targets and other scalars: numbers, parts of the full mark, own figures, means, tiers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from . import figures, standing
from .exact import exact, is_number, known
from .facts import At
from .parameters import own_figure, settle


def amount(at: At, value: Any, subject: Any = None) -> Fraction | None:
    """Return a number or target; None: there is none, or it is not known.

    `subject` is the figure that is held against it, for means of the units' same figure.
    """
    value = settle(at, value)
    if value is None or value == "none":
        return None
    if is_number(value):
        return exact(value)
    if value in ("full", "-full"):
        return None if at.full is None else at.full * (1 if value == "full" else -1)
    if isinstance(value, str):
        value = {"of": value}
    return modified(at, value, base(at, value, subject), subject)


def base(at: At, target: dict[str, Any], subject: Any) -> Fraction | None:
    """Return a target before its modifiers."""
    if "full" in target:
        return None if at.full is None else at.full * exact(target["full"])
    if "own" in target:
        return own_figure(at, target["own"])
    if "mean" in target:
        return standing.mean(at, target, subject)
    if "number" in target:
        return amount(at, target["number"])
    value = known(figures.figure(at, target))
    if value is None or "table" not in target:
        return value
    reached = [exact(row[1]) for row in target["table"] if exact(row[0]) <= value]
    return reached[-1] if reached else None  # tiers: the highest row reached


def modified(
    at: At, target: dict[str, Any], value: Fraction | None, subject: Any
) -> Fraction | None:
    """Apply `plus`, `times`, `pace` (months gone ÷ 12) and `own_months` (on the roster ÷ 12)."""
    if value is None:
        return None
    plus = amount(at, target.get("plus", 0)) or Fraction(0)
    if settle(at, target.get("plus_as", "points")) == "percent":
        plus = value * plus / 100
    value += plus
    value *= exact(settle(at, target.get("times", 1)))
    if target.get("pace"):
        value *= Fraction(figures.month_of(at, subject), 12)
    months = settle(at, target.get("own_months", "none"))
    if months != "none":
        value *= Fraction(at.unit.last - at.unit.first + 1, 12)
    if months in ("up", "down"):
        value = Fraction(math.ceil(value) if months == "up" else math.floor(value))
    return value
