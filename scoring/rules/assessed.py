"""`assessed`: a yes gives the full points, a no 0, a number that many points."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from scoring.exact import MICRO_PER_CENT, Exact
from scoring.inputs import FULL_MARK, ColumnRef, Inputs, Need
from scoring.months import count_months, one_month
from scoring.outcome import Outcome, earned_by, lost_by, pending_for
from scoring.rules.rule import Rule
from scoring.wording import format_number, format_points, say


class Assessed(Rule):
    """Points by inspection (附件1 二1, 附件5 二); `reversed`: a yes is a fault (附件4 二7)."""

    kind: ClassVar[str] = "assessed"
    value: ColumnRef
    reversed: bool = False
    value_by: Literal["latest", "mean"] = "latest"
    """Which figure stands for the year where the column is scored each month (附件2 二5)."""

    def _need(self) -> Need:
        if self.value_by == "mean":
            return Need(self.value, "mean", ("points",))
        if self.reversed:
            return Need(self.value, "latest", ("fault",))
        return Need(self.value, "latest", ("mark", "points"))

    def needs(self) -> tuple[Need, ...]:
        return (self._need(),)

    def score(self, full: int, inputs: Inputs) -> Outcome:
        if self.value_by == "mean":
            return self._score_mean(full, count_months(inputs.awaited(self.value)))
        return self._score_latest(full)

    def _score_latest(self, full: int) -> Outcome:
        value = self._need().col()
        given = pl.when(value == FULL_MARK).then(full).otherwise(value * MICRO_PER_CENT)
        earned = given.fill_null(0)
        lost = (full - given).fill_null(0)
        months = one_month(self._need().col("month"))
        met, missed = (
            ("未发现该问题", "存在该问题") if self.reversed else ("符合要求", "不符合要求")
        )
        columns = (self.value,)
        lines = (
            earned_by(
                "assessed",
                earned,
                pl.when(value == FULL_MARK)
                .then(say(f"{met}，得满分{{}}分", format_number(full)))
                .otherwise(say("评定得{}分", format_points(given))),
                months,
                columns,
            ),
            lost_by(
                "not_met",
                lost,
                pl.when(value == 0)
                .then(say(f"{missed}，{{}}分不得", format_number(full)))
                .otherwise(say("满分{}分，评定得{}分", format_number(full), format_points(given))),
                months,
                columns,
            ),
            pending_for("not_inspected", full - earned - lost, say("尚未检查评定")),
        )
        return Outcome(Exact(earned), Exact(lost), lines)

    def _score_mean(self, full: int, awaited: pl.Expr) -> Outcome:
        need = self._need()
        count = need.col("n").fill_null(0)
        is_known = count > 0
        divisor = pl.when(is_known).then(count).otherwise(1)
        earned = Exact(need.col("sum").fill_null(0) * MICRO_PER_CENT, divisor)
        lost = Exact(
            pl.when(is_known).then(full * divisor - earned.numerator).otherwise(0), divisor
        )
        months, columns = need.col("months").fill_null(0), (self.value,)
        mean = say("{}个月评分的平均为{}分", count, format_points(earned.micro()))
        lines = (
            earned_by("assessed", earned.micro(), mean, months, columns),
            lost_by("not_met", lost.micro(), mean, months, columns),
            pending_for(
                "not_inspected", pl.when(is_known).then(0).otherwise(full), say("尚未评分")
            ),
        )
        # each awaited month may give none of the points, or all of them
        given, months_given = earned.numerator, count + awaited
        divided_by = pl.max_horizontal(months_given, 1)
        return Outcome(
            earned,
            lost,
            lines,
            worst=Exact(given, divided_by),
            best=Exact(given + full * awaited, divided_by),
        )

    def describe(self) -> str:
        if self.reversed:
            return "按检查结果：无此问题得满分，有此问题不得分；尚未检查的待定。"
        if self.value_by == "mean":
            return "取各月评分的平均值。"
        return "按检查评定：符合得满分，不符合不得分，评定分数的按分数计；尚未评定的待定。"
