"""One cell of a sheet, independent of the file format."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from warehouse.reading.sheets.number_format import plain, show_date
from warehouse.reading.sheets.shown_text import ShownText, changes_texts, show_number, show_text
from warehouse.reading.words.folding import fold, tidy

CellKind = Literal["text", "number", "date", "bool", "error", "formula"]
Runs = tuple[tuple[str, bool], ...]
"""The runs of a rich text in order, each with a flag: is it struck out?"""

BOX_FONT = "\u2610"
"""The font that marks a cell as a check box; no typed ☐ has it."""


class Cell(NamedTuple):
    """One cell that is not empty.

    `raw` is the text, the number as the file spells it, the ISO date, the name of the error, or
    the text of a formula that was never computed.
    """

    kind: CellKind
    raw: str
    format: str = "General"
    font: str = ""
    struck: Struck | None = None
    """What is struck out in the cell; `raw` holds only what is not."""

    @property
    def number(self) -> Decimal:
        """The number to the 15 digits that a spreadsheet shows: 0.98499999999999999 is 0.985."""
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
        """The cell as it is shown, on one line."""
        if self.kind == "text" and not _changes_text(self):
            return tidy(self.raw)
        return _show(self).text

    @property
    def shown_instead(self) -> str | None:
        """The text shown where it does not state the value; None where it does."""
        if self.kind == "number" or (self.kind == "text" and _changes_text(self)):
            shown = _show(self)
            return None if shown.is_plain else shown.text
        return None

    @property
    def with_struck(self) -> str:
        """The cell's text, followed by its struck-out part."""
        if self.struck is None:
            return self.text
        return f"{self.text}（划去：{self.struck.cell.text}）"

    @property
    def written(self) -> str:
        """The whole text, struck-out parts in their place."""
        if self.struck is None:
            return self.raw
        return "".join(text for text, _ in self.struck.runs) or self.struck.cell.raw

    @property
    def is_struck(self) -> bool:
        """Whether all of the cell is struck out."""
        return self.struck is not None and not self.raw

    @property
    def is_unticked(self) -> bool:
        """Whether the cell is a check box that is not checked."""
        return self.font == BOX_FONT and self.raw == "☐"

    @property
    def plain_text(self) -> str:
        """The cell's text; a number in plain notation, whatever its format."""
        return plain(self.number) if self.kind == "number" else self.text

    @property
    def quoted(self) -> str:
        """The cell as messages quote it: unrounded, since rounding may hide what is wrong."""
        return self.text if self.is_percent and self.text else self.plain_text


class Struck(NamedTuple):
    """The part of a cell that is struck out, as a cell of its own."""

    cell: Cell
    runs: Runs = ()
    """All runs of the cell, where only some of them are struck out."""


def strike(cell: Cell, runs: Runs = ()) -> Cell:
    """Return the cell struck out as a whole, or in those of its runs that are.

    Where only blanks are left beside the struck runs, the whole cell is struck out.
    """
    if is_blank(cell):
        return cell
    rest = "".join(text for text, is_struck in runs if not is_struck)
    struck = "".join(text for text, is_struck in runs if is_struck)
    if runs and _is_blank(struck):
        return cell
    if _is_blank(rest):
        return Cell("text", "", cell.format, cell.font, Struck(cell))
    part = Struck(cell._replace(raw=struck), runs)
    return cell._replace(raw=rest, struck=part)


def unstruck(cell: Cell) -> Cell:
    """Return a wholly struck-out cell without the strike; return any other cell unchanged."""
    return cell.struck.cell if cell.struck is not None and not cell.raw else cell


def tick_box(is_checked: bool) -> Cell:
    """Return the cell that stands for a check box in this state."""
    return Cell("text", "☑" if is_checked else "☐", font=BOX_FONT)


@lru_cache(maxsize=1 << 14)
def _number(raw: str) -> Decimal:
    return Decimal(format(float(raw), ".15g"))


def _changes_text(cell: Cell) -> bool:
    return cell.format != "General" and changes_texts(cell.format)


@lru_cache(maxsize=1 << 14)
def _show(cell: Cell) -> ShownText:
    if cell.kind == "number":
        return show_number(cell.number, cell.format)
    if cell.kind == "date":
        return ShownText(show_date(datetime.fromisoformat(cell.raw), cell.format), True)
    shown = show_text(cell.raw, cell.format) if cell.kind == "text" else ShownText(cell.raw, True)
    return shown._replace(text=tidy(shown.text))


def is_blank(cell: Cell) -> bool:
    """Return whether a cell shows nothing at all."""
    return cell.kind == "text" and cell.struck is None and _is_blank(cell.raw)


def _is_blank(text: str) -> bool:
    return not text or (not text[0].isalnum() and not fold(text))
