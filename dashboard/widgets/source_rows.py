"""Evidence as it stood in the file: the rows, with the cells that decided marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dashboard.widgets.table import Heading, Table, show_table
from documents.wording import format_place

PLACE = "出处"
PLACE_PIXELS = 260


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
    return ShownRow(format_place(file, sheet, row), tuple(headers), filled, frozenset(marked))


def show_source_rows(rows: Sequence[ShownRow], key: str = "evidence") -> None:
    """Show rows of files, those under the same headers as one table."""
    for number, headers in enumerate(dict.fromkeys(row.headers for row in rows)):
        together = [row for row in rows if row.headers == headers]
        table = build_source_table(together)
        show_table(table, f"{key}:{number}:{len(together)}")


def build_source_table(rows: Sequence[ShownRow]) -> Table:
    """Return rows under the same headers as a table, the cells that decided marked."""
    titles = name_columns(rows[0].headers)
    return Table(
        "佐证：文件中的原行，计分所依据的单元格已标出",
        [Heading(PLACE, "wrap", PLACE_PIXELS), *(Heading(title, "wrap", 130) for title in titles)],
        [(row.place, *row.cells) for row in rows],
        [str(number) for number in range(len(rows))],
        head=0,
        # one to the right: the place stands before the cells of the file
        marked={number: [one + 1 for one in row.marked] for number, row in enumerate(rows)},
        has_tools=False,
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
