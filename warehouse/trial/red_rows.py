"""Say in words which scores a check of the warehouse finds wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scoring.clauses.faults import Place
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor

MEANINGS = {
    "check_balance": "得分、扣分、待定加起来不等于满分",
    "check_bounds_hold": "得分不在年内还能得到的范围之内",
    "check_evidence_resolves": "得分明细的依据不在报表中",
    "check_ledger_adds_up": "得分明细加起来不等于得分",
    "check_points_have_one_home": "得分明细有一行重复，或归错了地方",
    "check_units_are_scored": "有得分没有明细，或有明细没有得分",
    "check_units_on_roster": "得分的单位不在名册",
    "check_adjustments_are_decided": "得分明细有没有决定过的更正",
}
"""Check → what its wrong rows mean."""

MOST_NAMED = 5
"""The clauses that one check names; more of the same help nobody."""


def find_wrong_rows(cursor: Cursor, scheme: Scheme, check: str) -> Iterator[tuple[Place, str]]:
    """Yield (place, words) of the clauses whose scores a check finds wrong, each once."""
    units = dict(cursor.execute("select unit_id, unit_name from unit").fetchall())
    rows = cursor.execute(f"from {check}")
    names = [column[0] for column in rows.description or ()]
    found: dict[Place, dict[str, Any]] = {}
    for values in rows.fetchall():
        row = dict(zip(names, values, strict=True))
        found.setdefault(_find_place(row), row)
    for place, row in list(found.items())[:MOST_NAMED]:
        month = f"截至 {scheme.calendar.write(row['as_of'])}，" if row.get("as_of") else ""
        unit = f"“{units.get(row.get('unit_id'), '某单位')}”的"
        yield place, f"{month}{unit}{MEANINGS.get(check, check)}{_list_points(row)}"


def _find_place(row: dict[str, Any]) -> Place:
    place = [f"考核 {row['assessment_id']}"]
    if row.get("indicator_id") not in (None, "total", "result"):
        place.append(f"指标 {row['indicator_id']}")
    return tuple(place)


def _list_points(row: dict[str, Any]) -> str:
    """Return the figures of a wrong row, as far as the check shows them."""
    titles = {
        "full_points": "满分", "earned": "得分", "lost": "扣分", "pending": "待定",
        "worst": "最少", "best": "最多",
    }  # fmt: skip
    shown = [f"{title} {row[name]}" for name, title in titles.items() if row.get(name) is not None]
    return f"（{'，'.join(shown)}）" if shown else ""
