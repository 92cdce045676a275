"""`pooled_quota`: twelve monthly quotas and a yearly one share the points by their size."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from scoring.exact import Exact
from scoring.frozen import Key
from scoring.inputs import ColumnRef, Inputs, Need, attribute, reported, total
from scoring.months import WHOLE_YEAR, YEAR, count_months, format_months
from scoring.outcome import Outcome, earned_by, lost_by, pending_for
from scoring.rules.rule import Rule
from scoring.wording import say


class PooledQuota(Rule):
    """Information posts a month and exposures a year, quotas by tier of unit (附件2 二4)."""

    kind: ClassVar[str] = "pooled_quota"
    monthly: ColumnRef
    yearly: ColumnRef
    monthly_quota: Key
    yearly_quota: Key
    """The roster's figures that give each unit its quotas."""
    credit: Literal["pooled", "met_only"] = "pooled"
    """Whether part of a bucket counts, or only a full one."""

    def _by_month(self) -> Need:
        return Need(self.monthly, "by_month", ("count",))

    def needs(self) -> tuple[Need, ...]:
        return self._by_month(), total(self.yearly)

    def attributes(self) -> tuple[str, ...]:
        return self.monthly_quota, self.yearly_quota

    def score(self, full: int, inputs: Inputs) -> Outcome:
        quota, year_quota = attribute(self.monthly_quota), attribute(self.yearly_quota)
        shares = 12 * quota + year_quota
        known, year_known = reported(self.monthly), reported(self.yearly)
        counts = {month: self._by_month().col(f"m{month}").fill_null(0) for month in YEAR}
        year_count = total(self.yearly).col().fill_null(0)
        monthly = pl.sum_horizontal(self._credit(count, quota) for count in counts.values())
        yearly = self._credit(year_count, year_quota)
        short = self._short(counts, quota) & known
        awaited = known ^ WHOLE_YEAR
        open_monthly = quota * count_months(awaited)
        unearned = year_quota - yearly
        is_year_over = year_known == WHOLE_YEAR
        open_yearly = pl.when(is_year_over).then(0).otherwise(unearned)
        missed_monthly = 12 * quota - monthly - open_monthly
        missed_yearly = unearned - open_yearly
        earned = Exact(full * (monthly + yearly), shares)
        lost = Exact(full * (missed_monthly + missed_yearly), shares)

        def part(amount: pl.Expr) -> pl.Expr:
            return Exact(full * amount, shares).micro()

        by_month, by_year = (self.monthly,), (self.yearly,)
        lines = (
            earned_by(
                "monthly_quota",
                part(monthly),
                say("月报送任务计{}条（每月{}条，全年共{}条份额）", monthly, quota, shares),
                known,
                by_month,
            ),
            earned_by(
                "yearly_quota",
                part(yearly),
                say("曝光台累计{}条，计{}条（全年{}条）", year_count, yearly, year_quota),
                year_known,
                by_year,
            ),
            lost_by(
                "monthly_short",
                part(missed_monthly),
                say("{}未完成每月{}条，共缺{}条", format_months(short), quota, missed_monthly),
                short,
                by_month,
            ),
            lost_by(
                "yearly_short",
                part(missed_yearly),
                say("曝光台全年{}条，任务{}条，缺{}条", year_count, year_quota, missed_yearly),
                year_known,
                by_year,
            ),
            pending_for(
                "not_reported",
                part(open_monthly),
                say("{}尚无数据", format_months(awaited)),
                awaited,
            ),
            pending_for(
                "year_open",
                part(open_yearly),
                say("曝光台全年任务还差{}条，年度未结束", open_yearly),
                year_known ^ WHOLE_YEAR,
            ),
        )
        most = Exact(earned.numerator + full * (open_monthly + open_yearly), shares)
        return Outcome(earned, lost, lines, worst=earned, best=most)

    def _credit(self, count: pl.Expr, quota: pl.Expr) -> pl.Expr:
        if self.credit == "pooled":
            return pl.min_horizontal(count, quota)
        return pl.when(count >= quota).then(quota).otherwise(0)

    def _short(self, counts: dict[int, pl.Expr], quota: pl.Expr) -> pl.Expr:
        return pl.sum_horizontal(
            pl.when(self._credit(count, quota) < quota).then(1 << (month - 1)).otherwise(0)
            for month, count in counts.items()
        ).cast(pl.Int32)

    def describe(self) -> str:
        credit = (
            "按完成的份额计分" if self.credit == "pooled" else "完成一份计一份，未完成的该份不得分"
        )
        return f"每月任务与全年任务合为一池，按条数均分满分，{credit}，超出任务的不多计。"
