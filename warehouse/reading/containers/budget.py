"""The running account of what a file has cost so far, against its limits."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.reading.contract import Limits, RefusedFile


@dataclass(slots=True)
class Budget:
    """Counts cells, characters and unpacked bytes as they appear; declared sizes are not asked."""

    limits: Limits
    rows: int = 0
    last_row: int = 0
    cells: int = 0
    characters: int = 0
    unpacked: int = 0

    def count_cell(self, row: int, column: int, characters: int) -> None:
        """Count one cell that holds something, and check its address."""
        self.count_cells(row, column, 1, characters)

    def count_cells(self, row: int, column: int, cells: int, characters: int) -> None:
        """Count cells of one row, the last of them in this column."""
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
        """Count rows in which anything stands."""
        self.rows += rows
        self.check("有内容的行数", self.rows, self.limits.filled_rows)

    def count_text(self, characters: int) -> None:
        """Count text that is kept in memory."""
        self.characters += characters
        if self.characters > self.limits.text_characters:
            raise RefusedFile("too_large", "文件太大：文字总量超过上限。")

    def count_unpacked(self, size: int) -> None:
        """Count bytes that were unpacked."""
        self.unpacked += size
        if self.unpacked > self.limits.unpacked_bytes:
            raise RefusedFile("too_large", "文件解压后太大，可能是损坏或恶意的文件。")

    def check(self, what: str, count: int, limit: int) -> None:
        """Refuse the file where it has more of something than allowed."""
        if count > limit:
            raise RefusedFile("too_large", f"文件太大：{what}超过{limit}。")
