"""Sets of months of a year as bit masks; January is bit 0."""

from __future__ import annotations

from functools import cache

import polars as pl

YEAR = range(1, 13)
WHOLE_YEAR = 0b1111_1111_1111


def from_mask(mask: int) -> list[int]:
    """Return the months of a mask, in order."""
    return [month for month in YEAR if mask >> (month - 1) & 1]


def one_month(month: pl.Expr) -> pl.Expr:
    """Return the mask of a single month number; 0 where the month is null."""
    bits = {number: 1 << (number - 1) for number in YEAR}
    return month.replace_strict(bits, default=0, return_dtype=pl.Int32)


def format_months(mask: pl.Expr, first_month: int = 1) -> pl.Expr:
    """Return a mask as text: 5月、7—9月; months are those of the calendar.

    `first_month` is the calendar month with which the scheme's year begins.
    """
    return mask.replace_strict(_list_texts(first_month), return_dtype=pl.String)


@cache
def _list_texts(first_month: int) -> dict[int, str]:
    """Return mask → text for all 4,096 masks, so that a column is formatted by one lookup."""
    return {
        mask: _format_runs([name_month(month, first_month) for month in from_mask(mask)])
        for mask in range(WHOLE_YEAR + 1)
    }


def name_month(month: int, first_month: int) -> int:
    """Return the calendar month that a month of the scheme's year is."""
    return (month + first_month - 2) % 12 + 1


def _format_runs(months: list[int]) -> str:
    runs: list[list[int]] = []
    for month in months:
        if runs and runs[-1][-1] == month - 1:  # no run goes on from 12月 to 1月
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(f"{run[0]}月" if len(run) == 1 else f"{run[0]}—{run[-1]}月" for run in runs)
