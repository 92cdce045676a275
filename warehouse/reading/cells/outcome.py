"""What reading one cell can lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scoring.dataset import Column
from warehouse.reading.contract import BLANK, Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell has no value: what was wanted, and for a question the answers to choose from."""

    severity: Severity
    code: str
    message: str
    options: tuple[str, ...] = ()
    topic: str | None = None
    """What a question is about, where one answer serves several cells; else the cell's text."""


Outcome = str | Problem | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What must be known beside the cell itself."""

    column: Column
    year: int
    month: str | None
    today: date
    scale: str | None = None
    """How the plain numbers of a rate column are meant: `percent`, `fraction`, or unknown."""
    is_checked_only: bool = False
    """Whether the column is a rate that only confirms counts of its row."""
    first_year: int | None = None
    """The earliest year that a ledger's rows may be of."""


def refuse(code: str, message: str) -> Problem:
    """Return an error: the cell cannot be right."""
    return Problem("error", code, message)


def ask(code: str, message: str, *options: str, topic: str | None = None) -> Problem:
    """Return a question; reading the cell as blank is always among its answers."""
    return Problem("question", code, message, (*options, BLANK), topic)
