"""`award_levels`: only the highest level of each matter counts, up to the full points."""

from __future__ import annotations

from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from scoring.events import column_of, list_events_by_month, to_event_lines
from scoring.exact import Exact, to_micro
from scoring.inputs import ColumnRef, Inputs, LedgerColumn, Need
from scoring.outcome import Outcome, limited
from scoring.rules.rule import Points, Rule
from scoring.wording import format_number, format_points, say


class AwardLevels(Rule):
    """Commendations and publicity by level (千阳 四(三)2、3)."""

    kind: ClassVar[str] = "award_levels"
    item: ColumnRef
    matter: ColumnRef
    level: ColumnRef
    value: str
    """The item that is counted, as the ledger names it."""
    points: Annotated[dict[str, Points], Field(min_length=1)]
    """Level → points."""

    def needs(self) -> tuple[Need, ...]:
        return ()

    def ledger_columns(self) -> tuple[LedgerColumn, ...]:
        return (
            LedgerColumn(self.item, ("choice",), values=(self.value,)),
            LedgerColumn(self.matter, ("text",), is_compared=True),
            LedgerColumn(self.level, ("choice",), tuple(self.points), names_every_value=True),
        )

    def _name(self) -> str:
        return f"awarded.{self.value}"

    def _counting(self, inputs: Inputs) -> pl.DataFrame:
        """Return the rows that count: of each matter the first one of its highest level."""
        levels = {level: to_micro(points) for level, points in self.points.items()}
        matter = self.matter.split(".")[1]
        worth = column_of(self.level).replace_strict(levels, return_dtype=pl.Int64)
        return (
            list_events_by_month(inputs, self.item)
            .filter(column_of(self.item) == self.value)
            .with_columns(worth=worth)
            .sort("worth", "date", "batch_id", "row_number", descending=[True, False, False, False])
            .unique(["as_of", "unit_id", matter], keep="first", maintain_order=True)
        )

    def prepare(self, inputs: Inputs) -> pl.DataFrame:
        keys = ["as_of", "unit_id"]
        return self._counting(inputs).group_by(keys).agg(pl.col("worth").sum().alias(self._name()))

    def score(self, full: int, inputs: Inputs) -> Outcome:
        raw = pl.col(self._name()).fill_null(0)
        earned = pl.min_horizontal(raw, full)
        lines = (limited("earned", "ceiling", earned - raw, say(f"以{format_number(full)}分为限")),)
        sentence = say(
            f"{self.value}：{{}}（{{}}级），加{{}}分",
            column_of(self.matter),
            column_of(self.level),
            format_points(pl.col("worth")),
        )
        events = to_event_lines(self._counting(inputs), "bonus", "award", pl.col("worth"), sentence)
        points = Exact(earned)
        return Outcome(
            points,
            Exact(pl.lit(0, pl.Int64)),
            lines,
            event_lines=events,
            event_columns=(self.item, self.matter, self.level),
            worst=points,  # a matter keeps its level, or gets a higher one
        )

    def describe(self) -> str:
        levels = "、".join(f"{level}{points}分" for level, points in self.points.items())
        return f"“{self.value}”按层级加分（{levels}），同一事项只按最高层级计一次，以满分为限。"
