"""The columns that follow from the clauses which name them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scoring.clauses.faults import Findings, SchemeRefused
from scoring.followed_forms import complete_forms
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts

CLAUSE = {"id": "1", "full": 10}
CASES: dict[str, tuple[dict[str, Any], Any]] = {
    "a mark up to the clause's full mark": (
        {**CLAUSE, "mark": "表.甲"},
        {"甲": {"type": "mark", "maximum": Decimal(10)}},
    ),
    "a mark of so many votes": (
        {**CLAUSE, "mark": "表.甲", "out": 20},
        {"甲": {"type": "mark", "maximum": Decimal(20)}},
    ),
    "a mark up to the line's own full mark": (
        {**CLAUSE, "lines": [{"full": 4, "mark": "表.甲"}, {"full": 6, "mark": "表.乙"}]},
        {
            "甲": {"type": "mark", "maximum": Decimal(4)},
            "乙": {"type": "mark", "maximum": Decimal(6)},
        },
    ),
    "a mark up to the most of all units and readings": (
        {"id": "1", "full": {"by": "r", "a": {"kind": {"镇": 3}}, "b": "4.5"}, "mark": "表.甲"},
        {"甲": {"type": "mark", "maximum": Decimal("4.5")}},
    ),
    "counts": (
        {**CLAUSE, "of": "表.甲", "out_of": "表.乙", "below": 95, "each": -1},
        {"甲": {"type": "count"}, "乙": {"type": "count"}},
    ),
    "a price list": (
        {**CLAUSE, "each": {"表.甲": -2, "表.乙": -5}},
        {"甲": {"type": "count"}, "乙": {"type": "count"}},
    ),
    "what is done or not": ({**CLAUSE, "of": "表.甲", "each": "full"}, {"甲": {"type": "tick"}}),
    "two that are filed": (
        {**CLAUSE, "of": ["表.甲", "last:表.乙"], "each": "full", "per": 2},
        {"甲": {"type": "count"}, "乙": {"type": "count"}},
    ),
    "filed in time": (
        {**CLAUSE, "of": "表.甲", "due_day": 20, "each": "full"},
        {"甲": {"type": "filing"}},
    ),
    "the month of filing": (
        {**CLAUSE, "of": "表.甲", "read": "month", "above": 7, "each": -1},
        {"甲": {"type": "filing"}},
    ),
    "a column by reading": (
        {**CLAUSE, "of": {"by": "r", "a": "表.甲", "b": "表.乙"}, "each": -1},
        {"甲": {"type": "count"}, "乙": {"type": "count"}},
    ),
    "a target of another column": (
        {**CLAUSE, "of": "表.甲", "below": {"of": "表.乙", "pace": True}, "each": -1},
        {"甲": {"type": "count"}, "乙": {"type": "count"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("clause", "columns"), CASES.values(), ids=CASES)
def test_a_column_follows_from_its_use(clause: dict[str, Any], columns: Any) -> None:
    assert complete({"表": {"shape": "inspection", "follows": True}}, clause)["表"][
        "column"
    ] == columns  # fmt: skip


def test_a_ledger_follows_with_its_date_and_the_values_of_all_clauses() -> None:
    clauses = [
        {
            "id": "1", "rows": "账", "where": {"类": "甲"},
            "highest_per": {"by": "r", "a": "none", "b": "事"},
        },
        {
            "id": "2", "rows": "账", "where": {"类": ["甲", "乙"]},
            "price": {"column": "级", "prices": {"省": 2, "市": 1}},
        },
    ]  # fmt: skip
    ledger = complete({"账": {"shape": "dated_ledger", "follows": True}}, *clauses)["账"]
    assert list(ledger["column"]) == ["日期", "类", "事", "级"]
    assert ledger["column"]["类"] == {"type": "choice", "choices": ["甲", "乙"]}
    assert ledger["column"]["事"] == {"type": "text", "is_folded": True}
    assert ledger["column"]["级"] == {"type": "choice", "choices": ["省", "市"]}


def test_what_is_written_stands_and_takes_only_its_missing_type() -> None:
    written = {
        "乙": {"headers": "乙数", "measure": "篇"}, "丙": "text",
        "甲": {"type": "quantity", "decimals": 2},
    }  # fmt: skip
    form = {"shape": "inspection", "title": "检查表", "follows": True, "column": written}
    found = complete({"表": form}, {**CLAUSE, "of": ["表.甲", "表.乙"], "each": 1})["表"]
    assert found["title"] == "检查表"
    assert list(found["column"].items()) == [
        ("甲", written["甲"]),
        ("乙", {"type": "count", "headers": "乙数", "measure": "篇"}),
        ("丙", "text"),
    ]


def test_only_forms_that_say_so_follow() -> None:
    form = {"shape": "inspection", "column": {"乙": "count"}}
    found = complete({"表": form}, {**CLAUSE, "of": "表.甲", "each": 1})["表"]
    assert found == {"title": "表", "annex": "", "clause": "一", "assessment": "1", **form}


def test_a_mark_without_a_known_full_mark_is_refused() -> None:
    findings = Findings()
    notice = {"total": {"clauses": [{"id": "1", "full": {"own": "分"}, "mark": "表.甲"}]}}
    complete_forms(notice, {"表": {"shape": "inspection", "follows": True}}, findings, "forms.toml")
    assert [str(one) for one in findings.refusals] == [
        "forms.toml，报表 表，列 甲，maximum："
        "最高分不能由评定这一列的指标得出（允许：在报表中写上）"
    ]


def test_a_scheme_loads_with_forms_that_follow() -> None:
    notice = {
        "language": 1, "id": "trial", "title": "试", "year": 2024, "clause": "一",
        "total": {"clauses": [{**CLAUSE, "mark": "表.甲"}]},
    }  # fmt: skip
    units = [{"name": "甲镇", "kind": "镇"}]
    forms = {"表": {"shape": "inspection", "follows": True}}
    scheme = load_scheme(SchemeParts(notice, forms, units))
    assert scheme.dataset("表").column("甲").maximum == 10
    with pytest.raises(SchemeRefused, match="“甲” 不合要求"):
        load_scheme(SchemeParts(notice, {"表": {**forms["表"], "column": ["甲"]}}, units))


def complete(forms: dict[str, Any], *clauses: dict[str, Any]) -> dict[str, Any]:
    findings = Findings()
    notice = {"clause": "一", "total": {"clauses": list(clauses)}}
    found = complete_forms(notice, forms, findings, "forms.toml")
    assert findings.refusals == []
    return found
