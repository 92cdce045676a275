"""Find the header of a sheet and read the rows beneath it by header; refuse odd headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scoring.clauses.faults import Findings, suggest
from scoring.sheets.book import Page, SheetRow
from scoring.sheets.column import HINT, ROSTER, SENTENCE
from scoring.sheets.columns import COLUMNS
from scoring.sheets.marks import fold
from scoring.sheets.places import BOOK, Places

DEEPEST = 10
"""The header stands in one of the first rows: above it an office may write a title."""


def read_rows(
    sheet: str, page: Page, own: Iterable[str], findings: Findings, places: Places
) -> list[SheetRow]:
    """Return the filled rows of a sheet; odd headers are refused."""
    known = {fold(column.header): column.header for column in COLUMNS[sheet]}
    known |= {fold(one): one for one in own} if sheet == ROSTER else {}
    needed = [column.header for column in COLUMNS[sheet] if column.is_needed]
    top = _find_header(page, {fold(one) for one in needed})
    if top is None:
        findings.refuse((sheet,), "", "没有表头", f"一行表头，至少有{'、'.join(needed)}", BOOK)
        return []
    headers = _read_headers(sheet, top, page.rows[top], known, findings)
    places.headers[sheet] = {header: column for column, header in headers.items()}
    missing = [header for header in needed if header not in headers.values()]
    for header in missing:
        findings.refuse((sheet, f"第{top}行"), header, "缺少这一列", "、".join(needed), BOOK)
    if missing:
        return []  # each row would be refused for it
    rows = []
    for number in sorted(one for one in page.rows if one > top):
        cells = _read_cells(sheet, number, page.rows[number], headers, findings)
        if cells:
            rows.append(SheetRow(number, cells))
            places.filled[sheet, number] = cells
    return rows


def _find_header(page: Page, needed: set[str]) -> int | None:
    """Return the row that holds most of the needed headers, more than one of them."""
    found: dict[int, int] = {}
    for number in sorted(page.rows)[:DEEPEST]:
        found[number] = len(needed & {fold(text) for text in page.rows[number].values()})
    best = max(found, key=lambda number: (found[number], -number), default=None)
    return best if best is not None and found[best] >= min(2, len(needed)) else None


def _read_headers(
    sheet: str, row: int, cells: Mapping[int, str], known: Mapping[str, str], findings: Findings
) -> dict[int, str]:
    headers: dict[int, str] = {}
    for column, text in sorted(cells.items()):
        header = known.get(fold(text))
        if fold(text) in (SENTENCE, HINT):
            continue
        if header is None:
            allowed = suggest(fold(text), known.values())
            if sheet == ROSTER:
                allowed = f"在“考核”中列为自有数，或{allowed}"
            findings.refuse((sheet, f"第{row}行"), text, f"不认识的表头“{text}”", allowed, BOOK)
        elif header in headers.values():
            findings.refuse((sheet, f"第{row}行"), header, f"表头“{header}”有两列", "一列", BOOK)
        else:
            headers[column] = header
    return headers


def _read_cells(
    sheet: str,
    row: int,
    cells: Mapping[int, str],
    headers: Mapping[int, str],
    findings: Findings,
) -> dict[str, str]:
    found = {}
    for column, text in sorted(cells.items()):
        if column in headers and text.strip():
            found[headers[column]] = text.strip()
    return found
