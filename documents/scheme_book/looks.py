"""How the workbook looks: fonts, fills, widths and heights."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from documents.wording import measure_width

FONT = "微软雅黑"
HEAD, NODE, NEEDED = "#DCE6F1", "#F2F6FA", "#FFF2CC"
"""Fills: header, a row with others beneath it, a header that the sheet needs."""
GREY, LINE = "#7F7F7F", "#BFBFBF"
A4 = 9
LINE_HEIGHT = 16
NARROWER = 0.95
"""Type of 10 points against the 11 points that column widths are measured in."""
TALLEST = 400
"""Excel's limit is 409 points."""


class Formats:
    """The formats of one workbook, each created once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._known: dict[str, Format] = {}

    def get(self, **properties: Any) -> Format:
        """Return the format with these properties; every cell is wrapped and at the top."""
        name = repr(sorted(properties.items()))
        if name not in self._known:
            base = {"font_name": FONT, "font_size": 10, "valign": "top", "text_wrap": True}
            self._known[name] = self._book.add_format({**base, **properties})
        return self._known[name]


def measure_height(cells: Mapping[int, str], widths: Mapping[int, int]) -> int:
    """Return the height of a row in points: some programs do not fit it to wrapped texts."""
    lines = [
        sum(
            max(1, ceil(measure_width(part) * NARROWER / widths[column]))
            for part in text.split("\n")
        )
        for column, text in cells.items()
    ]
    return min(TALLEST, LINE_HEIGHT * max(1, *lines, 1) + 2)
