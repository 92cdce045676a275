"""Reads a ledger's long runs of rows column by column; rows with a problem are left to be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import repeat

from warehouse.reading.cells.outcome import Outcome, Problem, Setting
from warehouse.reading.contract import RowRead
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.row_kinds import Body, TableRow, read_row
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.folding import tidy

ReadOutcome = Callable[[Cell | None, Setting], Outcome]


def read_body(
    body: Body,
    block: Block,
    settings: Mapping[str, Setting],
    read_outcome: ReadOutcome,
    aliases_used: dict[str, str],
) -> tuple[list[RowRead], list[TableRow]]:
    """Return the rows in which every cell could be read, and those that need a closer look."""
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
    keys = list(settings)
    given = {
        column.key: column.default
        for column in block.form.dataset.columns
        if column.default is not None and column.key not in settings
    }
    rows = [
        RowRead(number, unit, {**dict(zip(keys, values, strict=True)), **given}, texts)
        for position, (number, unit, values, texts) in enumerate(
            zip(
                body.numbers,
                _units(body, block, aliases_used),
                zip(*columns, strict=True) if columns else repeat((), len(body.positions)),
                _texts(body, block),
                strict=True,
            )
        )
        if position not in problems
    ]
    numbers = body.numbers
    others = [
        read_row(block.sheet, numbers[position], block.group, block.form)
        for position in sorted(problems)
    ]
    return rows, others


def _read(cell: Cell | None, setting: Setting, read_outcome: ReadOutcome) -> Outcome:
    outcome = read_outcome(cell, setting)
    return setting.column.default if outcome is None and cell is None else outcome


def _units(body: Body, block: Block, aliases_used: dict[str, str]) -> Sequence[str]:
    """Return each row's unit; every name of a body is known to the roster."""
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
    """Return each row's cells as a person sees them."""
    columns = [
        body.column(column).spread(lambda cell: cell.with_struck if cell is not None else "")
        for column in block.group.headers
    ]
    return list(zip(*columns, strict=True)) or [()] * len(body.positions)
