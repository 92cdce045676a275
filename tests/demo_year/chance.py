"""Random draws that are the same in every run."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import TypeVar

T = TypeVar("T")

# Public holidays of the two years, on which no office files or issues anything.
HOLIDAYS = frozenset(
    {date(2021, 6, 14), date(2021, 9, 20), date(2021, 9, 21), date(2022, 2, 1), date(2022, 2, 2)}
    | {date(2022, 2, 3), date(2022, 2, 4), date(2022, 6, 3), date(2022, 9, 12)}
)


class Dice:
    """Draws that depend only on the words given as seed.

    All draws are made from `Random.random()`, the only method whose results Python promises to keep
    from one version to the next.
    """

    def __init__(self, *seed: str) -> None:
        """Start the series of draws that belongs to these words."""
        self._random = Random(":".join(seed))

    def happens(self, probability: float) -> bool:
        """Return whether something of this probability happens."""
        return self._random.random() < probability

    def count(self, times: int, probability: float) -> int:
        """Return how often something of this probability happens in a number of trials."""
        return sum(self.happens(probability) for _ in range(times))

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.whole(0, len(options) - 1)]


def working_days(year: int, month: int, first: int, last: int) -> list[date]:
    """Return the working days among the given days of a month."""
    days = [date(year, month, day) for day in range(first, last + 1)]
    return [day for day in days if day.weekday() < 5 and day not in HOLIDAYS]
