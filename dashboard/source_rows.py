"""Evidence as it stood in the file: the rows, with the cells that decided marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.theme import MARKED
from dashboard.wording import say_place

PLACE = "出处"
MARK = f"background-color: {MARKED}; font-weight: 600"
HEADER_HEIGHT, ROW_HEIGHT = 38, 35


@dataclass(frozen=True)
class ShownRow:
    """One row of a file: where it stands, its headers and cells, which columns are marked."""

    place: str
    headers: tuple[str, ...]
    cells: tuple[str, ...]
    marked: frozenset[int] = frozenset()


def build_row(
    file: str,
    sheet: str,
    row: int,
    headers: Sequence[str],
    cells: Sequence[str],
    marked: Collection[int] = (),
) -> ShownRow:
    """Return a row to be shown; a short row is filled up to its headers."""
    filled = (*cells, *([""] * (len(headers) - len(cells))))[: len(headers)]
    return ShownRow(say_place(file, sheet, row), tuple(headers), filled, frozenset(marked))


def show_source_rows(rows: Sequence[ShownRow]) -> None:
    """Show rows of files, those under the same headers as one table."""
    for headers in dict.fromkeys(row.headers for row in rows):
        together = [row for row in rows if row.headers == headers]
        titles = name_columns(headers)
        table = pd.DataFrame(
            [(row.place, *row.cells) for row in together], columns=[PLACE, *titles]
        )
        marks = pd.DataFrame(
            [
                ("", *(MARK if index in row.marked else "" for index in range(len(headers))))
                for row in together
            ],
            columns=table.columns,
        )
        st.dataframe(
            table.style.apply(lambda _, marks=marks: marks, axis=None),
            hide_index=True,
            height=HEADER_HEIGHT + ROW_HEIGHT * len(together),
            row_height=ROW_HEIGHT,
            column_config={PLACE: st.column_config.TextColumn(pinned=False)},
            alt="佐证：文件中的原行，计分所依据的单元格已标出",
        )


def name_columns(headers: Sequence[str]) -> list[str]:
    """Return headers that are unique and not blank, as a table needs them."""
    names: list[str] = []
    for index, header in enumerate(headers, start=1):
        name = " ".join(header.split()) or f"第{index}列"
        while name in names or name == PLACE:
            name += "*"
        names.append(name)
    return names
