"""The rule kinds, one module each; a kind's word is the stem of its module."""

from __future__ import annotations

from scoring.rules.annual_minimum import AnnualMinimum
from scoring.rules.assessed import Assessed
from scoring.rules.attendance import Attendance
from scoring.rules.award_levels import AwardLevels
from scoring.rules.count_deduct import CountDeduct
from scoring.rules.count_tiers import CountTiers
from scoring.rules.evaluation import Evaluation
from scoring.rules.monthly_count import MonthlyCount
from scoring.rules.monthly_quota import MonthlyQuota
from scoring.rules.pooled_quota import PooledQuota
from scoring.rules.quarter_rank import QuarterRank
from scoring.rules.rank_step import RankStep
from scoring.rules.rate_deduct import RateDeduct
from scoring.rules.ratio_to_target import RatioToTarget
from scoring.rules.reverse_deduction import ReverseDeduction
from scoring.rules.rule import Rule
from scoring.rules.veto_count import VetoCount

RULES: dict[str, type[Rule]] = {
    rule.kind: rule
    for rule in (
        Assessed,
        MonthlyQuota,
        MonthlyCount,
        AnnualMinimum,
        CountTiers,
        RatioToTarget,
        RankStep,
        PooledQuota,
        RateDeduct,
        CountDeduct,
        VetoCount,
        ReverseDeduction,
        AwardLevels,
        QuarterRank,
        Evaluation,
        Attendance,
    )
}
"""Every rule kind by its word in scheme files."""


def rule_model(kind: str) -> type[Rule]:
    """Return the model of a rule kind; KeyError where there is none."""
    return RULES[kind]


__all__ = ["RULES", "Rule", "rule_model"]
