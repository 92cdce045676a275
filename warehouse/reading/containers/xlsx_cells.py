"""Make cells from the values of an xlsx sheet, its workbook's strings and its styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from warehouse.reading.containers.number_cell import number_cell
from warehouse.reading.containers.xlsx_parts import RichText, Style, read_integer
from warehouse.reading.contract import RefusedFile
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import is_date

_NO_TEXT = RichText("")


@dataclass(slots=True)
class SharedParts:
    """What the sheets of a workbook refer to."""

    is_1904: bool = False
    """Whether serial numbers of dates count from 1904."""
    awaits_calculation: bool = False
    """Whether formula results of nothing but 0 and '' are placeholders."""
    strings: list[RichText] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)


class CellMaker:
    """Makes cells; style, type and value come as the file spells them (`s`, `t`, `<v>`)."""

    def __init__(self, shared: SharedParts) -> None:
        self._shared = shared
        self._styles: dict[str, Style] = {}

    def make(
        self,
        style: str,
        kind: str,
        value: str | None,
        formula: str | None = None,
        inline: RichText = _NO_TEXT,
    ) -> Cell | None:
        """Return one cell, None for a blank; a formula without a result is a formula cell."""
        text = value or ""
        if not text and formula is None and kind != "inlineStr":
            return None
        look = self._style(style)
        code, font = look.code, look.font
        # An empty <v> of a text formula is its result; without a <v> it was never computed.
        if formula is not None and not text and (kind != "str" or value is None):
            return look.dress(Cell("formula", "=" + formula, code, font))
        if kind == "inlineStr":
            return inline.make_cell(look) if inline.text else None
        if kind == "s":
            string = self._find_string(text)
            return string.make_cell(look) if string else None
        return look.dress(self._bare_cell(kind, text, code, font))

    def make_plain(self, style: str, kind: str, value: str | None, inline: str) -> Cell | None:
        """Return a cell without a formula; style and type may be '' (the default)."""
        return self.make(style or "0", kind or "n", value, inline=RichText(inline))

    def make_column(self, style: str, kind: str, values: Sequence[str | None]) -> list[Cell | None]:
        """Return the cells of many values of one style and type."""
        if kind != "s":
            return [self.make_plain(style, kind, value, value or "") for value in values]
        # Shared strings are most of a large file: they skip the general case.
        look = self._style(style or "0")
        strings = map(self._find_string, values)
        return [string.make_cell(look) if string else None for string in strings]

    def _find_string(self, value: str | None) -> RichText | None:
        if not value:
            return None
        index = read_integer(value)
        if not 0 <= index < len(self._shared.strings):
            raise RefusedFile("damaged", "有单元格指向不存在的文字，文件已损坏。")
        return self._shared.strings[index]

    def _bare_cell(self, kind: str, value: str, code: str, font: str) -> Cell:
        if kind == "n":
            return number_cell(value, code, font, self._shared.is_1904)
        if kind == "e":
            return Cell("error", value, code, font)
        if kind == "b":
            return Cell("bool", "TRUE" if value in {"1", "true"} else "FALSE", code, font)
        if kind == "d":
            return _date_cell(value, code, font)
        return Cell("text", value, code, font)

    def _style(self, style: str) -> Style:
        known = self._styles.get(style)
        if known is None:
            index, styles = read_integer(style), self._shared.styles
            known = styles[index] if 0 <= index < len(styles) else Style()
            self._styles[style] = known
        return known


def _date_cell(value: str, code: str, font: str) -> Cell:
    """Return the cell of an ISO date (`t="d"`), with its time."""
    try:
        moment = datetime.fromisoformat(value.rstrip("Z"))
    except ValueError:
        return Cell("text", value, code, font)
    return Cell("date", moment.isoformat(sep=" "), code if is_date(code) else "yyyy-m-d", font)
