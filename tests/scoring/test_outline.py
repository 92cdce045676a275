"""What an outline lists of an assessment over all readings: items, full marks, forms, sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scoring.clauses.faults import SchemeRefused
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts

FORMS = {
    "月报": {
        "title": "月报",
        "annex": "附件1",
        "clause": "一",
        "shape": "month_form",
        "assessment": "1",
        "column": {"件数": "count", "办结": "count"},
    },
    "检查": {
        "title": "检查",
        "annex": "附件2",
        "clause": "一",
        "shape": "inspection",
        "assessment": "1",
        "column": {"评定": {"type": "mark", "maximum": 10}},
    },
    "台账": {
        "title": "台账",
        "annex": "附件3",
        "clause": "一",
        "shape": "dated_ledger",
        "assessment": "1",
        "column": {"日期": "date", "类别": {"type": "choice", "choices": {"甲": [], "乙": []}}},
    },
}
UNITS = [
    {"name": "甲镇", "kind": "镇"},
    {"name": "乙镇", "kind": "镇"},
    {"name": "丙局", "kind": "局"},
]
BASE = {"language": 1, "id": "trial", "title": "试", "year": 2024, "clause": "一"}
MARKED = {"id": "1", "full": 10, "mark": "检查.评定"}


def outline(clauses: list[dict[str, Any]], **notice: Any) -> AssessmentOutline:
    return load(clauses, **notice).assessments[0]


def load(clauses: list[dict[str, Any]], **notice: Any) -> Scheme:
    total = {"clauses": clauses, **notice.pop("total", {})}
    return load_scheme(SchemeParts({**BASE, "total": total, **notice}, FORMS, UNITS))


def test_items_stand_in_the_order_of_the_notice_with_their_depth_and_parent() -> None:
    inner = {"id": "二1", "of": "月报.件数", "each": 1, "clause": "二(1)"}
    node = {"id": "二", "name": "加分", "clause": "二", "ceiling": 5, "clauses": [inner]}
    found = outline([node, MARKED], total={"full": 10})
    assert [(one.id, one.kind, one.depth, one.parent) for one in found.items] == [
        ("二", "node", 1, "total"),
        ("二1", "clause", 2, "二"),
        ("1", "clause", 1, "total"),
    ]
    assert [one.id for one in found.indicators] == ["二1", "1"]
    assert [one.id for one in found.nodes] == ["二"]
    assert [one.id for one in found.children("total")] == ["二", "1"]


def test_a_clause_without_a_place_takes_that_of_its_node() -> None:
    found = outline([{"id": "二", "clause": "三(2)", "clauses": [MARKED]}])
    assert found.indicator("1").clause == "三(2)"


def test_an_addition_has_a_ceiling_and_no_full_mark() -> None:
    found = outline([MARKED, {"id": "2", "of": "月报.件数", "each": 1, "ceiling": 3}])
    addition = found.indicator("2")
    assert (addition.has_full, addition.full, addition.ceiling) == (False, None, Decimal(3))
    assert found.full == 10 and found.indicator("1").ceiling is None
    assert [one.id for one in found.additions] == ["2"] and found.most == 13
    assert outline([MARKED, {"id": "2", "of": "月报.件数", "each": 1}]).most is None


def test_a_full_mark_that_differs_by_unit_shows_its_least_and_most() -> None:
    full = {"kind": {"镇": 10, "局": 5}}
    found = outline([{"id": "1", "full": full, "of": "月报.件数", "each": "full", "per": 4}])
    one = found.indicator("1")
    assert (one.has_full, one.full, one.fulls) == (True, None, (Decimal(5), Decimal(10)))
    assert found.full is None and found.total.fulls == (Decimal(5), Decimal(10))


def test_a_clause_of_some_units_has_one_full_mark() -> None:
    """Those that it does not concern have none, and do not count."""
    found = outline([{**MARKED, "for": {"kind": ["镇"]}}, {**MARKED, "id": "2"}])
    assert found.indicator("1").full == 10
    assert found.total.fulls == (Decimal(10), Decimal(20))


CASES = {"readings": {"cases": ["a", "b"], "ties": ["competition", "dense"]}}


def switched() -> AssessmentOutline:
    """Return an outline with a clause under each option, and a ranked one."""
    return outline(
        [
            {**MARKED, "id": "甲", "when": {"reading": "cases", "is": "a"}},
            {"id": "乙", "full": 10, "of": "月报.件数", "each": "full", "per": 4,
             "when": {"reading": "cases", "is": "b"}},
            {"id": "丙", "full": {"by": "cases", "a": 4, "b": 6}, "of": "月报.办结",
             "place": "highest", "ties": {"by": "ties"}, "above": 1, "each": -1},
        ],
        **CASES,
    )  # fmt: skip


def test_a_clause_of_any_reading_is_listed_and_said_only_where_it_is_there() -> None:
    found = switched()
    assert [one.id for one in found.items] == ["甲", "乙", "丙"]
    assert found.sentence("甲", {}) and found.sentence("乙", {}) is None
    assert found.sentence("乙", {"cases": "b"})
    assert found.indicator("丙").fulls == (Decimal(4), Decimal(6))


def test_an_item_names_the_readings_and_the_forms_that_it_depends_on() -> None:
    found = switched()
    assert found.readings_of("甲") == ("cases",)
    assert found.readings_of("丙") == ("cases", "ties")
    assert found.datasets_of("甲") == ("检查",) and found.datasets_of("乙") == ("月报",)
    assert found.datasets_of() == ("月报", "检查")


def test_a_veto_is_called_by_its_id_or_else_by_its_name() -> None:
    veto = {"rows": "台账", "at_least": 1, "effect": "no_score"}
    found = outline(
        [MARKED],
        veto=[
            {**veto, "name": "甲类", "id": "V1", "where": {"类别": "甲"}, "clause": "九"},
            {**veto, "name": "乙类", "where": {"类别": "乙"}},
        ],
    )
    assert [(one.id, one.name, one.clause) for one in found.vetoes] == [
        ("V1", "甲类", "九"),
        ("乙类", "乙类", "一"),
    ]
    assert found.datasets_of("V1") == ("台账",)
    assert "不计分" in (found.sentence("乙类", {}) or "")


def test_grades_are_named_best_first_and_ranks_say_their_group() -> None:
    grades = {"list": [{"name": "优", "from": 8}, {"name": "良"}]}
    found = outline([MARKED], grades=grades, rank={"within": "kind"})
    assert found.grades == ("优", "良") and found.ranks_within == "kind"
    assert outline([MARKED]).grades == ()


def test_a_unit_without_assessments_is_in_all_of_them() -> None:
    scheme = load([MARKED])
    assert [unit.assessments for unit in scheme.units] == [("1",)] * 3
    assert len(scheme.roster("1")) == scheme.assessments[0].units == 3


def test_choices_are_kept_and_unknown_ones_are_errors() -> None:
    scheme = load([{**MARKED, "decimals_shown": {"by": "shown", "a": 1, "b": 2}}],
                  readings={"shown": ["a", "b"]})  # fmt: skip
    assert scheme.choices({"shown": "b"}) == {"shown": "b"} and scheme.choices() == {"shown": "a"}
    assert scheme.chosen({"shown": "b"}) is scheme.chosen({"shown": "b"})
    for wrong in ({"shown": "c"}, {"show": "a"}):
        with pytest.raises(KeyError):
            scheme.chosen(wrong)


def test_a_form_that_is_only_written_as_a_word_is_refused() -> None:
    with pytest.raises(SchemeRefused, match=r"forms\.toml，报表 河长办：'monthly'"):
        load_scheme(SchemeParts({**BASE, "total": {"clauses": [MARKED]}},
                                {**FORMS, "河长办": "monthly"}, UNITS))  # fmt: skip


def test_an_assessment_alone_is_titled_as_its_notice() -> None:
    assert outline([MARKED]).title == "试"
    assert load([MARKED], title="全年考核").assessments[0].title == "全年考核"


def test_every_clause_and_veto_cites_the_place_of_what_holds_it() -> None:
    held = {"id": "甲", "clause": "第二条", "clauses": [MARKED, {**MARKED, "id": "2"}]}
    veto = {"name": "末位", "of": "检查.评定", "is": 0, "effect": "no_rank"}
    chosen = load([held, {**MARKED, "id": "3"}], veto=[veto]).chosen().assessments[0]
    assert [one.clause for one in chosen.list_clauses()] == ["第二条", "第二条", "一"]
    assert [one.clause for one in chosen.vetoes] == ["一"]


def test_an_outline_under_chosen_options_has_their_full_marks() -> None:
    total = {"period": "month", "combine": {"by": "year", "mean": "mean", "sum": "sum"}}
    monthly = {"id": "甲", "period_full": 10, "of": "月报.件数", "each": -1}
    scheme = load([monthly], total=total, readings={"year": ["mean", "sum"]})
    assert scheme.assessments[0].items[0].fulls == (Decimal(10), Decimal(120))
    assert scheme.outline("1", {"year": "mean"}).items[0].full == Decimal(10)
    assert scheme.outline("1", {"year": "sum"}).items[0].full == Decimal(120)
