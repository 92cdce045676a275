"""`pooled_quota`: twelve monthly quotas and a yearly one share the points by their size."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import CENTS, to_points, whole
from documents.proof.formulas import Formula, least_of, when
from documents.proof.grids import WHOLE
from documents.proof.workings import Proved, Workings
from scoring.months import WHOLE_YEAR
from scoring.rules.pooled_quota import PooledQuota


def prove(rule: PooledQuota, full: Decimal, workings: Workings) -> list[Proved]:
    """Return full × the sum credited to the quotas ÷ the sum of the quotas."""
    cents = whole(full, CENTS)
    months = workings.reported.count(rule.monthly, WHOLE_YEAR)
    is_year_over = workings.reported.count(rule.yearly, WHOLE_YEAR).equals(12)
    quotas = workings.attribute(rule.monthly_quota, "每月任务")
    yearly_quotas = workings.attribute(rule.yearly_quota, "全年任务")
    by_month = _credit_months(rule, quotas, workings)
    totals = workings.total(rule.yearly, WHOLE_YEAR)
    proved = []
    for quota, year_quota, credited, total in zip(
        quotas, yearly_quotas, by_month, totals, strict=True
    ):
        by_year = _credit(rule, total, year_quota)
        shares = 12 * quota + year_quota
        open_monthly = quota * (12 - months)
        open_yearly = when(is_year_over, 0, year_quota - by_year)
        missed = shares - credited - by_year - open_monthly - open_yearly
        proved.append(
            Proved(
                to_points(cents * (credited + by_year), CENTS, shares),
                (open_monthly + open_yearly).equals(0),
                to_points(cents * missed, CENTS, shares),
            )
        )
    return proved


def _credit_months(rule: PooledQuota, quotas: list[Formula], workings: Workings) -> list[Formula]:
    facts, ref = workings.facts, rule.monthly

    def say(unit: int) -> Formula:
        position, quota = workings.position(unit), workings.home(quotas[unit])
        if rule.credit == "pooled":
            return facts.capped(position, ref, quota)
        return quota * facts.count(position, ref, WHOLE_YEAR, quota)

    return workings.add(f"{workings.titles[ref]}：计入", say, WHOLE)


def _credit(rule: PooledQuota, count: Formula, quota: Formula) -> Formula:
    if rule.credit == "pooled":
        return least_of(count, quota)
    return when(count >= quota, quota, 0)
