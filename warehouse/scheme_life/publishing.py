"""Preview a version of a scheme, and publish it: with who, why, and what differs, on record."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.editions.sealing import Act
from warehouse.faults import Refused, WrongCall
from warehouse.results.scheme_changes import (
    find_in_force,
    record_publication,
    register_and_score,
)
from warehouse.scheme_life.score_moves import (
    MonthMoves,
    list_moves,
    read_standing_scores,
)
from warehouse.schemes.differences.change import Change
from warehouse.schemes.differences.compare import compare_schemes, describe_first
from warehouse.schemes.differences.roster import find_renamed
from warehouse.schemes.differences.writing import say_the_same
from warehouse.schemes.retirements import refuse_retired
from warehouse.schemes.scheme_list import read_history
from warehouse.schemes.schemes import Publication, latest_batch
from warehouse.store import Store

MOST_NAMED = 6
"""Months that a refusal names."""


@dataclass(frozen=True)
class Preview:
    """What publishing a scheme does: what differs, and whose scores move."""

    scheme: Scheme
    version: int
    """The number that the version gets."""
    previous: int | None
    """The version in force; None: the scheme is new."""
    changes: tuple[Change, ...]
    sentences: tuple[str, ...]
    """What goes on record."""
    moves: tuple[MonthMoves, ...]
    """All months up to the newest that has data."""
    basis: str
    """What the preview was made of; a publication that expects it is refused after a change."""
    is_unchanged: bool = False
    """Whether this very text is in force, so that there is nothing to publish."""

    @property
    def sealed(self) -> tuple[MonthMoves, ...]:
        """The moves of sealed months."""
        return tuple(one for one in self.moves if one.is_sealed)


class _Undo(Exception):
    """Ends a preview's transaction, which writes nothing."""


def preview_scheme(store: Store, scheme: Scheme) -> Preview:
    """Return what publishing a scheme would do: the publication itself, rolled back at its end.

    Refused and SchemeError as for `publish_scheme`, except for sealed months.
    """
    found: list[Preview] = []
    with suppress(_Undo), store.writer("load_scheme") as cursor:
        found.append(_publish(cursor, scheme, Act(store.person.name, "")))
        raise _Undo
    return found[0]


def publish_scheme(
    store: Store, scheme: Scheme, act: Act, *, corrects: bool = False, expected: str | None = None
) -> Preview:
    """Publish a version of a scheme and score every month by it; return what it changed.

    WrongCall without a reason. Refused if the text is in force already, if the scheme is retired,
    if `expected` is not the basis any more, or if figures of sealed months move and `corrects` is
    not set: with it the editions stay as issued, and the next one lists the corrections.
    """
    if not act.reason.strip():
        raise WrongCall("发布考核方案要写明理由。")
    with store.writer("load_scheme") as cursor:
        if expected is not None and expected != find_basis(cursor, scheme.id):
            raise Refused("预览之后数据、方案或口径又有变动，没有发布。请重新预览后再发布。")
        preview = _publish(cursor, scheme, act)
        if preview.is_unchanged:
            raise Refused(f"考核方案“{scheme.id}”没有改动，已发布的就是这一版。")
        if preview.sealed and not corrects:
            raise Refused(describe_sealed(preview.sealed))
    return preview


def _publish(cursor: Cursor, scheme: Scheme, act: Act) -> Preview:
    """Register and score a version in the open transaction; return what that changed."""
    refuse_retired(cursor, scheme.id)
    history = read_history(cursor, scheme.id)
    basis = find_basis(cursor, scheme.id)
    old = find_in_force(cursor, scheme.id)
    if old is not None and say_the_same(old, scheme):
        number = history[0].number
        return Preview(scheme, number, number, (), (), (), basis, is_unchanged=True)
    if old is not None:
        _refuse_other_year(cursor, old, scheme)
        _refuse_renamed(cursor, old, scheme)
    changes = compare_schemes(old, scheme) if old else ()
    sentences = tuple(one.sentence for one in changes) if old else describe_first(scheme)
    before = read_standing_scores(cursor, scheme) if history else None
    publication = Publication(act.actor, act.reason, sentences)
    version = register_and_score(cursor, scheme, publication)
    assert version is not None
    moves: tuple[MonthMoves, ...] = ()
    if before:
        after = read_standing_scores(cursor, scheme)
        moves = list_moves(scheme, before, after, _find_renamed(old, scheme))
    sealed = sorted({one.month for one in moves if one.is_sealed})
    record_publication(cursor, scheme, version, publication, sealed)
    previous = history[0].number if history else None
    return Preview(scheme, version.version, previous, changes, sentences, moves, basis)


def _refuse_other_year(cursor: Cursor, old: Scheme, scheme: Scheme) -> None:
    """Raise Refused if a scheme with data changes its months: that is another scheme."""
    if old.calendar == scheme.calendar:
        return
    rows = cursor.execute("select 1 from batch where scheme_id = ? limit 1", [scheme.id]).fetchall()
    if rows:
        raise Refused(
            f"考核方案“{scheme.id}”已有{old.year}年度的数据，不能改为另外的月份。"
            "新的年度请先把方案复制到下一年，用另一个代号。"
        )


def _refuse_renamed(cursor: Cursor, old: Scheme, scheme: Scheme) -> None:
    """Raise Refused if a unit with data changes its name: its data would stay under the old one."""
    for before, after in _find_renamed(old, scheme).items():
        rows = cursor.execute(
            "select 1 from source_row inner join unit using (unit_id)"
            " where scheme_id = ? and unit_name = ? limit 1",
            [scheme.id, before],
        ).fetchall()
        if rows:
            raise Refused(
                f"单位“{before}”已有数据，不能直接改名为“{after}”：数据会留在原名下。"
                f"请保留“{before}”并写明截止月，另列“{after}”并写明起始月，或只把新名称列为别名。"
            )


def _find_renamed(old: Scheme | None, scheme: Scheme) -> Mapping[str, str]:
    if old is None:
        return {}
    sides = ({one.name: one for one in side.units} for side in (old, scheme))
    return find_renamed(*sides)


def find_basis(cursor: Cursor, scheme_id: str) -> str:
    """Return what a preview rests on: versions, batches, choices and seals, as one text."""
    rows = cursor.execute(
        "select (select count(*) from scheme_version where scheme_id = $id),"
        " (select count(*) from interpretation_choice where scheme_id = $id),"
        " (select count(*) from seal_change where scheme_id = $id)",
        {"id": scheme_id},
    ).fetchall()
    return "-".join(map(str, (*rows[0], latest_batch(cursor))))


def describe_sealed(moves: tuple[MonthMoves, ...]) -> str:
    """Return why a version is refused that moves figures of sealed months."""
    return (
        f"已封存的月份会变动：{describe_sealed_months(moves)}，没有发布。"
        "确要改动的，请写明更正（--correct）：印发过的通报不变，变动进入下一期更正表。"
    )


def describe_sealed_months(moves: tuple[MonthMoves, ...]) -> str:
    """Return the sealed months that move, each with its number of units."""
    months: dict[str, int] = {}
    for one in moves:
        months[one.month] = months.get(one.month, 0) + len(one.units)
    named = "、".join(
        f"{month}（{count}个单位）" for month, count in list(months.items())[:MOST_NAMED]
    )
    return f"{named}等{len(months)}个月" if len(months) > MOST_NAMED else named
