"""Evidence rows as they are in the file, with the deciding cells marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Heading, PageTable
from documents.wording import format_place

PLACE = "出处"
PLACE_PIXELS = 260


@dataclass(frozen=True)
class ShownRow:
    """One row of a file: its place, headers and cells, and the positions of marked cells."""

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
    """Return a row to show; a short row is padded to the length of its headers."""
    filled = (*cells, *([""] * (len(headers) - len(cells))))[: len(headers)]
    return ShownRow(format_place(file, sheet, row), tuple(headers), filled, frozenset(marked))


def show_source_rows(rows: Sequence[ShownRow], key: str = "evidence") -> None:
    """Show rows of files, one table for each set of headers."""
    for number, headers in enumerate(dict.fromkeys(row.headers for row in rows)):
        together = [row for row in rows if row.headers == headers]
        table = build_source_table(together)
        show_table(table, f"{key}:{number}:{len(together)}")


def build_source_table(rows: Sequence[ShownRow]) -> PageTable:
    """Return rows with the same headers as a table, deciding cells marked."""
    titles = name_columns(rows[0].headers)
    return PageTable(
        "佐证：文件中的原行，计分所依据的单元格已标出",
        [Heading(PLACE, "wrap", PLACE_PIXELS), *(Heading(title, "wrap", 130) for title in titles)],
        [(row.place, *row.cells) for row in rows],
        [str(number) for number in range(len(rows))],
        head=0,
        # + 1: the column with the place stands before the cells of the file
        marked={number: [column + 1 for column in row.marked] for number, row in enumerate(rows)},
        has_tools=False,
    )


def name_columns(headers: Sequence[str]) -> list[str]:
    """Return the headers made unique and not blank, as a table needs them."""
    names: list[str] = []
    for index, header in enumerate(headers, start=1):
        name = " ".join(header.split()) or f"第{index}列"
        while name in names or name == PLACE:
            name += "*"
        names.append(name)
    return names
