"""Reads the rows of one block: units, values, and what is wrong with either."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter

from scoring.dataset import Column
from warehouse.reading.blocks import Block
from warehouse.reading.bodies import read_body
from warehouse.reading.cell import Cell
from warehouse.reading.cells.outcome import Outcome, Problem, Setting
from warehouse.reading.cells.rate import scale_of
from warehouse.reading.cells.reading import is_error, read_answer, read_cell
from warehouse.reading.checks import (
    RowProblem,
    check_blanks,
    check_limits,
    check_rates,
    check_wholes,
    counted_as,
)
from warehouse.reading.contract import SKIP, RowRead
from warehouse.reading.findings import Report, shorten
from warehouse.reading.folding import fold, tidy
from warehouse.reading.labels import UNIT
from warehouse.reading.rows import TableRow

_NOT_READ = "\0"


@dataclass(slots=True)
class TableReader:
    """Reads one block under a month that may still be open."""

    block: Block
    month: str | None
    report: Report
    rows: list[RowRead] = field(default_factory=list)
    aliases_used: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    outcomes: dict[tuple[str, Cell | None], Outcome] = field(default_factory=dict)
    """What a column's cells were read as: most cells of a large file repeat."""
    present: set[str] | None = None
    """The units that the form names; found out when the first unknown one is asked about."""

    def read(self) -> None:
        """Read every row; a bad cell does not stop the others."""
        self.settings = self._make_settings()
        totals: list[TableRow] = []
        for row in self._read_bodies():
            if row.kind == "unit":
                self._read_unit_row(row)
            elif row.kind == "no_unit":
                self._say(row, UNIT, Problem("error", "unit_missing", "没有写单位"), None)
            elif row.kind == "total":
                totals.append(row)
        self.rows.sort(key=attrgetter("row"))
        for row in totals:
            self._check_total(row)

    def _read_bodies(self) -> list[TableRow]:
        """Read the long runs at once; return all rows that must be read one by one, in order."""
        rows = list(self.block.rows)
        for body in self.block.bodies:
            read, others = read_body(
                body, self.block, self.settings, self._outcome, self.aliases_used
            )
            self.rows += read
            rows += others
        return sorted(rows, key=attrgetter("number"))

    def _make_settings(self) -> dict[str, Setting]:
        dataset, request = self.block.form.dataset, self.report.request
        year = self.block.form.scheme.year
        checked = {
            check.rate
            for check in dataset.rate_checks
            if {check.numerator, check.denominator} <= set(self.block.group.columns)
        }
        return {
            column.key: Setting(
                column=column,
                year=year,
                month=self.month,
                today=request.today,
                scale=self._scale(column),
                is_checked_only=column.key in checked,
                first_year=year - 1 if dataset.accepts_year_before else year,
            )
            for column in dataset.columns
            if column.key in self.block.group.columns
        }

    def _scale(self, column: Column) -> str | None:
        if column.type != "rate":
            return None
        # Halves and pages are one column: a 1 here is 1% where the other half says 98.5.
        rows = [row for part in self.block.parts for row in part.unit_rows]
        return scale_of(row.cells[column.key] for row in rows if column.key in row.cells)

    def _read_unit_row(self, row: TableRow) -> None:
        unit = self._find_unit(row)
        if unit == SKIP or self._is_unlisted(row):
            return
        values = {
            key: self._read_value(row, key, setting) for key, setting in self.settings.items()
        }
        for column in self.block.form.dataset.columns:
            if (
                column.default is not None
                and values.get(column.key) is None
                and column.key not in row.cells
            ):
                values[column.key] = column.default
        self._check_merged(row)
        self._check_row(row, values)
        if unit is not None:
            self.rows.append(RowRead(row.number, unit, values, self._texts(row.number)))

    def _is_unlisted(self, row: TableRow) -> bool:
        """Tell whether a row says nothing where only units with something to say are listed."""
        return not row.cells and not self.block.form.dataset.is_roster_complete

    def _texts(self, row: int) -> tuple[str, ...]:
        """Return the row's cells as a person sees them."""
        sheet, columns = self.block.sheet, self.block.group.headers
        if row in sheet.covered:
            seen = [sheet.seen(row, column) for column in columns]
        else:
            cells = sheet.rows[row]
            seen = [cells.get(column) for column in columns]
        return tuple(cell.text if cell is not None else "" for cell in seen)

    def _find_unit(self, row: TableRow) -> str | None:
        """Return the row's unit, `skip`, or None where it must be asked."""
        roster, name = self.block.form.roster, tidy(row.name)
        cell = self.block.sheet.seen(row.number, self.block.group.columns[UNIT])
        if cell is not None and (cell.kind in {"formula", "error"} or is_error(cell)):
            self._say(row, UNIT, Problem("error", "error_value", "单位名称是公式错误"), cell)
            return None
        found = roster.find(name)
        if found.unit is not None and found.match in {"own", "alias"}:
            if found.match == "alias":
                self.aliases_used[name] = found.unit
            return found.unit
        code = {"other_roster": "unit_of_other_roster", "joint": "joint_units"}.get(
            found.match, "unknown_unit"
        )
        answer = self.report.answer(code, fold(name))
        if answer == SKIP:
            return SKIP
        if answer in roster.names and found.match == "unknown":
            self.aliases_used[name] = answer
            return answer
        self._ask_unit(row, name, code, found.unit)
        return None

    def _ask_unit(self, row: TableRow, name: str, code: str, other: str | None) -> None:
        roster = self.block.form.roster
        options: tuple[str, ...] = (SKIP,)
        if code == "unit_of_other_roster":
            message = f"是「{other}」，不在本表的考核名单里，只能略过"
        elif code == "joint_units":
            message = "一行写了几个单位，请拆成一行一个单位"
        else:
            options = (*roster.candidates(name, self._find_present()), SKIP)
            message = "不在考核名单里，请选择它是哪个单位"
        self._say(
            row, UNIT, Problem("question", code, message, options, fold(name)), Cell("text", name)
        )

    def _find_present(self) -> set[str]:
        """Return the units of the roster that the form names already, in whatever spelling."""
        if self.present is None:
            roster = self.block.form.roster
            parts = self.block.parts or [self.block]
            found = [roster.find(tidy(name)) for part in parts for name in part.names]
            self.present = {one.unit for one in found if one.unit and one.match != "other_roster"}
        return self.present

    def _read_value(self, row: TableRow, key: str, setting: Setting) -> str | None:
        cell = row.cells.get(key)
        outcome = self._outcome(cell, setting)
        return self._resolve(row, key, outcome, cell) if isinstance(outcome, Problem) else outcome

    def _outcome(self, cell: Cell | None, setting: Setting) -> Outcome:
        column = setting.column
        outcome = self.outcomes.get((column.key, cell), _NOT_READ)
        if outcome is _NOT_READ:
            outcome = read_cell(cell, setting)
            is_ledger = self.block.form.dataset.shape == "dated_ledger"
            if outcome is None and is_ledger and not column.optional:
                outcome = Problem("error", "required_blank", "不能为空")
            self.outcomes[column.key, cell] = outcome
        return outcome

    def _resolve(self, row: TableRow, key: str, problem: Problem, cell: Cell | None) -> str | None:
        """Return the value that an earlier answer gives, else say the problem."""
        topic = self._topic(row, key, problem, cell)
        answer = self.report.answer(problem.code, topic) if problem.severity == "question" else None
        if answer is not None:
            outcome = read_answer(answer, self.settings[key])
            if not isinstance(outcome, Problem):
                return outcome
        self._say(row, key, problem, cell)
        return None

    def _topic(self, row: TableRow, key: str, problem: Problem, cell: Cell | None) -> str:
        if problem.topic:
            return problem.topic
        return f"{key}:{fold(cell.quoted)}" if cell is not None else f"{key}:{fold(row.name)}"

    def _check_merged(self, row: TableRow) -> None:
        """Refuse a figure that is merged across two columns: whose is it?"""
        if row.number not in self.block.sheet.covered:
            return
        keys = {column: key for key, column in self.block.group.columns.items()}
        for key, column in self.block.group.columns.items():
            origin_row, origin = self.block.sheet.origin(row.number, column)
            if key != UNIT and origin != column and keys.get(origin, UNIT) != UNIT:
                cell = self.block.sheet.cell(origin_row, origin)
                self._say(
                    row,
                    key,
                    Problem("error", "merged_across", "一格横跨几列，看不出是哪一列的"),
                    cell,
                )

    def _check_row(self, row: TableRow, values: dict[str, str | None]) -> None:
        dataset = self.block.form.dataset
        if not (dataset.at_most or dataset.rate_checks):
            return
        headers = {key: self._header(key) for key in self.block.group.columns}
        scales = {key: setting.scale for key, setting in self.settings.items()}
        problems: list[RowProblem] = check_limits(dataset, values, headers)
        problems += check_wholes(dataset, values, row.cells)
        problems += check_rates(dataset, values, row.cells, scales)
        for found in problems:
            self._say(row, found.column, found.problem, row.cells.get(found.column))
            if found.problem.severity == "error":
                values[found.column] = None
        for found in check_blanks(dataset, values, row.cells):
            values[found.column] = self._resolve(row, found.column, found.problem, None)

    def _check_total(self, total: TableRow) -> None:
        """Warn where a printed total is neither that of the table nor of its last part."""
        earlier = [
            t.number for t in self.block.rows if t.kind == "total" and t.number < total.number
        ]
        for key, setting in self.settings.items():
            cell = total.cells.get(key)
            if cell is None or cell.kind != "number" or cell.is_percent:
                continue
            every = self._sum(key, setting, 0, total.number)
            last = self._sum(key, setting, max(earlier, default=0), total.number)
            if every is not None and cell.number not in {every, last}:
                message = f"与各单位之和 {every} 不符；以各单位的数据为准"
                self._say(total, key, Problem("warning", "total_differs", message), cell)

    def _sum(self, key: str, setting: Setting, first: int, last: int) -> Decimal | None:
        rows = [row for row in self.rows if first < row.row < last]
        added = [counted_as(row.values.get(key), setting.column.type) for row in rows]
        return None if None in added else sum((a for a in added if a is not None), Decimal())

    def _header(self, key: str) -> str:
        column = self.block.group.columns.get(key)
        return self.block.group.headers.get(column, key) if column is not None else key

    def _place(self) -> str:
        return f"工作表「{self.block.sheet.name}」" if self.block.sheet.name else "文件"

    def _say(self, row: TableRow, key: str, problem: Problem, cell: Cell | None) -> None:
        found = cell.quoted if cell is not None else None
        wrote = f"写的是“{shorten(found)}”：" if found else "："
        self.report.say(
            problem.severity,
            problem.code,
            f"{self._place()}第{row.number}行「{self._header(key)}」{wrote}{problem.message}。",
            sheet=self.block.sheet.name,
            row=row.number,
            column=key,
            found=found,
            topic=self._topic(row, key, problem, cell),
            options=problem.options,
        )
