"""`monthly_count`: base points for each month with a post, extra points for each more."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from scoring.exact import Exact, to_micro
from scoring.inputs import ColumnRef, Inputs, Need, reported, total
from scoring.months import count_months, format_months, from_mask, to_mask
from scoring.outcome import Outcome, earned_by, limited, lost_by, pending_for
from scoring.rules.rule import Months, Points, Rule
from scoring.wording import format_number, say

Ceiling = Literal["within_full", "beyond_full"]


class MonthlyCount(Rule):
    """Posts of the month (附件1 二4、6); extra posts make up for missed months within the full."""

    kind: ClassVar[str] = "monthly_count"
    value: ColumnRef
    months: Months
    base: Points
    extra: Points
    ceiling: Ceiling = "within_full"

    def _done(self) -> Need:
        return Need(self.value, "met", ("count",), argument=1)

    def _total(self) -> Need:
        return total(self.value, to_mask(self.months))

    def needs(self) -> tuple[Need, ...]:
        return self._done(), self._total()

    def score(self, full: int, inputs: Inputs) -> Outcome:
        base, extra = to_micro(self.base), to_micro(self.extra)
        due = to_mask(self.months)
        known = reported(self.value) & due
        done = self._done().col().fill_null(0) & known
        missed = known & (done ^ due)
        awaited = known ^ due
        surplus = self._total().col().fill_null(0) - count_months(done)
        by_base, by_extra = base * count_months(done), extra * surplus
        raw = by_base + by_extra
        earned = pl.min_horizontal(raw, full) if self.ceiling == "within_full" else raw
        open_points = (full - earned).clip(0)
        awaited_points = base * count_months(awaited)
        pending = pl.min_horizontal(open_points, awaited_points)
        lost = open_points - pending
        missed_points = base * count_months(missed)
        columns = (self.value,)
        each = format_number(base)
        lines = (
            earned_by(
                "done",
                by_base,
                say(f"{{}}有发布，{{}}个月 × {each}分", format_months(done), count_months(done)),
                done,
                columns,
            ),
            earned_by(
                "extra",
                by_extra,
                say(f"多发布{{}}条 × {format_number(extra)}分", surplus),
                done,
                columns,
            ),
            limited(
                "earned",
                "ceiling",
                earned - raw,
                say(f"以满分{format_number(full)}分为限"),
                done,
                columns,
            ),
            lost_by(
                "missed",
                missed_points,
                say(
                    f"{{}}无发布，{{}}个月 × {each}分", format_months(missed), count_months(missed)
                ),
                missed,
                columns,
            ),
            limited(
                "lost",
                "made_up",
                lost - missed_points,
                pl.when(lost < missed_points)
                .then(say("多发布的加分抵回所缺月份"))
                .otherwise(say("各月基础分之和不足满分的部分")),
                done,
                columns,
            ),
            pending_for(
                "not_reported", awaited_points, say("{}尚无数据", format_months(awaited)), awaited
            ),
            limited(
                "pending",
                "already_earned",
                pending - awaited_points,
                say("已得分数使其中一部分不再待定"),
                awaited,
            ),
        )
        most = self._most(full, raw, awaited)
        points = Exact(earned)
        return Outcome(points, Exact(lost), lines, worst=points, best=Exact(most))

    def _most(self, full: int, raw: pl.Expr, awaited: pl.Expr) -> pl.Expr:
        """Return the most that the year can end with; null: it has no ceiling."""
        most = raw + to_micro(self.base) * count_months(awaited)
        if self.extra > 0:  # an awaited month may bring any number of posts
            most = pl.when(awaited == 0).then(raw)
        return pl.min_horizontal(most, full) if self.ceiling == "within_full" else most

    def describe(self) -> str:
        ceiling = "，以满分为限" if self.ceiling == "within_full" else "，可超过满分"
        return (
            f"{len(from_mask(to_mask(self.months)))}个月中，每月有1条得{self.base}分，"
            f"每多1条加{self.extra}分{ceiling}。"
        )
