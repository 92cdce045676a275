"""Find the unit of each row, and ask where its name is unknown, ambiguous or partly struck out."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.reading.cells.outcome import Problem
from warehouse.reading.cells.reading import is_error
from warehouse.reading.contract import SKIP
from warehouse.reading.sheets.cell import Cell, unstruck
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.row_kinds import TableRow
from warehouse.reading.values.cell_findings import CellFindings
from warehouse.reading.words.folding import fold, tidy


@dataclass(slots=True)
class UnitFinder:
    """Finds the units of one block's rows."""

    findings: CellFindings
    aliases_used: dict[str, str]
    """Name as written → unit, for every name that is not the roster's own."""
    present: set[str] | None = None
    """The units that the form names; computed when the first unknown one is asked about."""

    def find(self, row: TableRow) -> str | None:
        """Return the unit of a row, `skip` if the row does not count, None if it must be asked."""
        block, report = self.findings.block, self.findings.report
        roster, name = block.form.roster, tidy(row.name)
        cell = block.sheet.seen(row.number, block.group.columns[UNIT])
        cell = unstruck(cell) if cell is not None else None
        if cell is not None and (cell.kind in {"formula", "error"} or is_error(cell)):
            problem = Problem("error", "error_value", "单位名称是公式错误")
            self.findings.add(row, UNIT, problem, cell)
            return None
        found = roster.find(name)
        if found.unit is not None and found.match in {"own", "alias"}:
            if found.match == "alias":
                self.aliases_used[name] = found.unit
            if cell is not None and cell.struck is not None:
                return self._confirm(row, cell, found.unit)
            return found.unit
        code = {"other_roster": "unit_of_other_roster", "joint": "joint_units"}.get(
            found.match, "unknown_unit"
        )
        answer = report.answer(code, fold(name))
        if answer == SKIP:
            return SKIP
        if answer in roster.names and found.match == "unknown":
            self.aliases_used[name] = answer
            return answer
        self._ask(row, name, code, found.unit)
        return None

    def _confirm(self, row: TableRow, cell: Cell, unit: str) -> str | None:
        """Ask whether a row belongs to the unit whose name is written beside a struck-out one."""
        topic = self.findings.address(row.number, self.findings.block.group.columns[UNIT])
        answer = self.findings.report.answer("unit_struck", topic)
        if answer in {unit, SKIP}:
            return answer
        message = f"单位名称有划去的部分，这一行是“{unit}”的吗"
        problem = Problem("question", "unit_struck", message, (unit, SKIP), topic)
        self.findings.add(row, UNIT, problem, cell)
        return None

    def _ask(self, row: TableRow, name: str, code: str, other: str | None) -> None:
        """Ask which unit a name means; a unit of another roster, `other`, can only be skipped."""
        roster = self.findings.block.form.roster
        options: tuple[str, ...] = (SKIP,)
        if code == "unit_of_other_roster":
            message = f"是“{other}”，不在本表的考核名单里，只能略过"
        elif code == "joint_units":
            message = "一行写了几个单位，请拆成一行一个单位"
        else:
            options = (*roster.candidates(name, self._find_present()), SKIP)
            message = "不在考核名单里，请选择它是哪个单位"
        problem = Problem("question", code, message, options, fold(name))
        self.findings.add(row, UNIT, problem, Cell("text", name))

    def _find_present(self) -> set[str]:
        """Return the units of the roster that the form names, in any spelling."""
        if self.present is None:
            block = self.findings.block
            names = [name for part in block.parts or [block] for name in part.names]
            matches = [block.form.roster.find(tidy(name)) for name in names]
            self.present = {
                match.unit for match in matches if match.unit and match.match != "other_roster"
            }
        return self.present
