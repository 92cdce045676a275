"""`attendance`: points for the share attended of what was required, or all or nothing."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from scoring.exact import Exact
from scoring.inputs import ColumnRef, Inputs, Need
from scoring.months import one_month
from scoring.outcome import Outcome, earned_by, lost_by, pending_for
from scoring.rules.rule import Rule
from scoring.wording import format_number, say


class Attendance(Rule):
    """Meetings attended, tasks finished on time (千阳 四(三)6、7)."""

    kind: ClassVar[str] = "attendance"
    required: ColumnRef
    attended: ColumnRef
    credit_by: Literal["proportional", "all_or_nothing"] = "proportional"

    def needs(self) -> tuple[Need, ...]:
        return tuple(Need(ref, "latest", ("count",)) for ref in (self.required, self.attended))

    def score(self, full: int, inputs: Inputs) -> Outcome:
        required_need, attended_need = self.needs()
        required = required_need.col().fill_null(0)
        attended = pl.min_horizontal(attended_need.col().fill_null(0), required)
        divisor = pl.max_horizontal(required, 1)
        credited = attended
        if self.credit_by == "all_or_nothing":
            credited = pl.when(attended == required).then(required).otherwise(0)
        earned = Exact(full * credited, divisor)
        is_known = required > 0
        lost = Exact(
            pl.when(is_known).then(full * divisor - earned.numerator).otherwise(0), divisor
        )
        months = one_month(required_need.col("month")) | one_month(attended_need.col("month"))
        columns = (self.required, self.attended)
        detail = say(f"应{{}}次，实{{}}次，{format_number(full)}分按此计", required, attended)
        lines = (
            earned_by("attended", earned.micro(), detail, months, columns),
            lost_by("absent", lost.micro(), detail, months, columns),
            pending_for(
                "not_required",
                pl.when(is_known).then(0).otherwise(full),
                say("尚无应参加、应完成的记录"),
            ),
        )
        return Outcome(earned, lost, lines)

    def describe(self) -> str:
        if self.credit_by == "all_or_nothing":
            return "全部参加（完成）得满分，否则不得分；没有应参加（完成）的不得分。"
        return "按实际次数占应到次数的比例得分；没有应参加（完成）的不得分。"
