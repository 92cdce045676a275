"""A small county for editions: the invented scheme, its files, and later versions of the scheme."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.changed_schemes import Parts, list_clauses
from tests.changed_schemes import change_scheme as change_parts
from tests.repository import SCHEMES
from tests.warehouse.files import land
from warehouse.editions.archive import Edition
from warehouse.editions.issuing import issue_edition, prepare_edition
from warehouse.editions.recomputing import verify_editions
from warehouse.editions.sealing import Act
from warehouse.home.opening import open_store
from warehouse.objections import (
    Claim,
    Decision,
    decide_objection,
    file_objection,
    list_lines,
)
from warehouse.results.scheme_changes import install_schemes
from warehouse.results.scores import read_scores
from warehouse.schemes.scheme_files import load_scheme
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

SCHEME = "invented-2023"
CASES = tomllib.loads((SCHEMES / "cases" / "invented.toml").read_text("utf-8"))
OFFICE = Act("办公室", "测试")
FIRST, SECOND, THIRD = "2023-01", "2023-02", "2023-03"
TODAY = date(2023, 4, 6)
UNIT, OTHER, TOWN = "云溪县甲局", "云溪县乙局", "丙镇"


def fill_county(home: Path) -> None:
    """Create a store with only the invented scheme, and land its files."""
    store = open_store(home, create=True)
    assert install_schemes(store, [load_scheme(SCHEMES / SCHEME)]) == [SCHEME]
    for file in CASES["file"]:
        land(store, SCHEME, file["dataset"], file["month"], file["rows"])
    store.close()


def issue(
    store: Store, month: str, *documents: tuple[str, bytes], reason: str = "月通报"
) -> Edition:
    """Issue the next edition of a month."""
    act = Act("办公室", reason)
    return issue_edition(store, prepare_edition(store, SCHEME, month), act, documents)


def land_work(store: Store, month: str, posts: str, **options: Any) -> int:
    """Land a month of 日常工作 with these posts of 甲局; return the batch's number."""
    rows = [
        {"unit": "甲局", "posts": posts, "visits": "2", "reports": "1"},
        {"unit": TOWN, "posts": "1", "visits": "1", "reports": ""},
    ]
    report = land(store, SCHEME, "yx_work", month, rows, **options)
    assert report.batches[0].id
    return report.batches[0].id


def change_scheme(store: Store, step: int) -> None:
    """Register a later version: other points, a new indicator with a new column, another roster."""
    scheme = load_scheme(SCHEMES / SCHEME)
    install_schemes(store, [change_parts(scheme, lambda parts: _revise(parts, step))])


def _revise(parts: Parts, step: int) -> None:
    clauses = list_clauses(parts, "1")
    tidy, posts = clauses[3], clauses[0]
    tidy["full"], posts["name"] = 20 - step, f"政务信息（第{step}次修订）"
    new = {"id": "1.9", "name": "新增事项", "full": step, "clause": "一(九)"}
    clauses.append({**new, "mark": "yx_check.safety"})
    columns = parts["forms"]["yx_check"]["column"]
    columns["tidiness"]["maximum"] = 20 - step
    columns["safety"] = {"headers": "安全", "type": "mark", "maximum": step}
    units = parts["units"]
    if step % 2:  # a unit leaves the roster, another one comes, the order changes
        units.remove(next(unit for unit in units if unit["name"] == OTHER))
        own = {"monthly_visit_quota": 1, "yearly_report_quota": 2}
        units.insert(0, {"name": "戊镇", "kind": "town", "assessments": ["1"], "own": own})


def object_to(store: Store, claim: Claim, home: str = "lost", **options: Any) -> int:
    """File an objection to the indicator's first line that counts to `home`; return its number."""
    with store.reader() as cursor:
        lines = list_lines(cursor, read_scheme(cursor, claim.scheme_id), claim)
    key = next(line["key"] for line in lines if line["counts_to"] == home)
    named = replace(claim, key=key)
    settings = {"actor": claim.unit, "today": TODAY, **options}
    return file_objection(store, named, "材料已按时报送，请复核。", **settings)


def decide(store: Store, number: int, points: str, **options: Any) -> int | None:
    """Accept an objection and move points."""
    return decide_objection(store, number, Decision("accepted", Decimal(points), **options), OFFICE)


def read_indicator(store: Store, month: str, unit: str, indicator: str) -> dict[str, str]:
    """Return an indicator's published figures."""
    units = read_scores(store, SCHEME, month)["units"]
    items = [item for scored in units if scored["unit"] == unit for item in scored["indicators"]]
    return next(item for item in items if item["id"] == indicator)


def find_unsound(store: Store) -> list[str]:
    """Return the problems of all editions; empty if they are sound."""
    return [verdict.problem for verdict in verify_editions(store) if verdict.problem]
