"""The sheets of facts: 事实 (cells of forms), 已报 (what is reported per month), 台账 (dated rows)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from documents.proof.collecting import NUMBER, Fact, Facts
from documents.proof.criteria import IS_NUMBER, Criteria, Criterion
from documents.proof.formulas import (
    BLANK,
    Area,
    Formula,
    both,
    constant,
    either,
    flag,
    is_number,
    over,
    when,
)
from documents.proof.grids import ANY, WHOLE, Grid, GridColumn
from scoring.clauses.figures import Rows
from scoring.year import SchemeYear

NEVER = 99_999
"""The day of a filing that was never made."""
EPOCH = date(1899, 12, 30)
PLACE_FIELDS = [
    GridColumn("批次", WHOLE),
    GridColumn("文件", width=40),
    GridColumn("工作表", width=16),
    GridColumn("行", WHOLE),
]
DATE = "yyyy-mm-dd"


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
        fields = [
            GridColumn("序号", WHOLE, 6), GridColumn("单位", width=28), GridColumn("项目", width=36),
            GridColumn("键", width=30), GridColumn("月份", WHOLE, 6), GridColumn("表中值", width=14),
            GridColumn("分子", ANY, 12), GridColumn("分母", WHOLE, 12), GridColumn("计分数值", ANY, 12),
            GridColumn("勾选", width=6), GridColumn("报送日期", DATE, 12), GridColumn("报送日", WHOLE, 8),
        ]  # fmt: skip
        self.grid = Grid("事实", [*fields, *PLACE_FIELDS])
        for fact in facts.cells:
            self._add(fact, positions[fact.unit], facts.titles[fact.ref], calendar)
        self._together: dict[tuple[str, ...], str] = {}
        self.criteria = Criteria(self.grid, "序号", "键")

    def _add(self, fact: Fact, position: int, title: str, calendar: SchemeYear) -> None:
        row = self.grid.add_row(
            [position, fact.unit, title, fact.ref, fact.month, fact.written, None, None, fact.number]
        )
        if fact.denominator is not None:
            top = self.grid.put(row, "分子", fact.number)
            bottom = self.grid.put(row, "分母", fact.denominator)
            self.grid.put(row, "计分数值", 100 * top / bottom)
        self.grid.put(row, "勾选", fact.tick or (None if fact.number is None else NUMBER))
        if fact.is_filing:
            self.grid.put(row, "报送日期", fact.filed and to_serial(fact.filed))
            self.grid.put(row, "报送日", self._find_day(row, date(*calendar.calendar_month(fact.month), 1)))
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
        unit, month = self.grid.cell(row, "序号"), self.grid.cell(row, "月份")
        given = [
            self.criteria.count(
                Criterion("序号", unit), Criterion("键", ref), Criterion("月份", month),
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


class EventSheet:
    """台账: one row per dated row; what a source counts of it stands in columns of that source."""

    def __init__(self, facts: Facts, positions: Mapping[str, int]) -> None:
        fields = [
            GridColumn("序号", WHOLE, 6), GridColumn("单位", width=28), GridColumn("台账", width=28),
            GridColumn("键", width=16), GridColumn("日期", DATE, 12), GridColumn("月份", WHOLE, 6),
            GridColumn("顺序", WHOLE, 6),
        ]  # fmt: skip
        self._titles = facts.titles
        shown = list(dict.fromkeys(f"{one.form}.{key}" for one in facts.events for key in one.cells))
        fields += [
            GridColumn(title, ANY, 20) for title in dict.fromkeys(facts.titles[ref] for ref in shown)
        ]
        self.grid = Grid("台账", [*fields, *PLACE_FIELDS])
        for order, event in enumerate(facts.events, start=1):
            row = self.grid.add_row(
                [positions[event.unit], event.unit, event.title, event.form,
                 to_serial(event.date), event.month, order]
            )  # fmt: skip
            for key, content in event.cells.items():
                self.grid.put(row, facts.titles[f"{event.form}.{key}"], content)
            for place, content in enumerate(event.place, start=len(fields)):
                self.grid.put(row, place, content)
        self._criteria = Criteria(self.grid, "序号")
        self._worths: dict[str, str] = {}

    def sum(self, unit: Formula, rows: Rows, months: Sequence[int]) -> Formula:
        """Return Σ price × amount of a unit's rows in a run of months, as the source counts them."""
        worth = self._find_worth(rows)
        own = Criterion("序号", unit)
        if rows.within_months:
            column = self._find_windows(rows, worth)
            return self._criteria.greatest(column, own, Criterion(column, sign=IS_NUMBER))
        here = [own, Criterion("月份", months[0], ">="), Criterion("月份", months[-1], "<=")]
        if rows.highest_per:
            here.append(Criterion(self._find_counted(rows, worth, len(months)), 1))
        return self._criteria.sum(worth, *here)

    def _cell(self, row: int, form: str, key: str) -> Formula:
        return self.grid.cell(row, self._titles[f"{form}.{key}"])

    def _fill(self, key: str, title: str, rows: Rows, write: Callable[[int], Formula]) -> str:
        """Add a column of a source, written for the rows of its ledger; return its title."""
        if key not in self._worths:
            number = sum(one.startswith(title) for one in self._worths.values())
            self._worths[key] = f"{title}{number + 1}"
            self.grid.add_column(GridColumn(self._worths[key], ANY, 12))
            for row, cells in enumerate(self.grid.rows):
                if cells[3] == rows.form:
                    self.grid.put(row, self._worths[key], write(row))
        return self._worths[key]

    def _find_worth(self, rows: Rows) -> str:
        """Return the column of price × amount, which is blank in rows that are not meant."""

        def write(row: int) -> Formula:
            worth: Formula = constant(1)
            if rows.amount:
                amount = self._cell(row, rows.form, rows.amount)
                worth = when(amount.equals(""), 1, amount)
            if rows.price:
                level, price = self._cell(row, rows.form, rows.price.column), constant(0)
                for value, points in reversed(rows.price.prices.items()):
                    price = when(level.equals(value), points, price)
                worth = worth * price
            meant = [
                either(*(self._cell(row, rows.form, key).equals(value) for value in values))
                for key, values in rows.where.items()
            ]
            return when(both(*meant), worth, BLANK)

        return self._fill(rows.model_dump_json(), "分值", rows, write)

    def _find_counted(self, rows: Rows, worth: str, length: int) -> str:
        """Return the column that is 1 in the first of a matter's dearest rows, else 0."""
        matters: dict[tuple[object, ...], int] = {}

        def number(row: int) -> Formula:
            matter = self._cell(row, rows.form, str(rows.highest_per)).value
            key = (self.grid.value(row, "序号"), matter)
            return constant(matters.setdefault(key, len(matters) + 1))

        def write(row: int) -> Formula:
            own, month = self.grid.cell(row, worth), self.grid.value(row, "月份")
            assert isinstance(month, Fraction)
            first = (int(month) - 1) // length * length + 1
            alike = [
                Criterion(numbered, self.grid.cell(row, numbered)),
                Criterion("月份", first, ">="), Criterion("月份", first + length - 1, "<="),
            ]  # fmt: skip
            dearer = self._criteria.count(*alike, Criterion(worth, own, ">"))
            before = Criterion("顺序", self.grid.cell(row, "顺序"), "<")
            level = self._criteria.count(*alike, Criterion(worth, own), before)
            return when(is_number(own), flag((dearer + level).equals(0)), BLANK)

        key = f"{length} {rows.model_dump_json()}"
        numbered = self._fill(f"matter {key}", "同一事项号", rows, number)
        return self._fill(key, "计入", rows, write)

    def _find_windows(self, rows: Rows, worth: str) -> str:
        """Return the column of the sum over the months up to each row of this year."""

        def write(row: int) -> Formula:
            month, day = self.grid.value(row, "月份"), self.grid.cell(row, "日期")
            assert isinstance(month, Fraction) and isinstance(day.value, Fraction)
            if month < 1:
                return BLANK
            begin = go_back(EPOCH + timedelta(int(day.value)), rows.within_months or 12)
            start = Formula(f"EDATE({day.text},-{rows.within_months})", Fraction(to_serial(begin)))
            own = Criterion("序号", self.grid.cell(row, "序号"))
            return self._criteria.sum(
                worth, own, Criterion("日期", day, "<="), Criterion("日期", start, ">")
            )

        return self._fill(f"window {rows.model_dump_json()}", "连续月内", rows, write)


def go_back(day: date, months: int) -> date:
    """Return the same day some months earlier, or the last of that month, as EDATE does."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
