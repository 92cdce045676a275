"""How each rule kind becomes formulas: a module a kind, by the stem of scoring/rules/<kind>.py."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from documents.proof.kinds import (
    annual_minimum,
    assessed,
    attendance,
    award_levels,
    count_deduct,
    count_tiers,
    evaluation,
    monthly_count,
    monthly_quota,
    pooled_quota,
    quarter_rank,
    rank_step,
    rate_deduct,
    ratio_to_target,
    reverse_deduction,
    veto_count,
)
from documents.proof.workings import Proved, Workings
from scoring.rules import Rule

PROVERS: dict[str, Callable[[Any, Decimal, Workings], list[Proved]]] = {
    "annual_minimum": annual_minimum.prove,
    "assessed": assessed.prove,
    "attendance": attendance.prove,
    "award_levels": award_levels.prove,
    "count_deduct": count_deduct.prove,
    "count_tiers": count_tiers.prove,
    "evaluation": evaluation.prove,
    "monthly_count": monthly_count.prove,
    "monthly_quota": monthly_quota.prove,
    "pooled_quota": pooled_quota.prove,
    "quarter_rank": quarter_rank.prove,
    "rank_step": rank_step.prove,
    "rate_deduct": rate_deduct.prove,
    "ratio_to_target": ratio_to_target.prove,
    "reverse_deduction": reverse_deduction.prove,
    "veto_count": veto_count.prove,
}
"""Rule kind → what proves it, for every unit in the roster's order."""


def prove(rule: Rule, full: Decimal, workings: Workings) -> list[Proved]:
    """Return, for each unit, how an indicator's points follow from the facts."""
    return PROVERS[rule.kind](rule, full, workings)
