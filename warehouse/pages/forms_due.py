"""What a scheme says of its forms: in which months each is expected, by which day, from whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scoring.dataset import Dataset
from scoring.months import YEAR
from scoring.rules.monthly_count import MonthlyCount
from scoring.rules.monthly_quota import MonthlyQuota
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
