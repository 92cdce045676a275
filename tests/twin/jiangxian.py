"""Jiangxian 2021 (绛协调发〔2021〕8号): scoring.md 3, one function per assessment.

Each gives an indicator's exact points by id, in the order of the spec's table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from .facts import Seen, Value, as_count, as_number
from .notices import JIANGXIAN, Unit, roster
from .rules import (
    NOTHING,
    Points,
    all_pending,
    annual_minimum,
    assessed,
    count_deduct,
    count_tiers,
    is_met,
    monthly_count,
    monthly_quota,
    pooled_quota,
    rank_step,
    rate_deduct,
    ratio_to_target,
)

Choices = Mapping[str, str]

DUE_DAY = 20
FROM_MAY = range(5, 13)
FULL_YEAR = range(1, 13)
HALF_POINT = Fraction(1, 2)
HUNDRED_PERCENT = Fraction(1)
EIGHTY_PERCENT = Fraction(80, 100)
NINETY_SEVEN_PERCENT = Fraction(97, 100)


def filings_met(seen: Seen, dataset: str, unit: str, column: str) -> dict[int, bool]:
    """Say for each reported month whether the filing was made by the due day."""
    return {
        month: is_met(value, due=date(seen.year, month, DUE_DAY))
        for month, value in seen.monthly(dataset, unit, column).items()
    }


def score_assessment_1(seen: Seen, unit: Unit, choices: Choices) -> dict[str, Points]:
    """附件1, 优化营商环境工作推进情况."""

    def inspected(column: str) -> Value:
        return seen.latest("jx1_inspection", unit.name, column)

    def counts(column: str) -> dict[int, int]:
        return seen.monthly_counts("jx1_progress", unit.name, column)

    beyond_full = choices["extra_points"] == "beyond_full"
    ledgers = filings_met(seen, "jx1_progress", unit.name, "ledger_filed")
    posts = counts("column_posts")
    publicity = counts("publicity_posts")
    innovations = as_count(inspected("innovations"))
    return {
        "1.1": assessed(5, inspected("report")),
        "1.2a": assessed(2, inspected("task_list")),
        "1.2b": assessed(2, inspected("problem_list")),
        "1.2c": assessed(2, inspected("rectification_list")),
        "1.3": monthly_quota(8, FROM_MAY, ledgers),
        "1.4": monthly_count(24, 2, HALF_POINT, posts, beyond_full=beyond_full),
        "1.5a": assessed(3, inspected("leading_group")),
        "1.5b": assessed(3, inspected("work_rules")),
        "1.6": monthly_count(24, 2, HALF_POINT, publicity, beyond_full=beyond_full),
        "1.7": assessed(5, inspected("dedicated_person")),
        "1.8": annual_minimum(12, target=4, step=3, counts=counts("trainings")),
        "1.9": count_tiers(10, 2, 5, HALF_POINT, innovations, beyond_full=beyond_full),
    }


def score_assessment_2(seen: Seen, unit: Unit, choices: Choices) -> dict[str, Points]:
    """附件2, 互联网+监管."""

    def latest(column: str) -> Fraction | None:
        return as_number(seen.latest("jx2_supervision", unit.name, column))

    def counts(column: str) -> dict[int, int]:
        return seen.monthly_counts("jx2_supervision", unit.name, column)

    assert unit.monthly_quota is not None
    met_only = choices["quota_credit"] == "met_only"
    actions, objects = latest("supervision_actions"), latest("supervision_objects")
    coverage = latest("coverage_rate")
    recorded = actions_recorded(seen)
    dense = choices["rank_ties"] == "dense"
    posts, exposures = counts("information_posts"), counts("exposures")
    return {
        "2.1": ratio_to_target(40, HUNDRED_PERCENT, actions, objects),
        "2.2": rank_step(10, Fraction(1, 10), recorded, unit.name, dense=dense),
        "2.3": ratio_to_target(30, EIGHTY_PERCENT, coverage, HUNDRED_PERCENT),
        "2.4": pooled_quota(15, unit.monthly_quota, posts, exposures, met_only=met_only),
        "2.5": assessed(5, daily_work(seen, unit.name, choices["daily_work"])),
    }


def actions_recorded(seen: Seen) -> dict[str, int]:
    """Give the latest figure of each roster unit that has one (2.2); the months may differ."""
    figures = {}
    for unit in roster(JIANGXIAN, "2"):
        figure = as_count(seen.latest("jx2_supervision", unit.name, "actions_recorded"))
        if figure is not None:
            figures[unit.name] = figure
    return figures


def daily_work(seen: Seen, unit: str, how: str) -> Fraction | None:
    """Make one yearly figure of the monthly scores (2.5): the latest or the mean of all."""
    scores = [as_number(value) for value in seen.given("jx2_supervision", unit, "daily_work")]
    given = [score for score in scores if score is not None]
    if not given:
        return None
    return given[-1] if how == "latest" else sum(given, NOTHING) / len(given)


def score_assessment_3(seen: Seen, unit: Unit, choices: Choices) -> dict[str, Points]:
    """附件3, 证照分离."""

    def inspected(column: str) -> Value:
        return seen.latest("jx3_inspection", unit.name, column)

    def found(column: str) -> int | None:
        return as_count(inspected(column))

    due_months = FULL_YEAR if choices["licence_months"] == "full_year" else FROM_MAY
    posts = seen.monthly("jx3_licence", unit.name, "publicity_posts")
    posts_met = {month: is_met(count, quota=1) for month, count in posts.items()}
    reports_met = filings_met(seen, "jx3_licence", unit.name, "reform_report_filed")
    absent = inspected("supervision_absent") is True
    return {
        "3.1": assessed(2, inspected("coordination_group")),
        "3.2": assessed(2, inspected("leadership_meeting")),
        "3.3": assessed(2, inspected("dedicated_document")),
        "3.4": assessed(10, inspected("item_lists")),
        "3.5": assessed(4, inspected("publication")),
        "3.6": assessed(5, inspected("training")),
        "3.7": monthly_quota(10, due_months, posts_met),
        "3.8": monthly_quota(5, due_months, reports_met),
        "3.9": claim_rate(seen, unit.name, choices["percent_step"]),
        "3.10": count_deduct(15, Fraction(2, 10), found("unpublished_findings")),
        "3.11": count_deduct(10, Fraction(1), found("feedback_missing")),
        "3.12": count_deduct(15, Fraction(1), found("supervision_missing"), kill=absent),
    }


def claim_rate(seen: Seen, unit: str, percent_step: str) -> Points:
    """Score 3.9: the rate is given directly; 低于97%, so that 97% itself still earns."""
    rate = as_number(seen.latest("jx3_licence", unit, "claim_rate"))
    if rate is None:
        return all_pending(20)
    return rate_deduct(
        20,
        Fraction(5),
        rate,
        floor=NINETY_SEVEN_PERCENT,
        floor_earns_nothing=False,
        percent_step=percent_step,
    )


def score_assessment_4(seen: Seen, unit: Unit, choices: Choices) -> dict[str, Points]:
    """附件4, 12345 热线."""

    def inspected(column: str) -> Value:
        return seen.latest("jx4_inspection", unit.name, column)

    return {
        "4.1": assessed(10, inspected("leader_assigned")),
        "4.2": assessed(10, inspected("ledger_kept")),
        "4.3": assessed(10, inspected("records_confidential")),
        "4.4": hotline_rate(20, seen, unit.name, "completed", choices),
        "4.5": hotline_rate(30, seen, unit.name, "overdue", choices),
        "4.6": hotline_rate(10, seen, unit.name, "satisfied", choices),
        "4.7": assessed(10, inspected("shirking"), yes_is_fault=True),
    }


def hotline_rate(full: int, seen: Seen, unit: str, column: str, choices: Choices) -> Points:
    """Score 4.4, 4.5 and 4.6: sum the orders of the reported months first, then divide."""
    # Reading: a month is reported for a rate when both of its columns are.
    months = seen.reported("jx4_hotline", column, "transferred")
    if not months:
        return all_pending(full)
    transferred = seen.monthly_counts("jx4_hotline", unit, "transferred")
    counted = seen.monthly_counts("jx4_hotline", unit, column)
    orders = sum(transferred[month] for month in months)
    done = sum(counted[month] for month in months)
    if column == "overdue":
        done = orders - done  # 按期回复率 = 1 - overdue / transferred
    if orders == 0:
        if choices["no_orders"] == "not_assessed":
            return all_pending(full, undefined=True)
        return Points(Fraction(full), Fraction(full))
    return rate_deduct(
        full,
        HALF_POINT,
        Fraction(done, orders),
        floor=EIGHTY_PERCENT,
        floor_earns_nothing=choices["below_limit"] == "inclusive",
        percent_step=choices["percent_step"],
    )


def score_assessment_5(seen: Seen, unit: Unit, choices: Choices) -> dict[str, Points]:
    """附件5, 乡镇便民服务中心; no interpretation touches it."""

    def inspected(column: str) -> Value:
        return seen.latest("jx5_inspection", unit.name, column)

    points: dict[str, Points] = {}
    for number, full in enumerate((4, 4, 4, 5, 4, 4, 5, 5, 5), start=1):
        points[f"5.1({number})"] = assessed(full, inspected(f"nine_{number}"))
    points["5.2"] = assessed(5, inspected("one_window"))
    points["5.3"] = assessed(5, inspected("operation"))
    for number in (1, 2, 3):
        points[f"5.4({number})"] = assessed(5, inspected(f"registry_{number}"))
    points["5.4(4)"] = assessed(5, inspected("registry_4"), yes_is_fault=True)
    for number, full in enumerate((3, 3, 3, 4, 2, 2, 6, 3, 4), start=1):
        points[f"5.5({number})"] = assessed(full, inspected(f"village_{number}"))
    return points


ASSESSMENTS = {
    "1": score_assessment_1,
    "2": score_assessment_2,
    "3": score_assessment_3,
    "4": score_assessment_4,
    "5": score_assessment_5,
}
