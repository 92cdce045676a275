"""Read the boards of a month: units in rank order, with the words of the scheme for their parts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from documents.bulletin.board_facts import Board, BoardItem, ItemScore, UnitScore
from documents.scheme_words import find_ranking_group, find_words
from documents.wording import format_exact
from scoring.clauses.numbers import to_decimal
from scoring.clauses.requests import CellRequest, list_assessment_uses
from scoring.outline import AssessmentOutline, Item
from warehouse.results.scores import ScoreSource, read_units
from warehouse.views import read_months
from warehouse.views.month_facts import read_provisional_lost


def list_reported(found: ScoreSource) -> set[str]:
    """Return the datasets that are reported for any month up to the answer's."""
    months = read_months(found.facts, found.scheme).drop_nulls("batch_id")
    return set(months.filter(pl.col("month") <= found.month)["dataset"])


def read_boards(found: ScoreSource) -> Iterator[Board]:
    """Yield the boards of the answer's month, without their events."""
    reported, provisional = list_reported(found), read_provisional_lost(found)
    for assessment in found.scheme.assessments:
        yield _to_board(found, assessment, reported, provisional)


def _to_board(
    found: ScoreSource,
    assessment: AssessmentOutline,
    reported: Collection[str],
    provisional: Mapping[tuple[str, str], str],
) -> Board:
    units = list(read_units(found, assessment))
    groups = find_ranking_group(found.scheme, assessment)
    by_value = _list_by_value(found, assessment)
    items = [
        BoardItem(
            id=item.id,
            name=item.name,
            full=None if item.full is None else format_exact(item.full),
            ceiling=None if item.ceiling is None else format_exact(item.ceiling),
            position=position,
            is_top=item.parent == assessment.total.id,
            is_reported=_is_in(found, assessment, item, reported),
            is_by_value=item.id in by_value,
        )
        for position, item in enumerate(assessment.items)
    ]
    is_node = {item.id: item.kind == "node" for item in assessment.items}
    scores = [
        _to_unit(unit, groups, provisional.get((assessment.id, unit["unit"]))) for unit in units
    ]
    return Board(
        assessment=assessment.id,
        title=assessment.title,
        full=None if assessment.full is None else format_exact(assessment.full),
        words=find_words(found.scheme, assessment),
        mean=find_mean([unit["total"] for unit in units if unit["rank"] is not None]),
        items=tuple(item for item in items if not is_node[item.id]),
        roster=tuple(unit.name for unit in found.scheme.roster(assessment.id)),
        units=tuple(_sort_by_group(scores, groups)),
        pass_line=_find_pass_line(found, assessment),
        events=(),
        nodes=tuple(item for item in items if is_node[item.id]),
        vetoes=tuple((veto.id, veto.name) for veto in assessment.vetoes),
    )


def _sort_by_group(units: list[UnitScore], groups: Mapping[str, str]) -> list[UnitScore]:
    """Return the units group by group in the order of the roster, each in the order given."""
    order = {group: number for number, group in enumerate(dict.fromkeys(groups.values()))}
    return sorted(units, key=lambda unit: order.get(unit.group, 0))


def _list_by_value(found: ScoreSource, assessment: AssessmentOutline) -> set[str]:
    """Return the clauses that are decided by each unit's own value.

    In a monthly column a blank is a value ('not done'), so the form as a whole decides.
    """
    chosen = found.scheme.chosen(found.choices).assessment(assessment.id)
    return {
        use.clause
        for use in list_assessment_uses(chosen)
        if isinstance(use.request, CellRequest)
        and found.scheme.dataset(use.request.form).column(use.request.column).read != "monthly"
    }


def _find_pass_line(found: ScoreSource, assessment: AssessmentOutline) -> str | None:
    """Return the total below which the last grade begins; None if no line is one of the total.

    Below a line of one part, a unit has failed for good: no line to reach is named then.
    """
    grades = found.scheme.chosen(found.choices).assessment(assessment.id).grades
    marks = [
        line.from_
        for line in (grades.list if grades else ())
        if line.from_ is not None and line.of == "points" and line.on is None
    ]
    return f"{to_decimal(min(marks)).normalize():f}" if marks else None


def _is_in(
    found: ScoreSource, assessment: AssessmentOutline, item: Item, reported: Collection[str]
) -> bool:
    """Return whether one of an item's forms is reported; ledgers always count as reported.

    A ledger without rows says that nothing happened, so there is nothing to wait for.
    """
    forms = found.scheme.datasets_of(assessment.id, item.id)
    return any(form.key in reported or form.shape == "dated_ledger" for form in forms)


def find_mean(totals: Sequence[str]) -> str | None:
    """Return the mean of totals with two decimals, rounded half up, or None without totals."""
    if not totals:
        return None
    # cents ÷ n + ½ = (2 × cents + n) ÷ 2n, rounded down.
    cents = int(sum(Decimal(total) for total in totals) * 100)
    return str(Decimal((2 * cents + len(totals)) // (2 * len(totals))).scaleb(-2))


def _to_unit(
    unit: dict[str, Any], groups: Mapping[str, str], provisional_lost: str | None
) -> UnitScore:
    return UnitScore(
        unit=unit["unit"],
        rank=unit["rank"],
        previous_rank=None,
        full=unit["full"],
        earned=unit["earned"],
        lost=unit["lost"],
        pending=unit["pending"],
        total=unit["total"],
        rate=unit["rate"],
        grade=unit["grade"],
        items=tuple(
            ItemScore(
                item["id"], item["full"], item["earned"], item.get("lost"), item.get("pending")
            )
            for item in unit["indicators"]
        ),
        nodes=tuple(map(_to_node, unit["nodes"] or ())),
        group=groups.get(unit["unit"], ""),
        key=unit["key"],
        bonus=unit["bonus"],
        deductions=unit["deductions"],
        bonus_counted=unit["bonus_counted"] or False,
        added=unit["added"],
        vetoes=tuple(unit["vetoes"] or ()),
        at_risk=tuple(unit["at_risk"] or ()),
        provisional_lost=provisional_lost,
        is_grade_settled=unit["grade_settled"] is not False,
    )


def _to_node(node: dict[str, Any]) -> ItemScore:
    """Return a node's points with two decimals: of one without a full mark what it adds.

    Only clauses and the total are rounded when they are scored; a converted node is printed so.
    """
    if node["full"] is None:
        return ItemScore(node["id"], None, _round(node["added"]), None, None)
    lost, pending = _round(node["lost"]), _round(node["pending"])
    return ItemScore(node["id"], node["full"], _round(node["earned"]), lost, pending)


def _round(points: str) -> str:
    return str(Decimal(points).quantize(Decimal("0.01"), ROUND_HALF_UP))
