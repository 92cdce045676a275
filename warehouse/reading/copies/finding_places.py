"""Find the address of a finding in the sheets of a file: cell, row, and the header above it."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.reading.contract import Finding, ReadRequest
from warehouse.reading.findings import Report
from warehouse.reading.sheets.grid import Book, Sheet
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.form_choice import choose_form
from warehouse.reading.tables.header_columns import list_forms
from warehouse.reading.tables.structure_findings import check_structure
from warehouse.reading.tables.table_blocks import Block, cut_blocks
from warehouse.reading.words.folding import fold


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """The address of a finding: a cell; a row if `column` is None; a table if `row` is None."""

    sheet: Sheet
    row: int | None
    column: int | None
    header: range
    """The rows of the header above; empty if the sheet has none."""
    unit_column: int | None


class Locator:
    """Finds the addresses of findings in a file that is opened a second time.

    A finding names its column by key, while people look for a letter. The tables are found again
    in the reader's own way, so that readings need not carry addresses.
    """

    def __init__(self, book: Book, request: ReadRequest) -> None:
        self._request = request
        self._sheets = {sheet.name or None: sheet for sheet in reversed(book.sheets)}
        self._forms = list_forms(request)
        self._blocks: dict[str | None, list[Block]] = {}

    def find(self, finding: Finding) -> FindingPlace | None:
        """Return the address of a finding, None if it is about the whole file."""
        sheet = self._sheets.get(finding.sheet)
        if sheet is None or (finding.sheet is None and finding.row is None):
            return None
        blocks = self._blocks_of(sheet)
        if finding.row is None:
            first = blocks[0] if blocks else None
            return FindingPlace(sheet, None, None, _header(first), _unit_column(first))
        near = [block for block in blocks if _holds(block, finding.row)]
        for block in near:
            if (column := _column(block, finding)) is not None:
                return FindingPlace(sheet, finding.row, column, _header(block), _unit_column(block))
        nearest = near[0] if near else None
        return FindingPlace(sheet, finding.row, None, _header(nearest), _unit_column(nearest))

    def _blocks_of(self, sheet: Sheet) -> list[Block]:
        key = sheet.name or None
        if key not in self._blocks:
            blocks = cut_blocks(sheet, self._forms, self._request.dataset)
            for block in blocks:
                # The same findings were reported at the first reading.
                discarded = Report(self._request)
                if choose_form(block, discarded):
                    check_structure(block, discarded)
            self._blocks[key] = blocks
        return self._blocks[key]


def _holds(block: Block, row: int) -> bool:
    ends = [last.number for last in block.rows[-1:]]
    ends += [body.row_group.numbers[body.positions[-1]] for body in block.bodies]
    return block.header.top <= row <= max(ends, default=block.header.bottom)


def _column(block: Block, finding: Finding) -> int | None:
    """Return the column of a finding in a block, None if the finding is about another block."""
    if finding.column is None:
        printed = [c for c, text in block.group.unknown.items() if text == finding.found]
        return printed[0] if printed else None
    column = block.group.columns.get(finding.column)
    if column is None or finding.row is None:
        return None
    is_alone = len(block.header.groups) == 1
    return column if is_alone or _shows(block, finding.row, column, finding) else None


def _shows(block: Block, row: int, column: int, finding: Finding) -> bool:
    """Return whether a cell shows what was found: in a table of two halves, only one does.

    A finding may name a unit as the roster does, while the cell shows an alias.
    """
    cell = block.sheet.seen(row, column)
    shown = fold(cell.with_struck) if cell is not None else ""
    found = fold(finding.found or "").rstrip("…")
    if finding.column == UNIT and block.form.roster.find(shown).unit == finding.found:
        return True
    return shown.startswith(found) if found else not shown


def _header(block: Block | None) -> range:
    return range(block.header.top, block.header.bottom + 1) if block else range(0)


def _unit_column(block: Block | None) -> int | None:
    return block.group.columns.get(UNIT) if block else None
