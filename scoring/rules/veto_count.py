"""`veto_count`: a set number of events within a window is a veto; nothing else is scored."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from scoring.events import column_of, list_events_by_month, to_event_lines
from scoring.exact import Exact
from scoring.inputs import ColumnRef, Inputs, LedgerColumn, Need
from scoring.outcome import Outcome
from scoring.rules.rule import Rule
from scoring.wording import say

KEYS = ["as_of", "unit_id"]


class VetoCount(Rule):
    """Red-light warnings, criticisms, complaints (千阳 四(一))."""

    kind: ClassVar[str] = "veto_count"
    item: ColumnRef
    count: ColumnRef
    value: str
    """The item that is counted, as the ledger names it."""
    limit: int = Field(ge=1)
    at_risk_at: int | None = Field(default=None, ge=1)
    """The number of events that is reported as 'at risk', below the limit."""
    window: Literal["calendar_year", "rolling_12_months"] = "calendar_year"

    @model_validator(mode="after")
    def _check_risk(self) -> Self:
        if self.at_risk_at is not None and self.at_risk_at >= self.limit:
            raise ValueError(f"at_risk_at must be below limit ({self.limit})")
        return self

    def needs(self) -> tuple[Need, ...]:
        return ()

    def ledger_columns(self) -> tuple[LedgerColumn, ...]:
        return (
            LedgerColumn(self.item, ("choice",), values=(self.value,)),
            LedgerColumn(self.count, ("count",)),
        )

    def _name(self) -> str:
        return f"veto.{self.value}.{self.limit}.{self.window}"

    def prepare(self, inputs: Inputs) -> pl.DataFrame:
        return self._windows(inputs).group_by(KEYS).agg(pl.col("worst").max().alias(self._name()))

    def _windows(self, inputs: Inputs) -> pl.DataFrame:
        """Return the rows of each unit's worst window: `worst` is the events in it."""
        count = column_of(self.count).fill_null(1)
        rolling = self.window == "rolling_12_months"
        seen = list_events_by_month(inputs, self.item, year_before=rolling)
        seen = seen.filter(column_of(self.item) == self.value).with_columns(events=count)
        if not rolling:
            return seen.with_columns(worst=pl.col("events").sum().over(KEYS))
        anchors = seen.filter(pl.col("month") >= 1).select(*KEYS, anchor="date").unique()
        within = (pl.col("date") > pl.col("anchor").dt.offset_by("-1y")) & (
            pl.col("date") <= pl.col("anchor")
        )
        windows = (
            seen.join(anchors, on=KEYS)
            .filter(within)
            .with_columns(inside=pl.col("events").sum().over(*KEYS, "anchor"))
            .with_columns(worst=pl.col("inside").max().over(KEYS))
            .filter(pl.col("inside") == pl.col("worst"))
        )
        return windows.drop("anchor", "inside").unique(maintain_order=True)

    def score(self, full: int, inputs: Inputs) -> Outcome:
        worst = pl.col(self._name()).fill_null(0)
        nothing = Exact(pl.lit(0, pl.Int64))
        rows = self._windows(inputs)
        vetoed = rows.filter(pl.col("worst") >= self.limit)
        lines = [
            to_event_lines(
                vetoed,
                "veto",
                "veto",
                pl.lit(0),
                say(f"{self.value}{{}}次，达到{self.limit}次，单项否决", pl.col("worst")),
            )
        ]
        if self.at_risk_at is not None:
            near = rows.filter(
                (pl.col("worst") >= self.at_risk_at) & (pl.col("worst") < self.limit)
            )
            lines.append(
                to_event_lines(
                    near,
                    "at_risk",
                    "at_risk",
                    pl.lit(0),
                    say(f"{self.value}{{}}次，满{self.limit}次即否决", pl.col("worst")),
                )
            )
        return Outcome(
            nothing,
            nothing,
            (),
            event_lines=pl.concat(lines),
            event_columns=(self.item, self.count),
            is_vetoed=worst >= self.limit,
        )

    def may_change(self, inputs: Inputs) -> pl.Expr:
        vetoed = pl.col(self._name()).fill_null(0) >= self.limit
        return super().may_change(inputs) & ~vetoed

    def describe(self) -> str:
        if self.limit == 1:
            return f"出现“{self.value}”即判定为不合格，不再评分。"
        window = "本年度内" if self.window == "calendar_year" else "任意连续12个月内"
        return f"{window}“{self.value}”满{self.limit}次即判定为不合格，不再评分。"
