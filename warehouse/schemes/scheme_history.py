"""A point in a scheme's history: its batches, version and interpretation choices up to then.

Batches are numbered; scheme versions and choices store the batch after which they came. One number
of each identifies a point exactly, even between two batches.
"""

from __future__ import annotations

from dataclasses import dataclass

from scoring.scheme import Scheme
from scoring.scheme_loading import load_text
from scoring.scheme_text import UnreadableText
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.faults import SchemeError, WrongCall

NOW = 2**31 - 1
"""A number above that of any batch."""


@dataclass(frozen=True)
class Moment:
    """The history up to and including these numbers."""

    known_at: int
    """The newest batch."""
    scheme_version: int
    choice_id: int
    """The newest choice of an interpretation; 0 before the first."""


def find_moment(cursor: Cursor, scheme_id: str, known_at: int | None = None) -> Moment:
    """Return the moment right after a batch was landed, or now; WrongCall for unknown schemes."""
    until = NOW if known_at is None else known_at
    version = find_version(cursor, scheme_id, known_at)
    choice = cursor.execute(
        "select coalesce(max(choice_id), 0) from interpretation_choice"
        " where scheme_id = ? and after_batch_id < ?",
        [scheme_id, until],
    ).fetchall()[0][0]
    return Moment(until, version, choice)


def find_version(cursor: Cursor, scheme_id: str, known_at: int | None = None) -> int:
    """Return the version of a scheme that applied right after a batch, or applies now.

    Before the first version there is nothing to score by, so the first version is returned.
    WrongCall for unknown schemes.
    """
    batch = NOW if known_at is None else known_at
    ((version,),) = run_query(
        cursor, "schemes/version_known_at", {"scheme": scheme_id, "batch": batch}
    ).fetchall()
    if version is None:
        known = cursor.execute(
            "select distinct scheme_id from scheme_version order by 1"
        ).fetchall()
        names = "、".join(row[0] for row in known) or "无，请先装入方案"
        raise WrongCall(f"没有考核方案“{scheme_id}”（已有：{names}）。")
    return int(version)


def read_version(cursor: Cursor, scheme_id: str, version: int) -> Scheme:
    """Return a version of a scheme; SchemeError if this program cannot read it."""
    rows = cursor.execute(
        "select document from scheme_version where scheme_id = ? and version = ?",
        [scheme_id, version],
    ).fetchall()
    try:
        return load_text(rows[0][0])
    except UnreadableText as error:
        raise SchemeError(
            f"考核方案“{scheme_id}”第{version}版不符合本程序的要求（{error}），不能使用。"
            "其他方案不受影响。请改正方案后重新装入，或换用写入它的程序版本。"
        ) from None


def read_choices_until(cursor: Cursor, scheme: Scheme, choice_id: int) -> dict[str, str]:
    """Return interpretation → option, by the choices up to and including one.

    The default replaces an option that this version of the scheme does not have.
    """
    rows = run_query(
        cursor, "schemes/choices_until", {"scheme": scheme.id, "choice": choice_id}
    ).fetchall()
    known = {(one.id, option.id) for one in scheme.interpretations for option in one.options}
    return scheme.choices({one: option for one, option in rows if (one, option) in known})
