"""Draws the rows of Qianyang's dated ledgers for one unit (`document` is left to the caller)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from .notices import QIANYANG, YEAR_OF
from .sheets import Value

Rows = list[dict[str, Value]]
YEAR = YEAR_OF[QIANYANG]
RED_LIGHT = "红灯预警"
VETO_ITEMS = ("市大数据局通报批评", "检查督查或媒体通报点名", "群众反映问题突出")
LEVELS = ("中央", "省", "市")
SUBJECTS = ("阶段性重点工作报送", "文件贯彻办理", "信息报送", "特色亮点")

# Sums of deductions that leave the key at, beside and far from 60 and 80; and past 100.
DEDUCTIONS = ("20", "19.99", "20.01", "40", "39.99", "40.01", "100", "99.99", "130", "0.01", "7.5")
# One matter in several hands (the first three fold alike), and two others.
MATTERS = (
    "一件事一次办(试点)",
    "一件事 一次办（试点）",
    "一件\u200b事一次办(试点)\u3000",
    "甲",
    "乙",
)


def draw_day(dice: Random) -> date:
    """Draw a day of the scheme's year, often the first or last of a month."""
    month = dice.randint(1, 12)
    last = (date(YEAR + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(YEAR, month, dice.choice((1, last, dice.randint(1, last))))


def draw_vetoes(unit: str, dice: Random) -> Rows:
    """Draw red lights about each other's year ends, now and then a criticism."""
    end = draw_day(dice)
    just_outside = end.replace(year=YEAR - 1)
    days = {
        "one": [end],
        "year before only": [just_outside],
        "just outside": [just_outside, end],
        "just inside": [just_outside + timedelta(days=1), end],
        "same day": [end, end],
        "two": [end, draw_day(dice)],
        "none": [],
    }[dice.choice(("one", "one", "year before only", "just outside", "just inside", "same day",
                   "two", "none"))]  # fmt: skip
    rows: Rows = [
        {"date": day, "unit": unit, "item": RED_LIGHT, "count": dice.choice((None, 1, 1, 2))}
        for day in days
    ]
    if not days or dice.random() < 0.1:
        item = dice.choice(VETO_ITEMS)
        rows.append({"date": draw_day(dice), "unit": unit, "item": item, "count": None})
    return rows


def draw_deductions(unit: str, dice: Random) -> Rows:
    """Draw up to three deductions with a telling sum."""
    rows: Rows = []
    for points in split_points(Fraction(dice.choice(DEDUCTIONS)), dice):
        subject = dice.choice(SUBJECTS)
        day = draw_day(dice)
        row: dict[str, Value] = {"date": day, "unit": unit, "subject": subject, "points": points}
        rows.append({**row, "reason": dice.choice((None, "未按时报送"))})
    return rows


def split_points(total: Fraction, dice: Random) -> list[Fraction]:
    """Split a sum into one to three parts of more than 0 and at most 100 points."""
    parts = [total]
    while len(parts) < 3 and (parts[-1] > 100 or dice.random() < 0.5):
        last = parts.pop()
        hundredths = int(last * 100)
        if hundredths < 2:
            return [*parts, last]
        first = Fraction(
            dice.randint(max(1, hundredths - 10_000), min(10_000, hundredths - 1)), 100
        )
        parts += [first, last - first]
    return parts


def draw_awards(unit: str, dice: Random) -> Rows:
    """Draw awards, of one matter at several levels and of several matters."""
    return [
        {
            "date": draw_day(dice),
            "unit": unit,
            "item": dice.choice(("通报表彰", "经验宣传")),
            "matter": dice.choice(MATTERS),
            "level": dice.choice(LEVELS),
        }
        for _ in range(dice.randint(1, 5))
    ]
