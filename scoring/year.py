"""The year of a scheme: its twelve months, and which of them a calendar month is."""

from __future__ import annotations

from dataclasses import dataclass

LENGTH = 12


@dataclass(frozen=True)
class SchemeYear:
    """Twelve months from any month on; month 1 is the first of them.

    `year` is the calendar year that the notice is for. Where the year begins before it, as that
    from July 2021 to June 2022 does, the first month lies in the calendar year before.
    """

    year: int
    first_month: int = 1
    starts_before: bool = False

    @property
    def months_before(self) -> int:
        """The months from the beginning of the calendar to the first month: 12 × year + month."""
        return 12 * (self.year - self.starts_before) + self.first_month - 1

    def number(self, year: int, month: int) -> int:
        """Return the number of a calendar month: 1 to 12 in this year, 0 to -11 in the last."""
        return 12 * year + month - self.months_before

    def calendar_month(self, number: int) -> tuple[int, int]:
        """Return the calendar year and month (1-12) of a month by its number."""
        year, month = divmod(self.months_before + number - 1, 12)
        return year, month + 1

    def write(self, number: int) -> str:
        """Return a month by its number as text, e.g. 2021-07."""
        year, month = self.calendar_month(number)
        return f"{year}-{month:02d}"

    def read(self, month: str) -> int:
        """Return the number of a month that is written as text."""
        return self.number(int(month[:4]), int(month[5:7]))

    @property
    def months(self) -> tuple[str, ...]:
        """The twelve months as text, the first one first."""
        return tuple(self.write(number) for number in range(1, LENGTH + 1))

    @property
    def years(self) -> frozenset[int]:
        """The calendar years in which its months lie."""
        return frozenset(int(month[:4]) for month in self.months)

    def find(self, month: int) -> str:
        """Return the month of this year that a calendar month (1-12) is, as text."""
        return self.write((month - self.first_month) % LENGTH + 1)

    @property
    def words(self) -> str:
        """The year as messages name it: 2021年, or 2021年7月至2022年6月."""
        (year, month), (last_year, last_month) = self.calendar_month(1), self.calendar_month(LENGTH)
        if year == last_year:
            return f"{year}年"
        return f"{year}年{month}月至{last_year}年{last_month}月"
