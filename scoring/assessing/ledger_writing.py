"""Write the lines of the ledger from evaluated columns, with evidence."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from scoring.assessing.causes import RowsUsed
from scoring.assessing.compiled import (
    MICRO_DECIMALS,
    CompiledAssessment,
    CompiledLine,
    CompiledPart,
    CompiledVerdict,
)
from scoring.assessing.facts import POINT_SCALE
from scoring.assessing.ledger_rows import KEYS
from scoring.assessing.outputs import LEDGER_SCHEMA, to_evidence, to_schema
from scoring.assessing.printing import format_decimal
from scoring.assessing.rounding import FIRST_ROW_LINE, is_split, round_lines
from scoring.assessing.row_words import tell_row
from scoring.assessing.scope import LENGTHS
from scoring.assessing.shown_rows import ShownRows
from scoring.clauses.figures import Rows
from scoring.clauses.forms import Forms
from scoring.months import one_month
from scoring.wording import say

ROW_ORDER = (*KEYS, "month", "batch_id", "row_number")
"""The order of dated rows in the ledger."""
FIRST_DECIDED_LINE = 1_000_000_000
"""Line number of the first decision on an objection, behind all dated rows."""


def _pick_factor(line: CompiledLine) -> pl.Expr:
    """Return what a row is multiplied by: one number, or that of the row's period."""
    if len(line.factors) == 1:
        return pl.col(line.factors[0])
    return pl.concat_list(line.factors).list.get(pl.col("period"))


def _cite_row(form: str, month: pl.Expr) -> dict[str, pl.Expr]:
    """Return the columns that name a dated row as evidence."""
    return {
        "months": one_month(month),
        "cells": pl.lit([form], pl.List(pl.String)),
        "cell_months": pl.concat_list(one_month(month)),
        "batch_id": pl.col("batch_id"),
        "row_number": pl.col("row_number"),
    }


class LedgerWriter:
    """Writes the ledger of one assessment."""

    def __init__(
        self,
        compiled: CompiledAssessment,
        forms: Forms,
        rows: Mapping[str, pl.DataFrame],
        decided: pl.DataFrame,
    ) -> None:
        self._compiled, self._forms, self._rows, self._decided = compiled, forms, rows, decided

    def write_part(self, part: CompiledPart, shown: ShownRows) -> list[pl.DataFrame]:
        """Return the lines of a clause or node for the units that it is there for."""
        written = [
            lines
            for number, line in enumerate(part.lines)
            for lines in self._write_line(part, number, line, shown)
        ]
        if part.inside:
            written += round_lines(part, shown, written)
        return written

    def _write_line(
        self, part: CompiledPart, number: int, line: CompiledLine, shown: ShownRows
    ) -> list[pl.DataFrame]:
        """Return a line's rows: one where its points are not 0, or one for each dated row."""
        if line.line.kind == "adjustment":
            return [self._write_decisions(part, number, line, shown.frame)]
        used = line.line.rows
        if used is not None and is_split(line):
            return [self._write_rows(part, number, line, shown.frame, used)]
        if not (shown.found.table.get_column(line.points) != 0).any():
            return []
        evidence = to_evidence(line.line.evidence, line.months)
        if line.own_months is not None:
            evidence["months"] = pl.col(line.own_months)
        own = {
            "line_number": pl.lit(number),
            "points": pl.col(line.points),
            "reason": line.reason,
            **evidence,
        }
        facts = self._tell_line(part, line)
        return [shown.write(LEDGER_SCHEMA, facts | own, pl.col(line.points) != 0)]

    def _write_rows(
        self,
        part: CompiledPart,
        number: int,
        line: CompiledLine,
        shown: pl.DataFrame,
        used: RowsUsed,
    ) -> pl.DataFrame:
        """Return one line per dated row: its own worth times the price."""
        counted = self._compiled.counted_rows[used.name]
        assert used.price is not None, "the caller has a price"
        size = abs(used.price) * 10**MICRO_DECIMALS / counted.scale
        rows = self._spread(used).join(shown, on=KEYS, how="inner", maintain_order="left")
        top = pl.col("worth").cast(pl.Int128) * size.numerator
        bottom = size.denominator
        if line.factors:
            factor = _pick_factor(line)
            rows = rows.filter(factor != 0)  # none of a line that does not count
            top, bottom = top * factor.abs(), bottom * 10**MICRO_DECIMALS
        sign = -1 if used.price < 0 and line.line.kind == "deduction" else 1
        points = (2 * top + bottom) // (2 * bottom) * sign
        written = self._to_ledger(
            part,
            line,
            rows.sort(ROW_ORDER, maintain_order=True),
            line_number=pl.int_range(pl.len()).over(KEYS) + FIRST_ROW_LINE * (number + 1),
            points=points,
            reason=self._tell_row(counted.rows, line, points),
            **_cite_row(counted.rows.form, pl.col("month")),
        )
        return written.filter(pl.col("points") != 0)

    def _tell_row(self, rows: Rows, line: CompiledLine, points: pl.Expr) -> pl.Expr:
        """Return a dated row in its own words, with the points that it brings or takes."""
        verb = {"lost": "扣", "deduction": "减", "bonus": "加"}.get(line.line.kind, "得")
        said = format_decimal(points.abs(), MICRO_DECIMALS)
        return say(f"{{}}，{verb}{{}}分", tell_row(self._forms[rows.form], rows.form), said)

    def _write_decisions(
        self, part: CompiledPart, number: int, line: CompiledLine, shown: pl.DataFrame
    ) -> pl.DataFrame:
        """Return one line per decision on an objection, in the order of the objections."""
        own = self._decided.filter(
            pl.col("assessment_id") == self._compiled.id, pl.col("indicator_id") == part.part.id
        ).rename({"points": "decided", "reason": "why"})
        rows = shown.join(own, on="unit_id", how="inner", maintain_order="left")
        rows = rows.filter(pl.col("from_month") <= pl.col("as_of")).sort(
            *KEYS, "objection_id", maintain_order=True
        )
        micro = pl.col("decided") * (10**MICRO_DECIMALS // POINT_SCALE)
        act = pl.when(micro > 0).then(pl.lit("加回")).otherwise(pl.lit("扣减"))
        reason = say(
            "复核第{}号决定{}{}分：{}",
            pl.col("objection_id").cast(pl.String),
            act,
            format_decimal(micro.abs(), MICRO_DECIMALS),
            pl.col("why"),
        )
        month = one_month(pl.col("from_month"))
        return self._to_ledger(
            part,
            line,
            rows,
            line_number=pl.int_range(pl.len()).over(KEYS)
            + FIRST_DECIDED_LINE
            + number * FIRST_ROW_LINE,
            points=micro if line.line.home == "earned" else -micro,
            reason=reason,
            months=month,
            cells=pl.lit([], pl.List(pl.String)),
            cell_months=pl.lit([], pl.List(pl.Int32)),
            batch_id=pl.col("batch_id"),
        )

    def _spread(self, used: RowsUsed) -> pl.DataFrame:
        """Return the rows that count as of each month; those of ended periods stay counted.

        `period` numbers the period in which a row counts, from 0.
        """
        rows = self._rows[used.name]
        if used.by_period is None:
            return rows
        size = LENGTHS[used.by_period]
        months = pl.DataFrame({"seen_at": range(1, 13)}, schema={"seen_at": pl.Int8})
        ended = (pl.col("as_of") % size == 0) & (pl.col("as_of") <= pl.col("seen_at"))
        counted = ended | (pl.col("as_of") == pl.col("seen_at"))
        spread = rows.join(months, how="cross").filter(counted)
        spread = spread.with_columns(period=(pl.col("as_of").cast(pl.Int32) - 1) // size)
        return spread.drop("as_of").rename({"seen_at": "as_of"})

    def _to_ledger(
        self,
        part: CompiledPart,
        line: CompiledLine,
        rows: pl.DataFrame,
        **own: pl.Expr,
    ) -> pl.DataFrame:
        return to_schema(rows, LEDGER_SCHEMA, self._tell_line(part, line) | own)

    def _tell_line(self, part: CompiledPart, line: CompiledLine) -> dict[str, pl.Expr]:
        """Return what all rows of a line have in common."""
        home: pl.Expr = pl.lit(line.line.home)
        if part.counts is not None:
            home = pl.when(part.counts).then(home).otherwise(pl.lit("none"))
        return {
            "indicator_id": pl.lit(part.part.id),
            "kind": pl.lit(line.line.kind),
            "counts_to": home,
            "cause": pl.lit(line.line.cause),
            "clause": pl.lit(part.part.clause),
            "batch_id": pl.lit(None),
            "row_number": pl.lit(None),
        }

    def write_verdict(
        self, verdict: CompiledVerdict, kind: str, rows: pl.DataFrame, reason: pl.Expr
    ) -> pl.DataFrame:
        """Return the lines of a veto that holds, or is near: its dated rows, or its cells."""
        veto = verdict.verdict.veto
        own = {
            "indicator_id": pl.lit(veto.id),
            "line_number": pl.lit(0),
            "kind": pl.lit(kind),
            "counts_to": pl.lit("none"),
            "cause": pl.lit(kind),
            "points": pl.lit(0),
            "reason": reason,
            "clause": pl.lit(veto.clause),
            "batch_id": pl.lit(None),
            "row_number": pl.lit(None),
        }
        if verdict.verdict.rows:
            used = verdict.verdict.rows[0]
            form = self._compiled.counted_rows[used.name].rows.form
            rows = self._rows[used.name].join(rows, on=KEYS, how="inner", maintain_order="left")
            rows = rows.sort(ROW_ORDER, maintain_order=True)
            own["line_number"] = pl.int_range(pl.len()).over(KEYS)
            own |= _cite_row(form, pl.when(pl.col("month") >= 1).then(pl.col("month")))
        else:
            own |= to_evidence(verdict.verdict.evidence, verdict.months)
        return to_schema(rows, LEDGER_SCHEMA, own)
