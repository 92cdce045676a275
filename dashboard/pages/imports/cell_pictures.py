"""The part of a sheet around a bad cell as HTML, with column letters and row numbers as in Excel.

All text of a file is escaped. The bad cell has a sign as well as a colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from documents.charts.palette import PALETTES
from warehouse.reading.contract import Finding, Picture, PictureRow, Severity
from warehouse.reading.sheets.column_letters import letter

SIGNS: dict[Severity, str] = {"error": "✗", "question": "？", "warning": "！"}
# Lines take the colour of the text, and a marked cell sets both of its own colours: both are
# right on any background.
_LOOK = PALETTES["light"]
_LINE = "color-mix(in srgb, currentColor 25%, transparent)"
_MARKED = f"background:{_LOOK.mark};color:{_LOOK.mark_text}"
# Cells wrap anywhere, so that the bad cell is never beyond the edge of a narrow screen.
_CELL = (
    f"border:1px solid {_LINE};padding:2px 6px;text-align:left;"
    "max-width:12em;overflow-wrap:anywhere"
)
_EDGE = f"{_CELL};opacity:0.75;font-weight:400;text-align:center"
_BAD = f"{_CELL};{_MARKED};outline:2px solid {_LOOK.lost};outline-offset:-2px;font-weight:600"
_ROW = f"{_CELL};{_MARKED}"
_LIST = "margin:4px 0;font-size:0.93rem"
_GAP = "border:0;padding:0;height:6px"


def draw_findings(findings: Sequence[Finding], pictures: Mapping[Finding, Picture]) -> str:
    """Return findings as HTML; a finding with an address opens to its picture."""
    return "".join(_draw_finding(finding, pictures.get(finding)) for finding in findings)


def fold_picture(title: str, picture: Picture, severity: Severity) -> str:
    """Return a picture folded away under a title."""
    return _fold(escape(title), picture, severity)


def draw_picture(picture: Picture, severity: Severity) -> str:
    """Return a picture as an HTML table that scrolls inside itself."""
    letters = "".join(
        f'<th scope="col" style="{_EDGE}">{letter(column)}</th>' for column in picture.columns
    )
    head = f'<tr><th style="{_EDGE}"></th>{letters}</tr>'
    rows = []
    previous = picture.rows[0].row - 1 if picture.rows else 0
    for row in picture.rows:
        if row.row != previous + 1:  # rows in between are left out: a gap shows it
            rows.append(f'<tr><td style="{_GAP}" colspan="{len(picture.columns) + 1}"></td></tr>')
        rows.append(_draw_row(row, picture, severity))
        previous = row.row
    return (
        '<div style="overflow-x:auto;margin:4px 0 12px 0">'
        '<table style="border-collapse:collapse;font-size:0.85rem">'
        f"<thead>{head}</thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _draw_finding(finding: Finding, picture: Picture | None) -> str:
    text = f"{SIGNS[finding.severity]} {escape(finding.message)}"
    if picture is None:
        return f'<p style="{_LIST}">{text}</p>'
    return _fold(text, picture, finding.severity)


def _fold(summary: str, picture: Picture, severity: Severity) -> str:
    return (
        f'<details style="{_LIST}"><summary style="cursor:pointer">{summary}</summary>'
        f"{draw_picture(picture, severity)}</details>"
    )


def _draw_row(row: PictureRow, picture: Picture, severity: Severity) -> str:
    is_here = row.row == picture.row
    cells = []
    for column, text in zip(picture.columns, row.cells, strict=True):
        is_bad = is_here and column == picture.column
        is_row = is_here and picture.column is None
        style = _BAD if is_bad else _ROW if is_row else _CELL
        sign = f"<strong>{SIGNS[severity]}</strong> " if is_bad else ""
        cells.append(f'<td style="{style}">{sign}{escape(text)}</td>')
    number = f"{SIGNS[severity]} {row.row}" if is_here else str(row.row)
    return f'<tr><th scope="row" style="{_EDGE}">{number}</th>{"".join(cells)}</tr>'
