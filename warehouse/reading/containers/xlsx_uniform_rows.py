"""Read long runs of xlsx rows that hold plain cells in the same columns.

A regular expression made from the columns of the sheet's first rows matches a whole row. Cells
are made at the end, each distinct one of a column once. A row that does not match (a formula,
rich text, another column) is read like any other row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.xlsx_plain_xml import PLAIN_TEXT
from warehouse.reading.sheets.cell import Cell, is_blank
from warehouse.reading.sheets.row_groups import DictionaryColumn, RowGroup, encode

_MOST_COLUMNS = 64
"""The expression of a wider sheet would cost more than it saves."""
# A row starts just after the closing tag of the row before and ends before its own: if as many
# rows match as there are closing tags, nothing between them was missed.
_ROW = r'(?:^|(?<=</row>))\s*<row r="([0-9]{1,7})"((?: [A-Za-z0-9:]+="[^"<>&]*")*)>'
_TYPED = r'((?: s="[0-9]{1,5}")?(?: t="(?:[nsb]|str)")?)'
_INLINE = r'((?: s="[0-9]{1,5}")? t="inlineStr")'
_CELL = (
    rf'(?:<c r="%s\1"(?:{_TYPED}(?:/>|><v>({PLAIN_TEXT})</v></c>)'
    rf'|{_INLINE}><is><t(?: xml:space="preserve")?>({PLAIN_TEXT})</t></is></c>))?'
)
_PARTS = 4
"""Groups of a cell: attributes and value, or attributes and text of an inline string."""
_ROW_END = r"(?=</row>|\Z)"
_ATTRIBUTES = re.compile(r'(?: s="([0-9]+)")?(?: t="(\w+)")?')
_HIDDEN = re.compile(r' hidden="(?:1|true)"')

MakeCells = Callable[[str, str, Sequence[str | None]], list[Cell | None]]
"""Makes cells from a style, a type and values (or inline texts), as the file spells them."""


class UniformRows:
    """Takes the rows that match the columns learned, and makes their cells at the end."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.hidden_rows: set[int] = set()
        self._expression: re.Pattern[str] | None = None
        self._columns: list[int] = []
        self._rows: list[tuple[str, ...]] = []

    def learn(self, columns: Mapping[str, int]) -> None:
        """Make the expression for rows with these columns (letters → number)."""
        ordered = sorted(columns.items(), key=lambda item: item[1])
        if self._expression is None and len(ordered) <= _MOST_COLUMNS:
            cells = "".join(_CELL % letters for letters, _ in ordered)
            self._expression = re.compile(_ROW + cells + _ROW_END)
            self._columns = [number for _, number in ordered]

    def take(self, pieces: str, budget: Budget) -> bool:
        """Take rows, the last without its closing tag; take none if one differs (False)."""
        if self._expression is None:
            return False
        found = self._expression.findall(pieces)
        if len(found) != pieces.count("</row>") + 1:
            return False
        numbers = [int(row[0]) for row in found]
        earlier = [self.numbers[-1] if self.numbers else 0, *numbers]
        if any(number <= before for before, number in zip(earlier, numbers, strict=False)):
            return False
        budget.count_rows(len(numbers) - 1)  # the last row is counted with the cells
        budget.count_cells(numbers[-1], 1, pieces.count("<v>") + pieces.count("<is>"), 0)
        self.hidden_rows |= {int(row[0]) for row in found if _HIDDEN.search(row[1])}
        self.numbers += numbers
        self._rows += found
        return True

    def pack(self, make: MakeCells, budget: Budget) -> RowGroup:
        """Return the rows taken as a row group."""
        spelled = list(zip(*self._rows, strict=True))
        self._rows.clear()
        columns = {}
        for position, column in enumerate(self._columns if spelled else []):
            first = 2 + _PARTS * position
            types, values, inline_types, texts = spelled[first : first + _PARTS]
            coded = _encode(types, values, inline_types, texts, make)
            budget.count_text(sum(coded.spread(lambda cell: len(cell.raw) if cell else 0)))
            columns[column] = coded
        return RowGroup(self.numbers, columns)


def _encode(
    types: Sequence[str],
    values: Sequence[str],
    inline_types: Sequence[str],
    texts: Sequence[str],
    make: MakeCells,
) -> DictionaryColumn:
    """Return one column; cells of the same style and type are made together."""
    if len(set(types)) == 1 and not any(inline_types):  # most columns
        return encode(values, lambda distinct: _make(types[0], distinct, make))
    spelled = [
        (inline_type, text) if inline_type else (kind, value)
        for kind, value, inline_type, text in zip(types, values, inline_types, texts, strict=True)
    ]
    return encode(
        spelled, lambda distinct: [_make(kind, [value], make)[0] for kind, value in distinct]
    )


def _make(attribute: str, values: Sequence[str], make: MakeCells) -> list[Cell | None]:
    match = _ATTRIBUTES.fullmatch(attribute)
    style, kind = (match[1] or "", match[2] or "") if match else ("", "")
    made = make(style, kind, [value or None for value in values])
    return [
        cell if cell and (cell.raw[:1].isalnum() or not is_blank(cell)) else None for cell in made
    ]
