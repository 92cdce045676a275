"""List schemes: those of the store, in use or not, and those that ship and may be loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from scoring.clauses.faults import SchemeRefused
from scoring.scheme import Scheme
from scoring.scheme_text import SchemeParts
from warehouse.database.connection import Cursor
from warehouse.faults import SchemeError
from warehouse.schemes.retirements import list_retired
from warehouse.schemes.scheme_files import list_example_folders, read_parts
from warehouse.schemes.schemes import list_known, read_scheme

State = Literal["in_use", "retired", "unreadable", "offered"]

STATE_TITLES: dict[State, str] = {
    "in_use": "使用中", "retired": "已停用", "unreadable": "无法读取", "offered": "可装入",
}  # fmt: skip

NO_SCHEME = "暂无考核方案，请管理员先装入示例，或发布去年的、新填好的方案工作簿。"
"""What an empty store says wherever a scheme is needed."""


@dataclass(frozen=True)
class SchemeVersion:
    """A published version of a scheme, as the record has it."""

    number: int
    sha256: str
    actor: str
    reason: str
    difference: tuple[str, ...]
    """What differed from the version before, in sentences."""
    loaded_at: datetime


@dataclass(frozen=True)
class ListedScheme:
    """A scheme in the list; counts are 0 where this program cannot read it."""

    id: str
    title: str
    state: State
    year: int | None = None
    region: str = ""
    units: int = 0
    clauses: int = 0
    forms: int = 0
    version: SchemeVersion | None = None
    """The newest version; None: it is offered only."""
    problem: str | None = None
    """Why it cannot be read."""


def list_schemes(cursor: Cursor) -> list[ListedScheme]:
    """Return the schemes of the store by id, then those that ship and are not in it."""
    retired, known = list_retired(cursor), list_known(cursor)
    listed = [_list_known(cursor, one, is_retired=one in retired) for one in known]
    offered = [folder for folder in list_example_folders() if folder.name not in known]
    for folder in offered:
        try:
            listed.append(_describe_offered(folder.name, read_parts(folder)))
        except SchemeRefused as refused:
            listed.append(ListedScheme(folder.name, "", "unreadable", problem=str(refused)))
    return listed


def _list_known(cursor: Cursor, scheme_id: str, *, is_retired: bool) -> ListedScheme:
    newest = read_history(cursor, scheme_id)[0]
    try:
        scheme = read_scheme(cursor, scheme_id)
    except SchemeError as fault:
        return ListedScheme(scheme_id, "", "unreadable", version=newest, problem=str(fault))
    return _describe(scheme, "retired" if is_retired else "in_use", newest)


def _describe_offered(scheme_id: str, parts: SchemeParts) -> ListedScheme:
    """Return a scheme that ships as it is written: loading it takes a second or more."""
    notice = parts.notice
    trees = [one["total"] for one in notice.get("assessment", ())] or [notice["total"]]
    return ListedScheme(
        scheme_id,
        str(notice["title"]),
        "offered",
        year=notice["year"],
        region=str(notice.get("region", "")),
        units=len(parts.units) + len(notice.get("unit", ())),
        clauses=sum(map(_count_clauses, trees)),
        forms=len(parts.forms),
    )


def _count_clauses(node: Mapping[str, Any]) -> int:
    return sum(map(_count_clauses, node["clauses"])) if "clauses" in node else 1


def _describe(scheme: Scheme, state: State, version: SchemeVersion | None = None) -> ListedScheme:
    return ListedScheme(
        scheme.id,
        scheme.title,
        state,
        year=scheme.year,
        region=scheme.region,
        units=len(scheme.units),
        clauses=sum(len(one.indicators) for one in scheme.assessments),
        forms=len(scheme.datasets),
        version=version,
    )


def read_history(cursor: Cursor, scheme_id: str) -> list[SchemeVersion]:
    """Return the versions of a scheme, the newest first; none for an unknown scheme."""
    rows = cursor.execute(
        "select version, sha256, actor, reason, difference, loaded_at from scheme_version"
        " where scheme_id = ? order by version desc",
        [scheme_id],
    ).fetchall()
    return [
        SchemeVersion(number, sha256, actor, reason, tuple(difference), loaded_at)
        for number, sha256, actor, reason, difference, loaded_at in rows
    ]
