"""The sheets of facts: 事实 (cells of forms), 已报 (what is reported), 台账 (dated rows)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from documents.proof.areas import Area, over
from documents.proof.criteria import IS_NUMBER, Criteria, Criterion
from documents.proof.facts import NUMBER, Fact, Facts
from documents.proof.formulas import Formula
from documents.proof.functions import either, when
from documents.proof.grids import WHOLE, Grid, GridColumn, make_columns
from scoring.year import SchemeYear

NEVER = 99_999
"""The day of a filing that was never made."""
EPOCH = date(1899, 12, 30)
PLACE_FIELDS = make_columns("批次/10/0 文件/40 工作表/16 行/10/0")


def to_serial(day: date) -> int:
    """Return a day as a spreadsheet's serial number."""
    return (day - EPOCH).days


def within(column: str, months: Sequence[int]) -> tuple[Criterion, ...]:
    """Return criteria for a run of months; none for a whole year."""
    if len(months) == 12:
        return ()
    if len(months) == 1:
        return (Criterion(column, months[0]),)
    return (Criterion(column, months[0], ">="), Criterion(column, months[-1], "<="))


class FactSheet:
    """事实: one row per unit, form column and month, with the number that counts."""

    def __init__(self, facts: Facts, positions: Mapping[str, int], calendar: SchemeYear) -> None:
        fields = make_columns(
            "文件序号/9/0 单位/28 项目/36 键/30 月份/6/0 表中值/14 分子/12 分母/12/0 计分数值/12"
            " 勾选/6 报送日期/12/d 报送日/8/0"
        )
        self.grid = Grid("事实", [*fields, *PLACE_FIELDS])
        for fact in facts.cells:
            self._add(fact, positions[fact.unit], facts.titles[fact.ref], calendar)
        self._together: dict[tuple[str, ...], str] = {}
        self.criteria = Criteria(self.grid, "文件序号", "键")

    def _add(self, fact: Fact, position: int, title: str, calendar: SchemeYear) -> None:
        row = self.grid.add_row(
            [
                position,
                fact.unit,
                title,
                fact.ref,
                fact.month,
                fact.written,
                None,
                None,
                fact.number,
            ]
        )
        if fact.denominator is not None:
            top = self.grid.put(row, "分子", fact.number)
            bottom = self.grid.put(row, "分母", fact.denominator)
            self.grid.put(row, "计分数值", 100 * top / bottom)
        self.grid.put(row, "勾选", fact.tick or (None if fact.number is None else NUMBER))
        if fact.is_filing:
            self.grid.put(row, "报送日期", None if fact.filed is None else to_serial(fact.filed))
            self.grid.put(
                row, "报送日", self._find_day(row, date(*calendar.calendar_month(fact.month), 1))
            )
        for place, content in enumerate(fact.place, start=len(self.grid.columns) - 4):
            self.grid.put(row, place, content)

    def _find_day(self, row: int, first: date) -> Formula:
        """Return the day of the month: 0 for a tick, below 1 for a day of an earlier month."""
        filed, number = self.grid.cell(row, "报送日期"), self.grid.cell(row, "计分数值")
        month = Formula(f"DATE({first.year},{first.month},1)", Fraction(to_serial(first)))
        return when(filed.equals(""), when(number.equals(1), 0, NEVER), filed - month + 1)

    def require_together(self, refs: tuple[str, ...]) -> Criterion:
        """Return a criterion: all of some columns have a value in the row's month."""
        if refs not in self._together:
            names = "、".join(self.grid_titles(refs))
            title = self._together[refs] = f"同月齐全：{names}"
            self.grid.add_column(GridColumn(title, WHOLE, 10))
            for row in range(len(self.grid.rows)):
                self.grid.put(row, title, self._are_together(row, refs))
        return Criterion(self._together[refs], 1)

    def grid_titles(self, refs: Sequence[str]) -> list[str]:
        """Return the titles of some columns, their keys where no fact names them."""
        titles = {row[3]: str(row[2]) for row in self.grid.rows}
        return [titles.get(ref, ref) for ref in refs]

    def _are_together(self, row: int, refs: tuple[str, ...]) -> Formula:
        unit, month = self.grid.cell(row, "文件序号"), self.grid.cell(row, "月份")
        given = [
            self.criteria.count(
                Criterion("文件序号", unit), Criterion("键", ref), Criterion("月份", month),
                Criterion("计分数值", sign=IS_NUMBER),
            )
            for ref in refs
        ]  # fmt: skip
        return when(either(*(one.equals(0) for one in given)), 0, 1)


class ReportSheet:
    """已报: one row per month and one column per form column, with the batch that reports it."""

    def __init__(self, facts: Facts) -> None:
        self.grid = Grid("已报", [GridColumn("月份", WHOLE, 6)])
        for month in range(1, 13):
            self.grid.add_row([month])
        self._columns = {}
        for ref, months in facts.reported.items():
            self._columns[ref] = self.grid.add_column(GridColumn(facts.titles[ref], WHOLE, 16))
            for month, batch in months.items():
                self.grid.put(month - 1, self._columns[ref], batch)

    def area(self, ref: str, months: Sequence[int]) -> Area:
        """Return the cells of a column for a run of months."""
        return self.grid.area(self._columns[ref], months[0] - 1, months[-1] - 1)

    def count(self, ref: str, months: Sequence[int]) -> Formula:
        """Return for how many of a run of months a column is reported."""
        return over("COUNT", self.area(ref, months))

    def latest(self, ref: str, months: Sequence[int]) -> Formula:
        """Return the latest of a run of months for which a column is reported, 0 if none."""
        area = self.area(ref, months)
        numbers = self.grid.write_area("月份", months[0] - 1, months[-1] - 1)
        known = [month for month, cell in zip(months, area.cells, strict=True) if cell.number]
        text = f"SUMPRODUCT(MAX(ISNUMBER({area.text})*{numbers}))"
        return Formula(text, Fraction(max(known, default=0)))
