"""Random answers to a form: what a user types, and the values that must be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import NamedTuple

from scoring.dataset import Column, ColumnType, Dataset
from tests.documents.forms.every_form import Case
from warehouse.reading.sheets.number_format import plain
from warehouse.reading.words.folding import fold

Typed = str | int | float | date | None


class Answer(NamedTuple):
    """One filled cell."""

    typed: Typed
    read: str | None


Row = dict[str, Answer]
NOTHING = Answer(None, None)
SIGNS = ("", "", "=", "+", "-", "@")
WORDS = ("优化营商环境", "千政办函〔2022〕28号", "放管服改革", "未按时 报送", "(一)")
BLANK_ONE_IN = 8
LEDGER_EVENTS = 12


def answer_form(case: Case, chance: Random) -> dict[str, Row] | list[tuple[str, Row]]:
    """Return a roster form's rows by unit, or a ledger's rows in order."""
    units = [unit.name for unit in case.scheme.roster(case.dataset.assessment)]
    if case.has_roster:
        return {unit: answer_row(case.dataset, case.month, chance) for unit in units}
    rows = [
        (chance.choice(units), answer_row(case.dataset, case.month, chance))
        for _ in range(chance.randint(1, LEDGER_EVENTS))
    ]
    # The same event twice would rightly raise a question.
    return list({_identity(unit, row): (unit, row) for unit, row in rows}.values())


def answer_row(dataset: Dataset, month: str, chance: Random) -> Row:
    """Return one row: each cell filled or, where that is allowed, left blank."""
    row: Row = {}
    if dataset.at_most or dataset.rate_checks:
        row = _answer_counts(dataset, chance)
    for column in dataset.columns:
        if column.key in row:
            continue
        is_needed = dataset.shape == "dated_ledger" and not column.optional
        if not is_needed and chance.randrange(BLANK_ONE_IN) == 0:
            row[column.key] = Answer(None, column.default)
        else:
            row[column.key] = _ANSWERS[column.type](column, month, chance)
    return row


def _answer_counts(dataset: Dataset, chance: Random) -> Row:
    """Return counts of which some are part of another, and the rates that follow from them."""
    row: Row = {}
    for part, whole in dataset.at_most:
        row.setdefault(whole, _number(chance.randint(0, 60)))
        high = row[whole].typed
        assert isinstance(high, int)
        row[part] = _number(chance.randint(0, high))
    for check in dataset.rate_checks:
        upper, lower = row[check.numerator].typed, row[check.denominator].typed
        assert isinstance(upper, int) and isinstance(lower, int)
        row[check.rate] = _share(round(Decimal(upper) / lower, 4)) if lower else NOTHING
    if chance.randrange(3) == 0:
        return dict.fromkeys(row, NOTHING)
    return row


def _identity(unit: str, row: Mapping[str, Answer]) -> tuple[str | None, ...]:
    return (
        unit,
        *(answer.read for key, answer in row.items() if key in {"date", "item", "subject"}),
    )


def _number(value: int) -> Answer:
    return Answer(value, str(value))


def _share(value: Decimal) -> Answer:
    return Answer(float(value), plain(value))


def _points(column: Column, month: str, chance: Random) -> Answer:
    low, high = int((column.minimum or 0) * 100), int((column.maximum or 0) * 100)
    value = Decimal(chance.randint(low, high)) / 100
    return Answer(float(value), plain(value))


def _quantity(column: Column, month: str, chance: Random) -> Answer:
    scale = 10 ** (column.decimals or 0)
    high = 1_000_000 if column.maximum is None else column.maximum
    value = Decimal(chance.randint(int((column.minimum or 0) * scale), int(high * scale))) / scale
    return Answer(float(value), plain(value))


def _mark(column: Column, month: str, chance: Random) -> Answer:
    return chance.choice([_tick(column, month, chance), _points(column, month, chance)])


def _tick(column: Column, month: str, chance: Random) -> Answer:
    return chance.choice([Answer("√", "yes"), Answer("×", "no")])


def _date(column: Column, month: str, chance: Random) -> Answer:
    day = date.fromisoformat(f"{month}-{chance.randint(1, 28):02d}")
    return Answer(day, day.isoformat())


def _filing(column: Column, month: str, chance: Random) -> Answer:
    return chance.choice([_tick(column, month, chance), _date(column, month, chance)])


def _choice(column: Column, month: str, chance: Random) -> Answer:
    value = chance.choice(column.choices).value
    return Answer(value, value)


def _text(column: Column, month: str, chance: Random) -> Answer:
    text = chance.choice(SIGNS) + "".join(chance.choices(WORDS, k=chance.randint(1, 3)))
    return Answer(text, fold(text) if column.is_folded else text)


_ANSWERS: dict[ColumnType, Callable[[Column, str, Random], Answer]] = {
    "tick": _tick,
    "filing": _filing,
    "mark": _mark,
    "date": _date,
    "choice": _choice,
    "text": _text,
    "points": _points,
    "count": lambda column, month, chance: _number(
        int(column.minimum or 0) + chance.choice([0, 1, chance.randint(0, 100_000)])
    ),
    "quantity": _quantity,
    "rate": lambda column, month, chance: _share(Decimal(chance.randint(0, 10_000)) / 10_000),
    "fault": lambda column, month, chance: chance.choice([Answer("有", "yes"), Answer("无", "no")]),
}
