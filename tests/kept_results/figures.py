"""The figures that are kept: their names, the places where they stand, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

UNIT = (
    "rank", "total", "earned", "lost", "pending", "rate", "grade", "grade_settled",
    "vetoes", "at_risk", "key", "bonus", "bonus_counted",
)  # fmt: skip
"""The figures of a unit in an assessment, under the names of `kaohe scores`."""

INDICATOR = ("earned", "lost", "pending", "worst", "best", "settled", "homes")
"""The figures of an indicator.

homes: the sums of its ledger lines by `counts_to`, only where they are not simply its earned, lost
and pending points (see `describe_homes`).
"""

HOMES = ("earned", "lost", "pending")
NOT_COUNTED = "none"


class Place(NamedTuple):
    """Where figures stand: those of an indicator, or with indicator "" those of the unit itself."""

    assessment: str
    indicator: str
    unit: str
    as_of: int
    """The month, 1-12."""
    final: bool


Row = tuple[str, ...]
"""The figures of a place, in the order of UNIT or INDICATOR."""

Figures = dict[Place, Row]


def to_text(value: object) -> str:
    """Return a figure as text: "" for none, points with two decimals, lists with spaces."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}" if value == round(value, 2) else str(value)
    return str(value)


def describe_homes(row: Mapping[str, str], sums: Mapping[str, Decimal], *, counted: bool) -> str:
    """Return the ledger's sums by home with six decimals, or "" where they are as expected.

    Expected is: each figure in the home of its name; of a bonus (its `lost` is "") the earned
    points in `earned` if it counts, else in `none`; of a veto, nothing.
    """
    if row["lost"]:
        expected = {home: Decimal(row[home]) for home in HOMES}
    elif row["earned"]:
        expected = {"earned" if counted else NOT_COUNTED: Decimal(row["earned"])}
    else:
        expected = {}
    found = {home: points for home, points in sorted(sums.items()) if points}
    if found == {home: points for home, points in expected.items() if points}:
        return ""
    return " ".join(f"{home}={points:.6f}" for home, points in found.items()) or "none=0.000000"
