"""Jiangxian 2021 (绛协调发〔2021〕8号): scoring.md 3, one function per assessment.

Each gives an indicator's exact points by id, in the order of the spec's table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from .facts import Seen, as_count, as_number
from .notices import JIANGXIAN, Unit, roster
from .rules import (
    NOTHING,
    Points,
    all_pending,
    annual_minimum,
    assessed,
    count_deduct,
    count_tiers,
    imagine_figures,
    is_met,
    monthly_count,
    monthly_quota,
    pooled_quota,
    ranged,
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

    def counts(column: str) -> dict[int, int]:
        return seen.monthly_counts("jx1_progress", unit.name, column)

    beyond_full = choices["extra_points"] == "beyond_full"
    ledgers = filings_met(seen, "jx1_progress", unit.name, "ledger_filed")
    posts = counts("column_posts")
    publicity = counts("publicity_posts")
    innovations = as_count(seen.latest("jx1_inspection", unit.name, "innovations"))
    return {
        "1.1": mark(seen, unit, 5, "jx1_inspection", "report"),
        "1.2a": mark(seen, unit, 2, "jx1_inspection", "task_list"),
        "1.2b": mark(seen, unit, 2, "jx1_inspection", "problem_list"),
        "1.2c": mark(seen, unit, 2, "jx1_inspection", "rectification_list"),
        "1.3": monthly_quota(8, FROM_MAY, ledgers),
        "1.4": monthly_count(24, 2, HALF_POINT, posts, beyond_full=beyond_full),
        "1.5a": mark(seen, unit, 3, "jx1_inspection", "leading_group"),
        "1.5b": mark(seen, unit, 3, "jx1_inspection", "work_rules"),
        "1.6": monthly_count(24, 2, HALF_POINT, publicity, beyond_full=beyond_full),
        "1.7": mark(seen, unit, 5, "jx1_inspection", "dedicated_person"),
        "1.8": annual_minimum(12, target=4, step=3, counts=counts("trainings")),
        "1.9": more_innovations(
            count_tiers(10, 2, 5, HALF_POINT, innovations, beyond_full=beyond_full),
            may_change=seen.may_change("jx1_inspection", unit.name, "innovations"),
            beyond_full=beyond_full,
        ),
    }


def mark(
    seen: Seen, unit: Unit, full: int, dataset: str, column: str, *, yes_is_fault: bool = False
) -> Points:
    """Assess a column by its latest value, which a later inspection may replace."""
    value = seen.latest(dataset, unit.name, column)
    points = assessed(full, value, yes_is_fault=yes_is_fault)
    return ranged(points, seen.may_change(dataset, unit.name, column))


def more_innovations(points: Points, *, may_change: bool, beyond_full: bool) -> Points:
    """Say that another count may come, of any number."""
    found = ranged(points, may_change)
    return replace(found, has_ceiling=False) if may_change and beyond_full else found


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

    def may_change(column: str) -> bool:
        return seen.may_change("jx2_supervision", unit.name, column)

    posts, exposures = counts("information_posts"), counts("exposures")
    return {
        "2.1": ranged(
            ratio_to_target(40, HUNDRED_PERCENT, actions, objects),
            may_change("supervision_actions"),
            may_change("supervision_objects"),
        ),
        "2.2": rank_recorded(seen, recorded, unit.name, dense=dense),
        "2.3": ranged(
            ratio_to_target(30, EIGHTY_PERCENT, coverage, HUNDRED_PERCENT),
            may_change("coverage_rate"),
        ),
        "2.4": pooled_quota(15, unit.monthly_quota, posts, exposures, met_only=met_only),
        "2.5": daily_points(seen, unit.name, choices["daily_work"]),
    }


def rank_recorded(seen: Seen, recorded: Mapping[str, int], unit: str, *, dense: bool) -> Points:
    """Score 2.2; the best and the worst end come with other figures of whoever may change."""
    changing = [
        one.name
        for one in roster(JIANGXIAN, "2")
        if seen.may_change("jx2_supervision", one.name, "actions_recorded")
    ]
    points, best, worst = (
        rank_step(10, Fraction(1, 10), figures, unit, dense=dense)
        for figures in (
            recorded,
            imagine_figures(recorded, changing, unit, is_well=True),
            imagine_figures(recorded, changing, unit, is_well=False),
        )
    )
    # a unit without a figure may stay without one
    lowest = worst.earned if unit in recorded else NOTHING
    return replace(points, worst=lowest, best=best.earned)


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


def daily_points(seen: Seen, unit: str, how: str) -> Points:
    """Score 2.5; of a mean, each awaited month may give nothing or all of the 5 points."""
    points = assessed(5, daily_work(seen, unit, how))
    if how == "latest":
        return ranged(points, seen.may_change("jx2_supervision", unit, "daily_work"))
    scores = [as_number(value) for value in seen.given("jx2_supervision", unit, "daily_work")]
    given = [score for score in scores if score is not None]
    means = [points.earned]
    for more in range(1, 1 + len(seen.awaited("jx2_supervision", "daily_work"))):
        for score in (0, 5):
            means.append((sum(given, NOTHING) + more * score) / (len(given) + more))
    return replace(points, worst=min(means), best=max(means))


def score_assessment_3(seen: Seen, unit: Unit, choices: Choices) -> dict[str, Points]:
    """附件3, 证照分离."""

    def inspect(full: int, column: str) -> Points:
        return mark(seen, unit, full, "jx3_inspection", column)

    def deduct(full: int, step: Fraction, column: str, *, kill: bool = False) -> Points:
        found = as_count(seen.latest("jx3_inspection", unit.name, column))
        points = count_deduct(full, step, found, kill=kill)
        # settled after the last month once there is something that decides it
        return ranged(points, seen.as_of < 12 or (found is None and not kill))

    due_months = FULL_YEAR if choices["licence_months"] == "full_year" else FROM_MAY
    posts = seen.monthly("jx3_licence", unit.name, "publicity_posts")
    posts_met = {month: is_met(count, quota=1) for month, count in posts.items()}
    reports_met = filings_met(seen, "jx3_licence", unit.name, "reform_report_filed")
    absent = seen.latest("jx3_inspection", unit.name, "supervision_absent") is True
    return {
        "3.1": inspect(2, "coordination_group"),
        "3.2": inspect(2, "leadership_meeting"),
        "3.3": inspect(2, "dedicated_document"),
        "3.4": inspect(10, "item_lists"),
        "3.5": inspect(4, "publication"),
        "3.6": inspect(5, "training"),
        "3.7": monthly_quota(10, due_months, posts_met),
        "3.8": monthly_quota(5, due_months, reports_met),
        "3.9": claim_rate(seen, unit.name, choices["percent_step"]),
        "3.10": deduct(15, Fraction(2, 10), "unpublished_findings"),
        "3.11": deduct(10, Fraction(1), "feedback_missing"),
        "3.12": deduct(15, Fraction(1), "supervision_missing", kill=absent),
    }


def claim_rate(seen: Seen, unit: str, percent_step: str) -> Points:
    """Score 3.9: the rate is given directly; 低于97%, so that 97% itself still earns."""
    rate = as_number(seen.latest("jx3_licence", unit, "claim_rate"))
    may_change = seen.may_change("jx3_licence", unit, "claim_rate")
    if rate is None:
        return ranged(all_pending(20), may_change)
    points = rate_deduct(
        20,
        Fraction(5),
        rate,
        floor=NINETY_SEVEN_PERCENT,
        floor_earns_nothing=False,
        percent_step=percent_step,
    )
    return ranged(points, may_change)


def score_assessment_4(seen: Seen, unit: Unit, choices: Choices) -> dict[str, Points]:
    """附件4, 12345 热线."""
    return {
        "4.1": mark(seen, unit, 10, "jx4_inspection", "leader_assigned"),
        "4.2": mark(seen, unit, 10, "jx4_inspection", "ledger_kept"),
        "4.3": mark(seen, unit, 10, "jx4_inspection", "records_confidential"),
        "4.4": hotline_rate(20, seen, unit.name, "completed", choices),
        "4.5": hotline_rate(30, seen, unit.name, "overdue", choices),
        "4.6": hotline_rate(10, seen, unit.name, "satisfied", choices),
        "4.7": mark(seen, unit, 10, "jx4_inspection", "shirking", yes_is_fault=True),
    }


def hotline_rate(full: int, seen: Seen, unit: str, column: str, choices: Choices) -> Points:
    """Score 4.4, 4.5 and 4.6: sum the orders of the reported months first, then divide."""
    # Reading: a month is reported for a rate when both of its columns are.
    months = seen.reported("jx4_hotline", column, "transferred")
    may_change = bool(seen.awaited("jx4_hotline", column, "transferred"))
    if not months:
        return ranged(all_pending(full), may_change)
    transferred = seen.monthly_counts("jx4_hotline", unit, "transferred")
    counted = seen.monthly_counts("jx4_hotline", unit, column)
    orders = sum(transferred[month] for month in months)
    done = sum(counted[month] for month in months)
    if column == "overdue":
        done = orders - done  # 按期回复率 = 1 - overdue / transferred
    if orders == 0:
        if choices["no_orders"] == "not_assessed":
            return ranged(all_pending(full, undefined=True), may_change)
        return ranged(Points(Fraction(full), Fraction(full)), may_change)
    points = rate_deduct(
        full,
        HALF_POINT,
        Fraction(done, orders),
        floor=EIGHTY_PERCENT,
        floor_earns_nothing=choices["below_limit"] == "inclusive",
        percent_step=choices["percent_step"],
    )
    found = ranged(points, may_change)
    if may_change and done < orders and choices["percent_step"] == "started":
        return replace(found, best=full - HALF_POINT)  # 100% is never reached any more
    return found


def score_assessment_5(seen: Seen, unit: Unit, choices: Choices) -> dict[str, Points]:
    """附件5, 乡镇便民服务中心; no interpretation touches it."""

    def inspect(full: int, column: str, *, yes_is_fault: bool = False) -> Points:
        return mark(seen, unit, full, "jx5_inspection", column, yes_is_fault=yes_is_fault)

    points: dict[str, Points] = {}
    for number, full in enumerate((4, 4, 4, 5, 4, 4, 5, 5, 5), start=1):
        points[f"5.1({number})"] = inspect(full, f"nine_{number}")
    points["5.2"] = inspect(5, "one_window")
    points["5.3"] = inspect(5, "operation")
    for number in (1, 2, 3):
        points[f"5.4({number})"] = inspect(5, f"registry_{number}")
    points["5.4(4)"] = inspect(5, "registry_4", yes_is_fault=True)
    for number, full in enumerate((3, 3, 3, 4, 2, 2, 6, 3, 4), start=1):
        points[f"5.5({number})"] = inspect(full, f"village_{number}")
    return points


ASSESSMENTS = {
    "1": score_assessment_1,
    "2": score_assessment_2,
    "3": score_assessment_3,
    "4": score_assessment_4,
    "5": score_assessment_5,
}
