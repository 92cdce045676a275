"""The sheet 总分: computed and stored totals, rates, grades and ranks, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from documents.proof.criteria import Criterion
from documents.proof.exactness import CENTS
from documents.proof.formulas import FALSE, NONE, Formula, floor, quote, round_to, when
from documents.proof.grids import POINTS, TEXT, WHOLE, Grid, GridColumn
from documents.proof.indicator_sheet import PART_TITLES, IndicatorSheet
from scoring.scheme import Assessment, PassMark, VetoKeyBonus

HEADER = 4
"""The row of the titles; the workbook's title and the verdict are above it."""
OPEN = "—"
FIGURES: dict[str, str] = {
    "earned": POINTS,
    "lost": POINTS,
    "pending": POINTS,
    "bonus": POINTS,
    "total": POINTS,
    "rate": POINTS,
    "grade": TEXT,
    "rank": WHOLE,
}
"""Figure → number format."""
TITLES = {
    "earned": "得分",
    "lost": "失分",
    "pending": "待定",
    "bonus": "加分",
    "total": "总分",
    "rate": "得分率%",
    "grade": "等次",
    "rank": "名次",
}


class TotalSheet:
    """One row per unit in stored order, with formula, stored value and difference per figure."""

    POSITION, NAME, FULL, VETOES = range(4)

    def __init__(self, assessment: Assessment, indicators: IndicatorSheet, title: str) -> None:
        self._assessment = assessment
        self._indicators = indicators
        self._criteria = indicators.criteria()
        self._figures = [
            figure for figure in FIGURES if assessment.has_bonus or figure not in {"bonus", "total"}
        ]
        if assessment.grading is None:
            self._figures.remove("grade")
        fields = [
            GridColumn("序号", WHOLE, 6),
            GridColumn("单位", width=28),
            GridColumn("满分", POINTS),
        ]
        self._has_vetoes = any(indicator.part == "veto" for indicator in assessment.indicators)
        if self._has_vetoes:
            fields.append(GridColumn("否决项数", WHOLE))
        self._first = len(fields)
        for figure in self._figures:
            form, name = FIGURES[figure], TITLES[figure]
            if figure == "earned" and assessment.has_bonus:
                name = "重点考核"
            fields += [
                GridColumn(f"{name}（公式）", form),
                GridColumn(f"{name}（存储）", form),
                GridColumn("差", ANY_DIFFERENCE, 6),
            ]
        self.grid = Grid("总分", fields, header=HEADER, title=(title, None))

    def column(self, figure: str) -> int:
        """Return the column of a figure's formula; the stored value and the difference follow."""
        return self._first + 3 * self._figures.index(figure)

    def fill(self, units: Sequence[tuple[int, dict[str, Any]]]) -> None:
        """Write every unit, given as (position, stored figures), then the verdict."""
        for position, stored in units:
            self._add_unit(position, stored)
        for row, (_, stored) in enumerate(units):
            self._compare(row, "rank", self._format_rank(row), stored["rank"])
        self.grid.title = (self.grid.title[0], self._describe_verdict())

    def _cell(self, row: int, column: int) -> Formula:
        return self.grid.cell(row, column, home=True)

    def _get(self, row: int, figure: str) -> Formula:
        return self._cell(row, self.column(figure))

    def _add_unit(self, position: int, stored: dict[str, Any]) -> None:
        row = self.grid.add_row([position, stored["unit"], *[None] * (len(self.grid.columns) - 2)])
        cells, sheet = self.grid.rows[row], self._indicators
        cells[self.FULL] = self._sum(row, sheet.FULL)
        is_vetoed = FALSE
        if self._has_vetoes:
            cells[self.VETOES] = self._sum(row, sheet.VETOED)
            is_vetoed = self._cell(row, self.VETOES) > 0
        columns = {"earned": sheet.EARNED, "lost": sheet.LOST, "pending": sheet.PENDING}
        for figure, column in columns.items():
            points = when(is_vetoed, NONE, round_to(self._sum(row, column), 2))
            self._compare(row, figure, points, stored[figure])
        if isinstance(self._assessment.grading, VetoKeyBonus):
            bonus = round_to(self._sum(row, sheet.EARNED, is_bonus=True), 2)
            self._compare(row, "bonus", when(is_vetoed, NONE, bonus), stored["bonus"])
            total = self._format_total(row, self._assessment.grading)
            self._compare(row, "total", when(is_vetoed, NONE, total), stored["total"])
        self._compare(row, "rate", when(is_vetoed, NONE, self._format_rate(row)), stored["rate"])
        if self._assessment.grading is not None:
            self._compare(row, "grade", self._format_grade(row, is_vetoed), stored["grade"])

    def _sum(self, row: int, column: int, *, is_bonus: bool = False) -> Formula:
        unit = Criterion(self._indicators.UNIT, self._cell(row, self.POSITION))
        part = Criterion(self._indicators.PART, PART_TITLES["bonus"], "" if is_bonus else "<>")
        return self._criteria.sum(column, unit, part)

    def _format_total(self, row: int, grading: VetoKeyBonus) -> Formula:
        key, bonus = self._get(row, "earned"), self._get(row, "bonus")
        return when(key > grading.bonus_above, round_to(key + bonus, 2), key)

    def _format_rate(self, row: int) -> Formula:
        """Return earned ÷ (full − pending) in percent, half up; a dash if nothing is decided."""
        # With points as whole cents: (2 × earned × 10⁴ + decided) ÷ (2 × decided), rounded down.
        earned = round_to(self._get(row, "earned") * CENTS)
        decided = round_to((self._cell(row, self.FULL) - self._get(row, "pending")) * CENTS)
        rate = floor((2 * earned * CENTS * CENTS + decided) / (2 * decided)) / CENTS
        return when(decided.equals(0), NONE, rate)

    def _format_grade(self, row: int, is_vetoed: Formula) -> Formula:
        grading, earned = self._assessment.grading, self._get(row, "earned")
        reachable = round_to(earned + self._get(row, "pending"), 2)
        if isinstance(grading, PassMark):
            mark = grading.pass_at
        else:
            assert grading is not None
            mark = grading.fail_below
        passed, failed = _text("合格"), _text("不合格")
        grade = when(earned >= mark, passed, when(reachable < mark, failed, NONE))
        return when(is_vetoed, _text("不合格(否决)"), grade)

    def _format_rank(self, row: int) -> Formula:
        """Return 1 + the number of units with a higher total; a dash if all points are pending."""
        column = self.column("total" if "total" in self._figures else "earned")
        total, pending = self._cell(row, column), self._get(row, "pending")
        others = [total for total in self.grid.values(column) if isinstance(total, float)]
        own = total.value if isinstance(total.value, float) else 0.0
        higher = Formula(
            f'COUNTIF({self.grid.area(column, home=True)},">"&{total.text})',
            float(sum(other > own for other in others)),
        )
        is_ranked = pending < self._cell(row, self.FULL)
        return when(is_ranked, higher + 1, NONE)

    def _compare(
        self, row: int, figure: str, formula: Formula, stored: Decimal | int | str | None
    ) -> None:
        """Write a formula, the stored figure and the difference, which is 1 if one is missing."""
        column = self.column(figure)
        cells = self.grid.rows[row]
        cells[column], cells[column + 1] = formula, OPEN if stored is None else stored
        computed, kept = self._cell(row, column), self._cell(row, column + 1)
        differs = when(computed.equals(kept), 0, 1)
        if figure != "grade":
            are_numbers = both_numbers(computed, kept)
            differs = when(are_numbers, round_to(computed - kept, 2), differs)
        cells[column + 2] = differs

    def _describe_verdict(self) -> Formula:
        """Return 全部一致, or in how many cells the formulas and the store differ."""
        parts = [
            _count_off(self._indicators.grid, column) for column in self._indicators.DIFFERENCES
        ]
        parts += [_count_off(self.grid, self.column(figure) + 2) for figure in self._figures]
        text = "+".join(part.text for part in parts)
        count = sum(float(part.value or 0) for part in parts)
        value = "全部一致" if not count else f"有{count:.0f}处不一致"
        verdict = f'IF({text}=0,"全部一致","有"&({text})&"处不一致")'
        return Formula(verdict, value)


ANY_DIFFERENCE = "0.00;-0.00;0"
"""Shows no difference as a plain 0, so that any other stands out."""


def both_numbers(left: Formula, right: Formula) -> Formula:
    """Return whether both values are numbers."""
    value = isinstance(left.value, float) and isinstance(right.value, float)
    return Formula(f"AND(ISNUMBER({left.text}),ISNUMBER({right.text}))", value)


def _count_off(grid: Grid, column: int) -> Formula:
    off = sum(value not in ("", 0.0) for value in grid.values(column))
    return Formula(f"SUMPRODUCT(({grid.area(column)}<>0)*1)", float(off))


def _text(text: str) -> Formula:
    return Formula(quote(text), text)
