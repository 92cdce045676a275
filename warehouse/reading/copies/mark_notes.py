"""Collect the notes of an annotated copy: each finding with its cell, text and colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.reading.contract import Finding, ReadRequest, Severity
from warehouse.reading.copies.finding_places import Locator
from warehouse.reading.sheets.column_letters import letter
from warehouse.reading.sheets.grid import Book, Sheet

LIST_TITLE = "问题清单"
AUTHOR = "考核看板"
LIST_HEADERS = ("类别", "工作表", "单元格", "写的是", "说明")
LIST_WIDTHS = (8, 22, 10, 22, 80)
TITLES: dict[Severity, str] = {"error": "错误", "question": "待确认", "warning": "提醒"}
COLOURS: dict[Severity, str] = {"error": "F4B6A6", "question": "FFD966", "warning": "FFF3C4"}
"""Fills of marked cells; the comment says the same in words."""
_ORDER: tuple[Severity, ...] = ("error", "question", "warning")
LINE_HEIGHT = 15
_LAST_NARROW = 0x2E7F


@dataclass(frozen=True, slots=True)
class Note:
    """One finding with its address; without a row it appears only in the list."""

    finding: Finding
    sheet: Sheet | None
    row: int | None
    column: int | None

    @property
    def address(self) -> str:
        """The address as Excel writes it (B7), 第7行 for a whole row, "" for a table."""
        if self.row is None:
            return ""
        return f"第{self.row}行" if self.column is None else f"{letter(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """The text of the comment."""
        return f"{TITLES[self.finding.severity]}：{self.finding.message}"


def list_notes(book: Book, request: ReadRequest, findings: Sequence[Finding]) -> list[Note]:
    """Return every finding with its address, errors first; for a merged cell its origin."""
    locator = Locator(book, request)
    notes = []
    for finding in sorted(findings, key=lambda finding: _ORDER.index(finding.severity)):
        place = locator.find(finding)
        if place is None:
            notes.append(Note(finding, None, None, None))
        elif place.row is not None and place.column is not None:
            row, column = place.sheet.origin(place.row, place.column)
            notes.append(Note(finding, place.sheet, row, column))
        else:
            notes.append(Note(finding, place.sheet, place.row, None))
    return notes


def list_addressed(book: Book, findings: Sequence[Finding]) -> list[Note]:
    """Return notes of findings that name their address: sheet, row, and column as a number."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    notes = []
    for finding in findings:
        sheet = sheets.get(finding.sheet or "")
        row = finding.row if sheet else None
        column = int(finding.column) if row and finding.column else None
        notes.append(Note(finding, sheet, row, column))
    return notes


def noted_cells(notes: Iterable[Note], sheet: Sheet) -> dict[tuple[int, int], list[Note]]:
    """Return the notes of a sheet by cell; those of a whole row are at its first cell."""
    cells: dict[tuple[int, int], list[Note]] = {}
    for note in notes:
        if note.sheet is sheet and note.row is not None:
            first = min(sheet.rows.get(note.row, {}), default=1)
            cells.setdefault((note.row, note.column or first), []).append(note)
    return cells


def list_row(note: Note) -> tuple[str, ...]:
    """Return a note as a row of the list of problems."""
    finding = note.finding
    return (
        TITLES[finding.severity],
        finding.sheet or "",
        note.address,
        finding.found or "",
        finding.message,
    )


def measure(text: str) -> int:
    """Return the width of a text in Latin characters; a Chinese character counts as two."""
    return sum(2 if ord(sign) > _LAST_NARROW else 1 for sign in text)


def line_height(texts: Sequence[str]) -> int:
    """Return the height of a row of the list in points, as some programs do not fit it by itself.

    Wrapped lines break before the full width of a column, hence one character less.
    """
    lines = [
        -(-measure(text) // (width - 1)) for text, width in zip(texts, LIST_WIDTHS, strict=True)
    ]
    return LINE_HEIGHT * max(1, *lines)


def join_texts(notes: Sequence[Note]) -> str:
    """Return the comment of a cell: each distinct text once."""
    return "\n".join(dict.fromkeys(note.text for note in notes))


def pick_title(names: Iterable[str]) -> str:
    """Return a name for the sheet of the list that no other sheet has."""
    taken = {name.casefold() for name in names}
    title, number = LIST_TITLE, 2
    while title.casefold() in taken:
        title, number = f"{LIST_TITLE}{number}", number + 1
    return title
