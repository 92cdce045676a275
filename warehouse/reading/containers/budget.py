"""Count what a file has cost so far, against its limits."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.reading.contract import Limits, RefusedFile


@dataclass(slots=True)
class Budget:
    """Counts cells, characters and unpacked bytes as they are read; declared sizes may lie.

    Every method raises RefusedFile when its limit is exceeded.
    """

    limits: Limits
    rows: int = 0
    last_row: int = 0
    cells: int = 0
    characters: int = 0
    unpacked: int = 0

    def count_cell(self, row: int, column: int, characters: int) -> None:
        """Count one non-blank cell, and check its address."""
        self.count_cells(row, column, 1, characters)

    def count_cells(self, row: int, column: int, cells: int, characters: int) -> None:
        """Count non-blank cells of one row, the last of them in this column."""
        limits = self.limits
        if not (0 < row <= limits.rows and 0 < column <= limits.columns):
            raise RefusedFile(
                "beyond_grid", f"第{row}行第{column}列超出了表格的范围，文件可能已损坏。"
            )
        if row != self.last_row:
            self.last_row = row
            self.count_rows(1)
        self.cells += cells
        self.characters += characters
        if self.cells > limits.cells or self.characters > limits.text_characters:
            raise RefusedFile(
                "too_large", f"文件太大：有内容的单元格或文字超过上限（{limits.cells}格）。"
            )

    def count_rows(self, rows: int) -> None:
        """Count non-blank rows."""
        self.rows += rows
        self.check("有内容的行数", self.rows, self.limits.filled_rows)

    def count_text(self, characters: int) -> None:
        """Count text that is kept in memory."""
        self.characters += characters
        if self.characters > self.limits.text_characters:
            raise RefusedFile("too_large", "文件太大：文字总量超过上限。")

    def count_unpacked(self, size: int) -> None:
        """Count unpacked bytes."""
        self.unpacked += size
        if self.unpacked > self.limits.unpacked_bytes:
            raise RefusedFile("too_large", "文件解压后太大，可能是损坏或恶意的文件。")

    def check(self, what: str, count: int, limit: int) -> None:
        """Refuse the file if a count is above its limit; `what` names the count in the message."""
        if count > limit:
            raise RefusedFile("too_large", f"文件太大：{what}超过{limit}。")
