"""`reverse_deduction`: the full points minus the scoring sheet's deductions, at least 0."""

from __future__ import annotations

from typing import ClassVar

import polars as pl

from scoring.events import column_of, list_events_by_month, to_event_lines
from scoring.exact import MICRO_PER_CENT, Exact
from scoring.inputs import ColumnRef, Inputs, LedgerColumn, Need
from scoring.outcome import Outcome, earned_by, limited
from scoring.rules.rule import Rule
from scoring.wording import format_number, format_points, say


class ReverseDeduction(Rule):
    """Key items in 100 points, deducted until none are left (千阳 四(二))."""

    kind: ClassVar[str] = "reverse_deduction"
    points: ColumnRef
    subject: ColumnRef
    reason: ColumnRef | None = None

    def needs(self) -> tuple[Need, ...]:
        return ()

    def ledger_columns(self) -> tuple[LedgerColumn, ...]:
        reason = (LedgerColumn(self.reason, ("text",)),) if self.reason else ()
        return (
            LedgerColumn(self.points, ("points",)),
            LedgerColumn(self.subject, ("choice",)),  # losses are summed by subject
            *reason,
        )

    def _name(self) -> str:
        return f"deducted.{self.points}"

    def prepare(self, inputs: Inputs) -> pl.DataFrame:
        seen = list_events_by_month(inputs, self.points)
        taken = (column_of(self.points) * MICRO_PER_CENT).sum().alias(self._name())
        return seen.group_by("as_of", "unit_id").agg(taken)

    def score(self, full: int, inputs: Inputs) -> Outcome:
        deducted = pl.col(self._name()).fill_null(0)
        earned = (full - deducted).clip(0)
        lost = full - earned
        taken = column_of(self.points) * MICRO_PER_CENT
        why = column_of(self.reason).fill_null("") if self.reason else pl.lit("")
        sentence = say(
            "{}{}，扣{}分",
            column_of(self.subject),
            pl.when(why != "").then(say("：{}", why)).otherwise(pl.lit("")),
            format_points(taken),
        )
        columns = tuple(ref for ref in (self.points, self.subject, self.reason) if ref)
        lines = (
            earned_by(
                "kept",
                earned,
                say(f"{format_number(full)} − 累计扣{{}}分", format_points(deducted)),
            ),
            limited("lost", "floor", lost - deducted, say(f"扣完{format_number(full)}分为止")),
        )
        events = to_event_lines(
            list_events_by_month(inputs, self.points), "lost", "deduction", taken, sentence
        )
        points = Exact(earned)
        return Outcome(
            points,
            Exact(lost),
            lines,
            event_lines=events,
            event_columns=columns,
            best=points,  # what was deducted does not come back
        )

    def describe(self) -> str:
        return "满分起算，按扣分台账逐项倒扣，扣完为止。"
