"""Format the cells of a bulletin's tables, by the `show` of a template's column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from documents.bulletin.board_facts import Event, ItemScore, UnitScore
from documents.bulletin.facts import Bulletin, FormColumn, FormMonth
from documents.bulletin.form_marks import MARKS, UNKNOWN, format_count, format_rate, judge_mark
from documents.bulletin.template import ColumnTemplate
from documents.wording import describe_change, format_exact, format_grade

OPEN = "待定"


@dataclass(frozen=True)
class ReportRow:
    """The facts behind a row of a table: a unit's score and form, or a dated event."""

    number: int
    unit: str
    """The unit's name as the notice's table prints it."""
    bulletin: Bulletin
    score: UnitScore | None = None
    grades: tuple[str, ...] = ()
    """The names of the scheme's grades."""
    form: FormMonth | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    """Column → text of the unit's row in the form."""
    event: Event | None = None
    item_name: str = ""
    verdict: str = ""
    """What the event did, in the words of the template or the scheme."""


def format_cell(column: ColumnTemplate, row: ReportRow) -> str:
    """Return the text of a cell."""
    if column.show == "grade":
        return _describe_grade(row)
    if column.show in _OF_SCORE:
        return _OF_SCORE[column.show](row.score, column) if row.score else UNKNOWN
    if column.show in _OF_EVENT:
        return _OF_EVENT[column.show](row.event, column) if row.event else UNKNOWN
    return _OF_ROW[column.show](row, column)


def _describe_grade(row: ReportRow) -> str:
    if row.score is None:
        return UNKNOWN
    text = format_grade(row.score.grade, is_settled=row.score.is_grade_settled, grades=row.grades)
    return text or UNKNOWN


def _describe_tick(row: ReportRow, column: ColumnTemplate) -> str:
    shown = _form_column(row, column)
    unit = row.score.unit if row.score else row.unit
    return MARKS[judge_mark(row.bulletin, shown, unit, row.values.get(shown.key))]


def _format_count(row: ReportRow, column: ColumnTemplate) -> str:
    shown = _form_column(row, column)
    return format_count(shown, row.values.get(shown.key))


def _form_column(row: ReportRow, column: ColumnTemplate) -> FormColumn:
    if row.form is None:
        raise ValueError("a table of a form without the form")
    return row.form.column(column.of[0])


def _format_points(score: UnitScore, column: ColumnTemplate) -> str:
    """Return an item's points, or the sum of several; a dash if a veto takes the unit's points."""
    if score.total is None:
        return UNKNOWN
    found = [item for item_id in column.of if (item := score.find(item_id)) is not None]
    if not found:
        return UNKNOWN  # not there for this unit
    if all(_is_open(item) for item in found):
        return OPEN
    points = sum((Decimal(item.earned) for item in found), Decimal())
    return format_exact(points).replace("-", "−")


def _is_open(item: ItemScore) -> bool:
    return item.pending is not None and item.pending == item.full


def _describe_change(score: UnitScore, _: ColumnTemplate) -> str:
    """Return the change of rank; 持平 for no change, a dash if there is nothing to compare."""
    if None not in (score.rank, score.previous_rank) and score.rank == score.previous_rank:
        return "持平"
    return describe_change(score.rank, score.previous_rank) or UNKNOWN


def _format_total(score: UnitScore, _: ColumnTemplate) -> str:
    if score.is_open:
        return OPEN
    return score.total or UNKNOWN


def _describe_bonus(score: UnitScore, _: ColumnTemplate) -> str:
    """Return the bonus, in brackets if it does not count."""
    if score.bonus is None:
        return UNKNOWN
    return score.bonus if score.bonus_counted else f"（{score.bonus}）"


def _describe_deductions(score: UnitScore, _: ColumnTemplate) -> str:
    """Return what is taken beside the full marks, 0.00 where nothing is."""
    if score.total is None:
        return UNKNOWN
    return (score.deductions or "0.00").replace("-", "−")


def _format_value(event: Event, column: ColumnTemplate) -> str:
    text = dict(event.values).get(column.of[0], UNKNOWN)
    return _format_day(text, event) if text == event.day else text


def _format_day(text: str, event: Event) -> str:
    """Return a date as 9月14日, with the year if it is not in the scheme's year."""
    year, month, day = text.split("-")
    day_text = f"{int(month)}月{int(day)}日"
    return day_text if event.month is not None else f"{year}年{day_text}"


_OF_ROW: dict[str, Callable[[ReportRow, ColumnTemplate], str]] = {
    "number": lambda row, _: str(row.number),
    "unit": lambda row, _: row.unit,
    "item_name": lambda row, _: row.item_name,
    "verdict": lambda row, _: row.verdict,
    "tick": _describe_tick,
    "count": _format_count,
    "rate": lambda row, column: format_rate(row.values.get(column.of[0])),
}

_OF_SCORE: dict[str, Callable[[UnitScore, ColumnTemplate], str]] = {
    "points": _format_points,
    "rank": lambda score, _: str(score.rank or UNKNOWN),
    "change": _describe_change,
    "total": _format_total,
    "earned": lambda score, _: score.earned or UNKNOWN,
    "lost": lambda score, _: score.lost or UNKNOWN,
    "lost_more": lambda score, _: (score.lost_more or UNKNOWN).replace("-", "−"),
    "provisional_lost": lambda score, _: score.provisional_lost or UNKNOWN,
    "pending": lambda score, _: score.pending or UNKNOWN,
    "score_rate": lambda score, _: f"{score.rate}%" if score.rate else UNKNOWN,
    "key": lambda score, _: score.key or UNKNOWN,
    "bonus": _describe_bonus,
    "deductions": _describe_deductions,
    "group": lambda score, _: score.group or UNKNOWN,
}

_OF_EVENT: dict[str, Callable[[Event, ColumnTemplate], str]] = {
    "value": _format_value,
    "reason": lambda event, _: event.reason,
    "clause": lambda event, _: event.clause,
    "day": lambda event, _: _format_day(event.day, event) if event.day else UNKNOWN,
    "event_points": lambda event, _: format_exact(Decimal(event.points)),
}
