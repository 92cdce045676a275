"""Read the facts of a month's bulletin from the store, as of now or as known at a batch."""

from __future__ import annotations

from dataclasses import replace

from documents.bulletin.board_facts import Board, Event
from documents.bulletin.board_reading import list_reported, read_boards
from documents.bulletin.facts import Bulletin
from documents.bulletin.form_facts import collect_form
from documents.bulletin.gaps import find_gaps
from documents.bulletin.movement import YEAR_CLOSED, compare_boards
from scoring.months import YEAR
from scoring.scheme import Scheme
from warehouse.editions.content import find_data_day, find_month_moment
from warehouse.faults import Refused
from warehouse.results.scores import (
    ScoreQuery,
    ScoreSource,
    open_scores,
    parse_month,
)
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views.month_facts import (
    DatedLine,
    read_dated_lines,
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
            for board in read_boards(found)
        }
        forms = tuple(
            collect_form(found, dataset, boards)
            for dataset in scheme.datasets
            if dataset.shape == "month_form"
        )
        moment = find_month_moment(
            found.facts, scheme.id, scheme.calendar.write(found.month), found.known_at
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
                _compare(board, before.get(board.assessment), question, found)
                for board in boards.values()
            ),
            forms=forms,
            gaps=(),
            calendar=scheme.calendar,
            data_day=find_data_day(found.facts, moment.known_at),
        )
        return replace(bulletin, gaps=tuple(find_gaps(found, bulletin)))


def _compare(board: Board, before: Board | None, question: ScoreQuery, found: ScoreSource) -> Board:
    """Return a board compared with the month before, except at the year's close.

    The points that the close takes are not a change since the month before.
    """
    if question.final:
        return replace(board, no_comparison=YEAR_CLOSED)
    _, month_before = found.scheme.calendar.calendar_month(found.month - 1)
    return compare_boards(board, before, month_before)


def _read_boards_before(store: Store, question: ScoreQuery) -> dict[str, Board]:
    """Return the boards of the month before that have data, by assessment; none in the first.

    This needs a question of its own, because a what-if or a past state scores only one month.
    """
    with store.reader() as cursor:
        scheme = read_scheme(cursor, question.scheme_id, question.known_at)
    month = parse_month(scheme, question.as_of)
    if month == 1:
        return {}
    earlier = replace(question, as_of=scheme.calendar.write(month - 1), final=False)
    with open_scores(store, earlier, None) as found:
        boards = list(read_boards(found))
        reported = list_reported(found)
    return {
        board.assessment: board
        for board, assessment in zip(boards, found.scheme.assessments, strict=True)
        if reported & set(assessment.datasets_of())
    }


def _read_events(found: ScoreSource, assessment: str) -> tuple[Event, ...]:
    lines = read_dated_lines(found, found.scheme.assessment(assessment))
    return tuple(_to_event(found.scheme, line) for line in lines)


def _to_event(scheme: Scheme, line: DatedLine) -> Event:
    year, _, rest = line.day.partition("-")
    number = scheme.calendar.number(int(year), int(rest[:2])) if rest else 0
    return Event(
        unit=line.unit,
        indicator=line.indicator,
        kind=line.kind,
        points=line.points,
        reason=line.reason,
        clause=line.clause,
        day=line.day,
        month=number if 1 <= number <= len(YEAR) else None,
        values=tuple(line.values.items()),
    )
