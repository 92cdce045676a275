"""Write rows as the XML of a worksheet, one chunk at a time.

Tables need only a small part of the format: text cells, decimal numbers and a few styles. Polars
builds the XML column by column, in a tenth of the time of a writer that goes cell by cell.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from documents.tables import TEXTS, ColumnKind, TableColumn
from documents.wording import measure_width

HEADER_STYLE = 1
STYLES: dict[ColumnKind, int] = {
    "text": 2,
    "wrap": 3,
    "whole": 4,
    "points": 5,
    "exact": 6,
    "percent": 7,
}
"""Kind of column → its number in styles.xml (documents/package_xml.py)."""

MOST_LINES = 27
"""Excel's rows are at most 409 points high."""
LONGEST_TEXT = 32_767
"""UTF-16 units that a cell can hold; with one more, Excel reports a damaged file."""
CUT = "……（文字过长，后略）"

MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
UNPRINTABLE = {
    chr(code): f"_x{code:04X}_" for code in (*range(32), 0xFFFE, 0xFFFF) if code not in (9, 10)
}
"""Escapes of the characters that XML forbids, and of CR, which an XML parser would change."""
ESCAPES = MARKUP | UNPRINTABLE
LOOKS_ESCAPED = r"_(x[0-9A-Fa-f]{4}_)"
"""A text that a reader would decode as an escape; its underscore is escaped itself."""


LINE_POINTS = 15
"""Height of a line; a row of several gets its height here, as not every program fits it."""
HEADER_POINTS = 22


def write_rows(
    frame: pl.DataFrame, columns: Sequence[TableColumn], widths: Sequence[int], first: int
) -> bytes:
    """Return a chunk (columns named 0, 1, …) as UTF-8 row elements, numbered from `first`.

    `widths` (characters) decide how many lines a text takes that is broken into lines.
    """
    number = pl.int_range(first, first + pl.len()).cast(pl.String)
    cells = [
        _write_cells(pl.col(str(position)), column.kind, name_column(position), number)
        for position, column in enumerate(columns)
    ]
    height = _write_height(columns, widths)
    row = pl.concat_str(
        [pl.lit('<row r="'), number, pl.lit('"'), height, pl.lit(">"), *cells, pl.lit("</row>")]
    )
    text: str = frame.select(row.str.join("")).item()
    return text.encode()


def _write_height(columns: Sequence[TableColumn], widths: Sequence[int]) -> pl.Expr:
    """Return the attributes of a row that needs more than one line, else ''."""
    lines = [
        count_lines(pl.col(str(position)), widths[position])
        for position, column in enumerate(columns)
        if column.kind == "wrap"
    ]
    if not lines:
        return pl.lit("")
    most = pl.max_horizontal(lines).clip(upper_bound=MOST_LINES)
    points = (most * LINE_POINTS).cast(pl.String)
    tall = pl.concat_str([pl.lit(' ht="'), points, pl.lit('" customHeight="1"')])
    return pl.when(most > 1).then(tall).otherwise(pl.lit(""))


def count_lines(text: pl.Expr, width: int) -> pl.Expr:
    """Return the lines that texts take in a column; a Chinese character counts as two."""
    whole = measure_texts(text).floordiv(max(width - 1, 1)) + 1
    return (whole + text.str.count_matches("\n")).fill_null(1).cast(pl.Int64)


def measure_texts(text: pl.Expr) -> pl.Expr:
    """Return the width of texts; a Chinese character has three bytes and counts as two."""
    return (text.str.len_bytes() + text.str.len_chars()) // 2


def write_header(columns: Sequence[TableColumn], widths: Sequence[int]) -> bytes:
    """Return the first row element, the titles."""
    titles = [column.title for column in columns]
    escaped = pl.Series(titles).to_frame("title").select(escape(pl.col("title"))).to_series()
    cells = "".join(
        f'<c r="{name_column(position)}1" s="{HEADER_STYLE}" t="inlineStr">'
        f'<is><t xml:space="preserve">{title}</t></is></c>'
        for position, title in enumerate(escaped)
    )
    lines = max(
        -(-measure_width(column.title) // max(width - 1, 1))
        for column, width in zip(columns, widths, strict=True)
    )
    height = max(HEADER_POINTS, lines * LINE_POINTS)
    return f'<row r="1" ht="{height}" customHeight="1">{cells}</row>'.encode()


def _write_cells(column: pl.Expr, kind: ColumnKind, letters: str, number: pl.Expr) -> pl.Expr:
    start = pl.concat_str([pl.lit(f'<c r="{letters}'), number, pl.lit(f'" s="{STYLES[kind]}"')])
    if kind in TEXTS:
        opening, value = ' t="inlineStr"><is><t xml:space="preserve">', escape(column)
        closing = "</t></is></c>"
    else:
        opening, value, closing = "><v>", write_number(column, kind), "</v></c>"
    filled = pl.concat_str([start, pl.lit(opening), value, pl.lit(closing)])
    return filled.fill_null(pl.concat_str([start, pl.lit("/>")]))


def write_number(column: pl.Expr, kind: ColumnKind) -> pl.Expr:
    """Return numbers as decimal text without going through a float; 98.5 percent as 0.985."""
    if kind == "whole":
        return column.cast(pl.String)
    if kind == "percent":
        column = column.cast(pl.Decimal(38, 8)) / 100
    return column.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")


def escape(text: pl.Expr) -> pl.Expr:
    """Return texts escaped for XML, cut to what a cell can hold."""
    is_long = text.str.len_bytes() > LONGEST_TEXT
    short = pl.when(is_long).then(_cut(text)).otherwise(text)
    marked = short.str.replace_all(LOOKS_ESCAPED, "_x005F_$1")
    return marked.str.replace_many(list(ESCAPES), list(ESCAPES.values()))


def _cut(text: pl.Expr) -> pl.Expr:
    """Return texts cut where they are too long.

    A character beyond U+FFFF counts as two units, so half the limit is always short enough.
    """
    units = text.str.len_chars() + text.str.count_matches(r"[\x{10000}-\x{10FFFF}]")
    cut = pl.concat_str([text.str.slice(0, LONGEST_TEXT // 2 - len(CUT)), pl.lit(CUT)])
    return pl.when(units > LONGEST_TEXT).then(cut).otherwise(text)


def name_column(position: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number = position + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
