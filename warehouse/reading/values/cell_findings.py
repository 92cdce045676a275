"""Add findings about the cells of a block, each with its place and header in words."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.reading.cells.outcome import Problem
from warehouse.reading.cells.struck import STRUCK
from warehouse.reading.findings import Report, shorten
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.column_letters import letter
from warehouse.reading.tables.row_kinds import TableRow
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.folding import fold


@dataclass(frozen=True, slots=True)
class CellFindings:
    """The findings about one block's cells; they go into the report of the file."""

    block: Block
    report: Report

    @property
    def place(self) -> str:
        """The sheet in words, or the file if it has only one table without a name."""
        return f"工作表“{self.block.sheet.name}”" if self.block.sheet.name else "文件"

    def header(self, key: str) -> str:
        """Return the printed header of a column key, or the key if the block lacks the column."""
        column = self.block.group.columns.get(key)
        return self.block.group.headers.get(column, key) if column is not None else key

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell, as the topic of a question about this cell alone."""
        return self.name_cells(f"{letter(column)}{row}")

    def name_cells(self, cells: str) -> str:
        """Return cells (`B3:B14`) with the name of their sheet, if it has one."""
        sheet = self.block.sheet.name
        return f"{sheet}:{cells}" if sheet else cells

    def topic(self, row: TableRow, key: str, problem: Problem, cell: Cell | None) -> str:
        """Return the topic of a question: one answer serves all cells with the same text.

        Struck-out text is asked about cell by cell, as one cell says nothing about another.
        """
        if problem.topic:
            return problem.topic
        if problem.code == STRUCK:
            return self.address(row.number, self.block.group.columns[key])
        return f"{key}:{fold(cell.quoted)}" if cell is not None else f"{key}:{fold(row.name)}"

    def add(
        self,
        row: TableRow,
        key: str,
        problem: Problem,
        cell: Cell | None,
        *,
        takes_value: bool = False,
    ) -> None:
        """Add a problem of one cell to the report; `takes_value` as in Finding."""
        found = cell.quoted if cell is not None else None
        if cell is not None and cell.struck is not None:
            found = cell.with_struck
        wrote = f"写的是“{shorten(found)}”：" if found else "："
        self.report.add(
            problem.severity,
            problem.code,
            f"{self.place}第{row.number}行“{self.header(key)}”{wrote}{problem.message}。",
            sheet=self.block.sheet.name,
            row=row.number,
            column=key,
            found=found,
            topic=self.topic(row, key, problem, cell),
            options=problem.options,
            takes_value=takes_value,
        )
