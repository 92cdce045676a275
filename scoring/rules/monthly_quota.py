"""`monthly_quota`: each due month that meets its quota earns an equal share of the full points."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from scoring.exact import Exact
from scoring.inputs import ColumnRef, Inputs, Need, reported
from scoring.months import count_months, format_months, from_mask, to_mask
from scoring.outcome import Outcome, earned_by, lost_by, pending_for
from scoring.rules.rule import Months, Rule
from scoring.wording import say


class MonthlyQuota(Rule):
    """Met: a count of `quota`, a tick, or a filing by `due_day` (附件1 二3, 附件3 二7、8)."""

    kind: ClassVar[str] = "monthly_quota"
    value: ColumnRef
    months: Months
    quota: int = Field(default=1, ge=1)
    due_day: int | None = Field(default=None, ge=1, le=31)

    def _need(self) -> Need:
        if self.due_day is not None:
            return Need(self.value, "filed_by", ("filing",), argument=self.due_day)
        return Need(self.value, "met", ("count", "tick"), argument=self.quota)

    def needs(self) -> tuple[Need, ...]:
        return (self._need(),)

    def score(self, full: int, inputs: Inputs) -> Outcome:
        due = to_mask(self.months)
        known = reported(self.value) & due
        met = self._need().col().fill_null(0) & known
        missed = known & (met ^ due)
        awaited = known ^ due
        shares = len(from_mask(due))
        earned = Exact(full * count_months(met), shares)
        lost = Exact(full * count_months(missed), shares)
        pending = Exact(full * count_months(awaited), shares)
        done, undone = self._wordings()
        columns = (self.value,)
        lines = (
            earned_by(
                "met",
                earned.micro(),
                say(
                    f"{{}}{done}，{{}}个应报月中完成{{}}个",
                    format_months(met),
                    shares,
                    count_months(met),
                ),
                met,
                columns,
            ),
            lost_by(
                "not_met",
                lost.micro(),
                say(
                    f"{{}}{undone}，{{}}个应报月中缺{{}}个",
                    format_months(missed),
                    shares,
                    count_months(missed),
                ),
                missed,
                columns,
            ),
            pending_for(
                "not_reported", pending.micro(), say("{}尚无数据", format_months(awaited)), awaited
            ),
        )
        most = Exact(earned.numerator + pending.numerator, shares)
        return Outcome(earned, lost, lines, worst=earned, best=most)

    def _wordings(self) -> tuple[str, str]:
        if self.due_day is not None:
            return f"于当月{self.due_day}日前报送", f"未报送或迟于{self.due_day}日"
        if self.quota == 1:
            return "已完成", "未完成"
        return f"达到{self.quota}条", f"不足{self.quota}条"

    def describe(self) -> str:
        months = len(set(self.months))
        met = (
            f"每月{self.due_day}日前报送为完成"
            if self.due_day is not None
            else f"每月不少于{self.quota}条为完成"
        )
        span = f"{min(self.months)}—{max(self.months)}月共{months}个月均分满分"
        return f"{span}；{met}，未完成的月份不得该月的分。"
