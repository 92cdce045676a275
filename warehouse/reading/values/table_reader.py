"""Reads the rows of one block: units, values, and what is wrong with either."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter

from scoring.dataset import Column
from warehouse.reading.cells.outcome import Outcome, Problem, Setting
from warehouse.reading.cells.rate import scale_of
from warehouse.reading.cells.reading import is_error, read_answer, read_cell
from warehouse.reading.cells.struck import STRUCK
from warehouse.reading.contract import BLANK, SKIP, RowRead
from warehouse.reading.findings import Report, shorten
from warehouse.reading.sheets.cell import Cell, unstruck
from warehouse.reading.sheets.column_letters import letter
from warehouse.reading.sheets.grid import Drawn
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.row_kinds import TableRow
from warehouse.reading.tables.seen_objects import (
    DRAWN,
    ask_drawn_filled,
    describe_drawn,
    find_drawn_blanks,
    format_ranges,
)
from warehouse.reading.tables.struck_rows import is_row_struck
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.values.long_tables import read_body
from warehouse.reading.values.row_checks import (
    RowProblem,
    check_blanks,
    check_limits,
    check_rates,
    check_wholes,
    counted_as,
)
from warehouse.reading.words.folding import fold, tidy

_NOT_READ = "\0"
KEEP = "keep"


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
    withdrawn: int = 0
    """How many entries of a ledger are struck out and, as a person said, withdrawn."""
    under_drawings: dict[tuple[int, str], str | None] = field(default_factory=dict)
    """What the blank cells under pictures and shapes are read as, by row and column."""

    def read(self) -> None:
        """Read every row; a bad cell does not stop the others."""
        self.settings = self._make_settings()
        self.under_drawings = self._ask_drawn()
        totals: list[TableRow] = []
        for row in self._read_bodies():
            if row.kind in {"unit", "no_unit"} and not self._counts(row):
                continue
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

    def _counts(self, row: TableRow) -> bool:
        """Ask about a row that is struck out; one that counts is read as before it was struck."""
        number, column = row.number, self.block.group.columns[UNIT]
        if not is_row_struck(self.block, row):
            return True
        is_ledger = self.block.form.dataset.shape == "dated_ledger"
        code, counts = ("entry_struck", "counts") if is_ledger else ("row_struck", KEEP)
        options = ("withdrawn", counts) if is_ledger else (SKIP, counts)
        topic = self._address(number, column)
        answer = self.report.answer(code, topic)
        if answer == counts:
            row.cells = {key: unstruck(cell) for key, cell in row.cells.items()}
            return True
        if answer != options[0]:
            what = "这一条登记撤销了吗" if is_ledger else "这一行还算不算"
            problem = Problem("question", code, f"被划去了，{what}", options, topic)
            name = self.block.sheet.seen(number, column)
            self._say(row, UNIT, problem, unstruck(name) if name else Cell("text", row.name))
        else:
            self.withdrawn += is_ledger
        return False

    def _address(self, row: int, column: int) -> str:
        """Return the address of a cell of the sheet, as the topic of a question about it."""
        sheet = self.block.sheet.name
        return f"{sheet}:{letter(column)}{row}" if sheet else f"{letter(column)}{row}"

    def _is_unlisted(self, row: TableRow) -> bool:
        """Return whether a row says nothing where only units with something to say are listed."""
        is_drawn = any((row.number, key) in self.under_drawings for key in self.settings)
        return not row.cells and not is_drawn and not self.block.form.dataset.is_roster_complete

    def _texts(self, row: int) -> tuple[str, ...]:
        """Return the row's cells as a person sees them."""
        sheet, columns = self.block.sheet, self.block.group.headers
        if row in sheet.covered:
            seen = [sheet.seen(row, column) for column in columns]
        else:
            cells = sheet.rows[row]
            seen = [cells.get(column) for column in columns]
        return tuple(cell.with_struck if cell is not None else "" for cell in seen)

    def _find_unit(self, row: TableRow) -> str | None:
        """Return the row's unit, `skip`, or None where it must be asked."""
        roster, name = self.block.form.roster, tidy(row.name)
        cell = self.block.sheet.seen(row.number, self.block.group.columns[UNIT])
        cell = unstruck(cell) if cell is not None else None
        if cell is not None and (cell.kind in {"formula", "error"} or is_error(cell)):
            self._say(row, UNIT, Problem("error", "error_value", "单位名称是公式错误"), cell)
            return None
        found = roster.find(name)
        if found.unit is not None and found.match in {"own", "alias"}:
            if found.match == "alias":
                self.aliases_used[name] = found.unit
            if cell is not None and cell.struck is not None:
                return self._confirm_unit(row, cell, found.unit)
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

    def _confirm_unit(self, row: TableRow, cell: Cell, unit: str) -> str | None:
        """Ask whether the row is that of the unit whose name stands beside a struck-out one."""
        topic = self._address(row.number, self.block.group.columns[UNIT])
        answer = self.report.answer("unit_struck", topic)
        if answer in {unit, SKIP}:
            return answer
        message = f"单位名称有划去的部分，这一行是「{unit}」的吗"
        problem = Problem("question", "unit_struck", message, (unit, SKIP), topic)
        self._say(row, UNIT, problem, cell)
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

    def _ask_drawn(self) -> dict[tuple[int, str], str | None]:
        """Ask, once for a column and text, what the blank cells under drawings are read as."""
        if not self.block.sheet.drawn:
            return {}
        ask_drawn_filled(self.block, self.report)
        values: dict[tuple[int, str], str | None] = {}
        for key, setting in self.settings.items():
            groups: dict[str, dict[int, list[Drawn]]] = {}
            for row, over in find_drawn_blanks(self.block, key).items():
                text = fold("".join(dict.fromkeys(one.text for one in over)))
                groups.setdefault(text, {})[row] = over
            for text, rows in groups.items():
                value = self._ask_group(setting, text, rows)
                values.update(dict.fromkeys(((row, key) for row in rows), value))
        return values

    def _ask_group(self, setting: Setting, text: str, rows: dict[int, list[Drawn]]) -> str | None:
        """Return what one answer makes of the cells of a column under the same drawing."""
        key = setting.column.key
        column = self.block.group.columns[key]
        cells = format_ranges(rows, column)
        sheet = self.block.sheet.name
        topic = f"{sheet}:{cells}" if sheet else cells
        answer = self.report.answer(DRAWN, topic)
        outcome = read_answer(answer, setting) if answer is not None else None
        if answer is not None and not isinstance(outcome, Problem):
            return outcome
        over = describe_drawn(one for drawn in rows.values() for one in drawn)
        said = read_cell(Cell("text", text), setting) if text else None
        first = [said] if isinstance(said, str) and read_answer(said, setting) == said else []
        usual = ("yes", "no") if setting.column.type in {"tick", "filing", "mark", "fault"} else ()
        self.report.say(
            "question",
            DRAWN,
            f"{self._place()}「{self._header(key)}」{cells}上有{over}，没有读取，格里是空的。"
            "请选择这些格怎样读。",
            sheet=sheet,
            row=min(rows),
            column=key,
            topic=topic,
            options=tuple(dict.fromkeys((*first, *usual, BLANK))),
        )
        return None

    def _read_value(self, row: TableRow, key: str, setting: Setting) -> str | None:
        if (row.number, key) in self.under_drawings:
            return self.under_drawings[row.number, key]
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
                if problem.code == STRUCK:
                    self._settle_struck(row, key, answer)
                return outcome
        self._say(row, key, problem, cell)
        return None

    def _settle_struck(self, row: TableRow, key: str, answer: str) -> None:
        """Put what a person chose in the place of a cell with struck-out text."""
        if answer == BLANK:
            del row.cells[key]
        else:
            row.cells[key] = Cell("text", answer)

    def _topic(self, row: TableRow, key: str, problem: Problem, cell: Cell | None) -> str:
        if problem.topic:
            return problem.topic
        if problem.code == STRUCK:  # what is struck in one cell says nothing of another one
            return self._address(row.number, self.block.group.columns[key])
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
        if cell is not None and cell.struck is not None:
            found = cell.with_struck
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
