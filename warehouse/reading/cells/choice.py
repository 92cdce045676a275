"""Read a `choice` cell: one value of a fixed list, in any of its known spellings."""

from __future__ import annotations

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.cells.outcome import CellContext, Outcome, ask, refuse
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.words.folding import fold_label


def read_choice(cell: Cell, setting: CellContext) -> Outcome:
    """Return the choice as the list spells it; ask about a value that is not in the list."""
    column = setting.column
    text = fold_label(cell.text)
    if cell.kind == "text" and read_mark(cell) == "blank":
        return None
    for choice in column.choices:
        if text in {fold_label(spelling) for spelling in (choice.value, *choice.spellings)}:
            return choice.value
    for word, reason in column.refused.items():
        if text == fold_label(word):
            return refuse("refused_choice", reason)
    values = tuple(choice.value for choice in column.choices)
    problem = ask("unknown_choice", f"不在规定的选项里，需要：{'、'.join(values)}")
    return type(problem)(problem.severity, problem.code, problem.message, values)
