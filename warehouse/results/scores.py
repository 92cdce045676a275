"""Read scores and ledgers: the stored ones, a what-if, or those known at an earlier moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from scoring.months import YEAR
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.access.scope import restrict_to_scope
from warehouse.database.connection import Cursor
from warehouse.database.sql import insert_frame
from warehouse.faults import WrongCall
from warehouse.results.evidence import attach_evidence
from warehouse.results.past_facts import copy_facts
from warehouse.results.rescoring import score, write_result
from warehouse.results.score_objects import to_entry, to_unit
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
class ScoreQuery:
    """Which scores are wanted: of which scheme, as of which month, under which choices."""

    scheme_id: str
    as_of: str
    final: bool = False
    choices: Mapping[str, str] | None = None
    """Interpretation → option, for a what-if; the stored choices hold for all others."""
    known_at: int | None = None
    """The newest batch to take into account; None: all."""
    moment: Moment | None = None
    """The moment of an edition; it takes precedence over `known_at`."""

    @property
    def is_stored(self) -> bool:
        """Return whether the stored ledger holds these scores; all others are computed."""
        is_now = self.known_at is None and self.moment is None
        return is_now and not self.final and not self.choices


@dataclass(frozen=True)
class ScoreSource:
    """A cursor whose views hold the wanted scores, with the scheme and choices behind them.

    `facts` is a cursor on the store itself, limited to what was known then; `cursor` is the same,
    or one on a scratch store in which the scores were computed. `month` is 1–12.
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
    """Return the JSON object of `kaohe scores`; points are text with 2 decimals."""
    question = ScoreQuery(scheme_id, as_of, final, choices, known_at)
    with open_scores(store, question, assessment) as found:
        wanted = list_assessments(found.scheme, assessment)
        return {
            "scheme": scheme_id,
            "as_of": as_of,
            "final": final,
            "known_at": found.known_at,
            "interpretations": found.choices,
            "units": [unit for listed in wanted for unit in read_units(found, listed)],
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
    """Return the JSON list of `kaohe ledger`: a unit's lines with their evidence.

    The command leaves out `is_provisional`, which marks lost points that may still come back.
    """
    question = ScoreQuery(scheme_id, as_of, final, choices, known_at)
    with open_scores(store, question, assessment) as found:
        return list_entries(found, assessment, unit)


def list_entries(found: ScoreSource, assessment: str, unit: str) -> list[dict[str, Any]]:
    """Return a unit's lines with their evidence, as `read_ledger` does."""
    _check_unit(found.scheme, assessment, unit)
    lines = read_lines(found.cursor, found.scheme, assessment, unit, found.month)
    evidence = attach_evidence(found.facts, lines)
    return [to_entry(line, evidence) for line in lines.iter_rows(named=True)]


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
def open_scores(
    store: Store, question: ScoreQuery, assessment: str | None
) -> Iterator[ScoreSource]:
    """Open the scores that a question wants, of one assessment or all, for a with-block.

    Scores that are not stored are computed in a scratch store in memory first. WrongCall if the
    batch, month, assessment or an option does not exist.
    """
    asked = question.moment.known_at if question.moment else question.known_at
    with store.reader(asked) as facts:
        known_at = _check_known_at(facts, asked)
        moment = question.moment or find_moment(facts, question.scheme_id, asked)
        now = scores_at(facts, question.scheme_id, question.as_of, moment, known_at)
        wanted = list_assessments(now.scheme, assessment)
        chosen = check_choices(now.scheme, question.choices or {})
        found = replace(now, choices=now.choices | chosen)
        if question.is_stored:
            yield found
            return
        with _scratch(found) as cursor:
            _score_again(found, cursor, wanted, final=question.final)
            restrict_to_scope(cursor, store.person)
            yield replace(found, cursor=cursor)


def scores_at(
    cursor: Cursor, scheme_id: str, as_of: str, moment: Moment, known_at: int | None = None
) -> ScoreSource:
    """Return the stored scores of a month, as the cursor knows them, with a moment's choices."""
    scheme = read_version(cursor, scheme_id, moment.scheme_version)
    month = parse_month(scheme, as_of)
    choices = read_choices_until(cursor, scheme, moment.choice_id)
    return ScoreSource(cursor, cursor, scheme, choices, month, known_at, moment)


def _score_again(
    found: ScoreSource, cursor: Cursor, wanted: Sequence[AssessmentOutline], *, final: bool
) -> None:
    """Score the wanted assessments and write their ledgers and bounds into a scratch store."""
    source = found.facts
    # The facts of an older scheme version fit only a store with the rosters and forms of then.
    if found.moment.scheme_version != find_version(found.facts, found.scheme.id):
        copy_facts(found.facts, cursor, found.scheme)
        source = cursor
    scheme, choices, months = found.scheme, found.choices, [found.month]
    for assessment in wanted:
        result = score(source, scheme, assessment, choices, months, final=final)
        write_result(cursor, scheme, assessment, choices, result, months)


@contextmanager
def _scratch(found: ScoreSource) -> Iterator[Cursor]:
    """Open a store in memory that knows only the scheme, so that a what-if stores nothing."""
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
    months = {scheme.calendar.write(number): number for number in YEAR}
    if as_of in months:
        return months[as_of]
    first, *_, last = months
    raise WrongCall(f"截至月份“{as_of}”不对：请写 {first} 至 {last} 之间的月份。")


def list_assessments(scheme: Scheme, assessment: str | None) -> list[AssessmentOutline]:
    """Return one assessment, or all; WrongCall names the known ones."""
    wanted = [one for one in scheme.assessments if assessment in {None, one.id}]
    if not wanted:
        known = "、".join(f"{one.id}（{one.title}）" for one in scheme.assessments)
        raise WrongCall(f"没有考核项“{assessment}”（可选：{known}）。")
    return wanted


def _check_known_at(cursor: Cursor, known_at: int | None) -> int | None:
    latest = latest_batch(cursor)
    if known_at is not None and not 1 <= known_at <= latest:
        raise WrongCall(f"没有第{known_at}批（最新为第{latest}批）。")
    return known_at if known_at is not None else (latest or None)


def _check_unit(scheme: Scheme, assessment: str, unit: str) -> None:
    roster = [listed.name for listed in scheme.roster(assessment)]
    if unit not in roster:
        raise WrongCall(f"“{unit}”不在考核项{assessment}的名册中（名册：{'、'.join(roster)}）。")


def read_units(found: ScoreSource, assessment: AssessmentOutline) -> Iterator[dict[str, Any]]:
    """Yield the units of an assessment in rank order, as `kaohe scores` prints them.

    A unit whose details the reader may not see has no indicators.
    """
    place = {"scheme": found.scheme.id, "assessment": assessment.id, "month": found.month}
    where = " where scheme_id = $scheme and assessment_id = $assessment and as_of = $month"
    board = found.cursor.sql(
        f"from leaderboard {where} order by rank nulls last, position", params=place
    ).pl()
    indicators = found.cursor.sql(
        f"from unit_indicator {where} order by position", params=place
    ).pl()
    nodes = found.cursor.sql(f"from unit_node {where} order by position", params=place).pl()
    # Users of a unit see no other unit's indicators.
    by_unit = [table.partition_by("unit_id", as_dict=True) for table in (indicators, nodes)]
    hidden = (indicators.clear(), nodes.clear())
    for row in board.iter_rows(named=True):
        key = (row["unit_id"],)
        own, held = (one.get(key, none) for one, none in zip(by_unit, hidden, strict=True))
        yield to_unit(assessment, row, own, held)
