"""Draw pictures of the cells around each finding, from the cells as read."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.reading.contract import Finding, Picture, PictureRow, Pictures, ReadRequest
from warehouse.reading.copies.finding_places import FindingPlace, Locator
from warehouse.reading.findings import shorten
from warehouse.reading.sheets.grid import Book, Sheet

AROUND = 3
"""The number of rows and columns shown on each side."""
HEAD_ROWS = 4
"""For a finding about a whole table: rows shown above and below the first row of its header."""
MOST_HEADER_ROWS = 3
MOST_PICTURES = 150
"""Nobody looks at more pictures one by one; the annotated copy shows all findings."""


def draw_pictures(book: Book, request: ReadRequest, findings: Sequence[Finding]) -> Pictures:
    """Return a picture for each finding that has an address, up to `MOST_PICTURES`."""
    locator = Locator(book, request)
    pictures: list[Picture] = []
    for number, finding in enumerate(findings):
        place = locator.find(finding) if len(pictures) < MOST_PICTURES else None
        if place is not None and place.sheet.rows and _needs_picture(place, finding):
            pictures.append(_draw(place, number))
    return Pictures(pictures=tuple(pictures))


def _needs_picture(place: FindingPlace, finding: Finding) -> bool:
    """Return whether a picture helps; for a whole table only with a question (month, form)."""
    return place.row is not None or finding.severity == "question"


def _draw(place: FindingPlace, number: int) -> Picture:
    columns = _columns(place)
    shown: set[tuple[int, int]] = set()
    return Picture(
        finding=number,
        sheet=place.sheet.name or None,
        columns=columns,
        rows=tuple(_draw_row(place, row, columns, shown) for row in _rows(place)),
        row=place.row,
        column=place.column,
    )


def _draw_row(
    place: FindingPlace, row: int, columns: tuple[int, ...], shown: set[tuple[int, int]]
) -> PictureRow:
    """Return one row; a merged cell is shown once, and again only at the place of the finding."""
    cells = []
    for column in columns:
        origin = place.sheet.origin(row, column)
        is_finding = (row, column) == (place.row, place.column)
        is_new = origin not in shown or is_finding
        cells.append(_show_cell(place.sheet, row, column) if is_new else "")
        shown.add(origin)
    return PictureRow(row=row, cells=tuple(cells))


def _rows(place: FindingPlace) -> list[int]:
    """Return the rows around the place, and those of its header if that is further above."""
    last = max(place.sheet.rows)
    if place.row is None:
        middle = place.header.start or min(place.sheet.rows)
        return list(range(max(1, middle - HEAD_ROWS), min(last, middle + HEAD_ROWS) + 1))
    near = range(max(1, place.row - AROUND), min(max(last, place.row), place.row + AROUND) + 1)
    return sorted({*place.header[-MOST_HEADER_ROWS:], *near})


def _columns(place: FindingPlace) -> tuple[int, ...]:
    """Return the columns around the place, and the unit column if that is further left."""
    used = {column for row in _rows(place) for column in place.sheet.rows.get(row, {})}
    first, last = min(used, default=1), max(used, default=1)
    if place.column is None:
        return tuple(range(first, min(last, first + 2 * AROUND) + 1))
    right = max(place.column, min(last, place.column + AROUND))
    near = range(max(1, place.column - AROUND), right + 1)
    return tuple(sorted({*near, place.unit_column or place.column}))


def _show_cell(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.seen(row, column)
    return shorten(cell.with_struck) if cell is not None else ""
