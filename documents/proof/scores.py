"""Published figures as cells, beside what the store says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from documents.proof.borders import tidy
from documents.proof.formulas import FALSE, TRUE, ZERO, Formula, quote
from documents.proof.grids import Grid, GridColumn, make_columns

TREATED = {
    "full": "计满分", "drop": "不计", "rescale": "其余折算", "equal_share": "其余均分",
    "mean_of_others": "按其他单位平均",
}  # fmt: skip
UNSURE = "?"
"""How a part is treated while a condition that decides it is not known."""
GONE = ("drop", "rescale", "equal_share")
PLAIN, BESIDE = "得分", "附加"
"""Whether a part has a full mark, or adds and deducts."""
SIDES = ("得分", "失分", "待定", "附加")


class Other(NamedTuple):
    """A part of another assessment as it is stored, for one unit."""

    points: Decimal | Fraction | None
    """None while they are open."""
    low: Decimal | Fraction | None
    high: Decimal | Fraction | None
    """Between which they will lie, for conditions; None: not known."""


@dataclass(frozen=True)
class Stored:
    """What the store says of an assessment: figures by unit and id, and the leaderboard's rows."""

    figures: dict[tuple[str, str], dict[str, Decimal]] = field(default_factory=dict)
    """(unit, id) → 得分, 失分, 待定, 附加 as stored; of a clause without a full mark 附加 alone."""
    moves: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    """Points moved by objections, before they are limited to the points that there are."""
    board: Sequence[dict[str, Any]] = ()
    others: Mapping[tuple[str, str, str], Other] = field(default_factory=dict)
    """(assessment, part or `total`, unit) → what is known of it: of other assessments."""


@dataclass(frozen=True)
class Score:
    """A unit's part as cells: what its node adds up, and what conditions look at."""

    earned: Formula
    lost: Formula
    pending: Formula
    added: Formula
    is_open: Formula
    full: Formula
    counts: Formula
    """1 where the part is there for its node; 0 where it does not concern the unit."""


def triple(title: str, letter: str = "p") -> list[GridColumn]:
    """Return the columns of a figure: by formula, as stored, the difference."""
    return make_columns(f"{title}//{letter} 系统{title}//{letter} {title}差/6/o")


def compare(grid: Grid, row: int, title: str, formula: Formula, stored: Decimal | None) -> Formula:
    """Write a figure, the stored one and the difference; without a stored one only the figure."""
    grid.put(row, title, tidy(formula))
    if stored is not None:
        grid.put(row, f"系统{title}", stored)
        away = grid.cell(row, title) - grid.cell(row, f"系统{title}")
        # The store keeps 6 decimals of what is converted (折算).
        value = away.number if away.number and abs(away.number) > NOISE else ZERO.number
        grid.put(row, f"{title}差", Formula(f"ROUND({away.text},5)", value))
    return grid.cell(row, title)


NOISE = Fraction(1, 200_000)


def is_word(way: Formula, word: str) -> Formula:
    """Return whether a text is a word; at once where it is no formula."""
    if way.text == quote(str(way.value)):
        return TRUE if way.value == word else FALSE
    return way.equals(word)
