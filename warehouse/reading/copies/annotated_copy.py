"""Write the annotated copy: the uploaded workbook with marks, or one rebuilt from its cells."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile

from warehouse.reading.contract import Finding, ReadRequest
from warehouse.reading.copies.mark_notes import Note, list_notes
from warehouse.reading.sheets.grid import Book

_PACKAGE = b"PK\x03\x04"
MOST_CELLS = 50_000
"""openpyxl takes a second for 10,000 cells; a larger workbook is rebuilt around its notes."""
_MOST_BYTES = 32 * 2**20
"""Unpacked; a larger workbook is mostly bordered blanks, of which openpyxl makes cells."""


def annotate(
    content: bytes, book: Book, request: ReadRequest, findings: Sequence[Finding], *, rebuild: bool
) -> bytes:
    """Return an .xlsx copy with every finding marked.

    With `rebuild` the uploaded workbook is not tried, and the copy is built from the cells read.
    """
    return annotate_notes(content, book, list_notes(book, request, findings), rebuild=rebuild)


def annotate_notes(
    content: bytes, book: Book, notes: list[Note], *, rebuild: bool = False
) -> bytes:
    """Return an .xlsx copy with notes marked whose addresses are known."""
    copy = None if rebuild else _annotate_original(content, book, notes)
    if copy is None:
        from warehouse.reading.copies.annotated_rebuild import rebuild_annotated

        copy = rebuild_annotated(book, notes)
    return copy


def _annotate_original(content: bytes, book: Book, notes: list[Note]) -> bytes | None:
    if not content.startswith(_PACKAGE) or _count_cells(book) > MOST_CELLS:
        return None
    with ZipFile(BytesIO(content)) as package:
        if sum(part.file_size for part in package.infolist()) > _MOST_BYTES:
            return None
    from warehouse.reading.copies.annotated_original import annotate_original

    try:
        return annotate_original(content, book, notes)
    except Exception:
        # openpyxl is stricter than the reader and raises exceptions of any type: .ods, odd styles.
        return None


def _count_cells(book: Book) -> int:
    """Return the number of cells that openpyxl would create, including those under merges."""
    held = sum(len(row) for sheet in book.sheets for row in sheet.rows.values())
    return held + sum(
        (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)
        for sheet in book.sheets
        for merge in sheet.merges
    )
