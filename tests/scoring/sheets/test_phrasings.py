"""The usual phrasings of notices are plain rows: neither braces nor the column 其他."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import Any

from scoring.scheme_text import SchemeParts
from scoring.sheets.clauses import write_tree
from scoring.sheets.writing import to_sheets
from tests.rules_page.page import OFFICE_PAGE

ROW = re.compile(r"\| (.+?) \| `(.+)` \|")
LEAST = 78
"""Of the phrasings on the office's page; the rest need a nested notation."""


def read_phrasings() -> dict[str, dict[str, Any]]:
    """Return what the notice says → what a scheme writes, as a part of one."""
    found = {}
    for line in OFFICE_PAGE.read_text("utf-8").splitlines():
        if not (row := ROW.fullmatch(line)):
            continue
        is_clause = row[2].startswith("{")
        text = f"clause = {row[2]}" if is_clause else row[2]
        found[row[1]] = tomllib.loads(text, parse_float=Decimal)
    return found


def list_cells(written: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (header, text) of the cells that say a part of a scheme."""
    if "clause" in written:
        rows = write_tree([{"id": "1", **written["clause"]}], "")
        return [(header, text) for cells in rows for header, text in cells.items() if text]
    pages = to_sheets(SchemeParts(written, {}, [])).pages
    return [
        (pages[name].rows[1][column], text)
        for name in ("考核", "指标")
        for number, cells in pages[name].rows.items()
        if number > 1
        for column, text in cells.items()
    ]


def is_odd(cell: tuple[str, str]) -> bool:
    """Return whether a cell is in the long notation."""
    header, text = cell
    return header == "其他" or bool(set(text) & set("{}[]"))


def test_the_usual_phrasings_are_plain_rows() -> None:
    phrasings = read_phrasings()
    assert len(phrasings) >= 79
    cells = {phrase: list_cells(written) for phrase, written in phrasings.items()}
    odd = {phrase: said for phrase, said in cells.items() if any(map(is_odd, said))}
    assert len(phrasings) - len(odd) >= LEAST, odd


def test_no_english_word_of_the_language_is_shown() -> None:
    for phrase, written in read_phrasings().items():
        for header, text in list_cells(written):
            assert not re.search(r"[a-z]{3,}", text), (phrase, header, text)
