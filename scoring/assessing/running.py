"""Run a compiled assessment on facts: figures, ledger, results of every unit and as-of month."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from scoring.assessing.compiled import (
    BOUNDS,
    FIGURES,
    FLAGS,
    CompiledAssessment,
    CompiledPart,
    CompiledVerdict,
    figure_column,
)
from scoring.assessing.decisions import decision_column, sum_decisions
from scoring.assessing.facts import ADJUSTMENT_SCHEMA, Facts
from scoring.assessing.ledger_rows import KEYS, find_rows, sum_rows
from scoring.assessing.ledger_writing import LedgerWriter
from scoring.assessing.outputs import (
    ENDS,
    FIGURE_SCHEMA,
    NO_LINES,
    RESULT_SCHEMA,
    Scored,
    to_schema,
)
from scoring.assessing.rounding import sum_lines
from scoring.assessing.shown_rows import ShownRows
from scoring.clauses.forms import Forms
from scoring.clauses.parts import Clause
from scoring.terms.bound_plans import BoundPlan
from scoring.terms.found import Found
from scoring.terms.histories import read_histories

FIRST_ROW_LINE = 1_000
"""Line number of the first dated row of a line, so that the lines before need not be counted."""

FIRST_DECIDED_LINE = 1_000_000
"""Line number of the first decision on an objection, behind all dated rows."""


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
        self._decided = (
            facts.adjustments if facts.adjustments is not None else ADJUSTMENT_SCHEMA.to_frame()
        )
        for part_id in compiled.adjusted:
            self._join_sums(
                decision_column(compiled.id, part_id),
                sum_decisions(self._decided, compiled.id, part_id),
            )
        self._frame = self._frame.with_columns(**compiled.prepared)
        # Where a figure over months rests on another clause's points, all months are computed.
        self._as_ofs = None if compiled.needs_all_months else list(as_ofs)
        self._histories = read_histories(self._frame)
        keys = self._frame.select(*KEYS, shown=pl.col(f"in:{compiled.id}"))
        if self._as_ofs is not None:
            self._keys = self._histories.pick(keys, self._as_ofs)
        else:
            is_asked = pl.col("as_of").is_in(list(as_ofs))
            self._keys = keys.with_columns(pl.col("shown") & is_asked)
        self._beside = pl.DataFrame()
        self._sums: list[pl.Series] = []
        self._writer = LedgerWriter(compiled, forms, self._rows, self._decided)
        self._ledger: list[pl.DataFrame] = [NO_LINES]
        self._figures: list[pl.DataFrame] = [FIGURE_SCHEMA.to_frame()]

    def _join_sums(self, name: str, sums: pl.DataFrame) -> None:
        joined = self._frame.join(sums, on=KEYS, how="left", maintain_order="left")
        self._frame = joined.with_columns(pl.col(name).fill_null(0))

    def score(self) -> Scored:
        """Compute part after part; each one's figures are columns for the next."""
        for part in self._compiled.parts:
            self._score_part(part)
        results = self._keys.hstack(self._run(self._compiled.outcome).spread_out())
        results = results.hstack(self._judge())
        return Scored(pl.concat(self._ledger), pl.concat(self._figures), self._to_results(results))

    def _run(self, plan: BoundPlan) -> Found:
        return plan.run_asked(self._frame, self._histories, self._as_ofs, self._beside)

    def _score_part(self, part: CompiledPart) -> None:
        found = self._run(part.plan)
        there = set(found.table.columns)
        spread = found.pick([one for one in (*FIGURES, *BOUNDS, *FLAGS) if one in there])
        columns = [
            one.alias(figure_column(self._compiled.id, part.part.id, one.name)) for one in spread
        ]
        if self._as_ofs is None:
            self._frame = self._frame.with_columns(columns)
        else:
            self._beside = pl.DataFrame([*self._beside.get_columns(), *columns])
        if not isinstance(part.part, Clause):  # its lines rest on those of the parts inside
            found = Found(found.spread_out().hstack(self._sums), None)
        sums = Found(pl.DataFrame(sum_lines(part, found.table)), found.kinds)
        self._sums += sums.spread_out().get_columns()
        shown = self._show(found, spread.get_column("is_there"))
        self._figures.append(self._to_figures(part, shown))
        self._ledger += self._writer.write_part(part, shown)

    def _show(self, found: Found, are_there: pl.Series) -> ShownRows:
        """Return the rows that are shown, of those where a part is there."""
        is_shown = self._keys.get_column("shown") & are_there
        keys = self._keys.select(KEYS)
        if is_shown.all(ignore_nulls=False):
            return ShownRows(keys, found)
        return ShownRows(keys.filter(is_shown), found.filter(is_shown))

    def _to_figures(self, part: CompiledPart, shown: ShownRows) -> pl.DataFrame:
        own = {"indicator_id": pl.lit(part.part.id), **ENDS}
        own["full_points"] = pl.col("full") if part.has_full else pl.lit(None)
        own["is_counted"] = pl.col(part.counts) if part.counts else pl.lit(True)
        return shown.write(FIGURE_SCHEMA, own, pl.lit(True))

    def _judge(self) -> pl.DataFrame:
        """Write the lines of the vetoes; return which hold and which are near, by unit."""
        held, near = [], []
        for verdict in self._compiled.verdicts:
            found = self._run(verdict.plan).spread_out()
            name = pl.lit(verdict.verdict.veto.id)
            held.append(pl.when(found.get_column("holds")).then(name))
            near.append(pl.when(found.get_column("warns")).then(name))
            shown = self._keys.hstack(found).filter("shown")
            self._figures.append(_to_verdict_figures(verdict, shown))
            for kind, flag, reason in (
                ("veto", "holds", verdict.held),
                ("at_risk", "warns", verdict.near),
            ):
                self._ledger.append(
                    self._writer.write_verdict(verdict, kind, shown.filter(flag), reason)
                )
        nobody = pl.lit(None, pl.String)
        return self._keys.select(
            "unit_id",
            vetoes=pl.concat_list(held or nobody).list.drop_nulls(),
            at_risk=pl.concat_list(near or nobody).list.drop_nulls(),
        ).drop("unit_id")

    def _to_results(self, results: pl.DataFrame) -> pl.DataFrame:
        names = dict(enumerate(self._compiled.grades))
        grade = pl.col("grade").replace_strict(names, default=None, return_dtype=pl.String)
        shown = results.filter("shown")
        return to_schema(shown, RESULT_SCHEMA, {"total": pl.col("points"), "grade": grade, **ENDS})


def _to_verdict_figures(verdict: CompiledVerdict, shown: pl.DataFrame) -> pl.DataFrame:
    """Return the figures of a veto: no points, and whether what is to come may change it."""
    own = {
        "indicator_id": pl.lit(verdict.verdict.veto.id),
        **dict.fromkeys(("full_points", *BOUNDS), pl.lit(None)),
        **dict.fromkeys(FIGURES[1:], pl.lit(0)),
        "is_open": ~pl.col("is_settled"),
        "is_counted": pl.lit(True),
    }
    return to_schema(shown, FIGURE_SCHEMA, own)
