"""Facts in: a month's bulletin as the store has it, also as it once was known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from documents.bulletin.facts import (
    Board,
    Bulletin,
    Event,
    FormColumn,
    FormMonth,
    FormRow,
    Item,
    ItemScore,
    UnitScore,
)
from documents.bulletin.gaps import find_gaps
from scoring.dataset import Dataset
from scoring.scheme import Assessment, Scheme
from warehouse.editions.content import find_month_moment
from warehouse.faults import Refused
from warehouse.pages.month_facts import (
    DatedLine,
    list_due_days,
    read_dated_lines,
    read_form_state,
    read_ranks,
)
from warehouse.scores import Answer, Question, answer, read_units
from warehouse.store import Store

TRIES = 5
"""How often the facts are read anew when somebody lands data meanwhile."""


def collect_bulletin(store: Store, question: Question) -> Bulletin:
    """Return the facts of a month's bulletin, all of one state of the store.

    Refused where data keep being landed while it reads; Denied to the people of a unit, who get
    what was issued.
    """
    store.person.check_every_unit()
    for _ in range(TRIES):
        version = store.version
        bulletin = _collect(store, question)
        if store.version == version:
            return bulletin
    raise Refused("数据正在不断更新，通报没有生成。请等导入结束后再试。")


def _collect(store: Store, question: Question) -> Bulletin:
    before = _read_ranks_before(store, question)
    with answer(store, question, None) as found:
        scheme = found.scheme
        boards = tuple(_to_board(found, one, before) for one in scheme.assessments)
        forms = tuple(_to_form(found, one) for one in scheme.datasets if one.shape == "month_form")
        bulletin = Bulletin(
            scheme_id=scheme.id,
            title=scheme.title,
            document=scheme.document,
            region=scheme.region,
            year=scheme.year,
            month=found.month,
            is_final=question.final,
            batch=find_month_moment(
                found.facts, scheme.id, f"{scheme.year}-{found.month:02d}", found.known_at
            ).known_at,
            boards=boards,
            forms=forms,
            gaps=(),
        )
        return replace(bulletin, gaps=tuple(find_gaps(found, bulletin)))


def _read_ranks_before(store: Store, question: Question) -> dict[tuple[str, str], int | None]:
    """Return the ranks of the month before by assessment and unit; nothing in January.

    Asked as a question of its own: a what-if, or the past, scores only the month asked for.
    """
    year, _, month = question.as_of.partition("-")
    if not month.isdigit() or int(month) <= 1:
        return {}
    earlier = replace(question, as_of=f"{year}-{int(month) - 1:02d}", final=False)
    with answer(store, earlier, None) as found:
        return read_ranks(found)


def _to_board(
    found: Answer, assessment: Assessment, before: dict[tuple[str, str], int | None]
) -> Board:
    own = list(read_units(found, assessment))
    return Board(
        assessment=assessment.id,
        title=assessment.title,
        full=f"{assessment.full:.2f}",
        has_bonus=assessment.has_bonus,
        mean=find_mean([one["total"] for one in own if one["rank"] is not None]),
        items=tuple(
            Item(one.id, one.name, one.part, f"{one.full:.2f}")
            for one in assessment.indicators
            if one.part != "veto"
        ),
        roster=tuple(one.name for one in found.scheme.roster(assessment.id)),
        units=tuple(_to_unit(one, before.get((assessment.id, one["unit"]))) for one in own),
        events=tuple(_to_event(found.scheme, one) for one in read_dated_lines(found, assessment)),
    )


def find_mean(totals: Sequence[str]) -> str | None:
    """Return the mean of totals with two decimals, half up; None of none."""
    if not totals:
        return None
    cents = int(sum(Decimal(one) for one in totals) * 100)
    return str(Decimal((2 * cents + len(totals)) // (2 * len(totals))).scaleb(-2))


def _to_unit(unit: dict[str, Any], previous_rank: int | None) -> UnitScore:
    return UnitScore(
        unit=unit["unit"],
        rank=unit["rank"],
        previous_rank=previous_rank,
        full=unit["full"],
        earned=unit["earned"],
        lost=unit["lost"],
        pending=unit["pending"],
        total=unit["total"],
        rate=unit["rate"],
        grade=unit["grade"],
        items=tuple(
            ItemScore(one["id"], one["full"], one["earned"], one.get("lost"), one.get("pending"))
            for one in unit["indicators"]
        ),
        key=unit.get("key"),
        bonus=unit.get("bonus"),
        bonus_counted=unit.get("bonus_counted", False),
        vetoes=tuple(unit.get("vetoes", ())),
        at_risk=tuple(unit.get("at_risk", ())),
    )


def _to_event(scheme: Scheme, line: DatedLine) -> Event:
    year, _, rest = line.values.get("date", "").partition("-")
    return Event(
        unit=line.unit,
        indicator=line.indicator,
        kind=line.kind,
        points=line.points,
        reason=line.reason,
        clause=line.clause,
        month=int(rest[:2]) if year == str(scheme.year) else None,
        values=tuple(line.values.items()),
    )


def _to_form(found: Answer, dataset: Dataset) -> FormMonth:
    state = read_form_state(found.facts, found.scheme, dataset, found.month)
    places = {one.name: place for place, one in enumerate(found.scheme.roster(dataset.assessment))}
    return FormMonth(
        dataset=dataset.key,
        title=dataset.title,
        is_reported=bool(state.reported),
        columns=tuple(_to_columns(found, dataset, state.reported)),
        rows=tuple(_to_rows(state.rows, places)),
    )


def _to_columns(found: Answer, dataset: Dataset, reported: tuple[str, ...]) -> Iterator[FormColumn]:
    due_days = list_due_days(found.scheme, dataset, found.choices)
    shares = {one.rate: (one.numerator, one.denominator) for one in dataset.rate_checks}
    for column in dataset.columns:
        yield FormColumn(
            key=column.key,
            header=column.headers[0],
            kind=column.type,
            is_optional=column.optional,
            is_reported=column.key in reported,
            due_day=due_days.get(column.key),
            share_of=shares.get(column.key),
        )


def _to_rows(rows: dict[str, dict[str, str]], places: dict[str, int]) -> Iterator[FormRow]:
    for unit in sorted(rows, key=lambda one: places.get(one, len(places))):
        yield FormRow(unit, tuple(rows[unit].items()))
