"""How people type: the same figure in the different spellings that occur in real forms."""

from datetime import date
from decimal import Decimal
from enum import Enum

from .chance import Dice
from .form import Cell, Percent, TypedDate

MONTH_DAY = 'm"月"d"日"'
YEAR_MONTH_DAY = "yyyy/m/d"


class Hand(Enum):
    """A unit's habit of filling in forms."""

    FIGURES = "figures"
    WORDS = "words"
    TICKS = "ticks"


def hand_of(unit: str) -> Hand:
    """Return the habit of the person who fills in the forms for this unit."""
    return Dice("hand", unit).pick((Hand.FIGURES, Hand.FIGURES, Hand.WORDS, Hand.TICKS))


def write_count(count: int, unit: str, word: str) -> Cell:
    """Type a count: 3, '3条', or '√' for 1; nothing done is mostly left blank."""
    hand = hand_of(unit)
    if count == 0:
        return 0 if hand is Hand.FIGURES and Dice("zero", unit).happens(0.3) else None
    if hand is Hand.WORDS:
        return f"{count}{word}"
    return "√" if hand is Hand.TICKS and count == 1 else count


def write_rate(fraction: Decimal, unit: str) -> Cell:
    """Type a rate: a percent-formatted number, or the percentage as text ('98.5%')."""
    if hand_of(unit) is Hand.WORDS:
        figures = f"{fraction * 100:f}"
        return f"{figures.rstrip('0').rstrip('.')}%" if "." in figures else f"{figures}%"
    return Percent(fraction)


def write_filing(filed: date | None, unit: str) -> Cell:
    """Type a filing: a tick if in time, a real date, or the date as text ('5月18日')."""
    hand = hand_of(unit)
    if filed is None:
        return "×" if hand is Hand.WORDS else None
    if hand is Hand.TICKS and filed.day <= 20:
        return "√"
    if hand is Hand.WORDS:
        return f"{filed.month}月{filed.day}日"
    return TypedDate(filed, MONTH_DAY if Dice("date", unit).happens(0.5) else YEAR_MONTH_DAY)


def write_full_date(day: date, unit: str) -> Cell:
    """Type a date with its year: a real date, or as text in one of the usual spellings."""
    spelling = Dice("full date", unit, day.isoformat()).whole(0, 5)
    if spelling == 0:
        return f"{day.year}年{day.month}月{day.day}日"
    if spelling == 1:
        return f"{day.year}.{day.month}.{day.day}"
    return TypedDate(day, YEAR_MONTH_DAY)


def write_mark(done: bool, unit: str) -> str:
    """Type a yes or no of an inspection: √ and ×, or 是 and 否."""
    if hand_of(unit) is Hand.WORDS:
        return "是" if done else "否"
    return "√" if done else "×"
