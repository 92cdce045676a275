"""Preview the choice of another reading, and publish it with a reason."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from warehouse.database.connection import Cursor
from warehouse.editions.sealing import Act
from warehouse.faults import Refused, WrongCall
from warehouse.results.scheme_changes import write_choice
from warehouse.scheme_life.publishing import describe_sealed_months, find_basis
from warehouse.scheme_life.score_moves import MonthMoves, list_moves, read_standing_scores
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store


@dataclass(frozen=True)
class ReadingPreview:
    """What another option of a reading moves."""

    moves: tuple[MonthMoves, ...]
    """All months up to the newest that has data."""
    basis: str
    """As of `Preview`."""

    @property
    def sealed(self) -> tuple[MonthMoves, ...]:
        """The moves of sealed months."""
        return tuple(one for one in self.moves if one.is_sealed)


class _Undo(Exception):
    """Ends a preview's transaction, which writes nothing."""


def preview_reading(store: Store, scheme_id: str, reading: str, option: str) -> ReadingPreview:
    """Return what choosing an option would move: the choice itself, rolled back at its end.

    WrongCall for an unknown scheme, reading or option.
    """
    found: list[ReadingPreview] = []
    act = Act(store.person.name, "")
    with suppress(_Undo), store.writer("choose_interpretation") as cursor:
        found.append(_choose(cursor, scheme_id, reading, option, act))
        raise _Undo
    return found[0]


def publish_reading(
    store: Store,
    scheme_id: str,
    reading: str,
    option: str,
    act: Act,
    *,
    corrects: bool = False,
    expected: str | None = None,
) -> ReadingPreview:
    """Choose an option and score every month by it; return what it moved.

    WrongCall without a reason. Refused if `expected` is not the basis any more, or if figures of
    sealed months move and `corrects` is not set.
    """
    if not act.reason.strip():
        raise WrongCall("改变口径要写明理由。")
    with store.writer("choose_interpretation") as cursor:
        if expected is not None and expected != find_basis(cursor, scheme_id):
            raise Refused("预览之后数据、方案或口径又有变动，没有采用。请重新预览后再确定。")
        preview = _choose(cursor, scheme_id, reading, option, act)
        if preview.sealed and not corrects:
            raise Refused(
                f"已封存的月份会变动：{describe_sealed_months(preview.sealed)}，没有采用。"
                "确要改动的，请写明更正：印发过的通报不变，变动进入下一期更正表。"
            )
    return preview


def _choose(cursor: Cursor, scheme_id: str, reading: str, option: str, act: Act) -> ReadingPreview:
    """Write a choice and its scores in the open transaction; return what that moved."""
    basis = find_basis(cursor, scheme_id)
    scheme = read_scheme(cursor, scheme_id)
    before = read_standing_scores(cursor, scheme)
    write_choice(cursor, scheme, {reading: option}, act.actor, act.reason)
    return ReadingPreview(
        list_moves(scheme, before, read_standing_scores(cursor, scheme), {}), basis
    )
