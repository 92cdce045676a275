"""A cell with struck-out text: what stands in it, what is struck, or nothing, as a person says."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.reading.cells.outcome import Outcome, Problem, Setting, ask
from warehouse.reading.sheets.cell import Cell

Read = Callable[[Cell | None, Setting], Outcome]
ReadAnswer = Callable[[str, Setting], Outcome]

STRUCK = "struck_out"


def read_struck(cell: Cell, setting: Setting, read: Read, read_answer: ReadAnswer) -> Outcome:
    """Ask which part of a cell counts; where no points hang on it, what stands in it does."""
    if cell.struck is None:
        return read(cell, setting)
    stands = None if cell.is_struck else cell._replace(struck=None)
    outcome = read(stands, setting)
    bears_no_points = setting.column.type == "text" or setting.is_checked_only
    if bears_no_points and not isinstance(outcome, Problem):
        return outcome
    struck = read(cell.struck.cell, setting)
    if outcome is None and struck is None:
        return None
    parts = ((stands, outcome), (cell.struck.cell, struck))
    options = [_option(*part, setting, read_answer) for part in parts]
    known = dict.fromkeys(option for option in options if option is not None)
    message = "整格被划去，请确认算不算" if stands is None else "有划去的内容，请确认以哪个为准"
    return ask(STRUCK, message, *known)


def _option(
    cell: Cell | None, outcome: Outcome, setting: Setting, read_answer: ReadAnswer
) -> str | None:
    """Return the answer that gives a part's own value; None where it has none."""
    if cell is None or not isinstance(outcome, str):
        return None
    spellings = (outcome, cell.text, cell.plain_text)
    return next((one for one in spellings if read_answer(one, setting) == outcome), None)
