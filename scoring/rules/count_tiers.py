"""`count_tiers`: base points for each up to a threshold, extra points for each further one."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import Field

from scoring.exact import Exact, to_micro
from scoring.inputs import ColumnRef, Inputs, Need
from scoring.months import one_month
from scoring.outcome import Outcome, earned_by, limited, lost_by, pending_for
from scoring.rules.monthly_count import Ceiling
from scoring.rules.rule import Points, Rule
from scoring.wording import format_number, say


class CountTiers(Rule):
    """Innovations found at the inspection (附件1 二9)."""

    kind: ClassVar[str] = "count_tiers"
    value: ColumnRef
    base: Points
    threshold: int = Field(ge=0)
    extra: Points
    ceiling: Ceiling = "within_full"

    def _need(self) -> Need:
        return Need(self.value, "latest", ("count",))

    def needs(self) -> tuple[Need, ...]:
        return (self._need(),)

    def score(self, full: int, inputs: Inputs) -> Outcome:
        base, extra = to_micro(self.base), to_micro(self.extra)
        value = self._need().col()
        count = value.fill_null(0)
        low = pl.min_horizontal(count, self.threshold)
        high = (count - self.threshold).clip(0)
        raw = base * low + extra * high
        earned = pl.min_horizontal(raw, full) if self.ceiling == "within_full" else raw
        lost = pl.when(value.is_null()).then(0).otherwise((full - earned).clip(0))
        months, columns = one_month(self._need().col("month")), (self.value,)
        lines = (
            earned_by(
                "items", base * low, say(f"{{}}项 × {format_number(base)}分", low), months, columns
            ),
            earned_by(
                "extra",
                extra * high,
                say(f"超过{self.threshold}项的{{}}项 × {format_number(extra)}分", high),
                months,
                columns,
            ),
            limited(
                "earned",
                "ceiling",
                earned - raw,
                say(f"以满分{format_number(full)}分为限"),
                months,
                columns,
            ),
            lost_by(
                "too_few",
                lost,
                say(f"共{{}}项，未达满分{format_number(full)}分", count),
                months,
                columns,
            ),
            pending_for(
                "not_inspected",
                pl.when(value.is_null()).then(full).otherwise(0),
                say("尚未检查评定"),
            ),
        )
        most = None
        if self.ceiling == "beyond_full":  # another count may be any number
            most = Exact(pl.when(~self.may_change(inputs)).then(earned))
        return Outcome(Exact(earned), Exact(lost), lines, best=most)

    def describe(self) -> str:
        ceiling = "，以满分为限" if self.ceiling == "within_full" else "，可超过满分"
        return (
            f"{self.threshold}项以内每项得{self.base}分，超过{self.threshold}项的"
            f"每项加{self.extra}分{ceiling}。"
        )
