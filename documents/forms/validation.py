"""The validations of a form's cells: drop-downs, ranges, hints, and what Excel says of a slip."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from documents.forms.entries import Entry
from documents.forms.plan import FormColumn

WRONG = "填写有误"
MEANT = "确实要这样填的，请选“是”。"
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
"""What Excel takes; a longer one makes it call the file damaged."""


@dataclass
class Lists:
    """The lists behind the drop-downs, on the hidden sheet: Excel takes no long ones inline."""

    sheet: Worksheet
    known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def refer(self, values: tuple[str, ...]) -> str:
        """Return the formula of a list's range; the list is written at its first use."""
        if values not in self.known:
            column = len(self.known) + 1  # the first column holds the identity
            self.sheet.write_column(0, column, values)
            letter = xl_col_to_name(column, col_abs=True)
            self.known[values] = f"='{self.sheet.name}'!{letter}$1:{letter}${len(values)}"
        return self.known[values]


def build_check(column: FormColumn, entry: Entry, lists: Lists) -> dict[str, Any]:
    """Return the validation of a column's cells, in the words of xlsxwriter."""
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
