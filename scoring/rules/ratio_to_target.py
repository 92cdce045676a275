"""`ratio_to_target`: the full points × ratio ÷ target, at most the full points."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

import polars as pl
from pydantic import Field, model_validator

from scoring.exact import WIDE, Exact, to_micro, to_ratio
from scoring.inputs import ColumnRef, Inputs, Need
from scoring.months import one_month
from scoring.outcome import Outcome, earned_by, lost_by, pending_for
from scoring.rules.rule import Rule
from scoring.wording import format_number, format_percent, say


class RatioToTarget(Rule):
    """A rate of the form, or the ratio of two of its counts (附件2 二1、3)."""

    kind: ClassVar[str] = "ratio_to_target"
    rate: ColumnRef | None = None
    numerator: ColumnRef | None = None
    denominator: ColumnRef | None = None
    target: Decimal = Field(gt=0)
    """The ratio that earns the full points, as a fraction: 0.8 for 80%."""

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        pair = (self.numerator, self.denominator)
        if (self.rate is None) == (None in pair) or (self.rate and any(pair)):
            raise ValueError("ratio_to_target needs `rate`, or `numerator` and `denominator`")
        return self

    def needs(self) -> tuple[Need, ...]:
        if self.rate is not None:
            return (Need(self.rate, "latest", ("rate",)),)
        assert self.numerator is not None and self.denominator is not None
        return (
            Need(self.numerator, "latest", ("count",)),
            Need(self.denominator, "latest", ("count",)),
        )

    def _ratio(self) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
        needs = self.needs()
        months = one_month(needs[0].col("month"))
        if self.rate is not None:
            return needs[0].col("num"), needs[0].col("den"), months
        return needs[0].col(), needs[1].col(), months | one_month(needs[1].col("month"))

    def score(self, full: int, inputs: Inputs) -> Outcome:
        top, bottom, months = self._ratio()
        is_undefined = (bottom == 0).fill_null(False)
        is_known = (top.is_not_null() & bottom.is_not_null()) & ~is_undefined
        target_top, target_bottom = to_ratio(self.target)
        scaled = top.cast(WIDE) * target_bottom
        whole = pl.when(is_known).then(bottom.cast(WIDE) * target_top).otherwise(1)
        reached = pl.when(is_known).then(pl.min_horizontal(scaled, whole)).otherwise(0)
        earned = Exact(full * reached, whole)
        lost = Exact(
            pl.when(is_known).then(full * (whole - reached)).otherwise(pl.lit(0, WIDE)), whole
        )
        columns = tuple(need.ref for need in self.needs())
        detail = self._format_ratio(full, top, bottom)
        lines = (
            earned_by("ratio", earned.micro(), detail, months, columns),
            lost_by("below_target", lost.micro(), detail, months, columns),
            pending_for(
                "no_value",
                pl.when(is_known).then(0).otherwise(full),
                pl.when(is_undefined).then(say("基数为0，比值无法计算")).otherwise(say("尚无数据")),
                pl.when(is_undefined).then(months).otherwise(0),
                columns,
            ),
        )
        return Outcome(earned, lost, lines, is_uncomputable=is_undefined)

    def _format_ratio(self, full: int, top: pl.Expr, bottom: pl.Expr) -> pl.Expr:
        percent = format_percent(
            top.cast(WIDE), pl.when(bottom > 0).then(bottom.cast(WIDE)).otherwise(1)
        )
        target = format_number(to_micro(self.target * 100))
        if self.rate is not None:
            return say(f"{{}}% ÷ {target}% × {format_number(full)}分", percent)
        return say(
            f"{{}} ÷ {{}} = {{}}%，目标{target}%，满分{format_number(full)}分", top, bottom, percent
        )

    def describe(self) -> str:
        target = format_number(to_micro(self.target * 100))
        return f"得分 = 满分 × 比值 ÷ {target}%，达到{target}%得满分。"
