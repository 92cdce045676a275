"""`rank_step`: the first earns the full points, each rank after it a step less."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from scoring.exact import Exact, to_micro
from scoring.inputs import ColumnRef, Inputs, Need
from scoring.months import one_month
from scoring.outcome import Outcome, earned_by, limited, lost_by, pending_for
from scoring.rules.rule import Rule, Step
from scoring.wording import say, say_number


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
        method: Literal["min", "dense"] = "min" if self.ties == "competition" else "dense"
        rank = value.rank(method, descending=True).over("as_of").cast(pl.Int64)
        is_known = value.is_not_null()
        behind = (rank - 1).fill_null(0)
        deducted = step * behind
        earned = pl.when(is_known).then((full - deducted).clip(0)).otherwise(0)
        lost = pl.when(is_known).then(full - earned).otherwise(0)
        months, columns = one_month(self._need().col("month")), (self.value,)
        detail = say(
            f"{{}}，排第{{}}名，{say_number(full)} − {say_number(step)} × {{}}", value, rank, behind
        )
        lines = (
            earned_by("rank", earned, detail, months, columns),
            lost_by("behind", deducted, detail, months, columns),
            limited("lost", "floor", lost - deducted, say("扣完为止"), months, columns),
            pending_for(
                "no_value", pl.when(is_known).then(0).otherwise(full), say("尚无数据，未参加排序")
            ),
        )
        return Outcome(Exact(earned), Exact(lost), lines)

    def describe(self) -> str:
        ties = "并列占位（1、1、3）" if self.ties == "competition" else "并列不占位（1、1、2）"
        return f"按数值从高到低排序，第一名得满分，之后每名递减{self.step}分，{ties}。"
