"""`rate_deduct`: each percent below 100 loses points; from a floor downwards nothing is left."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from scoring.exact import WIDE, Exact, to_micro, to_ratio
from scoring.inputs import ColumnRef, Inputs, Need, reported
from scoring.months import one_month
from scoring.outcome import Outcome, earned_by, limited, lost_by, pending_for
from scoring.rules.rule import Rule, Step
from scoring.wording import format_number, format_percent, say


class RateDeduct(Rule):
    """A rate given by the form (附件3 二9), or one of counts over the year (附件4 二4—6)."""

    kind: ClassVar[str] = "rate_deduct"
    rate: ColumnRef | None = None
    numerator: ColumnRef | None = None
    failures: ColumnRef | None = None
    """In place of `numerator`: what the denominator holds too many of (逾期)."""
    denominator: ColumnRef | None = None
    step: Step
    floor_pct: Decimal = Field(ge=0, le=100)
    floor: Literal["inclusive", "exclusive"]
    """Whether the floor itself earns nothing (`inclusive`) or only what is under it."""
    percent_step: Literal["proportional", "whole", "started"]
    no_orders: Literal["full_marks", "not_assessed"] = "full_marks"

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        counts = (self.numerator is None) != (self.failures is None) and self.denominator
        if bool(counts) == (self.rate is not None):
            raise ValueError(
                "rate_deduct needs `rate`, or `denominator` and one of `numerator`, `failures`"
            )
        return self

    def needs(self) -> tuple[Need, ...]:
        if self.rate is not None:
            return (Need(self.rate, "latest", ("rate",)),)
        top, bottom = self._counts()
        return (
            Need(top, "total_with", ("count",), other=bottom),
            Need(bottom, "total_with", ("count",), other=top),
        )

    def _counts(self) -> tuple[str, str]:
        top = self.numerator or self.failures
        assert top is not None and self.denominator is not None
        return top, self.denominator

    def _ratio(self) -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]:
        """Return numerator, denominator, is anything reported, and the months behind them."""
        needs = self.needs()
        if self.rate is not None:
            top, bottom = needs[0].col("num"), needs[0].col("den")
            return top, bottom, top.is_not_null(), one_month(needs[0].col("month"))
        months = reported(needs[0].ref) & reported(needs[1].ref)
        top, bottom = needs[0].col().fill_null(0), needs[1].col().fill_null(0)
        return (bottom - top if self.failures else top), bottom, months != 0, months

    def score(self, full: int, inputs: Inputs) -> Outcome:
        top, bottom, is_reported, months = self._ratio()
        is_empty = is_reported & (bottom == 0)
        is_rated = is_reported & (bottom > 0)
        whole = pl.when(is_rated).then(bottom.cast(WIDE)).otherwise(1)
        part = pl.when(is_rated).then(top.cast(WIDE)).otherwise(1)
        step = to_micro(self.step)
        deducted = Exact(step * self._percent_below(part, whole), whole)
        is_floored = is_rated & self._is_at_floor(part, whole)
        kept = (full * whole - deducted.numerator).clip(0)
        is_known = is_rated | is_empty if self.no_orders == "full_marks" else is_rated
        nothing = pl.lit(0, WIDE)
        earned = Exact(pl.when(is_known & ~is_floored).then(kept).otherwise(nothing), whole)
        lost = Exact(
            pl.when(is_known).then(full * whole - earned.numerator).otherwise(nothing), whole
        )
        by_step = pl.when(is_rated).then(deducted.micro()).otherwise(0)
        columns = tuple(need.ref for need in self.needs())
        detail = self._format_rate(full, top, part, whole, is_empty, bottom)
        lines = (
            earned_by("rate", earned.micro(), detail, months, columns),
            lost_by("below_100", by_step, detail, months, columns),
            limited(
                "lost",
                "floor",
                lost.micro() - by_step,
                pl.when(is_floored).then(say(self._describe_floor())).otherwise(say("扣完为止")),
                months,
                columns,
            ),
            pending_for(
                "no_value",
                pl.when(is_known).then(0).otherwise(full),
                pl.when(is_empty)
                .then(say("截至目前没有工单，不予评定"))
                .otherwise(say("尚无数据")),
                pl.when(is_empty).then(months).otherwise(0),
                columns,
            ),
        )
        is_stuck = is_empty if self.no_orders == "not_assessed" else pl.lit(False)
        return Outcome(
            earned,
            lost,
            lines,
            is_uncomputable=is_stuck,
            best=self._most(full, inputs, earned, is_rated & (part < whole)),
        )

    def _most(
        self, full: int, inputs: Inputs, earned: Exact, is_below_100: pl.Expr
    ) -> Exact | None:
        """Return the most that the year can end with; None: the full points while it is open.

        Of sums, a percent that was started stays so, however many orders follow.
        """
        if self.rate is not None or self.percent_step != "started":
            return None
        most = pl.when(is_below_100).then(max(full - to_micro(self.step), 0)).otherwise(full)
        whole = earned.denominator
        is_open = self.may_change(inputs)
        return Exact(pl.when(is_open).then(most * whole).otherwise(earned.numerator), whole)

    def _percent_below(self, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
        """Return the points below 100%, by `percent_step`, times the denominator."""
        gap = 100 * (whole - part)
        if self.percent_step == "proportional":
            return gap
        if self.percent_step == "whole":
            return gap // whole * whole
        return (gap + whole - 1) // whole * whole

    def _is_at_floor(self, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
        floor_top, floor_bottom = to_ratio(self.floor_pct)
        reached, floor = 100 * part * floor_bottom, whole * floor_top
        return reached <= floor if self.floor == "inclusive" else reached < floor

    def _format_rate(
        self,
        full: int,
        top: pl.Expr,
        part: pl.Expr,
        whole: pl.Expr,
        is_empty: pl.Expr,
        bottom: pl.Expr,
    ) -> pl.Expr:
        step = {
            "proportional": "",
            "whole": "（不足1个百分点不计）",
            "started": "（不足1个百分点按1个计）",
        }
        sum_up = f"{format_number(full)} − {self.step} × (100 − {{}}){step[self.percent_step]}"
        percent = format_percent(part, whole)
        if self.rate is not None:
            return say(f"{{}}%，{sum_up}", percent, percent)
        counted = "按期" if self.failures else "合格"
        rated = say(f"{counted}{{}} ÷ {{}} = {{}}%，{sum_up}", top, bottom, percent, percent)
        return pl.when(is_empty).then(say("有数据月份没有工单，按满分计")).otherwise(rated)

    def _describe_floor(self) -> str:
        return (
            f"{self.floor_pct}%及以下不得分"
            if self.floor == "inclusive"
            else f"低于{self.floor_pct}%不得分"
        )

    def describe(self) -> str:
        step = {
            "proportional": "不足1个百分点的按比例扣",
            "whole": "不足1个百分点的不扣",
            "started": "不足1个百分点的按1个扣",
        }[self.percent_step]
        empty = ""
        if self.rate is None:
            empty = "没有工单的得满分。" if self.no_orders == "full_marks" else "没有工单的待定。"
        return (
            f"100%得满分，每低1个百分点扣{self.step}分（{step}），{self._describe_floor()}。{empty}"
        )
