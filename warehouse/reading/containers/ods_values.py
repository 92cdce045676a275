"""The value of an OpenDocument cell, from its attributes and the text that it shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from warehouse.reading.containers.given_text import cell_with_text, text_shown_as
from warehouse.reading.containers.number_cell import date_cell, is_zero, number_cell
from warehouse.reading.sheets.cell import Cell, strike
from warehouse.reading.sheets.number_format import is_date


@dataclass(slots=True)
class OdsCell:
    """A cell element while it is open; attributes come without prefix."""

    attributes: dict[str, str]
    is_covered: bool
    lines: list[str] = field(default_factory=list)
    """The text of each paragraph."""
    runs: list[tuple[str, bool]] = field(default_factory=list)
    drawn: list[tuple[str, dict[str, str], list[str]]] = field(default_factory=list)
    """The objects anchored to the cell: kind, attributes and texts of each."""

    def add(self, text: str, *, is_struck: bool) -> None:
        """Add text to the open paragraph."""
        self.lines[-1] += text
        self.runs.append((text, is_struck))


def read_value(cell: OdsCell, code: str | None, font: str) -> Cell | None:
    """Return the value of a cell element in its style's number format, None where it is empty."""
    attributes, text = cell.attributes, "\n".join(cell.lines)
    kind = attributes.get("value-type")
    if kind in {"float", "percentage", "currency"}:
        value = attributes.get("value") or text
        if cell.lines:
            return cell_with_text(value, code, text, font)
        if "formula" in attributes and is_zero(value):
            return Cell("formula", attributes["formula"], font=font)  # never computed
        code = code or ("0.00%" if kind == "percentage" else "General")
        return number_cell(value, code, font, False)
    if kind == "date":
        code = code if code is not None and is_date(code) else _date_format(text)
        return date_cell(attributes.get("date-value") or text, code, font)
    if kind == "boolean":
        return Cell("bool", attributes.get("boolean-value", "").upper(), font=font)
    if "formula" in attributes and kind is None:
        return Cell("formula", attributes["formula"], font=font)
    stored = attributes.get("string-value", text)
    return text_shown_as(stored, text if cell.lines else stored, code, font) if stored else None


def strike_value(cell: OdsCell, value: Cell, *, is_cell_struck: bool) -> Cell:
    """Return a value without its struck-out runs; a number has no runs, only its cell's style."""
    struck = [is_struck for text, is_struck in cell.runs if text.strip()]
    if value.kind == "text" and any(struck):
        return strike(value, tuple(cell.runs))
    return strike(value) if (all(struck) if struck else is_cell_struck) else value


def _date_format(text: str) -> str:
    """Return a format that shows the parts of a date that its text shows."""
    if "日" not in text and "月" in text:
        return "yyyy年m月"
    numbers = "".join(c if c.isdigit() else " " for c in text).split()
    has_year = "年" in text or any(len(number) == 4 for number in numbers)
    return "yyyy-m-d" if has_year else "m月d日"
