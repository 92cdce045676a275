"""Hypothesis strategies for forms with odd titles, headers and cells."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from tests.warehouse.reading.fuzz.odd_words import (
    FORMS,
    HEADERS,
    LABELS,
    ODD_TEXTS,
    TITLES,
    UNITS,
    VALUES,
)
from tests.warehouse.reading.fuzz.upload import Upload
from tests.warehouse.reading.workbooks import Grid, make_csv, make_xlsx

# What openpyxl refuses to write into a cell.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]
_LETTERS = "ABCDEFGHIJKL"

odd_texts = st.one_of(
    st.sampled_from(ODD_TEXTS),
    st.sampled_from(ODD_TEXTS),
    st.text(max_size=8),
    st.lists(st.sampled_from(ODD_TEXTS), min_size=2, max_size=4).map("".join),
)
words = st.one_of(st.sampled_from(HEADERS + LABELS), st.sampled_from(UNITS + TITLES), odd_texts)
units = st.one_of(st.sampled_from(UNITS), st.sampled_from(UNITS), odd_texts)
values = st.one_of(st.sampled_from(VALUES), odd_texts)
titles = st.one_of(
    st.builds(
        "{}年{}月{}".format, st.integers(2019, 2024), st.integers(0, 13), st.sampled_from(TITLES)
    ),
    st.lists(words, min_size=1, max_size=3).map("".join),
)


@st.composite
def odd_forms(draw: st.DrawFn) -> Upload:
    """Return a form of a shipped dataset with odd cells, or a table with odd headers."""
    is_known = draw(st.booleans())
    grid = draw(_known_grids() if is_known else _odd_grids())
    kind = "cells" if is_known else "headers"
    if draw(st.booleans()):
        encoding, delimiter = draw(st.sampled_from(_ENCODINGS)), draw(st.sampled_from(",\t;"))
        text = make_csv(grid, "utf-8", delimiter).decode("utf-8", "replace")
        return Upload(kind, "表.csv", text.encode(encoding, "replace"))
    return Upload(kind, "表.xlsx", make_xlsx(draw(_sheets(grid))))


@st.composite
def _known_grids(draw: st.DrawFn) -> Grid:
    """Return rows under the headers of a shipped form, with any cells."""
    scheme = draw(st.sampled_from(FORMS))
    dataset = draw(st.sampled_from(scheme.datasets))
    headers = ["单位", *(column.headers[0] for column in dataset.columns)]
    roster = st.one_of(st.sampled_from([unit.name for unit in scheme.units]), units)
    row = st.tuples(roster, *(values for _ in dataset.columns)).map(list)
    return [[draw(titles)], headers, *draw(st.lists(row, min_size=1, max_size=6))]


@st.composite
def _odd_grids(draw: st.DrawFn) -> Grid:
    """Return rows under one to three header rows that may fit no form or several."""
    width = draw(st.integers(1, 10))
    labels = st.lists(words, min_size=width, max_size=width)
    cells = st.lists(values, min_size=width - 1, max_size=width - 1)
    head = draw(st.lists(labels, min_size=1, max_size=3))
    body = [[draw(units), *draw(cells)] for _ in range(draw(st.integers(0, 6)))]
    return [[draw(titles)] * draw(st.integers(0, 1)) or [""], *head, *body]


@st.composite
def _sheets(draw: st.DrawFn, grid: Grid) -> list[dict[str, Any]]:
    """Return the sheets of a workbook with the rows: merges, hidden parts, a second sheet."""
    clean = [[_NO_XML.sub("", text)[:32_000] for text in row] for row in grid]
    sheet: dict[str, Any] = {"name": draw(_sheet_names()), "grid": clean}
    if draw(st.booleans()):
        left, top = draw(st.integers(0, 8)), draw(st.integers(1, 4))
        right, bottom = left + draw(st.integers(0, 3)), top + draw(st.integers(0, 2))
        sheet["merges"] = [f"{_LETTERS[left]}{top}:{_LETTERS[right]}{bottom}"]
    if draw(st.integers(0, 4)) == 0:
        sheet["hidden_rows"] = [draw(st.integers(1, 8))]
        sheet["hidden_columns"] = [draw(st.sampled_from(_LETTERS))]
    if draw(st.integers(0, 4)) == 0:
        return [sheet, {**sheet, "name": "另一张"}]
    return [sheet]


def _sheet_names() -> st.SearchStrategy[str]:
    return words.map(lambda text: _NO_SHEET_NAME.sub("", text)[:30] or "表").filter(
        lambda name: name != "另一张"
    )
