"""The validations of the cells: drop-downs and the hint that a selected cell shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from scoring.sheets.book import Page, Sheets
from scoring.sheets.column import FORMS, READINGS, Column
from scoring.sheets.kind import BY
from scoring.sheets.words import STEPS

LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
"""Excel's limits; with a longer text it reports a damaged file."""
STRICT = {"部分", "形式", "填报口径", "本列口径", "类型", "可空"}
"""Columns that take nothing but the words of their list."""


MOST_COLUMNS = 400
"""Rows of 报表 that the list of columns follows."""


@dataclass
class Lists:
    """The lists of the drop-downs, on a hidden sheet, since Excel limits inline lists.

    Its first two columns are formulas that follow 报表: the form of each row, and `form.column`.
    """

    sheet: Worksheet
    known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def refer(self, values: tuple[str, ...]) -> str:
        """Return the formula of a list's range, writing the list at its first use."""
        if values not in self.known:
            column = len(self.known) + 2
            self.sheet.write_column(0, column, values)
            letter = xl_col_to_name(column, col_abs=True)
            self.known[values] = f"='{self.sheet.name}'!{letter}$1:{letter}${len(values)}"
        return self.known[values]

    def follow_columns(self, page: Page) -> str:
        """Write the formulas that name the columns of the forms; return their range.

        So the drop-down of 取数 grows while columns are typed into 报表.
        """
        heads = {text: column for column, text in page.rows[1].items()}
        form_letter, letter = (xl_col_to_name(heads[one] - 1) for one in ("报表", "列"))
        form = ""
        for row in range(2, MOST_COLUMNS + 2):
            cells = page.rows.get(row, {})
            form = cells.get(heads["报表"], form)
            column = cells.get(heads["列"], "")
            first, second = f"'{FORMS}'!{form_letter}{row}", f"'{FORMS}'!{letter}{row}"
            carried = f'=IF({first}<>"",{first},A{row - 1}&"")'
            joined = f'=IF({second}<>"",A{row}&"."&{second},"")'
            self.sheet.write_formula(row - 1, 0, carried, None, form)
            self.sheet.write_formula(row - 1, 1, joined, None, column and f"{form}.{column}")
        count = f"COUNTA('{FORMS}'!${letter}$2:${letter}${MOST_COLUMNS + 1})"
        return f"=OFFSET('{self.sheet.name}'!$B$2,0,0,MAX(1,{count}),1)"


def list_steps(sheets: Sheets) -> tuple[str, ...]:
    """Return the words of 步, and the scheme's readings by which it may be open."""
    rows = sheets.pages[READINGS].rows
    names = [cells[1] for number, cells in rows.items() if number > 1 and 1 in cells]
    return (*STEPS.values(), *(f"{BY} {name}" for name in names))


def build_check(column: Column, lists: Lists, source: str = "") -> dict[str, Any]:
    """Return the validation of a column's cells as an xlsxwriter dict.

    `source`: the range of a list of the scheme's own; else the words of the column.
    """
    check: dict[str, Any] = {"validate": "any"}
    if source or column.drop_down:
        check = {"validate": "list", "source": source or lists.refer(column.drop_down)}
    hint = column.help + (f"\n例：{column.example}" if column.example else "")
    is_strict = column.header in STRICT
    return {
        **check,
        "input_title": column.header[:LONGEST_TITLE],
        "input_message": hint[:LONGEST_MESSAGE],
        "show_error": is_strict,
        "error_title": "填写有误",
        "error_message": f"请从下拉列表中选：{'、'.join(column.drop_down)}"[:LONGEST_MESSAGE],
    }
