"""Run a compiled assessment on facts: figures, ledger, results of every unit and as-of month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scoring.assessing.causes import RowsUsed
from scoring.assessing.compiling import (
    BOUNDS,
    FIGURES,
    FLAGS,
    MICRO_DECIMALS,
    MOST_POINTS,
    CompiledAssessment,
    CompiledLine,
    CompiledPart,
    CompiledVerdict,
    figure_column,
)
from scoring.assessing.decisions import decision_column, sum_decisions
from scoring.assessing.facts import ADJUSTMENT_SCHEMA, POINT_SCALE, Facts
from scoring.assessing.ledger_lines import HOMES
from scoring.assessing.ledger_rows import KEYS, find_rows, sum_rows
from scoring.assessing.printing import format_decimal
from scoring.assessing.scope import LENGTHS
from scoring.clauses.figures import Rows
from scoring.clauses.forms import Forms
from scoring.clauses.parts import Clause
from scoring.months import one_month
from scoring.terms.plan import Plan
from scoring.wording import say

LEDGER_SCHEMA = pl.Schema(
    {
        "as_of": pl.Int8(),
        "unit_id": pl.Int32(),
        "indicator_id": pl.String(),
        "line_number": pl.Int32(),
        "kind": pl.String(),
        "counts_to": pl.String(),
        "cause": pl.String(),
        "points": pl.Int64(),
        "reason": pl.String(),
        "clause": pl.String(),
        "months": pl.Int32(),
        "cells": pl.List(pl.String()),
        "cell_months": pl.List(pl.Int32()),
        "batch_id": pl.Int32(),
        "row_number": pl.Int32(),
    }
)
"""The ledger: one row per unit × clause, node or veto × cause; points in millionths. `cells` are the
columns that are its evidence, `cell_months` the months of each; `months` is their union."""

FIGURE_SCHEMA = pl.Schema(
    {
        "as_of": pl.Int8(),
        "unit_id": pl.Int32(),
        "indicator_id": pl.String(),
        "full_points": pl.Int64(),
        **{figure: pl.Int64() for figure in (*FIGURES[1:], *BOUNDS)},
        "is_open": pl.Boolean(),
        "is_counted": pl.Boolean(),
    }
)
"""One row per unit × clause or node that is there for it; points in millionths, `full` NULL for an
addition or deduction."""

RESULT_SCHEMA = pl.Schema(
    {
        "as_of": pl.Int8(),
        "unit_id": pl.Int32(),
        "total": pl.Int64(),
        "rank": pl.Int32(),
        "grade": pl.String(),
        "is_grade_provisional": pl.Boolean(),
        "is_grade_settled": pl.Boolean(),
        "worst": pl.Int64(),
        "best": pl.Int64(),
        "vetoes": pl.List(pl.String()),
        "at_risk": pl.List(pl.String()),
    }
)
"""One row per unit of the assessment; the total in millionths, NULL where a veto takes it."""

ENDS = {name: pl.when(pl.col(name).abs() < MOST_POINTS).then(pl.col(name)) for name in BOUNDS}
"""Worst and best case in millionths; NULL where there is no end."""

NO_DECISIONS = ADJUSTMENT_SCHEMA.to_frame()

NO_LINES = LEDGER_SCHEMA.to_frame()

FIRST_ROW_LINE = 1_000
"""Line number of the first dated row of a line, so that the lines before need not be counted."""

FIRST_DECIDED_LINE = 1_000_000
"""Line number of the first decision on an objection, behind all dated rows."""


@dataclass(frozen=True)
class Scored:
    """The results of one assessment."""

    ledger: pl.DataFrame
    figures: pl.DataFrame
    results: pl.DataFrame

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The frames by the names of the tables that hold them."""
        return {"ledger": self.ledger, "figure": self.figures, "result": self.results}


def run(compiled: CompiledAssessment, facts: Facts, forms: Forms, as_ofs: Sequence[int]) -> Scored:
    """Score every unit of an assessment as of some months."""
    return _Run(compiled, facts, forms, as_ofs).score()


class _Run:
    def __init__(
        self, compiled: CompiledAssessment, facts: Facts, forms: Forms, as_ofs: Sequence[int]
    ) -> None:
        self._compiled = compiled
        self._forms = forms
        self._rows: dict[str, pl.DataFrame] = {}
        self._frame = facts.frame
        for name, counted in compiled.counted_rows.items():
            found = find_rows(counted, facts, forms)
            self._rows[name] = found
            self._join_sums(name, sum_rows(counted, found))
        self._decided = facts.adjustments if facts.adjustments is not None else NO_DECISIONS
        for part_id in compiled.adjusted:
            self._join_sums(
                decision_column(compiled.id, part_id),
                sum_decisions(self._decided, compiled.id, part_id),
            )
        self._frame = self._frame.with_columns(**compiled.prepared)
        # Where a figure over months rests on another clause's points, all months are computed.
        self._as_ofs = None if compiled.needs_all_months else list(as_ofs)
        is_asked = pl.col("as_of").is_in(list(as_ofs))
        keys = self._frame.select(
            "unit_id", "as_of", shown=pl.col(f"in:{compiled.id}") & is_asked, asked=is_asked
        )
        if self._as_ofs is not None:
            keys = keys.filter("asked")
        self._keys = keys.drop("asked")
        self._beside = pl.DataFrame()
        self._sums: list[pl.Series] = []
        self._ledger: list[pl.DataFrame] = [NO_LINES]
        self._figures: list[pl.DataFrame] = [FIGURE_SCHEMA.to_frame()]

    def _join_sums(self, name: str, sums: pl.DataFrame) -> None:
        joined = self._frame.join(sums, on=KEYS, how="left", maintain_order="left")
        self._frame = joined.with_columns(pl.col(name).fill_null(0))

    def score(self) -> Scored:
        """Compute part after part; each one's figures are columns for the next."""
        for part in self._compiled.parts:
            self._score_part(part)
        results = self._keys.hstack(self._run(self._compiled.outcome)).hstack(self._judge())
        return Scored(pl.concat(self._ledger), pl.concat(self._figures), self._to_results(results))

    def _run(self, plan: Plan) -> pl.DataFrame:
        return plan.run(self._frame, self._as_ofs, self._beside)

    def _score_part(self, part: CompiledPart) -> None:
        found = self._run(part.plan)
        columns = [
            found.get_column(name).alias(figure_column(self._compiled.id, part.part.id, name))
            for name in (*FIGURES, *BOUNDS, *FLAGS)
            if name in found.columns
        ]
        if self._as_ofs is None:
            self._frame = self._frame.with_columns(columns)
        else:
            self._beside = pl.DataFrame([*self._beside.get_columns(), *columns])
        found = self._keys.hstack(found).hstack(self._sums)
        self._sums += self._sum_lines(part, found)
        shown = found.filter("shown", "is_there")
        self._figures.append(self._to_figures(part, shown))
        self._ledger += self._write_part(part, shown)

    def _to_figures(self, part: CompiledPart, shown: pl.DataFrame) -> pl.DataFrame:
        own = {"indicator_id": pl.lit(part.part.id), **ENDS}
        own["full_points"] = pl.col("full") if part.has_full else pl.lit(None)
        own["is_counted"] = pl.col(part.counts) if part.counts else pl.lit(True)
        return _to_schema(shown, FIGURE_SCHEMA, own)

    def _write_part(self, part: CompiledPart, shown: pl.DataFrame) -> list[pl.DataFrame]:
        written = [
            lines
            for number, line in enumerate(part.lines)
            for lines in self._write_line(part, number, line, shown)
        ]
        if part.inside:
            written += self._round(part, shown, written)
        return written

    def _write_line(
        self, part: CompiledPart, number: int, line: CompiledLine, shown: pl.DataFrame
    ) -> list[pl.DataFrame]:
        """Return a line's rows: one where its points are not 0, or one for each dated row."""
        if line.line.kind == "adjustment":
            return [self._write_decisions(part, number, line, shown)]
        used = line.line.rows
        if used is not None and _is_split(line):
            return [self._write_rows(part, number, line, shown, used)]
        rows = shown.filter(pl.col(line.points) != 0)
        if rows.is_empty():
            return []
        masks = [pl.col(name).fill_null(0).cast(pl.Int32) for name in line.months]
        cells = [one.cell.name for one in line.line.evidence]
        evidence = dict(_to_evidence(cells, masks))
        if line.own_months is not None:
            evidence["months"] = pl.col(line.own_months)
        return [
            self._to_ledger(
                part,
                line,
                rows,
                line_number=pl.lit(number),
                points=pl.col(line.points),
                reason=line.reason,
                **evidence,
            )
        ]

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
        if line.factor is not None:
            top, bottom = top * pl.col(line.factor).abs(), bottom * 10**MICRO_DECIMALS
        sign = -1 if used.price < 0 and line.line.kind == "deduction" else 1
        points = (2 * top + bottom) // (2 * bottom) * sign
        rows = rows.sort(*KEYS, "month", "batch_id", "row_number", maintain_order=True)
        place = pl.int_range(pl.len()).over(KEYS)
        return self._to_ledger(
            part,
            line,
            rows,
            line_number=place + FIRST_ROW_LINE * (number + 1),
            points=points,
            reason=self._tell_row(counted.rows, line, points),
            months=one_month(pl.col("month")),
            cells=pl.lit([counted.rows.form], pl.List(pl.String)),
            cell_months=pl.concat_list(one_month(pl.col("month"))),
            batch_id=pl.col("batch_id"),
            row_number=pl.col("row_number"),
        )

    def _tell_row(self, rows: Rows, line: CompiledLine, points: pl.Expr) -> pl.Expr:
        """Return a dated row in its own words, with the points that it brings or takes."""
        verb = {"lost": "扣", "deduction": "减", "bonus": "加"}.get(line.line.kind, "得")
        words = [
            pl.col(name).cast(pl.String)
            for name, column in self._forms[rows.form].column.items()
            if column.type in {"choice", "text"}
        ]
        told = pl.concat_str(words, separator="，", ignore_nulls=True) if words else pl.lit("")
        said = format_decimal(points.abs(), MICRO_DECIMALS)
        return say(f"{{}}，{verb}{{}}分", told, said)

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
        """Return the rows that count as of each month; those of ended periods stay counted."""
        rows = self._rows[used.name]
        if used.by_period is None:
            return rows
        size = LENGTHS[used.by_period]
        months = pl.DataFrame({"seen_at": range(1, 13)}, schema={"seen_at": pl.Int8})
        ended = (pl.col("as_of") % size == 0) & (pl.col("as_of") <= pl.col("seen_at"))
        counted = ended | (pl.col("as_of") == pl.col("seen_at"))
        spread = rows.join(months, how="cross").filter(counted)
        return spread.drop("as_of").rename({"seen_at": "as_of"})

    def _round(
        self, part: CompiledPart, shown: pl.DataFrame, written: Sequence[pl.DataFrame]
    ) -> list[pl.DataFrame]:
        """Return what is missing between the lines and the published figures."""
        found = []
        for number, home in enumerate(HOMES):
            figure = pl.col("earned") + pl.col("added") if home == "earned" else pl.col(home)
            rows = shown
            if any(_is_split(line) for line in part.lines):
                lines = pl.concat([NO_LINES, *written])
                split = lines.filter(
                    pl.col("line_number") >= FIRST_ROW_LINE, pl.col("kind") != "adjustment"
                )
                homes = [home, "none"] if home == "earned" else [home]
                split = split.filter(pl.col("counts_to").is_in(homes))
                sums = split.group_by(KEYS).agg(summed=pl.col("points").sum())
                rows = shown.join(sums, on=KEYS, how="left", maintain_order="left")
                figure = figure - pl.col("summed").fill_null(0)
            for name in [*_list_points(part, home), *self._list_inside(part, home)]:
                figure = figure - pl.col(name).fill_null(0)
            rows = rows.with_columns(points=figure).filter(pl.col("points") != 0)
            if not rows.is_empty():
                found.append(_to_rounding(part, rows, home, len(part.lines) + number))
        return found

    def _list_inside(self, part: CompiledPart, home: str) -> list[str]:
        """Return the columns of what the lines of the parts inside a node add up to."""
        inside = [one for one in part.inside if one != part.part.id]
        return [sum_column(one, home) for one in inside]

    def _sum_lines(self, part: CompiledPart, found: pl.DataFrame) -> list[pl.Series]:
        """Return what a part's lines add up to, as columns for the nodes around it."""
        sums = []
        for home in HOMES:
            if isinstance(part.part, Clause):
                total = pl.col(home)
                if home == "earned":
                    counted = pl.col("added")
                    if part.counts is not None:
                        counted = pl.when(part.counts).then(counted).otherwise(0)
                    total = total + counted
            elif part.inside:  # with its rounding the node's lines make up its figure
                total = pl.col("earned") + pl.col("added") if home == "earned" else pl.col(home)
                for name in self._list_inside(part, home):
                    total = total - pl.col(name)
            else:
                total = pl.sum_horizontal([pl.lit(0), *_list_points(part, home)])
            total = pl.when("is_there").then(total).otherwise(0)
            sums.append(found.select(total.alias(sum_column(part.part.id, home))).to_series())
        return sums

    def _to_ledger(
        self, part: CompiledPart, line: CompiledLine, rows: pl.DataFrame, **own: pl.Expr
    ) -> pl.DataFrame:
        home: pl.Expr = pl.lit(line.line.home)
        if part.counts is not None:
            home = pl.when(part.counts).then(home).otherwise(pl.lit("none"))
        facts = {
            "indicator_id": pl.lit(part.part.id),
            "kind": pl.lit(line.line.kind),
            "counts_to": home,
            "cause": pl.lit(line.line.cause),
            "clause": pl.lit(part.part.clause),
            "batch_id": pl.lit(None),
            "row_number": pl.lit(None),
        }
        return _to_schema(rows, LEDGER_SCHEMA, facts | own)

    def _judge(self) -> pl.DataFrame:
        """Write the lines of the vetoes; return which hold and which are near, by unit."""
        held, near = [], []
        for verdict in self._compiled.verdicts:
            found = self._run(verdict.plan)
            name = pl.lit(verdict.verdict.veto.id)
            held.append(pl.when(found.get_column("holds")).then(name))
            near.append(pl.when(found.get_column("warns")).then(name))
            shown = self._keys.hstack(found).filter("shown")
            self._figures.append(_to_verdict_figures(verdict, shown))
            for kind, flag, reason in (
                ("veto", "holds", verdict.held),
                ("at_risk", "warns", verdict.near),
            ):
                self._ledger.append(self._write_verdict(verdict, kind, shown.filter(flag), reason))
        nobody = pl.lit(None, pl.String)
        return self._keys.select(
            "unit_id",
            vetoes=pl.concat_list(held or nobody).list.drop_nulls(),
            at_risk=pl.concat_list(near or nobody).list.drop_nulls(),
        ).drop("unit_id")

    def _write_verdict(
        self, verdict: CompiledVerdict, kind: str, rows: pl.DataFrame, reason: pl.Expr
    ) -> pl.DataFrame:
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
            rows = rows.sort(*KEYS, "month", "batch_id", "row_number", maintain_order=True)
            in_year = pl.when(pl.col("month") >= 1).then(pl.col("month"))
            own |= {
                "line_number": pl.int_range(pl.len()).over(KEYS),
                "months": one_month(in_year),
                "cells": pl.lit([form], pl.List(pl.String)),
                "cell_months": pl.concat_list(one_month(in_year)),
                "batch_id": pl.col("batch_id"),
                "row_number": pl.col("row_number"),
            }
        else:
            masks = [pl.col(name).fill_null(0).cast(pl.Int32) for name in verdict.months]
            own |= _to_evidence([one.cell.name for one in verdict.verdict.evidence], masks)
        return _to_schema(rows, LEDGER_SCHEMA, own)

    def _to_results(self, results: pl.DataFrame) -> pl.DataFrame:
        names = dict(enumerate(self._compiled.grades))
        grade = pl.col("grade").replace_strict(names, default=None, return_dtype=pl.String)
        shown = results.filter("shown")
        return _to_schema(shown, RESULT_SCHEMA, {"total": pl.col("points"), "grade": grade, **ENDS})


def _to_verdict_figures(verdict: CompiledVerdict, shown: pl.DataFrame) -> pl.DataFrame:
    """Return the figures of a veto: no points, and whether what is to come may change it."""
    own = {
        "indicator_id": pl.lit(verdict.verdict.veto.id),
        **dict.fromkeys(("full_points", *BOUNDS), pl.lit(None)),
        **dict.fromkeys(FIGURES[1:], pl.lit(0)),
        "is_open": ~pl.col("is_settled"),
        "is_counted": pl.lit(True),
    }
    return _to_schema(shown, FIGURE_SCHEMA, own)


def sum_column(part_id: str, home: str) -> str:
    """Return the name of the column of what a part's lines add up to in a home."""
    return f"lines {part_id} {home}"


def _is_split(line: CompiledLine) -> bool:
    """Return whether a line is written as one for each dated row."""
    return line.line.rows is not None and line.line.rows.price is not None


def _list_points(part: CompiledPart, home: str) -> list[str]:
    """Return the columns of points of a part's lines in a home, without those split by row."""
    return [line.points for line in part.lines if line.line.home == home and not _is_split(line)]


def _to_rounding(part: CompiledPart, rows: pl.DataFrame, home: str, number: int) -> pl.DataFrame:
    own = {
        "indicator_id": pl.lit(part.part.id),
        "line_number": pl.lit(number),
        "kind": pl.lit("rounding"),
        "counts_to": pl.lit(home),
        "cause": pl.lit("rounding"),
        "reason": pl.lit(f"四舍五入到{_decimals_of(part)}位小数"),
        "clause": pl.lit(part.part.clause),
        "batch_id": pl.lit(None),
        "row_number": pl.lit(None),
        **_to_evidence([], []),
    }
    if part.counts is not None:
        own["counts_to"] = pl.when(part.counts).then(pl.lit(home)).otherwise(pl.lit("none"))
    return _to_schema(rows, LEDGER_SCHEMA, own)


def _decimals_of(part: CompiledPart) -> int:
    return part.part.decimals_shown


def _to_evidence(cells: Sequence[str], masks: Sequence[pl.Expr]) -> Mapping[str, pl.Expr]:
    """Return the columns that name a line's cells and their months."""
    union = pl.lit(0, pl.Int32)
    for mask in masks:
        union = union | mask
    empty = pl.lit([], pl.List(pl.Int32))
    return {
        "months": union,
        "cells": pl.lit(list(cells), pl.List(pl.String)),
        "cell_months": pl.concat_list(list(masks)) if masks else empty,
    }


def _to_schema(rows: pl.DataFrame, schema: pl.Schema, own: Mapping[str, pl.Expr]) -> pl.DataFrame:
    return rows.select(
        own.get(name, pl.col(name)).cast(dtype).alias(name) for name, dtype in schema.items()
    )
