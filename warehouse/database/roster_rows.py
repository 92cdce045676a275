"""The rows of the store's tables that a unit of a roster gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.clauses.roster import AssessedUnit, Dated
from warehouse.faults import SchemeError

FIGURE_DECIMALS, FIGURE_DIGITS = 6, 18
"""The decimals and digits of unit_attribute.attribute_value."""


class UnitRow(NamedTuple):
    """What the table `unit` says of a unit besides its number, scheme and name."""

    kind: str
    group: str = ""
    from_month: int = 1
    to_month: int = 12


class FigureRow(NamedTuple):
    """A figure that the notice sets for a unit, from one month of the year to another."""

    key: str
    from_month: int
    to_month: int
    value: Decimal


def describe_unit(unit: AssessedUnit) -> UnitRow:
    """Return the row of a unit."""
    return UnitRow(unit.kind, unit.group, unit.from_month, unit.to_month)


def list_figures(unit: AssessedUnit) -> Iterator[FigureRow]:
    """Yield the figures of a unit; SchemeError if the store cannot keep one exactly."""
    for key, own in unit.own.items():
        steps = (Dated(value=own),) if isinstance(own, Fraction) else own
        _check_steps(unit.name, key, steps)
        for step in steps:
            value = _to_decimal(unit.name, key, step.value)
            yield FigureRow(key, step.from_month, step.to_month, value)


def _check_steps(unit: str, key: str, steps: Sequence[Dated]) -> None:
    """Raise SchemeError if two steps of a figure hold in the same month, or one in none."""
    months = [month for one in steps for month in range(one.from_month, one.to_month + 1)]
    if len(set(months)) < len(months) or any(one.from_month > one.to_month for one in steps):
        spans = ", ".join(f"{one.from_month}-{one.to_month}" for one in steps)
        raise SchemeError(f"名册“{unit}”的“{key}”：月份 {spans} 有重复（允许：每月至多一个数）")


def _to_decimal(unit: str, key: str, value: Fraction) -> Decimal:
    """Return a figure as a decimal of the table's type, never rounded."""
    scaled = value * 10**FIGURE_DECIMALS
    if scaled.denominator != 1 or abs(scaled) >= 10**FIGURE_DIGITS:
        raise SchemeError(
            f"名册“{unit}”的“{key}”：{value}（允许：至多{FIGURE_DECIMALS}位小数，"
            f"小于 1{'0' * (FIGURE_DIGITS - FIGURE_DECIMALS)}）"
        )
    return Decimal(scaled.numerator).scaleb(-FIGURE_DECIMALS)
