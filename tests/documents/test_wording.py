"""Words and figures: changes of rank, months, places, times and points."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from documents.wording import (
    describe_change,
    format_exact,
    format_month,
    format_place,
    format_time,
)


@pytest.mark.parametrize(
    ("rank", "previous", "said"),
    [(1, 3, "▲2"), (5, 4, "▼1"), (2, 2, "—"), (None, 1, ""), (1, None, "")],
)
def test_a_change_of_rank_is_an_arrow(rank: int | None, previous: int | None, said: str) -> None:
    assert describe_change(rank, previous) == said


def test_words_of_months_places_times_and_points() -> None:
    assert format_month("2021-05") == "2021年5月"
    assert format_place("a.xlsx", "附件1", 7) == "a.xlsx · 附件1 · 第7行"
    assert format_time(datetime(2021, 5, 1, 20, 30)) == "2021-05-02 04:30"
    assert (format_exact(Decimal("2.000000")), format_exact(Decimal("0.003333"))) == (
        "2.00",
        "0.003333",
    )
