"""A moment of a scheme's history: the batches, the scheme's version and the choices up to then.

Batches are numbered; scheme versions and choices say after which batch they came. A number of
each together names a moment exactly, also one between two batches.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.faults import SchemeError, WrongCall

NOW = 2**31 - 1
"""Later than any batch."""


@dataclass(frozen=True)
class Moment:
    """What had happened up to these numbers, and nothing after."""

    known_at: int
    """The newest batch."""
    scheme_version: int
    choice_id: int
    """The newest choice of an interpretation; 0 before the first."""


def find_moment(cursor: Cursor, scheme_id: str, known_at: int | None = None) -> Moment:
    """Return the moment right after a batch was landed, or now; WrongCall: unknown scheme."""
    until = NOW if known_at is None else known_at
    version = find_version(cursor, scheme_id, known_at)
    choice = cursor.execute(
        "select coalesce(max(choice_id), 0) from interpretation_choice"
        " where scheme_id = ? and after_batch_id < ?",
        [scheme_id, until],
    ).fetchall()[0][0]
    return Moment(until, version, choice)


def find_version(cursor: Cursor, scheme_id: str, known_at: int | None = None) -> int:
    """Return the version of a scheme that held right after a batch, or holds now.

    Before its first version there is none to score by: then it is the first.
    """
    rows = cursor.execute(
        "select coalesce(max(version) filter (where after_batch_id < ?), min(version))"
        " from scheme_version where scheme_id = ?",
        [NOW if known_at is None else known_at, scheme_id],
    ).fetchall()
    version = rows[0][0]
    if version is None:
        known = cursor.execute(
            "select distinct scheme_id from scheme_version order by 1"
        ).fetchall()
        names = "、".join(row[0] for row in known) or "无，请先运行 kaohe init"
        raise WrongCall(f"没有考核方案“{scheme_id}”（已有：{names}）。")
    return int(version)


def read_version(cursor: Cursor, scheme_id: str, version: int) -> Scheme:
    """Return a version of a scheme; SchemeError where this program cannot read it."""
    rows = cursor.execute(
        "select document from scheme_version where scheme_id = ? and version = ?",
        [scheme_id, version],
    ).fetchall()
    try:
        return Scheme.model_validate_json(rows[0][0])
    except ValidationError as error:
        place = "、".join(".".join(map(str, one["loc"])) for one in error.errors()[:3])
        raise SchemeError(
            f"考核方案“{scheme_id}”第{version}版不符合本程序的要求（{place}），不能使用。"
            "其他方案不受影响。请改正方案后重新装入，或换用写入它的程序版本。"
        ) from None


def read_choices_until(cursor: Cursor, scheme: Scheme, choice_id: int) -> dict[str, str]:
    """Return the option of every interpretation, by the choices up to one.

    An option that this version of the scheme does not know falls back to the default.
    """
    rows = run_query(
        cursor, "schemes/choices_until", {"scheme": scheme.id, "choice": choice_id}
    ).fetchall()
    known = {(one.id, option.id) for one in scheme.interpretations for option in one.options}
    return scheme.choices({one: option for one, option in rows if (one, option) in known})
