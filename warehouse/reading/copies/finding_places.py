"""Where in a file's sheets a finding points: the cell, its row, and the header in force there."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.reading.contract import Finding, ReadRequest
from warehouse.reading.findings import Report
from warehouse.reading.sheets.grid import Book, Sheet
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.form_choice import choose_form
from warehouse.reading.tables.header_columns import Form
from warehouse.reading.tables.structure_findings import check_structure
from warehouse.reading.tables.table_blocks import Block, cut_blocks
from warehouse.reading.words.folding import fold


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """The address of a finding; without a row it is about the table, without a column the row."""

    sheet: Sheet
    row: int | None
    column: int | None
    header: range
    """The rows of the header above it; empty where the sheet has none."""
    unit_column: int | None


class Locator:
    """Finds the addresses of findings in a file that was opened again.

    A reading names columns by key, as programs want them; people look for a letter. The tables
    are found again the way the reader finds them, so that a reading itself stays lean.
    """

    def __init__(self, book: Book, request: ReadRequest) -> None:
        self._request = request
        self._sheets = {sheet.name or None: sheet for sheet in reversed(book.sheets)}
        self._forms = [
            Form(scheme, dataset, request.aliases.get(scheme.id, {}))
            for scheme in request.schemes
            for dataset in scheme.datasets
        ]
        self._blocks: dict[str | None, list[Block]] = {}

    def find(self, finding: Finding) -> FindingPlace | None:
        """Return where a finding points; None where it is about the whole file."""
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
                unheard = Report(self._request)  # everything was said when the file was read
                if choose_form(block, unheard):
                    check_structure(block, unheard)
            self._blocks[key] = blocks
        return self._blocks[key]


def _holds(block: Block, row: int) -> bool:
    ends = [one.number for one in block.rows[-1:]]
    ends += [body.strip.numbers[body.positions[-1]] for body in block.bodies]
    return block.header.top <= row <= max(ends, default=block.header.bottom)


def _column(block: Block, finding: Finding) -> int | None:
    """Return the column of a block that is meant; None where it is another block's, or no one's."""
    if finding.column is None:
        printed = [c for c, text in block.group.unknown.items() if text == finding.found]
        return printed[0] if printed else None
    column = block.group.columns.get(finding.column)
    if column is None or finding.row is None:
        return None
    is_alone = len(block.header.groups) == 1
    return column if is_alone or _shows(block, finding.row, column, finding) else None


def _shows(block: Block, row: int, column: int, finding: Finding) -> bool:
    """Return whether a block shows what was found; of two halves side by side, only one does.

    A unit may be found under the name of its roster where the cell says an alias.
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
