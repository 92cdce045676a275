"""Cuts a sheet into tables: header, rows, and the titles and footers around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from warehouse.reading.contract import FormIdentity
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.header_columns import Form, Group
from warehouse.reading.tables.header_search import Header, find_headers
from warehouse.reading.tables.row_kinds import Body, TableRow, is_caption, read_rows
from warehouse.reading.words.folding import fold
from warehouse.reading.words.period_words import Witness, read_witnesses

_FILING_LABEL = re.compile(
    r".{0,6}(?:填报|填表|报送|上报|制表|印发|打印|导出|编制|发布|截止|截至).{0,4}:?|日期:?"
)
_TITLE_ROWS = 12


@dataclass(slots=True)
class Block:
    """One table of a sheet, or one half where two stand side by side."""

    sheet: Sheet
    header: Header
    group: Group
    rows: list[TableRow]
    bodies: list[Body] = field(default_factory=list)
    """Long runs of plain unit rows; `rows` holds all the others."""
    titles: list[str] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    parts: list[Block] = field(default_factory=list)
    """All blocks of the same form on the same sheet, this one too: halves, pages, groups."""
    identity: FormIdentity | None = None
    """What the file proves to be, where it is this very form as it was sent out."""

    def read_again(self) -> None:
        """Read the rows once more, after the meaning of a column has changed."""
        numbers = [row.number for row in self.rows]
        numbers += [number for body in self.bodies for number in body.numbers]
        self.rows, self.bodies = read_rows(self.sheet, sorted(numbers), self.group, self.form)

    @property
    def form(self) -> Form:
        """The form that the block was recognised as."""
        return self.header.form

    @property
    def forms(self) -> list[Form]:
        """That form, and the others that fit the same columns equally well."""
        return [self.header.form, *self.header.rivals]

    @property
    def unit_rows(self) -> list[TableRow]:
        """The rows that name a unit, or should; without those of the bodies."""
        return [row for row in self.rows if row.kind in {"unit", "no_unit"}]

    @property
    def unit_numbers(self) -> list[int]:
        """The numbers of all rows that name a unit, or should."""
        numbers = [row.number for row in self.unit_rows]
        return sorted(numbers + [number for body in self.bodies for number in body.numbers])

    @property
    def names(self) -> list[str]:
        """The units as written; of a body each spelling once."""
        column = self.group.columns[UNIT]
        cells = [cell for body in self.bodies for cell in body.column(column).cells]
        return [row.name for row in self.unit_rows] + [cell.text for cell in cells if cell]

    @property
    def has_unit_rows(self) -> bool:
        """Whether any row names a unit, or should."""
        return bool(self.bodies) or bool(self.unit_rows)

    @property
    def is_filled(self) -> bool:
        """Whether anything stands beside any unit of the table that the block is a part of."""
        return any(part.bodies or part.has_marks for part in self.parts)

    @property
    def has_marks(self) -> bool:
        """Whether anything is written or drawn beside a unit; an unchecked box says nothing."""
        columns = [column for key, column in self.group.columns.items() if key != UNIT]
        return any(
            any(not cell.is_unticked for cell in row.cells.values())
            or any(one.covers(row.number, c) for one in self.sheet.drawn for c in columns)
            for row in self.unit_rows
        )

    @property
    def has_roster_units(self) -> bool:
        """Whether any row names a unit of the form's roster."""
        return bool(self.bodies) or any(self.form.roster.knows(row.name) for row in self.unit_rows)

    def is_used(self, column: int) -> bool:
        """Return whether anything stands in a column of the sheet below the header."""
        rows = self.sheet.rows
        below = (cells for number, cells in rows.loose.items() if number > self.header.bottom)
        return any(column in cells for cells in below) or any(
            column in strip.columns for strip in rows.strips
        )


def cut_blocks(sheet: Sheet, forms: list[Form], chosen: str | None) -> list[Block]:
    """Return the tables of a sheet from top to bottom, left to right."""
    headers = find_headers(sheet, forms, chosen)
    numbers = list(sheet.rows)
    blocks: list[Block] = []
    start = 0
    for position, header in enumerate(headers):
        end = headers[position + 1].top if position + 1 < len(headers) else 1 << 30
        above = [n for n in numbers if start < n < header.top]
        below = [n for n in numbers if header.bottom < n < end]
        titles = _titles(sheet, above, header)
        if position + 1 < len(headers):
            below = _without_titles(sheet, below, header)
        witnesses = [w for n in titles for w in _row_witnesses(sheet, n)]
        if not witnesses and blocks:
            witnesses = blocks[-1].witnesses
        footers: list[Witness] = []
        for group in header.groups:
            rows, bodies = read_rows(sheet, below, group, header.form)
            texts = [text for number in titles for text in sheet.texts(number)]
            footers += _footer_witnesses(sheet, rows)
            blocks.append(Block(sheet, header, group, rows, bodies, texts, list(witnesses)))
        for block in blocks[-len(header.groups) :]:
            block.witnesses = [*witnesses, *footers]
        start = below[-1] if below else header.bottom
    return blocks


def _titles(sheet: Sheet, above: list[int], header: Header) -> list[int]:
    """Return the rows above a header that are its titles, nearest ones at most."""
    return above[-_TITLE_ROWS:]


def _without_titles(sheet: Sheet, below: list[int], header: Header) -> list[int]:
    """Leave the titles of the next table out: single texts and captions right above its header."""
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
    witnesses: list[Witness] = []
    label = ""
    for text in sheet.texts(number):
        is_labelled = bool(_FILING_LABEL.fullmatch(fold(label)))
        witnesses += read_witnesses(text, f"第{number}行", "filing" if is_labelled else "strong")
        label = text
    return witnesses


def _footer_witnesses(sheet: Sheet, rows: list[TableRow]) -> list[Witness]:
    """Return the full dates below a table: they are of filling or issue."""
    witnesses = []
    for row in rows:
        if row.kind not in {"note", "blank"}:
            continue
        for text in sheet.texts(row.number):
            said = read_witnesses(text, f"第{row.number}行", "filing")
            witnesses += [one for one in said if one.year and one.month and one.span == "none"]
    return witnesses
