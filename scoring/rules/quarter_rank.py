"""`quarter_rank`: the first ranks of each quarter earn points; their sum, best or mean counts."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import Field

from scoring.exact import WIDE, Exact, to_micro
from scoring.inputs import ColumnRef, Inputs, Need, reported
from scoring.months import to_mask
from scoring.outcome import Outcome, earned_by, limited
from scoring.rules.rule import Points, Rule
from scoring.wording import format_number, say

QUARTERS = {1: 3, 2: 6, 3: 9, 4: 12}
"""Quarter → the month that stands for it."""

RATE_SCALE = 10**18
"""Two different rates of counts under 10⁹ differ by more than 1 / this."""


class QuarterRank(Rule):
    """Information of each quarter: the first three earn 3, 2, 1 (千阳 四(三)4)."""

    kind: ClassVar[str] = "quarter_rank"
    submitted: ColumnRef
    adopted: ColumnRef
    points: Annotated[tuple[Points, ...], Field(min_length=1)]
    """Points of the first rank, the second, …"""
    rank_by: Literal["adopted", "volume", "rate"] = "adopted"
    year_by: Literal["sum_capped", "best_quarter", "mean"] = "sum_capped"

    def _read(self) -> tuple[Need, ...]:
        refs = {
            "adopted": (self.adopted,),
            "volume": (self.submitted,),
            "rate": (self.adopted, self.submitted),
        }[self.rank_by]
        return tuple(Need(ref, "by_month", ("count",)) for ref in refs)

    def needs(self) -> tuple[Need, ...]:
        return tuple(Need(ref, "by_month", ("count",)) for ref in (self.submitted, self.adopted))

    def _figure(self, month: int) -> pl.Expr:
        figures = [need.col(f"m{month}").fill_null(0) for need in self._read()]
        if self.rank_by != "rate":
            return figures[0].cast(WIDE)
        adopted, submitted = figures
        divisor = pl.when(submitted > 0).then(submitted.cast(WIDE)).otherwise(1)
        return adopted.cast(WIDE) * RATE_SCALE // divisor

    def _quarter(self, month: int) -> tuple[pl.Expr, pl.Expr]:
        """Return whether the quarter counts, and each unit's rank in it (null: none)."""
        counts = pl.lit(True)
        for need in self._read():
            counts = counts & (reported(need.ref) & to_mask([month]) != 0)
        figure = self._figure(month)
        ranked = pl.when(counts & (figure > 0)).then(figure)
        return counts, ranked.rank("min", descending=True).over("as_of").cast(pl.Int64)

    def score(self, full: int, inputs: Inputs) -> Outcome:
        worth = {rank: to_micro(points) for rank, points in enumerate(self.points, start=1)}
        counting, by_quarter, lines = [], [], []
        columns = tuple(need.ref for need in self._read())
        for quarter, month in QUARTERS.items():
            counts, rank = self._quarter(month)
            points = rank.replace_strict(worth, default=0, return_dtype=pl.Int64).fill_null(0)
            counting.append(counts.cast(pl.Int64))
            by_quarter.append(points)
            reason = say(f"第{quarter}季度排第{{}}名", rank)
            month_mask = pl.lit(to_mask([month]), pl.Int32)
            lines.append(earned_by("quarter", points, reason, month_mask, columns))
        raw = pl.sum_horizontal(by_quarter)
        earned = self._year(full, by_quarter, counting)
        lines.append(
            limited(
                "earned",
                "year",
                earned.micro() - raw,
                say(self._format_year(full)),
                reported(columns[0]),
                columns,
            )
        )
        worst, best = self._find_bounds(full, by_quarter, counting, max(worth.values()))
        nothing = Exact(pl.lit(0, pl.Int64))
        return Outcome(earned, nothing, tuple(lines), worst=worst, best=best)

    def _find_bounds(
        self, full: int, points: list[pl.Expr], counting: list[pl.Expr], most: int
    ) -> tuple[Exact, Exact]:
        """Return the bounds: each quarter that does not count yet gives nothing, or the most."""
        every_quarter = [pl.lit(1, pl.Int64)] * len(QUARTERS)
        hopes = [
            pl.when(counts == 1).then(one).otherwise(most)
            for one, counts in zip(points, counting, strict=True)
        ]
        return self._year(full, points, every_quarter), self._year(full, hopes, every_quarter)

    def _year(self, full: int, points: list[pl.Expr], counting: list[pl.Expr]) -> Exact:
        if self.year_by == "best_quarter":
            return Exact(pl.min_horizontal(pl.max_horizontal(points), full))
        if self.year_by == "sum_capped":
            return Exact(pl.min_horizontal(pl.sum_horizontal(points), full))
        quarters = pl.max_horizontal(pl.sum_horizontal(counting), 1)
        return Exact(pl.min_horizontal(pl.sum_horizontal(points), full * quarters), quarters)

    def _format_year(self, full: int) -> str:
        return {
            "sum_capped": f"各季度之和以{format_number(full)}分为限",
            "best_quarter": "取最好的一个季度",
            "mean": "按已计入的季度平均",
        }[self.year_by]

    def describe(self) -> str:
        by = {"adopted": "采用数", "volume": "报送数", "rate": "采用率"}[self.rank_by]
        points = "、".join(f"{one}分" for one in self.points)
        year = self._format_year(0) if self.year_by != "sum_capped" else "各季度相加，以满分为限"
        return f"每季度按{by}排序，前{len(self.points)}名分别加{points}（数为0的不排名）；{year}。"
