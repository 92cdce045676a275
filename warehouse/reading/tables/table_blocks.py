"""Cut a sheet into tables: header, rows, and the titles and footers around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from warehouse.reading.contract import FormIdentity
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.header_columns import FormCandidate, Group
from warehouse.reading.tables.header_search import Header, find_headers
from warehouse.reading.tables.row_kinds import Body, TableRow, is_caption, read_rows
from warehouse.reading.words.folding import fold
from warehouse.reading.words.period_words import Witness, read_witnesses

_FILING_LABEL = re.compile(
    r".{0,6}(?:填报|填表|报送|上报|制表|印发|打印|导出|编制|发布|截止|截至).{0,4}:?|日期:?"
)
_TITLE_ROWS = 12
"""How many rows above a header are read as its titles."""


@dataclass(slots=True)
class Block:
    """One table of a sheet, or one half of a table printed in two halves."""

    sheet: Sheet
    header: Header
    group: Group
    rows: list[TableRow]
    bodies: list[Body] = field(default_factory=list)
    """Long runs of plain unit rows; `rows` holds all other rows."""
    titles: list[str] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    parts: list[Block] = field(default_factory=list)
    """All blocks of the same form on the same sheet, including this one: halves, pages, groups."""
    identity: FormIdentity | None = None
    """The proven identity of the file, if it is this form as it was issued."""

    def read_again(self) -> None:
        """Read the rows again after the meaning of a column has changed."""
        numbers = [row.number for row in self.rows]
        numbers += [number for body in self.bodies for number in body.numbers]
        self.rows, self.bodies = read_rows(self.sheet, sorted(numbers), self.group, self.form)

    @property
    def form(self) -> FormCandidate:
        """The form that the block was recognised as."""
        return self.header.form

    @property
    def forms(self) -> list[FormCandidate]:
        """The recognised form, and the others that fit the same columns equally well."""
        return [self.header.form, *self.header.rivals]

    @property
    def unit_rows(self) -> list[TableRow]:
        """The rows that name a unit or should, without those of the bodies."""
        return [row for row in self.rows if row.kind in {"unit", "no_unit"}]

    @property
    def unit_numbers(self) -> list[int]:
        """The numbers of all rows that name a unit or should."""
        numbers = [row.number for row in self.unit_rows]
        return sorted(numbers + [number for body in self.bodies for number in body.numbers])

    @property
    def names(self) -> list[str]:
        """The units as written; each spelling once for a body."""
        column = self.group.columns[UNIT]
        cells = [cell for body in self.bodies for cell in body.column(column).cells]
        return [row.name for row in self.unit_rows] + [cell.text for cell in cells if cell]

    @property
    def has_unit_rows(self) -> bool:
        """Whether any row names a unit or should."""
        return bool(self.bodies) or bool(self.unit_rows)

    @property
    def is_filled(self) -> bool:
        """Whether any unit has an entry in the table that the block is part of."""
        return any(part.bodies or part.has_marks for part in self.parts)

    @property
    def has_marks(self) -> bool:
        """Whether anything is written or drawn beside a unit; an unticked box does not count."""
        columns = [column for key, column in self.group.columns.items() if key != UNIT]
        return any(
            any(not cell.is_unticked for cell in row.cells.values())
            or any(drawn.covers(row.number, c) for drawn in self.sheet.drawn for c in columns)
            for row in self.unit_rows
        )

    @property
    def has_roster_units(self) -> bool:
        """Whether any row names a unit of the form's roster."""
        return bool(self.bodies) or any(self.form.roster.knows(row.name) for row in self.unit_rows)

    def is_used(self, column: int) -> bool:
        """Return whether a column of the sheet has any cell below the header."""
        rows = self.sheet.rows
        below = (cells for number, cells in rows.loose.items() if number > self.header.bottom)
        return any(column in cells for cells in below) or any(
            column in row_group.columns for row_group in rows.row_groups
        )


def cut_blocks(sheet: Sheet, forms: list[FormCandidate], chosen: str | None) -> list[Block]:
    """Return the tables of a sheet from top to bottom, left to right."""
    headers = find_headers(sheet, forms, chosen)
    numbers = list(sheet.rows)
    blocks: list[Block] = []
    start = 0
    for position, header in enumerate(headers):
        end = headers[position + 1].top if position + 1 < len(headers) else 1 << 30
        above = [n for n in numbers if start < n < header.top]
        below = [n for n in numbers if header.bottom < n < end]
        titles = above[-_TITLE_ROWS:]
        if position + 1 < len(headers):
            below = _without_titles(sheet, below, header)
        witnesses = [witness for n in titles for witness in _row_witnesses(sheet, n)]
        if not witnesses and blocks:  # a table without titles continues the one above
            witnesses = blocks[-1].witnesses
        footers: list[Witness] = []
        for group in header.groups:
            rows, bodies = read_rows(sheet, below, group, header.form)
            texts = [text for number in titles for text in sheet.texts(number)]
            footers += _footer_witnesses(sheet, rows)
            blocks.append(Block(sheet, header, group, rows, bodies, texts, list(witnesses)))
        for block in blocks[-len(header.groups) :]:  # halves share what stands below either
            block.witnesses = [*witnesses, *footers]
        start = below[-1] if below else header.bottom
    return blocks


def _without_titles(sheet: Sheet, below: list[int], header: Header) -> list[int]:
    """Drop the titles of the next table: single texts and captions directly above its header."""
    rows = list(below)
    while rows:
        texts = sheet.texts(rows[-1])
        if is_caption(texts):
            rows.pop()
            continue
        if len(texts) != 1 or header.form.roster.knows(texts[0]):
            break
        rows.pop()
    return rows


def _row_witnesses(sheet: Sheet, number: int) -> list[Witness]:
    """Return what a row says about the period; a date after a filing label is a filing date."""
    witnesses: list[Witness] = []
    label = ""
    for text in sheet.texts(number):
        is_labelled = bool(_FILING_LABEL.fullmatch(fold(label)))
        witnesses += read_witnesses(text, f"第{number}行", "filing" if is_labelled else "strong")
        label = text
    return witnesses


def _footer_witnesses(sheet: Sheet, rows: list[TableRow]) -> list[Witness]:
    """Return the full dates below a table, which are dates of filing or issue."""
    witnesses = []
    for row in rows:
        if row.kind not in {"note", "blank"}:
            continue
        for text in sheet.texts(row.number):
            found = read_witnesses(text, f"第{row.number}行", "filing")
            witnesses += [
                date for date in found if date.year and date.month and date.span == "none"
            ]
    return witnesses
