"""The sheet 台账: one row per dated row; what a source counts of it stands in its own columns."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from documents.proof.criteria import Criteria, Criterion
from documents.proof.fact_sheets import EPOCH, PLACE_FIELDS, to_serial
from documents.proof.facts import Facts
from documents.proof.formulas import BLANK, ZERO, Formula, Value, constant
from documents.proof.functions import both, either, flag, is_number, when
from documents.proof.grids import ANY, Grid, GridColumn, make_columns
from scoring.clauses.figures import Rows


class EventSheet:
    """台账: one row per dated row; what a source counts of it stands in columns of that source."""

    def __init__(self, facts: Facts, positions: Mapping[str, int]) -> None:
        fields = make_columns("文件序号/9/0 单位/28 台账/28 键/16 日期/12/d 月份/6/0 顺序/6/0")
        self._titles = facts.titles
        shown = list(
            dict.fromkeys(f"{one.form}.{key}" for one in facts.events for key in one.cells)
        )
        fields += [
            GridColumn(title, ANY, 20)
            for title in dict.fromkeys(facts.titles[ref] for ref in shown)
        ]
        self.grid = Grid("台账", [*fields, *PLACE_FIELDS])
        for order, event in enumerate(facts.events, start=1):
            row = self.grid.add_row(
                [positions[event.unit], event.unit, event.title, event.form,
                 to_serial(event.date), event.month, order]
            )  # fmt: skip
            for key, content in event.cells.items():
                self.grid.put(row, facts.titles[f"{event.form}.{key}"], content)
            for place, source in enumerate(event.place, start=len(fields)):
                self.grid.put(row, place, source)
        self._criteria = Criteria(self.grid, "文件序号")
        self._worths: dict[str, str] = {}

    def sum(self, unit: Formula, rows: Rows, months: Sequence[int]) -> Formula:
        """Return Σ price × amount of a unit's rows in a run of months."""
        worth = self._find_worth(rows)
        own = Criterion("文件序号", unit)
        here = [own, Criterion("月份", months[0], ">="), Criterion("月份", months[-1], "<=")]
        if rows.within_months:
            return self._criteria.greatest(self._find_windows(rows, worth), *here)
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
        numbered = self._number_matters(rows)

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

        return self._fill(f"{length} {rows.model_dump_json()}", "计入", rows, write)

    def _number_matters(self, rows: Rows) -> str:
        """Return the column that gives each unit's matters numbers of their own."""
        matters: dict[tuple[object, ...], int] = {}

        def number(row: int) -> Formula:
            matter = self._cell(row, rows.form, str(rows.highest_per)).value
            key = (self.grid.value(row, "文件序号"), matter)
            return constant(matters.setdefault(key, len(matters) + 1))

        return self._fill(f"matter {rows.model_dump_json()}", "同一事项号", rows, number)

    def _find_windows(self, rows: Rows, worth: str) -> str:
        """Return the column of the sum over the months up to each row of this year."""
        numbered = self._number_matters(rows) if rows.highest_per else None

        def write(row: int) -> Formula:
            month, day = self.grid.value(row, "月份"), self.grid.cell(row, "日期")
            assert isinstance(month, Fraction) and isinstance(day.value, Fraction)
            if month < 1:
                return (
                    ZERO  # no text: whatever stands here is multiplied when the greatest is found
                )
            begin = go_back(EPOCH + timedelta(int(day.value)), rows.within_months or 12)
            start = Formula(f"EDATE({day.text},-{rows.within_months})", Fraction(to_serial(begin)))
            own = Criterion("文件序号", self.grid.cell(row, "文件序号"))
            inside = (own, Criterion("日期", day, "<="), Criterion("日期", start, ">"))
            if numbered is None:
                return self._criteria.sum(worth, *inside)
            return self._sum_dearest(worth, numbered, inside)

        return self._fill(f"window {rows.model_dump_json()}", "连续月内", rows, write)

    def _sum_dearest(self, worth: str, numbered: str, inside: tuple[Criterion, ...]) -> Formula:
        """Return Σ of the dearest row of each matter among some rows, the first of equals."""
        area = self.grid.write_area
        places = [self.grid.cell(row, numbered) for row in self._criteria.find(inside)]
        best: dict[Value, Fraction] = {}
        for place, row in zip(places, self._criteria.find(inside), strict=True):
            value = self.grid.cell(row, worth).number
            if value is not None:
                best[place.value] = max(best.get(place.value, value), value)
        tests = [
            f"({area(one.column)}{one.sign or '='}{one.operand.text})"
            for one in inside
            if isinstance(one.operand, Formula)
        ]
        same = f"{area(numbered)},{area(numbered)}," + ",".join(
            f"{area(one.column)},{one.text()}" for one in inside
        )
        dearer = f'COUNTIFS({same},{area(worth)},">"&{area(worth)})'
        before = f'COUNTIFS({same},{area(worth)},{area(worth)},{area("顺序")},"<"&{area("顺序")})'
        text = f"SUMPRODUCT({'*'.join(tests)}*(({dearer}+{before})=0),{area(worth)})"
        return Formula(text, sum(best.values(), Fraction(0)))


def go_back(day: date, months: int) -> date:
    """Return the same day some months earlier, or the last of that month, as EDATE does."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
