"""The Excel validations of a form's cells: drop-downs, ranges, hints and error messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from documents.forms.entries import CellEntry
from documents.forms.plan import PlannedColumn

WRONG = "填写有误"
MEANT = "确需如此填写的，请选“是”。"
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
"""Excel's limits; with a longer text it reports a damaged file."""


@dataclass
class DropDownLists:
    """The lists of the drop-downs, on the hidden sheet, since Excel limits inline lists."""

    sheet: Worksheet
    known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def refer(self, values: tuple[str, ...]) -> str:
        """Return the formula of a list's range, writing the list at its first use."""
        if values not in self.known:
            column = len(self.known) + 1  # the first column holds the identity
            self.sheet.write_column(0, column, values)
            letter = xl_col_to_name(column, col_abs=True)
            self.known[values] = f"='{self.sheet.name}'!{letter}$1:{letter}${len(values)}"
        return self.known[values]


def build_check(column: PlannedColumn, entry: CellEntry, lists: DropDownLists) -> dict[str, Any]:
    """Return the validation of a column's cells as an xlsxwriter dict."""
    check: dict[str, Any] = dict(entry.check or {"validate": "any"})
    if entry.choices:
        check = {"validate": "list", "source": lists.refer(entry.choices)}
    return {
        **check,
        "input_title": column.header.replace("\n", "")[:LONGEST_TITLE],
        "input_message": f"{entry.hint}{column.use}"[:LONGEST_MESSAGE],
        "error_title": WRONG,
        "error_message": f"{entry.hint}{'' if entry.is_strict else MEANT}"[:LONGEST_MESSAGE],
        "error_type": "stop" if entry.is_strict else "warning",
    }
