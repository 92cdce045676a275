"""`evaluation`: the points given by the head and the deputies, combined."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import Field

from scoring.exact import MICRO_PER_CENT, Exact
from scoring.inputs import ColumnRef, Inputs, Need
from scoring.months import one_month
from scoring.outcome import Outcome, earned_by, lost_by, pending_for
from scoring.rules.rule import Rule
from scoring.wording import format_points, say


class Evaluation(Rule):
    """The leading group's opinion of a unit's work (千阳 四(三)5)."""

    kind: ClassVar[str] = "evaluation"
    head: ColumnRef
    deputies: Annotated[tuple[ColumnRef, ...], Field(min_length=1)]
    mean_by: Literal["mean", "head_half"] = "mean"

    def _need(self, ref: str) -> Need:
        return Need(ref, "latest", ("points",))

    def needs(self) -> tuple[Need, ...]:
        return tuple(self._need(ref) for ref in (self.head, *self.deputies))

    def score(self, full: int, inputs: Inputs) -> Outcome:
        head = self._need(self.head).col()
        deputies = [self._need(ref).col() for ref in self.deputies]
        deputy_sum = pl.sum_horizontal(one.fill_null(0) for one in deputies)
        deputy_count = pl.sum_horizontal(one.is_not_null().cast(pl.Int64) for one in deputies)
        given = deputy_count + head.is_not_null().cast(pl.Int64)
        total, divisor = head.fill_null(0) + deputy_sum, pl.max_horizontal(given, 1)
        if self.mean_by == "head_half":
            both = head.is_not_null() & (deputy_count > 0)
            total = pl.when(both).then(head * deputy_count + deputy_sum).otherwise(total)
            divisor = pl.when(both).then(2 * deputy_count).otherwise(divisor)
        earned = Exact(total * MICRO_PER_CENT, divisor)
        is_known = given > 0
        lost = Exact(
            pl.when(is_known).then(full * divisor - earned.numerator).otherwise(0), divisor
        )
        months = one_month(self._need(self.head).col("month"))
        for ref in self.deputies:
            months = months | one_month(self._need(ref).col("month"))
        columns = (self.head, *self.deputies)
        detail = say("{}人评价，合计得{}分", given, format_points(earned.micro()))
        lines = (
            earned_by("evaluated", earned.micro(), detail, months, columns),
            lost_by("evaluated", lost.micro(), detail, months, columns),
            pending_for(
                "not_evaluated", pl.when(is_known).then(0).otherwise(full), say("尚无评价")
            ),
        )
        return Outcome(earned, lost, lines)

    def may_change(self, inputs: Inputs) -> pl.Expr:
        needs = self.needs()
        is_awaited = pl.all_horizontal(inputs.may_change(need) for need in needs)
        return pl.any_horizontal(inputs.may_replace(need) for need in needs) | is_awaited

    def describe(self) -> str:
        if self.mean_by == "head_half":
            return "组长评价占50%，各副组长评价的平均占50%；一方未评价的，以另一方为准。"
        return "取组长、副组长已给出评价的平均值。"
