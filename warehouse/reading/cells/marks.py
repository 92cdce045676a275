"""Recognise ticks, crosses and dashes: as symbols, as letters of a symbol font, or in words."""

from __future__ import annotations

import re
from typing import Literal

from warehouse.reading.sheets.cell import BOX_FONT, Cell
from warehouse.reading.words.folding import fold

Mark = Literal["yes", "no", "blank", "other"]

_YES = {*"√✓✔☑✅vVyY对是有已", "已报", "已报送", "按时报送", "已完成", "完成"}
_NO = {*"×✗✘╳xXnN否无未", "没有", "未报", "未报送", "未完成"}
_DASH = re.compile(r"[-—–―─−‐‑‒_]{1,4}|/")

# In these fonts a letter looks like a mark: 0xFC in Wingdings is a tick.
_SYMBOL_FONTS: dict[str, dict[str, Mark]] = {
    "wingdings": {"ü": "yes", "þ": "yes", "û": "no", "ý": "no"},
    "wingdings 2": {"P": "yes", "R": "yes", "O": "no", "Q": "no", "S": "no", "T": "no"},
    "webdings": {"a": "yes", "r": "no"},
    "marlett": {"a": "yes", "b": "yes", "r": "no"},
    BOX_FONT: {"☑": "yes", "☐": "no"},
}
_PRIVATE = range(0xF000, 0xF100)


def read_mark(cell: Cell) -> Mark:
    """Return which mark a text cell holds; `other` where it holds something else."""
    if cell.is_struck:
        return "other"
    font = cell.font.strip().lower()
    if font in _SYMBOL_FONTS:
        folded = "".join(chr(ord(c) - 0xF000) if ord(c) in _PRIVATE else c for c in cell.raw)
        return _read_symbol(fold(folded), _SYMBOL_FONTS[font])
    text = fold(cell.raw)
    if text in _YES:
        return "yes"
    if text in _NO:
        return "no"
    return "blank" if not text or _DASH.fullmatch(text) else "other"


def _read_symbol(text: str, font: dict[str, Mark]) -> Mark:
    if not text:
        return "blank"
    marks = font.get(text, "other")
    # A Unicode tick keeps its meaning in any font: Windows draws it from a fallback font.
    if marks == "other" and ord(text[0]) > 0x2000:
        return "yes" if text in _YES else "no" if text in _NO else "other"
    return marks
