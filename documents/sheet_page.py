"""Lay a table out on A4: widths that fit its texts, upright or across, never too small to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from documents.sheet_xml import measure_texts, name_column
from documents.tables import TEXTS, TableColumn, TableSheet
from documents.wording import measure_width

NARROWEST, WIDEST = 6, 60
WIDEST_NUMBER = 12
"""Limit for numbers: they are measured with six decimals, of which the format shows few."""
WIDEST_TITLE = 14
"""A number's column is not made wider for its title, which is broken into lines."""
NARROW_TEXT = 18
"""What a text column keeps at least when a table is made narrower; its texts are then broken."""
PADDING = 2

PORTRAIT, LANDSCAPE = 92, 136
"""Characters on a line of A4 between the margins, in the size of the sheet's font."""
SMALLEST_SCALE = 60
"""Percent. What needs less goes on over several pages instead."""
REPEATED = 3
"""Columns of names, at most, that each of several pages repeats on its left."""


@dataclass(frozen=True)
class SheetPage:
    """How a sheet is printed, and its columns as they are written."""

    columns: Sequence[TableColumn]
    widths: Sequence[int]
    hidden: frozenset[int]
    """Columns without any value."""

    @property
    def _total(self) -> int:
        return sum(width for number, width in enumerate(self.widths) if number not in self.hidden)

    @property
    def is_landscape(self) -> bool:
        """Whether the page is turned."""
        return self._total > PORTRAIT

    @property
    def fits_width(self) -> bool:
        """Whether all columns stand on one page in a size that can be read."""
        return self._total * SMALLEST_SCALE <= LANDSCAPE * 100

    @property
    def repeated(self) -> str:
        """The columns up to the unit's, if a row goes on over several pages: A:B, else ''."""
        if self.fits_width:
            return ""
        titles = [column.title for column in self.columns[:REPEATED]]
        last = titles.index("单位") if "单位" in titles else 0
        return f"A:{name_column(last)}"


def lay_out(sheet: TableSheet, first: pl.DataFrame | None) -> SheetPage:
    """Return a sheet's page; the first chunk of rows decides, None if there is none."""
    cells = _measure_cells(first) if first is not None else (0,) * len(sheet.columns)
    widths = [
        column.width or _measure_column(column, widest)
        for column, widest in zip(sheet.columns, cells, strict=True)
    ]
    # Of a table in chunks the first says nothing of the others.
    hidden = _find_empty(first) if sheet.rows and first is not None else frozenset()
    return _narrow(SheetPage(sheet.columns, widths, hidden))


def _narrow(page: SheetPage) -> SheetPage:
    """Return a page whose widest texts are broken into lines, as far as its width needs it."""
    widths, columns = list(page.widths), list(page.columns)
    over = page._total - LANDSCAPE * 100 // SMALLEST_SCALE
    spare = {
        number: widths[number] - NARROW_TEXT
        for number, column in enumerate(columns)
        if column.kind in TEXTS and number not in page.hidden and widths[number] > NARROW_TEXT
    }
    if over <= 0 or not spare:
        return page
    share = min(over / sum(spare.values()), 1)
    for number, room in spare.items():
        widths[number] -= -(-int(room * share * 100) // 100)
        columns[number] = replace(columns[number], kind="wrap")
    return SheetPage(columns, widths, page.hidden)


def _find_empty(frame: pl.DataFrame) -> frozenset[int]:
    is_empty = [
        pl.col(name).cast(pl.String).fill_null("").eq("").all().alias(name)
        for name in frame.columns
    ]
    return frozenset(number for number, empty in enumerate(frame.select(is_empty).row(0)) if empty)


def _measure_cells(frame: pl.DataFrame) -> tuple[int, ...]:
    """Return the width of each column's widest cell."""
    return frame.select(measure_texts(pl.all().cast(pl.String)).max().fill_null(0)).row(0)


def _measure_column(column: TableColumn, cells: int) -> int:
    title = measure_width(column.title)
    if column.kind not in TEXTS:
        cells, title = min(cells, WIDEST_NUMBER), min(title, WIDEST_TITLE)
    return min(max(NARROWEST, max(title, cells) + PADDING), WIDEST)
