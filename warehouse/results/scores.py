"""Scores and ledgers for other programs: as they stand, as a what-if, or as once known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from scoring.months import from_mask
from scoring.scheme import Assessment, Scheme, VetoKeyBonus
from warehouse.access.scope import narrow
from warehouse.database.connection import Cursor
from warehouse.database.sql import insert_frame
from warehouse.faults import WrongCall
from warehouse.results.evidence import attach_evidence
from warehouse.results.past_facts import copy_facts
from warehouse.results.rescoring import score, write_result
from warehouse.schemes.scheme_history import (
    Moment,
    find_moment,
    find_version,
    read_choices_until,
    read_version,
)
from warehouse.schemes.schemes import check_choices, latest_batch, register_scheme
from warehouse.store import Store


@dataclass(frozen=True)
class Question:
    """What is asked of the scores: of which notice, as of when, under which reading."""

    scheme_id: str
    as_of: str
    final: bool = False
    choices: Mapping[str, str] | None = None
    """A what-if: options other than the chosen ones."""
    known_at: int | None = None
    """As the warehouse stood after this batch."""
    moment: Moment | None = None
    """As it stood at this moment, which an edition names; goes before `known_at`."""

    @property
    def is_stored(self) -> bool:
        """Whether the stored ledger answers it."""
        is_now = self.known_at is None and self.moment is None
        return is_now and not self.final and not self.choices


@dataclass(frozen=True)
class Answer:
    """Where the answer can be read: a cursor whose views hold it, and under which reading.

    `facts` is a cursor on the store itself, as it was known then.
    """

    cursor: Cursor
    facts: Cursor
    scheme: Scheme
    choices: dict[str, str]
    month: int
    known_at: int | None
    moment: Moment


def read_scores(
    store: Store,
    scheme_id: str,
    as_of: str,
    *,
    assessment: str | None = None,
    final: bool = False,
    choices: Mapping[str, str] | None = None,
    known_at: int | None = None,
) -> dict[str, Any]:
    """Return the object of `kaohe scores --format json`; points are text with 2 decimals."""
    question = Question(scheme_id, as_of, final, choices, known_at)
    with answer(store, question, assessment) as found:
        wanted = list_assessments(found.scheme, assessment)
        return {
            "scheme": scheme_id,
            "as_of": as_of,
            "final": final,
            "known_at": found.known_at,
            "interpretations": found.choices,
            "units": [unit for one in wanted for unit in read_units(found, one)],
        }


def read_ledger(
    store: Store,
    scheme_id: str,
    assessment: str,
    unit: str,
    as_of: str,
    *,
    final: bool = False,
    choices: Mapping[str, str] | None = None,
    known_at: int | None = None,
) -> list[dict[str, Any]]:
    """Return the list of `kaohe ledger --format json`: a unit's lines with their evidence.

    `is_provisional`, which is not printed there: lost points that may still come back.
    """
    question = Question(scheme_id, as_of, final, choices, known_at)
    with answer(store, question, assessment) as found:
        return list_entries(found, assessment, unit)


def list_entries(found: Answer, assessment: str, unit: str) -> list[dict[str, Any]]:
    """Return a unit's lines with their evidence, as `kaohe ledger` prints them."""
    _check_unit(found.scheme, assessment, unit)
    lines = read_lines(found.cursor, found.scheme, assessment, unit, found.month)
    evidence = attach_evidence(found.facts, found.scheme, lines)
    return [_to_entry(line, evidence) for line in lines.iter_rows(named=True)]


def read_lines(
    cursor: Cursor, scheme: Scheme, assessment: str, unit: str, month: int
) -> pl.DataFrame:
    """Return a unit's ledger lines (view unit_ledger) in order, numbered by `line_id`."""
    lines = cursor.sql(
        "from unit_ledger where scheme_id = $scheme and assessment_id = $assessment"
        " and unit = $unit and as_of = $month order by position, line_number",
        params={"scheme": scheme.id, "assessment": assessment, "unit": unit, "month": month},
    ).pl()
    return lines.with_row_index("line_id")


@contextmanager
def answer(store: Store, question: Question, assessment: str | None) -> Iterator[Answer]:
    """Lend cursors from which the answer can be read; a what-if is scored in a scratch store."""
    asked = question.moment.known_at if question.moment else question.known_at
    with store.reader(asked) as facts:
        known_at = _check_known_at(facts, asked)
        moment = question.moment or find_moment(facts, question.scheme_id, asked)
        now = answer_at(facts, question.scheme_id, question.as_of, moment, known_at)
        wanted = list_assessments(now.scheme, assessment)
        check_choices(now.scheme, dict(question.choices or {}))
        found = replace(now, choices=now.choices | dict(question.choices or {}))
        if question.is_stored:
            yield found
            return
        with _scratch(found) as cursor:
            _score_again(found, cursor, wanted, final=question.final)
            narrow(cursor, store.person)
            yield replace(found, cursor=cursor)


def answer_at(
    cursor: Cursor, scheme_id: str, as_of: str, moment: Moment, known_at: int | None = None
) -> Answer:
    """Return an answer that is read from the cursor itself, by a moment's scheme and choices."""
    scheme = read_version(cursor, scheme_id, moment.scheme_version)
    month = parse_month(scheme, as_of)
    choices = read_choices_until(cursor, scheme, moment.choice_id)
    return Answer(cursor, cursor, scheme, choices, month, known_at, moment)


def _score_again(
    found: Answer, cursor: Cursor, wanted: Sequence[Assessment], *, final: bool
) -> None:
    """Write the ledgers and bounds of an answer into a scratch store."""
    source = found.facts
    if found.moment.scheme_version != find_version(found.facts, found.scheme.id):
        copy_facts(found.facts, cursor, found.scheme)
        source = cursor
    for one in wanted:
        result = score(source, found.scheme, one, found.choices, [found.month], final=final)
        write_result(cursor, found.scheme, one, found.choices, result, [found.month])


@contextmanager
def _scratch(found: Answer) -> Iterator[Cursor]:
    """Lend the same views over an empty store in memory, so that a what-if stores nothing."""
    units = found.facts.sql("from unit where scheme_id = $id", params={"id": found.scheme.id}).pl()
    store = Store.scratch()
    try:
        with store.writer("load_scheme") as cursor:
            insert_frame(cursor, "unit", units)
            register_scheme(cursor, found.scheme)
            yield cursor
    finally:
        store.close()


def parse_month(scheme: Scheme, as_of: str) -> int:
    """Return the month number of an as-of month; WrongCall unless it is in the scheme's year."""
    year, _, month = as_of.partition("-")
    if year == str(scheme.year) and len(month) == 2 and month.isdigit() and 1 <= int(month) <= 12:
        return int(month)
    raise WrongCall(
        f"截至月份“{as_of}”不对：请写 {scheme.year}-01 至 {scheme.year}-12 之间的月份。"
    )


def list_assessments(scheme: Scheme, assessment: str | None) -> list[Assessment]:
    """Return one assessment, or all; WrongCall names the known ones."""
    found = [one for one in scheme.assessments if assessment in {None, one.id}]
    if not found:
        known = "、".join(f"{one.id}（{one.title}）" for one in scheme.assessments)
        raise WrongCall(f"没有考核项“{assessment}”（可选：{known}）。")
    return found


def _check_known_at(cursor: Cursor, known_at: int | None) -> int | None:
    latest = latest_batch(cursor)
    if known_at is not None and not 1 <= known_at <= latest:
        raise WrongCall(f"没有第{known_at}批（最新为第{latest}批）。")
    return known_at if known_at is not None else (latest or None)


def _check_unit(scheme: Scheme, assessment: str, unit: str) -> None:
    roster = [one.name for one in scheme.roster(assessment)]
    if unit not in roster:
        raise WrongCall(f"“{unit}”不在考核项{assessment}的名册中（名册：{'、'.join(roster)}）。")


def read_units(found: Answer, assessment: Assessment) -> Iterator[dict[str, Any]]:
    """Yield the units of an assessment in rank order, as `kaohe scores` prints them.

    Units whose details the reader may not see have no indicators.
    """
    place = {"scheme": found.scheme.id, "assessment": assessment.id, "month": found.month}
    where = " where scheme_id = $scheme and assessment_id = $assessment and as_of = $month"
    board = found.cursor.sql(
        f"from leaderboard {where} order by rank nulls last, position", params=place
    ).pl()
    indicators = found.cursor.sql(
        f"from unit_indicator {where} order by position", params=place
    ).pl()
    by_unit = indicators.partition_by("unit_id", as_dict=True)
    unseen = indicators.clear()  # another unit's, to the people of a unit
    for row in board.iter_rows(named=True):
        yield _to_unit(assessment, row, by_unit.get((row["unit_id"],), unseen))


def _to_unit(
    assessment: Assessment, row: dict[str, Any], indicators: pl.DataFrame
) -> dict[str, Any]:
    unit = {
        "assessment": assessment.id,
        "unit": row["unit"],
        "rank": row["rank"],
        "full": _say(row["full_points"]),
        "earned": _say(row["earned"]),
        "lost": _say(row["lost"]),
        "pending": _say(row["pending"]),
        "total": _say(row["total"]),
        "rate": _say(row["rate_pct"]),
        "grade": row["grade"],
        "grade_settled": row["is_grade_settled"],
    }
    if isinstance(assessment.grading, VetoKeyBonus):
        unit |= {
            "vetoes": row["vetoes"],
            "at_risk": row["at_risk"],
            "key": _say(row["key_points"]),
            "bonus": _say(row["bonus_points"]),
            "bonus_counted": row["is_bonus_counted"],
        }
    unit["indicators"] = [_to_indicator(one) for one in indicators.iter_rows(named=True)]
    return unit


def _to_indicator(row: dict[str, Any]) -> dict[str, str | None]:
    points = {
        "id": row["indicator_id"],
        "full": _say(row["full_points"]),
        "earned": _say(row["earned"]),
    }
    if row["part"] != "bonus":
        points |= {"lost": _say(row["lost"]), "pending": _say(row["pending"])}
    return points


def _to_entry(line: dict[str, Any], evidence: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    year = evidence.get(line["line_id"], [])
    return {
        "indicator": line["indicator_id"],
        "kind": line["kind"],
        "counts_to": line["counts_to"],
        "points": str(line["points"]),
        "reason": line["reason"],
        "clause": line["clause"],
        "months": from_mask(line["months"]),
        "is_provisional": line["is_provisional"],
        "evidence": [{k: one[k] for k in ("batch", "file", "sheet", "row")} for one in year],
    }


def _say(points: Any) -> str | None:
    return None if points is None else str(points)
