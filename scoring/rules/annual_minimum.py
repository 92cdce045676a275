"""`annual_minimum`: each one short of the year's target loses a step."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import Field

from scoring.exact import Exact, to_micro
from scoring.inputs import ColumnRef, Inputs, Need, reported, total
from scoring.months import WHOLE_YEAR
from scoring.outcome import Outcome, earned_by, limited, lost_by, pending_for
from scoring.rules.rule import Rule, Step
from scoring.wording import format_number, say


class AnnualMinimum(Rule):
    """Trainings of the year (附件1 二8); nothing is lost while a month can still bring one."""

    kind: ClassVar[str] = "annual_minimum"
    value: ColumnRef
    target: int = Field(ge=1)
    step: Step

    def needs(self) -> tuple[Need, ...]:
        return (total(self.value),)

    def score(self, full: int, inputs: Inputs) -> Outcome:
        step = to_micro(self.step)
        count = total(self.value).col().fill_null(0)
        short = (self.target - count).clip(0)
        earned = (full - step * short).clip(0)
        is_over = reported(self.value) == WHOLE_YEAR
        open_points = full - earned
        lost = pl.when(is_over).then(open_points).otherwise(0)
        months = reported(self.value)
        deducted = pl.when(is_over).then(step * short).otherwise(0)
        columns = (self.value,)
        lines = (
            earned_by(
                "held",
                earned,
                say(f"累计{{}}次（每年不少于{self.target}次）", count),
                months,
                columns,
            ),
            lost_by(
                "short",
                deducted,
                say(f"全年{{}}次，少{{}}次 × {format_number(step)}分", count, short),
                months,
                columns,
            ),
            limited(
                "lost",
                "floor",
                lost - deducted,
                say(f"扣完{format_number(full)}分为止"),
                months,
                columns,
            ),
            pending_for(
                "year_open",
                open_points - lost,
                say(f"累计{{}}次，距{self.target}次还差{{}}次，全年未结束", count, short),
                months ^ WHOLE_YEAR,
            ),
        )
        most = pl.when(is_over).then(earned).otherwise(full)
        points = Exact(earned)
        return Outcome(points, Exact(lost), lines, worst=points, best=Exact(most))

    def describe(self) -> str:
        return (
            f"全年不少于{self.target}次，少一次扣{self.step}分，扣完为止；年度未结束前不计为失分。"
        )
