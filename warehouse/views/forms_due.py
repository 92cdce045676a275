"""What a scheme says of its forms: in which months each is expected, by which day, from whom."""

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
"""A later due day does not exist in every month."""


@dataclass(frozen=True)
class DueItem:
    """What the notice wants filed by a day of the month, and where it says so."""

    dataset: str
    assessment: str
    indicator: str
    name: str
    day: int
    months: tuple[int, ...]
    clause: str

    def due_on(self, year: int, month: int) -> date:
        """Return the day by which it is due in a month; the month's last where it has no such."""
        day = self.day
        while day > LAST_SAFE_DAY:
            try:
                return date(year, month, day)
            except ValueError:
                day -= 1
        return date(year, month, day)


@dataclass(frozen=True)
class Demand:
    """What an indicator asks of a column month by month: at least so much, by a day if it says."""

    assessment: str
    indicator: str
    months: tuple[int, ...]
    due_day: int | None = None
    least: int = 1
    least_of: Mapping[str, int] = field(default_factory=dict)
    """Unit → its own quota, where the roster gives one."""

    def least_for(self, unit: str) -> int:
        """Return how much a unit must do in a month; 0: nothing is asked of it."""
        return self.least_of.get(unit, self.least)


def list_demands(scheme: Scheme, dataset: Dataset, choices: Choices, key: str) -> list[Demand]:
    """Return what the rules ask of a column by the month; none where no month counts by itself.

    A yearly minimum, a cumulative rate or a column without points asks nothing of a single month.
    """
    place = f"{dataset.key}.{key}"
    demands = []
    for assessment, indicator, rule in _list_rules(scheme, choices):
        where = assessment.id, indicator.id
        match rule:
            case MonthlyQuota(value=value) if value == place:
                demands.append(Demand(*where, tuple(rule.months), rule.due_day, rule.quota))
            case MonthlyCount(value=value) if value == place:
                demands.append(Demand(*where, tuple(rule.months)))
            case PooledQuota(monthly=monthly) if monthly == place:
                roster = scheme.roster(assessment.id)
                quotas = {one.name: one.attributes[rule.monthly_quota] for one in roster}
                demands.append(Demand(*where, tuple(YEAR), least_of=quotas))
    return demands


def find_target(scheme: Scheme, dataset: Dataset, choices: Choices, key: str) -> Decimal:
    """Return the rate that is enough, as a fraction: that of the rule that reads it, else 1."""
    place = f"{dataset.key}.{key}"
    targets = [
        rule.target
        for _, _, rule in _list_rules(scheme, choices)
        if isinstance(rule, RatioToTarget) and rule.rate == place
    ]
    return min(targets, default=Decimal(1))


def list_due_items(scheme: Scheme, choices: Choices) -> list[DueItem]:
    """Return everything that the scheme wants by a stated day of the month."""
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
    """Return the months in which a form is expected; none for what is reported as it happens.

    A month form is expected in the months that a rule counts one by one; where none does, all year.
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
    """Return who, by the notice, provides what a form holds; empty where it does not say."""
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
