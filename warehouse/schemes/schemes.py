"""Register schemes with their tables and views, and read schemes and chosen interpretations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scoring.scheme import Scheme
from scoring.sheets.marks import fold
from scoring.sheets.words import TO_CHINESE, TO_ENGLISH
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.database.scheme_schema import create_tables, create_views, write_lists
from warehouse.faults import SchemeError, WrongCall
from warehouse.schemes.retirements import list_retired
from warehouse.schemes.scheme_history import (
    find_moment,
    find_version,
    read_choices_until,
    read_version,
)


class Version(NamedTuple):
    """A registered version of a scheme and the digest of its document."""

    version: int
    sha256: str


class Publication(NamedTuple):
    """Who publishes a version, why, and the sentences on what differs from the one before."""

    actor: str = ""
    reason: str = ""
    difference: tuple[str, ...] = ()


UNRECORDED = Publication()
"""For a store in memory, whose versions nobody looks up."""


def register_scheme(
    cursor: Cursor, scheme: Scheme, publication: Publication = UNRECORDED
) -> Version | None:
    """Write a scheme's new version, lists, tables and views; None if it is registered already."""
    if is_registered(cursor, scheme):
        return None
    number = cursor.execute(
        "select coalesce(max(version), 0) + 1 from scheme_version where scheme_id = ?", [scheme.id]
    ).fetchall()[0][0]
    cursor.execute(
        "insert into scheme_version values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            scheme.id,
            number,
            scheme.sha256,
            scheme.text,
            latest_batch(cursor),
            publication.actor,
            publication.reason,
            list(publication.difference),
            utc_now(),
        ],
    ).fetchall()
    write_lists(cursor, scheme)
    create_tables(cursor, scheme)
    create_views(cursor, scheme)
    return Version(number, scheme.sha256)


def is_registered(cursor: Cursor, scheme: Scheme) -> bool:
    """Tell whether the newest registered version of a scheme is this one."""
    newest = cursor.execute(
        "select arg_max(sha256, version) from scheme_version where scheme_id = ?", [scheme.id]
    ).fetchall()[0][0]
    return bool(newest == scheme.sha256)


def read_schemes(cursor: Cursor, *, with_retired: bool = False) -> list[Scheme]:
    """Return the newest version of every scheme in use that this program can read, by id.

    `with_retired`: also of the retired ones, which no filter, form or recognition may offer.
    """
    retired = frozenset[str]() if with_retired else list_retired(cursor)
    found = (result for result in _read_each(cursor) if isinstance(result, Scheme))
    return [scheme for scheme in found if scheme.id not in retired]


def find_unreadable_schemes(cursor: Cursor) -> list[str]:
    """Return a sentence for each registered scheme that this program cannot read."""
    return [str(result) for result in _read_each(cursor) if isinstance(result, SchemeError)]


def list_known(cursor: Cursor) -> list[str]:
    """Return the ids of all schemes of the store, retired and unreadable ones too."""
    rows = cursor.execute("select distinct scheme_id from scheme_version order by 1").fetchall()
    return [row[0] for row in rows]


def _read_each(cursor: Cursor) -> Iterator[Scheme | SchemeError]:
    for scheme_id in list_known(cursor):
        try:
            yield read_scheme(cursor, scheme_id)
        except SchemeError as fault:
            yield fault


def read_scheme(cursor: Cursor, scheme_id: str, known_at: int | None = None) -> Scheme:
    """Return a scheme as of now, or as known after a batch; WrongCall for unknown schemes."""
    return read_version(cursor, scheme_id, find_version(cursor, scheme_id, known_at))


def read_choices(cursor: Cursor, scheme: Scheme, known_at: int | None = None) -> dict[str, str]:
    """Return interpretation → chosen option, as of now or as known after a batch."""
    moment = find_moment(cursor, scheme.id, known_at)
    return read_choices_until(cursor, scheme, moment.choice_id)


def check_choices(scheme: Scheme, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the chosen options by their ids; a word of the language may be typed in Chinese.

    WrongCall, with the allowed values, for an unknown interpretation or option.
    """
    checked = {}
    for interpretation_id, typed in chosen.items():
        try:
            interpretation = scheme.interpretation(interpretation_id)
        except KeyError:
            known = "、".join(one.id for one in scheme.interpretations)
            raise WrongCall(f"没有口径“{interpretation_id}”（可选：{known}）。") from None
        options = [option.id for option in interpretation.options]
        # A workbook says 不足一档不计 where text says `whole`; an office's own id goes first.
        option = typed if typed in options else TO_ENGLISH.get(fold(typed), typed)
        if option not in options:
            known = "、".join(TO_CHINESE.get(one, one) for one in options)
            raise WrongCall(f"口径“{interpretation_id}”没有选项“{typed}”（可选：{known}）。")
        checked[interpretation_id] = option
    return checked


def latest_batch(cursor: Cursor) -> int:
    """Return the number of the newest batch; 0 before the first."""
    return int(cursor.execute("select coalesce(max(batch_id), 0) from batch").fetchall()[0][0])
