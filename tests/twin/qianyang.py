"""Qianyang 2022 (千政办函〔2022〕28号): scoring.md 4, one function per veto, part and bonus."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from .facts import Seen, as_count, as_date, as_number
from .notices import QIANYANG, roster
from .rules import NOTHING, Points, assessed, ranged

Choices = Mapping[str, str]

RED_LIGHT = "红灯预警"
VETO_AT = 2
VETO_ITEMS = {
    "V1b": "市大数据局通报批评",
    "V2a": "检查督查或媒体通报点名",
    "V2b": "群众反映问题突出",
}
KEY_FULL = Fraction(100)
BONUS_FULL = {"B1": 4, "B2": 3, "B3": 3, "B4": 3, "B5": 3, "B6": 2, "B7": 2}
LEVEL_POINTS = {"中央": 3, "省": 2, "市": 1}
RANK_POINTS = {1: 3, 2: 2, 3: 1}
QUARTER_ENDS = (3, 6, 9, 12)
DEPUTIES = ("leader_deputy_1", "leader_deputy_2", "leader_deputy_3")


# Part 1, 单项否决


def find_vetoes(seen: Seen, unit: str, choices: Choices) -> list[str]:
    """List the vetoes that the unit has met; any one is enough."""
    vetoes = ["V1a"] if count_red_lights(seen, unit, choices) >= VETO_AT else []
    for veto, item in VETO_ITEMS.items():
        if any(row["item"] == item for row in seen.dated_rows("qy_veto", unit)):
            vetoes.append(veto)
    return vetoes


def is_at_risk(seen: Seen, unit: str, choices: Choices) -> bool:
    """Say whether the warnings in the (greatest) window are exactly 1."""
    return count_red_lights(seen, unit, choices) == 1


def count_red_lights(seen: Seen, unit: str, choices: Choices) -> int:
    """Count the red lights within one year (V1a); rolling: the greatest sum of any window."""
    this_year = red_lights(seen, unit, year_before=False)
    if choices["red_light_window"] == "calendar_year":
        return sum(count for _, count in this_year)
    known = red_lights(seen, unit, year_before=True) + this_year
    # A window ends with a warning of the scheme's year: those of the year before open none.
    windows = [
        sum(count for day, count in known if a_year_before(end) < day <= end)
        for end, _ in this_year
    ]
    return max(windows, default=0)


def red_lights(seen: Seen, unit: str, *, year_before: bool) -> list[tuple[date, int]]:
    """List the red lights as (date, count); a blank count is 1."""
    rows = seen.dated_rows("qy_veto", unit, year_before=year_before)
    found = []
    for row in rows:
        if row["item"] == RED_LIGHT:
            count = as_count(row.get("count"))
            found.append((as_date(row["date"]), 1 if count is None else count))
    return found


def a_year_before(day: date) -> date:
    """Give the same day of the year before; for February 29 that is the 28th."""
    # Reading: the notice's years hold no such day; it is for a scheme of a leap year.
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


# Part 2, 重点考核项


def key_points(seen: Seen, unit: str) -> Fraction:
    """Take the deductions off 100, down to 0 (扣完为止)."""
    deductions = [as_number(row["points"]) for row in seen.dated_rows("qy_deduction", unit)]
    return max(NOTHING, KEY_FULL - sum((points or NOTHING for points in deductions), NOTHING))


# Part 3, 加分项: exact points, before the one rounding of each


def bonus_points(seen: Seen, unit: str, choices: Choices) -> dict[str, Fraction]:
    """Give B1 to B7 with the points that the evidence gives, whether or not they count."""
    return {
        "B1": assessed_highlights(seen, unit),
        "B2": award_points(seen, unit, "通报表彰", BONUS_FULL["B2"]),
        "B3": award_points(seen, unit, "经验宣传", BONUS_FULL["B3"]),
        "B4": information_points(seen, unit, choices),
        "B5": leader_points(seen, unit, choices),
        "B6": attendance_points(seen, unit, "meetings_attended", "meetings_required", choices),
        "B7": attendance_points(seen, unit, "tasks_on_time", "tasks_assigned", choices),
    }


def assessed_highlights(seen: Seen, unit: str) -> Fraction:
    """Give B1: the assessed points, nothing until they are given."""
    return assessed(BONUS_FULL["B1"], seen.latest("qy_assessment", unit, "highlights")).earned


def award_points(seen: Seen, unit: str, item: str, cap: int) -> Fraction:
    """Give B2 or B3: each matter once at its highest level, summed and capped."""
    best: dict[str, int] = {}
    for row in seen.dated_rows("qy_award", unit):
        if row["item"] == item:
            matter = fold(str(row["matter"]))
            best[matter] = max(best.get(matter, 0), LEVEL_POINTS[str(row["level"])])
    return Fraction(min(cap, sum(best.values())))


def fold(text: str) -> str:
    """Fold as names are folded (data.md 6), so that one matter written twice is one."""
    kept = ""
    for letter in unicodedata.normalize("NFKC", text):
        # Reading: 'zero-width' is every format character (category Cf).
        if not letter.isspace() and unicodedata.category(letter) != "Cf":
            kept += letter
    # Reading: NFKC makes （） and ［］ half-width; the other brackets of names follow them.
    return kept.translate(str.maketrans("[【〔〖{" + "]】〕〗}", "(((((" + ")))))"))


def information_points(seen: Seen, unit: str, choices: Choices) -> Fraction:
    """Give B4: 3, 2, 1 for each quarter's first three, and the year of the quarters."""
    by_quarter = [
        quarter_points(seen, unit, quarter, choices["information_rank"])
        for quarter in counting_quarters(seen, choices["information_rank"])
    ]
    return join_quarters(by_quarter, choices["information_year"])


def join_quarters(by_quarter: list[int], information_year: str) -> Fraction:
    """Make the year of the quarters."""
    if not by_quarter:
        return NOTHING
    if information_year == "best_quarter":
        return Fraction(max(by_quarter))
    if information_year == "mean":
        return Fraction(sum(by_quarter), len(by_quarter))
    return Fraction(min(BONUS_FULL["B4"], sum(by_quarter)))


def counting_quarters(seen: Seen, information_rank: str) -> list[int]:
    """List the quarters that count: the last month is there and the figure is reported."""
    # Reading: reported means reported in the columns that the ranking figure needs.
    columns = {"adopted": ["adopted"], "volume": ["submitted"], "rate": ["submitted", "adopted"]}
    reported = seen.reported("qy_information", *columns[information_rank])
    return [month for month in reported if month in QUARTER_ENDS]


def quarter_points(seen: Seen, unit: str, quarter: int, information_rank: str) -> int:
    """Give a quarter's points by competition rank; a figure of 0 has no rank."""
    own = ranking_figure(seen, unit, quarter, information_rank)
    if own == 0:
        return 0
    others = (other.name for other in roster(QIANYANG, "1"))
    figures = [ranking_figure(seen, other, quarter, information_rank) for other in others]
    rank = 1 + len([figure for figure in figures if figure > own])
    return RANK_POINTS.get(rank, 0)


def ranking_figure(seen: Seen, unit: str, quarter: int, information_rank: str) -> Fraction:
    """Give the figure that ranks: adopted, submitted (volume), or adopted / submitted (rate)."""
    submitted = as_count(seen.cell("qy_information", quarter, unit, "submitted")) or 0
    adopted = as_count(seen.cell("qy_information", quarter, unit, "adopted")) or 0
    if information_rank == "rate":
        return Fraction(adopted, submitted) if submitted > 0 else NOTHING
    return Fraction(adopted if information_rank == "adopted" else submitted)


def leader_points(seen: Seen, unit: str, choices: Choices) -> Fraction:
    """Give B5: the mean of the evaluations given, or head and deputies half and half."""
    head = as_number(seen.latest("qy_assessment", unit, "leader_head"))
    found = [as_number(seen.latest("qy_assessment", unit, column)) for column in DEPUTIES]
    deputies = [points for points in found if points is not None]
    heads = [] if head is None else [head]
    if choices["leader_evaluation"] == "mean":
        return mean(heads + deputies)
    if not heads or not deputies:
        return mean(heads or deputies)  # one side missing: the other alone
    return (mean(heads) + mean(deputies)) / 2


def mean(points: list[Fraction]) -> Fraction:
    """Give the mean, 0 of none."""
    return sum(points, NOTHING) / len(points) if points else NOTHING


def attendance_points(
    seen: Seen, unit: str, kept: str, expected: str, choices: Choices
) -> Fraction:
    """Give B6 or B7: kept / expected of 2 points; nothing expected earns nothing."""
    expected_count = as_count(seen.latest("qy_assessment", unit, expected)) or 0
    kept_count = as_count(seen.latest("qy_assessment", unit, kept)) or 0
    if expected_count == 0:
        return NOTHING
    # The two figures may come from different months, so that kept > expected can happen.
    share = min(Fraction(1), Fraction(kept_count, expected_count))
    if choices["attendance"] == "all_or_nothing" and share < 1:
        return NOTHING
    return 2 * share


# What the year can still end with


def key_ends(seen: Seen, unit: str) -> Points:
    """Give the key items: deductions may follow until the year ends, and none is taken back."""
    key = key_points(seen, unit)
    return Points(KEY_FULL, key, worst=NOTHING if seen.is_ledger_open("qy_deduction") else key)


def bonus_ends(seen: Seen, unit: str, choices: Choices) -> dict[str, Points]:
    """Give B1 to B7 with the ends that they can come to."""
    earned = bonus_points(seen, unit, choices)
    points = {id_: Points(Fraction(BONUS_FULL[id_]), found) for id_, found in earned.items()}

    def may_change(*columns: str) -> list[bool]:
        return [seen.may_change("qy_assessment", unit, column) for column in columns]

    points["B1"] = ranged(points["B1"], *may_change("highlights"))
    for id_ in ("B2", "B3"):
        if seen.is_ledger_open("qy_award"):  # another matter may follow; those that are there stay
            points[id_] = replace(points[id_], best=points[id_].full)
    points["B4"] = information_ends(seen, unit, choices, points["B4"])
    evaluated = may_change("leader_head", *DEPUTIES)
    points["B5"] = ranged(points["B5"], seen.as_of < 12 or all(evaluated))
    points["B6"] = ranged(points["B6"], *may_change("meetings_attended", "meetings_required"))
    points["B7"] = ranged(points["B7"], *may_change("tasks_on_time", "tasks_assigned"))
    return points


def information_ends(seen: Seen, unit: str, choices: Choices, points: Points) -> Points:
    """Give B4: each quarter that does not count yet brings nothing, or a first place."""
    counting = counting_quarters(seen, choices["information_rank"])
    known = [quarter_points(seen, unit, one, choices["information_rank"]) for one in counting]
    missing = len(QUARTER_ENDS) - len(counting)
    ends = [
        join_quarters(known + missing * [one], choices["information_year"])
        for one in (0, RANK_POINTS[1])
    ]
    return replace(points, worst=ends[0], best=ends[1])
