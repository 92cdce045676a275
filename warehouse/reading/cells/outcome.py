"""The result of reading one cell, and what a reader needs besides the cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scoring.dataset import Column
from scoring.year import SchemeYear
from warehouse.reading.contract import BLANK, Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell has no value: what was expected and, for a question, the possible answers."""

    severity: Severity
    code: str
    message: str
    options: tuple[str, ...] = ()
    topic: str | None = None
    """The subject of a question whose answer serves several cells; None: the cell's text."""


Outcome = str | Problem | None
"""A value as canonical text, None for a blank, or why there is no value."""


@dataclass(frozen=True, slots=True)
class CellContext:
    """What a reader must know besides the cell."""

    column: Column
    year: SchemeYear
    month: str | None
    today: date
    scale: str | None = None
    """How a rate column writes plain numbers: `percent`, `fraction`, `mixed`, or unknown."""
    is_checked_only: bool = False
    """Whether the column is a rate that only confirms the counts of its row."""
    first_number: int = 1
    """The number of the earliest month of a ledger's rows."""


def refuse(code: str, message: str) -> Problem:
    """Return an error: the cell must be corrected."""
    return Problem("error", code, message)


def ask(code: str, message: str, *options: str, topic: str | None = None) -> Problem:
    """Return a question; reading the cell as blank is always among its answers."""
    return Problem("question", code, message, (*options, BLANK), topic)
