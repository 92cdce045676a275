"""The annotated copy: the uploaded workbook marked, or one made anew from what was read."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile

from warehouse.reading.contract import Finding, ReadRequest
from warehouse.reading.copies.mark_notes import Note, list_notes
from warehouse.reading.sheets.grid import Book

_PACKAGE = b"PK\x03\x04"
MOST_CELLS = 50_000
"""openpyxl takes a second for 10,000 cells; a larger workbook is made anew, around its notes."""

_MOST_BYTES = 32 * 2**20
"""Unpacked; a larger workbook is mostly borders, of which openpyxl makes a cell each."""


def annotate(
    content: bytes, book: Book, request: ReadRequest, findings: Sequence[Finding], *, anew: bool
) -> bytes:
    """Return an .xlsx copy with every finding marked; `anew`: do not try the workbook itself."""
    notes = list_notes(book, request, findings)
    copy = None if anew else _annotate_original(content, book, notes)
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
        # openpyxl is stricter than the reader, and raises whatever comes up: .ods, odd styles.
        return None


def _count_cells(book: Book) -> int:
    """Return what openpyxl would have to make: every cell, and every one under a merge."""
    held = sum(len(row) for sheet in book.sheets for row in sheet.rows.values())
    return held + sum(
        (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)
        for sheet in book.sheets
        for merge in sheet.merges
    )
