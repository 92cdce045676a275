"""Parse cells as the cases write them: text, {number}, {number:format}, {date:format}, {=formula}.

{'text:format} is a text with its format.
"""

from __future__ import annotations

import re

from warehouse.reading.sheets.cell import Cell

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def make_cell(written: str, font: str = "") -> Cell | None:
    """Return the cell that a case writes, None for a blank."""
    if not (written.startswith("{") and written.endswith("}")):
        return Cell("text", written, font=font) if written.strip() else None
    inner = written[1:-1]
    if inner.startswith("="):
        return Cell("formula", inner)
    if inner.startswith("#"):
        return Cell("error", inner)
    value, _, code = inner.partition(":")
    if value.startswith("'"):
        return Cell("text", value[1:], code, font)
    kind = "date" if _DATE.fullmatch(value) else "number"
    return Cell(kind, value, code or "General", font)  # type: ignore[arg-type]
