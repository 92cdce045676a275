"""Draws single cells and rows of the forms, with the rules' thresholds drawn often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from random import Random
from types import MappingProxyType

from .notices import JIANGXIAN, YEAR_OF, Column, Unit
from .sheets import Value

# The counts that decide something, by column; others are drawn from 0 to 3.
COUNTS: Mapping[str, Sequence[int]] = MappingProxyType(
    {
        "column_posts": (0, 0, 1, 1, 1, 2, 2, 3, 9),
        "publicity_posts": (0, 0, 1, 1, 1, 2, 2, 3, 9),
        "trainings": (0, 0, 0, 0, 1, 1, 2),
        "supervision_objects": (0, 1, 3, 50, 60, 997),
        "supervision_actions": (0, 1, 3, 50, 60, 333),
        "actions_recorded": (0, 1, 7, 7, 1200, 1200, 1201, 99_999),
        "exposures": (0, 0, 0, 1, 1, 2, 6),
        "innovations": (0, 1, 4, 5, 6, 7, 12),
        "unpublished_findings": (0, 1, 7, 74, 75, 76),
        "feedback_missing": (0, 1, 9, 10, 11),
        "supervision_missing": (0, 1, 14, 15, 16),
        "villages": (7, 12, 20),
        "meetings_required": (0, 1, 3, 6, 7, 8),
        "tasks_assigned": (0, 1, 3, 6, 7, 8),
    }
)
# Percentages at and beside 97% and 80%, whole and started points, and the ends.
PERCENTAGES = ("100", "99.99", "99.5", "99", "98.01", "97", "96.99", "80", "79.99", "75", "0")
NOT_ABOVE = {
    "stations": "villages",
    "meetings_attended": "meetings_required",
    "tasks_on_time": "tasks_assigned",
}


def draw_cell(key: str, column: Column, unit: Unit, month: int, dice: Random) -> Value:
    """Draw a value (never blank) for a column of a form."""
    if column.kind == "filing":
        return draw_filing(month, dice)
    if column.kind == "count":
        return draw_count(key, unit, dice)
    if column.kind == "rate":
        return draw_rate(dice)
    if column.kind == "points":
        return draw_points(column.top, dice)
    if column.kind == "assessed" and dice.random() < 0.4:
        return draw_points(column.top, dice)
    return dice.random() < 0.7 if column.kind == "assessed" else dice.random() < 0.3


def draw_filing(month: int, dice: Random) -> Value:
    """Draw a tick or a filing date: about the due day, or in the month before or after."""
    year = YEAR_OF[JIANGXIAN]
    earlier = date(year, month - 1, 28) if month > 1 else date(year - 1, 12, 31)
    later = date(year, month + 1, 1) if month < 12 else date(year + 1, 1, 5)
    on_the_20th, on_the_21st = date(year, month, 20), date(year, month, 21)
    return dice.choice((True, True, False, on_the_20th, on_the_21st, earlier, later))


def draw_count(key: str, unit: Unit, dice: Random) -> int:
    """Draw a count, for the information posts about the unit's own quota."""
    if key == "information_posts" and unit.monthly_quota is not None:
        quota = unit.monthly_quota
        return dice.choice((0, quota - 1, quota, quota, quota + 1))
    if key in NOT_ABOVE:
        return dice.choice((0, 1, 3, 6, 7, 8))
    return dice.choice(COUNTS.get(key, (0, 1, 2, 3)))


def draw_rate(dice: Random) -> Fraction:
    """Draw a rate as a fraction of 1, often at a threshold, else any with two decimals."""
    if dice.random() < 0.7:
        return Fraction(dice.choice(PERCENTAGES)) / 100
    return Fraction(dice.randint(0, 10_000), 10_000)


def draw_points(top: int, dice: Random) -> Fraction:
    """Draw points from 0 to the top with at most two decimals, often the ends or a half."""
    ends = (Fraction(0), Fraction(top), Fraction(top, 2), Fraction(top) - Fraction(1, 100))
    return dice.choice(ends) if dice.random() < 0.6 else Fraction(dice.randint(0, top * 100), 100)


def keep_cross_rules(row: dict[str, Value]) -> None:
    """Hold down what may not pass another column: attended <= required and the like."""
    for part, whole in NOT_ABOVE.items():
        part_value, whole_value = row.get(part), row.get(whole)
        if isinstance(part_value, int) and isinstance(whole_value, int):
            row[part] = min(part_value, whole_value)


def draw_hotline(dice: Random) -> dict[str, Value]:
    """Draw a month's orders: none, all done, exactly 80% of them, or any part."""
    transferred = dice.choice((0, 0, 1, 5, 5, 10, 25, 200, dice.randint(1, 40)))

    def part() -> int:
        four_fifths = transferred * 4 // 5
        any_part = dice.randint(0, transferred)
        return dice.choice((transferred, transferred, four_fifths, any_part))

    return {
        "transferred": transferred,
        "completed": part(),
        "overdue": transferred - part(),
        "satisfied": part(),
    }


def draw_information(dice: Random) -> dict[str, Value]:
    """Draw a quarter's posts, from few enough figures that ties are common."""
    submitted = dice.choice((0, 1, 2, 4, 5, 10, 10, 20))
    return {
        "submitted": submitted,
        "adopted": dice.choice((submitted, submitted // 2, dice.randint(0, submitted))),
    }
