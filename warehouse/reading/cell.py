"""One cell of a sheet, whatever container it came in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from warehouse.reading.folding import fold, tidy
from warehouse.reading.number_format import is_percent, plain, show_date, show_number

CellKind = Literal["text", "number", "date", "bool", "error", "formula"]


class Cell(NamedTuple):
    """One cell that holds something.

    `raw` is the text, the number as the file spells it, the ISO date, the error's name, or, of a
    formula that was never computed, its text.
    """

    kind: CellKind
    raw: str
    format: str = "General"
    font: str = ""

    @property
    def number(self) -> Decimal:
        """The exact number; Excel's 0.98499999999999999 is the 0.985 that was typed."""
        return Decimal(repr(float(self.raw)))

    @property
    def day(self) -> date:
        """The day of a date cell."""
        return date.fromisoformat(self.raw[:10])

    @property
    def is_percent(self) -> bool:
        """Whether a number is shown as a percentage."""
        return self.kind == "number" and is_percent(self.format)

    @property
    def has_percent_sign(self) -> bool:
        """Whether a number is shown with a % that does not multiply it (98.5 as 98.5%)."""
        return self.kind == "number" and not self.is_percent and "%" in self.format

    @property
    def text(self) -> str:
        """The cell as a person sees it."""
        if self.kind == "text":
            return tidy(self.raw)
        return _show(self)

    @property
    def plain_text(self) -> str:
        """The cell's text where a number counts as typed without a format."""
        return plain(self.number) if self.kind == "number" else self.text


@lru_cache(maxsize=1 << 14)
def _show(cell: Cell) -> str:
    if cell.kind == "number":
        return show_number(cell.number, cell.format)
    return show_date(cell.day, cell.format) if cell.kind == "date" else tidy(cell.raw)


def is_blank(cell: Cell) -> bool:
    """Tell whether nothing can be seen in a cell."""
    return cell.kind == "text" and _is_blank(cell.raw)


def _is_blank(text: str) -> bool:
    return not text or (not text[0].isalnum() and not fold(text))
