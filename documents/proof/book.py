"""A proof while it is made: its facts, its roster, and the sheets of figures and of points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.proof.event_sheet import EventSheet
from documents.proof.fact_sheets import FactSheet, ReportSheet
from documents.proof.facts import Facts
from documents.proof.formulas import FALSE, Formula, constant
from documents.proof.grids import Grid, make_columns
from scoring.clauses.notice import Heading
from scoring.clauses.roster import AssessedUnit
from scoring.clauses.sentences.voice import make_voice

YEAR = tuple(range(1, 13))

Cells = Mapping[int, Formula]
"""Position of a unit in the roster, from 0 → a formula."""


@dataclass(frozen=True)
class At:
    """For whom, in which window and under which full mark a part is scored."""

    clause: str
    units: tuple[int, ...]
    """The units that it concerns, which are those that places and means compare."""
    full: Cells | None = None
    worth: Cells | None = None
    """What a full mark is worth where there is none: the ceiling of the addition."""
    months: tuple[int, ...] = YEAR
    is_period: bool = False
    known_only: bool = False
    """Whether only what is known counts, as in an addition."""
    is_missed: bool = False
    """Whether nothing was done in the window, which is scored as at the year's close."""

    @property
    def label(self) -> str:
        """The window in words."""
        if not self.is_period:
            return "全年"
        first, last = self.months[0], self.months[-1]
        return f"{first}月" if first == last else f"{first}—{last}月"


HEAD = "文件序号/9/0 单位/28 指标/8 {word}/36 期/8 "
FIGURE_COLUMNS = "数 分母 份数 应报月数 最近月份 参比值 参比数 首次出现 并列数 最好 最差 值 值上限"
POINT_COLUMNS = (
    "条件 数 数上限 名次 目标 差距 每 步数 单价 得分 期数 满分 起点 合计 合计上限 折算 系数"
    " 最低 最高 最少 最多 未定 无基数"
)


@dataclass
class Book:
    """The sheets of a proof, and what is known when they are made."""

    facts: Facts
    heading: Heading
    roster: Sequence[AssessedUnit]
    as_of: int
    is_final: bool
    score_of: Callable[[str | None, str | None, int], Formula] = lambda *_: constant(0)
    range_of: Callable[[str | None, str | None, int], tuple[Formula, Formula]] = lambda *_: (
        constant(0),
        constant(0),
    )
    """The least and most of a score, for conditions."""
    """(id, assessment, unit) → the points of another part; a blank while they are open."""
    is_vetoed: Callable[[int], Formula] = lambda _: FALSE
    """Whether a veto takes a unit's score, rank or place."""
    is_taken: Callable[[int], Formula] = lambda _: FALSE
    """Whether a veto takes a unit's score."""
    made: dict[object, Any] = field(default_factory=dict)
    """What was written once and is read again."""
    notes: dict[str, None] = field(default_factory=dict)
    """What this proof does not prove by formulas, each sentence once."""

    def __post_init__(self) -> None:
        positions = {unit.name: number for number, unit in enumerate(self.roster, start=1)}
        self.cells = FactSheet(self.facts, positions, self.heading.calendar)
        self.reported = ReportSheet(self.facts)
        self.events = EventSheet(self.facts, positions)
        self.figures = Grid("取数", make_columns(HEAD.format(word="取什么数") + FIGURE_COLUMNS))
        self.points = Grid("计分", make_columns(HEAD.format(word="计分项") + POINT_COLUMNS))
        self.voice = make_voice(self.heading)

    def open_row(self, grid: Grid, at: At, unit: int, words: str) -> int:
        """Begin a unit's row in the sheet of figures or of points."""
        return grid.add_row([unit + 1, self.roster[unit].name, at.clause, words, at.label])

    def note(self, clause: str, unit: int, words: str, formula: Formula) -> Formula:
        """Write what many formulas need in a row of its own of 取数; return the reference."""
        if formula.is_written:
            return formula
        row = self.open_row(self.figures, At(clause, (unit,)), unit, words)
        return self.figures.put(row, "值", formula)

    def position(self, grid: Grid, row: int) -> Formula:
        """Return the cell of a row that holds the unit's number, by which facts refer to it."""
        cell = grid.cell(row, "文件序号")
        sheet, _, place = cell.text.partition("!")
        return Formula(f"{sheet}!${place}", cell.value)

    def own_months(self, unit: int, months: Sequence[int]) -> tuple[int, ...]:
        """Return the months of a window in which a unit is on the roster."""
        one = self.roster[unit]
        return tuple(month for month in months if one.from_month <= month <= one.to_month)

    def is_over(self, at: At, unit: int) -> bool:
        """Return whether a window has reached its last month in which the unit is on the roster."""
        months = self.own_months(unit, at.months)
        return not months or months[-1] <= self.as_of
