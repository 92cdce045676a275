"""The sheet 指标: one row per unit and indicator, with computed and stored figures side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from documents.proof.criteria import Criteria
from documents.proof.formulas import (
    FALSE,
    TRUE,
    Formula,
    constant,
    either,
    greatest_of,
    least_of,
    negate,
    round_to,
    when,
)
from documents.proof.grids import POINTS, WHOLE, CellContent, Grid, GridColumn
from documents.proof.workings import Proved
from scoring.scheme import Indicator, Part

PART_TITLES: dict[Part, str] = {
    "score": "得分项",
    "veto": "否决项",
    "key": "重点考核",
    "bonus": "加分项",
}


@dataclass(frozen=True)
class Stored:
    """The stored figures of a unit's indicator; None where the store has none."""

    earned: Decimal | None = None
    lost: Decimal | None = None
    pending: Decimal | None = None
    is_vetoed: bool | None = None
    moved: Decimal = Decimal(0)
    """Points moved by objections, before they are limited to the points that there are."""


class IndicatorSheet:
    """The indicators; a difference other than 0 is a disagreement between formula and store."""

    (UNIT, NAME, INDICATOR, TITLE, PART, FULL, RULE_EARNED, RULE_LOST, ASKED, MOVED,
     EARNED, STORED_EARNED, EARNED_OFF, LOST, STORED_LOST, LOST_OFF,
     PENDING, STORED_PENDING, PENDING_OFF, VETOED, STORED_VETOED, VETOED_OFF,
     RULE, CLAUSE) = range(24)  # fmt: skip
    DIFFERENCES = (EARNED_OFF, LOST_OFF, PENDING_OFF, VETOED_OFF)

    def __init__(self, *, final: bool) -> None:
        self._final = final
        self.grid = Grid(
            "指标",
            [
                GridColumn("序号", WHOLE, 6), GridColumn("单位", width=28),
                GridColumn("指标", width=8), GridColumn("名称", width=24),
                GridColumn("类别"), GridColumn("满分", POINTS),
                GridColumn("按规则得分", POINTS), GridColumn("按规则失分", POINTS),
                GridColumn("复核决定", POINTS), GridColumn("复核实际", POINTS),
                *_triple("得分"), *_triple("失分"), *_triple("待定"), *_triple("否决"),
                GridColumn("计分办法", width=60), GridColumn("条款", width=16),
            ],
        )  # fmt: skip

    def add(
        self,
        position: int,
        unit: str,
        indicator: Indicator,
        rule: str,
        proved: Proved,
        stored: Stored,
    ) -> None:
        """Add a unit's indicator."""
        leading: list[CellContent] = [
            position, unit, indicator.id, indicator.name, PART_TITLES[indicator.part],
            indicator.full,
        ]  # fmt: skip
        row = self.grid.add_row([*leading, *[None] * 16, rule, indicator.clause])
        if indicator.part == "veto":
            self._fill_veto(row, proved, stored)
        else:
            self._fill_points(row, proved, stored, is_bonus=indicator.part == "bonus")

    def criteria(self) -> Criteria:
        """Return sums over the indicators, once all of them are added."""
        return Criteria(self.grid, self.UNIT)

    def _cell(self, row: int, column: int) -> Formula:
        return self.grid.cell(row, column, home=True)

    def _fill_veto(self, row: int, proved: Proved, stored: Stored) -> None:
        assert proved.is_vetoed is not None
        cells = self.grid.rows[row]
        cells[self.VETOED] = when(proved.is_vetoed, 1, 0)
        cells[self.STORED_VETOED] = int(bool(stored.is_vetoed))
        cells[self.VETOED_OFF] = self._cell(row, self.VETOED) - self._cell(row, self.STORED_VETOED)

    def _fill_points(self, row: int, proved: Proved, stored: Stored, *, is_bonus: bool) -> None:
        cells = self.grid.rows[row]
        full = self._cell(row, self.FULL)
        cells[self.RULE_EARNED] = proved.earned
        earned = self._cell(row, self.RULE_EARNED)
        room = greatest_of(0, full - earned)
        if not is_bonus:
            cells[self.RULE_LOST] = round_to(self._describe_lost(proved, room), 2)
        lost = room if is_bonus else self._cell(row, self.RULE_LOST)
        cells[self.ASKED] = stored.moved
        requested = self._cell(row, self.ASKED)
        cells[self.MOVED] = greatest_of(0 - earned, least_of(requested, lost))
        moved = self._cell(row, self.MOVED)
        cells[self.EARNED] = round_to(earned + moved, 2)
        self._compare(row, self.EARNED, stored.earned)
        if is_bonus:
            return
        cells[self.LOST] = round_to(lost - moved, 2)
        self._compare(row, self.LOST, stored.lost)
        points = full - self._cell(row, self.EARNED) - self._cell(row, self.LOST)
        cells[self.PENDING] = round_to(greatest_of(0, points), 2)
        self._compare(row, self.PENDING, stored.pending)

    def _describe_lost(self, proved: Proved, room: Formula) -> Formula:
        """Return the lost points: all the room once nothing is pending or the year is closed."""
        nothing = constant(0)
        meanwhile = proved.lost_meanwhile
        if meanwhile != nothing:
            meanwhile = least_of(room, meanwhile)
        is_over = proved.is_settled
        if self._final and proved.is_uncomputable == FALSE:
            is_over = TRUE
        elif self._final:
            is_over = either(is_over, negate(proved.is_uncomputable))
        return when(is_over, room, meanwhile)

    def _compare(self, row: int, column: int, stored: Decimal | None) -> None:
        """Write a stored figure beside its formula, and their difference."""
        cells = self.grid.rows[row]
        cells[column + 1] = stored
        formula, value = self._cell(row, column), self._cell(row, column + 1)
        cells[column + 2] = round_to(formula - value, 2)


def _triple(title: str) -> tuple[GridColumn, GridColumn, GridColumn]:
    form = WHOLE if title == "否决" else POINTS
    return (
        GridColumn(f"{title}（公式）", form),
        GridColumn(f"{title}（存储）", form),
        GridColumn("差", form, 6),
    )
