"""Draw one A4 page of text and tables as SVG, which becomes a PDF or a picture.

No office program is needed: the engine that draws the charts draws the page, with the fonts of the
machine. Lines are broken here, because SVG breaks none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from documents.official.text import to_xml

WIDTH, HEIGHT = 595.28, 841.89
"""A4 in points."""
SIDE, TOP, BOTTOM = 56.0, 62.0, 48.0
SCALE = 2.5
"""Pixels of a picture to a point: 180 to the inch."""
NARROW = 0.56
"""Width of a Latin letter or digit, in ems; a Chinese sign and its punctuation take one."""
NO_START = "，。、；：）”》！？%"
"""Signs that begin no line."""

SONG = "方正小标宋简体, FZXiaoBiaoSong-B05S, 'Noto Serif CJK SC', SimSun, serif"
FANG = "仿宋_GB2312, FangSong_GB2312, FangSong, STFangsong, 'Noto Serif CJK SC', SimSun, serif"
HEI = "SimHei, 黑体, 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', sans-serif"


@dataclass(frozen=True)
class Column:
    """A table's column: its title, its share of the width, and whether it is aligned right."""

    title: str
    share: float
    is_number: bool = False


@dataclass
class Sheet:
    """A page under construction; all sizes are multiplied by `scale`."""

    scale: float = 1.0
    y: float = TOP
    _parts: list[str] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether more was added than the page holds."""
        return self.y > HEIGHT - BOTTOM

    def add_title(self, text: str) -> None:
        """Add the title, centred."""
        for line in break_lines(text, 21 * self.scale, WIDTH - 2 * SIDE):
            self._add_line(line, 21, SONG, line_height=1.5, anchor="middle")
        self.y += 4 * self.scale

    def add_subtitle(self, text: str) -> None:
        """Add a line below the title, with a rule under it."""
        self._add_line(text, 11, FANG, anchor="middle")
        self.y += 6 * self.scale
        self._add_rule(self.y, 1.2)
        self.y += 8 * self.scale

    def add_heading(self, text: str) -> None:
        """Add a heading."""
        self.y += 9 * self.scale
        self._add_line(text, 14, HEI)
        self.y += 3 * self.scale

    def add_text(self, text: str, size: float = 12.5) -> None:
        """Add a paragraph."""
        for line in break_lines(text, size * self.scale, WIDTH - 2 * SIDE):
            self._add_line(line, size, FANG)
        self.y += 2 * self.scale

    def add_table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Add a table with rules above and below each row; cells are broken into lines."""
        self._add_rule(self.y, 0.8)
        self._add_row(columns, [column.title for column in columns], HEI)
        for row in rows:
            self._add_row(columns, row, FANG)
        self.y += 4 * self.scale

    def draw(self) -> str:
        """Return the page as SVG."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"'
            f' viewBox="0 0 {WIDTH} {HEIGHT}"><rect width="{WIDTH}" height="{HEIGHT}"'
            f' fill="#fff"/>{"".join(self._parts)}</svg>'
        )

    def _add_row(self, columns: Sequence[Column], cells: Sequence[str], font: str) -> None:
        size, room = 11 * self.scale, WIDTH - 2 * SIDE
        whole, gap = sum(column.share for column in columns), 6 * self.scale
        widths = [room * column.share / whole for column in columns]
        lines = [
            list(break_lines(cell, size, width - 2 * gap))
            for cell, width in zip(cells, widths, strict=True)
        ]
        step, left = size * 1.4, SIDE
        for column, width, own in zip(columns, widths, lines, strict=True):
            x = left + width - gap if column.is_number else left + gap
            for number, line in enumerate(own):
                anchor = "end" if column.is_number else "start"
                self._add(line, x, self.y + size * 1.25 + number * step, size, font, anchor)
            left += width
        self.y += size * 0.6 + max(map(len, lines)) * step
        self._add_rule(self.y, 0.4)

    def _add_line(
        self, text: str, size: float, font: str, *, line_height: float = 1.6, anchor: str = "start"
    ) -> None:
        own = size * self.scale
        x = WIDTH / 2 if anchor == "middle" else SIDE
        self.y += own * line_height
        self._add(text, x, self.y - own * 0.35, own, font, anchor)

    def _add(self, text: str, x: float, y: float, size: float, font: str, anchor: str) -> None:
        self._parts.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" font-family="{font}"'
            f' text-anchor="{anchor}">{to_xml(text)}</text>'
        )

    def _add_rule(self, y: float, width: float) -> None:
        self._parts.append(
            f'<line x1="{SIDE}" x2="{WIDTH - SIDE}" y1="{y:.2f}" y2="{y:.2f}"'
            f' stroke="#000" stroke-width="{width}"/>'
        )


def break_lines(text: str, size: float, room: float) -> Iterator[str]:
    """Yield a text in lines that fit into `room` points; an empty text is one empty line."""
    line, used = "", 0.0
    for sign in text:
        width = size * _measure(sign)
        if line and used + width > room and sign not in NO_START:
            yield line
            line, used = "", 0.0
        line, used = line + sign, used + width
    yield line


def _measure(sign: str) -> float:
    # Ambiguous signs such as quotation marks are drawn by the Chinese font, as wide as a character.
    return 1.0 if unicodedata.east_asian_width(sign) in "WFA" else NARROW
