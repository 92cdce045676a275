"""Read the rows of one block: the unit and the values of each row, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter

from scoring.dataset import Column
from warehouse.reading.cells.outcome import CellContext, Outcome, Problem
from warehouse.reading.cells.rate import scale_of
from warehouse.reading.cells.reading import read_answer, read_cell
from warehouse.reading.cells.struck import STRUCK
from warehouse.reading.contract import BLANK, SKIP, RowRead
from warehouse.reading.findings import Report
from warehouse.reading.sheets.cell import Cell, unstruck
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.row_kinds import TableRow
from warehouse.reading.tables.struck_rows import is_row_struck
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.values.cell_findings import CellFindings
from warehouse.reading.values.drawn_cells import read_drawn_cells
from warehouse.reading.values.long_tables import read_body
from warehouse.reading.values.row_checks import (
    RowProblem,
    check_blanks,
    check_limits,
    check_rates,
    check_total,
    check_wholes,
)
from warehouse.reading.values.unit_names import UnitFinder

_NOT_READ = "\0"
_KEEP = "keep"


@dataclass(slots=True)
class TableReader:
    """Reads one block for a month; the month is None while its question is open."""

    block: Block
    month: str | None
    report: Report
    rows: list[RowRead] = field(default_factory=list)
    aliases_used: dict[str, str] = field(default_factory=dict)
    settings: dict[str, CellContext] = field(default_factory=dict)
    outcomes: dict[tuple[str, Cell | None], Outcome] = field(default_factory=dict)
    """Column key and cell → what the cell was read as; most cells of a large file repeat."""
    withdrawn: int = 0
    """The number of struck-out ledger entries that the user confirmed as withdrawn."""
    under_drawings: dict[tuple[int, str], str | None] = field(default_factory=dict)
    """Row and column key → value of a blank cell under a picture or shape."""
    findings: CellFindings = field(init=False)
    units: UnitFinder = field(init=False)

    def __post_init__(self) -> None:
        self.findings = CellFindings(self.block, self.report)
        self.units = UnitFinder(self.findings, self.aliases_used)

    def read(self) -> None:
        """Read every row; a bad cell does not stop the reading of the others."""
        self.settings = self._make_settings()
        self.under_drawings = read_drawn_cells(self.findings, self.settings)
        totals: list[TableRow] = []
        for row in self._read_bodies():
            if row.kind in {"unit", "no_unit"} and not self._is_counted(row):
                continue
            if row.kind == "unit":
                self._read_unit_row(row)
            elif row.kind == "no_unit":
                self.findings.add(row, UNIT, Problem("error", "unit_missing", "没有写单位"), None)
            elif row.kind == "total":
                totals.append(row)
        self.rows.sort(key=attrgetter("row"))
        for row in totals:
            self._check_total(row)

    def _read_bodies(self) -> list[TableRow]:
        """Read the long runs column by column; return the rows still to be read one by one."""
        rows = list(self.block.rows)
        for body in self.block.bodies:
            read, others = read_body(
                body, self.block, self.settings, self._outcome, self.aliases_used
            )
            self.rows += read
            rows += others
        return sorted(rows, key=attrgetter("number"))

    def _make_settings(self) -> dict[str, CellContext]:
        dataset, request = self.block.form.dataset, self.report.request
        scheme = self.block.form.scheme
        checked = {
            check.rate
            for check in dataset.rate_checks
            if {check.numerator, check.denominator} <= set(self.block.group.columns)
        }
        return {
            column.key: CellContext(
                column=column,
                year=scheme.calendar,
                month=self.month,
                today=request.today,
                scale=self._scale(column),
                is_checked_only=column.key in checked,
                first_number=scheme.first_number(dataset),
            )
            for column in dataset.columns
            if column.key in self.block.group.columns
        }

    def _scale(self, column: Column) -> str | None:
        if column.type != "rate":
            return None
        # The halves and pages of a table share one scale: a 1 is 1% if another half says 98.5.
        rows = [row for part in self.block.parts for row in part.unit_rows]
        return scale_of(row.cells[column.key] for row in rows if column.key in row.cells)

    def _read_unit_row(self, row: TableRow) -> None:
        unit = self.units.find(row)
        if unit == SKIP or self._is_unlisted(row):
            return
        values = {
            key: self._read_value(row, key, setting) for key, setting in self.settings.items()
        }
        for column in self.block.form.dataset.columns:
            is_missing = values.get(column.key) is None and column.key not in row.cells
            if column.default is not None and is_missing:
                values[column.key] = column.default
        self._check_merged(row)
        self._check_row(row, values)
        if unit is not None:
            self.rows.append(RowRead(row.number, unit, values, self._texts(row.number)))

    def _is_counted(self, row: TableRow) -> bool:
        """Return whether a row counts; ask if it is struck out.

        A struck-out row that counts is read as if it were not struck out.
        """
        number, column = row.number, self.block.group.columns[UNIT]
        if not is_row_struck(self.block, row):
            return True
        is_ledger = self.block.form.dataset.shape == "dated_ledger"
        code, counts = ("entry_struck", "counts") if is_ledger else ("row_struck", _KEEP)
        options = ("withdrawn", counts) if is_ledger else (SKIP, counts)
        topic = self.findings.address(number, column)
        answer = self.report.answer(code, topic)
        if answer == counts:
            row.cells = {key: unstruck(cell) for key, cell in row.cells.items()}
            return True
        if answer != options[0]:
            asked = "这一条登记撤销了吗" if is_ledger else "这一行还算不算"
            problem = Problem("question", code, f"被划去了，{asked}", options, topic)
            name = self.block.sheet.seen(number, column)
            self.findings.add(
                row, UNIT, problem, unstruck(name) if name else Cell("text", row.name)
            )
        else:
            self.withdrawn += is_ledger
        return False

    def _is_unlisted(self, row: TableRow) -> bool:
        """Return whether a row is blank in a form that lists only units with an entry."""
        is_drawn = any((row.number, key) in self.under_drawings for key in self.settings)
        return not row.cells and not is_drawn and not self.block.form.dataset.is_roster_complete

    def _texts(self, row: int) -> tuple[str, ...]:
        """Return a row's cells as people see them, as evidence."""
        sheet, columns = self.block.sheet, self.block.group.headers
        if row in sheet.covered:
            seen = [sheet.seen(row, column) for column in columns]
        else:
            cells = sheet.rows[row]
            seen = [cells.get(column) for column in columns]
        return tuple(cell.with_struck if cell is not None else "" for cell in seen)

    def _read_value(self, row: TableRow, key: str, setting: CellContext) -> str | None:
        if (row.number, key) in self.under_drawings:
            return self.under_drawings[row.number, key]
        cell = row.cells.get(key)
        outcome = self._outcome(cell, setting)
        return self._resolve(row, key, outcome, cell) if isinstance(outcome, Problem) else outcome

    def _outcome(self, cell: Cell | None, setting: CellContext) -> Outcome:
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
        """Return the value that an earlier answer gives, else add the problem to the findings."""
        topic = self.findings.topic(row, key, problem, cell)
        answer = self.report.answer(problem.code, topic) if problem.severity == "question" else None
        if answer is not None:
            outcome = read_answer(answer, self.settings[key])
            if not isinstance(outcome, Problem):
                if problem.code == STRUCK:
                    _replace_struck(row, key, answer)
                return outcome
        # The answer is read as a cell is: whatever the column reads is an answer, too.
        self.findings.add(row, key, problem, cell, takes_value=True)
        return None

    def _check_merged(self, row: TableRow) -> None:
        """Refuse a figure that is merged across two columns, as it could belong to either."""
        if row.number not in self.block.sheet.covered:
            return
        keys = {column: key for key, column in self.block.group.columns.items()}
        for key, column in self.block.group.columns.items():
            origin_row, origin = self.block.sheet.origin(row.number, column)
            if key != UNIT and origin != column and keys.get(origin, UNIT) != UNIT:
                problem = Problem("error", "merged_across", "一格横跨几列，无法判断属于哪一列")
                self.findings.add(row, key, problem, self.block.sheet.cell(origin_row, origin))

    def _check_row(self, row: TableRow, values: dict[str, str | None]) -> None:
        """Check the values of a row against each other; a value with an error becomes None."""
        dataset = self.block.form.dataset
        if not (dataset.at_most or dataset.rate_checks):
            return
        headers = {key: self.findings.header(key) for key in self.block.group.columns}
        scales = {key: setting.scale for key, setting in self.settings.items()}
        problems: list[RowProblem] = check_limits(dataset, values, headers)
        problems += check_wholes(dataset, values, row.cells)
        problems += check_rates(dataset, values, row.cells, scales)
        for found in problems:
            self.findings.add(row, found.column, found.problem, row.cells.get(found.column))
            if found.problem.severity == "error":
                values[found.column] = None
        for found in check_blanks(dataset, values, row.cells):
            values[found.column] = self._resolve(row, found.column, found.problem, None)

    def _check_total(self, total: TableRow) -> None:
        """Warn of a printed total that is neither that of the table nor of its last part."""
        earlier = [
            row.number
            for row in self.block.rows
            if row.kind == "total" and row.number < total.number
        ]
        types = {key: setting.column.type for key, setting in self.settings.items()}
        above = [row for row in self.rows if row.row < total.number]
        part = [row for row in above if row.row > max(earlier, default=0)]
        for found in check_total(total.cells, types, above, part):
            self.findings.add(total, found.column, found.problem, total.cells[found.column])


def _replace_struck(row: TableRow, key: str, answer: str) -> None:
    """Replace a cell with struck-out text by the value that the user chose."""
    if answer == BLANK:
        del row.cells[key]
    else:
        row.cells[key] = Cell("text", answer)
