"""Score one assessment: apply its rules to the inputs' frame, and give figures and ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from scoring.adjustments import adjust
from scoring.bounds import find_bounds, to_bounds
from scoring.exact import MICRO_PER_CENT, Exact, to_micro
from scoring.inputs import Inputs
from scoring.ledger import BOUNDS, FIGURES, ScoredIndicator, column_name, write_lines
from scoring.outcome import Line, Outcome
from scoring.rules.rule import Rule
from scoring.scheme import Assessment, Choices, Indicator, Scheme, VetoKeyBonus
from scoring.wording import say


@dataclass(frozen=True)
class ScoredAssessment:
    """A scored assessment."""

    scored: tuple[ScoredIndicator, ...]
    frame: pl.DataFrame
    """The inputs' frame (one row per as-of month and unit) with
    `<indicator>:earned|lost|pending|worst|best` in hundredths, and for veto schemes `is_vetoed`
    and `bonus_counts`."""

    def ledger(self) -> pl.DataFrame:
        """Return the ledger of every unit and as-of month, in LEDGER_SCHEMA."""
        return write_lines(self.scored, self.frame)

    def bounds(self) -> pl.DataFrame:
        """Return the worst and best case of every unit and as-of month, in BOUND_SCHEMA."""
        return to_bounds(self.scored, self.frame)


def score_assessment(
    scheme: Scheme, assessment: Assessment, inputs: Inputs, choices: Choices, *, final: bool = False
) -> ScoredAssessment:
    """Score every unit and as-of month of the inputs under the given choices."""
    rules = list(scheme.rules(assessment, choices))
    frame = inputs.frame
    for _, rule in rules:
        frame = _join_prepared(frame, rule, inputs)
    scored = tuple(
        _score_indicator(indicator, rule, replace(inputs, frame=frame), final=final)
        for indicator, rule in rules
    )
    frame = _add_figures(frame, scored)
    # Before the bonus is judged, since key points that are given back may let it count.
    scored, frame = adjust(scored, frame, inputs.adjustments)
    if isinstance(assessment.grading, VetoKeyBonus):
        frame = frame.with_columns(_bonus_counts(assessment.grading, scored))
    return ScoredAssessment(scored, frame)


def _add_figures(frame: pl.DataFrame, scored: Iterable[ScoredIndicator]) -> pl.DataFrame:
    """Return the frame with `is_vetoed`, if anything can veto, and the published figures."""
    scored = list(scored)
    vetoes = [item.outcome.is_vetoed for item in scored if item.outcome.is_vetoed is not None]
    if vetoes:
        frame = frame.with_columns(is_vetoed=pl.any_horizontal(vetoes))
    pointed = [item for item in scored if item.indicator.part != "veto"]
    # One step after the other: lost uses the earned column, pending the lost one, and each figure
    # is computed only once.
    for figures in (*((figure,) for figure in FIGURES), BOUNDS):
        frame = frame.with_columns(
            getattr(item, figure).alias(item.column(figure))
            for item in pointed
            for figure in figures
        )
    return frame


def _join_prepared(frame: pl.DataFrame, rule: Rule, inputs: Inputs) -> pl.DataFrame:
    """Return the frame with the columns that a rule prepares, unless an equal rule added them."""
    prepared = rule.prepare(inputs)
    if prepared is None or set(prepared.columns) <= set(frame.columns):
        return frame
    return frame.join(prepared, on=["as_of", "unit_id"], how="left", maintain_order="left")


def _score_indicator(
    indicator: Indicator, rule: Rule, inputs: Inputs, *, final: bool
) -> ScoredIndicator:
    full = to_micro(indicator.full)
    outcome = rule.score(full, inputs)
    lines = outcome.lines
    column = partial(column_name, indicator)
    earned = pl.col(column("earned"))
    worst, best = find_bounds(full, rule, outcome, inputs, earned)
    may_change = rule.may_change(inputs)
    if final:
        outcome, lines = _close(full, outcome)
        worst, best, may_change = earned, earned, pl.lit(False)
    room = (full // MICRO_PER_CENT - earned).clip(0)
    is_settled = _open_points(full, outcome) <= 0
    # Once nothing is open, lost is full − earned, so that the two rounded figures add up to full.
    lost = (
        pl.when(is_settled).then(room).otherwise(pl.min_horizontal(outcome.lost.published(), room))
    )
    pending = room - pl.col(column("lost"))
    return ScoredIndicator(
        indicator,
        outcome,
        lines,
        outcome.earned.published(),
        lost,
        pending,
        worst,
        best,
        may_change,
    )


def _open_points(full: int, outcome: Outcome) -> pl.Expr:
    """Return the points that are neither earned nor lost, in millionths × the denominator."""
    whole = full * outcome.earned.denominator
    return whole - outcome.earned.numerator - outcome.lost.numerator


def _close(full: int, outcome: Outcome) -> tuple[Outcome, tuple[Line, ...]]:
    """Return the outcome at the year's close, where pending points become lost ('final').

    Points that cannot be computed at all stay pending.
    """
    stays = outcome.is_uncomputable
    still_open = _open_points(full, outcome).clip(0)
    lost = (
        pl.when(stays).then(outcome.lost.numerator).otherwise(outcome.lost.numerator + still_open)
    )
    lines: list[Line] = []
    for line in outcome.lines:
        if line.counts_to != "pending":
            lines.append(line)
            continue
        lines.append(replace(line, points=pl.when(stays).then(line.points).otherwise(0)))
        kind = "lost" if line.kind == "pending" else line.kind
        lines.append(
            replace(
                line,
                kind=kind,
                counts_to="lost",
                cause="no_evidence",
                points=pl.when(stays).then(0).otherwise(line.points),
                reason=say("截至年终没有材料：{}", line.reason),
                columns=(),
            )
        )
    closed = replace(outcome, lost=Exact(lost, outcome.lost.denominator))
    return closed, tuple(lines)


def _bonus_counts(grading: VetoKeyBonus, scored: tuple[ScoredIndicator, ...]) -> pl.Expr:
    """Return whether the bonus counts: no veto, and key points above the threshold (四)."""
    key = pl.sum_horizontal(
        pl.col(item.column("earned")) for item in scored if item.indicator.part == "key"
    )
    counts = key > to_micro(grading.bonus_above) // MICRO_PER_CENT
    if any(item.indicator.part == "veto" for item in scored):
        counts = counts & ~pl.col("is_vetoed")
    return counts.alias("bonus_counts")
