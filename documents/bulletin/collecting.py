"""Read the facts of a month's bulletin from the store, as of now or as known at a batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from documents.bulletin.facts import (
    Board,
    BoardItem,
    Bulletin,
    Event,
    ItemScore,
    UnitScore,
)
from documents.bulletin.form_facts import collect_form
from documents.bulletin.gaps import find_gaps
from documents.bulletin.movement import YEAR_CLOSED, compare_boards
from scoring.scheme import Assessment, Indicator, PassMark, Scheme
from warehouse.editions.content import find_month_moment
from warehouse.faults import Refused
from warehouse.results.rescoring import indicator_datasets
from warehouse.results.scores import ScoreQuery, ScoreSource, open_scores, read_units
from warehouse.store import Store
from warehouse.views import read_months
from warehouse.views.month_facts import (
    DatedLine,
    read_dated_lines,
    read_provisional_lost,
)

TRIES = 5
"""How often the facts are read again if data are landed meanwhile."""


def collect_bulletin(store: Store, question: ScoreQuery) -> Bulletin:
    """Return the facts of a month's bulletin, all from one state of the store.

    Raises Refused if data keep being landed meanwhile, and Denied for users of a unit, who may
    only read issued bulletins.
    """
    store.person.check_every_unit()
    for _ in range(TRIES):
        version = store.version
        bulletin = _collect(store, question)
        if store.version == version:
            return bulletin
    raise Refused("数据正在不断更新，通报没有生成。请等导入结束后再试。")


def _collect(store: Store, question: ScoreQuery) -> Bulletin:
    before = _read_boards_before(store, question)
    with open_scores(store, question, None) as found:
        scheme = found.scheme
        boards = {
            board.assessment: replace(board, events=_read_events(found, board.assessment))
            for board in _read_boards(found)
        }
        forms = tuple(
            collect_form(found, dataset, boards)
            for dataset in scheme.datasets
            if dataset.shape == "month_form"
        )
        moment = find_month_moment(
            found.facts, scheme.id, f"{scheme.year}-{found.month:02d}", found.known_at
        )
        bulletin = Bulletin(
            scheme_id=scheme.id,
            title=scheme.title,
            document=scheme.document,
            region=scheme.region,
            year=scheme.year,
            month=found.month,
            is_final=question.final,
            batch=moment.known_at,
            boards=tuple(
                _compare(board, before.get(board.assessment), question, found.month)
                for board in boards.values()
            ),
            forms=forms,
            gaps=(),
        )
        return replace(bulletin, gaps=tuple(find_gaps(found, bulletin)))


def _compare(board: Board, before: Board | None, question: ScoreQuery, month: int) -> Board:
    """Return a board compared with the month before, except at the year's close.

    The points that the close takes are not a change since the month before.
    """
    if question.final:
        return replace(board, no_comparison=YEAR_CLOSED)
    return compare_boards(board, before, month - 1)


def _read_boards_before(store: Store, question: ScoreQuery) -> dict[str, Board]:
    """Return the boards of the month before that have data, by assessment; none in January.

    This needs a question of its own, because a what-if or a past state scores only one month.
    """
    year, _, month = question.as_of.partition("-")
    if not month.isdigit() or int(month) <= 1:
        return {}
    earlier = replace(question, as_of=f"{year}-{int(month) - 1:02d}", final=False)
    with open_scores(store, earlier, None) as found:
        boards = list(_read_boards(found))
        reported = _list_reported(found)
    return {
        board.assessment: board
        for board, assessment in zip(boards, found.scheme.assessments, strict=True)
        if reported
        & {
            key
            for indicator in assessment.indicators
            for key in indicator_datasets(found.scheme, indicator)
        }
    }


def _list_reported(found: ScoreSource) -> set[str]:
    """Return the datasets that are reported for any month up to the answer's."""
    months = read_months(found.facts, found.scheme).drop_nulls("batch_id")
    return set(months.filter(pl.col("month") <= found.month)["dataset"])


def _read_boards(found: ScoreSource) -> Iterator[Board]:
    """Yield the boards of the answer's month, without their events."""
    reported, provisional = _list_reported(found), read_provisional_lost(found)
    for assessment in found.scheme.assessments:
        yield _to_board(found, assessment, reported, provisional)


def _to_board(
    found: ScoreSource,
    assessment: Assessment,
    reported: Collection[str],
    provisional: Mapping[tuple[str, str], str],
) -> Board:
    units = list(read_units(found, assessment))
    return Board(
        assessment=assessment.id,
        title=assessment.title,
        full=f"{assessment.full:.2f}",
        has_bonus=assessment.has_bonus,
        mean=find_mean([unit["total"] for unit in units if unit["rank"] is not None]),
        items=tuple(
            BoardItem(
                indicator.id,
                indicator.name,
                indicator.part,
                f"{indicator.full:.2f}",
                _is_in(found, indicator, reported),
                _is_by_value(found, indicator),
            )
            for indicator in assessment.indicators
            if indicator.part != "veto"
        ),
        roster=tuple(unit.name for unit in found.scheme.roster(assessment.id)),
        units=tuple(
            _to_unit(unit, provisional.get((assessment.id, unit["unit"]))) for unit in units
        ),
        pass_line=_find_pass_line(assessment),
        events=(),
    )


def _is_by_value(found: ScoreSource, indicator: Indicator) -> bool:
    """Return whether an indicator is decided by each unit's own value.

    In a monthly column a blank is a value ('not done'), so the form as a whole decides.
    """
    needs = indicator.resolve(found.choices).needs()
    columns = (found.scheme.dataset(need.dataset).column(need.column) for need in needs)
    return any(column.read != "monthly" for column in columns)


def _read_events(found: ScoreSource, assessment: str) -> tuple[Event, ...]:
    lines = read_dated_lines(found, found.scheme.assessment(assessment))
    return tuple(_to_event(found.scheme, line) for line in lines)


def _find_pass_line(assessment: Assessment) -> str | None:
    """Return the pass mark, or None: below a floor of key items a unit has failed for good."""
    return str(assessment.grading.pass_at) if isinstance(assessment.grading, PassMark) else None


def _is_in(found: ScoreSource, indicator: Indicator, reported: Collection[str]) -> bool:
    """Return whether one of an indicator's forms is reported; ledgers always count as reported.

    A ledger without rows says that nothing happened, so there is nothing to wait for.
    """
    keys = indicator_datasets(found.scheme, indicator)
    return any(key in reported or found.scheme.dataset(key).shape == "dated_ledger" for key in keys)


def find_mean(totals: Sequence[str]) -> str | None:
    """Return the mean of totals with two decimals, rounded half up, or None without totals."""
    if not totals:
        return None
    # cents ÷ n + ½ = (2 × cents + n) ÷ 2n, rounded down.
    cents = int(sum(Decimal(total) for total in totals) * 100)
    return str(Decimal((2 * cents + len(totals)) // (2 * len(totals))).scaleb(-2))


def _to_unit(unit: dict[str, Any], provisional_lost: str | None) -> UnitScore:
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
        key=unit.get("key"),
        bonus=unit.get("bonus"),
        bonus_counted=unit.get("bonus_counted", False),
        vetoes=tuple(unit.get("vetoes", ())),
        at_risk=tuple(unit.get("at_risk", ())),
        provisional_lost=provisional_lost,
        is_grade_settled=unit["grade_settled"] is not False,
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
