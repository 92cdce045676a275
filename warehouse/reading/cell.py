"""One cell of a sheet, whatever container it came in."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from warehouse.reading.folding import fold, tidy
from warehouse.reading.number_format import plain, show_date
from warehouse.reading.shown import Shown, changes_texts, show_number, show_text

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
        """The number to the 15 digits that a spreadsheet shows; 0.98499999999999999 is 0.985."""
        return _number(self.raw)

    @property
    def day(self) -> date:
        """The day of a date cell."""
        return date.fromisoformat(self.raw[:10])

    @property
    def is_percent(self) -> bool:
        """Whether a number is shown as a percentage."""
        return self.kind == "number" and _show(self).is_percent

    @property
    def has_percent_sign(self) -> bool:
        """Whether a number is shown with a % that does not multiply it (98.5 as 98.5%)."""
        return self.kind == "number" and _show(self).has_percent_sign

    @property
    def text(self) -> str:
        """The cell as a person sees it."""
        if self.kind == "text" and not _changes_text(self):
            return tidy(self.raw)
        return _show(self).text

    @property
    def shown_instead(self) -> str | None:
        """What is shown in place of the value; None where what is shown states the value."""
        if self.kind == "number" or (self.kind == "text" and _changes_text(self)):
            shown = _show(self)
            return None if shown.is_plain else shown.text
        return None

    @property
    def plain_text(self) -> str:
        """The cell's text where a number counts as typed without a format."""
        return plain(self.number) if self.kind == "number" else self.text

    @property
    def quoted(self) -> str:
        """The cell as a message quotes it: a rounded number would hide what is wrong with it."""
        return self.text if self.is_percent and self.text else self.plain_text


@lru_cache(maxsize=1 << 14)
def _number(raw: str) -> Decimal:
    return Decimal(format(float(raw), ".15g"))


def _changes_text(cell: Cell) -> bool:
    return cell.format != "General" and changes_texts(cell.format)


@lru_cache(maxsize=1 << 14)
def _show(cell: Cell) -> Shown:
    if cell.kind == "number":
        return show_number(cell.number, cell.format)
    if cell.kind == "date":
        return Shown(show_date(datetime.fromisoformat(cell.raw), cell.format), True)
    shown = show_text(cell.raw, cell.format) if cell.kind == "text" else Shown(cell.raw, True)
    return shown._replace(text=tidy(shown.text))


def is_blank(cell: Cell) -> bool:
    """Tell whether nothing can be seen in a cell."""
    return cell.kind == "text" and _is_blank(cell.raw)


def _is_blank(text: str) -> bool:
    return not text or (not text[0].isalnum() and not fold(text))
