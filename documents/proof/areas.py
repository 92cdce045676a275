"""Ranges of cells, and what spreadsheets compute over the numbers in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from documents.proof.formulas import NEAR, TIGHT, Formula, join_parts


@dataclass(frozen=True)
class Area:
    """A range of cells, or a list of them, with their contents."""

    text: str
    cells: tuple[Formula, ...]

    @property
    def numbers(self) -> list[Fraction]:
        """The numbers among the cells; texts do not count, as in SUM, MAX or AVERAGE."""
        return [cell.value for cell in self.cells if isinstance(cell.value, Fraction)]


def list_cells(cells: Sequence[Formula]) -> Area:
    """Return some cells as arguments of a function."""
    return Area(",".join(cell.text for cell in cells), tuple(cells))


AGGREGATES: dict[str, Callable[[list[Fraction]], Fraction | None]] = {
    "COUNT": lambda numbers: Fraction(len(numbers)),
    "SUM": lambda numbers: sum(numbers, Fraction(0)),
    "AVERAGE": lambda numbers: sum(numbers, Fraction(0)) / len(numbers) if numbers else None,
    "MAX": lambda numbers: max(numbers, default=Fraction(0)),
    "MIN": lambda numbers: min(numbers, default=Fraction(0)),
}


def over(name: str, area: Area) -> Formula:
    """Return COUNT, SUM, AVERAGE, MAX or MIN over the numbers of an area."""
    if len(area.cells) == 1 and name == "SUM" and area.cells[0].number is not None:
        return area.cells[0]
    return join_parts(f"{name}({area.text})", AGGREGATES[name](area.numbers), TIGHT, area.cells)


def tally(area: Area, sign: str, own: Formula) -> Formula:
    """Return how many numbers of an area are greater (>), less (<) or equal (=) to the own one."""
    tests: dict[str, Callable[[Fraction, Fraction], bool]] = {
        ">": lambda a, b: a > b, "<": lambda a, b: a < b, "=": lambda a, b: a == b,
    }  # fmt: skip
    text = f"SUMPRODUCT(ISNUMBER({area.text})*({area.text}{sign}{own.text}))"
    value = own.number
    if value is None:
        return join_parts(text, None, TIGHT, (own,))
    close = any(0 < abs(one - value) < NEAR for one in area.numbers)
    count = Fraction(sum(tests[sign](one, value) for one in area.numbers))
    return Formula(text, count, TIGHT, close or own.is_close)
