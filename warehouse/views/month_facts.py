"""Read what a bulletin prints besides scores: standing forms, and the dated rows behind lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.dataset import Dataset
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.results.scores import ScoreSource
from warehouse.results.standing_batches import Row, read_rows, read_standing, to_month
from warehouse.results.typed_values import format_rate, to_text

Values = dict[str, str]
"""Column key → canonical text, without blank cells."""

DATED_KINDS = ("veto", "at_risk", "lost", "bonus", "deduction")
"""Kinds of ledger lines that a single dated row can cause."""
VETO_KINDS = ("veto", "at_risk")
"""Kinds that other figures can cause as well: a place in another list, a count of a month."""


@dataclass(frozen=True)
class FormState:
    """A form's standing data for a month: the reported columns, and each unit's values."""

    reported: tuple[str, ...]
    rows: dict[str, Values]


@dataclass(frozen=True)
class DatedLine:
    """A ledger line that one dated row of a file caused, with that row's values.

    Or a veto for which no dated row stands: it has no day and no values.
    """

    unit: str
    indicator: str
    kind: str
    points: str
    reason: str
    clause: str
    day: str
    """The date of the row, e.g. 2021-09-14; empty if it has none."""
    values: Values


def read_form_state(cursor: Cursor, scheme: Scheme, dataset: Dataset, month: int) -> FormState:
    """Return a form's standing data for a month.

    A cumulative column holds each unit's last reported value: units that leave it blank keep that
    of an earlier month, so earlier months are read until every unit has one.
    """
    now = read_standing(cursor, scheme.id, dataset, to_month(scheme.calendar.write(month)))
    rows = {unit: _to_values(dataset, row) for unit, _, row in now.rows}
    cumulative = {column.key for column in dataset.columns if column.read == "cumulative"}
    roster = [unit.name for unit in scheme.roster(dataset.assessment)]
    for number in range(month - 1, 0, -1):
        if all(cumulative <= rows.get(unit, {}).keys() for unit in roster):
            break
        then = read_standing(cursor, scheme.id, dataset, to_month(scheme.calendar.write(number)))
        for unit, _, row in then.rows:
            earlier = {k: v for k, v in _to_values(dataset, row).items() if k in cumulative}
            rows[unit] = earlier | rows.get(unit, {})
    reported = tuple(column.key for column in dataset.columns if column.key in now.columns)
    return FormState(reported, rows)


def read_provisional_lost(found: ScoreSource) -> dict[tuple[str, str], str]:
    """Return the provisionally lost points by assessment and unit; a vetoed unit has none."""
    rows = found.cursor.execute(
        "select assessment_id, unit, provisional_lost::varchar from leaderboard"
        " where scheme_id = ? and as_of = ? and provisional_lost is not null",
        [found.scheme.id, found.month],
    ).fetchall()
    return {(assessment, unit): points for assessment, unit, points in rows}


def read_dated_lines(found: ScoreSource, assessment: AssessmentOutline) -> list[DatedLine]:
    """Return an assessment's lines that dated rows caused, and vetoes without, by the roster."""
    lines = found.cursor.execute(
        "select unit, indicator_id, kind, points, reason, clause, cells, batch_id, row_number"
        " from unit_ledger where scheme_id = ? and assessment_id = ? and as_of = ?"
        " and kind = any(?) and (row_number is not null or kind = any(?))"
        " order by position, batch_id, row_number, line_number",
        [found.scheme.id, assessment.id, found.month, list(DATED_KINDS), list(VETO_KINDS)],
    ).fetchall()
    roster = found.scheme.roster(assessment.id)
    positions = {unit.name: position for position, unit in enumerate(roster)}
    lines.sort(key=lambda line: positions[line[0]])
    dated = {form.key: form for form in found.scheme.datasets if form.shape == "dated_ledger"}
    # The cell of a line that one row caused is the ledger's form.
    sources = {
        (key, line[7]) for line in lines if line[7] is not None for key in line[6] if key in dated
    }
    values = {
        (batch, number): (_find_day(dated[key], row), _to_values(dated[key], row))
        for key, batch in sorted(sources)
        for _, number, row in read_rows(found.facts, found.scheme.id, dated[key], batch)
    }
    return list(_to_dated(lines, values))


def _to_dated(
    lines: list[tuple[Any, ...]], values: Mapping[tuple[Any, Any], tuple[str, Values]]
) -> Iterator[DatedLine]:
    told = {tuple(line[:3]) for line in lines if tuple(line[-2:]) in values}
    for unit, indicator, kind, points, reason, clause, _, batch, number in lines:
        is_untold = kind in VETO_KINDS and (unit, indicator, kind) not in told
        if (batch, number) in values or is_untold:
            yield DatedLine(
                str(unit), str(indicator), str(kind), str(points), str(reason), str(clause),
                *values.get((batch, number), ("", {})),
            )  # fmt: skip


def _find_day(dataset: Dataset, row: Row) -> str:
    column = dataset.date_column
    return to_text(column, row[column.key]) or ""


def _to_values(dataset: Dataset, row: Row) -> Values:
    """Return a row as text; a rate with its counts in the same row is computed from the counts.

    With a denominator of 0 there is no rate.
    """
    texts = {column.key: to_text(column, row[column.key]) for column in dataset.columns}
    values = {key: text for key, text in texts.items() if text is not None}
    for check in dataset.rate_checks:
        numerator, denominator = values.get(check.numerator), values.get(check.denominator)
        if numerator is not None and denominator is not None:
            values.pop(check.rate, None)
            if int(denominator):
                values[check.rate] = format_rate(int(numerator), int(denominator))
    return values
