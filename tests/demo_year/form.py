"""A demo file: a printed form with cells as people type them, and its place in the year."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Percent:
    """A number cell formatted as a percentage; `fraction` is the stored value, 0.985 for 98.5%."""

    fraction: Decimal
    places: int = 2

    def text(self) -> str:
        """Return the percentage as the cell shows it."""
        return f"{self.fraction * 100:.{self.places}f}%"


@dataclass(frozen=True)
class TypedDate:
    """A real date cell and the number format in which it is shown."""

    day: date
    number_format: str

    def text(self) -> str:
        """Return the date as the cell shows it."""
        if "月" in self.number_format:
            return f"{self.day.month}月{self.day.day}日"
        return f"{self.day.year}/{self.day.month}/{self.day.day}"


Cell = str | int | Decimal | Percent | TypedDate | None
Row = tuple[Cell, ...]

DEMO_NOTE = "注：演示数据，各单位情况均为虚构。"
TICK_NOTE = "注：已完成工作任务的打“√”"
SIGNATURES = "填表人：　　　　　　　　审核人：　　　　　　　　报送日期："


@dataclass(frozen=True)
class Form:
    """One sheet: title, header of one or two levels, rows, and the notes below.

    In a two-level header, None means 'merged with the cell to the left' in the first level and
    'merged with the cell above' in the second.
    """

    title: str
    sheet: str
    header: tuple[tuple[str | None, ...], ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    totals: Row | None = None
    notes: tuple[str, ...] = (DEMO_NOTE, SIGNATURES)


@dataclass(frozen=True)
class DemoFile:
    """A file of the demo year: where it is, what it holds, and which months it lands in."""

    scheme: str
    name: str
    dataset: str
    months: tuple[str, ...]
    form: Form
    reason: str | None = None
    encoding: str | None = field(default=None)

    @property
    def path(self) -> PurePosixPath:
        """Return the file's path below seed/demo."""
        return PurePosixPath(self.scheme, self.name)


def share(part: int, whole: int) -> Decimal:
    """Return part / whole as a fraction of 4 decimals (a percentage of 2), rounded half up."""
    exact = Fraction(part, whole) * 10000
    return Decimal(int(exact + Fraction(1, 2))) / 10000


def percent(value: str | Decimal) -> Decimal:
    """Return a percentage such as '98.5' as the fraction that a percent cell stores."""
    return (Decimal(value) / 100).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def numbered(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows with a serial number (序号) put before each."""
    return tuple((number, *row) for number, row in enumerate(rows, start=1))
