"""Derive from a scheme's rules when each form is expected, by which day, and from whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from scoring.dataset import Dataset
from scoring.months import YEAR
from scoring.rules.monthly_count import MonthlyCount
from scoring.rules.monthly_quota import MonthlyQuota
from scoring.rules.pooled_quota import PooledQuota
from scoring.rules.ratio_to_target import RatioToTarget
from scoring.rules.rule import Rule
from scoring.scheme import Assessment, Choices, Indicator, Scheme

QUARTER_ENDS = (3, 6, 9, 12)
LAST_SAFE_DAY = 28
"""The last day that every month has."""


@dataclass(frozen=True)
class DueItem:
    """What the notice requires by a day of the month, and the clause that says so."""

    dataset: str
    assessment: str
    indicator: str
    name: str
    day: int
    months: tuple[int, ...]
    clause: str

    def due_on(self, year: int, month: int) -> date:
        """Return the due day in a month; the month's last day if the month is too short."""
        day = self.day
        while day > LAST_SAFE_DAY:
            try:
                return date(year, month, day)
            except ValueError:
                day -= 1
        return date(year, month, day)


@dataclass(frozen=True)
class Demand:
    """What an indicator requires of a column each month: a least count, perhaps by a due day."""

    assessment: str
    indicator: str
    months: tuple[int, ...]
    due_day: int | None = None
    least: int = 1
    least_of: Mapping[str, int] = field(default_factory=dict)
    """Unit → its own quota, if the roster gives one."""

    def least_for(self, unit: str) -> int:
        """Return the least count that a unit must reach in a month; 0: none is required."""
        return self.least_of.get(unit, self.least)


def list_demands(scheme: Scheme, dataset: Dataset, choices: Choices, key: str) -> list[Demand]:
    """Return what the rules require of a column in each single month; empty if nothing.

    A yearly minimum, a cumulative rate or a column without points requires nothing of one month.
    """
    ref = f"{dataset.key}.{key}"
    demands = []
    for assessment, indicator, rule in _list_rules(scheme, choices):
        where = assessment.id, indicator.id
        match rule:
            case MonthlyQuota(value=value) if value == ref:
                demands.append(Demand(*where, tuple(rule.months), rule.due_day, rule.quota))
            case MonthlyCount(value=value) if value == ref:
                demands.append(Demand(*where, tuple(rule.months)))
            case PooledQuota(monthly=monthly) if monthly == ref:
                roster = scheme.roster(assessment.id)
                quotas = {unit.name: unit.attributes[rule.monthly_quota] for unit in roster}
                demands.append(Demand(*where, tuple(YEAR), least_of=quotas))
    return demands


def find_target(scheme: Scheme, dataset: Dataset, choices: Choices, key: str) -> Decimal:
    """Return the target of a rate column, as a fraction; 1 if no rule sets one.

    If several rules read the column, the lowest target holds.
    """
    ref = f"{dataset.key}.{key}"
    targets = [
        rule.target
        for _, _, rule in _list_rules(scheme, choices)
        if isinstance(rule, RatioToTarget) and rule.rate == ref
    ]
    return min(targets, default=Decimal(1))


def list_due_items(scheme: Scheme, choices: Choices) -> list[DueItem]:
    """Return everything that the scheme requires by a stated day of the month."""
    return [
        DueItem(
            dataset=rule.value.split(".")[0],
            assessment=assessment.id,
            indicator=indicator.id,
            name=indicator.name,
            day=rule.due_day,
            months=tuple(sorted(rule.months)),
            clause=indicator.clause,
        )
        for assessment, indicator, rule in _list_rules(scheme, choices)
        if isinstance(rule, MonthlyQuota) and rule.due_day is not None
    ]


def expected_months(scheme: Scheme, dataset: Dataset, choices: Choices) -> tuple[int, ...]:
    """Return the months in which a form is expected; empty for what is reported as it happens.

    A month form is expected in the months that a rule counts one by one, or in all twelve if no
    rule does.
    """
    if dataset.shape == "quarter":
        return QUARTER_ENDS
    if dataset.shape != "month_form":
        return ()
    counted = {
        month
        for _, _, rule in _list_rules(scheme, choices)
        if isinstance(rule, MonthlyQuota | MonthlyCount) and rule.value.split(".")[0] == dataset.key
        for month in rule.months
    }
    return tuple(sorted(counted)) or tuple(YEAR)


def list_providers(scheme: Scheme, dataset: Dataset, choices: Choices) -> list[str]:
    """Return who provides a form's data according to the notice; empty if it does not say."""
    return list(
        dict.fromkeys(
            provider
            for _, indicator, rule in _list_rules(scheme, choices)
            if indicator.provider and dataset.key in _datasets_of(rule)
            for provider in indicator.provider.split("、")
        )
    )


def _list_rules(scheme: Scheme, choices: Choices) -> Iterator[tuple[Assessment, Indicator, Rule]]:
    for assessment in scheme.assessments:
        for indicator, rule in scheme.rules(assessment, choices):
            yield assessment, indicator, rule


def _datasets_of(rule: Rule) -> set[str]:
    return {need.dataset for need in rule.needs()} | set(rule.event_datasets())
