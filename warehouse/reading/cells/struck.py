"""Read a cell with struck-out text: ask whether the rest, the struck part or neither counts."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.reading.cells.outcome import CellContext, Outcome, Problem, ask
from warehouse.reading.sheets.cell import Cell

Read = Callable[[Cell | None, CellContext], Outcome]
ReadAnswer = Callable[[str, CellContext], Outcome]

STRUCK = "struck_out"


def read_struck(cell: Cell, setting: CellContext, read: Read, read_answer: ReadAnswer) -> Outcome:
    """Ask which part of a cell counts; without an effect on points, the part not struck counts."""
    if cell.struck is None:
        return read(cell, setting)
    rest = None if cell.is_struck else cell._replace(struck=None)
    outcome = read(rest, setting)
    bears_no_points = setting.column.type == "text" or setting.is_checked_only
    if bears_no_points and not isinstance(outcome, Problem):
        return outcome
    struck = read(cell.struck.cell, setting)
    if outcome is None and struck is None:
        return None
    parts = ((rest, outcome), (cell.struck.cell, struck))
    options = [_option(*part, setting, read_answer) for part in parts]
    known = dict.fromkeys(option for option in options if option is not None)
    message = "整格被划去，请确认是否有效" if rest is None else "有划去的内容，请确认以哪个为准"
    return ask(STRUCK, message, *known)


def _option(
    cell: Cell | None, outcome: Outcome, setting: CellContext, read_answer: ReadAnswer
) -> str | None:
    """Return the answer that gives the value of a part; None where the part has no value."""
    if cell is None or not isinstance(outcome, str):
        return None
    spellings = (outcome, cell.text, cell.plain_text)
    return next((text for text in spellings if read_answer(text, setting) == outcome), None)
