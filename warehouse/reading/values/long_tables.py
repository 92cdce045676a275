"""Read a ledger's long runs of rows column by column; rows with a problem are returned unread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import repeat

from warehouse.reading.cells.outcome import CellContext, Outcome, Problem
from warehouse.reading.contract import RowRead
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.row_kinds import Body, TableRow, read_row
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.folding import tidy

ReadOutcome = Callable[[Cell | None, CellContext], Outcome]


def read_body(
    body: Body,
    block: Block,
    settings: Mapping[str, CellContext],
    read_outcome: ReadOutcome,
    aliases_used: dict[str, str],
) -> tuple[list[RowRead], list[TableRow]]:
    """Return the rows in which every cell could be read, and the rows to read one by one.

    `read_outcome` is called once for each distinct cell of a column. Aliases found are added to
    `aliases_used`.
    """
    columns = [
        body.column(block.group.columns[key]).spread(
            partial(_read, setting=setting, read_outcome=read_outcome)
        )
        for key, setting in settings.items()
    ]
    problems = {
        position
        for outcomes in columns
        for position, outcome in enumerate(outcomes)
        if isinstance(outcome, Problem)
    }
    numbers = body.numbers
    cells = zip(*columns, strict=True) if columns else repeat((), len(body.positions))
    records = zip(
        numbers, _units(body, block, aliases_used), cells, _texts(body, block), strict=True
    )
    keys, defaults = list(settings), _list_defaults(block, settings)
    rows = [
        RowRead(number, unit, {**dict(zip(keys, values, strict=True)), **defaults}, texts)
        for position, (number, unit, values, texts) in enumerate(records)
        if position not in problems
    ]
    others = [
        read_row(block.sheet, numbers[position], block.group, block.form)
        for position in sorted(problems)
    ]
    return rows, others


def _list_defaults(block: Block, settings: Mapping[str, CellContext]) -> dict[str, str]:
    """Return the defaults of the columns that the table lacks."""
    return {
        column.key: column.default
        for column in block.form.dataset.columns
        if column.default is not None and column.key not in settings
    }


def _read(cell: Cell | None, setting: CellContext, read_outcome: ReadOutcome) -> Outcome:
    outcome = read_outcome(cell, setting)
    return setting.column.default if outcome is None and cell is None else outcome


def _units(body: Body, block: Block, aliases_used: dict[str, str]) -> Sequence[str]:
    """Return the unit of each row; the roster knows every name of a body."""
    names = body.column(block.group.columns[UNIT])
    used = set(names.codes)
    units: list[str] = []
    for code, cell in enumerate(names.cells):
        name = tidy(cell.text) if cell is not None else ""
        found = block.form.roster.find(name)
        units.append(found.unit or "")
        if found.match == "alias" and found.unit and code in used:
            aliases_used[name] = found.unit
    return [units[code] for code in names.codes]


def _texts(body: Body, block: Block) -> Sequence[tuple[str, ...]]:
    """Return the cells of each row as people see them, as evidence."""
    columns = [
        body.column(column).spread(lambda cell: cell.with_struck if cell is not None else "")
        for column in block.group.headers
    ]
    return list(zip(*columns, strict=True)) or [()] * len(body.positions)
