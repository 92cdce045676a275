"""A version is previewed, published with who and why, and kept from sealed months."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from scoring.scheme import Scheme
from tests.access import make_account
from tests.changed_schemes import Parts, change_scheme, list_clauses, set_keys
from tests.repository import SCHEMES
from tests.warehouse.editions.county import FIRST, OTHER, SCHEME, SECOND, UNIT, issue
from tests.warehouse.editions.county import land_work as land_posts
from tests.warehouse.walk import query
from warehouse.editions.restating import list_restated
from warehouse.editions.sealing import Act, seal_month
from warehouse.faults import Denied, Refused, WrongCall
from warehouse.results.scores import read_scores
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.scheme_life.publishing import preview_scheme, publish_scheme
from warehouse.schemes.scheme_files import load_scheme
from warehouse.schemes.scheme_list import read_history
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")

ACT = Act("系统", "县委会议纪要")


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    """Return the invented scheme as it is in force."""
    return load_scheme(SCHEMES / SCHEME)


def dearer(parts: Parts) -> None:
    """Let a missing percentage point cost two points instead of one."""
    list_clauses(parts, "1")[1]["lines"][0]["each"] = -2


def count_rows(store: Store) -> list[tuple[object, ...]]:
    """Return how many rows of each kind there are, and which tables and columns."""
    counts = "select count(*) from {}".format
    tables = ("scheme_version", "audit_entry", "ledger", "unit", "scoring_run", "duckdb_columns()")
    return [query(store, counts(table))[0] for table in tables]


def test_a_preview_writes_nothing_and_says_what_moves(county: Store, scheme: Scheme) -> None:
    before, scores = count_rows(county), read_scores(county, SCHEME, FIRST)
    preview = preview_scheme(county, change_scheme(scheme, dearer))
    assert (preview.previous, preview.version, preview.is_unchanged) == (1, 2, False)
    (change,) = preview.changes
    assert (change.part, change.kind) == ("clause", "changed")
    assert "指标1.2“办结率”：计分由" in change.sentence and "扣2分" in change.sentence
    january = next(one for one in preview.moves if one.month == FIRST)
    assert (january.assessment, january.is_sealed) == ("1", False)
    moved = {one.unit: one for one in january.units}
    assert moved[UNIT].change < 0 and moved[UNIT].items[0].indicator == "1.2"
    assert count_rows(county) == before
    assert read_scores(county, SCHEME, FIRST) == scores


def test_a_publication_is_exactly_what_the_preview_said(county: Store, scheme: Scheme) -> None:
    changed = change_scheme(scheme, dearer)
    preview = preview_scheme(county, changed)
    published = publish_scheme(county, changed, ACT, expected=preview.basis)
    assert (published.moves, published.changes) == (preview.moves, preview.changes)
    units = read_scores(county, SCHEME, FIRST, assessment="1")["units"]
    scores = {one["unit"]: one for one in units}
    for unit in next(one for one in preview.moves if one.month == FIRST).units:
        if unit.total_after is not None:
            assert Decimal(scores[unit.unit]["total"]) == unit.total_after
    assert verify_store(county).verdict == "sound"


def test_who_why_and_what_differs_are_on_record(county: Store, scheme: Scheme) -> None:
    published = publish_scheme(county, change_scheme(scheme, dearer), ACT)
    with county.reader() as cursor:
        newest, first = read_history(cursor, SCHEME)
    assert (newest.number, newest.actor, newest.reason) == (2, "系统", "县委会议纪要")
    assert newest.difference == published.sentences
    assert first.difference == ("第一次发布：8条指标、4个单位、8张报表。",)
    ((text,),) = query(
        county, "select detail from audit_entry where action = 'load_scheme' order by entry_id desc"
        " limit 1"
    )  # fmt: skip
    detail = json.loads(text)
    assert detail["reason"] == "县委会议纪要" and detail["difference"] == list(newest.difference)


def test_a_version_needs_a_reason_and_a_difference(county: Store, scheme: Scheme) -> None:
    with pytest.raises(WrongCall, match="写明理由"):
        publish_scheme(county, change_scheme(scheme, dearer), Act("系统", "  "))
    with pytest.raises(Refused, match="没有改动"):
        publish_scheme(county, scheme, ACT)
    assert preview_scheme(county, scheme).is_unchanged


def test_a_preview_that_is_no_longer_true_is_not_published(county: Store, scheme: Scheme) -> None:
    changed = change_scheme(scheme, dearer)
    basis = preview_scheme(county, changed).basis
    land_posts(county, SECOND, "3")
    with pytest.raises(Refused, match="请重新预览"):
        publish_scheme(county, changed, ACT, expected=basis)


def test_sealed_months_are_refused_or_corrected_on_purpose(county: Store, scheme: Scheme) -> None:
    issued = issue(county, FIRST)
    changed = change_scheme(scheme, dearer)
    preview = preview_scheme(county, changed)
    assert [(one.month, one.is_sealed) for one in preview.sealed] == [(FIRST, True)]
    with pytest.raises(Refused, match=rf"已封存的月份会变动：{FIRST}（\d个单位）.*--correct"):
        publish_scheme(county, changed, ACT)
    assert query(county, "select count(*) from scheme_version") == [(1,)]
    publish_scheme(county, changed, ACT, corrects=True)
    (restated,) = list_restated(county, SCHEME)
    assert restated.edition == issued and restated.corrections
    ((text,),) = query(county, "select detail from audit_entry order by entry_id desc limit 1")
    assert json.loads(text)["corrects"] == [FIRST]
    assert verify_store(county).verdict == "sound"


def test_a_change_that_moves_no_sealed_figure_is_published(county: Store, scheme: Scheme) -> None:
    seal_month(county, SCHEME, FIRST, Act("系统"))
    published = publish_scheme(county, set_keys(scheme, title="云溪县2023年考核办法"), ACT)
    assert published.moves == ()
    assert published.sentences == (
        "考核：名称由“云溪县2023年营商环境考核”改为“云溪县2023年考核办法”。",
    )


def test_a_unit_that_joins_or_leaves_is_shown(county: Store, scheme: Scheme) -> None:
    def move(parts: Parts) -> None:
        parts["units"] = [one for one in parts["units"] if one["name"] != OTHER]
        own = {"monthly_visit_quota": 1, "yearly_report_quota": 2}
        parts["units"].append({"name": "戊局", "kind": "department", "own": own, "from_month": 2})
        for one in parts["notice"]["assessment"]:
            one.pop("units", None)

    preview = preview_scheme(county, change_scheme(scheme, move))
    assert f"取消单位“{OTHER}”" in "".join(preview.sentences)
    assert "新增单位“戊局”：部门，第2—12月。" in preview.sentences
    last = [one for one in preview.moves if one.assessment == "1"][-1]
    assert {one.unit: one.presence for one in last.units if one.presence != "both"} == {
        OTHER: "gone", "戊局": "new",
    }  # fmt: skip


def test_a_new_column_of_a_preview_leaves_the_form_open(county: Store, scheme: Scheme) -> None:
    """Rolling back a table's new column must not keep files from landing in it."""

    def widen(parts: Parts) -> None:
        parts["forms"]["yx_work"]["column"]["extra"] = {"headers": "另计", "type": "count"}

    preview_scheme(county, change_scheme(scheme, widen))
    land_posts(county, SECOND, "4")
    publish_scheme(county, change_scheme(scheme, widen), ACT)
    land_posts(county, SECOND, "5")
    assert verify_store(county).verdict == "sound"


def test_a_unit_with_data_is_not_renamed_in_silence(county: Store, scheme: Scheme) -> None:
    def rename(parts: Parts) -> None:
        unit = next(one for one in parts["units"] if one["name"] == OTHER)
        unit |= {"name": "云溪县新局", "aliases": [*unit.get("aliases", []), OTHER]}

    with pytest.raises(Refused, match=rf"单位“{OTHER}”已有数据，不能直接改名"):
        preview_scheme(county, change_scheme(scheme, rename))


def test_a_scheme_with_data_keeps_its_year(county: Store, scheme: Scheme) -> None:
    with pytest.raises(Refused, match="另一个代号"):
        preview_scheme(county, set_keys(scheme, year=2024))


def test_only_administrators_publish(county: Store, scheme: Scheme, cheap_hashes: None) -> None:
    changed = change_scheme(scheme, dearer)
    with pytest.raises(Denied):
        preview_scheme(make_account(county, "sam", "staff"), changed)
    admin = make_account(county, "amy", "admin")
    publish_scheme(admin, changed, Act("amy", "修订"))
    assert query(county, "select actor from scheme_version where version = 2") == [("amy",)]
