"""`count_deduct`: each finding loses a step; work that was not done loses everything."""

from __future__ import annotations

from typing import ClassVar

import polars as pl

from scoring.exact import Exact, to_micro
from scoring.inputs import ColumnRef, Inputs, Need
from scoring.months import one_month
from scoring.outcome import Outcome, earned_by, limited, lost_by, pending_for
from scoring.rules.rule import Rule, Step
from scoring.wording import format_number, say


class CountDeduct(Rule):
    """Findings of a check (附件3 二10—12); `kill`: not done at all, whatever the count."""

    kind: ClassVar[str] = "count_deduct"
    value: ColumnRef
    step: Step
    kill: ColumnRef | None = None

    def _need(self) -> Need:
        return Need(self.value, "latest", ("count",))

    def _kill(self) -> Need | None:
        return Need(self.kill, "latest", ("fault",)) if self.kill else None

    def needs(self) -> tuple[Need, ...]:
        kill = self._kill()
        return (self._need(), kill) if kill else (self._need(),)

    def score(self, full: int, inputs: Inputs) -> Outcome:
        step = to_micro(self.step)
        value, kill = self._need().col(), self._kill()
        is_killed = (kill.col() == 0).fill_null(False) if kill else pl.lit(False)
        is_counted = value.is_not_null() & ~is_killed
        count = value.fill_null(0)
        deducted = pl.when(is_counted).then(step * count).otherwise(0)
        earned = pl.when(is_counted).then((full - step * count).clip(0)).otherwise(0)
        killed = pl.when(is_killed).then(full).otherwise(0)
        lost = pl.when(is_counted).then(full - earned).otherwise(killed)
        months, columns = one_month(self._need().col("month")), (self.value,)
        detail = say(f"{format_number(full)} − {format_number(step)} × {{}}项", count)
        lines = [
            earned_by("findings", earned, detail, months, columns),
            lost_by("findings", deducted, detail, months, columns),
            limited(
                "lost",
                "floor",
                lost - killed - deducted,
                say(f"扣完{format_number(full)}分为止"),
                months,
                columns,
            ),
            pending_for("not_inspected", full - earned - lost, say("尚未检查")),
        ]
        if kill:
            lines.append(
                lost_by(
                    "killed",
                    killed,
                    say("工作不落实，该项不得分"),
                    one_month(kill.col("month")),
                    (kill.ref,),
                )
            )
        return Outcome(Exact(earned), Exact(lost), tuple(lines))

    def may_change(self, inputs: Inputs) -> pl.Expr:
        changes, kill = inputs.may_change(self._need()), self._kill()
        if kill is None:
            return changes
        # what is absent altogether is settled whatever the count, until it is found again
        is_killed = (kill.col() == 0).fill_null(False)
        return (changes & ~is_killed) | inputs.may_replace(kill)

    def describe(self) -> str:
        kill = "；完全不落实的不得分" if self.kill else ""
        return f"每发现一项扣{self.step}分，扣完为止{kill}；尚未检查的待定。"
