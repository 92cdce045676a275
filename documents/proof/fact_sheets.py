"""The sheets of facts: 事实 (cells of forms) and 已报 (which columns are reported per month)."""

from __future__ import annotations

from datetime import date

from documents.proof.collecting import Facts
from documents.proof.criteria import Criteria, Criterion
from documents.proof.formulas import Formula, add_up, when
from documents.proof.grids import ANY, WHOLE, Grid, GridColumn
from documents.sheet_xml import name_column
from scoring.months import YEAR, from_mask

NEVER = 99_999
"""The day of a filing that was never made."""
EPOCH = date(1899, 12, 30)
PLACE_FIELDS = (
    GridColumn("批次", WHOLE),
    GridColumn("文件", width=40),
    GridColumn("工作表", width=16),
    GridColumn("行", WHOLE),
)


def to_serial(day: date) -> int:
    """Return a day as a spreadsheet's serial number."""
    return (day - EPOCH).days


def list_runs(mask: int) -> list[tuple[int, int]]:
    """Return the months of a mask as runs (first, last)."""
    runs: list[tuple[int, int]] = []
    for month in from_mask(mask):
        if runs and runs[-1][1] == month - 1:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return runs


class FactSheet:
    """事实: one row per unit, form column and month, and the sums and counts that rules need."""

    UNIT, NAME, TITLE, REF, MONTH, WRITTEN, NUMBER, DENOMINATOR, DAY = range(9)

    def __init__(self, facts: Facts, positions: dict[str, int], year: int) -> None:
        fields = [
            GridColumn("序号", WHOLE, 6),
            GridColumn("单位", width=28),
            GridColumn("项目", width=36),
            GridColumn("键", width=30),
            GridColumn("月份", WHOLE, 6),
            GridColumn("表中值", width=14),
            GridColumn("计分数值", ANY, 12),
            GridColumn("分母", WHOLE, 12),
            GridColumn("报送日", WHOLE, 8),
        ]
        self.grid = Grid("事实", [*fields, *PLACE_FIELDS])
        for fact in facts.cells:
            number = to_serial(fact.number) if isinstance(fact.number, date) else fact.number
            row = self.grid.add_row(
                [positions[fact.unit], fact.unit, facts.titles[fact.ref], fact.ref, fact.month,
                 fact.written, number, fact.denominator, None, *fact.place]
            )  # fmt: skip
            if fact.is_filing:
                self.grid.rows[row][self.DAY] = self._format_day(row, year)
        self._criteria = Criteria(self.grid, self.UNIT, self.REF)

    def _format_day(self, row: int, year: int) -> Formula:
        """Return the day of the month: 0 for a tick, below 1 for a day of an earlier month."""
        number = self.grid.cell(row, self.NUMBER, home=True)
        month = self.grid.cell(row, self.MONTH, home=True)
        assert isinstance(month.value, float)
        first = to_serial(date(year, int(month.value), 1))
        day = number - Formula(f"DATE({year},{month.text},1)", float(first)) + 1
        return when(number > 1, day, when(number.equals(1), 0, NEVER))

    def total(self, unit: Formula, ref: str, months: int) -> Formula:
        """Return the sum of a column over the months of a mask."""
        return add_up(
            self._criteria.sum(self.NUMBER, *self._of(unit, ref), *run)
            for run in self._runs(months)
        )

    def count(self, unit: Formula, ref: str, months: int, least: Formula | int) -> Formula:
        """Return in how many months of a mask a column is at least `least`."""
        met = Criterion(self.NUMBER, least, ">=")
        return add_up(
            self._criteria.count(*self._of(unit, ref), *run, met) for run in self._runs(months)
        )

    def count_filed(self, unit: Formula, ref: str, months: int, due_day: int) -> Formula:
        """Return in how many months of a mask a filing was made by a day of the month."""
        met = Criterion(self.DAY, due_day, "<=")
        return add_up(
            self._criteria.count(*self._of(unit, ref), *run, met) for run in self._runs(months)
        )

    def capped(self, unit: Formula, ref: str, quota: Formula) -> Formula:
        """Return a column's sum over all months, each month capped at a quota."""
        criteria = self._of(unit, ref)
        low = self._criteria.sum(self.NUMBER, *criteria, Criterion(self.NUMBER, quota, "<="))
        return low + quota * self._criteria.count(*criteria, Criterion(self.NUMBER, quota, ">"))

    def latest_month(self, unit: Formula, ref: str) -> Formula:
        """Return the latest month in which a column has a value, 0 if none."""
        return self._criteria.latest(self.MONTH, self.NUMBER, *self._of(unit, ref))

    def in_month(self, unit: Formula, ref: str, month: Formula | int, column: int) -> Formula:
        """Return NUMBER or DENOMINATOR of a column in a month, 0 if there is none."""
        return self._criteria.sum(column, *self._of(unit, ref), Criterion(self.MONTH, month))

    def total_with(self, unit: Formula, ref: str, reported: ReportSheet, other: str) -> Formula:
        """Return a column's sum over the months in which another column is reported too."""
        months, others = reported.months_area, reported.area(other)
        value = sum(
            float(self.in_month(unit, ref, month, self.NUMBER).value or 0)
            for month in YEAR
            if reported.has(other, month)
        )
        inner = self._criteria.sum(
            self.NUMBER, *self._of(unit, ref), Criterion(self.MONTH, Formula(months, None))
        )
        return Formula(f'SUMPRODUCT({inner.text}*({others}<>""))', value)

    def _of(self, unit: Formula, ref: str) -> tuple[Criterion, Criterion]:
        return Criterion(self.UNIT, unit), Criterion(self.REF, ref)

    def _runs(self, months: int) -> list[tuple[Criterion, ...]]:
        """Return criteria for each run of a mask's months; a single empty one for a whole year."""
        runs = list_runs(months)
        if runs == [(1, 12)]:
            return [()]
        return [
            (Criterion(self.MONTH, first, ">="), Criterion(self.MONTH, last, "<="))
            for first, last in runs
        ]


class ReportSheet:
    """已报: one row per month and one column per form column, with the batch that reports it."""

    def __init__(self, facts: Facts) -> None:
        self.grid = Grid("已报", [GridColumn("月份", WHOLE, 6)])
        for month in YEAR:
            self.grid.add_row([month])
        self._columns = {
            ref: self.grid.add_column(
                GridColumn(facts.titles[ref], WHOLE, 16), [months.get(month) for month in YEAR]
            )
            for ref, months in facts.reported.items()
        }
        self._reported = facts.reported
        self.months_area = self.grid.area(0)

    def has(self, ref: str, month: int) -> bool:
        """Return whether a column is reported for a month."""
        return month in self._reported[ref]

    def area(self, ref: str) -> str:
        """Return the range of a column's twelve months."""
        return self.grid.area(self._columns[ref])

    def count(self, ref: str, months: int) -> Formula:
        """Return for how many months of a mask a column is reported."""
        letters = name_column(self._columns[ref])
        areas = [
            f"{self.grid.name}!${letters}${first + 1}:${letters}${last + 1}"
            for first, last in list_runs(months)
        ]
        count = sum(month in self._reported[ref] for month in from_mask(months))
        return Formula(f"COUNT({','.join(areas)})", float(count))

    def count_both(self, ref: str, other: str) -> Formula:
        """Return for how many months both columns are reported."""
        both = sum(month in self._reported[other] for month in self._reported[ref])
        text = f'SUMPRODUCT(({self.area(ref)}<>"")*({self.area(other)}<>""))'
        return Formula(text, float(both))
