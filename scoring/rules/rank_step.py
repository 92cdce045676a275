"""`rank_step`: rank 1 earns the full points, each further rank a step less."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from scoring.exact import Exact, to_micro
from scoring.inputs import ColumnRef, Inputs, Need
from scoring.months import one_month
from scoring.outcome import Outcome, earned_by, limited, lost_by, pending_for
from scoring.rules.rule import Rule, Step
from scoring.wording import format_number, say


class RankStep(Rule):
    """Ranking of the roster by a figure (附件2 二2); units without one are not ranked."""

    kind: ClassVar[str] = "rank_step"
    value: ColumnRef
    step: Step
    ties: Literal["competition", "dense"] = "competition"

    def _need(self) -> Need:
        return Need(self.value, "latest", ("count",))

    def needs(self) -> tuple[Need, ...]:
        return (self._need(),)

    def score(self, full: int, inputs: Inputs) -> Outcome:
        step = to_micro(self.step)
        value = self._need().col()
        rank = value.rank(self._method(), descending=True).over("as_of").cast(pl.Int64)
        is_known = value.is_not_null()
        behind = (rank - 1).fill_null(0)
        deducted = step * behind
        earned = pl.when(is_known).then((full - deducted).clip(0)).otherwise(0)
        lost = pl.when(is_known).then(full - earned).otherwise(0)
        months, columns = one_month(self._need().col("month")), (self.value,)
        detail = say(
            f"{{}}，排第{{}}名，{format_number(full)} − {format_number(step)} × {{}}",
            value,
            rank,
            behind,
        )
        lines = (
            earned_by("rank", earned, detail, months, columns),
            lost_by("behind", deducted, detail, months, columns),
            limited("lost", "floor", lost - deducted, say("扣完为止"), months, columns),
            pending_for(
                "no_value", pl.when(is_known).then(0).otherwise(full), say("尚无数据，未参加排序")
            ),
        )
        first, last = self._find_ranks(inputs)
        return Outcome(
            Exact(earned),
            Exact(lost),
            lines,
            worst=self._give(full, last, is_known),
            best=self._give(full, first, is_known | self.may_change(inputs)),
        )

    def _give(self, full: int, rank: pl.Expr, is_ranked: pl.Expr) -> Exact:
        points = (full - to_micro(self.step) * (rank - 1)).clip(0)
        return Exact(pl.when(is_ranked).then(points).otherwise(0))

    def _find_ranks(self, inputs: Inputs) -> tuple[pl.Expr, pl.Expr]:
        """Return the first and the last rank that the year can end with.

        A figure that is open may become 0 or any number. Against the unit may stand each figure
        that is settled and greater, and, in the last rank, each one that is open.
        """
        value, is_open = self._need().col(), self.may_change(inputs)
        settled = pl.when(~is_open).then(value)
        rank = settled.rank(self._method(), descending=True).over("as_of").cast(pl.Int64)
        positive = pl.when(settled > 0).then(settled)
        above_nothing = positive.n_unique() if self.ties == "dense" else positive.count()
        if self.ties == "dense":  # null is counted as one of the figures
            above_nothing = above_nothing - positive.is_null().any().cast(pl.Int64)
        others = is_open.cast(pl.Int64).sum().over("as_of") - is_open.cast(pl.Int64)
        above = pl.when(is_open).then(above_nothing.over("as_of")).otherwise(rank - 1)
        first = pl.when(is_open).then(1).otherwise(rank)
        return first, 1 + above.cast(pl.Int64) + others

    def _method(self) -> Literal["min", "dense"]:
        return "min" if self.ties == "competition" else "dense"

    def describe(self) -> str:
        ties = "并列占位（1、1、3）" if self.ties == "competition" else "并列不占位（1、1、2）"
        return f"按数值从高到低排序，第一名得满分，之后每名递减{self.step}分，{ties}。"
