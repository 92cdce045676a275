"""Try a clause: type the figures of one unit, and see the points with their arithmetic.

The figures land in a store in memory and are scored there by the engine, so that the trial cannot
say anything else than the real scores would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.database.connection import Cursor
from warehouse.database.sql import insert_frame, run_query
from warehouse.faults import WrongCall
from warehouse.results.past_facts import copy_facts
from warehouse.results.rescoring import score, write_result
from warehouse.results.score_objects import to_entry
from warehouse.results.scores import list_assessments, parse_month, read_lines
from warehouse.scheme_life.trial_cells import TypedCells, TypedRows, parse_typed
from warehouse.scheme_life.trial_landing import land_typed
from warehouse.schemes.schemes import check_choices, is_registered, read_choices, register_scheme
from warehouse.store import Store


@dataclass(frozen=True)
class TrialQuestion:
    """Which clause is tried, for which unit, as of which month, with which figures."""

    scheme: Scheme
    """Published or not."""
    assessment: str
    clause: str
    unit: str
    as_of: str
    cells: TypedCells = field(default_factory=dict)
    rows: TypedRows = field(default_factory=dict)
    choices: Mapping[str, str] | None = None
    final: bool = False
    with_data: bool = False
    """Whether everything that is not typed has the store's figures, of the other units too.

    Otherwise a month up to `as_of` that is not typed counts as reported with a blank cell, where
    another month of the same column is typed, and all else as not reported.
    """


@dataclass(frozen=True)
class Tried:
    """The points of a clause for the typed figures; None where the clause has no such points."""

    sentence: str | None
    """How points are given, in words."""
    is_concerned: bool = True
    """Whether the clause is there for the unit."""
    full: Decimal | None = None
    earned: Decimal | None = None
    lost: Decimal | None = None
    pending: Decimal | None = None
    added: Decimal | None = None
    worst: Decimal | None = None
    best: Decimal | None = None
    lines: tuple[dict[str, Any], ...] = ()
    """As `kaohe ledger` prints them, without evidence."""
    faults: tuple[str, ...] = ()
    """What the forms would not take; then nothing is scored."""


def try_clause(store: Store, question: TrialQuestion) -> Tried:
    """Score one unit's typed figures under one clause; nothing is stored.

    WrongCall for an unknown assessment, clause, unit, month or option, and where `with_data` is
    asked for a scheme that is not published as it is.
    """
    store.require("see_schemes")
    scheme = question.scheme
    outline = list_assessments(scheme, question.assessment)[0]
    _check(question)
    question = replace(question, choices=check_choices(scheme, question.choices or {}))
    month = parse_month(scheme, question.as_of)
    parsed = parse_typed(scheme, question.cells, question.rows, today_in_china())
    with store.reader() as facts:
        choices = _find_choices(facts, question)
        sentence = outline.sentence(question.clause, choices)
        if parsed.faults:
            return Tried(sentence, faults=parsed.faults)
        scratch = Store.scratch()
        try:
            with scratch.writer("load_scheme") as cursor:
                _prepare(facts, cursor, question)
                land_typed(cursor, question.scheme, question.unit, parsed, month,
                           is_filled=not question.with_data)  # fmt: skip
                result = score(cursor, scheme, outline, choices, [month], final=question.final)
                write_result(cursor, scheme, outline, choices, result, [month])
                return _read(cursor, question, month, sentence)
        finally:
            scratch.close()


def _check(question: TrialQuestion) -> None:
    outline = question.scheme.assessment(question.assessment)
    known = [one.id for one in (*outline.items, *outline.vetoes)]
    if question.clause not in known:
        raise WrongCall(f"没有指标“{question.clause}”（可选：{'、'.join(known)}）。")
    roster = [unit.name for unit in question.scheme.roster(question.assessment)]
    if question.unit not in roster:
        raise WrongCall(f"“{question.unit}”不在考核{question.assessment}的名册中。")


def _find_choices(facts: Cursor, question: TrialQuestion) -> dict[str, str]:
    """Return the option of every reading: as typed, else as chosen in the store, else the first."""
    scheme = question.scheme
    stored = read_choices(facts, scheme) if is_registered(facts, scheme) else scheme.choices()
    return stored | dict(question.choices or {})


def _prepare(facts: Cursor, cursor: Cursor, question: TrialQuestion) -> None:
    """Fill the store in memory: the scheme, and the data if they are asked for."""
    scheme = question.scheme
    if question.with_data:
        if not is_registered(facts, scheme):
            raise WrongCall("只有已发布的方案才有数据可用；未发布的请自己填数试算。")
        units = facts.sql("from unit where scheme_id = $id", params={"id": scheme.id}).pl()
        insert_frame(cursor, "unit", units)
    register_scheme(cursor, scheme)
    if question.with_data:
        copy_facts(facts, cursor, scheme)


def _read(cursor: Cursor, question: TrialQuestion, month: int, sentence: str | None) -> Tried:
    scheme = question.scheme
    lines = read_lines(cursor, scheme, question.assessment, question.unit, month)
    own = [
        to_entry(line, {})
        for line in lines.iter_rows(named=True)
        if line["indicator_id"] == question.clause
    ]
    place = {
        "scheme": scheme.id, "assessment": question.assessment, "month": month,
        "unit": question.unit, "clause": question.clause,
    }  # fmt: skip
    rows = run_query(cursor, "scheme_life/tried_figure", place).fetchall()
    if not rows:
        return Tried(sentence, is_concerned=False, lines=_without_evidence(own))
    full, earned, lost, pending, added, worst, best = rows[0]
    return Tried(
        sentence, full=full, earned=earned, lost=lost, pending=pending, added=added, worst=worst,
        best=best, lines=_without_evidence(own),
    )  # fmt: skip


def _without_evidence(lines: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple({key: one[key] for key in one if key != "evidence"} for one in lines)
