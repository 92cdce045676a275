"""The validations of the cells: drop-downs and the hint that a selected cell shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from scoring.sheets.book import Sheets
from scoring.sheets.column import CLAUSES, FORMS, READINGS, Column
from scoring.sheets.kind import BY
from scoring.sheets.words import STEPS

LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
"""Excel's limits; with a longer text it reports a damaged file."""
STRICT = {"部分", "形式", "填报口径", "本列口径", "类型", "可空"}
"""Columns that take nothing but the words of their list."""


@dataclass
class Lists:
    """The lists of the drop-downs, on a hidden sheet, since Excel limits inline lists."""

    sheet: Worksheet
    known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def refer(self, values: tuple[str, ...]) -> str:
        """Return the formula of a list's range, writing the list at its first use."""
        if values not in self.known:
            column = len(self.known)
            self.sheet.write_column(0, column, values)
            letter = xl_col_to_name(column, col_abs=True)
            self.known[values] = f"='{self.sheet.name}'!{letter}$1:{letter}${len(values)}"
        return self.known[values]


def list_own_words(sheets: Sheets) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return (sheet, header) → the scheme's own words: columns of forms, readings."""
    forms, readings = sheets.pages[FORMS].rows, sheets.pages[READINGS].rows
    heads = {text: column for column, text in forms[1].items()}
    form, refs = "", []
    for cells in list(forms.values())[1:]:
        form = cells.get(heads["报表"], form)
        if column := cells.get(heads["列"]):
            refs.append(f"{form}.{column}")
    names = [cells[1] for number, cells in readings.items() if number > 1 and 1 in cells]
    steps = (*STEPS.values(), *(f"{BY} {name}" for name in names))
    return {
        (CLAUSES, "取数"): tuple(refs),
        (CLAUSES, "除以"): tuple(refs),
        (CLAUSES, "步"): steps,
    }


def build_check(column: Column, lists: Lists, own: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the validation of a column's cells as an xlsxwriter dict; `own`: more to choose."""
    check: dict[str, Any] = {"validate": "any"}
    if values := own or column.drop_down:
        check = {"validate": "list", "source": lists.refer(values)}
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
