"""Ask what blank cells under pictures and shapes are to be read as."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.reading.cells.outcome import CellContext, Problem
from warehouse.reading.cells.reading import read_answer, read_cell
from warehouse.reading.cells.type_traits import YES_NO
from warehouse.reading.contract import BLANK
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.grid import Drawn
from warehouse.reading.tables.seen_objects import (
    DRAWN,
    ask_drawn_filled,
    describe_drawn,
    find_drawn_blanks,
    format_ranges,
)
from warehouse.reading.values.cell_findings import CellFindings
from warehouse.reading.words.folding import fold


def read_drawn_cells(
    findings: CellFindings, settings: Mapping[str, CellContext]
) -> dict[tuple[int, str], str | None]:
    """Return the values of the blank cells under drawings, by row and column key.

    One question covers all cells of a column under drawings with the same text. A cell whose
    question is open has the value None.
    """
    block = findings.block
    if not block.sheet.drawn:
        return {}
    ask_drawn_filled(block, findings.report)
    values: dict[tuple[int, str], str | None] = {}
    for key, setting in settings.items():
        groups: dict[str, dict[int, list[Drawn]]] = {}
        for row, over in find_drawn_blanks(block, key).items():
            text = fold("".join(dict.fromkeys(drawn.text for drawn in over)))
            groups.setdefault(text, {})[row] = over
        for text, rows in groups.items():
            value = _read_group(findings, setting, text, rows)
            values.update(dict.fromkeys(((row, key) for row in rows), value))
    return values


def _read_group(
    findings: CellFindings, setting: CellContext, text: str, rows: dict[int, list[Drawn]]
) -> str | None:
    """Return the value that an answer gives the cells of a column under drawings, else ask."""
    key, block, report = setting.column.key, findings.block, findings.report
    cells = format_ranges(rows, block.group.columns[key])
    topic = findings.name_cells(cells)
    answer = report.answer(DRAWN, topic)
    outcome = read_answer(answer, setting) if answer is not None else None
    if answer is not None and not isinstance(outcome, Problem):
        return outcome
    over = describe_drawn(drawn for drawings in rows.values() for drawn in drawings)
    report.add(
        "question",
        DRAWN,
        f"{findings.place}“{findings.header(key)}”{cells}上有{over}，没有读取，格里是空的。"
        "请选择这些格的读法。",
        sheet=block.sheet.name,
        row=min(rows),
        column=key,
        topic=topic,
        options=_list_options(setting, text),
        takes_value=True,
    )
    return None


def _list_options(setting: CellContext, text: str) -> tuple[str, ...]:
    """Return the answers to choose from: what the drawn text reads as, the usual ones, blank."""
    outcome = read_cell(Cell("text", text), setting) if text else None
    is_answer = isinstance(outcome, str) and read_answer(outcome, setting) == outcome
    first = [outcome] if isinstance(outcome, str) and is_answer else []
    usual = ("yes", "no") if setting.column.type in YES_NO else ()
    return tuple(dict.fromkeys((*first, *usual, BLANK)))
