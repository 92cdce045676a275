"""Typed facts by dataset and month, as batches hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

Value = bool | int | Fraction | date | str | None
Cells = Mapping[str, Value]


@dataclass(frozen=True)
class Sheet:
    """The batch that stands for one dataset and month; `columns` are the columns that it has.

    Forms, inspections and quarters hold their rows by unit; the dated ledgers are lists.
    """

    columns: frozenset[str]
    rows: dict[str, dict[str, Value]] | list[dict[str, Value]]


Facts = dict[str, dict[str, Sheet]]


def as_count(value: Value) -> int | None:
    """Take a cell as a count or blank; anything else is a mistake in the facts."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"not a count: {value!r}")
